"""The words of kinds that know a number or code which is the same everywhere."""

from django.utils.translation import gettext_lazy as _

from datasets.sentences.kind_words import KindWords

BAG_OBJECTS = {
    "pand": _("building (pand)"),
    "verblijfsobject": _("dwelling or business unit (verblijfsobject)"),
    "nummeraanduiding": _("address number (nummeraanduiding)"),
    "openbare-ruimte": _("public space (openbare ruimte)"),
    "ligplaats": _("mooring (ligplaats)"),
    "standplaats": _("pitch (standplaats)"),
    "woonplaats": _("town (woonplaats)"),
}

WORDS = {
    "postcode": KindWords(
        title=_("is a Dutch postcode"),
        sentences={
            "postcode": _("%(kolom)s is a Dutch postcode"),
            "postcode-met-spatie": _("%(kolom)s is a Dutch postcode with a space (1234 AB)"),
        },
        example=_("8011 AB is right, 80 11ab is not."),
        group="codes",
        search=_("address"),
    ),
    "email": KindWords(
        title=_("is an e-mail address"),
        sentences={"email": _("%(kolom)s is an e-mail address")},
        example=_("jan@zwolle.example is right, jan@zwolle is not."),
        group="codes",
        search=_("mail address contact"),
    ),
    "bsn": KindWords(
        title=_("is a citizen service number (BSN)"),
        sentences={
            "bsn": _("%(kolom)s is a BSN that meets the eleven-proof"),
            "bsn-acht-cijfers": _(
                "%(kolom)s is a BSN that meets the eleven-proof (a leading zero may be missing)"
            ),
        },
        example=_("123456782 is right, 123456789 is not."),
        group="codes",
        labels={"achtCijfers": _("Eight digits are allowed: the leading zero is missing")},
        search=_("burgerservicenummer sofinummer person"),
    ),
    "iban": KindWords(
        title=_("is a bank account number (IBAN)"),
        sentences={
            "iban": _("%(kolom)s is an IBAN"),
            "iban-zonder-spaties": _("%(kolom)s is an IBAN without spaces"),
        },
        example=_("NL91 ABNA 0417 1643 00 is right, NL92 ABNA 0417 1643 00 is not."),
        group="codes",
        labels={"spaties": _("Spaces after each four characters are allowed")},
        search=_("bank account number payment"),
    ),
    "bag-id": KindWords(
        title=_("is an identifier of the BAG"),
        sentences={
            "bag-id": _("%(kolom)s is an identifier of the BAG"),
            "bag-id-van": _("%(kolom)s is an identifier of the BAG: %(objecttype)s"),
        },
        example=_("0193100000012345 is a building in Zwolle."),
        group="codes",
        labels={"objecttype": _("Which type of object")},
        help={"objecttype": _("Without a choice any object with sixteen digits is right.")},
        choices={"objecttype": BAG_OBJECTS},
        search=_("building address object register kadaster"),
    ),
    "gemeentecode": KindWords(
        title=_("is the code of a municipality"),
        sentences={
            "gemeentecode": _("%(kolom)s is the code of a municipality"),
            "gemeentecode-in-jaar": _("%(kolom)s is the code of a municipality in %(jaar)s"),
            "gemeentecode-per-rij": _(
                "%(kolom)s is the code of a municipality in the year of %(kolom2)s"
            ),
            "gemeentecode-vorm": _("%(kolom)s is the code of a municipality, written as %(vorm)s"),
            "gemeentecode-vorm-in-jaar": _(
                "%(kolom)s is the code of a municipality in %(jaar)s, written as %(vorm)s"
            ),
            "gemeentecode-vorm-per-rij": _(
                "%(kolom)s is the code of a municipality in the year of %(kolom2)s, written as "
                "%(vorm)s"
            ),
        },
        example=_("GM0193 is Zwolle. GM0017 (Haren) has not been one since 2019."),
        group="codes",
        columns=(_("Column with the code"), _("Column with the year")),
        labels={"jaar": _("In the year"), "vorm": _("Written as")},
        help={
            "jaar": _(
                "From 2010 to 2026 (source: CBS). Leave empty when any year will do, or when the "
                "year stands in a column."
            )
        },
        choices={
            "vorm": {
                "elke": _("any of these"),
                "GM0193": _("GM0193: GM and four digits"),
                "0193": _("0193: four digits"),
                "193": _("193: without leading zeros"),
            }
        },
        chosen={"vorm": {"elke": _("any of these")}},
        search=_("town council cbs gm code"),
    ),
}

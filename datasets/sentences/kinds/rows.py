"""The words of kinds that compare the rows of a dataset with each other."""

from django.utils.translation import gettext_lazy as _

from datasets.sentences.kind_words import KindWords

WORDS = {
    "uniek": KindWords(
        title=_("occurs once"),
        sentences={
            "uniek": _("Each value of %(kolom)s occurs once"),
            "uniek-samen": _("Each combination of %(kolommen)s occurs once"),
        },
        example=_("No permit number occurs twice."),
        group="table",
        columns=(_("Column"), _("together with")),
        search=_("double duplicate key"),
    ),
    "afhankelijkheid": KindWords(
        title=_("is determined by another column"),
        sentences={
            "afhankelijkheid": _("With the same %(sleutels)s, %(laatste)s is always the same")
        },
        example=_("A neighbourhood code always has the same name."),
        group="table",
        columns=(
            _("Column that determines"),
            _("Column that depends on it (or another one that determines)"),
            _("The last column that you choose depends on the others"),
        ),
        search=_("depends functional one name per code"),
    ),
    "niet-dalend": KindWords(
        title=_("does not go down"),
        sentences={
            "niet-dalend": _("%(kolom)s does not go down in the order of %(kolom2)s"),
            "niet-dalend-per": _(
                "%(kolom)s does not go down in the order of %(kolom2)s, for each %(delen2)s"
            ),
        },
        example=_("A meter reading is never lower than the one before."),
        group="table",
        columns=(_("Column that may not go down"), _("In the order of"), _("for each")),
        search=_("rising monotone increase counter"),
    ),
    "geen-overlap": KindWords(
        title=_("periods do not overlap"),
        sentences={
            "geen-overlap": _("The periods from %(kolom)s to %(kolom2)s do not overlap"),
            "geen-overlap-los": _(
                "The periods from %(kolom)s to %(kolom2)s do not overlap or touch"
            ),
            "geen-overlap-per": _(
                "The periods from %(kolom)s to %(kolom2)s do not overlap, for each %(delen2)s"
            ),
            "geen-overlap-per-los": _(
                "The periods from %(kolom)s to %(kolom2)s do not overlap or touch, for each "
                "%(delen2)s"
            ),
        },
        example=_("A person has one address at a time."),
        group="table",
        columns=(_("Begin"), _("End"), _("for each")),
        labels={"rakenMag": _("A period may begin on the day that another one ends")},
        search=_("overlapping validity history double"),
    ),
}

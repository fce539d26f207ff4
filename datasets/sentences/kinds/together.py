"""The words of kinds that look at columns of one row together."""

from django.utils.translation import gettext_lazy as _

from datasets.sentences.kind_words import KindWords

SIGNS = {
    "<": _("is less (earlier) than"),
    "<=": _("is at most (not later than)"),
    "=": _("is equal to"),
    ">=": _("is at least (not earlier than)"),
    ">": _("is more (later) than"),
    "!=": _("is not equal to"),
}
READ = {
    "<": _("is less than"),
    "<=": _("is at most"),
    "=": _("is equal to"),
    ">=": _("is at least"),
    ">": _("is more than"),
    "!=": _("is not equal to"),
}

WORDS = {
    "vergelijking": KindWords(
        title=_("compared with another column"),
        sentences={"vergelijking": _("%(kolom)s %(teken)s %(kolom2)s")},
        offered=_("%(kolom)s is less than, equal to or more than %(kolom2)s"),
        example=_("The amount paid is at most the amount granted."),
        group="together",
        columns=(_("First column"), _("Second column")),
        labels={"teken": _("How they compare")},
        help={"teken": _("Texts and yes-or-no can only be equal or not equal.")},
        choices={"teken": SIGNS},
        chosen={"teken": READ},
        search=_("equal less more larger smaller than two columns"),
    ),
    "som": KindWords(
        title=_("parts add up to the total"),
        sentences={
            "som": _("%(delen)s add up to %(kolom)s"),
            "som-met-marge": _("%(delen)s add up to %(kolom)s, within %(marge)s"),
        },
        example=_("Men and women add up to residents."),
        group="together",
        columns=(_("The total"), _("A part")),
        fields=8,
        labels={
            "marge": _("Difference that is allowed"),
            "leegIsNul": _("An empty part counts as 0"),
        },
        help={
            "marge": _("Leave empty when they must be equal. For example 0,5 for rounded figures."),
            "leegIsNul": _("Without this only rows in which everything is filled are checked."),
        },
        search=_("sum subtotal total adds up count"),
    ),
    "voorwaardelijk-gevuld": KindWords(
        title=_("is filled where another column asks for it"),
        sentences={
            "voorwaardelijk-gevuld": _("Where %(kolom)s is filled, %(kolom2)s is filled too"),
            "voorwaardelijk-gevuld-bij": _("Where %(kolom)s is %(waarden)s, %(kolom2)s is filled"),
            "voorwaardelijk-leeg": _("Where %(kolom)s is filled, %(kolom2)s is empty"),
            "voorwaardelijk-leeg-bij": _("Where %(kolom)s is %(waarden)s, %(kolom2)s is empty"),
        },
        example=_("A permit that was granted has a date of decision."),
        group="together",
        columns=(_("The column that asks"), _("The column that is asked")),
        labels={
            "waarden": _("Only for these values"),
            "leeg": _("The second column must be empty instead"),
        },
        help={
            "waarden": _(
                "One value on each line, such as granted. Leave empty when every filled row counts."
            ),
        },
        search=_("if then condition dependent required"),
    ),
}

"""The words of kinds that look at dates."""

from django.utils.translation import gettext_lazy as _

from datasets.sentences.kind_words import KindWords

A_DAY = _(
    "A date such as 31-12-2026, or a day counted from today: vandaag, vandaag - 30 dagen, "
    "vandaag + 1 jaar (dagen, weken, maanden, jaar). The day itself is allowed."
)

WORDS = {
    "datumbereik": KindWords(
        title=_("lies between two dates"),
        sentences={
            "datumbereik": _("%(kolom)s lies between %(minimum)s and %(maximum)s (dates)"),
            "datumbereik-vanaf": _("%(kolom)s is not before %(minimum)s"),
            "datumbereik-tot": _("%(kolom)s is not after %(maximum)s"),
        },
        example=_("No date of birth lies in the future."),
        group="dates",
        labels={"minimum": _("Not before"), "maximum": _("Not after")},
        help={"minimum": A_DAY, "maximum": _("Written in the same way. Leave empty for no limit.")},
        search=_("future today past period birth"),
    ),
    "datumvolgorde": KindWords(
        title=_("dates follow each other"),
        sentences={"datumvolgorde": _("%(kolom)s is not later than %(kolom2)s")},
        example=_("The start date is not later than the end date."),
        group="dates",
        columns=(_("First date"), _("Second date")),
        search=_("begin end before after"),
    ),
    "maximale-leeftijd": KindWords(
        title=_("is recent enough"),
        sentences={"maximale-leeftijd": _("%(kolom)s is at most %(dagen)s days ago")},
        example=_("Every meter reading is at most 400 days old."),
        group="dates",
        labels={"dagen": _("At most so many days ago")},
        help={
            "dagen": _("Counted from the day of the check. A date in the future is not too old.")
        },
        search=_("old stale age days recent"),
    ),
}

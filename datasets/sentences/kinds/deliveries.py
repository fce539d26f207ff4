"""The words of kinds that look at deliveries and the periods that they are about."""

from django.utils.translation import gettext_lazy as _

from datasets.sentences.kind_words import KindWords

WORDS = {
    "aantal-rijen": KindWords(
        title=_("has enough rows"),
        sentences={
            "aantal-rijen": _("A delivery has %(minimum)s to %(maximum)s rows"),
            "aantal-rijen-vanaf": _("A delivery has at least %(minimum)s rows"),
            "aantal-rijen-tot": _("A delivery has at most %(maximum)s rows"),
            "aantal-rijen-procent": _(
                "The number of rows differs at most %(maxProcent)s%% from the delivery before"
            ),
            "aantal-rijen-verschil": _(
                "The number of rows differs at most %(maxRijen)s from the delivery before"
            ),
        },
        example=_("A delivery never has a tenth fewer rows than the one before."),
        group="deliveries",
        labels={
            "maxProcent": _("Or: changes at most this percentage"),
            "maxRijen": _("Or: changes at most this number of rows"),
        },
        help={
            "minimum": _(
                "A number of rows. Choose bounds, or a change against the delivery before."
            ),
            "maxProcent": _(
                "Against the delivery that it replaces, or else that of the period before."
            ),
        },
        search=_("count volume size half empty"),
    ),
    "perioden": KindWords(
        title=_("has every period"),
        sentences={
            "perioden": _("%(kolom)s has every period from %(van)s to %(tot)s"),
            "perioden-tot-vandaag": _("%(kolom)s has every period from %(van)s until now"),
            "perioden-per": _(
                "%(kolom)s has every period from %(van)s to %(tot)s for each %(delen)s"
            ),
            "perioden-per-tot-vandaag": _(
                "%(kolom)s has every period from %(van)s until now for each %(delen)s"
            ),
            "perioden-leveringen": _(
                "There is a delivery for every period from %(van)s to %(tot)s"
            ),
            "perioden-leveringen-tot-vandaag": _(
                "There is a delivery for every period from %(van)s until now"
            ),
        },
        example=_("There are figures for every year from 2015 to 2024."),
        group="deliveries",
        columns=(_("Column with the period (none: the periods of the deliveries)"), _("for each")),
        labels={
            "van": _("First period"),
            "tot": _("Last period"),
            "dagenNaAfloop": _("Days that figures may take after a period"),
        },
        help={
            "van": _("A year (2015), a quarter (2015-K1) or a month (2015-01)."),
            "tot": _(
                "A period of the same length, or the word vandaag: the newest that has passed."
            ),
            "dagenNaAfloop": _("Only counts up to vandaag: so late a period is expected."),
        },
        choices={"tot": {"vandaag": _("today")}},
        search=_("missing year month quarter gap series"),
    ),
    "op-tijd": KindWords(
        title=_("arrives in time"),
        sentences={
            "op-tijd": _(
                "Figures arrive at most %(dagenNaAfloop)s days after their period has ended"
            )
        },
        example=_("The figures of a month are here within two weeks."),
        group="deliveries",
        labels={"dagenNaAfloop": _("Days after the period")},
        help={
            "dagenNaAfloop": _(
                "Counted from the last day of the period to the first delivery about it."
            ),
        },
        search=_("late on time fresh current delay"),
    ),
    "verdeling": KindWords(
        title=_("is distributed as before"),
        sentences={
            "verdeling": _(
                "The share of each %(kolom)s changes at most %(maxPunten)s percentage points "
                "since the delivery before; none is new and none disappears"
            ),
            "verdeling-nieuw-mag": _(
                "The share of each %(kolom)s changes at most %(maxPunten)s percentage points "
                "since the delivery before; none disappears"
            ),
            "verdeling-verdwenen-mag": _(
                "The share of each %(kolom)s changes at most %(maxPunten)s percentage points "
                "since the delivery before; none is new"
            ),
            "verdeling-nieuw-en-verdwenen-mag": _(
                "The share of each %(kolom)s changes at most %(maxPunten)s percentage points "
                "since the delivery before"
            ),
        },
        example=_("The share of each neighbourhood is about what it was last year."),
        group="deliveries",
        labels={
            "maxPunten": _("Percentage points that a share may change"),
            "nieuwMag": _("A new category is allowed"),
            "verdwenenMag": _("A category may disappear"),
        },
        help={
            "maxPunten": _(
                "From 12% to 15% is 3 percentage points. 100 means: any change is fine."
            ),
        },
        search=_("drift distribution share category new disappeared"),
    ),
}

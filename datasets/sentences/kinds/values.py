"""The words of kinds that look at one value."""

from django.utils.translation import gettext_lazy as _

from datasets.sentences.kind_words import KindWords

WORDS = {
    "gevuld": KindWords(
        title=_("is filled"),
        sentences={"gevuld": _("%(kolom)s is filled")},
        example=_("Every resident has a date of birth."),
        search=_("empty missing required"),
    ),
    "in-lijst": KindWords(
        title=_("is on a list"),
        sentences={
            "in-lijst": _("%(kolom)s is one of: %(waarden)s"),
            "in-lijst-zonder-hoofdletters": _(
                "%(kolom)s is one of: %(waarden)s (capitals do not matter)"
            ),
        },
        example=_("Status is one of: requested, granted, refused."),
        search=_("category choice allowed values"),
    ),
    "bereik": KindWords(
        title=_("lies between bounds"),
        sentences={
            "bereik": _("%(kolom)s lies between %(minimum)s and %(maximum)s"),
            "bereik-vanaf": _("%(kolom)s is at least %(minimum)s"),
            "bereik-tot": _("%(kolom)s is at most %(maximum)s"),
        },
        example=_("Age lies between 0 and 120."),
        search=_("minimum maximum negative too large"),
    ),
    "lengte": KindWords(
        title=_("has a number of characters"),
        sentences={
            "lengte": _("%(kolom)s has %(minimum)s to %(maximum)s characters"),
            "lengte-vanaf": _("%(kolom)s has at least %(minimum)s characters"),
            "lengte-tot": _("%(kolom)s has at most %(maximum)s characters"),
            "lengte-precies": _("%(kolom)s has %(minimum)s characters"),
        },
        example=_("A project number has 10 characters."),
        labels={
            "minimum": _("At least so many characters"),
            "maximum": _("At most so many characters"),
        },
        help={
            "minimum": _("The same number twice means: exactly so many. Spaces count."),
            "maximum": _("Leave empty when there is no upper bound."),
        },
        search=_("length long short digits characters"),
    ),
    "patroon": KindWords(
        title=_("has a pattern"),
        sentences={"patroon": _("%(kolom)s has the pattern %(patroon)s")},
        example=_("A case number looks like Z-2026-00123."),
        search=_("regular expression regex shape"),
    ),
}

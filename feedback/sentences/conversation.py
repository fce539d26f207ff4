"""What is said beside the moves of a report: a message, other hands, and thanks with the effect."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feedback.models import Report
from feedback.sentences.subject import about


def told_message(report: Report) -> str:
    """A notification; what was said stands on the page only."""
    return _("New message on report %(reference)s about %(about)s.") % _names(report)


def told_note(report: Report) -> str:
    return _("New internal note on report %(reference)s about %(about)s.") % _names(report)


def told_handed_over(report: Report) -> str:
    return _("Report %(reference)s about %(about)s was handed over to you.") % _names(report)


def _names(report: Report) -> dict[str, str]:
    return {"reference": report.reference, "about": about(report)}


def thanks(rows: int, values: int, others: int) -> str:
    """What one report changed: repaired rows and values, and who else doubted the same.

    "" where nothing is proved yet.
    """
    if not values:
        return ""
    if rows == values:
        told = ngettext(
            "Thanks to your report %(rows)s row was repaired.",
            "Thanks to your report %(rows)s rows were repaired.",
            rows,
        )
    elif rows:
        told = ngettext(
            "Thanks to your report %(values)s values in %(rows)s row were repaired.",
            "Thanks to your report %(values)s values in %(rows)s rows were repaired.",
            rows,
        )
    else:
        told = _("Thanks to your report this was repaired.")
    text = told % {"rows": rows, "values": values}
    if others:
        text += " " + ngettext(
            "%(others)s colleague doubted the same.",
            "%(others)s colleagues doubted the same.",
            others,
        ) % {"others": others}
    return text

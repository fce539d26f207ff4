"""Every step of a report as its reporter reads it: what happened, and what happens next."""

from collections.abc import Callable

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from feedback.lifecycle import REOPEN_DAYS, Status
from feedback.models import Report
from feedback.sentences.repair import told_effect, told_returned, told_review
from feedback.sentences.subject import about

_S = Status


def told_received(report: Report) -> str:
    """To the reporter, at once."""
    return _(
        "Thank you. Your report %(reference)s about %(about)s has arrived. You hear by %(day)s "
        "what we think of it."
    ) % {"reference": report.reference, "about": about(report), "day": _day(report.judge_by)}


def told_new(report: Report) -> str:
    """To who takes it up."""
    return _("New report %(reference)s about %(about)s. Take it up by %(day)s.") % {
        "reference": report.reference,
        "about": about(report),
        "day": _day(report.take_up_by),
    }


def told_joined(report: Report) -> str:
    return _("Somebody else doubts the same as report %(reference)s about %(about)s.") % {
        "reference": report.reference,
        "about": about(report),
    }


def told_step(report: Report, *, to_reporter: bool) -> str:
    """A move as a message: what happened and, for the reporter, what happens next."""
    told = {"reference": report.reference, "about": about(report)}
    if not to_reporter and report.status in _TO_JUDGES:
        return _TO_JUDGES[Status(report.status)](report)
    if not to_reporter:
        return _("Report %(reference)s about %(about)s: %(status)s.") % {
            **told,
            "status": Status(report.status).label.lower(),
        }
    effect = told_effect(report) if report.status == Status.CONFIRMED else ""
    happened = _HAPPENED[Status(report.status)]() % told
    return " ".join(filter(None, (happened, effect, what_next(report))))


def what_next(report: Report) -> str:
    """What the reporter may expect now; "" where nothing more comes."""
    say = _NEXT.get(Status(report.status))
    return say(report) if say else ""


# What a delivery brought to who judges: with that delivery as proof.
_TO_JUDGES: dict[Status, Callable[[Report], str]] = {
    _S.REOPENED: told_returned,
    _S.REVIEW: told_review,
}
_HAPPENED: dict[Status, Callable[[], str]] = {
    _S.REPORTED: lambda: _("Your report %(reference)s about %(about)s has arrived."),
    _S.INVESTIGATING: lambda: _(
        "We are looking into your report %(reference)s about %(about)s. Everybody who uses the "
        "data sees that it is doubted."
    ),
    _S.ASKED: lambda: _("We have a question about your report %(reference)s about %(about)s."),
    _S.RIGHT: lambda: _("You are right: report %(reference)s about %(about)s is correct."),
    _S.WRONG: lambda: _(
        "We looked into report %(reference)s about %(about)s. We think that the data is right."
    ),
    _S.UNDECIDABLE: lambda: _(
        "We looked into report %(reference)s about %(about)s. We cannot find out what is right."
    ),
    _S.MERGED: lambda: _(
        "Your report %(reference)s about %(about)s goes on together with another one."
    ),
    _S.WITHDRAWN: lambda: _("Report %(reference)s about %(about)s was withdrawn."),
    _S.REQUESTED: lambda: _(
        "We asked the source to repair what you reported (%(reference)s, %(about)s)."
    ),
    _S.FORWARDED: lambda: _(
        "We passed on what you reported (%(reference)s, %(about)s) to the keeper of the source."
    ),
    _S.PATCHED: lambda: _(
        "We corrected in Koers what you reported (%(reference)s, %(about)s). The source itself "
        "still has to follow."
    ),
    _S.CONFIRMED: lambda: _(
        "Repaired. A new delivery proves it: report %(reference)s about %(about)s. Thank you."
    ),
    _S.REVIEW: lambda: _(
        "The new delivery says something else than was agreed (%(reference)s, %(about)s)."
    ),
    _S.REOPENED: lambda: _("Report %(reference)s about %(about)s is open again."),
}


def _day(day: object) -> str:
    return date_format(day, "j F Y")  # type: ignore[arg-type]


def _proof(report: Report) -> str:
    return _("The case closes only when a new delivery shows the repair, by %(day)s.") % {
        "day": _day(report.repair_by)
    }


def _reopen(report: Report) -> str:
    return _("Do you not agree? You can open the case again within %(days)s days.") % {
        "days": REOPEN_DAYS
    }


_NEXT: dict[Status, Callable[[Report], str]] = {
    _S.REPORTED: lambda report: (
        _("We take it up by %(take_up)s, and you hear what we think of it by %(judge)s.")
        % {"take_up": _day(report.take_up_by), "judge": _day(report.judge_by)}
    ),
    _S.INVESTIGATING: lambda report: (
        _("You hear what we think of it by %(day)s.") % {"day": _day(report.judge_by)}
    ),
    _S.ASKED: lambda report: _("Please answer on the page of the report; then we go on."),
    _S.RIGHT: lambda report: _("Now we see to it that it is repaired."),
    _S.WRONG: _reopen,
    _S.UNDECIDABLE: _reopen,
    _S.MERGED: lambda report: _("You hear how that one ends."),
    _S.REQUESTED: _proof,
    _S.FORWARDED: _proof,
    _S.PATCHED: _proof,
    _S.REVIEW: lambda report: _("A colleague looks at it."),
    _S.CONFIRMED: _reopen,
    _S.REOPENED: lambda report: _("We look at it once more."),
}

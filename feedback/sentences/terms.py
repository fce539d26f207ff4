"""The term that runs for a report, in words: how many working days are left, or too many."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feedback.lifecycle import AWAITING_PROOF, CLOSED, Status
from feedback.models import Report
from kit.workdays import workdays_between

SOON = 1  # working days before its end in which a term asks attention


@dataclass(frozen=True)
class Term:
    """A clock. `day` is None where none runs; `words`, `tone` and `icon` as the component `status`."""

    label: str
    day: date | None
    words: str
    tone: str
    icon: str


def term_of(report: Report, *, today: date) -> Term:
    """The clock that runs now: to take it up, to judge it, or to a confirmed repair."""
    status = Status(report.status)
    if status in CLOSED:
        return Term("", None, _("closed"), "neutral", "done")
    if status == Status.ASKED:
        return Term(_("Judge"), None, _("waits for the reporter"), "neutral", "parked")
    if status in AWAITING_PROOF or status == Status.RIGHT:
        return _running(_("Repair proved"), report.repair_by, today)
    if status in (Status.REPORTED, Status.REOPENED):
        return _running(_("Take up"), report.take_up_by, today)
    return _running(_("Judge"), report.judge_by, today)


def terms_told(report: Report, *, today: date) -> list[Term]:
    """All three clocks, those that were met and those that still run."""
    judged = report.judged_at
    if Status(report.status) == Status.ASKED:
        judging = Term(
            _("Judge"), report.judge_by, _("stands still: waits for the reporter"), "neutral",
            "parked",
        )  # fmt: skip
    else:
        judging = _clock(_("Judge"), report.judge_by, judged, report, today)
    return [
        _clock(_("Take up"), report.take_up_by, report.taken_up_at, report, today),
        judging,
        _clock(_("Repair proved"), report.repair_by, report.confirmed_at, report, today),
    ]


def _clock(label: str, day: date, met_at: datetime | None, report: Report, today: date) -> Term:
    if met_at is None:
        if Status(report.status) in CLOSED:
            return Term(label, day, _("not needed"), "neutral", "close")
        return _running(label, day, today)
    met = timezone.localdate(met_at)
    if met <= day:
        return Term(label, day, _("in time"), "green", "done")
    late = workdays_between(day, met)
    told = ngettext("%(days)s working day late", "%(days)s working days late", late)
    return Term(label, day, told % {"days": late}, "amber", "warning")


def _running(label: str, day: date, today: date) -> Term:
    left = workdays_between(today, day)
    if today > day:
        late = max(-left, 1)
        told = ngettext("%(days)s working day too late", "%(days)s working days too late", late)
        return Term(label, day, told % {"days": late}, "red", "error")
    if left == 0:
        return Term(label, day, _("today"), "amber", "warning")
    told = ngettext("%(days)s working day left", "%(days)s working days left", left)
    tone, icon = ("amber", "warning") if left <= SOON else ("neutral", "calendar")
    return Term(label, day, told % {"days": left}, tone, icon)

"""The term that runs for a report, in words: how many working days are left, or too many."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feedback.lifecycle import AWAITING_PROOF, CLOSED, REOPEN_DAYS, Status
from feedback.models import Report
from feedback.sentences.moves import what_next
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


def what_now(report: Report, *, now: datetime) -> str:
    """What the reporter may expect, as it stands today: a promise that was not kept is owned up to,
    and a case that can no longer be opened again says nothing."""
    status, today = Status(report.status), timezone.localdate(now)
    if status in CLOSED:
        over = report.closed_at and now > report.closed_at + timedelta(days=REOPEN_DAYS)
        return "" if over else what_next(report)
    if status in (Status.REPORTED, Status.INVESTIGATING) and today > report.judge_by:
        return _(
            "We promised to say by %(day)s what we think of it, and we are too late. It stands on "
            "top of our list."
        ) % {"day": date_format(report.judge_by, "j F Y")}
    if (status in AWAITING_PROOF or status == Status.RIGHT) and today > report.repair_by:
        return _(
            "The repair was to be proved by %(day)s, and that is too late. The case stays open "
            "until a new delivery shows it."
        ) % {"day": date_format(report.repair_by, "j F Y")}
    return what_next(report)

"""Terms that come near or went by: who hears of it, each once; and a reporter who is waited for."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from feedback.lifecycle import AWAITING_PROOF, OPEN, UNJUDGED, Status
from feedback.models import Report
from feedback.sentences.repair import told_term
from feedback.services.notice import judges, reporters, tell
from kit.jobs import JobContext
from kit.workdays import add_workdays, workdays_between
from people.models import User

ASKED_DAYS = 5  # working days after which a reporter who was asked something hears of it again
_REPAIRING = AWAITING_PROOF | {Status.RIGHT, Status.REOPENED}


def remind(context: JobContext) -> Callable[[], None]:
    """The returning job: look which terms come near or went by, and tell each once."""
    now = timezone.now()
    due = [report.pk for report in due_reports(now=now)]
    context.progress(50, "writing")

    def write() -> None:
        tell_due(due, now=now)

    return write


def due_reports(*, now: datetime) -> list[Report]:
    """Open reports of which a term may have to be told; one query, however many there are."""
    today = timezone.localdate(now)
    soon = add_workdays(today, 1)
    near = Q(take_up_by__lte=soon) | Q(judge_by__lte=soon) | Q(repair_by__lte=soon)
    asked = Q(asked_at__lte=now - timedelta(days=ASKED_DAYS))
    found = Report.objects.filter(near | asked, status__in=OPEN)
    return [report for report in found if list(_to_tell(report, now))]


def tell_due(keys: list[int], *, now: datetime) -> int:
    """Tell what these reports are due for, how many lines of `told` that made."""
    made = 0
    for key in keys:
        with transaction.atomic():
            report = (
                Report.objects.select_for_update(of=("self",))
                .select_related("dataset__steward", "dataset__owner", "handler", "reporter")
                .get(pk=key)
            )
            kinds = list(_to_tell(report, now))
            for kind in kinds:
                tell(report, _people(report, kind), partial(told_term, kind=kind))
            made += len(kinds)
            Report.objects.filter(pk=key).update(told=[*report.told, *kinds])
    return made


def _to_tell(report: Report, now: datetime) -> Iterator[str]:
    """What is due and was not told yet. A term that went by is told as such, not as coming near."""
    for kind, running in (
        ("take-up", report.status in (Status.REPORTED, Status.REOPENED)),
        # Waiting for the reporter stops the first clock.
        ("judge", report.status in UNJUDGED - {Status.ASKED}),
        ("repair", report.status in _REPAIRING),
    ):
        stage = _stage(getattr(report, f"{kind.replace('-', '_')}_by"), now) if running else ""
        if stage and f"{kind}-{stage}" not in report.told and f"{kind}-over" not in report.told:
            yield f"{kind}-{stage}"
    asked = report.asked_at if report.status == Status.ASKED else None
    if asked and _waited_long(asked, now) and "asked-waits" not in report.told:
        yield "asked-waits"


def _stage(last: date, now: datetime) -> str:
    """ "soon" from one working day before the last day on, "over" after it, else ""."""
    today = timezone.localdate(now)
    if today > last:
        return "over"
    return "soon" if today >= last or add_workdays(today, 1) >= last else ""


def _waited_long(asked: datetime, now: datetime) -> bool:
    return workdays_between(timezone.localdate(asked), timezone.localdate(now)) >= ASKED_DAYS


def _people(report: Report, kind: str) -> set[User]:
    """A warning goes to who has it in hand; a term that went by to the steward and owner too."""
    if kind == "asked-waits":
        return reporters(report)
    people = judges(report)
    if kind.endswith("-over"):
        people = people | set(filter(None, (report.dataset.steward, report.dataset.owner)))
    return {person for person in people if person.is_active}

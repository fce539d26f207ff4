"""Reporting doubt: one report from a form sent once or twice, joining one that is there."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from datasets.lifecycle import Mode
from datasets.lifecycle import Refused as Unreadable
from datasets.models import Dataset, Delivery
from datasets.services import personal_columns
from datasets.services.records import find_record
from feedback.lifecycle import (
    CLOSED,
    OF_A_RECORD,
    OPEN,
    Actor,
    Reason,
    Refused,
    Status,
    Subject,
    Sureness,
)
from feedback.models import Joiner, Point, Report, Step, Watcher
from feedback.models.report import ReportQuerySet
from feedback.sentences import told_joined, told_new, told_received
from feedback.services.notice import judges, tell
from feedback.services.routing import routed
from feedback.services.terms import begin_clocks
from people.models import User

MOST_POINTS = 50  # values in one report


@dataclass(frozen=True)
class Doubt:
    """One value that is doubted, as a form or the API brings it; see models.Point."""

    column: str = ""
    record_key: str = ""
    record: Mapping[str, str] = field(default_factory=dict)
    doubted: str = ""
    proposed: str = ""


@transaction.atomic
def report_doubt(
    dataset: Dataset,
    *,
    by: User,
    subject: str,
    reason: str,
    doubts: Sequence[Doubt],
    explanation: str = "",
    since: date | None = None,
    sureness: str = Sureness.FAIRLY,
    period: str = "",
    delivery: Delivery | None = None,
    page: str = "",
    page_label: str = "",
    token: uuid.UUID | None = None,
    now: datetime | None = None,
    quiet: bool = False,
) -> Report:
    """A new report, taken on and routed; the one that is there for a form that was sent before.

    `quiet`: nobody is told of it, by a caller that tells of many at once. Where neither a period nor
    a delivery is told, of data in which periods stand beside each other, the one that holds the
    record is looked up: only its deliveries prove a repair.

    Raises Refused: nothing-doubted, too-many-points (most), column-needed, column-unknown (column),
    record-needed, nothing-said (neither a proposal nor a word why), token-taken.
    """
    now = now or timezone.now()
    if token and (known := Report.objects.filter(token=token).first()):
        if known.reporter_id != by.pk:
            raise Refused("token-taken")
        return known
    _refuse_what_says_nothing(dataset, subject, reason, doubts, explanation)
    if delivery is None and not period and subject in (Subject.CELL, Subject.ROW):
        delivery = _delivery_with(dataset, doubts, by=by)
        period = delivery.period if delivery else ""
    department, handler = routed(
        dataset, columns=[doubt.column for doubt in doubts if doubt.column], reason=reason
    )
    own = token or uuid.uuid4()
    report = Report(
        # The row's own number names it, so that two at once never ask for the same name.
        reference=own.hex[:20],
        token=own,
        dataset=dataset,
        delivery=delivery,
        period=period,
        subject=Subject(subject),
        reason=Reason(reason),
        explanation=explanation.strip(),
        since=since,
        sureness=Sureness(sureness),
        page=page[:500],
        page_label=page_label[:200],
        reporter=by,
        department=department,
        handler=handler,
        reported_at=now,
        changed_at=now,
    )
    begin_clocks(report, at=now)
    try:
        with transaction.atomic():
            report.save(force_insert=True)
    except IntegrityError:  # the same form, at the same moment
        return Report.objects.get(token=own, reporter=by)
    report.reference = f"TM-{timezone.localdate(now).year}-{report.pk:05d}"
    report.save(update_fields=["reference"])
    Point.objects.bulk_create(
        Point(
            report=report,
            number=number,
            column=doubt.column,
            record_key=doubt.record_key,
            record=dict(doubt.record),
            doubted=doubt.doubted,
            proposed=doubt.proposed.strip(),
        )
        for number, doubt in enumerate(doubts, 1)
    )
    Step.objects.create(report=report, new=Status.REPORTED, actor=Actor.REPORTER, by=by, at=now)
    if not quiet:
        tell(report, {by}, told_received)
        tell(report, judges(report) - {by}, told_new)
    return report


def _delivery_with(dataset: Dataset, doubts: Sequence[Doubt], *, by: User) -> Delivery | None:
    """The one current delivery of data that accumulates that holds the doubted record.

    None where several do, or none: nobody knows then which is meant. None as well for who may not
    see the rows, or the personal values in the key: a period on the report would tell them that
    the record is there.
    """
    keys = {doubt.record_key for doubt in doubts}
    if dataset.mode != Mode.ACCUMULATES or len(keys) != 1 or keys == {""}:
        return None
    hidden = personal_columns(dataset).keys() & set(dataset.key)
    seen = Dataset.objects.values_visible_to(by) if hidden else Dataset.objects.rows_visible_to(by)
    if not seen.filter(pk=dataset.pk).exists():
        return None
    current = dataset.deliveries.current().select_related("dataset", "same_as")
    key = keys.pop()
    try:
        holding = [one for one in current if find_record(dataset, key=key, delivery=one)]
    except Unreadable:
        return None
    return holding[0] if len(holding) == 1 else None


def _refuse_what_says_nothing(
    dataset: Dataset, subject: str, reason: str, doubts: Sequence[Doubt], explanation: str
) -> None:
    if not doubts:
        raise Refused("nothing-doubted")
    if len(doubts) > MOST_POINTS:
        raise Refused("too-many-points", most=MOST_POINTS)
    known = set(dataset.columns.values_list("name", flat=True))
    for doubt in doubts:
        if doubt.column and doubt.column not in known:
            raise Refused("column-unknown", column=doubt.column[:100])
        if subject in (Subject.CELL, Subject.COLUMN) and not doubt.column:
            raise Refused("column-needed")
        if subject in OF_A_RECORD and not (doubt.record_key or doubt.record):
            raise Refused("record-needed")
    proposed = any(doubt.proposed.strip() for doubt in doubts)
    said = explanation.strip() or proposed
    # "It stands here twice" or "it is empty" says enough about a row; "it is wrong" does not.
    if not said and reason in (Reason.OTHER, Reason.MEANING, Reason.DIFFERS):
        raise Refused("nothing-said")
    if not said and subject not in OF_A_RECORD and subject != Subject.COLUMN:
        raise Refused("nothing-said")


def doubts_on(dataset: Dataset, *, record_key: str = "", column: str = "") -> ReportQuerySet:
    """Open reports on this value, or on this record where no column is named; oldest first."""
    points = Point.objects.filter(report=OuterRef("pk"), record_key=record_key)
    if column:
        points = points.filter(column=column)
    found = Report.objects.open().filter(Exists(points), dataset=dataset)
    return found.order_by("reported_at", "pk")


@transaction.atomic
def join_report(
    report: Report,
    *,
    by: User,
    note: str = "",
    now: datetime | None = None,
    quiet: bool = False,
) -> Joiner | None:
    """*Ik ook*: hear what the reporter hears. Twice is once; one's own report gives None.

    What one adds the second time stands beside the first. Raises Refused report-closed.
    """
    now = now or timezone.now()
    if report.status in CLOSED:
        raise Refused("report-closed")
    if report.reporter_id == by.pk:
        return None
    joiner, new = Joiner.objects.get_or_create(
        report=report, person=by, defaults={"note": note.strip(), "at": now}
    )
    if not new and note.strip() and note.strip() not in joiner.note:
        joiner.note = f"{joiner.note}\n{note.strip()}".strip()[:2000]
        joiner.save(update_fields=["note"])
    if new and not quiet:
        tell(report, judges(report) - {by}, told_joined)
    return joiner


@transaction.atomic
def watch_report(report: Report, *, by: User, watching: bool, now: datetime | None = None) -> None:
    """Hear of each move from here on, or no more."""
    if watching:
        Watcher.objects.get_or_create(
            report=report, person=by, defaults={"at": now or timezone.now()}
        )
    else:
        Watcher.objects.filter(report=report, person=by).delete()


def open_on(dataset: Dataset) -> int:
    """How many open reports a dataset has; one query."""
    return Report.objects.filter(dataset=dataset, status__in=OPEN).count()

"""Reports of doubt for the demo, in every state, told by the same services that colleagues use.

What is doubted stands in the demo's own files; who doubts it and why is made up, and says so. Each
step happens on a day of the last ten weeks, counted from the day on which the demo is loaded. What
a delivery proves is proved by deliveries, never set.
"""

import uuid
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import ngettext

from datasets.lifecycle import Channel
from datasets.models import Dataset, Delivery
from datasets.services import receive
from datasets.services.records import find_record
from feedback.lifecycle import Status, Subject
from feedback.models import Report
from feedback.services import (
    Doubt,
    ask_correction,
    forward_report,
    join_report,
    merge_report,
    move_report,
    patch_report,
    report_doubt,
)
from feedback.services.comparing import said_of, waiting_for
from feedback.services.verification import settle as settle_proof
from kit.workdays import is_workday
from people.models import Notification, User
from people.services import mark_read
from portal.demo.stories import REPEATED, STORIES, Act, Story

Say = Callable[[str], None]
_NAMES = uuid.UUID("8f1f6f0e-6d7b-4b0e-9d55-6b6f2d0c7a11")
MADE_UP = "(Bedacht voor de demo.)"  # ends every explanation, as the names of the people begin
NEWS = timedelta(days=7)  # what is older was read


def token_of(story: Story) -> uuid.UUID:
    """The same for a story in every load, so that a second load makes no second report."""
    return uuid.uuid5(_NAMES, story.name)


@transaction.atomic
def tell_reports(
    datasets: Iterable[Dataset],
    *,
    people: Mapping[str, User],
    say: Say,
    now: datetime | None = None,
) -> int:
    """All stories of which the data is there, all or none; how many were told now."""
    now = now or timezone.now()
    named = {dataset.name: dataset for dataset in datasets}
    told: dict[str, Report] = {}
    if Report.objects.filter(token__in=[token_of(story) for story in STORIES]).exists():
        return 0
    for story in STORIES:
        dataset = named.get(story.dataset)
        report = _begin(story, dataset, people, now) if dataset else None
        if report is None:
            continue
        told[story.name] = report
        for number, act in enumerate(story.acts, 1):
            _carry_out(report, act, people, told, at=_moment(now, act.days_ago, number))
    _prove(told.values(), named, now)
    _read_old_news(told.values(), now)
    if told:
        say(
            ngettext(
                "%(count)s report of doubt made.", "%(count)s reports of doubt made.", len(told)
            )
            % {"count": len(told)}
        )
    return len(told)


def _moment(now: datetime, days_ago: int, number: int) -> datetime:
    """So many days ago, or the last working day before it, in office hours of any time zone's day.

    `number` keeps steps of one day in order.
    """
    day = timezone.localdate(now) - timedelta(days=days_ago)
    while not is_workday(day):
        day -= timedelta(days=1)
    return timezone.make_aware(datetime.combine(day, time(9, 10 * number % 60)))


def _begin(
    story: Story, dataset: Dataset, people: Mapping[str, User], now: datetime
) -> Report | None:
    """The report; None where what it is about is not in the data (any more)."""
    delivery = _doubted(dataset, story)
    record = None
    if story.key and story.subject != Subject.MISSING:
        if delivery is None:
            return None
        record = find_record(dataset, key=story.key, delivery=delivery)
        if record is None:
            return None
    report = report_doubt(
        dataset,
        by=people[story.by],
        subject=story.subject,
        reason=story.reason,
        doubts=[
            Doubt(
                column=story.column,
                record_key=story.key,
                record=record.values if record and story.sees_rows else {},
                doubted=record.values.get(story.column, "")
                if record and story.sees_rows
                else story.doubted,
                proposed=story.proposed,
            )
        ],
        explanation=f"{story.explanation} {MADE_UP}",
        sureness=story.sureness,
        period=story.period,
        delivery=delivery,
        page=story.page,
        page_label=story.page_label,
        token=token_of(story),
        now=_moment(now, story.days_ago, 0),
    )
    for username, note in story.joined:
        join_report(report, by=people[username], note=note, now=_moment(now, story.days_ago, 1))
    return report


def _doubted(dataset: Dataset, story: Story) -> Delivery | None:
    """The delivery in which the value stood: the earlier one where a story says so."""
    found = dataset.deliveries.filter(same_as=None)
    if story.period:
        found = found.filter(period=story.period)
    if story.earlier:
        if found.count() < 2:
            return None  # a demo from before the faults were in it
        return found.order_by("number").first()
    return found.current().order_by("-number").first()


def _carry_out(
    report: Report,
    act: Act,
    people: Mapping[str, User],
    told: Mapping[str, Report],
    *,
    at: datetime,
) -> None:
    steward = people["datateam"]
    if act.to == Status.MERGED:
        merge_report(report, into=told[act.other], by=steward, text=act.text, now=at)
    elif act.to == Status.REQUESTED:
        ask_correction(report, by=steward, agreed={1: act.agreed}, text=act.text, now=at)
    elif act.to == Status.PATCHED:
        patch_report(report, by=steward, agreed={1: act.agreed}, text=act.text, now=at)
    elif act.to == Status.FORWARDED:
        forward_report(
            report,
            by=steward,
            registration=act.registration,
            object_id=act.object_id,
            attribute=report.points.get().column,
            agreed={1: act.agreed},
            external_reference="DEMO-1",
            text=act.text,
            now=at,
        )
    else:
        by = report.reporter if act.by_reporter else steward
        assert by is not None
        move_report(report, to=act.to, by=by, text=act.text, now=at, decisive=act.decisive)


def _prove(reports: Iterable[Report], named: Mapping[str, Dataset], now: datetime) -> None:
    """Compare what was agreed with the deliveries that came after it."""
    for dataset in {report.dataset.pk: report.dataset for report in reports}.values():
        for delivery in dataset.deliveries.current().select_related("dataset", "same_as"):
            _compare(delivery)
    for name, days_ago in REPEATED:
        current = Delivery.objects.current().filter(dataset=named.get(name)).first()
        if current is None or not current.original_path.exists():
            continue
        again = receive(
            current.dataset,
            chunks=[current.original_path.read_bytes()],
            filename=current.filename,
            by=current.received_by,
            channel=Channel.DEMO,
            period=current.period,
            now=_moment(now, days_ago, 0),
        )
        _compare(again.delivery)


def _compare(delivery: Delivery) -> None:
    """An hour after a delivery came, at the moment at which its job would have done it."""
    at = delivery.received_at + timedelta(hours=1)
    said = said_of(delivery, list(waiting_for(delivery)))
    if said:
        settle_proof(delivery, said, now=at)


def _read_old_news(reports: Iterable[Report], now: datetime) -> None:
    """A person of the demo has read what is older than a week; what is newer waits for them."""
    for report in reports:
        report.refresh_from_db()
        if report.changed_at < now - NEWS:
            lines = Notification.objects.unread().filter(text__contains=report.reference)
            for line in lines:
                mark_read(line)

"""What brings back lost work: expired leases, lost messages, schedules that are due."""

import logging
from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from kit.jobs.context import LostLease
from kit.jobs.execution import due, fail
from kit.jobs.queue import enqueue, wake
from kit.jobs.registry import Recurring, schedules
from kit.jobs.timing import timing
from kit.models import Heartbeat, Job, Schedule

logger = logging.getLogger(__name__)
SWEEP = "sweep"  # the name of the sweeper's heartbeat
WORKER = "worker "  # and how a worker's begins
CHUNK = 100
MOST = 500  # messages in one sweep
FORGOTTEN = timedelta(days=1)


def sweep() -> None:
    """One pass, at any time, by any number of processes at once; then a sign of life.

    Jobs whose worker fell silent go back to the queue or fail for good, jobs that nobody came for
    are announced again, schedules that are due make their job.
    """
    now = timezone.now()
    for part in (recover, rewake, tick):
        try:
            part(now)
        except Exception:  # one broken part must not keep the others from their work
            logger.exception("The sweeper's part %s broke", part.__name__)
    Heartbeat.objects.update_or_create(name=SWEEP, defaults={"at": now})
    Heartbeat.objects.filter(name__startswith=WORKER, at__lt=now - FORGOTTEN).delete()


def recover(now: datetime) -> None:
    """Take jobs back whose lease ran out; fail those that used up their attempts."""
    most = timing().attempts
    expired = Job.objects.filter(state=Job.State.RUNNING, lease_until__lt=now)
    for job in expired.filter(attempts__gte=most).order_by("pk")[:MOST]:
        try:
            fail(job, code="worker-died", params={"attempts": job.attempts})
        except LostLease:
            continue  # it ended, or another sweeper was first
        logger.error("%s failed: its worker died %s times.", job, job.attempts)
    back = _requeue(expired.filter(attempts__lt=most))
    if back:
        logger.warning("%s jobs return to the queue: their worker fell silent.", back)


def _requeue(jobs: QuerySet[Job], **changes: object) -> int:
    return jobs.update(
        state=Job.State.QUEUED,
        token="",
        lease_until=None,
        woken_at=None,
        wakes=0,
        progress=0,
        step="",
        **changes,
    )


def rewake(now: datetime) -> None:
    """Announce due jobs again that nobody came for, oldest first, in chunks."""
    waits = timing().rewake
    last = len(waits) - 1
    stale = [Q(woken_at=None)]
    for wakes, seconds in enumerate(waits):
        turn = Q(wakes__gte=wakes) if wakes == last else Q(wakes=wakes)
        stale.append(turn & Q(woken_at__lt=now - timedelta(seconds=seconds)))
    waiting = Job.objects.filter(due(now) & reduce(or_, stale)).order_by("created_at", "pk")
    pks = list(waiting.values_list("pk", flat=True)[:MOST])
    for start in range(0, len(pks), CHUNK):
        if not _announce(pks[start : start + CHUNK], now):
            return


def _announce(pks: list[int], now: datetime) -> bool:
    # Noted before sending: a second sweeper must not send the same messages.
    queued = Job.objects.filter(pk__in=pks, state=Job.State.QUEUED)
    queued.update(woken_at=now, wakes=F("wakes") + 1)
    for at, pk in enumerate(pks):
        if not wake(pk):
            Job.objects.filter(pk__in=pks[at:], state=Job.State.QUEUED).update(woken_at=None)
            return False
    return True


def release(worker: str, *, blameless: bool = False) -> int:
    """Put the jobs of `worker` back on the queue; how many. Only when that worker has ended.

    A new process under the same name need not wait for the lease of the one before it.
    `blameless`: the worker was stopped on purpose, so the attempt does not count.
    """
    now = timezone.now()
    held = Job.objects.filter(state=Job.State.RUNNING, worker=worker)
    if blameless:
        return _requeue(held, attempts=F("attempts") - 1)
    found = held.update(lease_until=now - timedelta(seconds=1))
    if found:
        recover(now)
        rewake(now)
    return found


def tick(now: datetime) -> None:
    """Make the job of every schedule that is due, once, however long nobody looked."""
    for name, recurring in schedules().items():
        row, _ = Schedule.objects.get_or_create(
            name=name, defaults={"every": recurring.every, "next_due": recurring.first(now)}
        )
        if row.every != recurring.every:
            row = _reschedule(row, recurring, now)
        if row.next_due <= now:
            _fire(row, recurring, now)


def _reschedule(row: Schedule, recurring: Recurring, now: datetime) -> Schedule:
    Schedule.objects.filter(pk=row.pk).update(
        every=recurring.every, next_due=min(row.next_due, recurring.following(now, now))
    )
    row.refresh_from_db()
    return row


def _fire(row: Schedule, recurring: Recurring, now: datetime) -> None:
    with transaction.atomic():
        ours = Schedule.objects.filter(pk=row.pk, next_due=row.next_due)
        if ours.update(next_due=recurring.following(row.next_due, now)):
            enqueue(recurring.kind, dict(recurring.payload), dedupe=f"schedule:{row.name}")

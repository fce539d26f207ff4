"""Claiming a job, running it, and ending it behind a fence."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

from django.db import DatabaseError, connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from kit.jobs.context import JobContext, JobFailed, LostLease
from kit.jobs.keepalive import KeepAlive
from kit.jobs.registry import JobKind, kinds
from kit.jobs.timing import timing
from kit.models import Job

logger = logging.getLogger(__name__)
HERE = "here"  # the worker's name when a command or a test works the queue off itself


def due(now: datetime) -> Q:
    """Queued jobs whose time has come."""
    return Q(state=Job.State.QUEUED) & (Q(not_before=None) | Q(not_before__lte=now))


def claim(pk: int, *, worker: str, now: datetime) -> Job | None:
    """The job with a new token and lease, or None: someone else has it, it ended, or it waits.

    One conditional UPDATE is the lock, on SQLite and on PostgreSQL; so a second or late message
    about the same job is harmless.
    """
    times = timing()
    token = uuid4().hex
    free = due(now) | Q(state=Job.State.RUNNING, lease_until__lt=now)
    taken = Job.objects.filter(free, pk=pk, attempts__lt=times.attempts).update(
        state=Job.State.RUNNING,
        token=token,
        worker=worker,
        attempts=F("attempts") + 1,
        lease_until=now + timedelta(seconds=times.lease),
        started_at=now,
        progress=0,
        step="",
    )
    return Job.objects.get(pk=pk) if taken else None


def execute(pk: int, *, worker: str = HERE) -> bool:
    """Run job `pk` if it can be claimed; True when it was. Raises nothing of the job's own."""
    job = claim(pk, worker=worker, now=timezone.now())
    if job is None:
        return False
    kind = kinds().get(job.kind)
    if kind is None:
        fail(job, code="unknown-kind", params={"kind": job.kind})
        return True
    context = JobContext(job)
    try:
        with _kept_alive(context, kind):
            write = kind.run(context)
            context.check()
            finish(job, write)
    except LostLease:
        logger.warning("%s: another worker has it now; nothing was written here.", job)
    except JobFailed as error:
        _end(partial(fail, job, code=error.code, params=error.params))
    except MemoryError:
        # It would ask for as much again: another attempt would only take longer to say so.
        _end(partial(fail, job, code="out-of-memory", params={}))
    except Exception:
        reference = uuid4().hex[:8]
        logger.exception("%s broke, attempt %s, reference %s", job, job.attempts, reference)
        _end(partial(retry_or_fail, job, reference=reference))
    return True


@contextmanager
def _kept_alive(context: JobContext, kind: JobKind) -> Iterator[None]:
    # Inside a caller's transaction nobody else sees the row: there is no lease to keep, and a
    # second connection would not see the job at all.
    if connection.in_atomic_block:
        yield
        return
    overrun = partial(
        fail, context.job, code="time-limit", params={"seconds": int(kind.time_limit)}
    )
    keeper = KeepAlive(context, timing=timing(), time_limit=kind.time_limit, overrun=overrun)
    keeper.start()
    try:
        yield
    finally:
        keeper.stop()


def finish(job: Job, write: Callable[[], None] | None) -> None:
    """Mark `job` done and write its results, both or neither; raises LostLease without writing."""
    with transaction.atomic():
        # The fence comes first: a worker that was frozen and thaws writes nothing.
        _leave(job, state=Job.State.DONE, progress=100, finished_at=timezone.now())
        if write is not None:
            write()


def fail(job: Job, *, code: str, params: dict[str, Any]) -> None:
    """Mark `job` failed and let its kind clean up, in one transaction; raises LostLease.

    A clean-up that breaks itself is logged and left out: a job must end.
    """
    kind = kinds().get(job.kind)
    ended = partial(
        _leave,
        job,
        state=Job.State.FAILED,
        finished_at=timezone.now(),
        error_code=code,
        error_params=params,
    )
    try:
        with transaction.atomic():
            ended()
            if kind is not None and kind.failed is not None:
                job.refresh_from_db()
                kind.failed(job)
    except LostLease:
        raise
    except Exception:
        logger.exception("What follows the failure of %s broke", job)
        ended()


def retry_or_fail(job: Job, *, reference: str) -> None:
    """Queue `job` again after a pause, or fail it when its attempts are used up."""
    times = timing()
    params = {"reference": reference}
    if job.attempts >= times.attempts:
        fail(job, code="internal", params=params)
        return
    pause = times.backoff[min(job.attempts, len(times.backoff)) - 1]
    _leave(
        job,
        state=Job.State.QUEUED,
        not_before=timezone.now() + timedelta(seconds=pause),
        woken_at=None,
        wakes=0,
        progress=0,
        error_params=params,
    )


def _leave(job: Job, *, state: Job.State, **changes: Any) -> None:
    held = Job.objects.filter(pk=job.pk, token=job.token, state=Job.State.RUNNING)
    if not held.update(state=state, lease_until=None, step="", **changes):
        raise LostLease(str(job))


def _end(ending: Callable[[], None]) -> None:
    try:
        ending()
    except LostLease:
        logger.warning("Another worker has the job now; its end is not ours to write.")
    except DatabaseError as error:
        # The lease runs out, so the sweeper finds it.
        logger.error("The end of a job was not written, the sweeper will find it: %s", error)


def work_off(limit: int = 100) -> int:
    """Run the jobs that are due here, oldest first, until none is left; how many ran.

    For tests and commands. At most `limit`, so that jobs that make jobs come to an end.
    """
    ran = 0
    while ran < limit:
        pk = (
            Job.objects.filter(due(timezone.now()), attempts__lt=timing().attempts)
            .order_by("created_at", "pk")
            .values_list("pk", flat=True)
            .first()
        )
        if pk is None:
            break
        ran += execute(pk)
    return ran

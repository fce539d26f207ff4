"""Signs of life, for probes and for the supervisor's dead man's switch."""

import logging
import os
import threading
import time
from datetime import datetime, timedelta

from django.db import DatabaseError, connection
from django.db.models import Max, Q
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from kit.jobs.execution import due
from kit.jobs.sweeping import SWEEP, WORKER
from kit.jobs.timing import timing
from kit.models import Heartbeat, Job

logger = logging.getLogger(__name__)


def last_sweep() -> datetime | None:
    """When the sweeper last finished a pass; None when it never did."""
    return Heartbeat.objects.filter(name=SWEEP).values_list("at", flat=True).first()


def last_worker() -> datetime | None:
    """The newest sign of life of any worker; None when there never was one."""
    newest: datetime | None = Heartbeat.objects.filter(name__startswith=WORKER).aggregate(
        at=Max("at")
    )["at"]
    return newest


def is_stuck(now: datetime, *, since: datetime) -> bool:
    """Whether due jobs have waited too long, counted from `since`, while nobody works.

    A worker that holds a live lease is healthy, however long the queue behind it is.
    """
    limit = now - timedelta(seconds=timing().queue_silence)
    if since > limit or Job.objects.filter(state=Job.State.RUNNING, lease_until__gte=now).exists():
        return False
    waiting = Job.objects.filter(due(now)).annotate(
        due_at=Greatest("created_at", Coalesce("not_before", "created_at"))
    )
    return waiting.filter(Q(due_at__lt=limit)).exists()


class Presence(threading.Thread):
    """Writes a worker's heartbeat for as long as its process lives."""

    def __init__(self, worker: str) -> None:
        super().__init__(name="presence", daemon=True)
        self._worker = worker

    def run(self) -> None:
        while True:
            try:
                Heartbeat.objects.update_or_create(
                    name=WORKER + self._worker,
                    defaults={"at": timezone.now(), "info": {"pid": os.getpid()}},
                )
            except DatabaseError as error:
                logger.warning("Heartbeat of %s not written: %s", self._worker, error)
                connection.close()
            time.sleep(timing().beat)

"""The thread beside a running job: it keeps the lease, writes progress and ends what overruns."""

import logging
import os
import threading
import time
from collections.abc import Callable
from datetime import timedelta

from django.db import DatabaseError, connection
from django.utils import timezone

from kit.jobs.context import JobContext
from kit.jobs.timing import Timing
from kit.models import Job

logger = logging.getLogger(__name__)
TIME_LIMIT_EXIT = 70  # EX_SOFTWARE of sysexits.h; the supervisor starts a fresh worker


class KeepAlive(threading.Thread):
    """Renews the lease of `context.job` every sixth of it, and only while the token is ours.

    Past `time_limit` seconds it calls `overrun` and ends the process: a solo worker has no
    other way to stop native code.
    """

    def __init__(
        self,
        context: JobContext,
        *,
        timing: Timing,
        time_limit: float,
        overrun: Callable[[], None],
    ) -> None:
        super().__init__(name=f"keepalive-{context.job.pk}", daemon=True)
        self._context = context
        self._timing = timing
        self._overrun = overrun
        self._ended = threading.Event()
        self._renewed = time.monotonic()
        self._deadline = self._renewed + time_limit
        self._written = (0, "")

    def stop(self) -> None:
        """Return when the thread has ended and its database connection is closed."""
        self._ended.set()
        self.join(timeout=self._timing.lease)

    def run(self) -> None:
        pause = min(self._timing.progress, self._timing.lease / 6)
        try:
            while not self._ended.wait(min(pause, max(0.0, self._deadline - time.monotonic()))):
                if time.monotonic() >= self._deadline:
                    self._end_process()
                if not self._context.lost.is_set():
                    self._beat()
        finally:
            connection.close()

    def _beat(self) -> None:
        now = time.monotonic()
        state = (self._context.percent, self._context.step)
        if state == self._written and now - self._renewed < self._timing.lease / 6:
            return
        try:
            held = self._renew(state)
        except DatabaseError as error:
            logger.warning("Lease of %s not renewed: %s", self._context.job, error)
            connection.close()
            held = now - self._renewed < self._timing.lease
        else:
            self._renewed, self._written = now, state
        if not held:
            self._context.lost.set()

    def _renew(self, state: tuple[int, str]) -> bool:
        job = self._context.job
        return bool(
            Job.objects.filter(pk=job.pk, token=job.token, state=Job.State.RUNNING).update(
                lease_until=timezone.now() + timedelta(seconds=self._timing.lease),
                progress=state[0],
                step=state[1],
            )
        )

    def _end_process(self) -> None:
        logger.error("%s passed its time limit; this worker ends.", self._context.job)
        try:
            self._overrun()
        except Exception:
            logger.exception("%s could not be marked failed", self._context.job)
        logging.shutdown()
        os._exit(TIME_LIMIT_EXIT)

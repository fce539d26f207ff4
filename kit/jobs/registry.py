"""Which kinds of job exist and which of them return by themselves (settings name the tables)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import cast

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from kit.jobs.context import JobContext
from kit.models import Job

DAY = 86400


@dataclass(frozen=True)
class JobKind:
    """What runs for a kind of job.

    `run` computes without writing and returns a closure that writes; the closure runs inside the
    transaction that marks the job done, so a job either has its results or has not ended.
    `failed` runs inside the transaction that marks the job failed. `time_limit` is in seconds;
    past it the worker process itself ends, because nothing else stops native code.
    """

    name: str
    run: Callable[[JobContext], Callable[[], None] | None]
    failed: Callable[[Job], None] | None = None
    time_limit: float = 600


@dataclass(frozen=True)
class Recurring:
    """A job that returns: every so many seconds, or each day at a local time of day."""

    kind: str
    every: int = DAY
    at: time | None = None
    payload: dict[str, int | str] = field(default_factory=dict)

    def first(self, now: datetime) -> datetime:
        """When a schedule that is new at `now` is due: at once, or at its time of day."""
        return now if self.at is None else self.following(now, now)

    def following(self, due: datetime, now: datetime) -> datetime:
        """The first moment of the series after `now`: what was missed is not repeated."""
        if self.at is None:
            step = timedelta(seconds=self.every)
            return due + step * max(1, (now - due) // step + 1)
        local = timezone.localtime(now)
        moment = datetime.combine(local.date(), self.at, tzinfo=local.tzinfo)
        if moment <= local:
            moment = datetime.combine(
                local.date() + timedelta(days=1), self.at, tzinfo=local.tzinfo
            )
        return moment


def kinds() -> Mapping[str, JobKind]:
    """The table that settings.KOERS_JOBS names."""
    return cast(Mapping[str, JobKind], import_string(settings.KOERS_JOBS))


def schedules() -> Mapping[str, Recurring]:
    """The table that settings.KOERS_SCHEDULES names."""
    return cast(Mapping[str, Recurring], import_string(settings.KOERS_SCHEDULES))

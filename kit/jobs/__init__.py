"""Durable jobs: the row is the truth, the broker only wakes workers, a sweeper recovers.

Services call `enqueue` inside their transaction. `portal.wiring` says what runs for each kind.
"""

from kit.jobs.context import JobContext, JobFailed, LostLease
from kit.jobs.execution import execute, work_off
from kit.jobs.queue import enqueue
from kit.jobs.registry import JobKind, Recurring
from kit.jobs.sweeping import release, sweep

__all__ = [
    "JobContext",
    "JobFailed",
    "JobKind",
    "LostLease",
    "Recurring",
    "enqueue",
    "execute",
    "release",
    "sweep",
    "work_off",
]

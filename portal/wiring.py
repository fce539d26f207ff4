"""Where the floors are joined: which code runs for which job, and which jobs return.

Nothing here knows Celery, so every process can read it.
"""

from datetime import time

from datasets import tasks as datasets
from kit.jobs import JobKind, Recurring
from people import tasks as people

JOBS: dict[str, JobKind] = {**people.JOBS, **datasets.JOBS}

# What is done, after its check, with each delivery that counts: {"delivery": pk} (ADR 9).
AFTER_DELIVERY: tuple[str, ...] = ()

SCHEDULES: dict[str, Recurring] = {
    "people-cleanup": Recurring("people-cleanup", at=time(3, 15)),
    "datasets-cleanup": Recurring("datasets-cleanup", at=time(3, 45)),
    "nightly-checks": Recurring("nightly-checks", at=time(1, 15)),
    "freshness": Recurring("freshness", every=900),
}

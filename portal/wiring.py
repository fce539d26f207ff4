"""Where the floors are joined: which code runs for which job, and which jobs return.

Nothing here knows Celery, so every process can read it.
"""

from datetime import time

from datasets import tasks as datasets
from feedback import tasks as feedback
from feedback.views.offers import OFFERS as FEEDBACK_OFFERS
from kit.jobs import JobKind, Recurring
from kit.slots import Offer
from people import tasks as people

JOBS: dict[str, JobKind] = {**people.JOBS, **datasets.JOBS, **feedback.JOBS}

# What is done, after its check, with each delivery that counts: {"delivery": pk} (ADR 9).
AFTER_DELIVERY: tuple[str, ...] = ("verify",)

# What upper apps show on the pages of lower ones (kit.slots), in this order.
OFFERS: tuple[tuple[str, Offer], ...] = (*FEEDBACK_OFFERS.items(),)

SCHEDULES: dict[str, Recurring] = {
    "people-cleanup": Recurring("people-cleanup", at=time(3, 15)),
    "datasets-cleanup": Recurring("datasets-cleanup", at=time(3, 45)),
    "feedback-cleanup": Recurring("feedback-cleanup", at=time(4, 15)),
    "nightly-checks": Recurring("nightly-checks", at=time(1, 15)),
    "freshness": Recurring("freshness", every=900),
    "reminders": Recurring("reminders", every=1800),
}

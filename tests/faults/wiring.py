"""Job kinds for the fault tests. A start is a line in a file; a result is a row that can be there once."""

import os
import time
from collections.abc import Callable

from django.conf import settings
from django.utils import timezone

from kit.jobs import JobContext, JobKind, Recurring
from kit.models import Heartbeat


def nap(context: JobContext) -> Callable[[], None]:
    """Sleep `tenths` of a second with progress, then write result `number`."""
    number = int(context.payload["number"])
    with (settings.KOERS_DATA / "starts.log").open("a") as starts:
        starts.write(f"{number} {os.getpid()}\n")
    tenths = int(context.payload["tenths"])
    for tenth in range(tenths):
        time.sleep(0.1)
        context.progress(100 * tenth // tenths, "napping")
        context.check()

    def write() -> None:
        # The name is the key: a second result of one job would be an error.
        Heartbeat.objects.create(name=f"result {number}", at=timezone.now())

    return write


def deaf(context: JobContext) -> None:
    """Never end, whatever anybody says."""
    while True:
        time.sleep(1)


def greedy(context: JobContext) -> None:
    """Take 3 GB, and hold it."""
    held = bytearray(3 * 2**30)
    time.sleep(60)
    del held


def poison(context: JobContext) -> None:
    """Take the worker along."""
    os.abort()


JOBS = {
    "nap": JobKind("nap", nap),
    "deaf": JobKind("deaf", deaf, time_limit=3),
    "greedy": JobKind("greedy", greedy, time_limit=30),
    "poison": JobKind("poison", poison),
}
SCHEDULES: dict[str, Recurring] = {}

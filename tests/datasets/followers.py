"""A job that follows deliveries, for test_follow: it notes what it was told, and what it saw."""

from collections.abc import Callable

from datasets.models import Delivery
from kit.jobs import JobContext, JobKind
from portal import wiring

seen: list[tuple[int, str]] = []


def note(context: JobContext) -> Callable[[], None]:
    delivery = Delivery.objects.get(pk=context.payload["delivery"])
    return lambda: seen.append((delivery.number, delivery.status))


JOBS = {**wiring.JOBS, "note": JobKind("note", note)}
AFTER_DELIVERY = ("note",)
NOBODY: tuple[str, ...] = ()

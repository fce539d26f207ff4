"""Job kinds that do just enough to see what the machinery promises."""

from collections.abc import Callable

from django.utils import timezone

from kit.jobs import JobContext, JobFailed, JobKind, Recurring, enqueue
from kit.models import Heartbeat, Job


def _result(name: str) -> None:
    Heartbeat.objects.create(name=name, at=timezone.now())


def write(context: JobContext) -> Callable[[], None]:
    """Write the row that the payload names."""
    context.progress(50, "halfway")
    return lambda: _result(str(context.payload["name"]))


def write_twice(context: JobContext) -> Callable[[], None]:
    """Write one row and break on the second."""

    def both() -> None:
        _result("first")
        _result("first")

    return both


def refuse(context: JobContext) -> None:
    """Fail for good, with a reason."""
    raise JobFailed("too-large", size=12, limit=10)


def crash(context: JobContext) -> None:
    """Break in a way nobody foresaw."""
    raise ValueError("secret-host refused us")


def chain(context: JobContext) -> Callable[[], None]:
    """Ask for a next job, for ever."""
    return lambda: _ask_for_next()


def _ask_for_next() -> None:
    enqueue("chain", {})


def lose(context: JobContext) -> Callable[[], None]:
    """Be slower than the lease: another worker claims the job while this one computes."""
    Job.objects.filter(pk=context.job.pk).update(token="of-another-worker")
    return lambda: _result("from the slow one")


def cleaned_up(job: Job) -> None:
    """What follows a failure: leave a row that tells of it."""
    _result(f"cleaned up after {job.error_code}")


def break_too(job: Job) -> None:
    """A clean-up that breaks, after it wrote."""
    _result("half cleaned up")
    raise ValueError("no")


JOBS = {
    "write": JobKind("write", write),
    "write-twice": JobKind("write-twice", write_twice, cleaned_up),
    "refuse": JobKind("refuse", refuse, cleaned_up),
    "refuse-badly": JobKind("refuse-badly", refuse, break_too),
    "crash": JobKind("crash", crash, cleaned_up),
    "chain": JobKind("chain", chain),
    "lose": JobKind("lose", lose, cleaned_up),
}
SCHEDULES = {"hourly": Recurring("write", every=3600, payload={"name": "hourly"})}
wakes: list[int] = []


def wake(pk: int) -> None:
    """A broker that takes every message."""
    wakes.append(pk)


def refuse_to_wake(pk: int) -> None:
    """A broker that is away."""
    wakes.append(pk)
    raise ConnectionError("redis is away")

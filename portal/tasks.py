"""What a message may ask of a worker."""

from celery import Task

from kit import jobs
from portal.celery import PULSE, WORK, app


@app.task(bind=True, queue=WORK)
def execute(self: "Task[[int], None]", pk: int) -> None:
    """Run job `pk`, unless it has been taken or has ended."""
    jobs.execute(pk, worker=self.request.hostname or "")


@app.task(queue=PULSE)
def sweep() -> None:
    """Bring back lost work."""
    jobs.sweep()


def wake(pk: int) -> None:
    """Send a worker to job `pk`; raises when the broker does not take the message."""
    execute.apply_async((pk,), queue=WORK, retry=False)

"""What a running job sees of the machinery around it."""

import threading

from kit.models import Job


class LostLease(Exception):
    """Another worker holds this job now; whatever was computed here must not be written."""


class JobFailed(Exception):
    """The job cannot succeed, now or later, for a reason a reader can understand.

    `code` and `params` are stored on the row; the sentence is made where it is shown.
    """

    def __init__(self, code: str, **params: int | str | float | None) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


class JobContext:
    """Handed to a kind's `run`. `progress` is cheap: it only remembers, another thread writes."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.percent = 0
        self.step = ""
        self.lost = threading.Event()

    @property
    def payload(self) -> dict[str, int | str]:
        payload: dict[str, int | str] = self.job.payload
        return payload

    def progress(self, percent: int, step: str) -> None:
        """Say how far the job is: `percent` 0 to 100 (clipped), `step` a code of <= 60 signs."""
        self.percent = min(100, max(0, int(percent)))
        self.step = step[:60]

    def check(self) -> None:
        """Raise LostLease when another worker has taken the job over."""
        if self.lost.is_set():
            raise LostLease(str(self.job))

import pytest

from kit.jobs.queue import breaker
from tests.kit import job_kinds


@pytest.fixture
def jobs(settings, db):
    """The job kinds of the tests, a broker that takes every message, and what it was sent."""
    settings.KOERS_JOBS = "tests.kit.job_kinds.JOBS"
    settings.KOERS_SCHEDULES = "tests.kit.job_kinds.SCHEDULES"
    settings.KOERS_WAKE = "tests.kit.job_kinds.wake"
    job_kinds.wakes.clear()
    breaker.reset()
    yield job_kinds.wakes
    breaker.reset()

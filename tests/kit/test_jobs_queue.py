"""A job is asked for in a transaction and woken after it; a dead broker refuses nothing."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from kit.jobs import enqueue, work_off
from kit.jobs.execution import claim
from kit.jobs.queue import breaker, wake
from kit.models import Job


def test_a_worker_is_woken_when_the_transaction_commits_and_not_before(
    jobs, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        job = enqueue("write", {"name": "a"})
        assert jobs == []
    assert jobs == [job.pk]


def test_a_change_that_is_rolled_back_takes_its_job_along(jobs):
    with transaction.atomic():
        enqueue("write", {"name": "a"})
        transaction.set_rollback(True)
    assert not Job.objects.exists()


def test_a_kind_that_nobody_registered_is_refused_at_once(jobs):
    with pytest.raises(LookupError, match="wirte"):
        enqueue("wirte", {})
    assert not Job.objects.exists()


def test_an_equal_queued_job_is_returned_instead_of_a_second(jobs):
    first = enqueue("write", {"name": "a"}, dedupe="dataset 1")
    assert enqueue("write", {"name": "a"}, dedupe="dataset 1").pk == first.pk
    assert enqueue("write", {"name": "b"}, dedupe="dataset 2").pk != first.pk
    assert enqueue("crash", {}, dedupe="dataset 1").pk != first.pk
    assert enqueue("write", {"name": "c"}).pk != enqueue("write", {"name": "d"}).pk


def test_a_running_job_does_not_count_as_equal(jobs):
    first = enqueue("write", {"name": "a"}, dedupe="dataset 1")
    assert claim(first.pk, worker="w1", now=timezone.now())
    assert enqueue("write", {"name": "a"}, dedupe="dataset 1").pk != first.pk


def test_the_database_itself_refuses_a_second_untried_twin(jobs):
    from django.db import IntegrityError

    enqueue("write", {"name": "a"}, dedupe="dataset 1")
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.create(kind="write", dedupe="dataset 1", created_at=timezone.now())


def test_a_job_for_later_waits_and_wakes_nobody(jobs, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = enqueue("write", {"name": "a"}, not_before=timezone.now() + timedelta(hours=1))
    assert jobs == []
    assert work_off() == 0
    assert claim(job.pk, worker="w1", now=timezone.now()) is None
    assert claim(job.pk, worker="w1", now=timezone.now() + timedelta(hours=2))


def test_a_broker_that_is_away_harms_no_request_and_is_left_alone_for_a_while(
    jobs, settings, django_capture_on_commit_callbacks
):
    settings.KOERS_WAKE = "tests.kit.job_kinds.refuse_to_wake"
    with django_capture_on_commit_callbacks(execute=True):
        first = enqueue("write", {"name": "a"})
        enqueue("write", {"name": "b"})
    assert jobs == [first.pk]
    assert Job.objects.filter(state="queued").count() == 2


def test_the_breaker_closes_after_its_pause(jobs, settings):
    settings.KOERS_WAKE = "tests.kit.job_kinds.refuse_to_wake"
    settings.KOERS_JOB_TIMING = {"breaker": 0.05}
    assert not wake(1)
    assert not breaker.allows()
    settings.KOERS_WAKE = "tests.kit.job_kinds.wake"
    assert not wake(2)
    import time

    time.sleep(0.06)
    assert wake(3)
    assert jobs == [1, 3]


def test_a_job_is_late_a_minute_after_it_was_due(jobs):
    now = timezone.now()
    job = enqueue("write", {"name": "a"}, not_before=now + timedelta(minutes=5))
    assert not job.is_late(now + timedelta(minutes=5, seconds=59))
    assert job.is_late(now + timedelta(minutes=6, seconds=1))
    job.state = Job.State.DONE
    assert not job.is_late(now + timedelta(hours=1))


@pytest.mark.parametrize(
    "wrong",
    [{"state": "finished"}, {"progress": 101}, {"state": "running", "lease_until": None}],
)
def test_the_database_refuses_a_row_that_makes_no_sense(jobs, wrong):
    from django.db import IntegrityError

    job = enqueue("write", {"name": "a"})
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.filter(pk=job.pk).update(**wrong)

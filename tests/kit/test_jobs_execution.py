"""A job runs once, writes with its end, and fails with a reason."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from kit.jobs import LostLease, enqueue, execute, work_off
from kit.jobs.execution import claim, fail, finish
from kit.models import Heartbeat, Job


def results():
    return set(Heartbeat.objects.values_list("name", flat=True))


def test_a_job_ends_with_its_results(jobs):
    job = enqueue("write", {"name": "a"})
    assert execute(job.pk, worker="w1")
    job.refresh_from_db()
    assert (job.state, job.attempts, job.worker, job.progress) == ("done", 1, "w1", 100)
    assert job.has_ended
    assert job.finished_at >= job.started_at
    assert job.lease_until is None
    assert results() == {"a"}


def test_only_one_worker_gets_a_job(jobs):
    job = enqueue("write", {"name": "a"})
    now = timezone.now()
    assert claim(job.pk, worker="w1", now=now)
    assert claim(job.pk, worker="w2", now=now) is None
    assert not execute(job.pk)


def test_a_late_message_about_a_job_that_ended_does_nothing(jobs):
    job = enqueue("write", {"name": "a"})
    assert execute(job.pk)
    assert not execute(job.pk)
    assert Job.objects.get(pk=job.pk).attempts == 1


def test_a_job_whose_worker_fell_silent_can_be_claimed_by_another(jobs):
    job = enqueue("write", {"name": "a"})
    now = timezone.now()
    first = claim(job.pk, worker="w1", now=now)
    second = claim(job.pk, worker="w2", now=now + timedelta(seconds=31))
    assert second.token != first.token
    assert second.attempts == 2


def test_a_worker_that_thaws_writes_nothing(jobs):
    job = enqueue("write", {"name": "a"})
    now = timezone.now()
    frozen = claim(job.pk, worker="w1", now=now)
    claim(job.pk, worker="w2", now=now + timedelta(seconds=31))
    with pytest.raises(LostLease):
        finish(frozen, lambda: Heartbeat.objects.create(name="a", at=now))
    with pytest.raises(LostLease):
        fail(frozen, code="too-large", params={})
    assert results() == set()
    assert Job.objects.get(pk=job.pk).state == "running"


def test_work_of_which_the_lease_was_lost_is_left_to_the_other_worker(jobs):
    job = enqueue("lose", {})
    assert execute(job.pk)
    job.refresh_from_db()
    assert (job.state, job.token) == ("running", "of-another-worker")
    assert results() == set()


def test_a_failure_with_a_reason_is_final_and_its_clean_up_is_done_with_it(jobs):
    job = enqueue("refuse", {})
    execute(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error_code) == ("failed", "too-large")
    assert job.error_params == {"size": 12, "limit": 10}
    assert results() == {"cleaned up after too-large"}
    assert work_off() == 0


def test_a_clean_up_that_breaks_does_not_keep_the_job_from_ending(jobs, caplog):
    job = enqueue("refuse-badly", {})
    execute(job.pk)
    assert Job.objects.get(pk=job.pk).state == "failed"
    assert results() == set()
    assert "What follows the failure" in caplog.text


def test_results_that_cannot_be_written_leave_no_half(jobs):
    job = enqueue("write-twice", {})
    execute(job.pk)
    job.refresh_from_db()
    assert job.state == "queued"
    assert results() == set()


def test_an_unforeseen_fault_is_tried_again_after_a_pause_and_then_fails(jobs, settings, caplog):
    settings.KOERS_JOB_TIMING = {"backoff": (10, 60)}
    job = enqueue("crash", {})
    pauses = []
    for _attempt in range(2):
        before = timezone.now()
        assert execute(job.pk)
        job.refresh_from_db()
        assert job.state == "queued"
        pauses.append(round((job.not_before - before).total_seconds()))
        assert not execute(job.pk)
        Job.objects.filter(pk=job.pk).update(not_before=before)
    assert pauses == [10, 60]
    assert execute(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error_code, job.attempts) == ("failed", "internal", 3)
    assert job.error_params["reference"] in caplog.text
    assert "secret-host" in caplog.text
    assert "secret-host" not in str(job.error_params)
    assert results() == {"cleaned up after internal"}


def test_a_kind_that_disappeared_fails_with_its_name(jobs):
    job = enqueue("write", {"name": "a"})
    Job.objects.filter(pk=job.pk).update(kind="gone")
    execute(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error_code) == ("failed", "unknown-kind")
    assert job.error_params == {"kind": "gone"}


def test_working_off_takes_the_oldest_first_and_what_it_brings_forth(jobs):
    for name in "abc":
        enqueue("write", {"name": name})
    assert work_off() == 3
    moments = Job.objects.order_by("pk").values_list("started_at", flat=True)
    assert list(moments) == sorted(moments)
    assert results() == {"a", "b", "c"}


def test_working_off_jobs_that_bring_forth_jobs_comes_to_an_end(jobs):
    enqueue("chain", {})
    assert work_off(limit=5) == 5
    assert Job.objects.filter(state="done").count() == 5
    assert Job.objects.filter(state="queued").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_eight_claims_at_the_same_moment_one_wins(jobs):
    if connection.vendor == "sqlite":
        pytest.skip("threads share one in-memory SQLite; the fault tests race processes on a file")
    job = enqueue("write", {"name": "a"})
    start, won = threading.Barrier(8), []

    def race(number: int) -> None:
        start.wait()
        try:
            if claim(job.pk, worker=f"w{number}", now=timezone.now()):
                won.append(number)
        finally:
            connection.close()

    racers = [threading.Thread(target=race, args=(number,)) for number in range(8)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    assert len(won) == 1

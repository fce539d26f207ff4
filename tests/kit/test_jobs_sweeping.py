"""What was lost comes back, what died three times fails, and schedules have one winner."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from kit.jobs import Recurring, enqueue, release, sweep, work_off
from kit.jobs.execution import claim
from kit.jobs.sweeping import recover, rewake, tick
from kit.jobs.watch import is_stuck, last_sweep, last_worker
from kit.models import Heartbeat, Job, Schedule

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def queued(**changes):
    job = enqueue("write", {"name": f"job {Job.objects.count()}"})
    Job.objects.filter(pk=job.pk).update(**{"created_at": NOW, "woken_at": NOW} | changes)
    return job.pk


def after(seconds):
    return NOW + timedelta(seconds=seconds)


def test_a_job_of_a_silent_worker_returns_to_the_queue(jobs):
    pk = queued()
    claim(pk, worker="w1", now=NOW)
    recover(after(29))
    assert Job.objects.get(pk=pk).state == "running"
    recover(after(31))
    job = Job.objects.get(pk=pk)
    assert (job.state, job.token, job.attempts, job.woken_at) == ("queued", "", 1, None)


def test_a_job_that_took_three_workers_along_fails_and_is_cleaned_up(jobs):
    pk = queued(kind="crash", attempts=2)
    claim(pk, worker="w1", now=NOW)
    recover(after(31))
    job = Job.objects.get(pk=pk)
    assert (job.state, job.error_code, job.error_params) == (
        "failed",
        "worker-died",
        {"attempts": 3},
    )
    assert Heartbeat.objects.filter(name="cleaned up after worker-died").exists()


def test_a_returned_job_may_stand_beside_a_younger_twin(jobs):
    pk = queued(dedupe="dataset 1")
    claim(pk, worker="w1", now=NOW)
    younger = enqueue("write", {"name": "younger"}, dedupe="dataset 1")
    recover(after(31))
    assert set(Job.objects.filter(state="queued").values_list("pk", flat=True)) == {pk, younger.pk}


def test_a_forgotten_job_is_announced_again_at_ever_longer_intervals(jobs):
    pk = queued()
    heard = []
    for second in range(0, 1000, 10):
        rewake(after(second))
        if jobs:
            heard.append(second)
            jobs.clear()
    assert heard[0] == 40
    gaps = [later - earlier for earlier, later in zip(heard, heard[1:], strict=False)]
    assert gaps[:3] == [70, 130, 250]
    assert set(gaps[3:]) == {250}
    assert Job.objects.get(pk=pk).state == "queued"


def test_jobs_that_wait_for_their_time_are_announced_when_it_has_come(jobs):
    pk = queued(not_before=after(100), woken_at=None)
    rewake(after(99))
    assert jobs == []
    rewake(after(101))
    assert jobs == [pk]


def test_a_dead_broker_costs_the_sweeper_one_attempt_and_no_turn(jobs, settings):
    pks = [queued() for _ in range(3)]
    settings.KOERS_WAKE = "tests.kit.job_kinds.refuse_to_wake"
    rewake(after(31))
    assert jobs == pks[:1]
    assert not Job.objects.filter(woken_at__isnull=False).exists()


def test_more_than_one_chunk_is_announced_in_one_sweep_and_each_job_once(jobs):
    Job.objects.bulk_create(
        Job(kind="write", payload={"name": str(n)}, created_at=NOW, woken_at=NOW)
        for n in range(230)
    )
    rewake(after(31))
    rewake(after(32))
    assert len(jobs) == len(set(jobs)) == 230


def test_a_new_worker_takes_back_what_the_one_of_its_name_left(jobs):
    mine, other = queued(), queued()
    claim(mine, worker="w1@host", now=timezone.now())
    claim(other, worker="w2@host", now=timezone.now())
    assert release("w1@host") == 1
    assert Job.objects.get(pk=mine).state == "queued"
    assert Job.objects.get(pk=other).state == "running"
    assert jobs == [mine]


def test_a_worker_stopped_on_purpose_costs_its_job_no_attempt(jobs):
    pk = queued()
    claim(pk, worker="w1@host", now=timezone.now())
    assert release("w1@host", blameless=True) == 1
    job = Job.objects.get(pk=pk)
    assert (job.state, job.attempts) == ("queued", 0)
    assert work_off() == 1


def test_a_schedule_makes_one_job_whoever_looks_and_however_often(jobs):
    tick(NOW)
    tick(NOW)
    tick(after(3599))
    assert Job.objects.count() == 1
    work_off()
    tick(after(3601))
    assert Job.objects.count() == 2


def test_of_two_sweepers_that_saw_the_same_due_moment_one_makes_the_job(jobs):
    from kit.jobs.sweeping import _fire
    from tests.kit.job_kinds import SCHEDULES

    row = Schedule.objects.create(name="hourly", every=3600, next_due=NOW)
    seen_by_another = Schedule.objects.get(pk=row.pk)
    _fire(row, SCHEDULES["hourly"], after(1))
    work_off()
    _fire(seen_by_another, SCHEDULES["hourly"], after(1))
    assert Job.objects.count() == 1


def test_after_downtime_a_schedule_catches_up_once_and_keeps_its_rhythm(jobs):
    tick(NOW)
    work_off()
    back = after(5 * 3600 + 600)
    tick(back)
    tick(back)
    assert Job.objects.count() == 2
    assert Schedule.objects.get().next_due == after(6 * 3600)


def test_a_schedule_that_became_more_frequent_does_not_wait_out_the_old_interval(jobs):
    Schedule.objects.create(name="hourly", every=86400, next_due=after(86400))
    tick(NOW)
    assert Schedule.objects.get().next_due == after(3600)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ((2026, 3, 28, 2, 0), (2026, 3, 28, 3, 15)),
        ((2026, 3, 28, 3, 15), (2026, 3, 29, 3, 15)),
        ((2026, 10, 24, 12, 0), (2026, 10, 25, 3, 15)),
    ],
)
def test_a_daily_job_keeps_its_local_time_when_the_clock_changes(now, due):
    zone = ZoneInfo("Europe/Amsterdam")
    following = Recurring("write", at=time(3, 15)).following(NOW, datetime(*now, tzinfo=zone))
    assert following == datetime(*due, tzinfo=zone)


def test_one_broken_part_of_a_sweep_leaves_the_others_their_work(jobs, settings, caplog):
    settings.KOERS_SCHEDULES = "tests.kit.job_kinds.NOT_THERE"
    pk = queued()
    claim(pk, worker="w1", now=NOW)
    sweep()
    assert Job.objects.get(pk=pk).state == "queued"
    assert last_sweep() is not None
    assert "NOT_THERE" in caplog.text


def test_a_sweep_forgets_workers_of_long_ago(jobs):
    now = timezone.now()
    Heartbeat.objects.create(name="worker w1@old", at=now - timedelta(days=2))
    Heartbeat.objects.create(name="worker w1@new", at=now)
    sweep()
    assert not Heartbeat.objects.filter(name="worker w1@old").exists()
    assert last_worker() == now


def test_jobs_that_nobody_takes_are_stuck_after_a_minute(jobs):
    queued()
    long_ago = after(-1000)
    assert not is_stuck(after(59), since=long_ago)
    assert is_stuck(after(61), since=long_ago)
    assert not is_stuck(after(61), since=after(30)), "the workers have only just started"


def test_a_queue_behind_a_worker_that_is_busy_is_not_stuck(jobs):
    queued()
    claim(queued(), worker="w1", now=after(50))
    assert not is_stuck(after(70), since=after(-1000))
    assert is_stuck(after(81), since=after(-1000)), "its lease ran out"


def test_a_job_for_later_is_not_stuck(jobs):
    queued(not_before=after(500))
    assert not is_stuck(after(550), since=after(-1000))
    assert is_stuck(after(561), since=after(-1000))

"""Workers are killed and messages lost; every job still ends, once."""

import shutil
import time

import redis

from tests.faults.installation import until

KILLS = ("w1@", "w2@", "pulse@", "w1@", "w2@")


def empty_broker(installation):
    if url := installation.env["REDIS_URL"]:
        with redis.Redis.from_url(url) as client:
            client.flushdb()
    else:
        for path in (installation.folder / "queue").iterdir():
            shutil.rmtree(path)
            path.mkdir()


def take_away_queue(installation):
    """The folder is gone at once, whatever is being written in it."""
    queue = installation.folder / "queue"
    gone = queue.rename(queue.with_name("queue taken away"))
    shutil.rmtree(gone, ignore_errors=True)


def test_a_job_whose_worker_is_killed_halfway_is_done_by_another_start(installation, measured):
    measured("start", f"{installation.start():.1f} s")
    (pk,) = installation.enqueue([("nap", {"number": 1, "tenths": 40})])
    until(
        lambda: installation.ask("SELECT progress FROM kit_job WHERE id=?", pk)[0][0] > 20,
        20,
        "a job on its way",
    )
    ((worker,),) = installation.ask("SELECT worker FROM kit_job WHERE id=?", pk)
    installation.kill(worker.partition("@")[0] + "@")
    again = until(lambda: len(installation.starts()) == 2, 20, "a second start")
    until(lambda: installation.states() == {"done": 1}, 20, "the job done")
    measured("started again after the kill", f"{again:.1f} s")
    assert installation.ask("SELECT attempts FROM kit_job WHERE id=?", pk) == [(2,)]
    assert installation.results() == 1


def test_200_jobs_survive_five_kills_and_an_emptied_broker(installation, measured):
    installation.start()
    began = time.monotonic()
    installation.enqueue([("nap", {"number": n, "tenths": 1}) for n in range(200)])
    for round_, victim in enumerate(KILLS):
        goal = 15 * (round_ + 1)
        until(lambda goal=goal: installation.results() >= goal, 60, f"{goal} results")
        installation.kill(victim)
        if round_ == 2:
            empty_broker(installation)
    until(lambda: installation.states() == {"done": 200}, 120, "200 jobs done")
    measured("200 jobs", f"{time.monotonic() - began:.0f} s")
    measured("starts", len(installation.starts()))
    ((most,),) = installation.ask("SELECT max(attempts) FROM kit_job")
    measured("most attempts", most)
    assert installation.results() == 200
    assert most <= 3
    assert installation.ask("PRAGMA integrity_check") == [("ok",)]


def test_a_job_that_takes_three_gigabytes_fails_with_a_reason_and_the_others_go_on(embedded):
    embedded.start()
    embedded.enqueue([("greedy", {}), *(("nap", {"number": n, "tenths": 1}) for n in range(6))])
    until(lambda: embedded.results() == 6, 30, "the other jobs done")
    until(lambda: embedded.states().get("failed") == 1, 30, "the greedy job failed")
    assert embedded.ask("SELECT error_code, attempts FROM kit_job WHERE kind='greedy'") == [
        ("out-of-memory", 1)
    ]


def test_work_goes_on_when_the_queue_folder_takes_no_messages(embedded, measured):
    embedded.start()
    take_away_queue(embedded)
    (embedded.folder / "queue").write_text("no folder")  # as read-only as a folder can be to root
    embedded.enqueue([("nap", {"number": n, "tenths": 1}) for n in range(3)])
    seconds = until(lambda: embedded.results() == 3, 90, "jobs done without the queue folder")
    measured("jobs done although the queue took no messages, after", f"{seconds:.1f} s")
    assert "takes no messages" in embedded.log.read_text()


def test_a_queue_folder_that_is_gone_or_full_of_junk_keeps_no_job_from_ending(embedded, measured):
    embedded.start()
    messages = embedded.folder / "queue" / "messages"
    for number in range(10_000):
        (messages / f"junk {number}.txt").write_text("junk")
    for number in range(3):
        (messages / f"0_{number}.work.msg").write_text("{no message")
    embedded.enqueue([("nap", {"number": 1, "tenths": 1})])
    seconds = until(lambda: embedded.results() == 1, 60, "a job done beside the junk")
    measured("beside junk", f"{seconds:.1f} s")
    take_away_queue(embedded)
    embedded.enqueue([("nap", {"number": 2, "tenths": 1})])
    seconds = until(lambda: embedded.results() == 2, 60, "a job done without the folder")
    measured("after the folder was deleted", f"{seconds:.1f} s")


def test_a_job_that_takes_its_worker_along_fails_and_the_others_go_on(embedded, measured):
    embedded.start()
    embedded.enqueue([("poison", {}), *(("nap", {"number": n, "tenths": 1}) for n in range(20))])
    until(lambda: embedded.results() == 20, 30, "the other jobs done")
    seconds = until(lambda: embedded.states().get("failed") == 1, 60, "the poison failed")
    measured("poison failed after the others were done", f"{seconds:.1f} s")
    assert embedded.ask("SELECT error_code, attempts FROM kit_job WHERE kind='poison'") == [
        ("worker-died", 3)
    ]


def test_a_job_deaf_to_everything_fails_at_its_limit_and_its_worker_comes_back(embedded):
    embedded.start()
    embedded.enqueue([("deaf", {})])
    until(lambda: embedded.states().get("failed") == 1, 20, "the deaf job failed")
    assert embedded.ask("SELECT error_code FROM kit_job") == [("time-limit",)]
    embedded.enqueue([("nap", {"number": n, "tenths": 1}) for n in range(4)])
    until(lambda: embedded.results() == 4, 20, "work after it")
    assert "status 70" in embedded.log.read_text()

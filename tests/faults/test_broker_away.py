"""Redis is emptied, restarted, frozen or gone for a while: nobody notices but the log."""

import contextlib
import json
import shutil
import signal
import subprocess
import sys
import threading
import time

import pytest
import redis

from tests.faults.installation import ROOT, Installation, free_port, until

ONE_BY_ONE = """
import django; django.setup()
import json, sys, time
from kit.jobs import enqueue
took = []
for kind, payload in json.load(sys.stdin):
    began = time.monotonic()
    enqueue(kind, payload)
    took.append(time.monotonic() - began)
print(json.dumps(took))
"""


class Broker:
    """A Redis of our own that can be stopped, frozen and started empty."""

    def __init__(self, folder):
        self.program = shutil.which("redis-server")
        if not self.program:
            pytest.skip("redis-server is not installed")
        self.folder, self.port = folder, free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.process = None

    def start(self):
        line = [self.program, "--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        self.process = subprocess.Popen(
            [*line, "--dir", str(self.folder)], stdout=subprocess.DEVNULL
        )
        with redis.Redis.from_url(self.url) as client:
            until(lambda: self._answers(client), 10, "an answer of redis-server")

    def _answers(self, client):
        with contextlib.suppress(redis.exceptions.RedisError):
            return client.ping()
        return False

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.kill()
            self.process.wait()


@pytest.fixture
def broker(tmp_path):
    folder = tmp_path / "redis"
    folder.mkdir()
    broker = Broker(folder)
    broker.start()
    yield broker
    broker.stop()


@pytest.fixture
def installation(tmp_path, broker):
    folder = tmp_path / "data"
    folder.mkdir()
    installation = Installation(folder, broker.url)
    yield installation
    installation.clear()


def enqueue_timed(installation, numbers):
    """Seconds that each request for a job took in a process that could not know."""
    done = subprocess.run(
        [sys.executable, "-c", ONE_BY_ONE],
        cwd=ROOT,
        env=installation.env,
        input=json.dumps([("nap", {"number": n, "tenths": 1}) for n in numbers]),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return json.loads(done.stdout)


def test_an_emptied_and_an_empty_restarted_redis_lose_no_job(installation, broker):
    installation.start()
    installation.enqueue([("nap", {"number": n, "tenths": 5}) for n in range(12)])
    with redis.Redis.from_url(broker.url) as client:
        client.flushall()
    until(lambda: installation.results() >= 4, 30, "work after the broker was emptied")
    broker.stop()
    broker.start()
    until(lambda: installation.states() == {"done": 12}, 60, "all jobs done")
    assert installation.results() == 12


@pytest.mark.parametrize("how", ["gone", "frozen"])
def test_without_a_broker_jobs_are_taken_on_pages_answer_and_work_goes_on_later(
    installation, broker, measured, how
):
    installation.start()
    if how == "gone":
        broker.stop()
    else:
        broker.process.send_signal(signal.SIGSTOP)
    took = enqueue_timed(installation, range(6))
    measured(f"first request for a job, broker {how}", f"{took[0]:.2f} s")
    measured("slowest of the next five", f"{max(took[1:]):.3f} s")
    assert took[0] <= 3.5
    assert max(took[1:]) <= 0.1
    assert installation.states().get("queued", 0) >= 5
    pages = [installation.probe("/inloggen") for _ in range(5)]
    assert set(pages) == {200}
    time.sleep(8)  # longer than the lease of the test's timing
    if how == "gone":
        broker.start()
    else:
        broker.process.send_signal(signal.SIGCONT)
    seconds = until(lambda: installation.states() == {"done": 6}, 90, "all jobs done")
    measured("all done after the broker came back", f"{seconds:.1f} s")
    assert installation.results() == 6


def test_pages_that_ask_for_work_never_answer_500_while_the_broker_comes_and_goes(
    installation, broker
):
    installation.start()
    answers, stop = [], threading.Event()

    def ask():
        while not stop.wait(0.2):
            answers.append(installation.probe("/inloggen"))

    asking = threading.Thread(target=ask)
    asking.start()
    for _turn in range(2):
        broker.stop()
        installation.enqueue([("nap", {"number": len(installation.starts()), "tenths": 1})])
        time.sleep(2)
        broker.start()
        until(lambda: "queued" not in installation.states(), 60, "no job left waiting")
    stop.set()
    asking.join()
    assert set(answers) == {200}
    assert len(answers) > 10

"""A real installation on a folder of its own, to be hurt: started by `manage.py serve`."""

import contextlib
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ENQUEUE = """
import django; django.setup()
import json, sys
from kit.jobs import enqueue
for kind, payload in json.load(sys.stdin):
    print(enqueue(kind, payload).pk)
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(promise, seconds, what):
    """Wait for `promise` to give something true; how long that took. Fails after `seconds`."""
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        with contextlib.suppress(OSError, sqlite3.OperationalError):
            if promise():
                return time.monotonic() - began
        time.sleep(0.1)
    raise AssertionError(f"not within {seconds} s: {what}")


def processes(marker: str) -> dict[int, str]:
    """The living processes that have `marker` in their environment, with their command lines."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if marker.encode() not in (folder / "environ").read_bytes():
                continue
            if (folder / "stat").read_text().rpartition(")")[2].split()[0] != "Z":
                line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                found[int(folder.name)] = line
    return found


class Installation:
    """One `manage.py serve` and what can be seen of it from outside."""

    def __init__(self, folder: Path, redis_url: str = "") -> None:
        self.folder = folder
        self.port = free_port()
        self.env = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
            "SECRET_KEY": "only-for-tests-" + "x" * 40,
            "KOERS_DATA": str(folder),
            "REDIS_URL": redis_url,
            "HTTPS": "False",
            "ALLOWED_HOSTS": "127.0.0.1,localhost",
            "PORT": str(self.port),
        }
        self.log = folder / "serve.log"
        self.command: subprocess.Popen[bytes] | None = None

    def start(self) -> float:
        """Start it and wait until it says it is ready for work; the seconds that took."""
        with self.log.open("ab") as log:
            self.command = subprocess.Popen(
                [sys.executable, "manage.py", "serve"],
                cwd=ROOT,
                env=self.env,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        try:
            return until(self._is_ready, 60, "ready for work")
        except AssertionError as error:
            tail = self.log.read_text()[-3000:]
            raise AssertionError(f"{error}\n{tail}") from None

    def _is_ready(self) -> bool:
        assert self.command
        assert self.command.poll() is None, "the command ended by itself"
        return self.probe("/readyz") == 200

    def probe(self, path: str) -> int:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=2) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return int(error.code)

    def processes(self) -> dict[int, str]:
        return processes(f"KOERS_DATA={self.folder}")

    def pids(self, word: str) -> list[int]:
        """Processes with `word` in their command line: `w1@`, `pulse@`, `beat`, `gunicorn`."""
        return [pid for pid, line in self.processes().items() if f" {word}" in line]

    def kill(self, word: str) -> None:
        for pid in self.pids(word):
            os.kill(pid, signal.SIGKILL)

    def enqueue(self, jobs: list[tuple[str, dict[str, int]]]) -> list[int]:
        done = subprocess.run(
            [sys.executable, "-c", ENQUEUE],
            cwd=ROOT,
            env=self.env,
            input=json.dumps(jobs),
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        return [int(line) for line in done.stdout.split()]

    def send(self, pk: int) -> None:
        """A message about job `pk`, whether there is such a job or not."""
        code = f"import django; django.setup(); from portal.tasks import wake; wake({pk})"
        subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=self.env, timeout=60, check=True)

    def ask(self, query: str, *values: object) -> list[tuple]:
        with contextlib.closing(
            sqlite3.connect(f"file:{self.folder}/db.sqlite3?mode=ro", uri=True, timeout=10)
        ) as database:
            return database.execute(query, values).fetchall()

    def states(self) -> dict[str, int]:
        return dict(self.ask("SELECT state, count(*) FROM kit_job GROUP BY state"))

    def results(self) -> int:
        query = "SELECT count(*) FROM kit_heartbeat WHERE name LIKE 'result %'"
        return int(self.ask(query)[0][0])

    def starts(self) -> list[int]:
        """The number of the job, for every time one was started."""
        path = self.folder / "starts.log"
        return (
            [int(line.split()[0]) for line in path.read_text().splitlines()]
            if path.exists()
            else []
        )

    def stop(self) -> float:
        """SIGTERM, and the seconds until the command ended."""
        assert self.command
        began = time.monotonic()
        self.command.send_signal(signal.SIGTERM)
        self.command.wait(timeout=40)
        return time.monotonic() - began

    def clear(self) -> None:
        """End whatever a test left running."""
        if self.command and self.command.poll() is None:
            self.command.kill()
            self.command.wait()
        for pid in self.processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

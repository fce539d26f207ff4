"""`manage.py serve` on an empty folder: until it says it is ready, and the memory it then takes."""

import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.installation import ROOT, environment

RUNS = 3
LIMIT = 90.0
SETTLING = 10.0  # seconds of doing nothing, after which every part has loaded what it needs


def measure() -> dict[str, Any]:
    """Seconds until /readyz answers 200; MiB (proportional set size) of all processes, 10 s later."""
    found = [_once() for _turn in range(RUNS)]
    return {
        "runs": RUNS,
        "seconds": statistics.median(seconds for seconds, _, _ in found),
        "pss_mib": statistics.median(memory for _, memory, _ in found),
        "processes": found[-1][2],
    }


def _once() -> tuple[float, float, int]:
    with tempfile.TemporaryDirectory(prefix="koers-bench-") as data:
        env = environment(Path(data))
        log = Path(data) / "serve.log"
        started = time.monotonic()
        with log.open("wb") as sink:
            server = subprocess.Popen(
                [sys.executable, "manage.py", "serve"], cwd=ROOT, env=env, stdout=sink, stderr=sink
            )
        try:
            while not _is_ready(f"{env['BASE_URL']}/readyz"):
                if server.poll() is not None or time.monotonic() - started > LIMIT:
                    raise RuntimeError(f"The portal did not start:\n{log.read_text()[-2000:]}")
                time.sleep(0.05)
            seconds = time.monotonic() - started
            time.sleep(SETTLING)
            sizes = list(_proportional(server.pid))
            return seconds, sum(sizes) / 1024, len(sizes)
        finally:
            server.send_signal(signal.SIGTERM)
            try:
                server.wait(40)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait(10)


def _is_ready(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _proportional(root: int) -> Iterator[int]:
    """Kilobytes of the process and of all below it; what they share is counted once."""
    waiting = [root]
    while waiting:
        process = Path(f"/proc/{waiting.pop()}")
        try:
            rollup = (process / "smaps_rollup").read_text()
            for thread in (process / "task").iterdir():
                waiting += [int(child) for child in (thread / "children").read_text().split()]
        except OSError:
            continue  # it ended meanwhile
        yield next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))

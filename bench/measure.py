"""Measures whole processes, two ways in turn, by what the kernel says of them (Linux only)."""

import math
import os
import signal
import statistics
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PAGE = os.sysconf("SC_PAGE_SIZE")
MIB = 2**20
LOOK = 0.02  # seconds between two looks at the memory


@dataclass(frozen=True)
class Usage:
    """Of one process with all that it started: seconds on the clock, seconds of processor (user
    and system), and the highest resident memory together in MiB; with what it printed."""

    wall: float
    cpu: float
    peak: float
    output: str


def run(command: Sequence[str], *, env: Mapping[str, str], folder: Path, limit: float) -> Usage:
    """Raises RuntimeError with the end of its messages when the command fails or takes `limit` s."""
    started = time.monotonic()
    process = subprocess.Popen(
        command,
        env=dict(env),
        cwd=folder,
        text=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    peak, texts, ended = [0], ["", ""], threading.Event()

    def keep(index: int) -> None:
        stream = (process.stdout, process.stderr)[index]
        assert stream is not None
        texts[index] = stream.read()

    def watch() -> None:
        while not ended.wait(LOOK):
            peak[0] = max(peak[0], sum(_resident(process.pid)))

    threads = [threading.Thread(target=keep, args=[index]) for index in (0, 1)]
    threads.append(threading.Thread(target=watch))
    killer = threading.Timer(limit, os.killpg, [process.pid, signal.SIGKILL])
    for thread in (*threads, killer):
        thread.start()
    # wait4 tells what the process used with all that it waited for, to the microsecond.
    _, status, used = os.wait4(process.pid, 0)
    wall = time.monotonic() - started
    killer.cancel()
    ended.set()
    for thread in threads:
        thread.join()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {status}:\n{texts[1][-2000:]}")
    highest = max(peak[0], used.ru_maxrss * 1024) / MIB
    return Usage(wall, used.ru_utime + used.ru_stime, highest, texts[0])


def _resident(session: int) -> Iterator[int]:
    """Bytes in memory of every process of the session."""
    for entry in os.listdir("/proc"):
        if not entry.isdigit():
            continue
        try:
            stat = Path(f"/proc/{entry}/stat").read_text()
        except OSError:
            continue  # it ended meanwhile
        fields = stat[stat.rindex(")") + 2 :].split()
        if int(fields[3]) == session:
            yield int(fields[21]) * PAGE


@dataclass(frozen=True)
class Compared:
    """Medians of the runs of one way, and of the ratios to its partner's run of the same pair."""

    runs: int
    wall: float
    cpu: float
    peak: float
    cpu_ratio: float
    wall_ratio: float
    partner_cpu: float
    partner_wall: float
    partner_peak: float


def compare(way: Callable[[], Usage], partner: Callable[[], Usage], *, pairs: int) -> Compared:
    """Runs both in turn, so that what else the machine does strikes both; first once unmeasured."""
    way(), partner()
    ours, theirs = [], []
    for turn in range(pairs):
        order = [(way, ours), (partner, theirs)]
        for call, kept in order if turn % 2 else reversed(order):
            kept.append(call())
    both = list(zip(ours, theirs, strict=True))
    median = statistics.median
    return Compared(
        runs=pairs,
        wall=median(usage.wall for usage in ours),
        cpu=median(usage.cpu for usage in ours),
        peak=median(usage.peak for usage in ours),
        cpu_ratio=median(a.cpu / b.cpu for a, b in both),
        wall_ratio=median(a.wall / b.wall for a, b in both),
        partner_cpu=median(usage.cpu for usage in theirs),
        partner_wall=median(usage.wall for usage in theirs),
        partner_peak=median(usage.peak for usage in theirs),
    )


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` (0..1) of the values do not exceed."""
    return sorted(values)[max(0, math.ceil(len(values) * share) - 1)]

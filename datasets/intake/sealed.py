"""The parent's side of the sealed child: start it, time it, and take its answer or its absence."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

from datasets.intake.errors import CODES, IntakeError
from datasets.intake.limits import Limits
from datasets.intake.reading import Reading, ReadingOptions
from datasets.intake.staging import REJECTED, TABLE

_MAIN = Path(__file__).resolve().with_name("__main__.py")


def read(
    source: Path,
    target: Path,
    *,
    options: ReadingOptions | None = None,
    limits: Limits | None = None,
) -> Reading:
    """Read a CSV file into `target`/table.parquet and `target`/rejected.csv.

    The file is parsed in a child process of its own, with an empty environment and hard limits,
    never here. The table has columns c0..cN in file order, typed VARCHAR, BIGINT, DOUBLE, DATE,
    TIMESTAMP or BOOLEAN; `_line` BIGINT, the 1-based line of the file on which the row starts; and
    c<i>_text VARCHAR with the raw text of the cells that do not fit, for columns that have them.
    rejected.csv (UTF-8, header line,reason,raw) holds every record that is not in the table.

    Raises IntakeError (see `errors.CODES`); `target` then holds no new files.
    """
    limits = limits or Limits()
    source = source.resolve()
    if not source.is_file():
        raise IntakeError("not-found")
    size = source.stat().st_size
    if size > limits.file_bytes:
        raise IntakeError("file-too-large", size=size, limit=limits.file_bytes)
    target.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=".reading-", dir=target.resolve()))
    try:
        request = {
            "source": str(source),
            "folder": str(folder),
            "options": (options or ReadingOptions()).as_dict(),
            "limits": limits.as_dict(),
        }
        reading = _reading(_ask(request, limits))
        for name in (REJECTED, TABLE):
            if not (folder / name).is_file():
                raise IntakeError("unreadable", detail="no table")
            os.replace(folder / name, target / name)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return reading


def _ask(request: dict[str, Any], limits: Limits) -> bytes:
    """The child's answer. Raises IntakeError when it was killed, hung or said too much."""
    child = subprocess.Popen(  # noqa: S603 - our own file, no shell
        [sys.executable, "-I", str(_MAIN), "--child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={},
        cwd=request["folder"],
        start_new_session=True,
        close_fds=True,
    )
    expired = threading.Event()

    def expire() -> None:
        expired.set()
        _kill(child)

    timer = threading.Timer(limits.wall_seconds, expire)
    timer.daemon = True
    timer.start()
    try:
        assert child.stdin is not None
        assert child.stdout is not None
        with contextlib.suppress(BrokenPipeError):
            child.stdin.write(json.dumps(request).encode())
            child.stdin.close()
        answer = child.stdout.read(limits.answer_bytes + 1)
        if len(answer) > limits.answer_bytes:
            _kill(child)
            raise IntakeError("unreadable", detail="answer too long")
        code = child.wait()
    finally:
        timer.cancel()
        _kill(child)
        child.wait()
        _close(child)
    if expired.is_set() or code == -signal.SIGXCPU:
        raise IntakeError("read-timeout", limit=limits.wall_seconds)
    if code == -signal.SIGKILL:
        # The kernel ends a child that is over its CPU limit so, or to save the machine's memory.
        raise IntakeError("out-of-memory")
    if code != 0:
        raise IntakeError("unreadable", detail=f"ended with {code}")
    return answer


def _kill(child: subprocess.Popen[bytes]) -> None:
    if child.poll() is None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)


def _close(child: subprocess.Popen[bytes]) -> None:
    for stream in (child.stdin, child.stdout):
        if stream is not None:
            with contextlib.suppress(BrokenPipeError):
                stream.close()


def _reading(answer: bytes) -> Reading:
    try:
        data = json.loads(answer)
        if "reading" in data:
            return Reading.from_dict(data["reading"])
        code, params = data["error"], data["params"]
    except (ValueError, KeyError, TypeError):
        raise IntakeError("unreadable", detail="no answer") from None
    if code not in CODES or not isinstance(params, dict):
        raise IntakeError("unreadable", detail="odd answer")
    raise IntakeError(code, **params)

"""The sealed child: reads one file under hard limits and answers with JSON on stdout.

The parent trusts nothing here but the form of the answer. A limit that this system does not know
(macOS has no RLIMIT_DATA worth the name) is left out; the parent's kill timer always holds.
"""

import contextlib
import ctypes
import json
import signal
import sys
from pathlib import Path
from typing import Any

from datasets.intake.errors import IntakeError
from datasets.intake.limits import Limits
from datasets.intake.reading import ReadingOptions

_PR_SET_PDEATHSIG = 1


def main() -> int:
    """Read the request on stdin, answer on stdout: {"reading": …} or {"error": code, …}."""
    request = json.load(sys.stdin)
    limits = Limits(**request["limits"])
    seal(limits)
    answer = _answer(request, limits)
    sys.stdout.write(json.dumps(answer))
    sys.stdout.flush()
    return 0


def seal(limits: Limits) -> None:
    """Take on the limits, for good: the hard limits are set as well."""
    _die_with_parent()
    try:
        import resource
    except ImportError:
        return
    wanted = {
        "RLIMIT_DATA": limits.memory_bytes,
        "RLIMIT_CPU": limits.cpu_seconds,
        "RLIMIT_FSIZE": limits.written_bytes,
        "RLIMIT_NOFILE": 64,
        "RLIMIT_CORE": 0,
    }
    for name, value in wanted.items():
        number = getattr(resource, name, None)
        if number is not None:
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(number, (value, value))


def _die_with_parent() -> None:
    """A child whose parent was killed has nobody to answer."""
    if not sys.platform.startswith("linux"):
        return
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _answer(request: dict[str, Any], limits: Limits) -> dict[str, Any]:
    from datasets.intake.scan import scan

    try:
        options = ReadingOptions.from_dict(request["options"])
        reading = scan(Path(request["source"]), Path(request["folder"]), options, limits)
    except IntakeError as error:
        return {"error": error.code, "params": error.params}
    except MemoryError:
        return {"error": "out-of-memory", "params": {}}
    except FileNotFoundError:
        return {"error": "not-found", "params": {}}
    except Exception as error:  # noqa: BLE001 - whatever a file does to us, it gets an answer
        return _unforeseen(error)
    return {"reading": reading.as_dict()}


def _unforeseen(error: Exception) -> dict[str, Any]:
    name = type(error).__name__
    if name == "OutOfMemoryException" or "bad_alloc" in str(error):
        return {"error": "out-of-memory", "params": {}}
    # The message of an exception may quote the file; its name does not.
    return {"error": "unreadable", "params": {"detail": name}}

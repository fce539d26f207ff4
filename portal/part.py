"""One process of the installation, started in a session of its own and ended with its children."""

import ctypes
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

logger = logging.getLogger(__name__)
FIRST_PAUSE, LONGEST_PAUSE, SETTLED = 0.5, 10.0, 30.0
PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def die_with(parent: int) -> Callable[[], None]:
    """For the child between fork and exec: the kernel ends it when `parent` dies, however."""

    def prepare() -> None:
        if _libc is not None:
            _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it died before the line above
            os._exit(0)

    return prepare


class Part:
    """A process that is started again when it ends, after a pause that doubles up to 10 s."""

    def __init__(
        self, name: str, command: Sequence[str], *, folder: Path, env: Mapping[str, str]
    ) -> None:
        self.name = name
        self.started = 0.0  # time.monotonic()
        self._command = list(command)
        self._folder = folder
        self._env = dict(env)
        self._process: subprocess.Popen[bytes] | None = None
        self._failures = 0
        self._start_at = 0.0

    @property
    def pid(self) -> int | None:
        """The process id while it runs."""
        return self._process.pid if self._process else None

    def up_for(self) -> float:
        """Seconds since it was started; 0 when it does not run."""
        return time.monotonic() - self.started if self._process else 0.0

    def start(self) -> None:
        """Start it now. From the main thread only: PDEATHSIG looks at the thread that forks."""
        self._process = subprocess.Popen(  # noqa: S603 - our own command lines
            self._command,
            cwd=self._folder,
            env=self._env,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=die_with(os.getpid()),
        )
        self.started = time.monotonic()
        logger.info("%s started (process %s)", self.name, self._process.pid)

    def tend(self) -> None:
        """Notice that it ended, and start it again when its pause is over."""
        if self._process is not None:
            status = self._process.poll()
            if status is not None:
                self._ended(status)
        elif time.monotonic() >= self._start_at:
            self.start()

    def _ended(self, status: int) -> None:
        lived = self.up_for()
        self._failures = 0 if lived >= SETTLED else self._failures + 1
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** max(0, self._failures - 1))
        logger.warning(
            "%s ended (%s) after %.0f s; it starts again in %.1f s",
            self.name,
            describe(status),
            lived,
            pause,
        )
        self._kill_group()
        self._process = None
        self._start_at = time.monotonic() + pause

    def restart(self, reason: str) -> None:
        """End it at once, its children too, and start it again: for a part that hangs."""
        logger.error("%s is restarted: %s", self.name, reason)
        self.kill()
        self._start_at = 0.0

    def change(self, **env: str) -> None:
        """What its environment says from its next start on."""
        self._env |= env

    def terminate(self) -> None:
        """Ask it to finish what it does and end."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()

    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def kill(self) -> None:
        """End it and everything in its process group."""
        if self._process is None:
            return
        self._kill_group()
        self._process.kill()
        self._process.wait()
        self._process = None

    def _kill_group(self) -> None:
        # It leads its own session, so its group is its id; the group outlives the leader when
        # strays are left, and then the id cannot have been given to another.
        if self._process is not None:
            try:
                os.killpg(self._process.pid, signal.SIGKILL)
            except (ProcessLookupError, PermissionError):
                return


def describe(status: int) -> str:
    """An exit status in words: `status 3`, or the name of the signal."""
    if status >= 0:
        return f"status {status}"
    try:
        return signal.Signals(-status).name
    except ValueError:
        return f"signal {-status}"

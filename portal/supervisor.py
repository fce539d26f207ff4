"""Keeps the parts of an installation running: web, beat, workers. The engine of `manage.py serve`.

What dies is started again, what hangs is restarted by a dead man's switch, nothing outlives this
process.
"""

import http.client
import logging
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from types import FrameType

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connections
from django.utils import timezone

from kit.jobs import release
from kit.jobs.timing import timing
from kit.jobs.watch import is_stuck, last_sweep
from portal.part import Part

logger = logging.getLogger(__name__)
ROUND = 0.2
WATCH = 5.0
PATIENCE = 25.0  # after SIGTERM; running jobs that need longer go back to the queue
TEMPORARY = "tmp"


def address() -> str:
    """Where a person finds the portal."""
    if settings.HTTPS:
        return str(settings.BASE_URL)
    return f"http://{_bracketed(settings.HOST)}:{settings.PORT}"


def is_port_taken() -> bool:
    """Whether another process listens where the web part should."""
    family = socket.AF_INET6 if ":" in settings.HOST else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.HOST, settings.PORT))
        except OSError:
            return True
    return False


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def web_command() -> list[str]:
    """Gunicorn with threads: pages wait for the database, not for the processor."""
    return [
        *(sys.executable, "-m", "gunicorn", "portal.wsgi:application"),
        *("--bind", f"{_bracketed(settings.HOST)}:{settings.PORT}"),
        *("--config", "python:portal.web"),
    ]


def celery_command(*rest: str) -> list[str]:
    return [sys.executable, "-m", "celery", "-A", "portal.celery", "--quiet", *rest]


def worker_command(name: str, queue: str) -> list[str]:
    """A solo worker: on a filesystem broker one killed child would wedge a pool for good."""
    return celery_command(
        *("worker", "--pool", "solo", "--concurrency", "1", "--queues", queue),
        *("--hostname", f"{name}@%h", "--loglevel", "WARNING"),
        *("--without-gossip", "--without-mingle", "--without-heartbeat"),
    )


def environment() -> dict[str, str]:
    """What the parts get: ours, a temporary folder beside the data, fewer heaps per thread."""
    temporary = settings.KOERS_DATA / TEMPORARY
    temporary.mkdir(mode=0o700, parents=True, exist_ok=True)
    defaults = {
        "MALLOC_ARENA_MAX": "2",
        "PYTHONUNBUFFERED": "1",
        # They were done at the start; here they would load pandas into every worker.
        "CELERY_SKIP_CHECKS": "1",
    }
    # Messages are moved into the temporary folder; on one file system that is one step.
    return defaults | dict(os.environ) | {"TMPDIR": str(temporary)}


class Supervisor:
    """Runs the parts until SIGTERM or SIGINT; a second signal does not wait for running work."""

    def __init__(self, announce: Callable[[str], None]) -> None:
        self._announce = announce
        self._signals = 0
        env = environment()

        def part(name: str, command: list[str]) -> Part:
            return Part(name, command, folder=settings.BASE_DIR, env=env)

        self._web = part("web", web_command())
        self._beat = part("beat", celery_command("beat", "--loglevel", "WARNING", "--pidfile="))
        self._pulse = part("pulse", worker_command("pulse", "pulse"))
        self._workers = [
            part(f"w{number}", worker_command(f"w{number}", "work"))
            for number in range(1, settings.WORKERS + 1)
        ]
        self._queue_folder = settings.QUEUE_FOLDER
        self._answered = False
        self._ask_at = 0.0
        self._watched = time.monotonic()

    @property
    def _parts(self) -> list[Part]:
        return [self._web, *self._workers, self._pulse, self._beat]

    def run(self) -> None:
        """Start everything and stay until asked to stop; then stop everything."""
        if os.geteuid() == 0:
            logger.warning("running as root; an account of its own is safer")
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._asked)
        try:
            while not self._signals:
                for part in self._parts:
                    part.tend()
                self._look_for_web()
                if time.monotonic() - self._watched >= WATCH:
                    self._watched = time.monotonic()
                    self._watch()
                time.sleep(ROUND)
        finally:
            self._stop()

    def _asked(self, number: int, frame: FrameType | None) -> None:
        self._signals += 1

    def _look_for_web(self) -> None:
        if self._answered or time.monotonic() < self._ask_at:
            return
        self._ask_at = time.monotonic() + (ROUND if self._web.up_for() < WATCH else WATCH)
        if _web_answers():
            self._answered = True
            self._announce(address())

    # --- The dead man's switch ---------------------------------------------------------------

    def _watch(self) -> None:
        """Restart what lives but does no work. Says nothing about a database that is away."""
        self._mind_queue_folder()
        close_old_connections()
        now = timezone.now()
        try:
            self._watch_sweeper(now)
            self._watch_queue(now)
        except DatabaseError as error:
            logger.warning("The database does not answer the supervisor: %s", error)
        finally:
            connections.close_all()

    def _watch_sweeper(self, now: datetime) -> None:
        silence = timing().sweep_silence
        if min(self._pulse.up_for(), self._beat.up_for()) < silence:
            return
        swept = last_sweep()
        if swept is None or now - swept > timedelta(seconds=silence):
            for part in (self._pulse, self._beat):
                part.restart(f"no sweep for {silence:.0f} s")

    def _mind_queue_folder(self) -> None:
        """Go on in a spare folder when messages can no longer be written to the one we had.

        Web keeps the old one: what it cannot send is sent by the sweeper.
        """
        if settings.REDIS_URL or _takes_files(self._queue_folder / "messages"):
            return
        spare = settings.QUEUE_FOLDER.with_name(f"{settings.QUEUE_FOLDER.name}-{os.getpid()}")
        logger.error(
            "The queue folder %s takes no messages (full, read-only or no folder). Work goes on "
            "in %s; repair the first and start again.",
            self._queue_folder,
            spare,
        )
        self._queue_folder = spare
        for part in (self._beat, self._pulse, *self._workers):
            part.change(QUEUE_FOLDER=str(spare))
            part.restart("its queue folder has changed")

    def _watch_queue(self, now: datetime) -> None:
        # Counted from when the youngest worker could start on it.
        since = now - timedelta(seconds=min(worker.up_for() for worker in self._workers))
        if is_stuck(now, since=since):
            for worker in self._workers:
                worker.restart("jobs wait and nobody works")

    # --- Stopping ----------------------------------------------------------------------------

    def _stop(self) -> None:
        began = time.monotonic()
        logger.info("stopping; running work gets %.0f s", PATIENCE)
        order = [self._beat, *self._workers, self._pulse, self._web]
        for part in order:
            part.terminate()
        while any(part.is_running() for part in order):
            if self._signals > 1 or time.monotonic() - began > PATIENCE:
                break
            time.sleep(ROUND)
        for part in order:
            part.kill()
        self._give_back()
        logger.info("stopped after %.1f s", time.monotonic() - began)

    def _give_back(self) -> None:
        host = socket.gethostname()
        try:
            for worker in self._workers:
                back = release(f"{worker.name}@{host}", blameless=True)
                if back:
                    logger.warning("%s jobs of %s go on at the next start", back, worker.name)
        except DatabaseError as error:
            logger.warning("Unfinished jobs wait for their lease to run out: %s", error)


def _takes_files(folder: Path) -> bool:
    """Whether a message could be written; a folder that is gone is made again by the workers."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = folder / ".probe"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError:
        return False
    return True


def _web_answers() -> bool:
    host = "127.0.0.1" if settings.HOST in {"0.0.0.0", "::", ""} else settings.HOST  # noqa: S104
    named = [name.lstrip(".") for name in settings.ALLOWED_HOSTS if name != "*"]
    web = http.client.HTTPConnection(host, settings.PORT, timeout=1)
    try:
        web.request("GET", "/healthz", headers={"Host": named[0] if named else "localhost"})
        return web.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        web.close()

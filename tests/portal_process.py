"""A real portal on the loopback for browser tests and conformance: one command, its own data."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 60


@dataclass(frozen=True)
class Portal:
    """`manage` runs a management command on the same data and gives back what it printed."""

    url: str
    env: Mapping[str, str]

    def manage(self, *command: str) -> str:
        return _manage(self.env, *command)


@contextmanager
def running_portal(data: Path, *, demo: bool = True, **settings: str) -> Iterator[Portal]:
    """Set up, load the demo, serve; stops everything at the end, whatever happened."""
    port = _free_port()
    env = {
        **{k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"},
        "SECRET_KEY": "only-for-a-test-portal-" + "x" * 40,
        "KOERS_DATA": str(data),
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "HTTPS": "False",
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "BASE_URL": f"http://127.0.0.1:{port}",
        **settings,
    }
    _manage(env, "migrate", "--verbosity", "0")
    _manage(env, "roles")
    if demo:
        _manage(env, "demo")
    log = (data / "serve.log").open("wb")
    server = subprocess.Popen(
        [sys.executable, "manage.py", "serve"], cwd=ROOT, env=env, stdout=log, stderr=log
    )
    try:
        url = f"http://127.0.0.1:{port}"
        _await(f"{url}/readyz", server, data / "serve.log")
        yield Portal(url, env)
    finally:
        server.send_signal(signal.SIGTERM)
        try:
            server.wait(30)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait(10)
        log.close()


def _manage(env: Mapping[str, str], *command: str) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=dict(env),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"manage.py {' '.join(command)}: {done.stdout}{done.stderr}")
    return done.stdout


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _await(url: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            if server.poll() is not None:
                break
            time.sleep(0.3)
    raise RuntimeError(f"The portal did not come up:\n{log.read_text()[-4000:]}")

"""An installation for one measurement: its own empty folder, an embedded database, no broker."""

import os
import secrets
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def environment(data: Path) -> dict[str, str]:
    """What a process needs to be the portal on `data`, on a free port of the loopback."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    inherited = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}
    return inherited | {
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "SECRET_KEY": secrets.token_urlsafe(48),
        "KOERS_DATA": str(data),
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "HTTPS": "False",
        "ALLOWED_HOSTS": "127.0.0.1,localhost,testserver",
        "BASE_URL": f"http://127.0.0.1:{port}",
        "LOG_LEVEL": "WARNING",
    }


def lay_out_static_files() -> None:
    """Pages name their style sheets by the manifest that the set-up makes."""
    if not (ROOT / "build" / "collected" / "staticfiles.json").exists():
        subprocess.run(["make", "build/.static"], cwd=ROOT, check=True)


def command(module: str, *rest: str) -> list[str]:
    """A module of the bench as a process of its own."""
    return [sys.executable, "-m", f"bench.{module}", *rest]

import os
import shutil
import signal
import subprocess
import sys

import pytest
import redis

from tests.faults.installation import Installation, free_port, until


def pytest_collection_modifyitems(items):
    for item in items:
        if "/tests/faults/" in str(item.path):
            item.add_marker(pytest.mark.fault)
            if sys.platform != "linux":
                item.add_marker(pytest.mark.skip(reason="looks into /proc"))


@pytest.fixture
def measured(record_property, capsys):
    """measured(what, seconds): a figure for the report, shown with -s and kept in the XML."""

    def note(what, value):
        record_property(what, value)
        with capsys.disabled():
            sys.stdout.write(f"\n    {what}: {value}")

    return note


@pytest.fixture
def embedded(tmp_path):
    """The default: SQLite and a queue in a folder."""
    installation = Installation(tmp_path)
    yield installation
    installation.clear()


@pytest.fixture
def redis_server(tmp_path):
    """The address of an empty Redis of our own, or the one KOERS_TEST_REDIS_URL names."""
    if url := os.environ.get("KOERS_TEST_REDIS_URL"):
        with redis.Redis.from_url(url) as client:
            client.flushdb()
        yield url
        return
    program = shutil.which("redis-server")
    if not program:
        pytest.skip("redis-server is not installed and KOERS_TEST_REDIS_URL is not set")
    port = free_port()
    folder = tmp_path / "redis"
    folder.mkdir()
    server = subprocess.Popen(
        [program, "--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder), "--save", ""],
        stdout=subprocess.DEVNULL,
    )
    url = f"redis://127.0.0.1:{port}/0"
    with redis.Redis.from_url(url) as client:
        until(lambda: _answers(client), 10, "an answer of redis-server")
    yield url
    server.send_signal(signal.SIGKILL)
    server.wait()


def _answers(client):
    try:
        return client.ping()
    except redis.exceptions.RedisError:
        return False


@pytest.fixture(params=["folder", "redis"])
def broker(request):
    return request.param


@pytest.fixture
def installation(broker, tmp_path, request):
    """The same promises on both brokers."""
    url = request.getfixturevalue("redis_server") if broker == "redis" else ""
    folder = tmp_path / "data"
    folder.mkdir()
    installation = Installation(folder, url)
    yield installation
    installation.clear()

"""A file that does not arrive whole leaves nothing: no delivery, no bytes, no half dataset."""

import json
import os
import signal
import socket
import time
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest

from tests.faults.installation import processes, until
from tests.portal_process import running_portal

SET_UP = """
from django.test import Client
from people.models import User
from people.services import add_department, create_person, create_token
from datasets.services import register_dataset
department = add_department(name="Demo-afdeling")
person = create_person(username="datateam", email="d@voorbeeld.invalid", name="Demo",
    department=department, roles=("stewards",))
register_dataset(name="Demo", department=department, by=person)
client = Client()
client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
print(create_token(person), client.cookies["sessionid"].value)
"""
LOOK = """
import json
from datasets.models import Dataset, Delivery
from kit.models import Job
found = Dataset.objects.get()
print(json.dumps({"deliveries": list(Delivery.objects.values_list("status", "size")),
    "trust": found.trust, "jobs": Job.objects.filter(kind="intake").count()}))
"""
NIGHT = """
from kit.jobs import enqueue
enqueue("datasets-cleanup", {})
"""
BOUNDARY = "grens"
CSRF = "a" * 32
MEGABYTE = 1024 * 1024
HEAD, ROW = b"nr;naam\n", b"1;naam-en-nog-wat\n"
NOT_TAKEN = (0, 400, 422)  # 0: no answer, because nobody listens any more


class Site(NamedTuple):
    portal: object
    token: str
    session: str
    address: tuple[str, int]
    data: Path

    def look(self) -> dict:
        return json.loads(self.portal.manage("shell", "-v", "0", "-c", LOOK).splitlines()[-1])

    def left(self) -> list[Path]:
        """Files and folders of uploads and deliveries."""
        places = (self.data / "uploads", self.data / "files" / "deliveries")
        return [path for place in places for path in place.rglob("*")]

    def log(self) -> str:
        return (self.data / "serve.log").read_text()


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    data = tmp_path_factory.mktemp("uploads")
    with running_portal(data, demo=False) as portal:
        told = portal.manage("shell", "-v", "0", "-c", SET_UP).splitlines()[-1].split()
        parts = urlsplit(portal.url)
        yield Site(portal, told[0], told[1], (parts.hostname, parts.port), data)


def body(door: str, size: int, *, ended: bool = True) -> bytes:
    """A form with a file of `size` bytes, and the line that ends it unless told not to."""
    said = 'Content-Disposition: form-data; name="csrfmiddlewaretoken"'
    token = f"--{BOUNDARY}\r\n{said}\r\n\r\n{CSRF}\r\n" if door == "page" else ""
    file = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="bestand"; filename="a.csv"\r\n'
        "Content-Type: text/csv\r\n\r\n"
    )
    rows = HEAD + ROW * (size // len(ROW))
    end = f"\r\n--{BOUNDARY}--\r\n" if ended else ""
    return f"{token}{file}".encode() + rows + end.encode()


def head(site: Site, door: str, **headers: str) -> bytes:
    path = (
        "/api/v1/datasets/demo/leveringen" if door == "api" else "/datasets/demo/leveringen/nieuw"
    )
    lines = {
        "Host": f"127.0.0.1:{site.address[1]}",
        "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
        "Connection": "close",
        **headers,
    }
    if door == "api":
        lines["Authorization"] = f"Token {site.token}"
    else:
        lines["Cookie"] = f"sessionid={site.session}; csrftoken={CSRF}"
    told = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"POST {path} HTTP/1.1\r\n{told}\r\n".encode()


def send(site: Site, *pieces: bytes, wait: bool = True) -> bytes:
    """Send these bytes, close the sending side, and read what comes back."""
    with socket.create_connection(site.address, timeout=30) as line:
        try:
            for piece in pieces:
                line.sendall(piece)
            line.shutdown(socket.SHUT_WR)
            if not wait:
                return b""
            found = b""
            while part := line.recv(65536):
                found += part
        except (ConnectionResetError, BrokenPipeError):
            return b""
    return found


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1]) if answer else 0


def nothing_left(site: Site) -> None:
    until(lambda: not site.left(), 20, "nothing left on disk")
    assert site.look() == {"deliveries": [], "trust": "unknown", "jobs": 0}
    assert "Traceback" not in site.log()


@pytest.mark.parametrize("door", ["page", "api"])
class TestBroken:
    def test_a_connection_that_breaks_halfway(self, site, door):
        whole = body(door, 5 * MEGABYTE)
        start = head(site, door, **{"Content-Length": str(len(whole))})
        for wait in (True, False):
            answer = send(site, start, whole[:MEGABYTE], wait=wait)
            assert status(answer) in NOT_TAKEN
        nothing_left(site)

    def test_a_form_without_its_end(self, site, door):
        cut = body(door, MEGABYTE, ended=False)
        answer = send(site, head(site, door, **{"Content-Length": str(len(cut))}), cut)
        assert status(answer) in NOT_TAKEN
        nothing_left(site)

    def test_a_length_that_is_less_than_what_comes(self, site, door):
        whole = body(door, MEGABYTE)
        answer = send(site, head(site, door, **{"Content-Length": str(len(whole) // 2)}), whole)
        assert status(answer) in NOT_TAKEN
        nothing_left(site)

    def test_a_body_in_chunks_without_a_length(self, site, door):
        whole = body(door, MEGABYTE)
        chunk = f"{len(whole):x}\r\n".encode() + whole + b"\r\n0\r\n\r\n"
        answer = send(site, head(site, door, **{"Transfer-Encoding": "chunked"}), chunk)
        assert status(answer) in (*NOT_TAKEN, 403, 411)
        nothing_left(site)

    @pytest.mark.parametrize("length", ["-1", "abc", "1e3", "9" * 30, "5, 6"])
    def test_a_length_that_is_none(self, site, door, length):
        answer = send(site, head(site, door, **{"Content-Length": length}), body(door, 1000))
        assert status(answer) in (0, 400, 413)
        nothing_left(site)


def test_a_killed_web_leaves_what_the_night_removes(site):
    whole = body("page", 5 * MEGABYTE)
    start = head(site, "page", **{"Content-Length": str(len(whole))})
    with socket.create_connection(site.address, timeout=30) as line:
        line.sendall(start + whole[: 2 * MEGABYTE])
        until(lambda: site.left(), 20, "a part of the file on disk")
        marker = f"KOERS_DATA={site.data}"
        for pid, command in processes(marker).items():
            if "gunicorn" in command:
                os.kill(pid, signal.SIGKILL)
    until(lambda: answers(site), 30, "the web part again")
    assert site.look() == {"deliveries": [], "trust": "unknown", "jobs": 0}
    left = site.left()
    assert left
    two_days_ago = time.time() - 2 * 86400
    for path in left:
        os.utime(path, (two_days_ago, two_days_ago))
    site.portal.manage("shell", "-v", "0", "-c", NIGHT)
    until(lambda: not site.left(), 30, "nothing left on disk")


def answers(site: Site) -> bool:
    with socket.create_connection(site.address, timeout=5) as line:
        line.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        return status(line.recv(1000)) == 200


def test_a_whole_file_arrives(site):
    """The measure of the others: the same bytes, all of them, are a delivery."""
    for door in ("page", "api"):
        whole = body(door, MEGABYTE)
        answer = send(site, head(site, door, **{"Content-Length": str(len(whole))}), whole)
        assert status(answer) in (200, 202, 302)
    (delivery,) = site.look()["deliveries"]
    assert delivery[1] == len(HEAD) + len(ROW) * (MEGABYTE // len(ROW))

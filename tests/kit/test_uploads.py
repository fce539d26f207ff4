"""What someone may bring who is not logged in."""

from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.test import Client
from django.urls import reverse

from people.models import User
from tests.conftest import As

pytestmark = pytest.mark.django_db
LARGE = settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files of which anything was written to disk."""
    names: list[str] = []

    def new_file(self: Any, *args: Any, **more: Any) -> None:
        names.append(str(args[1]))
        original(self, *args, **more)

    original = TemporaryFileUploadHandler.new_file
    monkeypatch.setattr(TemporaryFileUploadHandler, "new_file", new_file)
    return names


def test_nothing_is_kept_of_what_a_stranger_uploads(kept: list[str]) -> None:
    for path in ("/inloggen", "/datasets/demo/leveringen/nieuw", "/bestaat-niet"):
        stranger = Client(enforce_csrf_checks=True)
        stranger.get("/inloggen")  # with a CSRF cookie the body is looked into
        answer = stranger.post(path, {"bestand": SimpleUploadedFile("x.csv", b"a" * LARGE)})
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("people:login"))
    assert kept == []


def test_the_api_turns_a_stranger_away_before_reading_a_file(kept: list[str]) -> None:
    file = SimpleUploadedFile("x.csv", b"a" * LARGE)
    answer = Client().post("/api/v1/datasets/demo/leveringen", {"bestand": file})
    assert answer.status_code == 401
    assert kept == []


def test_a_small_form_of_a_stranger_and_a_file_of_a_colleague_pass(
    as_: As, colleague: User, kept: list[str]
) -> None:
    assert Client().post("/inloggen", {"username": "x", "password": "y"}).status_code == 200
    file = SimpleUploadedFile("x.csv", b"a" * LARGE)
    assert as_(colleague).post("/profiel", {"bestand": file}).status_code == 422
    assert kept == ["x.csv"]

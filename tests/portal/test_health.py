"""The probes: alive, and ready for work."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from kit.models import Heartbeat
from portal import health


@pytest.fixture(autouse=True)
def looked_at_for_the_first_time(settings):
    settings.REDIS_URL = ""  # the embedded default; a test of Redis names its own
    settings.QUEUE_FOLDER.mkdir(parents=True, exist_ok=True)
    health._applied.clear()


@pytest.fixture
def at_work(db):
    Heartbeat.objects.create(name="sweep", at=timezone.now())
    Heartbeat.objects.create(name="worker w1@host", at=timezone.now())


def test_healthz_needs_no_login_and_no_database(client):
    response = client.get("/healthz")  # without the db fixture a query would be an error
    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert response.headers["Cache-Control"] == "no-store"
    assert client.head("/healthz").status_code == 200


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_probes_only_answer_questions(client, path):
    assert client.post(path).status_code == 405


def test_an_installation_at_work_is_ready(client, at_work):
    response = client.get("/readyz")
    body = response.json()
    assert (response.status_code, body["status"]) == (200, "ok")
    assert body["migrations"] == {"ok": True, "unapplied": 0}
    assert body["worker"]["seconds"] < 5
    assert body["broker"] == {"ok": True, "kind": "folder"}


@pytest.mark.parametrize(
    ("name", "part", "seconds"), [("sweep", "sweeper", 31), ("worker w1@host", "worker", 36)]
)
def test_a_part_that_fell_silent_makes_it_unready(client, at_work, name, part, seconds):
    Heartbeat.objects.filter(name=name).update(at=timezone.now() - timedelta(seconds=seconds))
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()[part]["ok"] is False


def test_an_installation_that_never_worked_is_not_ready(client, db):
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["sweeper"] == {"ok": False, "seconds": None}


def test_migrations_that_wait_make_it_unready(client, at_work, monkeypatch):
    monkeypatch.setattr(
        health.MigrationExecutor, "migration_plan", lambda self, targets: ["one", "two"]
    )
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["migrations"] == {"ok": False, "unapplied": 2}


def test_a_database_that_is_away_is_named_without_its_address(client, at_work, monkeypatch):
    def away():
        raise OperationalError("could not connect to secret-host as secret-user")

    with monkeypatch.context() as patch:
        patch.setattr(health, "_database", away)
        response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["database"] == {"ok": False, "error": "OperationalError"}
    assert "secret" not in response.text


def test_a_broker_that_is_away_is_shown_but_work_goes_on(client, at_work, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json()["broker"]["ok"] is False


def test_a_queue_folder_that_is_gone_is_shown(client, at_work, settings, tmp_path):
    settings.QUEUE_FOLDER = tmp_path / "gone"
    assert client.get("/readyz").json()["broker"]["ok"] is False

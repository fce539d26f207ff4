"""Probes for whoever watches the installation: does the process live, can it do its work."""

import os
from collections.abc import Callable
from datetime import datetime
from typing import Any

import redis
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_safe

from kit.jobs.timing import timing
from kit.jobs.watch import last_sweep, last_worker


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process lives: 200, without a look at the database."""
    return _answer({"status": "ok"}, 200)


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Whether work gets done: 200 or 503, with the state of each part.

    The broker is shown but does not count: without it the sweeper's jobs wait, none is lost.
    """
    parts = {
        "database": _state(_database),
        "migrations": _state(_migrations),
        "worker": _state(_worker),
        "sweeper": _state(_sweeper),
        "broker": _state(_broker),
    }
    ready = all(part["ok"] for name, part in parts.items() if name != "broker")
    body = {"status": "ok" if ready else "unavailable", **parts}
    return _answer(body, 200 if ready else 503)


def _answer(body: dict[str, Any], status: int) -> HttpResponse:
    return JsonResponse(body, status=status, headers={"Cache-Control": "no-store"})


def _state(look: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    try:
        return look()
    except Exception as error:  # noqa: BLE001 - a probe tells what is wrong, whatever that is
        # The message may name hosts and users, and this page is open to everybody.
        return {"ok": False, "error": type(error).__name__}


def _database() -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return {"ok": True, "kind": connection.vendor}


# Reading all migrations is dear, and this page is open to everybody: a process whose migrations
# were all applied once need not look again.
_applied: set[str] = set()


def _migrations() -> dict[str, Any]:
    if connection.alias in _applied:
        return {"ok": True, "unapplied": 0}
    executor = MigrationExecutor(connection)
    unapplied = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if not unapplied:
        _applied.add(connection.alias)
    return {"ok": not unapplied, "unapplied": unapplied}


def _worker() -> dict[str, Any]:
    return _age(last_worker(), 3 * timing().beat + 5)


def _sweeper() -> dict[str, Any]:
    return _age(last_sweep(), timing().sweep_silence)


def _age(at: datetime | None, most: float) -> dict[str, Any]:
    if at is None:
        return {"ok": False, "seconds": None}
    seconds = round((timezone.now() - at).total_seconds(), 1)
    return {"ok": seconds <= most, "seconds": seconds}


def _broker() -> dict[str, Any]:
    if settings.REDIS_URL:
        client = redis.Redis.from_url(
            settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1
        )
        with client:
            client.ping()
        return {"ok": True, "kind": "redis"}
    return {"ok": os.access(settings.QUEUE_FOLDER, os.W_OK | os.X_OK), "kind": "folder"}


urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
]

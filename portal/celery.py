"""Celery as messenger: it wakes workers; what must be done stands in the database."""

import contextlib
import logging
import os
import sys
import warnings
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

import django
from django.apps import apps

if not apps.ready:
    django.setup()  # `celery -A portal.celery` comes here first

from celery import Celery
from celery.exceptions import SecurityWarning
from celery.signals import beat_init, setup_logging, worker_ready
from django.conf import settings
from kombu import Exchange, Queue

from kit.jobs import release
from kit.jobs.timing import timing
from kit.jobs.watch import Presence

WORK, PULSE = "work", "pulse"  # a long job on the first never holds up the sweeper on the second


def _transport() -> dict[str, Any]:
    if settings.REDIS_URL:
        return {
            # Longer than any job, or Redis hands a running job to a second worker; what a dead
            # worker held comes back by its lease, not by this.
            "visibility_timeout": 3600,
            "global_keyprefix": "koers:",
            "socket_timeout": 3,
            "socket_connect_timeout": 1,
            "socket_keepalive": True,
            "health_check_interval": 10,
            "max_retries": 1,
            "interval_start": 0,
            "interval_step": 0.1,
            "interval_max": 0.1,
        }
    messages = settings.QUEUE_FOLDER / "messages"
    control = settings.QUEUE_FOLDER / "control"
    for folder in (settings.QUEUE_FOLDER, messages, control):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return {
        "data_folder_in": str(messages),
        "data_folder_out": str(messages),
        "control_folder": str(control),
        "store_processed": False,
        "polling_interval": 0.3,
    }


def _queue(name: str) -> Queue:
    # Straight to the queue by name: an exchange of its own keeps a table of bindings beside the
    # messages, and an emptied broker would lose that too.
    return Queue(name, Exchange(""), routing_key=name)


# That it runs as root is said once, by the supervisor, not by each worker in ten lines.
warnings.simplefilter("ignore", SecurityWarning)

app = Celery("koers")
app.conf.update(
    broker_url=settings.REDIS_URL or "filesystem://localhost",
    broker_transport_options=_transport(),
    broker_connection_timeout=2,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    task_queues=[_queue(WORK), _queue(PULSE)],
    task_default_queue=WORK,
    task_create_missing_queues=False,
    task_acks_late=True,
    task_reject_on_worker_lost=False,
    task_ignore_result=True,
    task_publish_retry=False,
    task_serializer="json",
    accept_content=["json"],
    worker_prefetch_multiplier=1,
    worker_cancel_long_running_tasks_on_connection_loss=False,
    worker_enable_remote_control=False,
    worker_send_task_events=False,
    timezone=settings.TIME_ZONE,
    imports=["portal.tasks"],
    beat_scheduler="celery.beat.Scheduler",  # in memory: no file that can break
    beat_schedule={
        "sweep": {
            "task": "portal.tasks.sweep",
            "schedule": timing().sweep,
            "options": {"queue": PULSE, "expires": timing().sweep_silence},
        },
    },
)


@setup_logging.connect
def keep_logging(**kwargs: object) -> None:
    """Leave the logs to settings.LOGGING; Celery asks here before it sets up its own.

    Its line for every message says nothing: the sweeper alone would write three every 10 s.
    """
    for name in ("celery", "kombu"):
        logging.getLogger(name).setLevel(logging.ERROR)


@beat_init.connect
def sweep_first(**kwargs: object) -> None:
    """Sweep at the start too: what the last run left need not wait for the first interval."""
    app.send_task("portal.tasks.sweep", queue=PULSE, expires=timing().sweep_silence)


@worker_ready.connect
def settle_in(sender: Any, **kwargs: object) -> None:
    """Take back what the worker of this name left when it died, and give signs of life."""
    release(sender.hostname)
    _limit_memory()
    Presence(sender.hostname).start()


def _limit_memory() -> None:
    """What a job may take of the machine: beyond it Python raises MemoryError, and the job ends.

    Only the soft limit, on private data (RLIMIT_DATA), where the system knows it.
    """
    if sys.platform != "linux":
        return
    import resource

    _soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_DATA, (settings.WORKER_MEMORY_MB * 2**20, hard))

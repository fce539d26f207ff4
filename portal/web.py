"""How gunicorn runs (`--config python:portal.web`); its settings are names of this module."""

import os
from typing import Any

from django.conf import settings
from django.urls import get_resolver
from django.utils.module_loading import import_string

from portal.part import die_with

wsgi_app = "portal.wsgi:application"
worker_class = "gthread"
workers = settings.WEB_PROCESSES
threads = 8
keepalive = 15
timeout = 60
graceful_timeout = 20
max_requests = 5000
max_requests_jitter = 500
preload_app = True  # the processes share the memory of what was imported once
control_socket_disable = True
loglevel = "warning"
forwarded_allow_ips = "127.0.0.1,::1"
forwarder_headers = ""  # no proxy says where the portal is mounted
limit_request_line = 8190


def when_ready(server: Any) -> None:
    """Import what the first request would, so that the processes share that too."""
    _ = get_resolver().url_patterns
    if settings.KOERS_WAKE:
        import_string(settings.KOERS_WAKE)


def post_fork(server: Any, worker: Any) -> None:
    """A web process does not outlive gunicorn, not even one that is killed."""
    die_with(worker.ppid if worker.ppid else os.getppid())()

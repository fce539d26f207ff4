"""`manage.py serve`: the whole portal with one command."""

import fcntl
import multiprocessing
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.utils.translation import gettext as _

from people.services import grant_roles
from portal.supervisor import Supervisor, address, is_port_taken

LOCK = "serve.lock"


class Command(BaseCommand):
    """Migrate, then run web, workers and beat until Ctrl-C or SIGTERM."""

    requires_system_checks = ()
    help = "Brings the database up to date and runs the portal: web, workers and beat."

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError when the port is taken or these data are being served already."""
        settings.KOERS_DATA.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._only_one():
            if is_port_taken():
                raise CommandError(
                    _("%(address)s is taken by another program. Set PORT to a free port.")
                    % {"address": address()}
                )
            self.stdout.write(_("Bringing the database up to date"))
            self.stdout.flush()
            # In a process of its own: what it loads would stay in the supervisor's memory.
            setting_up = multiprocessing.get_context("fork").Process(target=self._set_up)
            setting_up.start()
            setting_up.join()
            if setting_up.exitcode:
                raise CommandError(_("The portal was not started; the reason stands above."))
            Supervisor(announce=self._announce).run()

    def _set_up(self) -> None:
        self.check()
        call_command("migrate", interactive=False, verbosity=0)
        grant_roles()
        connections.close_all()

    def _announce(self, where: str) -> None:
        self.stdout.write(_("Koers is ready: %(address)s") % {"address": where})
        self.stdout.flush()

    @contextmanager
    def _only_one(self) -> Iterator[None]:
        # The lock goes with the process, so a kill leaves nothing to clean up.
        with (settings.KOERS_DATA / LOCK).open("a+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                lock.seek(0)
                raise CommandError(
                    _("%(folder)s is being served already, by process %(process)s.")
                    % {"folder": settings.KOERS_DATA, "process": lock.read().strip() or "?"}
                ) from error
            lock.truncate(0)
            lock.write(str(os.getpid()))
            lock.flush()
            yield

"""`manage.py translations`: compile the Dutch texts, look whether all are there, add new ones."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.translations import catalogue, compile_catalogue, faults, rewrite, said_in


class Command(BaseCommand):
    help = "Compile locale/nl; --check: fail on missing texts; --update: add and remove entries."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true")
        parser.add_argument("--update", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        root = Path(settings.BASE_DIR)
        source = root / "locale" / "nl" / "LC_MESSAGES" / "django.po"
        if options["update"]:
            rewrite(said_in(root), catalogue(source), source)
        if options["check"] and (wrong := faults(said_in(root), catalogue(source))):
            raise CommandError("\n".join(wrong))
        if compile_catalogue(source):
            self.stdout.write("Dutch texts compiled.")

"""`manage.py frontend`: lay out the style sheets, scripts, fonts and icons of the pages."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.frontend import FrontendError, lay_out


class Command(BaseCommand):
    help = "Lay out the front-end packages under build/vendor (after npm ci --ignore-scripts)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        root = Path(settings.BASE_DIR)
        parser.add_argument("--packages", type=Path, default=root / "node_modules")
        parser.add_argument("--target", type=Path, default=root / "build" / "vendor")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = lay_out(options["packages"], options["target"])
        except FrontendError as error:
            raise CommandError(str(error)) from error
        self.stdout.write("Front end laid out." if made else "Front end is up to date.")

"""`manage.py roles`: make the roles and give them what they never had."""

from typing import Any

from django.core.management.base import BaseCommand

from people.services import grant_roles


class Command(BaseCommand):
    help = "Makes the five roles and gives each the defaults it never had; safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        given = grant_roles()
        for line in given:
            self.stdout.write(line)
        if not given:
            self.stdout.write("Nothing new to give.")

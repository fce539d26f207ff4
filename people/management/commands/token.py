"""`manage.py token USER`: make a token for the API and print it on the last line."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from people.models import User
from people.services import create_token


class Command(BaseCommand):
    help = "Makes an API token for a person and prints it on the last line, once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("user", help="the user name")
        parser.add_argument("--name", default="", help="what the token is for")
        parser.add_argument("--days", type=int, default=365, help="how long it lives (1 to 3650)")

    def handle(self, *args: Any, **options: Any) -> None:
        person = User.objects.filter(username__iexact=options["user"]).first()
        if person is None:
            raise CommandError(f"There is no user {options['user']!r}.")
        if not 1 <= options["days"] <= 3650:
            raise CommandError("--days must be 1 to 3650.")
        lifetime = timedelta(days=options["days"])
        try:
            token = create_token(person, name=options["name"][:120], lifetime=lifetime)
        except ValueError as error:
            raise CommandError(str(error)) from error
        until = timezone.localdate(timezone.now() + lifetime)
        self.stdout.write(f"Token for {person.username}, valid until {until:%Y-%m-%d}.")
        self.stdout.write("It is shown only now:")
        self.stdout.write(token)

"""`manage.py demo`: a register with real public figures and made-up people."""

import time
from collections.abc import Mapping
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from datasets.models import Dataset
from datasets.sentences import reason_sentence, rule_sentence
from people.services import grant_roles
from portal.demo.entries import ENTRIES
from portal.demo.loading import NotReady, load, settle
from portal.demo.notice import demo_loaded
from portal.demo.password import DEFAULT, PasswordRefused, demo_password
from portal.demo.people import ACCOUNTS, NameTaken, ensure_departments, ensure_people
from portal.demo.reports import tell_reports


class Command(BaseCommand):
    help = "Loads the demo: public figures of Zwolle, demo accounts and rules. Safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError when the demo accounts would be open to others."""
        started = time.monotonic()
        try:
            password = demo_password()
            self.stdout.write(
                _("The demo is here already. What is missing is added.")
                if demo_loaded()
                else _("The demo is being loaded.")
            )
            grant_roles()
            departments = ensure_departments()
            people = ensure_people(departments, password=password)
            datasets = load(ENTRIES, departments=departments, people=people, say=self.stdout.write)
            if tell_reports(datasets, people=people, say=self.stdout.write):
                settle(datasets, by=people["datateam"])
                for dataset in datasets:
                    dataset.refresh_from_db()
        except (PasswordRefused, NameTaken, NotReady) as error:
            raise CommandError(str(error)) from error
        for dataset in datasets:
            self._tell(dataset)
        self._tell_accounts(password)
        seconds = round(time.monotonic() - started)
        self.stdout.write(_("The demo is ready (%(seconds)s s).") % {"seconds": seconds})

    def _tell(self, dataset: Dataset) -> None:
        """The trust of a dataset with its reasons, each once."""
        self.stdout.write("")
        self.stdout.write(f"{dataset.name}: {dataset.get_trust_display().lower()}")
        for sentence in dict.fromkeys(_why(dataset, reason) for reason in dataset.trust_reasons):
            self.stdout.write(f"  - {sentence}")
        if not dataset.trust_reasons:
            self.stdout.write("  - " + _("All rules are met and the figures are on time."))

    def _tell_accounts(self, password: str) -> None:
        self.stdout.write("")
        self.stdout.write(_("Demo accounts (they exist for this demo only):"))
        for account in ACCOUNTS:
            self.stdout.write(f"  {account.username:<12}{account.name}")
        # A password that somebody chose does not belong on a screen or in a log.
        shown = password if password == DEFAULT else _("the one in DEMO_PASSWORD")
        self.stdout.write(_("Password: %(password)s") % {"password": shown})


def _why(dataset: Dataset, reason: Mapping[str, Any]) -> str:
    """A reason of trust as a sentence, with the rule in words where it rests on one."""
    sentence = reason_sentence(reason["code"], reason["params"])
    rule = dataset.rules.filter(number=reason["ref"].get("rule")).first()
    if rule is None:
        return sentence
    other = Dataset.objects.filter(slug=rule.parameters.get("dataset", "")).first()
    words = rule_sentence(
        rule.kind, rule.columns, rule.parameters, dataset_name=str(other) if other else ""
    )
    return f"{sentence} [{words}]"

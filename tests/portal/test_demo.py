"""The demo as a whole: what a newcomer finds after one command, and after two."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from io import StringIO
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.db import transaction
from pytest_django import DjangoDbBlocker

from datasets.lifecycle import Channel, DeliveryStatus, Origin, RuleStatus
from datasets.models import Change, Dataset, Delivery, Finding, Flag, Rule, Run
from feedback.lifecycle import Actor, Status
from feedback.models import (
    Correction,
    Forwarding,
    Joiner,
    Point,
    Report,
    Step,
    Verification,
)
from kit.models import Job
from people.models import Notification, OutgoingMail, User
from people.services import roles_of
from portal.demo import (
    areas,
    budget,
    crime,
    energy,
    health,
    municipalities,
    population,
    subsidies,
)
from portal.demo.entries import ENTRIES
from portal.demo.entry import NOT_INVOLVED
from portal.demo.notice import demo_loaded

# The states below are true on this day; a year later more figures are late.
TODAY = datetime(2026, 11, 23, 12, tzinfo=ZoneInfo("Europe/Amsterdam"))
WATCHED = (
    *(Dataset, Delivery, Rule, Run, Finding, Flag, Change, Job, User, Notification),
    *(Report, Point, Step, Joiner, Correction, Verification, Forwarding),
)

pytestmark = [pytest.mark.django_db, pytest.mark.slow]  # a whole demo is loaded


@pytest.fixture(scope="module")
def told(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """One load for all tests of this module; what the command said."""
    out = StringIO()
    with django_db_blocker.unblock(), transaction.atomic():
        with patch("django.utils.timezone.now", return_value=TODAY):
            call_command("demo", stdout=out)
        yield out.getvalue()
        transaction.set_rollback(True)


def found(dataset: Dataset) -> dict[tuple[str, str], tuple[int, int, str]]:
    """What the newest check found, by kind and first column: failed, checked, verdict."""
    run = dataset.runs.order_by("-number").first()
    return {
        (finding.rule.kind, (finding.rule.columns or [""])[0]): (
            finding.failed,
            finding.checked,
            finding.verdict,
        )
        for finding in run.findings.select_related("rule")
    }


@pytest.mark.parametrize(
    ("name", "trust", "dimensions"),
    [
        (areas.NAME, "green", ("green", "green", "green")),
        (crime.ENTRY.name, "amber", ("green", "green", "amber")),
        (energy.ENTRY.name, "red", ("red", "unknown", "amber")),
        (population.ENTRY.name, "unknown", ("amber", "unknown", "amber")),
        (municipalities.NAME, "amber", ("amber", "green", "amber")),
        (health.ENTRY.name, "unknown", ("green", "unknown", "green")),
        (budget.ENTRY.name, "amber", ("green", "green", "amber")),
        (subsidies.GRANTS.name, "amber", ("amber", "green", "green")),
        (subsidies.PROJECTS_NAME, "amber", ("green", "green", "amber")),
        (subsidies.COPY.name, "red", ("unknown", "green", "red")),
        (subsidies.ENTRY.name, "unknown", ("unknown", "unknown", "unknown")),
    ],
)
def test_each_dataset_stands_where_its_figures_bring_it(
    told: str, name: str, trust: str, dimensions: tuple[str, ...]
) -> None:
    dataset = Dataset.objects.get(name=name)
    assert dataset.trust == trust
    assert tuple(dataset.dimension_states().values()) == dimensions


def test_the_rules_find_the_defects_of_energy_with_exact_counts(told: str) -> None:
    dataset = Dataset.objects.get(name=energy.ENTRY.name)
    assert found(dataset) == {
        ("uniek", "jaar"): (0, 702, "voldoet"),
        ("verwijzing", "buurt"): (0, 702, "voldoet"),
        # 72 without a figure in the source, 5 of fewer than ten households left out.
        ("gevuld", "gas (TJ)"): (77, 702, "voldoet-niet"),
        ("gevuld", "zonnepanelen"): (289, 702, "voldoet-niet"),
        ("gevuld", "inkomen per huishouden"): (202, 702, "voldoet-niet"),
        ("bereik", "gas (TJ)"): (7, 625, "voldoet-niet"),
        ("bereik", "zonnepanelen (%)"): (1, 413, "voldoet-niet"),
    }


def test_the_rules_find_the_defects_of_population_with_exact_counts(told: str) -> None:
    counts = found(Dataset.objects.get(name=population.ENTRY.name))
    # De Tippe and Onbekend, in nine years each.
    assert counts["verwijzing", "buurt"] == (18, 711, "voldoet-niet")
    assert counts["gevuld", "inkomen (€)"] == (293, 711, "voldoet-niet")
    assert counts["uniek", "peildatum"] == (0, 711, "voldoet")


def test_the_rules_find_the_defects_of_crime_with_exact_counts(told: str) -> None:
    counts = found(Dataset.objects.get(name=crime.ENTRY.name))
    assert counts["verwijzing", "wijkcode"] == (78, 78, "voldoet-niet")
    assert counts["verwijzing", "buurtcode"] == (0, 78, "voldoet")
    assert counts["bereik", "inwoners"] == (5, 74, "voldoet-niet")
    assert counts["bereik", "per 1000 inwoners"] == (3, 74, "voldoet-niet")


def test_the_rules_find_what_the_spreadsheet_did_to_the_copy(told: str) -> None:
    counts = found(Dataset.objects.get(name=subsidies.COPY.name))
    assert counts["patroon", "breedtegraad"] == (117, 117, "voldoet-niet")
    assert counts["bereik", "vermogen_mw"] == (1, 130, "voldoet-niet")
    assert counts["totaal", "vermogen_mw"] == (1, 1, "voldoet-niet")
    [power, money] = [
        finding.failed
        for finding in Dataset.objects.get(name=subsidies.COPY.name)
        .runs.order_by("-number")
        .first()
        .findings.filter(rule__kind="gelijk-aan")
        .order_by("rule__number")
    ]
    assert (power, money) == (1, 130)


def test_the_rules_find_the_defects_of_budgets_and_municipalities(told: str) -> None:
    counts = found(Dataset.objects.get(name=budget.ENTRY.name))
    assert counts["verwijzing", "gemeente"] == (211, 5486, "voldoet-niet")
    assert counts["bereik", "lasten"] == (46, 5486, "voldoet-niet")
    # 25 tasks went and 23 came in 2025; between 2023 and 2024 none did.
    assert counts["verdeling", "taakveld"][0] == 48
    counts = found(Dataset.objects.get(name=municipalities.NAME))
    assert counts["gemeentecode", "gemeentecode"] == (1, 343, "voldoet-niet")
    assert counts["som", "oppervlakte_ha"] == (0, 342, "voldoet")


def test_every_entry_names_its_source_and_that_zwolle_is_not_involved(told: str) -> None:
    assert demo_loaded()
    for dataset in Dataset.objects.all():
        assert dataset.is_demo
        opening = dataset.description[: dataset.description.index(NOT_INVOLVED)]
        assert opening.count(".") <= 2
        assert "Bron: " in dataset.licence
        assert dataset.owner.username == "eigenaar"
        assert dataset.steward.username == "datateam"
        assert dataset.knowers.exists()
        assert all([dataset.purpose, dataset.not_for, dataset.question_list, dataset.source_url])
        dataset.full_clean()


def test_every_column_has_a_label_and_a_meaning(told: str) -> None:
    described = {entry.name: len(entry.columns) for entry in ENTRIES}
    for dataset in Dataset.objects.all():
        columns = dataset.columns.exclude(label="").exclude(meaning="")
        assert columns.count() == described[dataset.name] == dataset.columns.count()


def test_every_file_was_read_whole_and_checked(told: str) -> None:
    brought = Delivery.objects.filter(channel=Channel.DEMO)
    assert brought.count() == 34
    for delivery in Delivery.objects.all():
        assert (delivery.status, delivery.rejected_rows) == (DeliveryStatus.CHECKED, 0)
    # One with faults that was repaired since, one without change, and one corrected in Koers.
    assert brought.filter(is_current=False).count() == 3
    assert brought.filter(same_as__isnull=False).count() == 1
    assert Delivery.objects.get(channel=Channel.PATCH).is_current
    assert not Job.objects.exclude(state=Job.State.DONE).exists()


def test_every_rule_is_active_with_a_reason(told: str) -> None:
    rules = Rule.objects.all()
    assert len(rules) == 54
    for rule in rules:
        assert (rule.status, rule.origin) == (RuleStatus.ACTIVE, Origin.DEMO)
        assert rule.reason


def test_the_accounts_are_plainly_demo_and_have_their_roles(told: str) -> None:
    roles = {person.username: roles_of(person) for person in User.objects.all()}
    assert roles == {
        "medewerker": [],
        "datateam": ["stewards"],
        "eigenaar": ["owners"],
        "bestuur": ["leaders"],
        "beheer": ["admins"],
    }
    for person in User.objects.all():
        assert person.is_demo
        assert person.name.startswith("Demo ")
        assert person.email.endswith("@demo.invalid")
        assert person.department.name.endswith("(demo)")
        assert person.check_password("koers-demo")
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize(
    ("username", "reads"),
    [
        ("medewerker", False),
        ("bestuur", False),
        ("beheer", False),
        ("eigenaar", True),
        ("datateam", True),
    ],
)
def test_all_see_the_confidential_entry_and_few_its_rows(
    told: str, username: str, reads: bool
) -> None:
    person = User.objects.get(username=username)
    dataset = Dataset.objects.get(name=population.ENTRY.name)
    assert dataset in Dataset.objects.visible_to(person)
    assert (dataset in Dataset.objects.rows_visible_to(person)) is reads


def test_the_command_says_how_each_dataset_stands_and_which_accounts_there_are(
    told: str,
) -> None:
    for dataset in Dataset.objects.all():
        assert f"{dataset.name}: {dataset.get_trust_display().lower()}" in told
    assert "gas (TJ) is gevuld" in told
    assert "koers-demo" in told
    for person in User.objects.all():
        assert person.username in told


def test_there_is_a_report_in_every_state_made_by_its_own_steps(told: str) -> None:
    reports = Report.objects.all()
    assert {report.status for report in reports} == set(Status)
    assert len(reports) == 17
    for report in reports:
        steps = list(report.steps.all())
        assert steps[-1].new == report.status
        assert [step.at for step in steps] == sorted(step.at for step in steps)
        assert all(step.at < TODAY for step in steps)
        assert TODAY - timedelta(weeks=10) < report.reported_at
        assert "(Bedacht voor de demo.)" in report.explanation


def test_what_was_proved_was_proved_by_a_delivery(told: str) -> None:
    proved = Step.objects.filter(actor=Actor.VERIFICATION)
    assert sorted(step.new for step in proved) == ["confirmed", "confirmed", "reopened", "review"]
    for step in proved:
        assert step.delivery.received_at < step.at
        outcome = {"confirmed": "agreed", "reopened": "old", "review": "other"}[step.new]
        found = Verification.objects.filter(correction__report=step.report, delivery=step.delivery)
        assert [one.outcome for one in found] == [outcome]


def test_the_figures_of_energy_hold_a_doubt_that_is_looked_into_and_one_to_be_repaired(
    told: str,
) -> None:
    flags = Flag.objects.open().filter(dataset__name=energy.ENTRY.name, origin="report")
    assert {(flag.record_key, flag.column) for flag in flags} == {
        ("jaar:2021;buurt:Breezicht", "zonnepanelen (%)"),
        ("jaar:2015;buurt:Breecamp", "gas (TJ)"),
    }


def test_a_second_load_changes_nothing(told: str) -> None:
    before = {model: sorted(model.objects.values_list()) for model in WATCHED}
    call_command("demo", stdout=StringIO())
    assert {model: sorted(model.objects.values_list()) for model in WATCHED} == before

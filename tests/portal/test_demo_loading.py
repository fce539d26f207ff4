"""Loading the demo twice, in parts, and after people worked with it."""

import pytest
from django.utils import timezone

from datasets.lifecycle import Channel, DatasetStatus, DeliveryStatus, RuleStatus
from datasets.models import Dataset, Delivery, Rule
from datasets.services import (
    describe_column,
    edit_dataset,
    move_dataset,
    retire_rule,
    withdraw_delivery,
)
from people.models import Department, User
from people.services import change_place
from portal.demo import areas, crime, loading
from portal.demo.loading import NotReady, load, settle
from portal.demo.people import ensure_departments, ensure_people

pytestmark = pytest.mark.slow  # a whole demo for each

SMALL = (areas.ENTRY, crime.ENTRY)


def load_small() -> list[Dataset]:
    departments = ensure_departments()
    people = ensure_people(departments, password="koers-demo")
    return load(SMALL, departments=departments, people=people, say=lambda line: None)


@pytest.mark.parametrize("step", ["receive", "describe_column", "create_rule", "activate_rule"])
def test_a_load_that_broke_off_is_completed_by_the_next(
    roles: None, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    real, calls = getattr(loading, step), []

    def once(*args: object, **fields: object) -> object:
        calls.append(step)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(*args, **fields)

    monkeypatch.setattr(loading, step, once)
    with pytest.raises(KeyboardInterrupt):
        load_small()
    load_small()
    assert {dataset.trust for dataset in Dataset.objects.all()} == {"green", "amber"}
    assert Delivery.objects.count() == 2
    assert Rule.objects.filter(status=RuleStatus.ACTIVE).count() == Rule.objects.count() == 12


def test_what_people_changed_since_is_left_as_it_is(roles: None) -> None:
    load_small()
    steward = User.objects.get(username="datateam")
    dataset = Dataset.objects.get(name=crime.ENTRY.name)
    column = dataset.columns.get(name="inwoners")
    describe_column(column, by=steward, label="Bewoners", meaning="Eigen woorden", unit="")
    rule = dataset.rules.get(kind="bereik", columns=["inwoners"])
    retire_rule(rule, by=steward, note="Niet nodig")
    load_small()
    column.refresh_from_db()
    rule.refresh_from_db()
    assert (column.label, rule.status) == ("Bewoners", RuleStatus.RETIRED)
    assert dataset.rules.count() == 6


def test_another_name_or_a_retired_entry_is_respected(roles: None) -> None:
    load_small()
    steward = User.objects.get(username="datateam")
    dataset, areas_list = (Dataset.objects.get(name=entry.name) for entry in reversed(SMALL))
    edit_dataset(dataset, by=steward, name="Veiligheid per buurt")
    department = Department.objects.get(name="Veiligheid (demo)")
    change_place(department, name="Orde en veiligheid (demo)", parent=department.parent)
    withdraw_delivery(areas_list.deliveries.get(), by=steward, note="Verkeerd bestand")
    Delivery.objects.all().update(sha256="")  # as if the exports had changed since
    for one in (dataset, areas_list):
        move_dataset(one, to=DatasetStatus.RETIRED, by=steward)
    load_small()
    assert Dataset.objects.count() == Delivery.objects.count() == 2
    assert not Department.objects.filter(name="Veiligheid (demo)").exists()


def test_a_file_that_someone_took_out_of_use_stays_out(roles: None) -> None:
    load_small()
    delivery = Delivery.objects.get(dataset__name=crime.ENTRY.name)
    withdraw_delivery(delivery, by=User.objects.get(username="datateam"), note="Verkeerd bestand")
    load_small()
    [left] = Delivery.objects.filter(dataset__name=crime.ENTRY.name)
    assert left.status == DeliveryStatus.WITHDRAWN


def test_a_file_that_is_never_read_is_reported_instead_of_waited_for(roles: None) -> None:
    datasets = load_small()
    steward = User.objects.get(username="datateam")
    Delivery.objects.create(
        dataset=datasets[0],
        number=99,
        channel=Channel.DEMO,
        filename="kwijt.csv",
        size=1,
        sha256="0" * 64,
        received_at=timezone.now(),
    )
    with pytest.raises(NotReady):
        settle(datasets, by=steward, patience=0.1)

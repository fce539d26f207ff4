"""Who says yes: the owner to a rule, the data team to a delivery that must not count by itself."""

import pytest
from django.urls import reverse

from datasets.lifecycle import Channel, DatasetStatus, DeliveryStatus, Refused
from datasets.models import Change, Dataset, Delivery, Rule
from datasets.services import (
    accept_delivery,
    accept_rule,
    activate_rule,
    create_rule,
    move_dataset,
    receive,
    withdraw_delivery,
)
from kit.jobs import work_off
from people.models import Department, User
from tests.conftest import As
from tests.datasets.factories import CSV, make_dataset


@pytest.fixture
def dataset(department: Department, steward: User, owner: User) -> Dataset:
    return make_dataset(department, steward=steward, owner=owner)


def bring(dataset: Dataset, by: User, content: str = CSV) -> Delivery:
    received = receive(
        dataset, chunks=[content.encode()], filename="a.csv", by=by, channel=Channel.PAGE
    )
    work_off()
    received.delivery.refresh_from_db()
    return received.delivery


@pytest.fixture
def rule(dataset: Dataset, steward: User) -> Rule:
    made = create_rule(
        dataset, by=steward, kind="gevuld", columns=["nr"], parameters={}, severity="warning"
    )
    activate_rule(made, by=steward)
    return made


def test_the_owner_accepts_a_rule_once_and_it_can_be_read_back(
    as_: As, rule: Rule, owner: User
) -> None:
    page = reverse("datasets:rule", args=[rule.dataset.slug, rule.number])
    address = reverse("datasets:rule_accept", args=[rule.dataset.slug, rule.number])
    client = as_(owner)
    assert address in client.get(page).content.decode()
    client.post(address)
    client.post(address)
    rule.refresh_from_db()
    assert rule.accepted_by == owner
    assert Change.objects.filter(rule=rule, old="active", new="active", by=owner).count() == 1
    after = client.get(page).content.decode()
    assert address not in after
    assert "geaccepteerd door de eigenaar" in after


def test_nobody_accepts_a_rule_for_the_owner(
    as_: As, rule: Rule, steward: User, colleague: User, outsider: User
) -> None:
    address = reverse("datasets:rule_accept", args=[rule.dataset.slug, rule.number])
    for person in (steward, colleague, outsider):
        assert as_(person).post(address).status_code == 404
        with pytest.raises(Refused):
            accept_rule(rule, by=person)
    rule.refresh_from_db()
    assert rule.accepted_at is None


def test_after_the_only_delivery_was_withdrawn_the_next_waits_again(
    dataset: Dataset, steward: User
) -> None:
    first = bring(dataset, steward)
    accept_delivery(first, by=steward)
    withdraw_delivery(first, by=steward, note="verkeerd bestand")
    assert bring(dataset, steward, CSV + "99;x\n").status == DeliveryStatus.AWAITING


def test_a_dataset_retired_while_a_file_is_read_gets_no_new_data(
    dataset: Dataset, steward: User
) -> None:
    accept_delivery(bring(dataset, steward), by=steward)
    work_off()
    late = receive(
        dataset,
        chunks=[(CSV + "99;x\n").encode()],
        filename="b.csv",
        by=steward,
        channel=Channel.PAGE,
    ).delivery
    move_dataset(dataset, to=DatasetStatus.RETIRED, by=steward)
    work_off()
    late.refresh_from_db()
    assert (late.status, late.is_current) == (DeliveryStatus.AWAITING, False)
    with pytest.raises(Refused):
        accept_delivery(Delivery.objects.get(pk=late.pk), by=steward)

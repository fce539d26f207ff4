"""The start page: what each role finds there."""

import pytest
from django.utils import timezone

from datasets.lifecycle import Channel
from datasets.models import Dataset, Delivery
from datasets.services import edit_dataset, move_dataset
from people.models import Department, User
from tests.conftest import As
from tests.datasets.factories import deliver, make_dataset, make_rule


@pytest.fixture
def dataset(department: Department, steward: User, owner: User) -> Dataset:
    return make_dataset(department, steward=steward, owner=owner)


def home(as_: As, person: User) -> str:
    response = as_(person).get("/")
    assert response.status_code == 200
    return str(response.content.decode())


def test_an_empty_register_tells_each_role_what_to_do(
    as_: As, steward: User, owner: User, outsider: User
) -> None:
    assert "Registreer de eerste dataset" in home(as_, steward)
    for person in (owner, outsider):
        page = home(as_, person)
        assert "Het register is nog leeg" in page
        assert "Registreer de eerste dataset" not in page


def test_a_delivery_that_waits_is_asked_of_the_data_team_and_of_nobody_else(
    as_: As, steward: User, owner: User, outsider: User, dataset: Dataset
) -> None:
    deliver(dataset, by=owner, channel=Channel.PAGE, accept=False)
    asked = "Beoordeel de levering"
    assert asked in home(as_, steward)
    assert asked not in home(as_, owner)
    assert asked not in home(as_, outsider)


def test_a_failed_delivery_is_told_to_who_brought_it_until_a_better_one_comes(
    as_: As, steward: User, owner: User, outsider: User, dataset: Dataset
) -> None:
    deliver(dataset, "a;a\n1;2\n", by=owner)
    for person, told in ((owner, True), (steward, True), (outsider, False)):
        assert ("Levering 1 is mislukt" in home(as_, person)) is told
    deliver(dataset, by=owner)
    assert "Levering 1 is mislukt" not in home(as_, owner)


def test_late_data_is_asked_of_owner_and_steward(
    as_: As, steward: User, owner: User, outsider: User, dataset: Dataset
) -> None:
    edit_dataset(dataset, by=steward, refresh="monthly")
    deliver(dataset, period="2024-01")
    for person, told in ((owner, True), (steward, True), (outsider, False)):
        tasks = home(as_, person).partition('id="tasks"')[2].partition("</table>")[0]
        assert ("Lever gegevens" in tasks) is told


def test_a_delivery_that_was_set_aside_waits_for_a_steward_until_a_newer_one_is_in_use(
    as_: As, steward: User, owner: User, dataset: Dataset
) -> None:
    parked = deliver(dataset)
    Delivery.objects.filter(pk=parked.pk).update(status="parked", is_current=False)
    for person, told in ((steward, True), (owner, False)):
        tasks = home(as_, person).partition('id="tasks"')[2].partition("</table>")[0]
        assert ("Levering 1 is geparkeerd" in tasks) is told
    deliver(dataset, "nr;straat\n1;a\n", accept=True)
    assert (
        "is geparkeerd"
        not in home(as_, steward).partition('id="tasks"')[2].partition("</table>")[0]
    )


def test_my_datasets_are_those_i_own_steward_or_know_the_worst_first(
    as_: As, steward: User, owner: User, colleague: User, outsider: User, department: Department
) -> None:
    first = make_dataset(department, name="Aa goed", owner=owner)
    second = make_dataset(
        department, name="Zz slecht", owner=owner, people={"knowers": [colleague]}
    )
    Dataset.objects.filter(pk=first.pk).update(trust="green")
    Dataset.objects.filter(pk=second.pk).update(trust="red")
    page = home(as_, owner)
    mine = page.partition("Mijn datasets")[2]
    assert mine.index("Zz slecht") < mine.index("Aa goed")
    known = home(as_, colleague).partition("Mijn datasets")[2].partition("</section>")[0]
    assert "Zz slecht" in known
    assert "Kent deze gegevens" in known
    assert "Aa goed" not in known
    assert "Mijn datasets" not in home(as_, outsider)


def test_what_changed_is_told_by_dataset_and_only_of_what_one_sees(
    as_: As, steward: User, owner: User, outsider: User, dataset: Dataset
) -> None:
    edit_dataset(dataset, by=steward, shielded=True)
    deliver(dataset)
    make_rule(dataset, "uniek", ["straat"], severity="blocking")
    make_rule(dataset, columns=["bedrag"], severity="blocking")
    for person in (steward, owner):
        news = home(as_, person).partition("Wat er veranderde")[2]
        assert dataset.name in news
        assert "Levering 1 kwam binnen: 3 rijen" in news
        assert "vlag" in news
    hidden = home(as_, outsider)
    assert dataset.name not in hidden


def test_red_data_is_named_with_the_rule_that_says_so(
    as_: As, outsider: User, dataset: Dataset
) -> None:
    deliver(dataset)
    make_rule(dataset, columns=["bedrag"], severity="blocking")
    page = home(as_, outsider)
    red = page.partition("Nu niet te gebruiken</h2>")[2].partition("</section>")[0]
    assert "bedrag is gevuld" in red
    assert "1 van 3 rijen" in red


def test_a_retired_dataset_is_out_of_every_count(
    as_: As, steward: User, owner: User, dataset: Dataset
) -> None:
    move_dataset(dataset, to="retired", by=steward, now=timezone.now())
    page = home(as_, owner)
    assert "Het register is nog leeg" in page


def test_each_role_starts_somewhere_it_may_go(
    as_: As, admin: User, steward: User, owner: User, leader: User, colleague: User
) -> None:
    for person in (admin, steward, owner, leader, colleague):
        client = as_(person)
        page = client.get("/").content.decode()
        starts = page.partition("Begin hier")[2].partition("</section>")[0]
        links = [part.split('"')[0] for part in starts.split('href="')[1:]]
        assert len(links) >= 2
        for link in links:
            assert client.get(link).status_code == 200, (person, link)

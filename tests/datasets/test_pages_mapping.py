"""The page on which a steward says which new names are known columns."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from datasets.lifecycle import DeliveryStatus, Mode
from datasets.models import Dataset, Delivery
from kit.jobs import work_off
from people.models import Department, User
from tests.conftest import As
from tests.datasets.factories import CSV, deliver, make_dataset

pytestmark = pytest.mark.django_db
CHANGED = CSV.replace(";straat;", ";Straat_;").replace("bedrag", "kosten")


@pytest.fixture
def dataset(department: Department, steward: User, owner: User) -> Dataset:
    return make_dataset(department, steward=steward, owner=owner, mode=Mode.ACCUMULATES)


@pytest.fixture
def waiting(dataset: Dataset) -> Delivery:
    deliver(dataset, period="2015")
    return deliver(dataset, CHANGED, period="2016", accept=False)


def url(name: str, delivery: Delivery) -> str:
    return reverse(f"datasets:{name}", args=[delivery.dataset.slug, delivery.number])


def test_the_waiting_delivery_leads_to_the_names_with_what_is_likely_chosen(
    as_: As, waiting: Delivery, steward: User
) -> None:
    client = as_(steward)
    page = client.get(url("delivery", waiting))
    assert (page.context["deciding"].names, page.context["deciding"].likely) == (2, True)
    assert url("mapping", waiting) in page.content.decode()
    with CaptureQueriesContext(connection) as queries:
        response = client.get(url("mapping", waiting))
    assert len(queries) <= 15
    first, second = response.context["form"].parts()
    assert (first.name, first.field.value()) == ("Straat_", "straat")
    assert first.examples == "Dorpsstraat, Kerkweg, Molenpad"
    assert (second.name, second.field.value(), second.why) == ("kosten", "", "")


def test_saved_names_are_shown_on_the_delivery_and_remembered_after_the_yes(
    as_: As, waiting: Delivery, steward: User
) -> None:
    client = as_(steward)
    response = client.post(
        url("mapping", waiting), {"naam_0": "straat", "naam_1": "bedrag"}, follow=True
    )
    assert "Straat_" in response.content.decode()
    with override("nl"):
        assert (_("in the file: %(name)s") % {"name": "Straat_"}) in response.content.decode()
    client.post(url("delivery_accept", waiting))
    work_off()
    waiting.dataset.refresh_from_db()
    assert waiting.dataset.column_mapping == {"Straat_": "straat", "kosten": "bedrag"}
    memory = reverse("datasets:memory", args=[waiting.dataset.slug])
    forget = reverse("datasets:memory_forget", args=[waiting.dataset.slug])
    assert client.get(memory).context["names"] == [("kosten", "bedrag"), ("Straat_", "straat")]
    client.post(forget, {"naam": "kosten"})
    assert client.get(memory).context["names"] == [("Straat_", "straat")]


@pytest.mark.parametrize(
    ("choices", "field"),
    [
        ({"naam_0": "straat", "naam_1": "straat"}, "naam_1"),
        ({"naam_0": "nr"}, "naam_0"),
        ({"naam_0": "verzonnen"}, "naam_0"),
    ],
)
def test_a_wrong_choice_is_told_at_its_field(
    as_: As, waiting: Delivery, steward: User, choices: dict[str, str], field: str
) -> None:
    response = as_(steward).post(url("mapping", waiting), choices)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    waiting.refresh_from_db()
    assert waiting.reading["columns"][1]["name"] == "Straat_"


def test_without_new_names_there_is_nothing_to_map(
    as_: As, dataset: Dataset, steward: User
) -> None:
    current = deliver(dataset, period="2015")
    response = as_(steward).get(url("mapping", current))
    assert (response.status_code, response.headers["Location"]) == (302, url("delivery", current))


def test_examples_of_personal_columns_stay_away(as_: As, waiting: Delivery, steward: User) -> None:
    Dataset.objects.update(personal_data="ordinary")
    response = as_(steward).get(url("mapping", waiting))
    assert "Dorpsstraat" not in response.content.decode()


def test_a_personal_column_under_another_name_stays_masked_wherever_the_file_is_looked_at(
    as_: As, dataset: Dataset, steward: User, colleague: User
) -> None:
    deliver(dataset, period="2015")
    dataset.columns.filter(name="straat").update(personal="ordinary")
    waiting = deliver(dataset, CHANGED, period="2016", accept=False)
    for person, names in (
        (steward, ("delivery", "reading", "mapping")),
        (colleague, ("delivery",)),
    ):
        for name in names:
            response = as_(person).get(url(name, waiting))
            assert response.status_code == 200
            assert "Dorpsstraat" not in response.content.decode(), name
    as_(steward).post(url("mapping", waiting), {"naam_0": "straat", "naam_1": ""})
    assert "Dorpsstraat" not in as_(colleague).get(url("delivery", waiting)).content.decode()


def test_an_owner_a_colleague_and_an_outsider_map_nothing(
    as_: As, waiting: Delivery, owner: User, colleague: User, outsider: User
) -> None:
    for person in (owner, colleague, outsider):
        assert as_(person).get(url("mapping", waiting)).status_code == 404
        answer = as_(person).post(url("mapping", waiting), {"naam_0": "straat"})
        assert answer.status_code == 404
    waiting.refresh_from_db()
    assert waiting.status == DeliveryStatus.AWAITING
    assert waiting.options == {}

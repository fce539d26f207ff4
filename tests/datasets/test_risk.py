"""What an owner answers for: rules accepted one by one, and a risk accepted through a day."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from datasets.models import Dataset, Flag
from datasets.services import retire_rule
from datasets.services.risk import end_risks
from kit.jobs import enqueue, work_off
from people.models import Department, Notification, User
from people.services import create_token
from tests.conftest import As
from tests.datasets.factories import deliver, make_dataset, make_rule

WHY = "De bron herstelt dit in januari; wij gebruiken de kolom niet."
pytestmark = pytest.mark.django_db


@pytest.fixture
def dataset(department: Department, steward: User, owner: User) -> Dataset:
    made = make_dataset(department, steward=steward, owner=owner)
    deliver(made)
    make_rule(made, "gevuld", ["opgeleverd"], severity="blocking")
    assert made.trust == "red"
    return made


def flag_of(dataset: Dataset) -> Flag:
    return dataset.flags.open().get(severity="blocking")


def url(name: str, dataset: Dataset, *args: object) -> str:
    return reverse(f"datasets:{name}", args=[dataset.slug, *args])


def day(ahead: int) -> str:
    return (timezone.localdate() + timedelta(days=ahead)).isoformat()


def trust(dataset: Dataset) -> str:
    dataset.refresh_from_db()
    return dataset.trust_complete


def test_an_accepted_risk_counts_as_a_warning_until_its_day_and_is_told_everywhere(
    as_: As, dataset: Dataset, owner: User, colleague: User
) -> None:
    client, flag = as_(owner), flag_of(dataset)
    address = url("risk", dataset, flag.pk)
    assert address in client.get(url("quality", dataset)).content.decode()
    assert client.post(address, {"tot": day(30), "reden": WHY}).status_code == 302
    assert trust(dataset) == "amber"
    page = as_(colleague).get(url("quality", dataset)).content.decode()
    assert "Geaccepteerd risico tot en met" in page
    assert WHY in page
    assert address not in page
    assert (
        "Risico van een blokkerende vlag geaccepteerd"
        in as_(colleague).get(url("rule", dataset, 1)).content.decode()
    )
    flag.refresh_from_db()
    assert flag.accepted_by == owner
    client.post(url("risk_end", dataset, flag.pk))
    assert trust(dataset) == "red"


def test_after_its_day_the_flag_blocks_again_by_itself_and_people_are_told(
    as_: As, dataset: Dataset, owner: User
) -> None:
    as_(owner).post(url("risk", dataset, flag_of(dataset).pk), {"tot": day(2), "reden": WHY})
    assert end_risks(now=timezone.now() + timedelta(days=2)) == 0
    assert trust(dataset) == "amber"
    Notification.objects.all().delete()
    Flag.objects.filter(pk=flag_of(dataset).pk).update(
        accepted_until=timezone.localdate() - timedelta(days=1)
    )
    enqueue("freshness", {})
    work_off()
    assert trust(dataset) == "red"
    assert Notification.objects.filter(user=owner, text__contains="rood").exists()
    assert end_risks(now=timezone.now()) == 0
    assert dataset.changes.filter(new="risk-over").count() == 1


def test_only_the_owner_accepts_a_risk(
    as_: As, dataset: Dataset, steward: User, colleague: User, outsider: User, owner: User
) -> None:
    flag = flag_of(dataset)
    for person in (steward, colleague, outsider):
        client = as_(person)
        for name in ("risk", "risk_end"):
            sent = client.post(url(name, dataset, flag.pk), {"tot": day(3), "reden": WHY})
            assert sent.status_code == 404
        assert client.get(url("risk", dataset, flag.pk)).status_code == 404
        assert put(person, dataset, flag, totEnMet=day(3), reden=WHY).status_code == 403
    assert as_(owner).get(url("risk_end", dataset, flag.pk)).status_code == 405
    assert trust(dataset) == "red"


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"tot": day(-1), "reden": WHY}, "Kies een dag van"),
        ({"tot": day(400), "reden": WHY}, "Kies een dag van"),
        ({"tot": "ooit", "reden": WHY}, "datum"),
        ({"tot": day(3), "reden": " "}, "reden"),
        ({}, "Kies een dag"),
    ],
)
def test_a_wrong_day_or_an_empty_reason_is_told(
    as_: As, dataset: Dataset, owner: User, sent: dict[str, str], said: str
) -> None:
    answer = as_(owner).post(url("risk", dataset, flag_of(dataset).pk), sent)
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_a_warning_or_a_closed_flag_has_no_risk_to_accept(
    as_: As, dataset: Dataset, owner: User, steward: User
) -> None:
    flag = flag_of(dataset)
    retire_rule(dataset.rules.get(), by=steward, note="klaar")
    sent = as_(owner).post(url("risk", dataset, flag.pk), {"tot": day(3), "reden": WHY})
    assert sent.status_code == 404
    rule = make_rule(dataset, "gevuld", ["opgeleverd"])
    warning = dataset.flags.open().get(rule=rule)
    assert as_(owner).get(url("risk", dataset, warning.pk)).status_code == 404
    assert put(owner, dataset, warning, totEnMet=day(3), reden=WHY).status_code == 409


def put(user: User, dataset: Dataset, flag: Flag, **body: str) -> Any:
    client = Client(headers={"Authorization": f"Token {create_token(user)}"})
    path = f"/api/v1/datasets/{dataset.slug}/vlaggen/{flag.pk}/risico"
    return client.put(path, json.dumps(body), content_type="application/json")


def test_the_api_accepts_a_risk_and_takes_it_back(dataset: Dataset, owner: User) -> None:
    flag = flag_of(dataset)
    assert put(owner, dataset, flag, totEnMet=day(999), reden=WHY).status_code == 400
    assert put(owner, dataset, flag, totEnMet=day(3)).status_code == 400
    told = put(owner, dataset, flag, totEnMet=day(3), reden=WHY).json()
    assert (told["geaccepteerdTot"], told["redenAcceptatie"]) == (day(3), WHY)
    assert trust(dataset) == "amber"
    client = Client(headers={"Authorization": f"Token {create_token(owner)}"})
    path = f"/api/v1/datasets/{dataset.slug}/vlaggen/{flag.pk}/risico"
    assert client.delete(path).status_code == 204
    assert trust(dataset) == "red"


def test_an_owner_finds_on_start_what_waits_and_accepts_it_one_by_one(
    as_: As, dataset: Dataset, owner: User, colleague: User, steward: User
) -> None:
    make_rule(dataset, "uniek", ["nr"])
    client, page = as_(owner), reverse("datasets:rules_waiting")
    home = client.get(reverse("portal:home")).content.decode()
    assert "2 regels wachten op je akkoord" in home
    assert page in home
    for person in (colleague, steward):
        assert page not in as_(person).get(reverse("portal:home")).content.decode()
        assert as_(person).get(page).context["rows"] == []
    assert len(client.get(page).context["rows"]) == 2
    done = client.post(url("rule_accept", dataset, 1), {"terug": "lijst"})
    assert done["Location"] == page
    assert [row["rule"].number for row in client.get(page).context["rows"]] == [2]
    assert as_(steward).post(url("rule_accept", dataset, 2)).status_code == 404
    client.post(url("rule_accept", dataset, 2), {"terug": "lijst"})
    assert "Er wacht geen regel op je" in client.get(page).content.decode()

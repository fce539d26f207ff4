"""*Toon waarden*: everybody sees masks; who may, says why and sees the values once, on record."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from datasets.lifecycle import Classification, DeliveryStatus
from datasets.models import Dataset, Delivery, Finding, Run
from datasets.services import describe_column, edit_dataset
from people.models import AccessLogEntry, Department, User
from people.services import create_token
from tests.conftest import As
from tests.datasets.factories import deliver, make_dataset, make_rule

PEOPLE = "nr;naam;bsn\n1;Jansen;123456782\n2;De Vries;111222333\n3;Bakker;111222333\n"
WHY = "Dubbele nummers nagaan bij Burgerzaken"

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(department: Department, steward: User, owner: User) -> Dataset:
    dataset = make_dataset(department, "Demo-mensen", steward=steward, owner=owner)
    deliver(dataset, PEOPLE)
    for name, personal in (("naam", "ordinary"), ("bsn", "bsn")):
        describe_column(dataset.columns.get(name=name), by=steward, personal=personal)
    make_rule(dataset, "uniek", ["bsn"])
    return dataset


def newest(dataset: Dataset) -> Run:
    run = dataset.runs.order_by("-number").first()
    assert run
    return run


def url(name: str, dataset: Dataset, *args: object) -> str:
    return reverse(f"datasets:{name}", args=[dataset.slug, *args])


def values_url(dataset: Dataset) -> str:
    return url("values", dataset, newest(dataset).number, 1)


def lines(dataset: Dataset) -> list[tuple[str, str, str]]:
    found = AccessLogEntry.objects.filter(object_id=str(dataset.pk), action="values-shown")
    return [(str(line.person), line.result, line.reason) for line in found.order_by("pk")]


def ask_api(user: User, dataset: Dataset, **body: str) -> tuple[int, str]:
    client = Client(headers={"Authorization": f"Token {create_token(user)}"})
    path = f"/api/v1/datasets/{dataset.slug}/controles/{newest(dataset).number}/bevindingen/1"
    answer = client.post(f"{path}/waarden", json.dumps(body), content_type="application/json")
    return answer.status_code, answer.content.decode()


def test_values_are_kept_masked_and_everybody_sees_masks_the_data_team_too(
    as_: As, people: Dataset, steward: User, owner: User, colleague: User
) -> None:
    kept = json.dumps(list(Finding.objects.values_list("examples", flat=True)))
    assert "111222333" not in kept
    assert "*******33" in kept
    run = newest(people).number
    pages = [url("run", people, run), url("rule", people, 1), url("rows", people)]
    for person in (steward, owner, colleague):
        for page in pages:
            shown = as_(person).get(page).content.decode()
            assert "*******33" in shown
            assert "111222333" not in shown
        told = as_(person).get(f"/api/v1/datasets/{people.slug}/controles/{run}")
        assert "111222333" not in told.content.decode()


def test_a_trial_shows_masks_and_leads_to_the_values(
    as_: As, people: Dataset, steward: User
) -> None:
    made = as_(steward).post(url("rule_new", people, "gevuld"), {"column": "naam"})
    assert made.status_code in (302, 422)
    rule = make_rule(people, "patroon", ["naam"], parameters={"patroon": "X"}, active=False)
    as_(steward).post(url("rule_try", people, rule.number))
    from kit.jobs import work_off

    work_off()
    page = as_(steward).get(url("rule", people, rule.number)).content.decode()
    assert "J****n" in page
    assert "Jansen" not in page
    address = url("values", people, newest(people).number, rule.number)
    assert address in page
    shown = as_(steward).post(address, {"reden": WHY}).content.decode()
    assert "Jansen" in shown


def test_who_may_sees_the_values_once_after_saying_why_and_it_stands_in_the_log(
    as_: As, people: Dataset, owner: User
) -> None:
    client, address = as_(owner), values_url(people)
    assert address in client.get(url("rule", people, 1)).content.decode()
    asked = client.get(address).content.decode()
    assert "111222333" not in asked
    short = client.post(address, {"reden": "ja"})
    assert short.status_code == 422
    assert "111222333" not in short.content.decode()
    assert lines(people) == []
    shown = client.post(address, {"reden": WHY})
    assert shown.content.decode().count("111222333") == 2
    assert "no-store" in shown.headers["Cache-Control"]
    assert lines(people) == [("Demo Eigenaar", "granted", WHY)]
    line = AccessLogEntry.objects.get(action="values-shown")
    assert "bsn" in line.object_label
    assert "regel 1" in line.object_label
    assert "111222333" not in client.get(address).content.decode()


def test_who_has_no_right_finds_no_button_and_is_refused_on_record(
    as_: As, people: Dataset, colleague: User, outsider: User, admin: User
) -> None:
    for person in (colleague, outsider, admin):
        client = as_(person)
        assert values_url(people) not in client.get(url("rule", people, 1)).content.decode()
        assert client.get(values_url(people)).status_code == 403
        refused = client.post(values_url(people), {"reden": WHY})
        assert refused.status_code == 403
        assert "111222333" not in refused.content.decode()
    assert [(who, result) for who, result, _why in lines(people)] == [
        ("Demo Collega", "refused"),
        ("Demo Buitenstaander", "refused"),
        ("Demo Beheer", "refused"),
    ]


def test_of_a_dataset_out_of_sight_and_of_what_is_not_there_nothing_is_told(
    as_: As, people: Dataset, steward: User, outsider: User
) -> None:
    edit_dataset(people, by=steward, shielded=True)
    assert as_(outsider).post(values_url(people), {"reden": WHY}).status_code == 404
    assert ask_api(outsider, people, reden=WHY)[0] == 404
    absent = url("values", people, newest(people).number, 99)
    assert as_(steward).post(absent, {"reden": WHY}).status_code == 404


def test_a_named_reader_of_confidential_data_may_see_values_too(
    as_: As, people: Dataset, steward: User, colleague: User
) -> None:
    edit_dataset(people, by=steward, classification=Classification.CONFIDENTIAL)
    people.readers.add(colleague)
    assert "111222333" in as_(colleague).post(values_url(people), {"reden": WHY}).content.decode()


@pytest.mark.parametrize("status", [DeliveryStatus.WITHDRAWN, DeliveryStatus.DESTROYED])
def test_values_of_a_delivery_that_was_taken_away_are_not_shown(
    as_: As, people: Dataset, owner: User, status: str
) -> None:
    Delivery.objects.filter(dataset=people).update(status=status)
    answer = as_(owner).post(values_url(people), {"reden": WHY})
    assert answer.status_code == 409
    assert "ingetrokken of vernietigd" in answer.content.decode()
    assert "111222333" not in answer.content.decode()
    assert ask_api(owner, people, reden=WHY)[0] == 409


def test_a_table_that_is_gone_from_disk_is_said_not_a_crash(
    as_: As, people: Dataset, owner: User
) -> None:
    people.deliveries.get().table_path.unlink()
    assert as_(owner).post(values_url(people), {"reden": WHY}).status_code == 409


def test_the_api_shows_values_under_the_same_rules(
    people: Dataset, owner: User, colleague: User
) -> None:
    status, told = ask_api(owner, people, reden=WHY)
    assert status == 200
    assert json.loads(told)["kolommen"] == ["bsn", "nr", "naam"]
    rows = [row["waarden"] for row in json.loads(told)["rijen"]]
    assert rows == [["111222333", "2", "De Vries"], ["111222333", "3", "Bakker"]]
    assert ask_api(owner, people)[0] == 400
    assert ask_api(owner, people, reden="ja")[0] == 400
    assert ask_api(colleague, people, reden=WHY)[0] == 403
    assert [(who, result) for who, result, _why in lines(people)] == [
        ("Demo Eigenaar", "granted"),
        ("Demo Collega", "refused"),
    ]


def test_rows_stay_masked_until_a_reason_and_each_look_is_on_record(
    as_: As, people: Dataset, owner: User, colleague: User
) -> None:
    client, page, ask = as_(owner), url("rows", people), url("rows_values", people)
    assert "Jansen" not in client.get(page).content.decode()
    assert client.post(ask, {"reden": "x"}).status_code == 422
    assert client.post(ask, {"reden": WHY}).status_code == 302
    assert "Jansen" in client.get(page).content.decode()
    assert "Jansen" in b"".join(client.get(url("rows_csv", people)).streaming_content).decode()  # type: ignore[attr-defined]
    assert lines(people) == [("Demo Eigenaar", "granted", WHY)] * 2
    client.post(ask, {"verbergen": "ja"})
    assert "Jansen" not in client.get(page).content.decode()
    assert as_(colleague).post(ask, {"reden": WHY}).status_code == 403
    assert "Jansen" not in as_(colleague).get(page).content.decode()
    assert lines(people)[-1] == ("Demo Collega", "refused", "")


def test_where_nobody_said_yet_which_columns_are_personal_everything_is_kept_masked(
    department: Department,
) -> None:
    dataset = make_dataset(department, "Demo-onbekend", personal_data="bsn")
    deliver(dataset, PEOPLE)
    make_rule(dataset, "uniek", ["bsn"])
    assert "111222333" not in json.dumps(list(Finding.objects.values_list("examples", flat=True)))

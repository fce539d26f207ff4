"""A steward overrules a reading, maps columns and fetches rejected rows through the API."""

import json
from typing import Any

import pytest
from django.test import Client

from datasets.lifecycle import Channel, Classification, DeliveryStatus, Mode
from datasets.models import Dataset, Delivery
from datasets.services import accept_delivery
from kit.jobs import work_off
from people.models import AccessLogEntry, Department, User
from people.services import create_token
from tests.datasets.factories import CSV, deliver, make_dataset

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/datasets/demo-woningen"


class Api:
    def __init__(self, user: User) -> None:
        self.client = Client(headers={"Authorization": f"Token {create_token(user)}"})

    def ask(self, method: str, path: str, body: Any = None, status: int = 200) -> Any:
        data = None if body is None else json.dumps(body)
        answer = self.client.generic(
            method.upper(), f"{ROOT}{path}", data or "", content_type="application/json"
        )
        assert answer.status_code == status, answer.content.decode()
        return answer.json() if answer.content else None


@pytest.fixture
def dataset(department: Department, steward: User, owner: User) -> Dataset:
    return make_dataset(department, steward=steward, owner=owner)


@pytest.fixture
def waiting(dataset: Dataset) -> Delivery:
    return deliver(dataset, "Titel\n\n" + CSV, accept=False, channel=Channel.PAGE)


@pytest.fixture
def api(steward: User) -> Api:
    return Api(steward)


def test_choices_are_asked_read_told_and_remembered(
    api: Api, waiting: Delivery, steward: User
) -> None:
    path = "/leveringen/1/inlezing"
    before = api.ask("get", path)
    assert before["mogelijk"] == [
        "codering",
        "scheidingsteken",
        "aanhalingsteken",
        "kopregel",
        "voetregel",
        "ontbrekend",
    ]
    assert before["keuzes"]["kopregel"] is None
    choices = {
        "kopregel": 3,
        "ontbrekend": ["?"],
        "kolommen": [{"naam": "nr", "type": "geheel"}, {"naam": "bedrag", "decimaalteken": ","}],
    }
    assert api.ask("post", path, choices, 202)["status"] == "ontvangen"
    work_off()
    told = api.ask("get", path)
    assert (told["keuzes"]["kopregel"], told["onthouden"]) == (3, False)
    assert {column["naam"] for column in told["keuzes"]["kolommen"]} == {"nr", "bedrag"}
    assert api.ask("get", "/leveringen/1")["kolommen"][0]["type"] == "geheel"
    waiting.refresh_from_db()
    accept_delivery(waiting, by=steward)
    memory = api.ask("get", "/inleeskeuzes")
    assert memory["keuzes"]["kopregel"] == 3
    api.ask("delete", "/inleeskeuzes", status=204)
    assert api.ask("get", "/inleeskeuzes")["keuzes"]["kopregel"] is None


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"kopregel": -1}, "kopregel"),
        ({"header": 1}, "header"),
        ({"codering": "ebcdic"}, "codering"),
        ({"blad": "Blad1"}, "blad"),
        ({"kolommen": [{"naam": "wijk", "type": "tekst"}]}, "kolommen"),
        ({"kolommen": [{"naam": "nr", "type": "float"}]}, "kolommen.0.type"),
        ({"kolommen": [{"naam": "nr", "soort": "tekst"}]}, "kolommen.0.soort"),
    ],
)
def test_a_choice_that_cannot_be_is_a_problem_at_its_field(
    api: Api, waiting: Delivery, body: dict[str, Any], field: str
) -> None:
    problem = api.ask("post", "/leveringen/1/inlezing", body, 400)
    assert [error["naam"] for error in problem["fouten"]] == [field]
    waiting.refresh_from_db()
    assert waiting.status == DeliveryStatus.AWAITING


def test_what_is_being_read_is_a_conflict(api: Api, waiting: Delivery) -> None:
    api.ask("post", "/leveringen/1/inlezing", {}, 202)
    api.ask("post", "/leveringen/1/inlezing", {}, 409)


def test_new_names_are_told_with_a_proposal_and_mapped(
    api: Api, department: Department, dataset: Dataset, steward: User
) -> None:
    Dataset.objects.update(mode=Mode.ACCUMULATES)
    dataset.refresh_from_db()
    deliver(dataset, period="2015")
    waiting = deliver(dataset, CSV.replace("straat", "Straat_"), period="2016", accept=False)
    path = f"/leveringen/{waiting.number}/koppeling"
    told = api.ask("get", path)
    assert told["vrij"] == ["straat"]
    assert told["nieuw"] == [
        {"naam": "Straat_", "type": "tekst", "kolom": "", "voorstel": "straat"}
    ]
    twice = [{"naam": "Straat_", "kolom": "nr"}]
    problem = api.ask("post", path, {"koppeling": twice}, 400)
    assert [error["naam"] for error in problem["fouten"]] == ["koppeling"]
    body = {"koppeling": [{"naam": "Straat_", "kolom": "straat"}]}
    assert api.ask("post", path, body)["nieuw"][0]["kolom"] == "straat"
    column = api.ask("get", f"/leveringen/{waiting.number}")["kolommen"][1]
    assert (column["naam"], column["naamInBestand"]) == ("straat", "Straat_")
    waiting.refresh_from_db()
    accept_delivery(waiting, by=steward)
    assert api.ask("get", "/inleeskeuzes")["koppeling"] == body["koppeling"]
    api.ask("post", path, body, 409)


def test_only_a_steward_decides_and_an_outsider_knows_nothing(
    waiting: Delivery, owner: User, colleague: User, outsider: User
) -> None:
    for user in (owner, colleague):
        other = Api(user)
        other.ask("get", "/leveringen/1/inlezing")
        other.ask("post", "/leveringen/1/inlezing", {}, 403)
        other.ask("post", "/leveringen/1/koppeling", {"koppeling": []}, 403)
        other.ask("delete", "/inleeskeuzes", status=403)
    Dataset.objects.update(shielded=True)
    stranger = Api(outsider)
    for path in ("/leveringen/1/inlezing", "/leveringen/1/koppeling", "/inleeskeuzes"):
        stranger.ask("get", path, status=404)
    stranger.ask("get", "/leveringen/1/afgekeurde-rijen", status=404)


def test_rejected_rows_are_told_by_page_and_as_a_safe_file(api: Api, dataset: Dataset) -> None:
    deliver(dataset, "nr;naam\n1;a\n=2+5;b;te veel\n3;c\n4;d;ook;dit\n")
    told = api.ask("get", "/leveringen/1/afgekeurde-rijen?paginagrootte=1&pagina=2")
    assert (told["aantal"], told["resultaten"][0]["regel"]) == (2, 5)
    assert told["resultaten"][0]["tekst"] == "4;d;ook;dit"
    answer = api.client.get(
        f"{ROOT}/leveringen/1/afgekeurde-rijen/csv", headers={"Accept": "text/csv"}
    )
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert answer.status_code == 200
    assert len(text.splitlines()) == 3
    assert '"\'=2+5;b;te veel"' in text


def test_rejected_rows_of_a_confidential_dataset_are_for_few_and_on_record(
    api: Api, dataset: Dataset, colleague: User
) -> None:
    deliver(dataset, "nr;naam\n1;a\n2;b;te veel\n3;c\n")
    Dataset.objects.update(classification=Classification.CONFIDENTIAL)
    Api(colleague).ask("get", "/leveringen/1/afgekeurde-rijen", status=403)
    api.ask("get", "/leveringen/1/afgekeurde-rijen")
    log = AccessLogEntry.objects.filter(action="rejected-downloaded").order_by("pk")
    assert [entry.result for entry in log] == ["refused", "granted"]


@pytest.mark.parametrize("name", ["kosten", "bedrag"])
def test_a_mapped_column_is_told_by_its_own_name_or_that_of_the_dictionary(
    api: Api, dataset: Dataset, steward: User, name: str
) -> None:
    deliver(dataset)
    deliver(dataset, CSV.replace("bedrag", "kosten"), accept=False)
    path = "/leveringen/2"
    pairs = [{"naam": "kosten", "kolom": "bedrag"}]
    api.ask("post", f"{path}/koppeling", {"koppeling": pairs})
    choice = {"kolommen": [{"naam": name, "type": "tekst"}]}
    api.ask("post", f"{path}/inlezing", choice, 202)
    work_off()
    told = api.ask("get", f"{path}/inlezing")["keuzes"]["kolommen"]
    assert [(one["naam"], one["type"]) for one in told] == [("bedrag", "tekst")]
    read = Delivery.objects.get(number=2).reading["columns"]
    assert {c["name"]: c["type"] for c in read}["bedrag"] == "tekst"
    wrong = {"kolommen": [{"naam": "wijk", "type": "tekst"}]}
    api.ask("post", f"{path}/inlezing", wrong, 400)

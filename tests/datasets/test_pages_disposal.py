"""The end of a delivery by page and by API: who may, what is asked first, what is told afterwards."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from datasets.lifecycle import DatasetStatus, DeliveryStatus
from datasets.models import Dataset, Delivery
from datasets.services import edit_dataset, move_dataset, parking, withdraw_delivery
from people.models import AccessLogEntry, Department, User
from people.services import create_token
from tests.conftest import As
from tests.datasets.factories import CSV, deliver, make_dataset, make_rule, send

pytestmark = pytest.mark.django_db
GOOD = "nr;naam\n1;a\n2;b\n3;c\n"
BAD = "nr;naam\n1;a\n2;\n3;\n"


@pytest.fixture
def dataset(department: Department, steward: User, owner: User) -> Dataset:
    return make_dataset(department, steward=steward, owner=owner)


@pytest.fixture
def parked(dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> Delivery:
    monkeypatch.setattr(parking, "PARKING_KINDS", frozenset({"gevuld"}))
    deliver(dataset, GOOD)
    make_rule(dataset, "gevuld", ["naam"], severity="blocking")
    return deliver(dataset, BAD)


def url(name: str, dataset: Dataset, *parts: object) -> str:
    return reverse(f"datasets:{name}", args=[dataset.slug, *parts])


def text(response: HttpResponse) -> str:
    return response.content.decode()


def post(user: User, path: str, body: Any = None) -> HttpResponse:
    client = Client(headers={"Authorization": f"Token {create_token(user)}"})
    return client.post(  # type: ignore[return-value]
        f"/api/v1/datasets/{path}", json.dumps(body or {}), content_type="application/json"
    )


class TestParked:
    def test_its_page_says_why_and_what_one_can_do(
        self, as_: As, dataset: Dataset, parked: Delivery, steward: User, colleague: User
    ) -> None:
        use = url("delivery_use", dataset, 2)
        page = text(as_(steward).get(url("delivery", dataset, 2)))
        assert "Regel 1 over het aantal rijen wordt niet gehaald." in page
        assert url("rule", dataset, 1) in page
        assert use in page
        assert use not in text(as_(colleague).get(url("delivery", dataset, 2)))
        overview = text(as_(colleague).get(url("detail", dataset)))
        assert url("delivery", dataset, 2) in overview
        assert "is geparkeerd door regel 1" in overview

    def test_it_is_used_all_the_same_only_with_a_reason(
        self, as_: As, dataset: Dataset, parked: Delivery, steward: User
    ) -> None:
        client, use = as_(steward), url("delivery_use", dataset, 2)
        assert client.get(use).status_code == 200
        refused = client.post(use, {"reden": " "})
        assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["reden"])
        client.post(use, {"reden": "De bron is kleiner geworden."})
        parked.refresh_from_db()
        assert parked.is_current
        again = client.get(use, follow=True)
        assert again.redirect_chain
        assert "De bron is kleiner geworden." in text(client.get(url("detail", dataset)))

    def test_the_api_does_the_same(self, dataset: Dataset, parked: Delivery, steward: User) -> None:
        path = f"{dataset.slug}/leveringen/2/akkoord"
        refused = post(steward, path)
        assert refused.status_code == 400
        assert "reden" in json.dumps(refused.json())
        told = post(steward, path, {"reden": "klopt"})
        assert (told.status_code, told.json()["actueel"]) == (200, True)
        assert post(steward, path, {"reden": "klopt"}).status_code == 409


class TestWithdrawn:
    def test_by_api_with_a_reason_and_once(self, dataset: Dataset, steward: User) -> None:
        deliver(dataset)
        path = f"{dataset.slug}/leveringen/1/intrekken"
        assert post(steward, path).status_code == 400
        told = post(steward, path, {"reden": "verkeerde maand"})
        assert (told.status_code, told.json()["status"]) == (200, "ingetrokken")
        assert post(steward, path, {"reden": "nog eens"}).status_code == 409
        assert dataset.changes.get(new=DeliveryStatus.WITHDRAWN).note == "verkeerde maand"

    def test_its_page_says_that_the_file_is_kept_and_until_when(
        self, as_: As, dataset: Dataset, steward: User
    ) -> None:
        delivery = deliver(dataset)
        withdraw_delivery(delivery, by=steward, note="fout")
        page = url("delivery", dataset, 1)
        assert "tot iemand het vernietigt" in text(as_(steward).get(page))
        edit_dataset(dataset, by=steward, retention_months=12)
        told = as_(steward).get(page)
        assert told.context["kept_until"].year == delivery.received_at.year + 1
        assert "Het wordt vernietigd op" in text(told)

    def test_a_repeat_leads_to_the_delivery_that_has_the_bytes(
        self, as_: As, dataset: Dataset, steward: User
    ) -> None:
        deliver(dataset)
        send(dataset, CSV)
        client = as_(steward)
        page = text(client.get(url("delivery", dataset, 2)))
        assert url("delivery_withdraw", dataset, 2) not in page
        assert url("delivery_destroy", dataset, 2) not in page
        led = client.get(url("delivery_destroy", dataset, 2))
        assert led.headers["Location"] == url("delivery_destroy", dataset, 1)
        said = client.post(url("delivery_withdraw", dataset, 2), {"reden": "x"}, follow=True)
        assert "hetzelfde bestand als levering 1" in str(list(said.context["messages"])[0])
        assert (
            post(steward, f"{dataset.slug}/leveringen/2/intrekken", {"reden": "x"}).status_code
            == 409
        )


class TestDestroyed:
    RIGHT = {"reden": "mocht niet geleverd worden", "nummer": "1"}

    @pytest.mark.parametrize(
        ("given", "wrong"),
        [
            ({}, ["reden", "nummer"]),
            ({"reden": "  ", "nummer": "1"}, ["reden"]),
            ({"reden": "weg", "nummer": "2"}, ["nummer"]),
            ({"reden": "weg", "nummer": "ja"}, ["nummer"]),
        ],
    )
    def test_only_after_its_number_and_a_reason(
        self, as_: As, dataset: Dataset, steward: User, given: dict[str, str], wrong: list[str]
    ) -> None:
        delivery = deliver(dataset)
        refused = as_(steward).post(url("delivery_destroy", dataset, 1), given)
        assert (refused.status_code, list(refused.context["form"].errors)) == (422, wrong)
        assert Delivery.objects.get(pk=delivery.pk).is_current

    def test_leaves_a_page_with_the_trace_and_a_line_in_the_access_log(
        self, as_: As, dataset: Dataset, owner: User, colleague: User
    ) -> None:
        delivery = deliver(dataset)
        client = as_(owner)
        asked = text(client.get(url("delivery_destroy", dataset, 1)))
        assert "Deze levering is in gebruik." in asked
        client.post(url("delivery_destroy", dataset, 1), self.RIGHT)
        page = text(as_(colleague).get(url("delivery", dataset, 1)))
        for told in ("mocht niet geleverd worden", delivery.sha256, "Demo Eigenaar"):
            assert told in page
        assert "Dorpsstraat" not in page
        assert url("delivery_destroy", dataset, 1) not in page
        line = AccessLogEntry.objects.get(action="delivery-destroyed")
        assert (line.person, line.reason, line.result) == (owner, self.RIGHT["reden"], "granted")
        assert line.ip
        for name in ("delivery_destroy", "delivery", "deliveries"):
            again = client.get(url(name, dataset, *([1] if name != "deliveries" else [])))
            assert again.status_code in (200, 302)
        assert client.get(url("rejected", dataset, 1)).status_code == 404

    def test_while_a_job_reads_it_the_page_says_wait(
        self, as_: As, dataset: Dataset, steward: User
    ) -> None:
        send(dataset, by=steward)
        said = as_(steward).post(url("delivery_destroy", dataset, 1), self.RIGHT)
        assert said.status_code == 422
        assert "Koers is met deze gegevens bezig" in text(said)
        answer = post(steward, f"{dataset.slug}/leveringen/1/vernietigen", {"reden": "weg"})
        assert answer.status_code == 409

    def test_by_api(self, dataset: Dataset, steward: User) -> None:
        deliver(dataset, "Lijst van Demo Jansen\n\n" + CSV)
        path = f"{dataset.slug}/leveringen/1/vernietigen"
        assert post(steward, path).status_code == 400
        assert post(steward, path, {"reden": "x", "nummer": 1}).status_code == 400
        told = post(steward, path, {"reden": "weg"})
        assert told.status_code == 200
        body = told.json()
        assert (body["status"], body["kolommen"], body["lezing"]) == ("vernietigd", [], None)
        assert body["vernietigd"]
        assert body["sha256"]
        assert post(steward, path, {"reden": "weg"}).status_code == 409

    def test_also_of_a_retired_dataset(
        self, as_: As, dataset: Dataset, owner: User, steward: User
    ) -> None:
        deliver(dataset)
        deliver(dataset, GOOD)
        move_dataset(dataset, to=DatasetStatus.RETIRED, by=steward)
        as_(owner).post(url("delivery_destroy", dataset, 1), self.RIGHT)
        answer = post(steward, f"{dataset.slug}/leveringen/2/vernietigen", {"reden": "weg"})
        assert answer.status_code == 200
        assert set(dataset.deliveries.values_list("status", flat=True)) == {"destroyed"}
        for verb in ("akkoord", "intrekken"):
            answer = post(steward, f"{dataset.slug}/leveringen/2/{verb}", {"reden": "weg"})
            assert answer.status_code == 409

    def test_names_other_deliveries_that_hold_the_same_file(
        self, as_: As, dataset: Dataset, steward: User
    ) -> None:
        deliver(dataset, CSV)
        deliver(dataset, GOOD)
        deliver(dataset, CSV)  # its bytes were in use no more: a delivery of its own
        page = text(as_(steward).get(url("delivery_destroy", dataset, 1)))
        assert "Levering 3 is hetzelfde bestand en blijft." in page


class TestRights:
    def test_by_page(
        self, as_: As, dataset: Dataset, parked: Delivery, colleague: User, outsider: User
    ) -> None:
        for person in (colleague, outsider):
            for name in ("delivery_destroy", "delivery_use"):
                for ask in (as_(person).get, as_(person).post):
                    assert ask(url(name, dataset, 2)).status_code == 404
        parked.refresh_from_db()
        assert parked.status == DeliveryStatus.PARKED
        refused = AccessLogEntry.objects.filter(action="delivery-destroyed", result="refused")
        assert refused.count() == 4

    def test_an_owner_does_not_say_the_stewards_yes(
        self, as_: As, dataset: Dataset, parked: Delivery, owner: User
    ) -> None:
        assert as_(owner).post(url("delivery_use", dataset, 2), {"reden": "x"}).status_code == 404
        answer = post(owner, f"{dataset.slug}/leveringen/2/akkoord", {"reden": "x"})
        assert answer.status_code == 403

    @pytest.mark.parametrize("verb", ["akkoord", "intrekken", "vernietigen"])
    def test_by_api(
        self,
        dataset: Dataset,
        parked: Delivery,
        department: Department,
        colleague: User,
        make_person: Callable[..., User],
        verb: str,
    ) -> None:
        other_owner = make_person("andereigenaar", department, "owners")
        for person in (colleague, other_owner):
            path = f"{dataset.slug}/leveringen/2/{verb}"
            assert post(person, path, {"reden": "x"}).status_code == 403
        Dataset.objects.update(shielded=True)
        for number in (2, 99):
            path = f"{dataset.slug}/leveringen/{number}/{verb}"
            assert post(other_owner, path, {"reden": "x"}).status_code == 404

    def test_changes_take_a_token(self, as_: As, dataset: Dataset, steward: User) -> None:
        deliver(dataset)
        client = as_(steward, csrf=True)
        assert (
            client.post(url("delivery_destroy", dataset, 1), TestDestroyed.RIGHT).status_code == 403
        )


class TestList:
    def shown(self, client: Client, dataset: Dataset, word: str) -> list[int]:
        page = client.get(url("deliveries", dataset), {"status": word}).context["page"]
        return [delivery.number for delivery in page]

    def test_shows_one_state_at_a_time_and_a_repeat_with_its_original(
        self, as_: As, dataset: Dataset, parked: Delivery, steward: User, colleague: User
    ) -> None:
        third = deliver(dataset, GOOD + "4;d\n")
        send(dataset, GOOD + "4;d\n")
        client = as_(colleague)
        assert self.shown(client, dataset, "") == [4, 3, 2, 1]
        assert self.shown(client, dataset, "geparkeerd") == [2]
        assert self.shown(client, dataset, "in-gebruik") == [3]
        withdraw_delivery(third, by=steward, note="x")
        assert self.shown(client, dataset, "ingetrokken") == [4, 3]
        assert self.shown(client, dataset, "vernietigd") == []
        assert self.shown(client, dataset, "onzin") == [4, 3, 2, 1]
        page = text(client.get(url("deliveries", dataset), {"status": "vernietigd"}))
        assert "Geen levering van deze dataset heeft die status." in page
        assert text(client.get(url("deliveries", dataset))).count("Ingetrokken</") >= 2

    def test_a_filtered_list_takes_as_many_queries_as_a_short_one(
        self,
        as_: As,
        dataset: Dataset,
        colleague: User,
        steward: User,
        django_assert_max_num_queries: Callable[..., Any],
    ) -> None:
        delivery = send(dataset, by=steward).delivery
        for number in range(2, 42):
            delivery.pk, delivery._state.adding, delivery.number = None, True, number
            delivery.uuid = Delivery._meta.get_field("uuid").get_default()
            delivery.status, delivery.sha256 = DeliveryStatus.WITHDRAWN, f"{number:064}"
            delivery.save(force_insert=True)
        client = as_(colleague)
        client.get(url("deliveries", dataset))
        with django_assert_max_num_queries(15):
            assert len(self.shown(client, dataset, "ingetrokken")) == 25

"""Where a repair in Koers is told: rows, delivery, downloads and API."""

import csv
import io
from typing import Any

import pytest
from django.http import StreamingHttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from datasets.lifecycle import Classification
from datasets.models import Dataset, Delivery
from datasets.services import (
    PatchCell,
    describe_column,
    edit_dataset,
    patch_delivery,
)
from kit.jobs import work_off
from people.models import AccessLogEntry, Department, User
from people.services import create_token
from tests.conftest import As
from tests.datasets.factories import deliver, make_dataset

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

STREET = PatchCell(3, "straat", "Kerkpad", "Bord hangt er al jaren")
AMOUNT = PatchCell(2, "bedrag", "1300")


@pytest.fixture(autouse=True)
def _datasets_alone(settings: Settings) -> None:
    """Feedback takes a repair back that no correction asks for."""
    settings.KOERS_AFTER_DELIVERY = "tests.datasets.followers.NOBODY"


@pytest.fixture
def dataset(department: Department, steward: User, owner: User) -> Dataset:
    return make_dataset(department, key=["nr"], steward=steward, owner=owner)


@pytest.fixture
def source(dataset: Dataset) -> Delivery:
    return deliver(dataset)


def patched(source: Delivery, *cells: PatchCell, by: User | None = None) -> Delivery:
    """A repair that was checked."""
    made = patch_delivery(source, cells or (STREET, AMOUNT), by=by)
    work_off()
    for delivery in (made, source):
        delivery.refresh_from_db()
    return made


class TestTold:
    """Each repaired cell says so, wherever the rows are read."""

    def csv_of(self, client: Client, dataset: Dataset) -> list[list[str]]:
        response = client.get(reverse("datasets:rows_csv", args=[dataset.slug]))
        assert isinstance(response, StreamingHttpResponse)
        text = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[arg-type]
        return list(csv.reader(io.StringIO(text)))

    def test_on_the_page_of_rows(
        self, as_: As, dataset: Dataset, source: Delivery, colleague: User
    ) -> None:
        patched(source)
        response = as_(colleague).get(reverse("datasets:rows", args=[dataset.slug]))
        cells = [[cell.patched for cell in row.cells] for row in response.context["table"]["rows"]]
        assert cells == [
            [None, None, None, "1.250,5"],
            [None, "Kerkweg", None, None],
            [None, None, None, None],
        ]
        page = response.content.decode()
        assert page.count("koers-cell-patched") == 2
        assert "Kerkweg" in page

    def test_in_the_download_by_the_names_of_the_columns(
        self, as_: As, dataset: Dataset, source: Delivery, colleague: User
    ) -> None:
        client = as_(colleague)
        assert self.csv_of(client, dataset)[0][-1] == "bedrag"
        patched(source, STREET, AMOUNT, PatchCell(3, "bedrag", "981"))
        rows = self.csv_of(client, dataset)
        assert [row[-1] for row in rows] == [*("hersteld_in_koers", "bedrag", "straat, bedrag", "")]

    def test_on_the_page_of_the_delivery_and_of_its_source(
        self, as_: As, dataset: Dataset, source: Delivery, colleague: User, steward: User
    ) -> None:
        patch = patched(source, by=steward)
        client = as_(colleague)
        page = client.get(reverse("datasets:delivery", args=[dataset.slug, patch.number]))
        told = page.context["patched"]
        assert [(cell.line, cell.column, cell.old, cell.new) for cell in told.cells] == [
            (2, "bedrag", "1.250,5", "1.300"),
            (3, "straat", "Kerkweg", "Kerkpad"),
        ]
        assert STREET.note in page.content.decode()
        of_source = client.get(reverse("datasets:delivery", args=[dataset.slug, source.number]))
        assert of_source.context["patched"].repaired_in == [patch.number]

    def test_masked_where_the_column_is_personal(
        self, as_: As, dataset: Dataset, source: Delivery, colleague: User, steward: User
    ) -> None:
        describe_column(dataset.columns.get(name="straat"), by=steward, personal="ordinary")
        patch = patched(source)
        client = as_(colleague)
        for name, args in (("rows", []), ("delivery", [patch.number])):
            page = client.get(reverse(f"datasets:{name}", args=[dataset.slug, *args]))
            assert "Kerkweg" not in page.content.decode()
            assert "Kerkpad" not in page.content.decode()
            assert "K*****g" in page.content.decode()
        assert "Kerkpad" not in str(self.csv_of(client, dataset))

    def test_confidential_cells_are_for_who_may_see_rows(
        self, as_: As, dataset: Dataset, source: Delivery, colleague: User, steward: User
    ) -> None:
        edit_dataset(dataset, by=steward, classification=Classification.CONFIDENTIAL)
        patch = patched(source)
        page = as_(colleague).get(reverse("datasets:delivery", args=[dataset.slug, patch.number]))
        assert page.status_code == 200
        assert page.context["patched"].cells == []
        assert "Kerkpad" not in page.content.decode()
        assert self.ask(colleague, dataset, patch)[0] == 403
        assert self.ask(steward, dataset, patch)[0] == 200
        lines = AccessLogEntry.objects.filter(object_id=str(dataset.pk), action="rows-seen")
        assert [line.result for line in lines.order_by("pk")] == ["refused", "granted"]

    def ask(self, user: User, dataset: Dataset, delivery: Delivery) -> tuple[int, Any]:
        client = Client(headers={"Authorization": f"Token {create_token(user)}"})
        path = f"/api/v1/datasets/{dataset.slug}/leveringen/{delivery.number}/herstelde-cellen"
        answer = client.get(path)
        return answer.status_code, answer.json()

    def test_by_the_api(
        self, dataset: Dataset, source: Delivery, colleague: User, outsider: User, steward: User
    ) -> None:
        describe_column(dataset.columns.get(name="straat"), by=steward, personal="ordinary")
        patch = patched(source)
        status, found = self.ask(colleague, dataset, patch)
        assert status == 200
        shown = [
            (one["regel"], one["kolom"], one["oud"], one["nieuw"]) for one in found["resultaten"]
        ]
        assert shown == [(2, "bedrag", "1250.5", "1300"), (3, "straat", "K*****g", "K*****d")]
        assert self.ask(colleague, dataset, source)[1]["resultaten"] == []
        client = Client(headers={"Authorization": f"Token {create_token(colleague)}"})
        deliveries = client.get(f"/api/v1/datasets/{dataset.slug}/leveringen").json()["resultaten"]
        assert [(one["nummer"], one["hersteldVan"], one["kanaal"]) for one in deliveries] == [
            (2, 1, "hersteld-in-koers"),
            (1, None, "api"),
        ]
        edit_dataset(dataset, by=steward, shielded=True)
        assert self.ask(outsider, dataset, patch)[0] == 404

    def test_in_the_history(
        self, as_: As, dataset: Dataset, source: Delivery, colleague: User
    ) -> None:
        patched(source)
        page = as_(colleague).get(reverse("datasets:detail", args=[dataset.slug]))
        assert "Hersteld in Koers: levering 2" in page.content.decode()

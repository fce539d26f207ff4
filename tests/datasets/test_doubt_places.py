"""Where the pages of a dataset leave room for doubt, and how they show that a value is doubted."""

import re
from typing import Any

import pytest
from django.http import HttpRequest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from datasets.lifecycle import Dimension, FlagOrigin, Severity
from datasets.models import Dataset, Delivery, Finding
from datasets.services import raise_flag
from kit import slots
from kit.slots import Filling, offer
from people.models import Department, User
from tests.conftest import As
from tests.datasets.factories import CSV, deliver, make_dataset, make_rule

pytestmark = pytest.mark.django_db

Asked = list[tuple[str, dict[str, Any]]]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """Every place is filled with a word, and says what it was asked."""
    monkeypatch.setattr(slots, "_OFFERS", {})
    told: Asked = []

    def filler(place: str) -> slots.Offer:
        def fill(request: HttpRequest, **what: Any) -> Filling:
            told.append((place, what))
            return Filling("components/status.html", {"label": place, "icon_name": "flag"})

        return fill

    for place in (
        *("dataset.actions", "dataset.tabs", "record.actions", "column.actions"),
        *("finding.actions", "page.doubt"),
    ):
        offer(place, filler(place))
    return told


@pytest.fixture
def dataset(department: Department) -> Dataset:
    return make_dataset(department, key=["nr"])


@pytest.fixture
def delivery(dataset: Dataset) -> Delivery:
    return deliver(dataset)


def rows_url(dataset: Dataset) -> str:
    return reverse("datasets:rows", args=[dataset.slug])


def doubt(dataset: Dataset, *, key: str = "", column: str = "") -> None:
    raise_flag(
        dataset,
        dimension=Dimension.CORRECT,
        severity=Severity.WARNING,
        origin=FlagOrigin.REPORT,
        reason_code="report",
        reason_params={"report": "T-1", "url": "/x", "all": "/y", "subject": "cell", "right": 0},
        column=column,
        record_key=key,
    )


def of(asked: Asked, place: str) -> list[dict[str, Any]]:
    return [what for name, what in asked if name == place]


def test_every_row_column_and_page_of_the_data_has_room(
    as_: As, asked: Asked, dataset: Dataset, delivery: Delivery, colleague: User
) -> None:
    page = as_(colleague).get(rows_url(dataset)).content.decode()
    assert of(asked, "record.actions") == [
        {"dataset": dataset, "delivery": delivery, "line": line} for line in (2, 3, 4)
    ]
    assert [what["column"].name for what in of(asked, "column.actions")] == [
        *("nr", "straat", "opgeleverd", "bedrag")
    ]
    assert of(asked, "dataset.actions") == [{"dataset": dataset}]
    assert of(asked, "dataset.tabs") == [{"dataset": dataset, "tab": "rows"}]
    assert of(asked, "page.doubt") == [{}]
    assert page.count("record.actions") == 3


def test_a_table_says_where_each_cell_stands_without_its_value(
    as_: As, dataset: Dataset, delivery: Delivery, colleague: User
) -> None:
    page = as_(colleague).get(rows_url(dataset)).content.decode()
    table = page[page.index('<table class="utrecht-table utrecht-table--html-table" id="data"') :]
    assert re.findall(r'data-column="([^"]*)"', table) == ["nr", "straat", "opgeleverd", "bedrag"]
    assert re.findall(r'data-line="([^"]*)"', table) == ["2", "3", "4"]
    assert f'data-delivery="{delivery.number}"' in table
    assert f'data-dataset="{dataset.slug}"' in table


def test_the_profile_of_a_column_has_room(
    as_: As, asked: Asked, dataset: Dataset, delivery: Delivery, colleague: User
) -> None:
    column = dataset.columns.get(name="bedrag")
    as_(colleague).get(reverse("datasets:column_profile", args=[dataset.slug, column.pk]))
    assert of(asked, "column.actions") == [{"dataset": dataset, "column": column}]


def test_a_finding_and_each_of_its_rows_have_room(
    as_: As, asked: Asked, dataset: Dataset, delivery: Delivery, colleague: User
) -> None:
    make_rule(dataset, "gevuld", ["opgeleverd"])
    finding = Finding.objects.get()
    url = reverse("datasets:run", args=[dataset.slug, finding.run.number])
    as_(colleague).get(url)
    assert of(asked, "finding.actions") == [
        {"dataset": dataset, "finding": finding, "delivery": "1", "line": 4},
        {"dataset": dataset, "finding": finding, "delivery": "", "line": 0},
    ]


def test_without_offers_a_page_has_no_column_for_them(
    as_: As, monkeypatch: pytest.MonkeyPatch, dataset: Dataset, delivery: Delivery, colleague: User
) -> None:
    monkeypatch.setattr(slots, "_OFFERS", {})
    page = as_(colleague).get(rows_url(dataset)).content.decode()
    assert "koers-row-actions" not in page


def test_a_doubted_cell_column_and_record_are_marked_with_icon_and_word(
    as_: As, dataset: Dataset, delivery: Delivery, colleague: User
) -> None:
    doubt(dataset, key="nr:0002", column="bedrag")
    doubt(dataset, key="nr:0003")
    doubt(dataset, column="straat")
    doubt(dataset, key="nr:0009", column="bedrag")  # stands on no row of this page
    response = as_(colleague).get(rows_url(dataset))
    table = response.context["table"]
    assert [[cell.doubted for cell in row.cells] for row in table["rows"]] == [
        [False, False, False, False],
        [False, False, False, True],
        [True, False, False, False],
    ]
    assert [column["doubted"] for column in table["columns"]] == [False, True, False, False]
    assert response.content.decode().count("koers-cell-doubted") == 2
    assert response.content.decode().count("koers-cell-sign") == 3


def test_closed_doubts_and_flags_of_rules_mark_nothing(
    as_: As, dataset: Dataset, delivery: Delivery, colleague: User
) -> None:
    doubt(dataset, key="nr:0002", column="bedrag")
    dataset.flags.update(closed_at=delivery.received_at)
    make_rule(dataset, "gevuld", ["opgeleverd"])
    assert dataset.flags.open().exists()
    table = as_(colleague).get(rows_url(dataset)).context["table"]
    assert not any(cell.doubted for row in table["rows"] for cell in row.cells)
    assert not any(column["doubted"] for column in table["columns"])


def test_marks_cost_the_same_queries_however_many_there_are(
    as_: As,
    department: Department,
    colleague: User,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    dataset = make_dataset(department, key=["nr"])
    deliver(dataset, CSV + "".join(f"{n:04d};Pad {n};;1,5\n" for n in range(4, 90)))
    for n in range(1, 40):
        doubt(dataset, key=f"nr:{n:04d}", column="bedrag")
    client = as_(colleague)
    client.get(rows_url(dataset))
    with django_assert_max_num_queries(15):
        table = client.get(rows_url(dataset)).context["table"]
    assert sum(cell.doubted for row in table["rows"] for cell in row.cells) == 39

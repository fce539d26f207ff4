"""What it promises to find records: where they stand, by their key, by what they say, by a word."""

import pytest

from datasets.lifecycle import DeliveryStatus, Mode, Refused
from datasets.models import Dataset, Delivery
from datasets.services import (
    destroy_delivery,
    find_record,
    find_records,
    parsed_key,
    record_at,
    record_key_of,
    search_records,
    withdraw_delivery,
)
from people.models import Department, User
from tests.datasets.factories import CSV, deliver, make_dataset

pytestmark = pytest.mark.django_db


@pytest.fixture
def dataset(department: Department, steward: User) -> Dataset:
    return make_dataset(department, key=["nr"], steward=steward)


@pytest.fixture
def delivery(dataset: Dataset) -> Delivery:
    return deliver(dataset)


def test_a_record_at_its_line(delivery: Delivery) -> None:
    record = record_at(delivery, 2)
    assert record
    assert (record.delivery, record.line, record.key) == (delivery, 2, "nr:0001")
    assert record.values == {
        "nr": "0001",
        "straat": "Dorpsstraat",
        "opgeleverd": "2024-02-01",
        "bedrag": "1250.5",
    }
    last = record_at(delivery, 4)
    assert last
    assert (last.values["opgeleverd"], last.values["bedrag"]) == ("", "")
    assert record_at(delivery, 5) is None


@pytest.mark.parametrize("key", ["nr:0002", "0002"])
def test_a_record_by_its_key(dataset: Dataset, delivery: Delivery, key: str) -> None:
    record = find_record(dataset, key=key)
    assert record
    assert (record.line, record.key, record.delivery) == (3, "nr:0002", delivery)
    assert find_record(dataset, key="nr:2") is None
    assert find_record(dataset, key="straat:Kerkweg") is None
    assert find_record(dataset, key="") is None


def test_a_record_by_what_it_says(dataset: Dataset, delivery: Delivery) -> None:
    record = find_record(
        dataset, record={"straat": "Kerkweg", "opgeleverd": "15-3-2024", "bedrag": "980"}
    )
    assert record
    assert record.line == 3
    assert find_record(dataset, record={"straat": "Kerkweg", "bedrag": "981"}) is None


@pytest.mark.parametrize(
    ("key", "ways"),
    [
        ("nr:a;b;jaar:2023", [{"nr": "a;b", "jaar": "2023"}]),
        ("nr:a:b;jaar:", [{"nr": "a:b", "jaar": ""}]),
        ("nr:;jaar:2023", [{"nr": "", "jaar": "2023"}]),
        (
            "nr:x;jaar:1;jaar:2",
            [{"nr": "x", "jaar": "1;jaar:2"}, {"nr": "x;jaar:1", "jaar": "2"}],
        ),
        ("nr:0007", []),
        ("jaar:2023", []),
        ("", []),
    ],
)
def test_a_key_is_read_by_the_names_of_its_columns(key: str, ways: list[dict[str, str]]) -> None:
    dataset = Dataset(key=["nr", "jaar"])
    assert parsed_key(dataset, key) == ways
    for way in ways:
        assert record_key_of(dataset, way) == key


def test_signs_in_a_value_of_the_key_do_no_harm(department: Department) -> None:
    dataset = make_dataset(department, key=["nr", "jaar"])
    deliver(dataset, 'nr;jaar;x\n"a;jaar:1";2023;een\n"b:c";2024;twee\n')
    for line, key in ((2, "nr:a;jaar:1;jaar:2023"), (3, "nr:b:c;jaar:2024")):
        record = find_record(dataset, key=key)
        assert record
        assert (record.line, record.key) == (line, key)


def test_without_a_key_records_have_no_name(department: Department) -> None:
    dataset = make_dataset(department)
    record = record_at(deliver(dataset), 2)
    assert record
    assert record.key == ""
    assert find_record(dataset, key="nr:0001") is None


def test_many_records_of_one_delivery_are_found_at_once(
    dataset: Dataset, delivery: Delivery
) -> None:
    newer = deliver(dataset, CSV.replace("Kerkweg", "Kerkpad"))
    asked = [{"nr": "0002"}, {"nr": "0009"}, {"straat": "Kerkweg"}]
    of_old = find_records(dataset, asked, delivery)
    of_new = find_records(dataset, asked, newer)
    assert [[record.line for record in found] for found in of_old] == [[3], [], [3]]
    assert [[record.line for record in found] for found in of_new] == [[3], [], []]
    assert of_new[0][0].values["straat"] == "Kerkpad"
    assert {record.delivery for found in of_old for record in found} == {delivery}


def test_a_delivery_without_change_reads_the_table_it_repeats(
    dataset: Dataset, delivery: Delivery
) -> None:
    again = deliver(dataset)
    assert again.same_as == delivery
    [[record]] = find_records(dataset, [{"nr": "0001"}], again)
    assert (record.delivery, record.line) == (again, 2)
    at = record_at(again, 3)
    assert at
    assert (at.delivery, at.key) == (again, "nr:0002")


def test_a_search_looks_in_what_is_current_and_in_the_period_asked_for(
    department: Department,
) -> None:
    dataset = make_dataset(department, mode=Mode.ACCUMULATES, key=["nr"])
    old = deliver(dataset, "nr;naam\n01;Iep\n02;Eik\n", period="2023")
    new = deliver(dataset, "nr;naam\n01;Iep\n03;Iepenlaan\n", period="2024")
    found = search_records(dataset, "iep")
    assert {(record.delivery, record.line) for record in found} == {(old, 2), (new, 2), (new, 3)}
    found = search_records(dataset, "Iep", column="naam", period="2024")
    assert [(record.delivery, record.key) for record in found] == [(new, "nr:01"), (new, "nr:03")]
    assert search_records(dataset, "Iep", column="nr") == []
    assert len(search_records(dataset, "Iep", limit=2)) == 2
    assert search_records(dataset, "Iep", period="2022") == []


def test_what_was_withdrawn_or_destroyed_is_found_no_more(
    dataset: Dataset, delivery: Delivery, steward: User
) -> None:
    withdraw_delivery(delivery, by=steward, note="Verkeerd bestand")
    assert record_at(delivery, 2) is None
    assert find_record(dataset, key="nr:0001") is None
    assert find_record(dataset, key="nr:0001", delivery=delivery) is None
    assert search_records(dataset, "Kerkweg") == []
    with pytest.raises(Refused, match="rows-unreadable"):
        find_records(dataset, [{"nr": "0001"}], delivery)
    destroy_delivery(delivery, by=steward, note="Bewaartermijn")
    delivery.refresh_from_db()
    assert delivery.status == DeliveryStatus.DESTROYED
    assert record_at(delivery, 2) is None


def test_a_table_that_cannot_be_read_is_no_missing_record(
    dataset: Dataset, delivery: Delivery
) -> None:
    delivery.table_path.write_bytes(b"geen tabel")
    with pytest.raises(Refused, match="rows-unreadable"):
        find_records(dataset, [{"nr": "0001"}], delivery)
    with pytest.raises(Refused, match="rows-unreadable"):
        search_records(dataset, "Kerkweg")
    assert record_at(delivery, 2) is None

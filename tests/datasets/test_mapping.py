"""A file with other column names stays one dataset: mapped once, remembered for what follows."""

import os
from pathlib import Path

import pytest

from datasets.lifecycle import DeliveryStatus, FlagOrigin, Mode, Refused
from datasets.models import Dataset, Delivery
from datasets.services import accept_delivery, compare_schema
from datasets.services.mapping import map_columns, mapping_of
from datasets.services.remembered import forget_name
from datasets.services.table import table_of
from kit.jobs import work_off
from people.models import Department, User
from tests.datasets.factories import deliver, make_dataset, make_rule

pytestmark = pytest.mark.django_db
FIRST = "buurt;inwoners op 1-1-2015;bedrag\nNoord;10;1,5\nZuid;20;2,5\n"
SECOND = FIRST.replace("2015", "2016").replace("buurt", "Buurt_").replace("20;", "21;")
THIRD = FIRST.replace("2015", "2017").replace("buurt", "Buurt_").replace("20;", "22;")
NAMES = {"Buurt_": "buurt", "inwoners op 1-1-2016": "inwoners op 1-1-2015"}


@pytest.fixture
def dataset(department: Department, steward: User, owner: User) -> Dataset:
    return make_dataset(
        department, steward=steward, owner=owner, mode=Mode.ACCUMULATES, key=["buurt"]
    )


def changed(dataset: Dataset, text: str = SECOND) -> Delivery:
    deliver(dataset, FIRST, period="2015")
    return deliver(dataset, text, period="2016", accept=False)


def say_yes(delivery: Delivery, by: User) -> None:
    accept_delivery(delivery, by=by)
    work_off()
    delivery.refresh_from_db()
    delivery.dataset.refresh_from_db()


def test_likely_names_are_proposed_beside_the_columns_that_are_free(dataset: Dataset) -> None:
    found = mapping_of(changed(dataset))
    assert [(new.name, new.likely, new.why) for new in found.new] == [
        ("Buurt_", "buurt", "same-letters"),
        ("inwoners op 1-1-2016", "inwoners op 1-1-2015", "same-but-year"),
    ]
    assert [name for name, _type in found.free] == ["buurt", "inwoners op 1-1-2015"]


def test_mapped_columns_are_one_column_in_every_delivery(dataset: Dataset, steward: User) -> None:
    waiting = changed(dataset)
    assert dataset.flags.open().filter(origin=FlagOrigin.SCHEMA).exists()
    assert not map_columns(waiting, names=NAMES, by=steward)
    assert not compare_schema(waiting)
    assert not dataset.flags.open().filter(origin=FlagOrigin.SCHEMA).exists()
    assert dataset.column_mapping == {}  # nothing is remembered before the yes
    say_yes(waiting, steward)
    assert waiting.reading["columns"][0]["source_name"] == "Buurt_"
    assert dataset.column_mapping == NAMES or Dataset.objects.get().column_mapping == NAMES
    current = list(dataset.deliveries.current())
    assert list(table_of(dataset, current).columns) == [
        "buurt",
        "inwoners op 1-1-2015",
        "bedrag",
    ]
    rule = make_rule(dataset, "bereik", ("inwoners op 1-1-2015",), parameters={"minimum": 15})
    assert (rule.findings.get().checked, rule.findings.get().failed) == (4, 2)
    note = waiting.changes.get(new=DeliveryStatus.READ).note
    assert "Buurt_ = buurt" in note


def test_the_third_year_needs_no_hand(dataset: Dataset, steward: User) -> None:
    waiting = changed(dataset)
    map_columns(waiting, names=NAMES, by=steward)
    say_yes(waiting, steward)
    third = deliver(dataset, THIRD, period="2017", accept=False)
    assert third.status == DeliveryStatus.CHECKED
    assert [column["name"] for column in third.reading["columns"]] == [
        "buurt",
        "inwoners op 1-1-2015",
        "bedrag",
    ]
    assert dataset.columns.filter(absent_since=None).count() == 3


@pytest.mark.parametrize(
    ("names", "code"),
    [
        ({"Buurt_": "buurt", "inwoners op 1-1-2016": "buurt"}, "mapped-twice"),
        ({"Buurt_": "bedrag"}, "mapped-twice"),
        ({"Buurt_": "wijk"}, "unknown-target"),
        ({"wijk": "buurt"}, "unknown-name"),
    ],
)
def test_what_cannot_be_one_column_is_refused_and_changes_nothing(
    dataset: Dataset, steward: User, names: dict[str, str], code: str
) -> None:
    waiting = changed(dataset)
    before = waiting.reading
    with pytest.raises(Refused) as refused:
        map_columns(waiting, names=names, by=steward)
    assert refused.value.code == code
    waiting.refresh_from_db()
    assert waiting.reading == before


def test_a_mapping_is_taken_back_before_the_yes_and_forgotten_after_it(
    dataset: Dataset, steward: User
) -> None:
    waiting = changed(dataset)
    map_columns(waiting, names=NAMES, by=steward)
    map_columns(waiting, names={"Buurt_": ""}, by=steward)
    assert compare_schema(waiting).added == ("Buurt_",)
    say_yes(waiting, steward)
    assert dict(Dataset.objects.get().column_mapping) == {
        "inwoners op 1-1-2016": "inwoners op 1-1-2015"
    }
    assert dataset.columns.get(name="buurt").absent_since
    assert forget_name(dataset, name="inwoners op 1-1-2016", by=steward)
    third = deliver(dataset, THIRD, period="2017", accept=False)
    assert compare_schema(third).added == ("inwoners op 1-1-2017",)
    with pytest.raises(Refused) as refused:
        map_columns(waiting, names=NAMES, by=steward)
    assert refused.value.code == "mapping-not-now"


def test_a_column_read_as_another_type_than_it_has_is_read_once_more(
    dataset: Dataset, steward: User
) -> None:
    codes = "code;n\n0012;1\n0013;2\n"
    deliver(dataset, codes, period="2015")
    waiting = deliver(dataset, "Code_;n\n12;1\n13;2\n", period="2016", accept=False)
    assert map_columns(waiting, names={"Code_": "code"}, by=steward)
    work_off()
    waiting.refresh_from_db()
    assert waiting.status == DeliveryStatus.AWAITING
    first = waiting.reading["columns"][0]
    assert (first["name"], first["source_name"], first["type"]) == ("code", "Code_", "tekst")
    assert not compare_schema(waiting)


# ------------------------------------------------------------------- the nine years of the city


def reference() -> Path:
    folder = os.environ.get("KOERS_REFERENCE_DATA")
    if not folder:
        pytest.skip("KOERS_REFERENCE_DATA names no folder with the reference files")
    return Path(folder)


@pytest.mark.real_data
@pytest.mark.slow
def test_nine_years_of_energy_become_one_table(dataset: Dataset) -> None:
    for source in sorted((reference() / "zwolle-energie-buurt").glob("*.csv")):
        found = deliver(dataset, source.read_bytes(), period=source.stem[-4:], accept=False)
        assert found.status == DeliveryStatus.CHECKED, source.name
    rule = make_rule(dataset, columns=("Buurt_naam",))
    assert rule.findings.get().checked == 702
    table = table_of(dataset, dataset.deliveries.current())
    assert (len(table.parts), len(table.columns)) == (9, 21)
    share = next(name for name in table.columns if name.startswith("Percentage woningen"))
    assert set(table.columns.values()) == {"tekst", "geheel", "getal"}
    assert table.columns[share] == "geheel"


@pytest.mark.real_data
@pytest.mark.slow
def test_ten_years_of_inhabitants_become_one_table_with_the_header_mapped_twice(
    dataset: Dataset, steward: User
) -> None:
    """Nine files of text; 2022 exists as a workbook only, in which the first column has no name."""
    folder = reference() / "zwolle-bevolking-buurt"
    files = {source.stem[-4:]: source for source in folder.glob("*.csv")}
    files["2022"] = folder / "themas-bevolking-2022-bron.xlsx"
    other = {"2022": "kolom 1", "2024": "Buurt-naam"}
    for year, source in sorted(files.items()):
        content = source.read_bytes()
        found = deliver(dataset, content, period=year, filename=source.name, accept=False)
        if year in other:
            names = [(new.name, new.likely) for new in mapping_of(found).new]
            assert names == [(other[year], "Buurt_naam")]
            map_columns(found, names=dict(names), by=steward)
            say_yes(found, steward)
        assert found.status == DeliveryStatus.CHECKED, source.name
    rule = make_rule(dataset, columns=("Buurt_naam",))
    assert rule.findings.get().checked == 10 * 79
    table = table_of(dataset, dataset.deliveries.current())
    assert (len(table.parts), len(table.columns)) == (10, 19)
    assert dataset.columns.filter(absent_since=None).count() == 19
    following = files["2024"].read_bytes() + b"\r\n"
    later = deliver(dataset, following, period="2025", accept=False)
    assert later.status == DeliveryStatus.CHECKED

"""A decimal sign that a dataset remembers is for texts: numbers of a file keep their value."""

import json
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from datasets import intake
from datasets.models import Dataset, Delivery
from datasets.services import accept_delivery
from datasets.services.reread import read_again
from kit.jobs import work_off
from people.models import Department, User
from tests.datasets.factories import deliver, make_dataset
from tests.datasets.sheet_files import ods, rows, xls

pytestmark = pytest.mark.django_db
VALUES = [1.125 + at for at in range(12)]
TABLE = [["id", "m"], *[[at, value] for at, value in enumerate(VALUES)]]
TEXT = "id;m\n" + "".join(f"{at};{at},125\n" for at in range(12))


def parquet(folder: Path) -> bytes:
    made = folder / "m.parquet"
    with duckdb.connect() as connection:
        cells = ", ".join(f"({at}, {value}::DOUBLE)" for at, value in enumerate(VALUES))
        connection.execute(
            f"COPY (SELECT * FROM (VALUES {cells}) AS t(id, m)) TO '{made}' (FORMAT parquet)"
        )
    return made.read_bytes()


FILES: dict[str, Callable[[Path], bytes]] = {
    "xlsx": lambda folder: rows(*TABLE),
    "xls": lambda folder: xls(TABLE),
    "ods": lambda folder: ods({"Blad1": TABLE}),
    "json": lambda folder: json.dumps(
        [{"id": at, "m": value} for at, value in enumerate(VALUES)]
    ).encode(),
    "parquet": parquet,
}


@pytest.fixture
def dataset(department: Department, steward: User, owner: User) -> Dataset:
    return make_dataset(department, steward=steward, owner=owner, key=["id"])


def numbers(delivery: Delivery) -> list[object]:
    reading = intake.Reading.from_dict(delivery.reading)
    place = [column.name for column in reading.columns].index("m")
    return [row[place] for row in intake.values(delivery.table_path, reading)]


def chosen(delivery: Delivery, by: User) -> None:
    options = intake.ReadingOptions(types={"m": "getal"}, decimals={"m": ","})
    read_again(delivery, options=options, by=by)
    work_off()
    delivery.refresh_from_db()


@pytest.mark.parametrize("kind", FILES)
def test_a_remembered_comma_leaves_numbers_alone(
    tmp_path: Path, dataset: Dataset, steward: User, kind: str
) -> None:
    first = deliver(dataset, TEXT, accept=False)
    if first.status != "awaiting":
        first = read_again(first, options=intake.ReadingOptions(), by=steward)
        work_off()
    chosen(first, steward)
    accept_delivery(first, by=steward)
    work_off()
    dataset.refresh_from_db()
    assert dataset.remembered == {"types": {"m": "getal"}, "decimals": {"m": ","}}
    following = deliver(dataset, FILES[kind](tmp_path), filename=f"m.{kind}")
    assert following.options["decisions"]["decimals"] == {"m": ","}
    assert numbers(following) == VALUES


@pytest.mark.parametrize("kind", FILES)
def test_a_comma_chosen_for_numbers_changes_none(
    tmp_path: Path, dataset: Dataset, steward: User, kind: str
) -> None:
    first = deliver(dataset, FILES[kind](tmp_path), filename=f"m.{kind}", accept=False)
    if first.status != "awaiting":
        first = read_again(first, options=intake.ReadingOptions(), by=steward)
        work_off()
    chosen(first, steward)
    assert first.options["decisions"]["decimals"] == {"m": ","}
    assert numbers(first) == VALUES

"""What it promises to look rows up: by what a record says, and by any word in it."""

import unicodedata
from datetime import date, datetime
from pathlib import Path

import pytest

from datasets.quality import Table, find_rows, search_rows
from tests.datasets.quality_tables import Misfit, make_part, make_table

NOON = datetime.fromisoformat("2024-02-01T12:30:00")
COLUMNS = ["nr", "naam", "bedrag", "dag", "moment", "actief", "aantal"]


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Table:
    return make_table(
        tmp_path_factory.mktemp("lookup"),
        {
            "nr": ("tekst", ["007", "7", "a;b", None]),
            "naam": ("tekst", ["Café", "Kerkweg", "dorpsstraat", "Dorpsstraat 7"]),
            "bedrag": ("getal", [1234.5, 1.234, 1234.0, None]),
            "dag": ("datum", [date(2024, 2, 1), None, date(2024, 1, 2), date(2024, 2, 1)]),
            "moment": ("tijdstip", [NOON, None, None, None]),
            "actief": ("ja-nee", [True, False, None, True]),
            "aantal": ("geheel", [7, Misfit("veel"), 2**40, Misfit("1O0")]),
        },
    )


def lines(table: Table, *wanted: dict[str, str], **options: object) -> list[list[int]]:
    found = find_rows(table, wanted, COLUMNS, **options)  # type: ignore[arg-type]
    return [[row.line for row in rows] for rows in found]


RECORDS: list[tuple[dict[str, str], list[int]]] = [
    ({"nr": "007"}, [2]),
    ({"nr": "7"}, [3]),
    ({"nr": " 7 "}, [3]),
    ({"nr": "a;b"}, [4]),
    ({"nr": ""}, [5]),
    ({"nr": "8"}, []),
    ({"naam": unicodedata.normalize("NFD", "Café")}, [2]),
    ({"bedrag": "1.234,50"}, [2]),
    ({"bedrag": "1234"}, [4]),
    ({"bedrag": "1,234"}, [3]),
    ({"bedrag": "1.234"}, [3, 4]),  # exactly so in the table first, then the other reading
    ({"bedrag": ""}, [5]),
    ({"dag": "1 februari 2024"}, [2, 5]),
    ({"dag": "01-02-2024", "nr": "007"}, [2]),
    ({"dag": "01-02-2024", "nr": "7"}, []),
    ({"moment": "2024-02-01T12:30:00"}, [2]),
    ({"actief": "ja"}, [2, 5]),
    ({"actief": "onwaar"}, [3]),
    ({"aantal": "veel"}, [3]),
    ({"aantal": "1.099.511.627.776"}, [4]),
    ({"aantal": "99999999999999999999"}, []),
    ({"aantal": ""}, []),
    ({"nr": "007", "weg": ""}, [2]),
    ({"nr": "007", "weg": "x"}, []),
    ({"weg": "x"}, []),
    ({}, []),
]


def test_a_record_is_found_by_what_its_columns_mean(table: Table) -> None:
    found = lines(table, *(record for record, _ in RECORDS))
    told = [(record, rows) for (record, _), rows in zip(RECORDS, found, strict=True)]
    assert told == RECORDS


def test_many_records_at_once_each_have_their_own_rows(table: Table) -> None:
    asked = [{"nr": "007"}, {"dag": "2024-02-01"}, {"nr": "niets"}, {"nr": "7", "actief": "nee"}]
    assert lines(table, *asked) == [[2], [2, 5], [], [3]]
    assert lines(table, *asked, most=1) == [[2], [2], [], [3]]


def test_many_keys_in_a_long_table(tmp_path: Path) -> None:
    table = make_table(tmp_path, {"nr": ("tekst", [f"{n:05d}" for n in range(2_000)])})
    found = find_rows(table, [{"nr": f"{n:05d}"} for n in range(0, 4_000, 20)], ["nr"])
    assert [rows[0].texts[0] for rows in found[:100]] == [f"{n:05d}" for n in range(0, 2_000, 20)]
    assert found[100:] == [[]] * 100


def test_canonical_texts_have_one_reading(table: Table) -> None:
    assert lines(table, {"bedrag": "1.234"}, plain=True) == [[3]]


def test_a_whole_row_finds_itself(table: Table) -> None:
    [[row]] = find_rows(table, [{"nr": "007"}], COLUMNS)
    whole = dict(zip(COLUMNS, [text or "" for text in row.texts], strict=True))
    assert whole["aantal"] == "7"
    assert lines(table, whole, plain=True) == [[2]]


def test_rows_of_every_part_with_their_own_columns(tmp_path: Path) -> None:
    old = make_part(tmp_path / "a.parquet", {"n": ("geheel", [1, 2])}, "3")
    new = make_part(tmp_path / "b.parquet", {"n": ("getal", [2.0]), "x": ("tekst", ["y"])}, "7")
    [found] = find_rows(Table([old, new]), [{"n": "2"}], ["n", "x"], most=5)
    assert [(row.part, row.line, list(row.texts)) for row in found] == [
        ("3", 3, ["2", None]),
        ("7", 2, ["2", "y"]),
    ]
    [found] = find_rows(Table([old, new]), [{"n": "2", "x": ""}], ["n"])
    assert [row.part for row in found] == ["3"]


def test_no_table_has_no_rows() -> None:
    assert find_rows(Table([]), [{"a": "1"}], ["a"]) == [[]]
    assert search_rows(Table([]), "1", columns=["a"]) == []


@pytest.mark.parametrize(
    ("text", "column", "found"),
    [
        ("007", None, [2]),
        ("7", None, [2, 3, 4, 5]),  # 7 itself in line 2 (aantal) and 3 (nr), then as a part
        ("7", "nr", [3, 2]),
        ("dorpsstraat", None, [4, 5]),  # the very text first, then capitals and more
        ("DORP", "naam", [4, 5]),
        ("1.234,5", None, [2]),
        ("1-2-2024", None, [2, 5]),
        ("2024-02", "dag", [2, 5]),
        ("4,5", "bedrag", [2]),
        ("veel", None, [3]),
        ("1o0", None, [5]),
        ("%", None, []),
        ("'; drop", None, []),
        ("niets", None, []),
        ("  ", None, []),
        ("7", "weg", []),
    ],
)
def test_rows_are_found_by_a_word(
    table: Table, text: str, column: str | None, found: list[int]
) -> None:
    rows = search_rows(table, text, column=column, columns=["nr"])
    assert [row.line for row in rows] == found


def test_a_search_ends_at_its_limit_with_the_first_rows(tmp_path: Path) -> None:
    table = make_table(tmp_path, {"a": ("tekst", [f"x{n}" for n in range(3_000)])})
    rows = search_rows(table, "x", columns=["a"], limit=3)
    assert [row.texts for row in rows] == [["x0"], ["x1"], ["x2"]]
    assert [row.texts for row in search_rows(table, "x29", columns=["a"], limit=2)] == [
        ["x29"],
        ["x290"],
    ]

"""What it promises to look failing rows up again: all of them, whole, and by place."""

from datetime import date
from pathlib import Path

import pytest

from datasets.quality import RuleError, Table, check, failing_rows, rows_at
from tests.datasets.quality_tables import TODAY, Misfit, make_part, make_table, rule


def test_all_failing_rows_of_a_row_rule_come_whole_and_in_order(tmp_path: Path) -> None:
    values = [None if n % 3 == 0 else f"x{n}" for n in range(12_000)]
    columns = {"nr": ("geheel", list(range(12_000))), "naam": ("tekst", values)}
    table = make_table(tmp_path, columns)
    asked = rule("gevuld", "naam")
    with failing_rows(table, asked, today=TODAY) as failing:
        rows = list(failing.rows)
    [outcome] = check(table, [asked], today=TODAY)
    assert failing.count == len(rows) == outcome.failed == 4_000
    assert failing.columns == ["nr", "naam"]
    assert [row.line for row in rows] == list(range(2, 12_002, 3))
    assert rows[1].texts == ["3", None]
    assert {row.part for row in rows} == {"1"}


def test_all_rows_of_every_group_of_a_grouped_rule(tmp_path: Path) -> None:
    codes = [f"k{n // 2}" for n in range(200)] + ["alleen"]
    table = make_table(tmp_path, {"code": ("tekst", codes), "x": ("geheel", list(range(201)))})
    asked = rule("uniek", "code")
    with failing_rows(table, asked, today=TODAY) as failing:
        rows = list(failing.rows)
    assert failing.count == len(rows) == 200
    assert sorted(row.line for row in rows) == list(range(2, 202))


def test_parts_with_other_columns_and_cells_that_do_not_fit(tmp_path: Path) -> None:
    old = make_part(tmp_path / "a.parquet", {"n": ("geheel", [1, Misfit("veel"), 900])}, "3")
    new = make_part(
        tmp_path / "b.parquet", {"n": ("geheel", [901]), "d": ("datum", [date(2026, 1, 2)])}, "7"
    )
    with failing_rows(Table([old, new]), rule("bereik", "n", maximum=10), today=TODAY) as failing:
        rows = [(row.part, row.line, list(row.texts)) for row in failing.rows]
    assert ("3", 4, ["900", None]) in rows
    assert ("7", 2, ["901", "2026-01-02"]) in rows
    assert all(texts != ["1", None] for _part, _line, texts in rows)


def test_a_rule_against_another_dataset_finds_the_same_rows_as_its_check(tmp_path: Path) -> None:
    table = make_table(tmp_path, {"buurt": ("tekst", ["a", "b", "zz", None])})
    other = make_table(tmp_path, {"code": ("tekst", ["a", "b"])}, "other")
    asked = rule("verwijzing", "buurt", dataset="buurten", kolom="code")
    with failing_rows(table, asked, today=TODAY, references={"buurten": other}) as failing:
        assert [row.texts for row in failing.rows] == [["zz"]]


def test_a_rule_that_cannot_be_carried_out_says_why(tmp_path: Path) -> None:
    table = make_table(tmp_path, {"a": ("tekst", ["x"])})
    with (
        pytest.raises(RuleError) as refused,
        failing_rows(table, rule("gevuld", "weg"), today=TODAY),
    ):
        pass
    assert refused.value.code == "unknown-column"


def test_rows_are_found_again_by_part_and_line(tmp_path: Path) -> None:
    first = make_part(
        tmp_path / "a.parquet", {"naam": ("tekst", [f"n{n}" for n in range(50)])}, "1"
    )
    second = make_part(tmp_path / "b.parquet", {"bsn": ("tekst", ["123456782"])}, "2")
    table = Table([first, second])
    places = [("2", 2), ("1", 40), ("1", 3), ("1", 999), ("9", 2), ("1", 40)]
    rows = rows_at(table, places, ["naam", "bsn"])
    assert [(row.part, row.line, list(row.texts)) for row in rows] == [
        ("2", 2, [None, "123456782"]),
        ("1", 40, ["n38", None]),
        ("1", 3, ["n1", None]),
    ]
    assert rows_at(table, [], ["naam"]) == []

"""Kinds that compare rows with each other or with another dataset, on tables to check by eye."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from datasets.quality import Part, Table, check, validate
from datasets.quality.errors import RuleError
from tests.datasets.quality_tables import (
    TODAY,
    Columns,
    Misfit,
    failing,
    make_part,
    make_table,
    outcome_of,
    rule,
)

D = date.fromisoformat
T = datetime.fromisoformat
ODD = Misfit("?")
HOSTILE = '"; DROP TABLE source; --'


def test_what_is_determined_is_always_the_same(tmp_path: Path) -> None:
    table = make_table(
        tmp_path,
        {
            "code": (
                "tekst",
                ["a", "a", "a", "b", "b", None, "c", "d", "d", "e", "e", "e", HOSTILE],
            ),
            "naam": ("geheel", [1, 1, 2, 1, 2, 3, None, ODD, ODD, ODD, 1, None, 1]),
        },
    )
    outcome = outcome_of(table, rule("afhankelijkheid", "code", "naam"))
    # a: 2 is the odd one; b and e are tied, so nobody knows; what is empty is not looked at
    assert (outcome.checked, outcome.failed) == (10, 5)
    assert failing(outcome) == [2, 3, 4, 9, 10]


def test_several_columns_determine_together(tmp_path: Path) -> None:
    table = make_table(
        tmp_path,
        {
            "a": ("tekst", ["x", "x", "x", "x"]),
            "j": ("geheel", [1, 1, 2, 2]),
            "b": ("datum", [D("2024-01-01"), D("2024-01-01"), D("2024-01-01"), D("2025-01-01")]),
        },
    )
    assert failing(outcome_of(table, rule("afhankelijkheid", "a", "j", "b"))) == [2, 3]
    assert failing(outcome_of(table, rule("afhankelijkheid", "a", "b"))) == [3]


RISING: list[tuple[list[Any], list[Any], list[int]]] = [
    ([1, 2, 2, 1, 3], [1, 2, 3, 4, 5], [3]),
    ([5, 1, 2, 6], [1, 2, 3, 4], [1, 2]),  # all that stand below the highest before them
    ([2, 3, 1], [3, 1, 2], [0, 2]),  # in the order of the second column, not of the file
    ([2, 1, 3], [1, 1, 2], []),  # the same place in the order says nothing of which came first
    ([2, 1, 1], [1, 1, 2], [2]),
    ([None, 5, 3], [1, None, 2], []),
    ([5, ODD, 4], [1, 2, 3], [1, 2]),
    ([5, 4, 6], [1, ODD, 3], [1]),
]  # fmt: skip


@pytest.mark.parametrize(("values", "order", "failed"), RISING)
def test_a_value_does_not_go_down(
    tmp_path: Path, values: list[Any], order: list[Any], failed: list[int]
) -> None:
    table = make_table(tmp_path, {"v": ("geheel", values), "o": ("geheel", order)})
    outcome = outcome_of(table, rule("niet-dalend", "v", "o"))
    filled = sum(v is not None and o is not None for v, o in zip(values, order, strict=True))
    assert (outcome.checked, outcome.failed, failing(outcome)) == (filled, len(failed), failed)


def test_each_group_rises_by_itself(tmp_path: Path) -> None:
    columns: Columns = {
        "stand": ("getal", [1.5, 9.0, 2.5, 8.0, 3.0]),
        "dag": ("datum", [D("2024-01-01"), D("2024-01-01"), D("2024-02-01"), D("2024-02-01"),
                          D("2024-03-01")]),
        "meter": ("tekst", ["a", "b", "a", "b", None]),
    }  # fmt: skip
    table = make_table(tmp_path, columns)
    assert failing(outcome_of(table, rule("niet-dalend", "stand", "dag", "meter"))) == [3]
    assert failing(outcome_of(table, rule("niet-dalend", "stand", "dag"))) == [2, 3, 4]


# begin, end, allowed to touch, rows checked, rows that fail
PERIODS: list[tuple[list[Any], list[Any], bool, int, list[int]]] = [
    ([1, 5, 9], [5, 9, None], True, 3, []),
    ([1, 5, 9], [5, 9, None], False, 3, [0, 1, 2]),
    ([1, 4, 9], [5, 9, None], True, 3, [0, 1]),
    ([1, 5], [None, 9], True, 2, [0, 1]),
    ([5, 1], [9, None], True, 2, [0, 1]),
    ([1, 1], [None, None], True, 2, [0, 1]),
    ([1, 2, 8], [10, 3, 9], True, 3, [0, 1, 2]),  # one long period, two short ones within it
    ([1, 5, 5], [5, 5, 9], True, 3, []),  # a period of one point, at the end of another
    ([3, 5], [8, 5], True, 2, [0, 1]),  # and one within another
    ([4, 1], [2, 9], True, 2, []),  # what ends before it begins is no period
    ([1, None, ODD, 3], [9, 5, 6, ODD], True, 3, [2, 3]),
    ([1, 1], [1, 1], True, 2, []),
    ([1, 1], [1, 1], False, 2, [0, 1]),
]


@pytest.mark.parametrize(("begin", "end", "touching", "checked", "failed"), PERIODS)
def test_periods_do_not_overlap(
    tmp_path: Path,
    begin: list[Any],
    end: list[Any],
    touching: bool,
    checked: int,
    failed: list[int],
) -> None:
    table = make_table(tmp_path, {"b": ("geheel", begin), "e": ("geheel", end)})
    outcome = outcome_of(table, rule("geen-overlap", "b", "e", rakenMag=touching))
    assert (outcome.checked, outcome.failed, failing(outcome)) == (checked, len(failed), failed)


def test_periods_of_different_keys_may_overlap_and_a_moment_counts_by_its_day(
    tmp_path: Path,
) -> None:
    days = [D("2024-01-01"), D("2024-01-05"), D("2024-01-02"), D("2024-01-09")]
    ends = [T("2024-01-05 13:00"), None, T("2024-01-08 09:00"), T("2024-01-09 08:00")]
    keys = ["a", "a", None, None]
    table = make_table(
        tmp_path, {"b": ("datum", days), "e": ("tijdstip", ends), "k": ("tekst", keys)}
    )
    assert failing(outcome_of(table, rule("geen-overlap", "b", "e", "k"))) == []
    assert failing(outcome_of(table, rule("geen-overlap", "b", "e"))) == [0, 1, 2, 3]


# --- the same value in another dataset ------------------------------------------------------------


@pytest.fixture
def tables(tmp_path: Path) -> tuple[Table, Table]:
    own: Columns = {
        "code": ("tekst", ["01", "02", "03", "04", None, "05", "06", "1"]),
        "n": ("getal", [1.5, 2.3, Misfit("x"), 7.0, 1.0, None, 8.0, 1.4]),
    }
    other: Columns = {
        "gm": ("tekst", ["01", "02", "03", "06", "07"]),
        "aantal": ("getal", [1.4, 2.3, Misfit("x"), None, 5.0]),
        "naam": ("tekst", ["1.5", "2.3", "x", "8", None]),
    }
    return make_table(tmp_path, own), make_table(tmp_path, other, "other")


def same(tables: tuple[Table, Table], **given: Any) -> tuple[int, list[int]]:
    given = {"dataset": "d", "kolom": "aantal", "sleutel": ["gm"], **given}
    found = outcome_of(
        tables[0], rule("gelijk-aan", "code", "n", **given), references={"d": tables[1]}
    )
    assert found.reason_code == ""
    assert found.failed == len(found.examples)
    return found.checked, failing(found)


def test_the_same_key_has_the_same_value(tables: tuple[Table, Table]) -> None:
    # 04 and 1 are not there; 06 has no value there, which is not the same as 8
    assert same(tables) == (4, [0, 6])
    assert same(tables, ontbrekendIsFout=True) == (6, [0, 3, 6, 7])
    assert same(tables, kolom="naam") == (4, [])  # by its text


@pytest.mark.parametrize(("tolerance", "failed"), [("0,1", [6]), ("0,09", [0, 6]), (0, [0, 6])])
def test_a_tolerance_is_exact(
    tables: tuple[Table, Table], tolerance: object, failed: list[int]
) -> None:
    assert 1.5 - 1.4 > 0.1  # in floating point, that is
    assert same(tables, tolerantie=tolerance) == (4, failed)


def test_a_key_of_several_columns_takes_their_names_from_here(tmp_path: Path) -> None:
    own: Columns = {"b": ("tekst", ["x", "x"]), "j": ("geheel", [1, 2]), "n": ("geheel", [5, 6])}
    other: Columns = {
        "j": ("getal", [1.0, 2.0, 2.0]),
        "b": ("tekst", ["x", "x", "x"]),
        "m": ("getal", [5.0, 7.0, 8.0]),
    }
    told = rule("gelijk-aan", "b", "j", "n", dataset="d", kolom="m")
    table, there = make_table(tmp_path, own), make_table(tmp_path, other, "other")
    outcome = outcome_of(table, told, references={"d": there})
    assert (outcome.checked, failing(outcome)) == (2, [1])
    other = {**other, "m": ("getal", [5.0, 7.0, 6.0])}  # one row with the key is enough
    there = make_table(tmp_path, other, "other")
    assert outcome_of(table, told, references={"d": there}).failed == 0


def test_a_hit_list_does_not_tell_what_is_in_the_other_dataset(
    tables: tuple[Table, Table],
) -> None:
    spec = rule("gelijk-aan", "code", "n", dataset="d", kolom="aantal", sleutel=["gm"])
    outcome = outcome_of(tables[0], spec, references={"d": tables[1]})
    assert [example.values for example in outcome.examples] == [
        {"code": "01", "n": "1.5"},
        {"code": "06", "n": "8"},
    ]


def test_an_empty_other_dataset_has_no_keys(tables: tuple[Table, Table], tmp_path: Path) -> None:
    nothing = make_table(tmp_path, {"gm": ("tekst", []), "aantal": ("getal", [])}, "nothing")
    spec = rule("gelijk-aan", "code", "n", dataset="d", kolom="aantal", sleutel=["gm"])
    outcome = outcome_of(tables[0], spec, references={"d": nothing})
    assert (outcome.verdict, outcome.reason_code) == ("niet-te-bepalen", "nothing-to-check")


REFUSED: list[tuple[Any, str, dict[str, object]]] = [
    (rule("gelijk-aan", "n", dataset="d", kolom="m"), "column-count", {"least": 2}),
    (rule("gelijk-aan", "c", "n", dataset="d", kolom="x"), "unknown-column", {"column": "c"}),
    (rule("gelijk-aan", "c", "n", dataset="d", kolom="x", sleutel=["k"]), "unknown-column",
     {"column": "x"}),
    (rule("gelijk-aan", "c", "n", dataset="e", kolom="m"), "unknown-dataset", {"dataset": "e"}),
    (rule("gelijk-aan", "c", "n", dataset="d", kolom="m", sleutel=["k", "m"]), "key-count",
     {"found": 2, "expected": 1}),
    (rule("gelijk-aan", "n", "c", dataset="d", kolom="m", sleutel=["k"], tolerantie=1),
     "column-type", {"column": "c"}),
    (rule("gelijk-aan", "c", "n", dataset="d", kolom="m", tolerantie=-1), "bad-parameter",
     {"expected": "amount"}),
    (rule("niet-dalend", "c", "n"), "column-type", {"column": "c"}),
    (rule("niet-dalend", "n"), "column-count", {"least": 2}),
    (rule("geen-overlap", "n", "d"), "unlike-columns", {"column": "n", "other": "d"}),
    (rule("geen-overlap", "d", "d"), "repeated-column", {"column": "d"}),
    (rule("afhankelijkheid", "c"), "column-count", {"found": 1}),
]  # fmt: skip


@pytest.mark.parametrize(("spec", "code", "params"), REFUSED)
def test_what_cannot_be_compared_is_refused(
    spec: Any, code: str, params: dict[str, object]
) -> None:
    own = {"c": "tekst", "n": "getal", "d": "datum"}
    with pytest.raises(RuleError) as refused:
        validate(spec, own, {"d": {"k": "tekst", "m": "getal"}})
    assert refused.value.code == code
    assert params.items() <= refused.value.params.items()


def test_columns_without_values_are_nothing_to_check(tmp_path: Path) -> None:
    made = make_part(tmp_path / "1.parquet", {"a": ("tekst", [None]), "b": ("tekst", [None])})
    blank = {"a": ("c0", "", None), "b": ("c1", "", None)}
    table = Table([Part(made.path, blank)])
    rules = [rule(kind, "a", "b") for kind in ("afhankelijkheid", "niet-dalend", "geen-overlap")]
    rules.append(rule("gelijk-aan", "a", "b", dataset="d", kolom="b"))
    for outcome in check(table, rules, today=TODAY, references={"d": table}):
        assert outcome.reason_code == "nothing-to-check"


def test_grouped_rules_spill_instead_of_failing(tmp_path: Path) -> None:
    cells = [f"waarde {number % 30_000:07}" for number in range(60_000)]
    columns: Columns = {
        "k": ("tekst", cells),
        "v": ("geheel", [number // 30_000 for number in range(60_000)]),
        "o": ("geheel", list(range(60_000))),
    }
    table = make_table(tmp_path, columns)
    rules = [rule("afhankelijkheid", "k", "v"), rule("niet-dalend", "v", "o", "k")]
    outcomes = check(table, rules, today=TODAY, memory_mb=32, temp=tmp_path)
    assert [outcome.failed for outcome in outcomes] == [60_000, 0]

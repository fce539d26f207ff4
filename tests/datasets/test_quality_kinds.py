"""Each kind of rule on tables that can be checked by eye."""

from datetime import date, datetime
from pathlib import Path

import pytest

from datasets.quality import KINDS
from tests.datasets import row_rule_cases
from tests.datasets.quality_tables import Misfit, Value, failing, make_table, outcome_of, rule

D = date.fromisoformat
T = datetime.fromisoformat
ODD = Misfit("onbekend")

# kind, parameters, column type, cells, rows checked, rows that fail
ONE_COLUMN: list[tuple[str, dict[str, object], str, list[Value], list[int], list[int]]] = [
    ("gevuld", {}, "tekst", ["a", None, "b", None], [0, 1, 2, 3], [1, 3]),
    ("gevuld", {}, "geheel", [1, ODD, None], [0, 1, 2], [2]),
    ("gevuld", {}, "ja-nee", [True, None, False], [0, 1, 2], [1]),
    ("uniek", {}, "tekst", ["a", "A", "b", "a", None, None], [0, 1, 2, 3], [0, 3]),
    ("uniek", {}, "geheel", [1, 2, 1, ODD, ODD, Misfit("?")], [0, 1, 2, 3, 4, 5], [0, 2, 3, 4]),
    ("uniek", {}, "getal", [1.0, 1.5, 1.5, -0.0, 0.0], [0, 1, 2, 3, 4], [1, 2, 3, 4]),
    ("uniek", {}, "datum", [D("2024-01-01"), D("2024-01-01")], [0, 1], [0, 1]),
    ("in-lijst", {"waarden": ["nieuw", "oud"]}, "tekst",
     ["nieuw", "Nieuw", None, "oud ", "oud"], [0, 1, 3, 4], [1, 3]),
    ("in-lijst", {"waarden": ["NIEUW", "éÉn"], "hoofdlettergevoelig": False}, "tekst",
     ["nieuw", "Nieuw", "ÉéN", "x"], [0, 1, 2, 3], [3]),
    ("in-lijst", {"waarden": [1, "2,50", "n.b."]}, "getal",
     [1.0, 2.5, 3.0, Misfit("n.b."), ODD, None], [0, 1, 2, 3, 4], [2, 4]),
    ("in-lijst", {"waarden": [True]}, "ja-nee", [True, False, None], [0, 1], [1]),
    ("in-lijst", {"waarden": ["2024-01-31"]}, "datum",
     [D("2024-01-31"), D("2024-02-01"), None], [0, 1], [1]),
    ("in-lijst", {"waarden": ["it's", 'a"b', "\\", "a\nb", "日本", "'; DROP TABLE x; --"]}, "tekst",
     ["it's", 'a"b', "\\", "a\nb", "日本", "'; DROP TABLE x; --", "'"], list(range(7)), [6]),
    ("patroon", {"patroon": "[A-Z]{2}[0-9]+"}, "tekst",
     ["AB1", "AB", "xAB1", "AB1\n", None, "AB12"], [0, 1, 2, 3, 5], [1, 2, 3]),
    ("patroon", {"patroon": "a|b"}, "tekst", ["a", "b", "ab", "xb"], [0, 1, 2, 3], [2, 3]),
    ("patroon", {"patroon": "[0-9]{2}"}, "geheel", [12, 7, Misfit("1o"), None], [0, 1, 2], [1, 2]),
    ("patroon", {"patroon": r"\d+(\.5)?"}, "getal", [100.0, 2.5, 0.25], [0, 1, 2], [2]),
    ("patroon", {"patroon": r"2024-\d\d-\d\d"}, "datum", [D("2024-05-06"), D("2025-05-06")],
     [0, 1], [1]),
    ("patroon", {"patroon": "a.b'\""}, "tekst", ["a-b'\"", "a\nb'\""], [0, 1], [1]),
    ("patroon", {"patroon": "(?i)ja"}, "tekst", ["JA", "ja", "j"], [0, 1, 2], [2]),
    ("bereik", {"minimum": 0, "maximum": 10}, "geheel",
     [0, 10, -1, 11, None, ODD], [0, 1, 2, 3, 5], [2, 3, 5]),
    ("bereik", {"minimum": "0,5"}, "getal", [0.5, 0.49, None], [0, 1], [1]),
    ("bereik", {"maximum": 0.3}, "getal", [0.3, 0.31], [0, 1], [1]),
    ("bereik", {"maximum": 1e17}, "geheel", [99999999999999999, 100000000000000001], [0, 1], [1]),
    ("bereik", {"minimum": "2015-01-01", "maximum": "2026-10-31"}, "datum",
     [D("2015-01-01"), D("2014-12-31"), D("2026-10-31"), D("2026-11-01"), ODD, None],
     [0, 1, 2, 3, 4], [1, 3, 4]),
    ("bereik", {"maximum": "2024-01-01"}, "tijdstip",
     [T("2024-01-01 23:59"), T("2024-01-02"), None], [0, 1], [1]),
    ("postcode", {}, "tekst",
     ["1234AB", "1234 AB", "0234AB", "1234 ab", "1234  AB", "1234SA", "1234SD", "1234SS", "1234SB",
      "1234AS", "123AB", "1234ABC", None, "1234SZ", " 1234AB"],
     [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14], [2, 3, 4, 5, 6, 7, 10, 11, 14]),
    ("postcode", {"spatie": True}, "tekst", ["1234AB", "1234 AB", None], [0, 1], [0]),
    ("postcode", {"spatie": "nee"}, "geheel", [1234, ODD, Misfit("1234AB")], [0, 1, 2], [0, 1]),
    ("verwijzing", {"waarden": ["0014", "0363"]}, "tekst", ["0014", "14", None], [0, 1], [1]),
    ("verwijzing", {"waarden": ["14", 363]}, "geheel", [14, 363, 15, ODD], [0, 1, 2, 3], [2, 3]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "parameters", "type_", "cells", "checked", "failed"),
    [*ONE_COLUMN, *row_rule_cases.ONE_COLUMN],
)
def test_a_kind_checks_and_fails_exactly_these_rows(
    tmp_path: Path,
    kind: str,
    parameters: dict[str, object],
    type_: str,
    cells: list[Value],
    checked: list[int],
    failed: list[int],
) -> None:
    table = make_table(tmp_path, {"k": (type_, cells)})
    outcome = outcome_of(table, rule(kind, "k", **parameters))
    assert outcome.reason_code == ""
    assert outcome.checked == len(checked)
    assert outcome.failed == len(failed)
    assert failing(outcome) == failed
    assert outcome.verdict == ("voldoet-niet" if failed else "voldoet")


@pytest.mark.parametrize(
    ("kind", "parameters", "columns", "checked", "failed"), row_rule_cases.MORE_COLUMNS
)
def test_a_kind_of_columns_together_checks_and_fails_exactly_these_rows(
    tmp_path: Path,
    kind: str,
    parameters: dict[str, object],
    columns: row_rule_cases.Columns,
    checked: list[int],
    failed: list[int],
) -> None:
    named = {f"k{place}": column for place, column in enumerate(columns, 1)}
    outcome = outcome_of(make_table(tmp_path, named), rule(kind, *named, **parameters))
    assert outcome.reason_code == ""
    assert (outcome.checked, failing(outcome)) == (len(checked), failed)


# Kinds that compare rows or deliveries have tests of their own.
TRIED_BY_ITSELF = {
    "aantal-rijen",
    "afhankelijkheid",
    "datumvolgorde",
    "geen-overlap",
    "gelijk-aan",
    "niet-dalend",
    "op-tijd",
    "perioden",
    "totaal",
    "verdeling",
}


def test_every_kind_is_tried_above_or_by_itself() -> None:
    cases = [*ONE_COLUMN, *row_rule_cases.ONE_COLUMN, *row_rule_cases.MORE_COLUMNS]
    assert set(KINDS) - {case[0] for case in cases} <= TRIED_BY_ITSELF


def test_date_order_checks_rows_with_both_dates_and_counts_what_is_no_date(tmp_path: Path) -> None:
    a, b = D("2024-01-01"), D("2024-06-01")
    table = make_table(
        tmp_path,
        {
            "van": ("datum", [a, b, a, None, a, ODD, ODD, a]),
            "tot": ("datum", [b, a, a, a, None, a, None, ODD]),
        },
    )
    outcome = outcome_of(table, rule("datumvolgorde", "van", "tot"))
    assert (outcome.checked, failing(outcome)) == (5, [1, 5, 7])


def test_a_date_and_a_moment_are_compared_by_day(tmp_path: Path) -> None:
    day = D("2024-01-01")
    moments = [T("2024-01-01 10:00"), T("2023-12-31 23:00"), T("2024-01-02")]
    table = make_table(tmp_path, {"dag": ("datum", [day] * 3), "tijd": ("tijdstip", moments)})
    assert failing(outcome_of(table, rule("datumvolgorde", "dag", "tijd"))) == [1]
    assert failing(outcome_of(table, rule("datumvolgorde", "tijd", "dag"))) == [2]


def test_unique_over_columns_looks_at_the_combination(tmp_path: Path) -> None:
    table = make_table(
        tmp_path,
        {
            "a": ("tekst", ["x", "x", "x", None, None, "x", "x"]),
            "b": ("geheel", [1, 2, 1, None, 1, None, None]),
        },
    )
    outcome = outcome_of(table, rule("uniek", "a", "b"))
    assert (outcome.checked, outcome.failed, failing(outcome)) == (6, 4, [0, 2, 5, 6])


def test_examples_of_duplicates_show_the_pairs_before_the_rest_of_a_large_group(
    tmp_path: Path,
) -> None:
    table = make_table(tmp_path, {"a": ("tekst", ["x"] * 50 + ["y", "y"])})
    outcome = outcome_of(table, rule("uniek", "a"))
    assert (outcome.failed, len(outcome.examples)) == (52, 20)
    assert {50, 51, 0, 1} <= set(failing(outcome))


def test_a_reference_looks_in_another_dataset_by_text(tmp_path: Path) -> None:
    table = make_table(tmp_path, {"g": ("tekst", ["14", "0014", "363", None, "?"])})
    other = make_table(tmp_path, {"code": ("geheel", [14, 363, None, Misfit("?")])}, "other")
    outcome = outcome_of(
        table,
        rule("verwijzing", "g", dataset="gemeenten", kolom="code"),
        references={"gemeenten": other},
    )
    assert (outcome.checked, failing(outcome)) == (4, [1])


def test_a_reference_to_an_empty_dataset_fails_every_filled_row(tmp_path: Path) -> None:
    table = make_table(tmp_path, {"g": ("tekst", ["14", None])})
    other = make_table(tmp_path, {"code": ("tekst", [])}, "other")
    outcome = outcome_of(
        table, rule("verwijzing", "g", dataset="d", kolom="code"), references={"d": other}
    )
    assert (outcome.checked, outcome.failed) == (1, 1)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_kind_says_what_the_register_needs_to_know(kind: str) -> None:
    found = KINDS[kind]
    assert found.name == kind
    assert found.aspect in ("volledig", "actueel", "juist")
    assert found.sentence_codes
    assert found.compile.__doc__

"""Kinds that judge what is no row: deliveries and periods; and which of their rules are refused."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from datasets.quality import (
    Delivered,
    Outcome,
    RuleError,
    RuleSpec,
    Table,
    check,
    depends_on_date,
    validate,
)
from tests.datasets.quality_tables import (
    TODAY,
    Misfit,
    make_part,
    make_table,
    outcome_of,
    rule,
)

D = date.fromisoformat


def parts(folder: Path, sizes: dict[str, int]) -> Table:
    """A table of deliveries with that many rows."""
    return Table(
        [
            make_part(folder / f"{label}.parquet", {"n": ("geheel", list(range(rows)))}, label)
            for label, rows in sizes.items()
        ]
    )


def told(outcome: Outcome) -> list[str]:
    assert all(example.line == 0 for example in outcome.examples)
    return [example.label for example in outcome.examples]


# --- the number of rows ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "checked", "failed"),
    [
        ({"minimum": 5}, 3, ["1", "3"]),
        ({"maximum": 4}, 3, ["2"]),
        ({"minimum": 4, "maximum": 10}, 3, ["3"]),
        ({"maxRijen": 4}, 2, ["2"]),
        ({"maxRijen": 6}, 2, []),
        ({"maxProcent": 150}, 2, []),
        ({"maxProcent": "149,99"}, 2, ["2"]),
        ({"maxProcent": 0}, 2, ["2"]),
    ],
)
def test_a_delivery_has_as_many_rows_as_it_should(
    tmp_path: Path, given: dict[str, Any], checked: int, failed: list[str]
) -> None:
    table = parts(tmp_path, {"1": 4, "2": 10, "3": 0})
    known = [Delivered("2", rows_before=4, label_before="1"), Delivered("3", rows_before=0)]
    outcome = outcome_of(table, rule("aantal-rijen", **given), deliveries=known)
    assert (outcome.checked, outcome.failed, told(outcome)) == (checked, len(failed), failed)
    assert [example.part for example in outcome.examples] == failed


def test_what_a_delivery_had_and_what_came_before_is_told(tmp_path: Path) -> None:
    known = [Delivered("7", "2024", rows_before=4, label_before="6")]
    outcome = outcome_of(parts(tmp_path, {"7": 1}), rule("aantal-rijen", maxRijen=1),
                         deliveries=known)  # fmt: skip
    facts = {"rijen": 1, "periode": "2024", "vorige": 4, "vorigeLevering": "6"}
    assert outcome.examples[0].facts == facts
    assert outcome.examples[0].as_dict()["facts"] == facts


def test_without_a_delivery_before_nothing_can_be_said_of_a_change(tmp_path: Path) -> None:
    table = parts(tmp_path, {"1": 4})
    for kind, columns, given in (
        ("aantal-rijen", (), {"maxProcent": 5}),
        ("verdeling", ("n",), {"maxPunten": 5}),
    ):
        outcome = outcome_of(table, rule(kind, *columns, **given))
        assert (outcome.verdict, outcome.reason_code) == ("niet-te-bepalen", "no-previous")


# --- periods --------------------------------------------------------------------------------------


PERIODS: list[tuple[str, list[Any], dict[str, Any], int, list[str]]] = [
    ("geheel", [2015, 2016, 2018, None], {"van": "2015", "tot": "2018"}, 4, ["2017"]),
    ("getal", [2015.0, 2016.5, Misfit("2016*")], {"van": "2015", "tot": "2016"}, 2, []),
    ("tekst", ["2015JJ00", "2017**", "vroeger"], {"van": 2015, "tot": "2017"}, 3, ["2016"]),
    ("tekst", ["2024-K1", "2024-q2", "2024 Q3", "2024KW04"], {"van": "2024-K1", "tot": "2024-K4"},
     4, ["2024-K2"]),
    ("tekst", ["202401", "2024MM02", "03-2024", "2024-4"], {"van": "2024-01", "tot": "2024-05"},
     5, ["2024-05"]),
    ("datum", [D("2024-01-31"), D("2024-03-01"), None, Misfit("x")],
     {"van": "2024-01", "tot": "2024-03"}, 3, ["2024-02"]),
    ("datum", [D("2023-12-31"), D("2024-06-30"), D("2025-01-01")],
     {"van": "2024-H1", "tot": "2024-H2"}, 2, ["2024-H2"]),
    ("datum", [D("2020-12-31")], {"van": "2020-W52", "tot": "2021-W01"}, 3,
     ["2020-W52", "2021-W01"]),
    ("datum", [D("2024-02-29")], {"van": "2024-02-28", "tot": "2024-03-01"}, 3,
     ["2024-02-28", "2024-03-01"]),
    ("tekst", [], {"van": "2024", "tot": "2025"}, 2, ["2024", "2025"]),
    # today is 2026-11-23
    ("geheel", [2024], {"van": "2024"}, 2, ["2025"]),
    ("geheel", [2024], {"van": "2024", "dagenNaAfloop": 326}, 2, ["2025"]),
    ("geheel", [2024], {"van": "2024", "dagenNaAfloop": 327}, 1, []),
    ("datum", [D("2026-09-30")], {"van": "2026-09", "tot": "Vandaag"}, 2, ["2026-10"]),
    ("datum", [D("2026-09-30")], {"van": "2026-09", "dagenNaAfloop": 23}, 1, []),
]  # fmt: skip


@pytest.mark.parametrize(("type_", "cells", "given", "checked", "missing"), PERIODS)
def test_every_expected_period_is_in_the_column(
    tmp_path: Path,
    type_: str,
    cells: list[Any],
    given: dict[str, Any],
    checked: int,
    missing: list[str],
) -> None:
    table = make_table(tmp_path, {"p": (type_, cells)})
    outcome = outcome_of(table, rule("perioden", "p", **given))
    assert (outcome.checked, outcome.failed, told(outcome)) == (checked, len(missing), missing)


def test_every_group_has_every_period(tmp_path: Path) -> None:
    table = make_table(
        tmp_path,
        {
            "jaar": ("geheel", [2020, 2021, 2020, None, 2021, 2020]),
            "wijk": ("tekst", ["a", "a", "b'", "c", None, "b'"]),
            "j": ("ja-nee", [True] * 6),
        },
    )
    spec = rule("perioden", "jaar", "wijk", "j", van="2020", tot="2021")
    outcome = outcome_of(table, spec)
    assert (outcome.checked, outcome.failed) == (6, 3)
    assert [(e.label, e.values) for e in outcome.examples] == [
        ("2021", {"wijk": "b'", "j": "ja"}),
        ("2020", {"wijk": "c", "j": "ja"}),
        ("2021", {"wijk": "c", "j": "ja"}),
    ]
    assert len(outcome_of(table, spec, examples=2).examples) == 2
    assert outcome_of(table, spec, examples=0).failed == 3


def test_every_period_has_a_delivery(tmp_path: Path) -> None:
    table = parts(tmp_path, {"1": 1, "2": 1, "3": 1})
    known = [Delivered("1", "2022"), Delivered("2", "2024-K1"), Delivered("3", "")]
    years = outcome_of(table, rule("perioden", van="2021", tot="2022"), deliveries=known)
    assert (years.checked, told(years)) == (2, ["2021"])
    # a year holds its quarters, a quarter is no year
    quarters = rule("perioden", van="2022-K4", tot="2024-K1")
    assert told(outcome_of(table, quarters, deliveries=known)) == [
        "2023-K1", "2023-K2", "2023-K3", "2023-K4",
    ]  # fmt: skip
    nameless = outcome_of(table, rule("perioden", van="2022", tot="2024"))
    assert (nameless.verdict, nameless.reason_code) == ("niet-te-bepalen", "no-period")


def test_a_first_period_that_is_not_over_yet_is_no_fault(tmp_path: Path) -> None:
    table = make_table(tmp_path, {"p": ("geheel", [2026])})
    outcome = outcome_of(table, rule("perioden", "p", van="2026"))
    assert (outcome.verdict, outcome.reason_code) == ("niet-te-bepalen", "no-period-yet")


@pytest.mark.parametrize(
    ("lag", "checked", "failed"),
    [
        # 2024 came on day 31 after its end, 2025 never came
        (30, 3, ["2025", "2024"]),
        (31, 3, ["2025"]),
        (326, 3, ["2025"]),  # 2025 could come until 2026-11-22
        (327, 2, []),
    ],
)
def test_figures_arrive_in_time(tmp_path: Path, lag: int, checked: int, failed: list[str]) -> None:
    table = parts(tmp_path, {"1": 1, "2": 1, "3": 1})
    known = [
        Delivered("1", "2023", D("2023-12-01")),
        Delivered("2", "2024", D("2025-01-31")),
        Delivered("3"),
    ]
    outcome = outcome_of(table, rule("op-tijd", dagenNaAfloop=lag), deliveries=known)
    assert (outcome.checked, outcome.failed, told(outcome)) == (checked, len(failed), failed)
    bare = outcome_of(table, rule("op-tijd", dagenNaAfloop=lag))
    assert (bare.verdict, bare.reason_code) == ("niet-te-bepalen", "no-period")


# --- rules ----------------------------------------------------------------------------------------


REFUSED: list[tuple[RuleSpec, str, dict[str, object]]] = [
    (rule("aantal-rijen"), "missing-parameter", {"parameter": "minimum"}),
    (rule("aantal-rijen", "n", minimum=1), "column-count", {"most": 0}),
    (rule("aantal-rijen", minimum=1.5), "bad-parameter", {"expected": "count"}),
    (rule("aantal-rijen", minimum=5, maximum=4), "empty-range", {}),
    (rule("aantal-rijen", minimum=5, maxRijen=4), "either-or", {"parameter": "maxRijen"}),
    (rule("aantal-rijen", maxProcent=-1), "bad-parameter", {"expected": "amount"}),
    (rule("perioden", van="gisteren"), "bad-parameter", {"expected": "period"}),
    (rule("perioden", van="2024-13"), "bad-parameter", {"expected": "period"}),
    (rule("perioden", van="0000"), "bad-parameter", {"expected": "period"}),
    (rule("perioden", van="2024", tot="morgen"), "bad-parameter", {"expected": "period-or-today"}),
    (rule("perioden", van="2024", tot="2024-K1"), "bad-parameter", {"expected": "same-length"}),
    (rule("perioden", van="2024", tot="2023"), "empty-range", {}),
    (rule("perioden", van="1900-01-01", tot="2024-01-01"), "too-many-periods", {"limit": 5000}),
    (rule("perioden", "j", van="2024"), "column-type", {"column": "j"}),
    (rule("op-tijd"), "missing-parameter", {"parameter": "dagenNaAfloop"}),
    (rule("op-tijd", dagenNaAfloop=10**7), "bad-parameter", {"expected": "days"}),
    (rule("totaal", "n"), "missing-parameter", {"parameter": "minimum"}),
    (rule("totaal", "k", minimum=1), "column-type", {"column": "k"}),
    (rule("totaal", "n", "k", minimum=1), "missing-parameter", {"parameter": "waarde"}),
    (rule("totaal", "n", minimum=1, waarde="x"), "column-count", {"least": 2}),
    (rule("totaal", "n", minimum=1, kolom="m"), "missing-parameter", {"parameter": "dataset"}),
    (rule("totaal", "n", dataset="d"), "missing-parameter", {"parameter": "kolom"}),
    (rule("totaal", "n", dataset="d", kolom="m", minimum=1), "either-or", {"other": "dataset"}),
    (rule("totaal", "n", dataset="d", kolom="m", filterkolom="m"), "missing-parameter",
     {"parameter": "filterwaarde"}),
    (rule("totaal", "n", dataset="d", kolom="m", filterkolom="x", filterwaarde="1"),
     "unknown-column", {"column": "x"}),
    (rule("totaal", "n", dataset="d", kolom="m", tolerantie="0,0000001"), "bad-parameter", {}),
    (rule("verdeling", "k"), "missing-parameter", {"parameter": "maxPunten"}),
    (rule("verdeling", "k", maxPunten=101), "bad-parameter", {"expected": "points"}),
]  # fmt: skip


@pytest.mark.parametrize(("spec", "code", "params"), REFUSED)
def test_a_rule_that_makes_no_sense_is_refused(
    spec: RuleSpec, code: str, params: dict[str, object]
) -> None:
    own = {"n": "getal", "k": "tekst", "j": "ja-nee"}
    with pytest.raises(RuleError) as refused:
        validate(spec, own, {"d": {"m": "geheel"}})
    assert refused.value.code == code
    assert params.items() <= refused.value.params.items()


@pytest.mark.parametrize(
    ("spec", "depends"),
    [
        (rule("perioden", van="2024"), True),
        (rule("perioden", van="2024", tot="2026"), False),
        (rule("op-tijd", dagenNaAfloop=1), True),
        (rule("aantal-rijen", minimum=1), False),
        (rule("op-tijd"), False),
        (rule("bestaat-niet"), False),
    ],
)
def test_a_rule_says_whether_tomorrow_can_be_another_answer(spec: RuleSpec, depends: bool) -> None:
    assert depends_on_date(spec) is depends


def test_rules_on_the_whole_table_stand_beside_row_rules_in_one_check(tmp_path: Path) -> None:
    table = parts(tmp_path, {"1": 3})
    rules = [
        rule("gevuld", "n"),
        rule("aantal-rijen", minimum=9),
        rule("uniek", "n"),
        rule("totaal", "n", maximum=3),
        rule("totaal", "n", maximum=2),
    ]
    seen: list[float] = []
    outcomes = check(table, rules, today=TODAY, progress=seen.append, key=["n"])
    assert [outcome.failed for outcome in outcomes] == [0, 1, 0, 0, 1]
    assert seen[-1] == 1.0

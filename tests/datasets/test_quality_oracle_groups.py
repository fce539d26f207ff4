"""Rules that compare rows, against the same written once more, plainly, in Python."""

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from datasets.quality import Delivered, RuleSpec, Table, check
from tests.datasets.quality_tables import TODAY, Misfit, Value, make_part

Row = dict[str, Value]
Answer = tuple[set[int], set[int]]  # rows that are checked, rows that fail
START = date(2024, 1, 1)
TYPES = {"k": "tekst", "g": "geheel", "n": "getal", "van": "datum", "tot": "datum"}


def draw(rng: random.Random, type_: str) -> Value:
    if rng.random() < 0.12:
        return None
    if type_ != "tekst" and rng.random() < 0.05:
        return Misfit(rng.choice(["?", "x", "12x"]))
    if type_ == "tekst":
        return rng.choice("abcdefgh")
    if type_ == "geheel":
        return rng.randint(0, 4)
    if type_ == "getal":
        return rng.randint(0, 40) / 4
    return START + timedelta(rng.randint(0, 60))


def text(value: Value) -> str:
    if isinstance(value, Misfit):
        return value.text
    if isinstance(value, float):
        return str(int(value)) if value == int(value) else repr(value)
    return str(value)


def grouped(rows: list[Row], columns: Iterable[str], places: Iterable[int]) -> list[list[int]]:
    groups: dict[tuple[Value, ...], list[int]] = defaultdict(list)
    for at in places:
        groups[tuple(rows[at][column] for column in columns)].append(at)
    return list(groups.values())


def odd(rows: list[Row], columns: Iterable[str], places: Iterable[int]) -> set[int]:
    columns = list(columns)
    return {at for at in places if any(isinstance(rows[at][c], Misfit) for c in columns)}


def dependency(spec: RuleSpec, rows: list[Row]) -> Answer:
    *keys, value = spec.columns
    checked = {
        at for at, row in enumerate(rows) if all(row[column] is not None for column in spec.columns)
    }
    wrong: set[int] = set()
    for group in grouped(rows, keys, checked):
        times = Counter(rows[at][value] for at in group)
        most = max(times.values())
        winners = [found for found, count in times.items() if count == most]
        wrong |= {at for at in group if len(winners) > 1 or rows[at][value] != winners[0]}
    return checked, wrong


def rising(spec: RuleSpec, rows: list[Row]) -> Answer:
    value, order, *group = spec.columns
    checked = {
        at for at, row in enumerate(rows) if row[value] is not None and row[order] is not None
    }
    wrong = odd(rows, (value, order), checked)
    for places in grouped(rows, group, checked - wrong):
        for at in places:
            mine: Any = rows[at]
            earlier = [rows[b][value] for b in places if rows[b][order] < mine[order]]
            if earlier and max(earlier) > mine[value]:  # type: ignore[type-var]
                wrong.add(at)
    return checked, wrong


def apart(spec: RuleSpec, rows: list[Row]) -> Answer:
    begin, end, *key = spec.columns
    touching = spec.parameters.get("rakenMag", True)
    checked = {at for at, row in enumerate(rows) if row[begin] is not None}
    wrong = odd(rows, (begin, end), checked)
    last: Any = START + timedelta(1000) if begin == "van" else 1000

    def end_of(at: int) -> Any:
        return last if rows[at][end] is None else rows[at][end]

    def overlap(one: int, other: int) -> bool:
        starts: Any = (rows[one][begin], rows[other][begin])
        if touching:
            return bool(starts[0] < end_of(other) and starts[1] < end_of(one))
        return bool(starts[0] <= end_of(other) and starts[1] <= end_of(one))

    periods = {at for at in checked - wrong if rows[at][begin] <= end_of(at)}
    for places in grouped(rows, key, periods):
        wrong |= {a for a in places if any(a != b and overlap(a, b) for b in places)}
    return checked, wrong


ORACLES: dict[str, Callable[[RuleSpec, list[Row]], Answer]] = {
    "afhankelijkheid": dependency,
    "niet-dalend": rising,
    "geen-overlap": apart,
}
RULES = [
    RuleSpec("1", "afhankelijkheid", ("k", "g")),
    RuleSpec("2", "afhankelijkheid", ("k", "g", "n")),
    RuleSpec("3", "afhankelijkheid", ("g", "k")),
    RuleSpec("4", "niet-dalend", ("n", "g")),
    RuleSpec("5", "niet-dalend", ("g", "van", "k")),
    RuleSpec("6", "niet-dalend", ("van", "tot", "k", "g")),
    RuleSpec("7", "geen-overlap", ("van", "tot")),
    RuleSpec("8", "geen-overlap", ("van", "tot", "k"), {"rakenMag": False}),
    RuleSpec("9", "geen-overlap", ("van", "tot", "k", "g")),
    RuleSpec("10", "geen-overlap", ("n", "g", "k")),
]


def split(folder: Path, rows: list[Row], cut: int, name: str = "") -> Table:
    parts = []
    for label, piece in (("1", rows[:cut]), ("2", rows[cut:])):
        columns = {c: (type_, [row[c] for row in piece]) for c, type_ in TYPES.items()}
        parts.append(make_part(folder / f"{name}{label}.parquet", columns, label))
    return Table(parts)


@pytest.mark.parametrize("seed", range(6))
def test_random_rows_are_compared_as_the_oracle_does(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    rows = [{column: draw(rng, type_) for column, type_ in TYPES.items()} for _ in range(60)]
    cut = rng.randint(0, 60)
    table = split(tmp_path, rows, cut)
    for spec, outcome in zip(RULES, check(table, RULES, today=TODAY, examples=60), strict=True):
        checked, failed = ORACLES[spec.kind](spec, rows)
        assert (outcome.checked, outcome.failed) == (len(checked), len(failed)), spec
        places = {e.line - 2 + (0 if e.part == "1" else cut) for e in outcome.examples}
        assert places == failed, spec


def same_elsewhere(spec: RuleSpec, rows: list[Row], others: list[Row]) -> Answer:
    *keys, value = spec.columns
    given = spec.parameters
    checked = {at for at, row in enumerate(rows) if all(row[c] is not None for c in spec.columns)}
    there: dict[tuple[str, ...], list[Value]] = defaultdict(list)
    for row in others:
        if all(row[key] is not None for key in keys):
            there[tuple(text(row[key]) for key in keys)].append(row[str(given["kolom"])])
    tolerance = Decimal(str(given.get("tolerantie", 0)))

    def equal(mine: Value, other: Value) -> bool:
        if other is None:
            return False
        if isinstance(mine, float) and isinstance(other, int | float):
            return abs(Decimal(str(mine)) - Decimal(str(other))) <= tolerance
        return text(mine) == text(other)

    wrong = set()
    for at in list(checked):
        found = there.get(tuple(text(rows[at][key]) for key in keys))
        if found is None and not given.get("ontbrekendIsFout"):
            checked.discard(at)
        elif not any(equal(rows[at][value], other) for other in found or []):
            wrong.add(at)
    return checked, wrong


@pytest.mark.parametrize("seed", range(4))
def test_values_elsewhere_are_compared_as_the_oracle_does(tmp_path: Path, seed: int) -> None:
    rng = random.Random(100 + seed)
    rows, others = (
        [{column: draw(rng, type_) for column, type_ in TYPES.items()} for _ in range(size)]
        for size in (50, 25)
    )
    cut = rng.randint(0, 50)
    table, there = split(tmp_path, rows, cut), split(tmp_path, others, 12, "other")
    strict = {"dataset": "d", "kolom": "n", "ontbrekendIsFout": True}
    rules = [
        RuleSpec("1", "gelijk-aan", ("k", "n"), {"dataset": "d", "kolom": "n"}),
        RuleSpec("2", "gelijk-aan", ("k", "g", "n"), strict),
        RuleSpec("3", "gelijk-aan", ("k", "n"), {**strict, "tolerantie": "0.75"}),
        RuleSpec("4", "gelijk-aan", ("g", "n"), {"dataset": "d", "kolom": "g", "tolerantie": 1}),
        RuleSpec("5", "gelijk-aan", ("k", "van"), {**strict, "kolom": "tot"}),
    ]
    outcomes = check(table, rules, today=TODAY, examples=50, references={"d": there})
    for spec, outcome in zip(rules, outcomes, strict=True):
        checked, failed = same_elsewhere(spec, rows, others)
        assert (outcome.checked, outcome.failed) == (len(checked), len(failed)), spec
        places = {e.line - 2 + (0 if e.part == "1" else cut) for e in outcome.examples}
        assert places == failed, spec


@pytest.mark.parametrize("seed", range(4))
def test_totals_shares_and_periods_are_counted_as_the_oracle_does(
    tmp_path: Path, seed: int
) -> None:
    rng = random.Random(200 + seed)
    rows, before = (
        [{column: draw(rng, type_) for column, type_ in TYPES.items()} for _ in range(40)]
        for _ in range(2)
    )
    table, old = split(tmp_path, rows, 40), split(tmp_path, before, 40, "before")
    numbers = [Decimal(str(row["n"])) for row in rows if isinstance(row["n"], float)]
    total = sum(numbers, Decimal(0))
    now, was = (Counter(text(row["g"]) for row in side if row["g"] is not None)
                for side in (rows, before))  # fmt: skip
    points = rng.randint(0, 12)
    categories = set(now) | set(was)
    moved = {
        category
        for category in categories
        if not now[category]
        or not was[category]
        or abs(now[category] * was.total() - was[category] * now.total()) * 100
        > points * now.total() * was.total()
    }
    days = [row["van"] for row in rows if isinstance(row["van"], date)]
    weeks = [START + timedelta(7 * week) for week in range(9)]
    missing = [w for w in weeks if not any(w <= day <= w + timedelta(6) for day in days)]
    rules = [
        RuleSpec("1", "totaal", ("n",), {"minimum": str(total), "maximum": str(total)}),
        RuleSpec("2", "totaal", ("n",), {"minimum": str(total + Decimal("0.01"))}),
        RuleSpec("3", "verdeling", ("g",), {"maxPunten": points}),
        RuleSpec("4", "perioden", ("van",), {"van": "2024-W01", "tot": "2024-W09"}),
    ]
    known = [Delivered("1", before=old.parts[0], label_before="0")]
    exact, short, shares, periods = check(table, rules, today=TODAY, deliveries=known)
    assert (exact.failed, short.failed) == (0, 1)
    assert (shares.checked, shares.failed) == (len(categories), len(moved))
    assert {example.values["g"] for example in shares.examples} == moved
    assert (periods.checked, periods.failed) == (9, len(missing))

"""The engine against the rules written once more, plainly, in Python."""

import random
import re
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from datasets.quality import Example, Outcome, RuleSpec, Table, check
from tests.datasets import row_rule_oracle
from tests.datasets.quality_tables import TODAY, Misfit, Value, make_part
from tests.datasets.row_rule_oracle import Answer, Row, draw_code, text

WORDS = ["a", "A", "b", "nieuw", "Nieuw", "1234AB", "1234 AB", "0123AB", "9999SS", "x'y", 'q"', "é"]
STRANGE = ["n.v.t.", "?", "12x", "1234AB"]
START = date(2024, 1, 1)


def rows_that_fail(rows: list[Row], column: str, wrong: Callable[[Value], bool]) -> Answer:
    checked = {at for at, row in enumerate(rows) if row[column] is not None}
    return checked, {at for at in checked if wrong(rows[at][column])}


def oracle(spec: RuleSpec, rows: list[Row]) -> Answer:
    if spec.kind in row_rule_oracle.KINDS:
        return row_rule_oracle.answer(spec, rows)
    column, given = spec.columns[0], spec.parameters
    if spec.kind == "gevuld":
        return set(range(len(rows))), {a for a, row in enumerate(rows) if row[column] is None}
    if spec.kind == "uniek":
        keys = {at: tuple(row[c] for c in spec.columns) for at, row in enumerate(rows)}
        keys = {at: key for at, key in keys.items() if any(part is not None for part in key)}
        times = Counter(keys.values())
        return set(keys), {at for at, key in keys.items() if times[key] > 1}
    if spec.kind == "datumvolgorde":
        a, b = spec.columns
        both = {n for n, row in enumerate(rows) if row[a] is not None and row[b] is not None}
        odd = {n for n in both if any(isinstance(rows[n][c], Misfit) for c in spec.columns)}
        late = {n for n in both - odd if rows[n][b] < rows[n][a]}  # type: ignore[operator]
        return both, odd | late
    if spec.kind == "bereik":

        def outside(value: Value) -> bool:
            if isinstance(value, Misfit):
                return True
            low, high = given.get("minimum"), given.get("maximum")
            if isinstance(value, date):
                low, high = (low and date.fromisoformat(low)), (high and date.fromisoformat(high))
            return (low is not None and value < low) or (high is not None and value > high)

        return rows_that_fail(rows, column, outside)
    if spec.kind in ("in-lijst", "verwijzing"):
        known = [text(value) for value in given["waarden"]]
        fold = str.lower if given.get("hoofdlettergevoelig") is False else str
        listed = {fold(value) for value in known}
        return rows_that_fail(rows, column, lambda value: fold(text(value)) not in listed)
    pattern = given.get("patroon", "[1-9][0-9]{3} ?(?!SA|SD|SS)[A-Z]{2}")
    return rows_that_fail(rows, column, lambda value: not re.fullmatch(pattern, text(value)))


def draw(rng: random.Random, type_: str) -> Value:
    if rng.random() < 0.15:
        return None
    if type_ != "tekst" and rng.random() < 0.1:
        return Misfit(rng.choice(STRANGE))
    if type_ == "geheel":
        return rng.randint(-5, 60)
    if type_ == "getal":
        return rng.choice([rng.randint(-5, 20) + 0.0, rng.randint(-50, 200) / 4])
    if type_ == "datum":
        return START + timedelta(rng.randint(0, 40))
    if type_ == "ja-nee":
        return rng.random() < 0.5
    return rng.choice(WORDS)


TYPES = {
    "s": "tekst",
    "p": "tekst",
    "i": "geheel",
    "d": "getal",
    "van": "datum",
    "tot": "datum",
    "j": "ja-nee",
    "k": "geheel",
    "c": "tekst",
}
# Kinds that look at one row, or count rows that are alike; the others have tests of their own.
DRAWN = (
    "bereik",
    "datumvolgorde",
    "gevuld",
    "in-lijst",
    "patroon",
    "postcode",
    "uniek",
    "verwijzing",
    *row_rule_oracle.KINDS,
)


def draw_rules(rng: random.Random) -> list[RuleSpec]:
    """Every kind at least once, and more than fit in one reading of the table."""
    kinds = [*DRAWN, *rng.choices(DRAWN, k=60)]
    rng.shuffle(kinds)
    return [draw_rule(rng, kind, number) for number, kind in enumerate(kinds)]


def draw_rule(rng: random.Random, kind: str, number: int) -> RuleSpec:
    if kind in row_rule_oracle.KINDS:
        return row_rule_oracle.draw_rule(rng, kind, number)
    columns: tuple[str, ...] = (rng.choice(list(TYPES)),)
    given: dict[str, object] = {}
    if kind == "uniek":
        columns = tuple(rng.sample(list(TYPES), rng.randint(1, 3)))
    elif kind == "datumvolgorde":
        columns = ("van", "tot")
    elif kind == "bereik":
        columns = (rng.choice(["i", "d", "van"]),)
        low = rng.randint(-5, 30)
        if columns == ("van",):
            given = {"minimum": str(START + timedelta(rng.randint(0, 30)))}
        else:
            given = {"minimum": low, "maximum": low + rng.randint(0, 20)}
        given.pop(rng.choice(["minimum", "neither"]) if len(given) > 1 else "neither", None)
    elif kind == "patroon":
        given = {"patroon": rng.choice(["[a-z]+", r"-?\d+", r"2024-01-\d\d", r".*[A-Z]{2}", "a|b"])}
    elif kind in ("in-lijst", "verwijzing"):
        chosen: list[object] = list(rng.sample(WORDS + STRANGE, 4))
        chosen += rng.sample(range(20), 5) + [2.5, "2024-01-05", True]
        given = {"waarden": chosen}
        if kind == "in-lijst" and rng.random() < 0.5:
            given["hoofdlettergevoelig"] = False
    return RuleSpec(str(number), kind, columns, given)


def place_of(example: Example, cut: int) -> int:
    """The position of an example's row; `cut` rows are in part 1, and lines start at 2."""
    return example.line - 2 + (0 if example.part == "1" else cut)


def first(spec: RuleSpec, rows: list[Row]) -> list[int]:
    return sorted(oracle(spec, rows)[1])[:20]


def agree(outcome: Outcome, spec: RuleSpec, rows: list[Row], answer: Answer, cut: int) -> None:
    checked, failed = answer
    assert (outcome.checked, outcome.failed) == (len(checked), len(failed)), spec
    places = [place_of(example, cut) for example in outcome.examples]
    assert len(set(places)) == len(places) == min(20, len(failed)), spec
    assert set(places) <= failed, spec
    for place, example in zip(places, outcome.examples, strict=True):
        for column in spec.columns:
            value = rows[place][column]
            assert example.values[column] == ("" if value is None else text(value)), spec
    if spec.kind != "uniek":
        assert places == sorted(places), spec


@pytest.mark.parametrize("seed", range(4))
def test_random_rules_on_random_tables_count_as_the_oracle_does(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    rows = [
        {name: draw_code(rng) if name == "c" else draw(rng, type_) for name, type_ in TYPES.items()}
        for _ in range(150)
    ]
    cut = rng.randint(0, 150)
    parts = []
    for label, piece in (("1", rows[:cut]), ("2", rows[cut:])):
        columns = {name: (type_, [row[name] for row in piece]) for name, type_ in TYPES.items()}
        parts.append(make_part(tmp_path / f"{label}.parquet", columns, label))
    rules = draw_rules(rng)
    few = rules[:12]
    for spec, outcome in zip(few, check(Table(parts), few, today=TODAY), strict=True):
        agree(outcome, spec, rows, oracle(spec, rows), cut)
        if spec.kind != "uniek":
            assert [place_of(e, cut) for e in outcome.examples] == first(spec, rows), spec
    for spec, outcome in zip(rules, check(Table(parts), rules, today=TODAY), strict=True):
        assert outcome.reason_code == "", (spec, outcome)
        agree(outcome, spec, rows, oracle(spec, rows), cut)

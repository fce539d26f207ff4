"""verdeling: the share of each category is about what it was in the delivery before."""

from collections.abc import Mapping
from decimal import Decimal

from sqlglot import exp

from datasets.quality.errors import RuleError
from datasets.quality.expressions import Expression, any_of, is_filled, literal, name
from datasets.quality.kind import (
    ORDER,
    SOURCE,
    Ask,
    Cell,
    Counted,
    Draft,
    Kind,
    TableCheck,
    Unit,
)
from datasets.quality.parameters import Parameter, Value
from datasets.quality.source import LINES_PER_PART

MOST_POINTS = Decimal(100)


def compile_shares(draft: Draft) -> TableCheck:
    """Checks the categories (the texts of the column) of every delivery that has one before it,
    together with those of the delivery before.

    The share of a category is its part of the filled cells of the delivery. Fails a category
    whose share went up or down by more than `maxPunten` percentage points; one that is new,
    unless `nieuwMag`; and one that disappeared, unless `verdwenenMag`. What is allowed to be new
    or gone is still held to `maxPunten`. Empty cells are not counted; misfits are categories, by
    their text. Shares are compared exactly.
    """
    before = draft.before([draft.cell.name])

    def count(ask: Ask) -> Counted:
        if before is None:
            return Counted(0, 0, reason="no-previous")
        shares = _shares(draft.cell, before.name, before.cells[0])
        wrong = _wrong(draft.values)
        totals = shares.select(exp.Count(this=exp.Star()), exp.CountIf(this=wrong))
        checked, failed = ask(totals)[0]
        units: list[Unit] = []
        if failed and draft.examples:
            asked = shares.select("part", "category", "now", "was", "all_now", "all_was")
            most = exp.Ordered(this=_change(), desc=True)
            asked = asked.where(wrong.copy()).order_by(most, "part", "category")
            units = [_unit(draft, *row) for row in ask(asked.limit(draft.examples))]
        return Counted(int(checked), int(failed or 0), units)

    return TableCheck(count)


def _counts(table: str, cell: Cell, column: str) -> exp.Select:
    """Rows of each part and category, under the name `column`; 0 under the other name."""
    part = exp.IntDiv(this=name(ORDER), expression=literal(LINES_PER_PART))
    text = cell.text
    rows = exp.cast(exp.Count(this=exp.Star()), "int128")
    amounts = {"now": exp.cast(literal(0), "int128"), "was": exp.cast(literal(0), "int128")}
    amounts[column] = rows
    return (
        exp.select(exp.alias_(part, "part"), exp.alias_(text, "category"))
        .select(*[exp.alias_(amount, key) for key, amount in amounts.items()])
        .from_(exp.to_table(table))
        .where(is_filled(text))
        .group_by(part.copy(), text.copy())
    )


def _shares(cell: Cell, before: str, other: Cell) -> exp.Select:
    """Every category of a delivery and of the one before it: rows now and then, and of how many.

    Only of parts that have filled cells on both sides.
    """
    sides = exp.union(_counts(SOURCE, cell, "now"), _counts(before, other, "was"), distinct=False)
    amounts = [
        exp.alias_(exp.cast(exp.Sum(this=name(side)), "int128"), side) for side in ("now", "was")
    ]
    both = exp.select("part", "category", *amounts).from_(sides.subquery("sides"))
    wholes = [
        exp.alias_(
            exp.cast(
                exp.Window(this=exp.Sum(this=name(side)), partition_by=[name("part")]), "int128"
            ),
            f"all_{side}",
        )
        for side in ("now", "was")
    ]
    with_wholes = exp.select(exp.Star(), *wholes).from_(
        both.group_by("part", "category").subquery("both_sides")
    )
    none = literal(0)
    return (
        exp.select()
        .from_(with_wholes.subquery("shares"))
        .where(exp.GT(this=name("all_now"), expression=none))
        .where(exp.GT(this=name("all_was"), expression=none.copy()))
    )


def _moved() -> Expression:
    """The change of the share, times both wholes: without a division it is exact."""
    now = exp.Mul(this=name("now"), expression=name("all_was"))
    was = exp.Mul(this=name("was"), expression=name("all_now"))
    return exp.Abs(this=exp.Sub(this=now, expression=was))


def _change() -> Expression:
    """The change of the share as a number to sort by."""
    whole = exp.Mul(this=name("all_now"), expression=name("all_was"))
    return exp.Div(this=exp.cast(_moved(), "double"), expression=exp.cast(whole, "double"))


def _wrong(values: Mapping[str, Value]) -> Expression:
    points = values["maxPunten"]
    if not isinstance(points, Decimal):
        raise TypeError("Points are a number")
    above, below = points.as_integer_ratio()
    moved = exp.Mul(this=_moved(), expression=literal(100 * below))
    allowed = exp.Mul(
        this=exp.Mul(this=name("all_now"), expression=name("all_was")), expression=literal(above)
    )
    wrong: list[Expression] = [exp.GT(this=moved, expression=allowed)]
    for flag, side in (("nieuwMag", "was"), ("verdwenenMag", "now")):
        if not values[flag]:
            wrong.append(exp.EQ(this=name(side), expression=literal(0)))
    return any_of(wrong)


def _unit(draft: Draft, part: int, category: str, now: int, was: int, *of: int) -> Unit:
    all_now, all_was = of
    delivery = draft.deliveries[int(part)]
    facts: dict[str, str | int | float] = {
        "aandeel": round(100 * int(now) / int(all_now), 4),
        "vorigAandeel": round(100 * int(was) / int(all_was), 4),
        "vorigeLevering": delivery.label_before,
    }
    if not was:
        facts["nieuw"] = "ja"
    if not now:
        facts["verdwenen"] = "ja"
    return Unit("", {draft.cell.name: category}, facts, delivery.label)


def demand(values: Mapping[str, Value]) -> None:
    """More than a hundred percentage points no share can change."""
    points = values["maxPunten"]
    if not isinstance(points, Decimal) or points > MOST_POINTS:
        raise RuleError("bad-parameter", parameter="maxPunten", expected="points")


def sentence(count: int, values: Mapping[str, Value]) -> str:
    new, gone = values["nieuwMag"], values["verdwenenMag"]
    if new and gone:
        return "verdeling-nieuw-en-verdwenen-mag"
    if new:
        return "verdeling-nieuw-mag"
    return "verdeling-verdwenen-mag" if gone else "verdeling"


KIND = Kind(
    name="verdeling",
    dimension="accuracy",
    unit="categorie",
    compile=compile_shares,
    parameters=(
        Parameter("maxPunten", "amount", required=True),
        Parameter("nieuwMag", "flag", default=False),
        Parameter("verdwenenMag", "flag", default=False),
    ),
    demand=demand,
    sentences=(
        "verdeling",
        "verdeling-nieuw-mag",
        "verdeling-verdwenen-mag",
        "verdeling-nieuw-en-verdwenen-mag",
    ),
    sentence=sentence,
    looks_back=True,
)

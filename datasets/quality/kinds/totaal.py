"""totaal: the numbers of a column add up to what they should."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from sqlglot import exp

from datasets.quality.comparing import DECIMALS, as_decimal, decimals_of
from datasets.quality.errors import RuleError
from datasets.quality.expressions import is_filled, is_null, literal
from datasets.quality.kind import (
    COLUMN_TYPES,
    SOURCE,
    Ask,
    Cell,
    Counted,
    Draft,
    Kind,
    TableCheck,
    Unit,
)
from datasets.quality.parameters import NUMBERS, Parameter, Value

BOUNDS = ("minimum", "maximum")


def compile_total(draft: Draft) -> TableCheck:
    """Checks one thing: the sum of the first column over all rows, or over the rows whose second
    column has the text `waarde`.

    Fails a sum below `minimum` or above `maximum`, or one that differs from the sum of `kolom` in
    another dataset (over the rows whose `filterkolom` has the text `filterwaarde`) by more than
    `tolerantie`. Bounds and tolerance are included. Sums are exact to a millionth. Empty cells
    and cells that are no number add nothing: those are for other rules. Where there is no number
    at all, on either side, nothing can be said.
    """
    there = None
    if "dataset" in draft.values:
        there = draft.other(str(draft.values["dataset"]), elsewhere(draft.values, ()))
        number = there.cells[0]
        if number.type and number.type not in NUMBERS:
            expected = " ".join(NUMBERS)
            raise RuleError("column-type", column=number.name, type=number.type, expected=expected)

    def count(ask: Ask) -> Counted:
        total = _total(ask, SOURCE, draft.cells, draft.values.get("waarde"))
        if total is None:
            return Counted(0, 0, reason="nothing-to-check")
        if there is None:
            fits = _in_range(total, draft.values)
        else:
            other = _total(ask, there.name, there.cells, draft.values.get("filterwaarde"))
            if other is None:
                return Counted(0, 0, reason="nothing-to-compare")
            fits = abs(total - other) <= _tolerance(draft.values)
        if fits:
            return Counted(1, 0)
        # The other dataset's sum stays unsaid: not everyone who reads this may read that.
        return Counted(1, 1, [Unit(draft.cell.name, facts={"totaal": _plain(total)})])

    return TableCheck(count)


def _total(ask: Ask, table: str, cells: Sequence[Cell], wanted: Value | None) -> Decimal | None:
    """The sum; None without any number. Raises RuleError too-large."""
    value = cells[0].value
    number = as_decimal(value)
    lost = exp.and_(is_filled(value), is_null(number))
    query = exp.select(exp.Sum(this=number), exp.CountIf(this=lost)).from_(exp.to_table(table))
    if len(cells) > 1:
        query = query.where(exp.EQ(this=cells[1].text, expression=literal(str(wanted))))
    total, too_large = ask(query)[0]
    if too_large:
        raise RuleError("too-large", column=cells[0].name)
    return total if isinstance(total, Decimal) else None


def _in_range(total: Decimal, values: Mapping[str, Value]) -> bool:
    low, high = values.get("minimum"), values.get("maximum")
    above = not isinstance(low, Decimal) or low <= total
    return above and (not isinstance(high, Decimal) or total <= high)


def _tolerance(values: Mapping[str, Value]) -> Decimal:
    tolerance = values.get("tolerantie")
    return tolerance if isinstance(tolerance, Decimal) else Decimal(0)


def _plain(total: Decimal) -> str:
    """The sum without zeros behind the point, exact: a double would round large ones."""
    text = f"{total:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def elsewhere(values: Mapping[str, Value], columns: Sequence[str]) -> tuple[str, ...]:
    named = [str(values[key]) for key in ("kolom", "filterkolom") if key in values]
    return tuple(named)


def demand(values: Mapping[str, Value]) -> None:
    """Bounds, or another dataset with a column; a filter is a column with a value."""
    if "dataset" in values:
        _demand_comparison(values)
    else:
        _demand_range(values)


def _demand_comparison(values: Mapping[str, Value]) -> None:
    for bound in BOUNDS:
        if bound in values:
            raise RuleError("either-or", parameter=bound, other="dataset")
    needed = ["kolom"]
    if "filterkolom" in values or "filterwaarde" in values:
        needed += ["filterkolom", "filterwaarde"]
    for key in needed:
        if key not in values:
            raise RuleError("missing-parameter", parameter=key)
    if decimals_of(_tolerance(values)) > DECIMALS:
        raise RuleError("bad-parameter", parameter="tolerantie", expected="millionths")


def _demand_range(values: Mapping[str, Value]) -> None:
    if not any(bound in values for bound in BOUNDS):
        raise RuleError("missing-parameter", parameter="minimum")
    for key in ("kolom", "filterkolom", "filterwaarde", "tolerantie"):
        if key in values:
            raise RuleError("missing-parameter", parameter="dataset")
    low, high = values.get("minimum"), values.get("maximum")
    if isinstance(low, Decimal) and isinstance(high, Decimal) and high < low:
        raise RuleError("empty-range")


def agree(columns: Mapping[str, str], values: Mapping[str, Value]) -> None:
    """A second column has a value to filter on."""
    if len(columns) > 1 and "waarde" not in values:
        raise RuleError("missing-parameter", parameter="waarde")
    if len(columns) < 2 and "waarde" in values:
        raise RuleError("column-count", found=1, least=2, most=2)


def sentence(count: int, values: Mapping[str, Value]) -> str:
    part = "-waar" if count > 1 else ""
    if "dataset" in values:
        there = "-gefilterd" if "filterkolom" in values else ""
        near = "-ongeveer" if _tolerance(values) else ""
        return f"totaal-gelijk{there}{near}{part}"
    if "maximum" not in values:
        return f"totaal-vanaf{part}"
    return f"totaal{part}" if "minimum" in values else f"totaal-tot{part}"


KIND = Kind(
    name="totaal",
    dimension="accuracy",
    columns="one-or-two",
    unit="totaal",
    compile=compile_total,
    parameters=(
        Parameter("waarde", "text"),
        Parameter("minimum", "number"),
        Parameter("maximum", "number"),
        Parameter("dataset", "dataset"),
        Parameter("kolom", "column"),
        Parameter("filterkolom", "column"),
        Parameter("filterwaarde", "other-value"),
        Parameter("tolerantie", "amount"),
    ),
    places=(NUMBERS, COLUMN_TYPES),
    demand=demand,
    agree=agree,
    elsewhere=elsewhere,
    sentences=tuple(
        f"totaal{kind}{part}"
        for kind in (
            "",
            "-vanaf",
            "-tot",
            "-gelijk",
            "-gelijk-ongeveer",
            "-gelijk-gefilterd",
            "-gelijk-gefilterd-ongeveer",
        )
        for part in ("", "-waar")
    ),
    sentence=sentence,
)

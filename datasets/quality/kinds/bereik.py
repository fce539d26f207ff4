"""bereik: a number or a date lies between two bounds."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from datasets.quality.errors import RuleError
from datasets.quality.expressions import Expression, any_of, as_date, less_than, literal
from datasets.quality.kind import Draft, Kind, RowCheck
from datasets.quality.parameters import Parameter, Value


def compile_range(draft: Draft) -> RowCheck:
    """Checks filled cells. Fails below `minimum`, above `maximum`, and where the cell is no
    number or date at all.

    The bounds themselves are allowed. A moment is compared by its day, so the last day counts
    until midnight.
    """
    cell, values = draft.cell, draft.values
    if not cell.type:  # no values anywhere, so nothing that could be compared with a bound
        return RowCheck(fails=any_of([]), applies=cell.filled)
    outside: list[Expression] = [] if cell.raw is None else [cell.misfit]
    value = as_date(cell.value) if cell.type == "tijdstip" else cell.value
    if "minimum" in values:
        outside.append(less_than(value, bound(values["minimum"])))
    if "maximum" in values:
        outside.append(less_than(bound(values["maximum"]), value))
    return RowCheck(fails=any_of(outside), applies=cell.filled)


def bound(value: Value) -> Expression:
    if not isinstance(value, Decimal | date):
        raise TypeError(f"A bound is a number or a date, not {type(value)}")
    return literal(value)


def demand(values: Mapping[str, Value]) -> None:
    """At least one bound, and room between two."""
    low, high = values.get("minimum"), values.get("maximum")
    if low is None and high is None:
        raise RuleError("missing-parameter", parameter="minimum")
    if isinstance(low, Decimal) and isinstance(high, Decimal) and high < low:
        raise RuleError("empty-range")
    if isinstance(low, date) and isinstance(high, date) and high < low:
        raise RuleError("empty-range")
    if low is not None and high is not None and isinstance(low, date) != isinstance(high, date):
        raise RuleError("bad-parameter", parameter="maximum", expected="number-or-date")


def sentence(count: int, values: Mapping[str, Value]) -> str:
    if "maximum" not in values:
        return "bereik-vanaf"
    return "bereik" if "minimum" in values else "bereik-tot"


KIND = Kind(
    name="bereik",
    dimension="validity",
    compile=compile_range,
    parameters=(Parameter("minimum", "number-or-date"), Parameter("maximum", "number-or-date")),
    fits=("geheel", "getal", "datum", "tijdstip"),
    demand=demand,
    sentences=("bereik", "bereik-vanaf", "bereik-tot"),
    sentence=sentence,
)

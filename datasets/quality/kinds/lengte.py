"""lengte: the value has a number of characters between two bounds."""

from collections.abc import Mapping
from decimal import Decimal

from datasets.quality.errors import RuleError
from datasets.quality.expressions import Expression, any_of, length_of, less_than, literal
from datasets.quality.kind import Draft, Kind, RowCheck
from datasets.quality.parameters import Parameter, Value


def compile_length(draft: Draft) -> RowCheck:
    """Checks filled cells. Fails where the text form has fewer characters than `minimum` or more
    than `maximum`.

    Spaces count. A number counts the characters of its text form (`12`, `2.5`), a misfit those
    that were written.
    """
    length = length_of(draft.cell.text)
    outside: list[Expression] = []
    if "minimum" in draft.values:
        outside.append(less_than(length, _count(draft.values["minimum"])))
    if "maximum" in draft.values:
        outside.append(less_than(_count(draft.values["maximum"]), length))
    return RowCheck(fails=any_of(outside), applies=draft.cell.filled)


def _count(value: Value) -> Expression:
    return literal(int(value) if isinstance(value, Decimal) else 0)


def demand(values: Mapping[str, Value]) -> None:
    """At least one bound, and room between two."""
    low, high = values.get("minimum"), values.get("maximum")
    if low is None and high is None:
        raise RuleError("missing-parameter", parameter="minimum")
    if isinstance(low, Decimal) and isinstance(high, Decimal) and high < low:
        raise RuleError("empty-range")


def sentence(count: int, values: Mapping[str, Value]) -> str:
    low, high = values.get("minimum"), values.get("maximum")
    if high is None:
        return "lengte-vanaf"
    if low is None:
        return "lengte-tot"
    return "lengte-precies" if low == high else "lengte"


KIND = Kind(
    name="lengte",
    dimension="validity",
    compile=compile_length,
    parameters=(Parameter("minimum", "count"), Parameter("maximum", "count")),
    demand=demand,
    sentences=("lengte", "lengte-vanaf", "lengte-tot", "lengte-precies"),
    sentence=sentence,
)

"""datumbereik: a date lies between two days, each fixed or counted from today."""

from collections.abc import Mapping
from datetime import date

from datasets.quality.days import DayFromToday
from datasets.quality.errors import RuleError
from datasets.quality.expressions import Expression, any_of, as_date, less_than, literal
from datasets.quality.kind import Draft, Kind, RowCheck
from datasets.quality.parameters import Parameter, Value

SOME_DAY = date(2001, 1, 31)  # to see which of two days from today comes first


def compile_dates(draft: Draft) -> RowCheck:
    """Checks filled cells. Fails before `minimum`, after `maximum`, and where the cell is no date
    at all.

    The bounds themselves are allowed; `vandaag` is the day of the check. A moment is compared by
    its day.
    """
    cell = draft.cell
    if not cell.type:
        return RowCheck(fails=any_of([]), applies=cell.filled)
    outside: list[Expression] = [] if cell.raw is None else [cell.misfit]
    value = as_date(cell.value) if cell.type == "tijdstip" else cell.value
    if "minimum" in draft.values:
        outside.append(less_than(value, literal(day(draft.values["minimum"], draft.today))))
    if "maximum" in draft.values:
        outside.append(less_than(literal(day(draft.values["maximum"], draft.today)), value))
    return RowCheck(fails=any_of(outside), applies=cell.filled)


def day(value: Value, today: date) -> date:
    if isinstance(value, DayFromToday):
        return value.on(today)
    if not isinstance(value, date):
        raise TypeError(f"A bound is a day, not {type(value)}")
    return value


def demand(values: Mapping[str, Value]) -> None:
    """At least one bound, and room between two that are written in the same way."""
    low, high = values.get("minimum"), values.get("maximum")
    if low is None and high is None:
        raise RuleError("missing-parameter", parameter="minimum")
    if low is None or high is None or isinstance(low, date) != isinstance(high, date):
        return
    if day(high, SOME_DAY) < day(low, SOME_DAY):
        raise RuleError("empty-range")


def sentence(count: int, values: Mapping[str, Value]) -> str:
    if "maximum" not in values:
        return "datumbereik-vanaf"
    return "datumbereik" if "minimum" in values else "datumbereik-tot"


def moves_with_today(values: Mapping[str, Value]) -> bool:
    return any(isinstance(value, DayFromToday) for value in values.values())


KIND = Kind(
    name="datumbereik",
    dimension="validity",
    compile=compile_dates,
    parameters=(Parameter("minimum", "day"), Parameter("maximum", "day")),
    fits=("datum", "tijdstip"),
    demand=demand,
    sentences=("datumbereik", "datumbereik-vanaf", "datumbereik-tot"),
    sentence=sentence,
    depends_on_date=moves_with_today,
)

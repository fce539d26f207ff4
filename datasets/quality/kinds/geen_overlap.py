"""geen-overlap: the periods of one key do not overlap."""

from collections.abc import Mapping

from sqlglot import exp

from datasets.quality.errors import RuleError
from datasets.quality.expressions import (
    Expression,
    all_of,
    any_of,
    as_date,
    is_filled,
    is_null,
    name,
)
from datasets.quality.grouped import rows_by_number, with_odd
from datasets.quality.kind import COLUMN_TYPES, ORDER, SOURCE, Draft, GroupedCheck, Kind
from datasets.quality.parameters import DATES, NUMBERS, Parameter, Value

RANKED = (*DATES, *NUMBERS)


def compile_apart(draft: Draft) -> GroupedCheck:
    """Checks rows with a filled begin (the first column), for each combination of the further
    columns (the key) by itself; without such columns all rows have one key.

    An empty end (the second column) is open: the period still goes on. Fails every row of which
    the period shares a day or moment with that of another row, also the first of the two, and a
    row whose begin or end is no date or number. With `rakenMag` a period may begin at the very
    point where another one ends. A row that ends before it begins is no period: datumvolgorde
    is for that. A date and a moment are compared by the day.
    """
    begin, end, *key = draft.cells
    odd = [cell.misfit for cell in (begin, end) if cell.raw is not None]
    first, last = begin.value, end.value
    if begin.type != end.type and {begin.type, end.type} == set(DATES):
        first, last = as_date(first), as_date(last)
    touching = bool(draft.values["rakenMag"])
    group = [part for cell in key for part in cell.parts]
    is_period = all_of(
        [
            is_filled(first),
            *([exp.Not(this=end.misfit)] if end.raw is not None else []),
            any_of([is_null(last), exp.LTE(this=first.copy(), expression=last.copy())]),
        ]
    )
    failing = (
        exp.select(name(ORDER))
        .from_(_neighbours(first, last, group, is_period).subquery("periods"))
        .where(any_of([_overlaps_before(touching), _overlaps_after(touching)]))
    )
    applies = begin.filled
    return rows_by_number(draft, with_odd(failing, applies, odd) if odd else failing, applies)


def _neighbours(
    first: Expression, last: Expression, group: list[Expression], is_period: Expression
) -> exp.Select:
    """Each period with what is before it in its group and where the next one begins.

    `open` says that an earlier one has no end; `ended` is the latest end of the others.
    """

    def over(function: Expression, *, earlier: bool) -> exp.Window:
        # By begin, then the shortest, the open ones last: so an empty period comes before the
        # longer one that begins at the same point.
        order = [
            exp.Ordered(this=first.copy()),
            exp.Ordered(this=last.copy(), nulls_first=False),
            exp.Ordered(this=name(ORDER)),
        ]
        spec = (
            exp.WindowSpec(
                kind="ROWS",
                start="UNBOUNDED",
                start_side="PRECEDING",
                end=exp.Literal.number(1),
                end_side="PRECEDING",
            )
            if earlier
            else None
        )
        return exp.Window(
            this=function,
            partition_by=[part.copy() for part in group],
            order=exp.Order(expressions=order),
            spec=spec,
        )

    columns = {
        ORDER: name(ORDER),
        "first": first.copy(),
        "last": last.copy(),
        "ended": over(exp.Max(this=last.copy()), earlier=True),
        "open": over(exp.LogicalOr(this=is_null(last)), earlier=True),
        "next": over(exp.Lead(this=first.copy()), earlier=False),
    }
    return (
        exp.select(*[exp.alias_(value, column, quoted=True) for column, value in columns.items()])
        .from_(exp.to_table(SOURCE))
        .where(is_period)
    )


def _overlaps_before(touching: bool) -> Expression:
    """An earlier period has not ended where this one begins."""
    compare = exp.LT if touching else exp.LTE
    return any_of([name("open"), compare(this=name("first"), expression=name("ended"))])


def _overlaps_after(touching: bool) -> Expression:
    """The next period begins before this one has ended."""
    compare = exp.LT if touching else exp.LTE
    open_ended = all_of([is_null(name("last")), is_filled(name("next"))])
    return any_of([open_ended, compare(this=name("next"), expression=name("last"))])


def agree(columns: Mapping[str, str], values: Mapping[str, Value]) -> None:
    """Begin and end are both numbers or both dates."""
    (begin, one), (end, other) = list(columns.items())[:2]
    if one and other and (one in DATES) != (other in DATES):
        raise RuleError("unlike-columns", column=begin, type=one, other=end, other_type=other)


def sentence(count: int, values: Mapping[str, Value]) -> str:
    per = "-per" if count > 2 else ""
    return f"geen-overlap{per}{'' if values['rakenMag'] else '-los'}"


KIND = Kind(
    name="geen-overlap",
    dimension="consistency",
    columns="parts",
    compile=compile_apart,
    parameters=(Parameter("rakenMag", "flag", default=True),),
    places=(RANKED, RANKED, COLUMN_TYPES),
    agree=agree,
    sentences=(
        "geen-overlap-per",
        "geen-overlap",
        "geen-overlap-per-los",
        "geen-overlap-los",
    ),
    sentence=sentence,
)

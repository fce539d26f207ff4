"""datumvolgorde: the first date is not later than the second."""

from datasets.quality.expressions import Expression, all_of, any_of, as_date, less_than
from datasets.quality.kind import Draft, Kind, RowCheck


def compile_order(draft: Draft) -> RowCheck:
    """Checks rows in which both cells are filled. Fails where the second is before the first, and
    where one of them is no date.

    The same day is in order. A date and a moment are compared by day.
    """
    first, second = draft.cells
    left, right = first.value, second.value
    if first.type != second.type:
        left, right = as_date(left), as_date(right)
    wrong: list[Expression] = [cell.misfit for cell in draft.cells if cell.raw is not None]
    applies = all_of([first.filled, second.filled])
    fails = any_of([*wrong, less_than(right, left)])
    return RowCheck(fails=all_of([applies, fails]) if wrong else fails, applies=applies)


KIND = Kind(
    name="datumvolgorde",
    dimension="consistency",
    columns="two",
    compile=compile_order,
    fits=("datum", "tijdstip"),
)

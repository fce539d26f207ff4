"""niet-dalend: a value does not go down from one row to the next, in the order of a column."""

from sqlglot import exp

from datasets.quality.expressions import all_of, any_of, is_filled, less_than, name
from datasets.quality.grouped import rows_by_number, with_odd
from datasets.quality.kind import COLUMN_TYPES, ORDER, SOURCE, Draft, GroupedCheck, Kind

RANKED = ("geheel", "getal", "datum", "tijdstip")
BEFORE = "highest"


def compile_rising(draft: Draft) -> GroupedCheck:
    """Checks rows in which the value (the first column) and the order (the second) are filled,
    for each combination of the further columns by itself.

    Fails a row whose value is lower than the highest value earlier in the order, and a row whose
    value or order is no number or date. Rows with the same place in the order are not compared
    with each other. An empty cell in a further column is a group like any other.
    """
    value, order, *group = draft.cells
    applies = all_of([any_of([value.filled]), any_of([order.filled])])
    odd = [cell.misfit for cell in (value, order) if cell.raw is not None]
    earlier = exp.Window(
        this=exp.Max(this=value.value.copy()),
        partition_by=[part.copy() for cell in group for part in cell.parts],
        order=exp.Order(expressions=[exp.Ordered(this=order.value.copy())]),
        spec=exp.WindowSpec(
            kind="RANGE",
            start="UNBOUNDED",
            start_side="PRECEDING",
            end="CURRENT ROW",
            exclude="GROUP",
        ),
    )
    comparable = all_of([is_filled(value.value), is_filled(order.value)])
    compared = (
        exp.select(
            name(ORDER), exp.alias_(value.value.copy(), "value"), exp.alias_(earlier, BEFORE)
        )
        .from_(exp.to_table(SOURCE))
        .where(comparable)
    )
    failing = (
        exp.select(name(ORDER))
        .from_(compared.subquery("compared"))
        .where(less_than(name("value"), name(BEFORE)))
    )
    if not odd:
        return rows_by_number(draft, failing, applies)
    return rows_by_number(draft, with_odd(failing, applies, odd), applies)


KIND = Kind(
    name="niet-dalend",
    dimension="consistency",
    columns="parts",
    compile=compile_rising,
    sentences=("niet-dalend-per", "niet-dalend"),
    sentence=lambda count, values: "niet-dalend-per" if count > 2 else "niet-dalend",
    places=(RANKED, (*RANKED, "tekst"), COLUMN_TYPES),
)

"""som: the parts add up to the total."""

from collections.abc import Mapping
from decimal import Decimal
from functools import reduce

from sqlglot import exp

from datasets.quality.expressions import Expression, all_of, any_of, less_than, literal
from datasets.quality.kind import Cell, Draft, Kind, RowCheck
from datasets.quality.parameters import Parameter, Value

# What counting in binary may leave over of amounts such as 0.10, as a share of the total.
ROUNDING = Decimal("0.000000001")


def compile_sum(draft: Draft) -> RowCheck:
    """Checks rows in which the first column, the total, and all others, the parts, are filled.
    Fails where the parts differ from the total by more than `marge`, and where one of the cells is
    no number.

    With `leegIsNul` an empty part counts as 0, and every row with a total is checked. Integers
    are added exactly; of other numbers a difference of a billionth of the total is rounding.
    """
    total, *parts = draft.cells
    empty_is_zero = draft.values["leegIsNul"]
    asked = [total] if empty_is_zero else draft.cells
    applies = all_of([cell.filled for cell in asked])
    exact = all(cell.type in ("geheel", "") for cell in draft.cells)
    # Sixteen digits eight times over fit in no integer of the database.
    type_ = "decimal(38,0)" if exact else "double"
    whole = _number(total, type_)
    values = [_number(part, type_) for part in parts]
    if empty_is_zero:
        values = [exp.Coalesce(this=value, expressions=[literal(0)]) for value in values]
    added = reduce(lambda left, right: exp.Add(this=left, expression=right), values)
    difference = exp.Abs(this=exp.Sub(this=whole.copy(), expression=exp.paren(added, copy=False)))
    margin = draft.values["marge"]
    allowed: Expression = literal(margin if isinstance(margin, Decimal) else 0)
    if not exact:
        rounding = exp.Mul(this=exp.Abs(this=whole.copy()), expression=literal(ROUNDING))
        allowed = exp.Add(this=allowed, expression=rounding)
    odd = [cell.misfit for cell in draft.cells if cell.raw is not None]
    fails = any_of([less_than(allowed, difference), *odd])
    return RowCheck(fails=all_of([applies, fails]) if odd else fails, applies=applies)


def _number(cell: Cell, type_: str) -> Expression:
    return exp.cast(cell.value.copy(), type_)


def sentence(count: int, values: Mapping[str, Value]) -> str:
    return "som-met-marge" if values["marge"] else "som"


KIND = Kind(
    name="som",
    dimension="consistency",
    columns="parts",
    compile=compile_sum,
    parameters=(
        Parameter("marge", "amount", default=Decimal(0)),
        Parameter("leegIsNul", "flag", default=False),
    ),
    fits=("geheel", "getal"),
    sentences=("som", "som-met-marge"),
    sentence=sentence,
)

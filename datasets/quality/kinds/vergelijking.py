"""vergelijking: the value of one column compared with that of another in the same row."""

from collections.abc import Mapping

from sqlglot import exp

from datasets.quality.errors import RuleError
from datasets.quality.expressions import Expression, all_of, any_of, as_date
from datasets.quality.kind import Draft, Kind, RowCheck
from datasets.quality.parameters import DATES, NUMBERS, Parameter, Value

# What a row that fails looks like, by the sign that has to hold.
OPPOSITES: Mapping[str, type[exp.Binary]] = {
    "<": exp.GTE,
    "<=": exp.GT,
    "=": exp.NEQ,
    ">=": exp.LT,
    ">": exp.LTE,
    "!=": exp.EQ,
}
SAME = ("=", "!=")


def compile_comparison(draft: Draft) -> RowCheck:
    """Checks rows in which both cells are filled. Fails where the sign does not hold between the
    first and the second, and where one of them does not fit its column's type.

    Numbers are compared with numbers, dates and moments by day unless both are moments, texts
    letter for letter.
    """
    first, second = draft.cells
    applies = all_of([first.filled, second.filled])
    if not first.type or not second.type:  # one column has no values, so no row has both
        return RowCheck(fails=any_of([]), applies=applies)
    left, right = first.value, second.value
    if {first.type, second.type} == set(DATES):
        left, right = as_date(left), as_date(right)
    opposite = OPPOSITES[str(draft.values["teken"])]
    wrong: list[Expression] = [opposite(this=left.copy(), expression=right.copy())]
    odd = [cell.misfit for cell in draft.cells if cell.raw is not None]
    fails = any_of([*odd, *wrong])
    return RowCheck(fails=all_of([applies, fails]) if odd else fails, applies=applies)


def agree(columns: Mapping[str, str], values: Mapping[str, Value]) -> None:
    """Types that can be compared: numbers, dates, or twice the same. Texts and ja-nee have no
    order."""
    (first, one), (second, other) = columns.items()
    if not one or not other:
        return
    alike = one == other or any({one, other} <= set(kinds) for kinds in (NUMBERS, DATES))
    if not alike:
        raise RuleError("unlike-columns", column=first, type=one, other=second, other_type=other)
    if one in ("tekst", "ja-nee") and values["teken"] not in SAME:
        raise RuleError("bad-choice", parameter="teken", expected=" ".join(SAME))


KIND = Kind(
    name="vergelijking",
    dimension="consistency",
    columns="two",
    compile=compile_comparison,
    parameters=(Parameter("teken", "choice", required=True, choices=tuple(OPPOSITES)),),
    agree=agree,
)

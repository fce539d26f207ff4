"""What grouped rules have in common whose scratch table is simply the numbers of failing rows."""

from sqlglot import exp

from datasets.quality.expressions import Expression, any_of, name
from datasets.quality.kind import ORDER, SOURCE, Draft, GroupedCheck


def rows_by_number(
    draft: Draft,
    failing: exp.Select,
    applies: Expression | None,
    checked: exp.Select | None = None,
) -> GroupedCheck:
    """`failing` selects ORDER of each failing row, once; examples are the first of them."""
    found = exp.to_table(draft.scratch)
    order = name(ORDER)
    first = exp.select(order).from_(found.copy()).order_by(order).limit(draft.examples)
    return GroupedCheck(
        applies=applies,
        scratch=failing,
        failed=exp.select(exp.Count(this=exp.Star())).from_(found),
        rows=exp.select()
        .from_(exp.to_table(SOURCE))
        .where(exp.In(this=order.copy(), query=first.subquery()))
        .order_by(order.copy()),
        checked=checked,
    )


def with_odd(failing: exp.Select, applies: Expression, odd: list[Expression]) -> exp.Select:
    """The failing rows, and those with a cell that cannot be compared."""
    strange = exp.select(name(ORDER)).from_(exp.to_table(SOURCE)).where(applies, any_of(odd))
    both = exp.union(failing, strange, distinct=True)
    return exp.select(name(ORDER)).from_(both.subquery("failing"))

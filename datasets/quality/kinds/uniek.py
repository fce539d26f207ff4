"""uniek: no two rows have the same value, or the same combination of values."""

from sqlglot import exp

from datasets.quality.expressions import all_of, any_of, literal, name
from datasets.quality.kind import ORDER, SOURCE, Draft, GroupedCheck, Kind

SHOWN_PER_GROUP = 2  # first the pair that proves the point, then the rest of a large group


def compile_unique(draft: Draft) -> GroupedCheck:
    """Checks rows in which at least one of the columns is filled.

    Fails every row whose combination occurs more than once, the first one too. An empty part of
    a combination equals an empty part. Capitals count; 1 equals 1.0 in a column of numbers;
    misfits are compared by their text.
    """
    keys = [part.copy() for cell in draft.cells for part in cell.parts]
    names = [name(f"k{index}") for index in range(len(keys))]
    applies = any_of([cell.filled for cell in draft.cells])
    count = exp.Count(this=exp.Star())
    groups = (
        exp.select(*[exp.alias_(key, f"k{i}", quoted=True) for i, key in enumerate(keys)])
        .select(exp.alias_(count, "n", quoted=True))
        .from_(exp.to_table(SOURCE))
        .where(applies.copy())
        .group_by(*[key.copy() for key in keys])
        .having(exp.GT(this=count.copy(), expression=literal(1)))
    )
    total = exp.Coalesce(this=exp.Sum(this=name("n")), expressions=[literal(0)])
    return GroupedCheck(
        applies=applies,
        scratch=groups,
        failed=exp.select(total).from_(exp.to_table(draft.scratch)),
        rows=_rows(draft, keys, names),
    )


def _rows(draft: Draft, keys: list[exp.Expr], names: list[exp.Column]) -> exp.Select:
    """Rows of the first groups by key; of each group two rows before the rest."""
    few = exp.select(*names).from_(exp.to_table(draft.scratch)).order_by(*names)
    same = all_of(
        [exp.NullSafeEQ(this=key, expression=k) for key, k in zip(keys, names, strict=True)]
    )
    order = name(ORDER)
    place = exp.Window(
        this=exp.RowNumber(), partition_by=list(names), order=exp.Order(expressions=[order.copy()])
    )
    return (
        exp.select()
        .from_(exp.to_table(SOURCE))
        .join(few.limit(draft.examples).subquery("few"), on=same)
        .order_by(exp.GT(this=place, expression=literal(SHOWN_PER_GROUP)), *names, order.copy())
    )


def sentence(count: int, values: object) -> str:
    return "uniek" if count == 1 else "uniek-samen"


KIND = Kind(
    name="uniek",
    dimension="uniqueness",
    columns="several",
    compile=compile_unique,
    sentences=("uniek", "uniek-samen"),
    sentence=sentence,
)

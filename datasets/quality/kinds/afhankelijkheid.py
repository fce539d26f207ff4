"""afhankelijkheid: some columns determine another: with the same A there is always the same B."""

from sqlglot import exp

from datasets.quality.expressions import all_of, any_of, literal, name
from datasets.quality.kind import ORDER, SOURCE, Draft, GroupedCheck, Kind


def compile_dependency(draft: Draft) -> GroupedCheck:
    """Checks rows in which all columns are filled. The last column is determined by the others.

    Rows with the same values in the others form a group. Fails, where a group has more than one
    value in the last column, the rows with another value than the most frequent one; where two
    values are most frequent, nobody can say which is right, and all rows of the group fail.
    Capitals count; misfits are values, by their text.
    """
    *keys, value = draft.cells
    applies = all_of([any_of([cell.filled]) for cell in draft.cells])
    parts = [part for cell in keys for part in cell.parts]
    names = [f"k{number}" for number in range(len(parts))]
    values = [f"b{number}" for number in range(len(value.parts))]
    columns = {
        **dict(zip(names, parts, strict=True)),
        **dict(zip(values, value.parts, strict=True)),
    }
    counted = (
        exp.select(*[exp.alias_(part.copy(), key, quoted=True) for key, part in columns.items()])
        .select(exp.alias_(exp.Count(this=exp.Star()), "n", quoted=True))
        .from_(exp.to_table(SOURCE))
        .where(applies.copy())
        .group_by(*[part.copy() for part in columns.values()])
    )
    group = [name(key) for key in names]
    most = exp.Window(this=exp.Max(this=name("n")), partition_by=group)
    ranked = exp.select(exp.Star(), exp.alias_(most, "most", quoted=True)).from_(
        counted.subquery("counted")
    )
    tied = exp.Window(
        this=exp.CountIf(this=exp.EQ(this=name("n"), expression=name("most"))),
        partition_by=[key.copy() for key in group],
    )
    judged = exp.select(exp.Star(), exp.alias_(tied, "tied", quoted=True)).from_(
        ranked.subquery("ranked")
    )
    wrong = any_of(
        [
            exp.LT(this=name("n"), expression=name("most")),
            exp.GT(this=name("tied"), expression=literal(1)),
        ]
    )
    total = exp.Coalesce(this=exp.Sum(this=name("n")), expressions=[literal(0)])
    return GroupedCheck(
        applies=applies,
        scratch=exp.select(*columns, "n").from_(judged.subquery("judged")).where(wrong),
        failed=exp.select(total).from_(exp.to_table(draft.scratch)),
        rows=_rows(draft, columns),
    )


def _rows(draft: Draft, columns: dict[str, exp.Expr]) -> exp.Select:
    """Rows of the first groups by key, in the order of the file within a group."""
    names = [name(key) for key in columns]
    few = exp.select(*names).from_(exp.to_table(draft.scratch)).order_by(*names)
    same = all_of(
        [exp.NullSafeEQ(this=part, expression=name(key)) for key, part in columns.items()]
    )
    group = [key for key in names if key.name.startswith("k")]
    return (
        exp.select()
        .from_(exp.to_table(SOURCE))
        .join(few.limit(draft.examples).subquery("few"), on=same)
        .order_by(*[key.copy() for key in group], name(ORDER))
    )


KIND = Kind(
    name="afhankelijkheid",
    dimension="consistency",
    columns="parts",
    compile=compile_dependency,
)

"""All row rules in one reading of the table.

Every row gets a number whose bits are the rules that it fails; the rows are grouped by that
number. So each count is exact, examples are whole rows, and the table is read once, however many
rules there are.

Groups are cheap to count but dear to collect rows for, and twenty rules that fail on half of the
rows make a million groups. So rows are collected only for groups of few rules, at most
MOST_COLLECTED of them; a rule that is left with too few examples (it fails only together with
many others) gets them from a second reading.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import comb
from typing import Generic, TypeVar

from sqlglot import exp

from datasets.quality.errors import CheckError
from datasets.quality.expressions import Expression, name, render
from datasets.quality.kind import ORDER, SOURCE, Cell, RowCheck
from datasets.quality.session import Session

MOST_RULES = 62  # bits of a signed 64-bit number, with one to spare
MOST_COLLECTED = 5_000  # groups that collect rows; every combination of up to 12 rules fits
GROUPS = "groups"  # temporary table: m (the failed rules), n (rows), e (rows collected), h0...

# Number of the row, and the text of every cell.
Row = tuple[int, list[str | None]]


Key = TypeVar("Key", int, str)


@dataclass(frozen=True)
class Scan(Generic[Key]):
    """What was found: rows in all; per rule the failures and some failing rows, in order; per
    condition the number of rows for which it holds."""

    rows: int
    failed: Mapping[Key, int]
    examples: Mapping[Key, list[Row]]
    applies: Mapping[str, int]


def scan_rows(
    session: Session,
    cells: Sequence[Cell],
    checks: Mapping[Key, RowCheck],
    conditions: Sequence[Expression],
    examples: int,
) -> Scan[Key]:
    """Runs the row rules (by any key), and counts the rows for which each condition holds.

    Conditions are keyed by their SQL. One reading per 62 rules, at least one. Where the groups do
    not fit in memory, half of the rules are read at a time. Examples are the first failing rows
    for up to 12 rules; with more, rows that fail few rules come first. Raises CheckError as
    `Session.run` does.
    """
    found: Scan[Key] = Scan(0, {}, {}, {})
    names = list(checks)
    chunks = [names[at : at + MOST_RULES] for at in range(0, len(names), MOST_RULES)] or [[]]
    todo = list(reversed(chunks))
    counted = {render(condition): condition for condition in conditions}
    while todo:
        chunk = todo.pop()
        try:
            part = _scan(session, cells, {key: checks[key] for key in chunk}, counted, examples)
        except CheckError as error:
            if error.code != "out-of-memory" or len(chunk) < 2:
                raise
            half = len(chunk) // 2
            todo += [chunk[half:], chunk[:half]]
            continue
        session.step()
        found = Scan(
            part.rows,
            {**found.failed, **part.failed},
            {**found.examples, **part.examples},
            {**found.applies, **part.applies},
        )
        counted = {}
    return found


def _scan(
    session: Session,
    cells: Sequence[Cell],
    checks: Mapping[Key, RowCheck],
    conditions: Mapping[str, Expression],
    examples: int,
) -> Scan[Key]:
    table = groups_sql(cells, list(checks.values()), list(conditions.values()), examples)
    session.run(f"CREATE OR REPLACE TEMP TABLE {GROUPS} AS {table}")
    rows, *numbers = session.run(totals_sql(len(checks), len(conditions)))[0]
    failed = dict(zip(checks, numbers, strict=False))
    applies = dict(zip(conditions, numbers[len(checks) :], strict=True))
    shown: dict[Key, list[Row]] = {key: [] for key in checks}
    if examples and any(failed.values()):
        for mask, found in session.run(collected_sql(cells)):
            for bit, key in enumerate(checks):
                if mask >> bit & 1:
                    shown[key] += _rows(found)
    session.run(f"DROP TABLE {GROUPS}")
    short = [key for key in checks if len(shown[key]) < min(examples, failed[key])]
    if short:
        sql = examples_sql(cells, [checks[key] for key in short], examples)
        for key, (found,) in zip(short, session.run(sql), strict=True):
            shown[key] = _rows(found)
    first = {key: sorted(rows, key=_by_order)[:examples] for key, rows in shown.items()}
    return Scan(rows, failed, first, applies)


def _rows(found: Sequence[Sequence[str | None]]) -> list[Row]:
    return [(int(order or 0), texts) for order, *texts in found]


def _by_order(row: Row) -> int:
    return row[0]


# The names in the statements below are the engine's own; what came from a rule was rendered by
# SQLGlot. Whole rows are carried as they are and become text only once they are chosen.


def most_together(rules: int) -> int:
    """How many rules a collecting group may fail, so that there are at most MOST_COLLECTED."""
    groups = 0
    for together in range(1, rules + 1):
        groups += comb(rules, together)
        if groups > MOST_COLLECTED:
            return together - 1
    return rules


def groups_sql(
    cells: Sequence[Cell],
    checks: Sequence[RowCheck],
    conditions: Sequence[Expression],
    examples: int,
) -> str:
    """One row per combination of failed rules, with its count, its first rows, and the number of
    rows for which each condition holds."""
    few = most_together(len(checks))
    collecting = "m <> 0" if few == len(checks) else f"m <> 0 AND bit_count(m) <= {few}"
    held = [f"count_if({render(condition)}) AS h{at}" for at, condition in enumerate(conditions)]
    columns = ["m", "count(*) AS n", f"{_first(examples)} FILTER (WHERE {collecting}) AS e", *held]
    return f"SELECT {', '.join(columns)} FROM ({_masked(cells, checks)}) GROUP BY m"  # noqa: S608


def totals_sql(checks: int, conditions: int) -> str:
    """One row: rows in all, failures per rule, rows per condition."""
    failed = [f"sum(n) FILTER (WHERE m & {1 << bit} <> 0)" for bit in range(checks)]
    held = [f"sum(h{at})" for at in range(conditions)]
    sums = ", ".join(f"coalesce({total}, 0)::BIGINT" for total in ["sum(n)", *failed, *held])
    return f"SELECT {sums} FROM {GROUPS}"  # noqa: S608


def collected_sql(cells: Sequence[Cell]) -> str:
    """A row per collecting group: which rules, and the texts of its first rows."""
    return f"SELECT m, {_texts(cells, 'e')} FROM {GROUPS} WHERE e IS NOT NULL"  # noqa: S608


def examples_sql(cells: Sequence[Cell], checks: Sequence[RowCheck], examples: int) -> str:
    """A row per rule, in order: the texts of its first failing rows."""
    lists = ", ".join(
        f"{_first(examples)} FILTER (WHERE m & {1 << bit} <> 0)" for bit in range(len(checks))
    )
    # Materialized (it may spill to disk), because otherwise the mask is worked out anew in every
    # FILTER: sixty times sixty conditions a row.
    failing = f'SELECT x, "{ORDER}", m FROM ({_masked(cells, checks)}) WHERE m <> 0'  # noqa: S608
    return (
        f"WITH failing AS MATERIALIZED ({failing}) "  # noqa: S608
        f"SELECT {_texts(cells, 'e')} FROM (SELECT unnest([{lists}]) AS e, "
        f"unnest(range({len(checks)})) AS rule FROM failing) ORDER BY rule"
    )


def _masked(cells: Sequence[Cell], checks: Sequence[RowCheck]) -> str:
    """Every row of the source with `m`, the rules it fails, and `x`, the row itself."""
    bits = [
        f"CASE WHEN {render(check.fails)} THEN {1 << bit} ELSE 0 END"
        for bit, check in enumerate(checks)
    ]
    keys = [ORDER, *[part.name for cell in cells for part in cell.parts]]
    packed = ", ".join(f'{key} := "{key}"' for key in keys)
    mask = " + ".join(bits) or "0"
    return f"SELECT *, struct_pack({packed}) AS x, ({mask})::BIGINT AS m FROM {SOURCE}"  # noqa: S608


def _first(examples: int) -> str:
    return f'min_by(x, "{ORDER}", {max(1, examples)})'


def _texts(cells: Sequence[Cell], rows: str) -> str:
    """A list of rows as a list of texts: the number of the row, then every cell."""
    texts = [f"CAST(r.{ORDER} AS TEXT)", *[_of_row(cell.text) for cell in cells]]
    return f"list_transform({rows}, lambda r: [{', '.join(texts)}])"


def _of_row(expression: Expression) -> str:
    """The expression over the fields of the packed row `r`."""

    def field(node: Expression) -> Expression:
        return name(node.name, "r") if isinstance(node, exp.Column) else node

    return render(expression.transform(field))

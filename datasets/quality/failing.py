"""The failing rows themselves: some of them looked up again, or all of them, one by one.

A check keeps counts and a few examples. Who must repair the rows needs every one of them, whole;
who judges an example needs its values as they stand in the table now.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlglot import exp

from datasets.quality.errors import RuleError
from datasets.quality.expressions import literal, name, render
from datasets.quality.kind import ORDER, SOURCE, GroupedCheck, RowCheck
from datasets.quality.plan import Plan, prepare
from datasets.quality.rule import RuleSpec
from datasets.quality.session import Session, sealed
from datasets.quality.source import LINES_PER_PART, cells_of, source_sql
from datasets.quality.table import Part, Table

FAILING = "failing"  # temporary table: place (from 1), o, and a text for each column
PLACE = "place"
AT_ONCE = 5_000
EVERY = 2**62  # as many examples as there are


@dataclass(frozen=True)
class Row:
    """Line in the delivered file (1-based), the part's label, the text of each column or None."""

    line: int
    part: str
    texts: Sequence[str | None]


@dataclass(frozen=True)
class Failing:
    """All rows that fail one rule: how many, the names of their columns, and the rows in order.

    `rows` may be read once, while the session that gave it is open.
    """

    count: int
    columns: list[str]
    rows: Iterator[Row]


def rows_at(
    table: Table,
    places: Sequence[tuple[str, int]],
    columns: Sequence[str],
    *,
    temp: Path | None = None,
    memory_mb: int = 256,
    time_limit: float | None = 20,
) -> list[Row]:
    """The rows at these places (part's label, line), in that order, with the texts of `columns`.

    A place that is not there is left out; a column that a part lacks is None there. Only the
    pieces of a file that hold those lines are read. Raises CheckError as `check` does.
    """
    found: dict[tuple[str, int], Row] = {}
    lines: dict[str, list[int]] = {}
    for label, line in places:
        lines.setdefault(label, []).append(line)
    wanted = [part for part in table.parts if part.label in lines]
    if not wanted:
        return []
    files = [part.location for part in wanted]
    with sealed(files, memory_mb=memory_mb, temp=temp, time_limit=time_limit) as session:
        for part in wanted:
            for row in _of_part(session, part, lines[part.label], columns):
                found[part.label, row.line] = row
    return [found[place] for place in dict.fromkeys(places) if place in found]


def _of_part(
    session: Session, part: Part, lines: Sequence[int], columns: Sequence[str]
) -> Iterator[Row]:
    alone = Table([part])
    known = [column for column in columns if column in part.columns]
    texts = [cell.text for cell in cells_of(alone, known)]
    source = source_sql(alone, known)
    asked = [literal(int(line)) for line in lines]
    if part.line is not None:  # on the column itself, so that whole row groups are passed over
        source = f"{source} WHERE {render(exp.In(this=name(part.line), expressions=asked))}"
    select = exp.select(name(ORDER), *texts).where(exp.In(this=name(ORDER), expressions=asked))
    sql = f"WITH {SOURCE} AS ({source}) {render(select.from_(exp.to_table(SOURCE)))}"
    for line, *found in session.run(sql):
        values = dict(zip(known, found, strict=True))
        yield Row(int(line), part.label, [values.get(column) for column in columns])


@contextmanager
def failing_rows(
    table: Table,
    rule: RuleSpec,
    *,
    today: date,
    memory_mb: int = 512,
    threads: int = 1,
    temp: Path | None = None,
    references: Mapping[str, Table] | None = None,
    progress: Callable[[float], None] | None = None,
    cancel: Callable[[], bool] | None = None,
    time_limit: float | None = 300,
) -> Iterator[Failing]:
    """Every row that fails the rule, with the texts of all columns of the table.

    The count is that of a check of the same tables on the same day. Rows come in the order of
    the file; those of a rule that compares rows in the order of its groups. Arguments are those
    of `check`. Raises RuleError for a rule that cannot be carried out, and no-rows-to-show for one
    that judges the table as a whole; CheckError as `check` does.
    """
    plan = Plan(table, references or {}, today, EVERY, tuple(table.columns))
    plan.compile([rule])
    if plan.refused:
        raise plan.refused[0]
    if 0 not in plan.row_checks and 0 not in plan.grouped_checks:
        raise RuleError("no-rows-to-show")
    with sealed(
        plan.files,
        memory_mb=memory_mb,
        threads=threads,
        temp=temp,
        cancel=cancel,
        progress=progress,
        time_limit=time_limit,
    ) as session:
        session.steps = len(plan.lookups) + 2
        prepare(plan, session)
        count = _collect(plan, session)
        session.step()
        cells = {cell.name: number for number, cell in enumerate(plan.cells)}
        columns = list(table.columns)
        yield Failing(count, columns, _read(session, table, [cells[name] for name in columns]))


def _collect(plan: Plan, session: Session) -> int:
    """Put the failing rows in a table of their own, numbered; how many they are."""
    texts = [
        exp.alias_(cell.text, f"c{number}", quoted=True) for number, cell in enumerate(plan.cells)
    ]
    if 0 in plan.row_checks:
        rows = _of_rows(plan.row_checks[0])
    else:
        check = plan.grouped_checks[0]
        session.run(f"CREATE TEMP TABLE scratch0 AS {render(check.scratch)}")
        rows = _of_groups(check)
    select = render(rows.select(name(ORDER), *texts))
    # The number of the row comes after the order; without it the order is free in DuckDB.
    session.run(
        f"CREATE TEMP TABLE {FAILING} AS "  # noqa: S608 - the engine's own names
        f"SELECT row_number() OVER () AS {PLACE}, * FROM ({select})"
    )
    return int(session.run(f"SELECT count(*) FROM {FAILING}")[0][0])  # noqa: S608


def _of_rows(check: RowCheck) -> exp.Select:
    return exp.select().from_(exp.to_table(SOURCE)).where(check.fails.copy()).order_by(name(ORDER))


def _of_groups(check: GroupedCheck) -> exp.Select:
    return check.rows.copy()


def _read(session: Session, table: Table, places: Sequence[int]) -> Iterator[Row]:
    """The collected rows, a few thousand at a time."""
    shown = ", ".join(f"c{place}" for place in places)
    after = 0
    while True:
        found = session.run(
            f"SELECT {ORDER}, {shown} FROM {FAILING} "  # noqa: S608 - the engine's own names
            f"WHERE {PLACE} > {after} AND {PLACE} <= {after + AT_ONCE} ORDER BY {PLACE}"
        )
        for order, *texts in found:
            part, line = divmod(order, LINES_PER_PART)
            yield Row(line, table.parts[part].label, texts)
        after += AT_ONCE
        if len(found) < AT_ONCE:
            return

"""From staged text to a typed Parquet table, in DuckDB, over all rows.

Three passes: the staged file becomes Parquet with text columns; every column's cells are counted
by class, which decides its type; the typed table is written, with the raw text of the cells that
do not fit beside it. Nothing is accepted on trust: rows are counted before and after, and of every
column filled, misfits, missing and empty cells must add up to the rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from datasets.intake import decide, display, evidence, exact, garbled, grammar
from datasets.intake.decide import Choice, Wish
from datasets.intake.errors import IntakeError
from datasets.intake.evidence import Evidence
from datasets.intake.grammar import quoted
from datasets.intake.header import Header
from datasets.intake.reading import DATE, MOMENT, NUMBER, TEXT, TYPES, ReadColumn, ReadingOptions
from datasets.intake.records import CELL_END, ESCAPES

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

TEXT_TABLE = "text.parquet"
_SAMPLES = 3
_SAMPLE_CHARS = 60
_SAMPLE_ROWS = 200
_CELLS_PER_GROUP = 2_000_000  # cells a Parquet row group holds in memory while it is written
_COLUMNS_PER_QUERY = 50


@dataclass(frozen=True)
class Staged:
    """The staged file: rows written to it, the delimiter's habit and whether cells are escaped."""

    path: Path
    rows: int
    escaped: bool
    comma_habit: bool  # the decimal sign to assume where no column of the file shows one
    ragged: bool = False  # rows may end before the last columns, which are then empty
    order: tuple[int, ...] = ()  # the places in a row of the table's columns, if not as they come
    faults: Mapping[int, int] = field(default_factory=dict)  # see `evidence.gather`
    given: frozenset[int] = frozenset()  # columns that hold values of their type, not text
    exact: frozenset[int] = frozenset()  # places in a row that hold numbers, marked: see `exact`


@dataclass(frozen=True)
class _Plan:
    """How one column will be read: its identifier, type and missing tokens."""

    column: str
    choice: Choice
    evidence: Evidence
    given: bool = False
    exact: bool = False  # some of its cells are numbers of the file itself, see `exact`

    @property
    def is_text(self) -> bool:
        return self.choice.type == TEXT

    @property
    def present(self) -> str:
        """The trimmed cell where there is one; words mean missing in typed columns only."""
        if self.given:
            return self.column
        words = () if self.is_text else self.evidence.words
        return grammar.present(self.evidence.cell, self.evidence.signs, words)

    @property
    def absent(self) -> int:
        """Cells that are empty or hold a missing-value token."""
        return self.evidence.counts.get("empty", 0) + sum(
            n
            for cls, n in self.evidence.counts.items()
            if cls.startswith("=") and (not self.is_text or cls[1:] in self.evidence.signs)
        )


def build(
    connection: DuckDBPyConnection,
    staged: Staged,
    target: Path,
    header: Header,
    options: ReadingOptions,
) -> tuple[ReadColumn, ...]:
    """Write the typed table to `target` and describe its columns.

    Raises IntakeError: bad-option, and unreadable when the accounts do not add up.
    """
    text = staged.path.with_name(TEXT_TABLE)
    source = _staged_source(staged, header.width)
    copy(connection, f"SELECT * FROM {source}", text, group(header.width))  # noqa: S608
    staged.path.unlink()
    return build_from_text(connection, replace(staged, path=text), target, header, options)


def build_from_text(
    connection: DuckDBPyConnection,
    staged: Staged,
    target: Path,
    header: Header,
    options: ReadingOptions,
) -> tuple[ReadColumn, ...]:
    """As `build`, from Parquet with text columns c0, c1, … and `_line`; that file is removed."""
    _check(options)
    options = options.for_names(header.names)
    for statement in grammar.macros():
        connection.execute(statement)
    source = f"read_parquet({quoted(str(staged.path))})"
    plans = _plans(connection, source, staged, header, options)
    _write(connection, source, plans, target, group(header.width))
    total, filled, misfits = _counted(connection, target, plans)
    if total != staged.rows:
        raise IntakeError("unreadable", detail=f"rows {total} of {staged.rows}")
    samples = _samples(connection, target, plans)
    texts = (index for index, plan in enumerate(plans) if not plan.given)
    odd = garbled.cells(connection, source, texts)
    staged.path.unlink()
    return tuple(
        _described(
            plan, header, index, (filled[index], misfits[index]), samples[index], odd.get(index)
        )
        for index, plan in enumerate(plans)
    )


def group(width: int) -> int:
    """Rows in a Parquet row group of a table of so many columns."""
    return max(2_048, min(122_880, _CELLS_PER_GROUP // (width + 1)))


def _write(
    connection: DuckDBPyConnection, source: str, plans: Sequence[_Plan], target: Path, size: int
) -> None:
    """The typed table; with it, for columns that need it, the text of cells that do not fit.

    A wide table is made in parts of some columns: every step of every column's expression holds
    memory for 2,048 cells, and of a thousand columns together that is more than the child has.
    """
    misfits = _misfits(connection, source, plans)
    parts: list[Path] = []
    for start in range(0, len(plans), _COLUMNS_PER_QUERY):
        part = plans[start : start + _COLUMNS_PER_QUERY]
        selected = [] if start else ["_line"]
        for plan, misfit in zip(part, misfits[start:], strict=False):
            selected.append(f"v_{plan.column} AS {plan.column}")
            if misfit:
                selected.append(
                    f"CASE WHEN s_{plan.column} IS NOT NULL AND v_{plan.column} IS NULL"
                    f" THEN CAST({plan.column} AS VARCHAR) END AS {plan.column}_text"
                )
        parts.append(target.with_name(f"part-{len(parts)}.parquet"))
        query = f"SELECT {', '.join(selected)} FROM {_valued(source, part)}"  # noqa: S608
        copy(connection, query, parts[-1], size)
    if len(parts) == 1:
        parts[0].replace(target)
        return
    side_by_side = " POSITIONAL JOIN ".join(f"read_parquet({quoted(str(p))})" for p in parts)
    copy(connection, f"SELECT * FROM {side_by_side}", target, size)  # noqa: S608
    for path in parts:
        path.unlink()


def _check(options: ReadingOptions) -> None:
    for name, wanted in options.types.items():
        if wanted not in TYPES:
            raise IntakeError("bad-option", option="types", value=f"{name}: {wanted}"[:80])
    for name, sign in options.decimals.items():
        if sign not in (",", "."):
            raise IntakeError("bad-option", option="decimals", value=f"{name}: {sign}"[:80])
    for name, order in options.date_orders.items():
        if order not in ("dmy", "mdy", "ymd"):
            raise IntakeError("bad-option", option="date_orders", value=f"{name}: {order}"[:80])


def _staged_source(staged: Staged, width: int) -> str:
    order = staged.order or tuple(range(width))
    columns = ", ".join(f"'c{index}': 'VARCHAR'" for index in range(max(order) + 1))
    source = (
        f"read_csv({quoted(str(staged.path))}, delim={quoted(CELL_END)}, quote='', escape='',"
        " header=false, auto_detect=false, strict_mode=true, new_line='\\n', nullstr='',"
        f" max_line_size=33554432, columns={{'_line': 'BIGINT', {columns}}}"
        f"{', null_padding=true' if staged.ragged else ''})"
    )
    if not staged.escaped and not staged.order:
        return source
    cells = []
    for index, at in enumerate(order):
        cell = _unescaped(f"c{at}") if staged.escaped else f"c{at}"
        if at in staged.exact:
            cells.append(f"{exact.is_marked(f'c{at}')} AS m{index}")
            cell = exact.unmarked(f"c{at}", cell)
        cells.append(f"{cell} AS c{index}")
    restored = ", ".join(cells)
    return f"(SELECT _line, {restored} FROM {source})"  # noqa: S608


def _unescaped(column: str) -> str:
    expression = column
    for sign, written in reversed(ESCAPES):
        expression = f"replace({expression}, {quoted(written)}, {quoted(sign)})"
    return (
        f"CASE WHEN contains({column}, {quoted(ESCAPES[0][0])}) THEN {expression} ELSE {column} END"
    )


def copy(connection: DuckDBPyConnection, query: str, target: Path, size: int) -> None:
    """What the query gives as Parquet, `size` rows in a row group."""
    connection.execute(
        f"COPY ({query}) TO {quoted(str(target))}"
        f" (FORMAT parquet, COMPRESSION lz4, ROW_GROUP_SIZE {size}, PRESERVE_ORDER true)"
    )


def _plans(
    connection: DuckDBPyConnection,
    source: str,
    staged: Staged,
    header: Header,
    options: ReadingOptions,
) -> list[_Plan]:
    typed = {index for index, at in enumerate(staged.order) if at in staged.exact}
    text = _text_only(source, header.width, staged.given, typed)
    found = evidence.gather(
        connection, text, staged.rows, header.names, options, staged.faults, typed
    )
    _count_given(connection, source, found, staged)
    exact.count(connection, source, found, typed)
    proofs = [decide.decimal_proof(one.counts) for one in found]
    commas, dots = (sum(1 for proof in proofs if proof[side]) for side in (0, 1))
    habit = "," if commas > dots or (commas == dots and staged.comma_habit) else "."
    plans = []
    for index, (name, one) in enumerate(zip(header.names, found, strict=True)):
        wish = Wish(
            type=options.types.get(name, ""),
            decimal=options.decimals.get(name, ""),
            date_order=options.date_orders.get(name, ""),
            habits=options.habits.get(name, {}),
        )
        choice = decide.choose(name, one.counts, habit=habit, wish=wish, compact=one.compact)
        given = index in staged.given
        plans.append(_Plan(f"c{index}", choice, one, given=given, exact=index in typed))
    return plans


def _text_only(source: str, width: int, given: Set[int], typed: Set[int]) -> str:
    """The source with nothing in the cells that need no looking at."""
    if not given and not typed:
        return source
    cells = (
        f"CAST(NULL AS VARCHAR) AS c{index}"
        if index in given
        else f"CASE WHEN NOT m{index} THEN c{index} END AS c{index}"
        if index in typed
        else f"c{index}"
        for index in range(width)
    )
    return f"(SELECT _line, {', '.join(cells)} FROM {source})"  # noqa: S608


def _count_given(
    connection: DuckDBPyConnection, source: str, found: Sequence[Evidence], staged: Staged
) -> None:
    if not staged.given:
        return
    places = sorted(staged.given)
    asked = ", ".join(f"count(c{index})" for index in places)
    row: Any = connection.execute(f"SELECT {asked} FROM {source}").fetchone()  # noqa: S608
    for index, filled in zip(places, row, strict=True):
        found[index].counts = {"empty": staged.rows - int(filled), "given": int(filled)}


def _valued(source: str, plans: Sequence[_Plan]) -> str:
    """A sub-select with per column s_ (the trimmed cell, if any) and v_ (its typed value)."""
    first, second, third = ["_line"], ["_line"], ["_line"]
    for plan in plans:
        column, cell, value = plan.column, f"s_{plan.column}", f"v_{plan.column}"
        first += [column, f"{plan.present} AS {cell}"]
        second += [column, cell]
        third += [column, cell]
        if plan.exact:
            first.append(f"m{column[1:]} AS m_{column}")
            second.append(f"m_{column}")
        if plan.is_text:
            third.append(f"CASE WHEN {cell} IS NOT NULL THEN {column} END AS {value}")
            continue
        if plan.given:
            third.append(f"{_given(column, plan.choice.type)} AS {value}")
            continue
        prepared = grammar.prepared(column, plan.choice)
        second += [f"{expression} AS {name}" for name, expression in prepared.items()]
        third.append(f"{grammar.value(column, plan.choice, exact=plan.exact)} AS {value}")
    return (
        f"(SELECT {', '.join(third)} FROM (SELECT {', '.join(second)} FROM"  # noqa: S608
        f" (SELECT {', '.join(first)} FROM {source})))"
    )


def _given(column: str, kind: str) -> str:
    """A value as the file gives it; what no text could say, such as infinity, does not fit."""
    if kind == NUMBER:
        return f"CASE WHEN isfinite({column}) THEN {column} END"
    if kind in (DATE, MOMENT):
        return (
            f"CASE WHEN isfinite({column}) AND year({column}) BETWEEN 1 AND 9999 THEN {column} END"
        )
    return column


def _misfits(connection: DuckDBPyConnection, source: str, plans: Sequence[_Plan]) -> list[int]:
    """Per column the cells that do not fit, exact; text fits everything."""
    found: list[int] = []
    for start in range(0, len(plans), _COLUMNS_PER_QUERY):
        part = plans[start : start + _COLUMNS_PER_QUERY]
        typed = [plan for plan in part if not plan.is_text]
        counts = dict.fromkeys((plan.column for plan in part), 0)
        if typed:
            asked = ", ".join(f"count(s_{p.column}) - count(v_{p.column})" for p in typed)
            row: Any = connection.execute(
                f"SELECT {asked} FROM {_valued(source, typed)}"  # noqa: S608
            ).fetchone()
            counts |= {plan.column: int(n) for plan, n in zip(typed, row, strict=True)}
        found += counts.values()
    return found


def _counted(
    connection: DuckDBPyConnection, table: Path, plans: Sequence[_Plan]
) -> tuple[int, list[int], list[int]]:
    """Rows, and per column the filled cells and the misfits, as they stand in the table."""
    asked = ", ".join(f"count({plan.column})" for plan in plans)
    source = f"read_parquet({quoted(str(table))})"
    row: Any = connection.execute(f"SELECT count(*), {asked} FROM {source}").fetchone()  # noqa: S608
    total, filled = int(row[0]), [int(n) for n in row[1:]]
    names = connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()  # noqa: S608
    kept = {name for name, *_ in names}
    misfits = []
    for plan, full in zip(plans, filled, strict=True):
        raw = f"{plan.column}_text"
        found = 0
        if raw in kept:
            one: Any = connection.execute(f"SELECT count({raw}) FROM {source}").fetchone()  # noqa: S608
            found = int(one[0])
        if full + found + plan.absent != total:
            raise IntakeError("unreadable", detail=f"cells of {plan.column} do not add up")
        misfits.append(found)
    return total, filled, misfits


def _samples(
    connection: DuckDBPyConnection, table: Path, plans: Sequence[_Plan]
) -> list[tuple[str, ...]]:
    asked = ", ".join(display.text(plan.column, plan.choice.type) for plan in plans)
    rows = connection.execute(
        f"SELECT {asked} FROM read_parquet({quoted(str(table))}) LIMIT {_SAMPLE_ROWS}"  # noqa: S608
    ).fetchall()
    found = []
    for index in range(len(plans)):
        distinct = dict.fromkeys(row[index] for row in rows if row[index] is not None)
        shown = [display.plain(value)[:_SAMPLE_CHARS] for value in list(distinct)[:_SAMPLES]]
        found.append(tuple(shown))
    return found


def _described(
    plan: _Plan,
    header: Header,
    index: int,
    fits: tuple[int, int],
    samples: tuple[str, ...],
    odd: tuple[int, int] | None,
) -> ReadColumn:
    choice = plan.choice
    named = {cls[1:]: n for cls, n in plan.evidence.counts.items() if cls.startswith("=")}
    known = set(plan.evidence.signs)
    text = plan.is_text
    return ReadColumn(
        name=header.names[index],
        type=choice.type,
        filled=fits[0],
        misfits=fits[1],
        empty=plan.evidence.counts.get("empty", 0),
        missing={token: n for token, n in sorted(named.items()) if token in known or not text},
        doubtful={token: n for token, n in sorted(named.items()) if text and token not in known},
        decimal=choice.decimal if choice.type == NUMBER or choice.grouping else "",
        grouping=choice.grouping,
        date_order=choice.date_order,
        unit=choice.unit,
        notes=(("blank-name",) if index in header.blank else ())
        + choice.notes
        + garbled.note(header.names[index], odd),
        samples=samples,
    )

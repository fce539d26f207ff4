"""A profile: a table in, what its columns look like out.

One reading of the table gives counts, ranges and quantiles; a small sample of rows gives shapes and
what texts seem to be. Then each column is asked on its own what a first look leaves open, and only
as far as that is cheap: a column is read alone from Parquet, values are grouped where there are
few, and whether many values are unique is first asked of a sixteenth of them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlglot import exp

from datasets.quality.expressions import Expression, as_text, literal, render
from datasets.quality.kind import ORDER, SOURCE, Cell
from datasets.quality.profile.bins import Bins, date_bins, number_bins
from datasets.quality.profile.column import (
    DATES,
    NUMBERS,
    QUANTILES,
    ColumnProfile,
    Frequent,
    Value,
)
from datasets.quality.profile.sample import SAMPLE, look
from datasets.quality.session import Session, sealed
from datasets.quality.source import cells_of, source_sql
from datasets.quality.table import Table

FEW_ROWS = 200_000  # up to here values are grouped whatever they are
FEW_VALUES = 20_000  # and above only where there are about so few
SAMPLE_ROWS = 20_000
TOP = 10
ALL = 16  # values of a column with no more than that are all told
LONGEST = 200  # characters kept of a value
COLUMNS_AT_ONCE = 40
CELLS_IN_MEMORY = 1_000_000  # up to here the table is read once and asked many times
SORTED_AT_ONCE = 4_000_000  # values that exact quantiles may hold in memory
NEARLY = 0.9  # of the filled cells: so many different values, about, may all be different
PART = 16  # first a sixteenth of the values is searched for a second one
PART_VALUES = 2_000_000  # values of which are held at once to prove that all differ
HUGE = 1e150  # squares of larger numbers do not fit


def profile(
    table: Table,
    *,
    memory_mb: int = 256,
    threads: int = 1,
    temp: Path | None = None,
    progress: Callable[[float], None] | None = None,
    cancel: Callable[[], bool] | None = None,
    time_limit: float | None = 300,
) -> list[ColumnProfile]:
    """A profile per column, in the order of the table; see ColumnProfile for what is exact.

    Arguments and errors as for `engine.check`.
    """
    names = list(table.columns)
    if not names:
        return []
    with sealed(
        [part.location for part in table.parts],
        memory_mb=memory_mb,
        threads=threads,
        temp=temp,
        cancel=cancel,
        progress=progress,
        time_limit=time_limit,
    ) as session:
        session.steps = 3 + len(names)
        rows = _open(session, source_sql(table, names), len(names))
        cells = cells_of(table, names)
        found = _first_look(session, cells, rows)
        session.step()
        _draw_sample(session, rows)
        found = look(session, cells, found)
        session.step()
        for index, cell in enumerate(cells):
            found[index] = _second_look(session, cell, found[index])
            session.step()
        return _histograms(session, cells, found)


def _open(session: Session, source: str, columns: int) -> int:
    """Make the table ready, a small one in memory; the number of its rows."""
    rows = int(session.run(f"SELECT count(*) FROM ({source})")[0][0])  # noqa: S608
    kept = "TABLE" if rows * columns <= CELLS_IN_MEMORY else "VIEW"
    session.run(f"CREATE TEMP {kept} {SOURCE} AS {source}")
    return rows


def _first_look(session: Session, cells: Sequence[Cell], rows: int) -> list[ColumnProfile]:
    """Counts, ranges and quantiles of all columns; of many columns some at a time."""
    ordered = sum(cell.type in (*NUMBERS, *DATES) for cell in cells)
    exact = rows * min(ordered, COLUMNS_AT_ONCE) <= SORTED_AT_ONCE
    found = []
    for at in range(0, len(cells), COLUMNS_AT_ONCE):
        chunk = cells[at : at + COLUMNS_AT_ONCE]
        asked = [_questions(cell, exact=exact) for cell in chunk]
        sql = ", ".join(question for each in asked for question in each.values())
        answers = iter(session.run(f"SELECT {sql} FROM {SOURCE}")[0])  # noqa: S608
        for cell, each in zip(chunk, asked, strict=True):
            told = {key: next(answers) for key in each}
            found.append(_answered(cell, rows, told, exact=exact))
    return found


def _questions(cell: Cell, *, exact: bool) -> dict[str, str]:
    value = render(cell.value)
    asked = {"filled": f"count({value})"}
    if cell.raw is not None:
        asked["misfits"] = f"count({render(cell.raw)})"
    if not cell.type or cell.type == "ja-nee":
        return asked
    asked["distinct"] = f"approx_count_distinct({value})"
    asked["minimum"], asked["maximum"] = f"min({value})", f"max({value})"
    if cell.type == "tekst":
        asked["minimum"] = f"left({asked['minimum']}, {LONGEST})"
        asked["maximum"] = f"left({asked['maximum']}, {LONGEST})"
        asked["shortest"] = f"min(length({value}))"
        asked["longest"] = f"max(length({value}))"
        asked["mean_length"] = f"avg(length({value}))"
        return asked
    quantile = "quantile_disc" if exact else "approx_quantile"
    asked["quantiles"] = f"{quantile}({value}, {list(QUANTILES)})"
    if cell.type in NUMBERS:
        few = f"FILTER (WHERE abs({value}::DOUBLE) < {HUGE})"
        asked["zeros"] = f"count_if({value} = 0)"
        asked["mean"] = f"avg({value}) {few}"
        asked["deviation"] = f"stddev_samp({value}) {few}"
    return asked


def _answered(cell: Cell, rows: int, told: dict[str, Any], *, exact: bool) -> ColumnProfile:
    misfits = told.get("misfits", 0)
    for key in ("minimum", "maximum"):
        told[key] = plain(told.get(key))
    told["quantiles"] = tuple(plain(value) for value in told.get("quantiles") or ())
    return ColumnProfile(
        name=cell.name,
        type=cell.type,
        rows=rows,
        empty=rows - told["filled"] - misfits,
        distinct_exact=False,
        quantiles_exact=exact and bool(told["quantiles"]),
        **told,
    )


def plain(value: Any) -> Value | None:
    """A value of DuckDB as JSON can hold it."""
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value == int(value) and abs(value) < 1e15:
        return int(value)
    return value if isinstance(value, int | float | str) else None


def _draw_sample(session: Session, rows: int) -> None:
    """A table of about SAMPLE_ROWS rows, spread over the whole; all rows of a small table."""
    few = rows // SAMPLE_ROWS
    chosen = f" WHERE hash({ORDER}) % {few} = 0" if few > 1 else ""
    session.run(f"CREATE TEMP TABLE {SAMPLE} AS SELECT * FROM {SOURCE}{chosen}")  # noqa: S608


def _second_look(session: Session, cell: Cell, known: ColumnProfile) -> ColumnProfile:
    """What is frequent, how many values differ, and whether all do."""
    if not known.filled:
        return replace(known, distinct=0, distinct_exact=True)
    if known.rows <= FEW_ROWS or known.distinct <= FEW_VALUES:
        return _grouped(session, cell, known)
    known = replace(known, distinct=min(known.distinct, known.filled))
    maybe = known.distinct >= NEARLY * known.filled and not known.misfits
    if maybe and _all_differ(session, cell, known.filled):
        return replace(known, distinct=known.filled, distinct_exact=True, unique=True)
    sought = _frequent(session, cell, _likely(session, cell))
    return replace(known, frequent=sought, frequent_sought=True)


def _grouped(session: Session, cell: Cell, known: ColumnProfile) -> ColumnProfile:
    value, text = render(cell.value), render(_short_text(cell))
    rows = session.run(
        f"SELECT {text}, n, count(*) OVER () FROM (SELECT {value}, count(*) AS n FROM {SOURCE} "  # noqa: S608
        f"WHERE {value} IS NOT NULL GROUP BY 1) ORDER BY n DESC, {value} LIMIT {ALL}"
    )
    distinct = rows[0][2]
    shown = rows if distinct <= ALL else rows[:TOP]
    top = tuple(Frequent(text, n) for text, n, _ in shown if n > 1 or distinct <= ALL)
    unique = distinct == known.filled and not known.misfits
    return replace(known, distinct=distinct, distinct_exact=True, unique=unique, frequent=top)


def _likely(session: Session, cell: Cell) -> list[str]:
    """Values that stand more than a few times in the sample, as SQL literals."""
    value = render(cell.value)
    rows = session.run(
        f"SELECT {value}::TEXT FROM {SAMPLE} WHERE {value} IS NOT NULL GROUP BY {value} "  # noqa: S608
        f"HAVING count(*) > 3 ORDER BY count(*) DESC, {value} LIMIT {2 * TOP}"
    )
    return [render(literal(text)) for (text,) in rows]


def _frequent(session: Session, cell: Cell, likely: Sequence[str]) -> tuple[Frequent, ...]:
    """The exact count of likely values, the most frequent first."""
    if not likely:
        return ()
    value, text = render(cell.value), render(_short_text(cell))
    kind = SQL[cell.type]
    wanted = ", ".join(f"{found}::{kind}" for found in likely)
    rows = session.run(
        f"SELECT {text}, n FROM (SELECT {value}, count(*) AS n FROM {SOURCE} "  # noqa: S608
        f"WHERE {value} IN ({wanted}) GROUP BY 1) ORDER BY n DESC, {value} LIMIT {TOP}"
    )
    return tuple(Frequent(text, n) for text, n in rows)


SQL = {
    "tekst": "TEXT",
    "geheel": "BIGINT",
    "getal": "DOUBLE",
    "datum": "DATE",
    "tijdstip": "TIMESTAMP",
    "ja-nee": "BOOLEAN",
}


def _short_text(cell: Cell) -> Expression:
    return exp.Left(this=as_text(cell.value, cell.type), expression=literal(LONGEST))


def _all_differ(session: Session, cell: Cell, filled: int) -> bool:
    """Whether no two filled cells are equal. Equal values share a hash, so a part by hash that
    holds an equal pair settles it; otherwise every part is searched, so many at a time as fit."""
    if _has_twins(session, cell, PART, 0):
        return False
    parts = max(1, -(-filled // PART_VALUES))
    return not any(_has_twins(session, cell, parts, part) for part in range(parts))


def _has_twins(session: Session, cell: Cell, parts: int, part: int) -> bool:
    value = render(cell.value)
    chosen = f"hash({value}) % {parts} = {part}" if parts > 1 else "true"
    return bool(
        session.run(
            f"SELECT 1 FROM {SOURCE} WHERE {value} IS NOT NULL AND {chosen} "  # noqa: S608
            f"GROUP BY {value} HAVING count(*) > 1 LIMIT 1"
        )
    )


@dataclass(frozen=True)
class _Asked:
    index: int
    bins: Bins


def _histograms(
    session: Session, cells: Sequence[Cell], found: list[ColumnProfile]
) -> list[ColumnProfile]:
    """The same profiles with bins for numbers and dates, all counted in one more reading."""
    asked = [
        _Asked(index, bins)
        for index, known in enumerate(found)
        if (bins := _bins(known)) is not None
    ]
    for at in range(0, len(asked), COLUMNS_AT_ONCE):
        chunk = asked[at : at + COLUMNS_AT_ONCE]
        counts = " UNION ALL ".join(_counted(cells[each.index], each) for each in chunk)
        told: dict[int, dict[int, int]] = {}
        for index, bin_, count in session.run(counts):
            told.setdefault(index, {})[bin_] = count
        for each in chunk:
            known = found[each.index]
            filled = each.bins.filled(told.get(each.index, {}), whole=known.type == "geheel")
            found[each.index] = replace(known, histogram=filled)
    session.step()
    return found


def _counted(cell: Cell, asked: _Asked) -> str:
    value = render(cell.value)
    return (
        f"SELECT {asked.index} AS c, {asked.bins.sql(value)} AS b, count(*) FROM {SOURCE} "  # noqa: S608
        f"WHERE {value} IS NOT NULL GROUP BY b"
    )


def _bins(known: ColumnProfile) -> Bins | None:
    if not known.quantiles:
        return None
    low, high, q05, q95 = known.minimum, known.maximum, known.quantiles[0], known.quantiles[-1]
    if known.type in DATES:
        days = [date.fromisoformat(str(value)[:10]) for value in (low, high, q05, q95)]
        return date_bins(days[0], days[1], (days[2], days[3]))
    numbers = [float(value or 0) for value in (low, high, q05, q95)]
    whole = known.type == "geheel"
    return number_bins(numbers[0], numbers[1], (numbers[2], numbers[3]), whole=whole)

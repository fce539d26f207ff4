"""What the cells of every column look like, counted over all rows: the evidence for `decide`."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from datasets.intake import decide, grammar, tokens
from datasets.intake.reading import TEXT, ReadingOptions

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_COLUMNS_PER_QUERY = 50


@dataclass
class Evidence:
    """One column: the expression for its trimmed cells, its missing tokens, cells per class."""

    cell: str
    signs: tuple[str, ...]
    words: tuple[str, ...]
    counts: dict[str, int] = field(default_factory=dict)
    compact: int = 0  # cells of eight digits that are a date
    faults: int = 0  # cells that are text but tell nothing of the type: see `gather`
    least: float = decide.FIT_SHARE  # share of values below which the column is text anyway

    @property
    def values(self) -> int:
        return sum(
            n for cls, n in self.counts.items() if cls != "empty" and not cls.startswith("=")
        )


def gather(
    connection: DuckDBPyConnection,
    source: str,
    rows: int,
    names: Sequence[str],
    options: ReadingOptions,
    faults: Mapping[int, int] | None = None,
    exact: Collection[int] = (),
) -> list[Evidence]:
    """The evidence of each column of `source`, whose text columns are c0, c1, …

    `faults`: per column the cells that hold an error of a spreadsheet, or a formula without a
    result. However many they are, the other cells decide the type; none of them means missing.
    `exact`: columns of which `source` lacks the cells that are numbers in the file.
    """
    found: list[Evidence] = []
    for name, cell in zip(names, _trimmed(connection, source, len(names)), strict=True):
        faulty = (faults or {}).get(len(found), 0)
        chosen = options.column_missing.get(name, options.missing)
        signs: tuple[str, ...] = tokens.SIGNS if chosen is None else tuple(chosen)
        if faulty:
            signs = tuple(sign for sign in signs if not sign.startswith("#"))
        words: tuple[str, ...] = tokens.WORDS if chosen is None else ()
        found.append(Evidence(cell, signs, words, faults=faulty))
        # Someone wants to know what fits, however little; or most of the column is not looked at.
        if options.types.get(name, TEXT) != TEXT or len(found) - 1 in exact:
            found[-1].least = 0
        elif options.habits.get(name, {}).get("type", TEXT) != TEXT:
            found[-1].least = decide.HABIT_SHARE
    for signs, words in dict.fromkeys((one.signs, one.words) for one in found):
        alike = [i for i, one in enumerate(found) if (one.signs, one.words) == (signs, words)]
        for start in range(0, len(alike), _COLUMNS_PER_QUERY):
            part = {i: found[i] for i in alike[start : start + _COLUMNS_PER_QUERY]}
            _count(connection, source, rows, part)
    return found


def _trimmed(connection: DuckDBPyConnection, source: str, width: int) -> list[str]:
    """Per column the expression for its cells without space around them."""
    found: list[str] = []
    for start in range(0, width, _COLUMNS_PER_QUERY):
        columns = [f"c{index}" for index in range(start, min(start + _COLUMNS_PER_QUERY, width))]
        asked = ", ".join(f"bool_or({grammar.is_padded(column)})" for column in columns)
        row: Any = connection.execute(f"SELECT {asked} FROM {source}").fetchone()  # noqa: S608
        found += [
            grammar.trimmed(column) if padded else column
            for column, padded in zip(columns, row, strict=True)
        ]
    return found


def _count(
    connection: DuckDBPyConnection, source: str, rows: int, part: dict[int, Evidence]
) -> None:
    """Fill in the counts of these columns, which have the same missing tokens.

    A column in which too few cells may be values is text or ja-nee whatever those cells are; one
    of which too many are numbers holds no dates. So nothing is left out that could decide.
    """
    one = next(iter(part.values()))
    rough = grammar.rough_class("s", one.signs, one.words)
    asked = f"SELECT i, {rough} AS cls, count(*) FROM {_cells(source, part)} GROUP BY i, cls"  # noqa: S608
    for i, cls, n in connection.execute(asked).fetchall():
        part[int(i[1:])].counts[str(cls)] = int(n)
    for evidence in part.values():
        seen = sum(evidence.counts.values())
        evidence.counts["empty"] = evidence.counts.get("empty", 0) + rows - seen
        if evidence.faults:
            evidence.counts["text"] = max(0, evidence.counts.get("text", 0) - evidence.faults)
    open_columns = {
        i: evidence
        for i, evidence in part.items()
        if evidence.counts.get("value", 0) >= evidence.least * evidence.values
        and evidence.counts.get("value", 0)
    }
    _tell_numbers(connection, source, open_columns)
    _tell_dates(connection, source, open_columns)
    for evidence in part.values():
        rest = evidence.counts.pop("value", 0)
        evidence.counts["text"] = evidence.counts.get("text", 0) + rest


def _cells(source: str, part: dict[int, Evidence]) -> str:
    """A sub-select of column name `i` and trimmed cell `s`, a row for each cell with any text."""
    columns = ", ".join(f"{evidence.cell} AS c{index}" for index, evidence in part.items())
    return f"(UNPIVOT (SELECT {columns} FROM {source}) ON COLUMNS(*) INTO NAME i VALUE s)"  # noqa: S608


def _possible_values(source: str, part: dict[int, Evidence]) -> str:
    one = next(iter(part.values()))
    present = grammar.present("s", one.signs, one.words)
    return (
        f"(SELECT i, s FROM (SELECT i, {present} AS s FROM {_cells(source, part)})"  # noqa: S608
        f" WHERE {grammar.can_be_value('s')} AND NOT {grammar.is_answer('s')})"
    )


def _tell_numbers(connection: DuckDBPyConnection, source: str, part: dict[int, Evidence]) -> None:
    if not part:
        return
    asked = grammar.number_classes(_possible_values(source, part))
    for i, cls, n, compact in connection.execute(asked).fetchall():
        counts = part[int(i[1:])].counts
        if cls is not None:
            counts[str(cls)] = int(n)
            counts["value"] -= int(n)
        part[int(i[1:])].compact += int(compact)


def _tell_dates(connection: DuckDBPyConnection, source: str, part: dict[int, Evidence]) -> None:
    dated = {
        i: evidence
        for i, evidence in part.items()
        if evidence.counts["value"] and evidence.counts["value"] >= evidence.least * evidence.values
    }
    if not dated:
        return
    for i, cls, n in connection.execute(
        grammar.date_classes(_possible_values(source, dated))
    ).fetchall():
        if cls is not None:
            counts = dated[int(i[1:])].counts
            counts[str(cls)] = int(n)
            counts["value"] -= int(n)

"""Cells that the file itself keeps as numbers with decimals: their value is never in question.

A decimal sign is chosen for texts. What a workbook or JSON file keeps as the number 1.125 is so
marked while it is staged, so that no choice, habit or other cell makes 1125 of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from datasets.intake.grammar import listed, quoted
from datasets.intake.records import ESCAPE

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from datasets.intake.evidence import Evidence

_CLASS = "CASE WHEN ends_with({cell}, '%') THEN '~%point' ELSE 'point' END"
MARK = ESCAPE + "n"  # before a staged number; no escaped text starts so (see `records.ESCAPES`)


def marked(cells: Sequence[str], places: Iterable[int]) -> list[str]:
    """The cells with those at these places told apart as numbers."""
    found = list(cells)
    for at in places:
        found[at] = MARK + found[at]
    return found


def is_marked(staged: str) -> str:
    """Whether a staged cell is a number, as SQL; never NULL."""
    return f"coalesce(starts_with({staged}, {quoted(MARK)}), false)"


def unmarked(staged: str, otherwise: str) -> str:
    """The text of a staged cell, as SQL; `otherwise` for a cell that is no marked number."""
    return (
        f"CASE WHEN starts_with({staged}, {quoted(MARK)})"
        f" THEN substr({staged}, {len(MARK) + 1}) ELSE {otherwise} END"
    )


def count(
    connection: DuckDBPyConnection, source: str, found: Sequence[Evidence], places: Iterable[int]
) -> None:
    """Add the numbers of these columns to the evidence, which was gathered of their texts alone."""
    for index in sorted(places):
        one = found[index]
        tokens = [sign for sign in one.signs if any(map(str.isdigit, sign))]
        cls = _CLASS.format(cell=f"c{index}")
        if tokens:
            cls = f"CASE WHEN c{index} IN ({listed(tokens)}) THEN '=' || c{index} ELSE {cls} END"
        rows: Any = connection.execute(
            f"SELECT {cls} AS cls, count(*) FROM {source}"  # noqa: S608
            f" WHERE m{index} GROUP BY cls"
        ).fetchall()
        for name, times in rows:
            one.counts[name] = one.counts.get(name, 0) + int(times)
            one.counts["empty"] -= int(times)

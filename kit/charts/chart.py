"""What a drawn chart consists of, and its numbers as CSV."""

import datetime
from dataclasses import dataclass, field
from typing import Any

from kit.exports import Cell, write_csv


@dataclass(frozen=True)
class Column:
    """A column of the table under a chart. `kind`: text, day, number or share (0 to 1)."""

    name: str
    kind: str = "text"
    decimals: int | None = None
    unit: str = ""

    @property
    def numeric(self) -> bool:
        return self.kind in ("number", "share")


@dataclass(frozen=True)
class Chart:
    """A figure with the numbers it is drawn from.

    `title` says what the chart shows; `date` is the day its numbers are of; `figure` is plotly's
    {data, layout} as plain JSON; `rows` are the same numbers, one list per row in the order of
    `columns`; `summary` says the chart in words ("" lets the page say it from the rows).
    """

    kind: str
    title: str
    figure: dict[str, Any]
    columns: list[Column]
    rows: list[list[Cell]]
    date: datetime.date | None = None
    summary: str = ""
    unit: str = ""
    series: list[int] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        """Whether there is no number to draw."""
        return all(row[index] is None for row in self.rows for index in self.series)


def csv_bytes(chart: Chart) -> bytes:
    """Give the numbers of a chart as CSV, safe for spreadsheets; shares stay 0 to 1."""
    return write_csv([column.name for column in chart.columns], chart.rows)

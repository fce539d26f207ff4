"""Say a chart in words, for who does not see it."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from kit import notation
from kit.charts import Chart, Column
from kit.exports import Cell

LINES = 4  # more series than this are read better in the table


def describe(chart: Chart) -> str:
    """Give the chart's own summary, or make one: what it is and how each series runs."""
    if chart.summary:
        return chart.summary
    if chart.empty:
        return _("There are no numbers for this chart yet.")
    tell = _course if chart.kind == "trend" else _extremes
    told = [text for index in chart.series[:LINES] if (text := tell(chart, index))]
    kind = _("Line chart") if chart.kind == "trend" else _("Bar chart")
    return " ".join([f"{kind}: {chart.title}.", *told])


def cell_text(value: Cell, column: Column) -> str:
    """Write a value of a chart's table in the reader's notation."""
    if value is None:
        return notation.EMPTY
    if isinstance(value, datetime):
        return notation.moment(value)
    if isinstance(value, date):
        return notation.day(value)
    if isinstance(value, str) or not column.numeric:
        return str(value)
    if column.kind == "share":
        return notation.percent(value, 1 if column.decimals is None else column.decimals)
    return notation.number(value, column.decimals)


def _known(chart: Chart, index: int) -> list[tuple[str, Cell]]:
    return [
        (cell_text(row[0], chart.columns[0]), row[index])
        for row in chart.rows
        if row[index] is not None
    ]


def _course(chart: Chart, index: int) -> str:
    known = _known(chart, index)
    if not known:
        return ""
    column = chart.columns[index]
    (start, first), (end, last) = known[0], known[-1]
    return _("%(series)s: from %(first)s (%(start)s) to %(last)s (%(end)s).") % {
        "series": column.name,
        "first": cell_text(first, column),
        "start": start,
        "last": cell_text(last, column),
        "end": end,
    }


def _extremes(chart: Chart, index: int) -> str:
    known = _known(chart, index)
    if not known:
        return ""
    column = chart.columns[index]
    ordered = sorted(known, key=lambda pair: float(pair[1]))  # type: ignore[arg-type]
    (low_at, low), (high_at, high) = ordered[0], ordered[-1]
    return _("%(series)s: highest %(high)s (%(high_at)s), lowest %(low)s (%(low_at)s).") % {
        "series": column.name,
        "high": cell_text(high, column),
        "high_at": high_at,
        "low": cell_text(low, column),
        "low_at": low_at,
    }

"""Draw frames: lines over time, bars by category, bars in parts."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, TypedDict, Unpack

import pandas as pd
import plotly.graph_objects as go  # type: ignore[import-untyped]

from kit.charts.chart import Chart, Column
from kit.exports import Cell

# A series is told from the next by its colour, its line and its marker: three signs, not one.
PALETTE = [f"var(--koers-chart-{number})" for number in range(1, 7)]
DASHES = ["solid", "dash", "dot", "dashdot", "longdash", "longdashdot"]
MARKERS = ["circle", "square", "diamond", "triangle-up", "cross", "x"]
HATCHES = ["", "/", ".", "x", "-", "+"]
MEANINGS = {
    "green": "var(--koers-trust-green)",
    "amber": "var(--koers-trust-amber)",
    "red": "var(--koers-trust-red)",
    "unknown": "var(--koers-trust-unknown)",
}
NORM = "var(--koers-chart-norm)"


class Options(TypedDict, total=False):
    """What every chart may be told besides its frame.

    day: the day the numbers are of. unit: what is counted ("dagen"). share: values are 0 to 1 and
    read as percent. decimals: in table and labels. norm, norm_label: a dotted line and its words.
    meanings: series -> trust state (green, amber, red, unknown) whose colour it takes. x_label:
    the heading of the first column. summary: the chart in words; else the page makes it.
    """

    day: date | None
    unit: str
    share: bool
    decimals: int | None
    norm: float | None
    norm_label: str
    meanings: Mapping[str, str]
    x_label: str
    summary: str


def trend(
    frame: pd.DataFrame,
    *,
    x: str,
    series: Mapping[str, str],
    title: str,
    from_zero: bool = True,
    **options: Unpack[Options],
) -> Chart:
    """Draw a line per series over `x` (days, periods or text), in the order of the frame.

    `series` maps columns of the frame to the names that readers see. A missing value leaves a
    gap; it is never bridged. Raises KeyError for a column that the frame does not have.
    """
    places = [_place(value) for value in frame[x]]
    figure = go.Figure(layout=_layout(options, len(series)))
    figure.update_yaxes(rangemode="tozero" if from_zero else "normal")
    for index, (column, name) in enumerate(series.items()):
        figure.add_trace(
            go.Scatter(
                x=places,
                y=[_number(value) for value in frame[column]],
                name=_literal(name),
                mode="lines+markers" if len(frame) <= 40 else "lines",
                line={
                    "color": _color(index, column, options),
                    "dash": DASHES[index % len(DASHES)],
                    "width": 2.5,
                },
                marker={"symbol": MARKERS[index % len(MARKERS)], "size": 7},
                connectgaps=False,
            )
        )
    _draw_norm(figure, options, upright=False)
    return _chart("trend", frame, x, series, title, figure, options)


def bars(
    frame: pd.DataFrame,
    *,
    x: str,
    series: Mapping[str, str],
    title: str,
    horizontal: bool = False,
    **options: Unpack[Options],
) -> Chart:
    """Draw a bar per category of `x`, and per series side by side.

    `horizontal` suits long names; the first row of the frame is then the upper bar.
    """
    figure = _bars(frame, x, series, options, horizontal)
    figure.update_layout(barmode="group")
    return _chart("bars", frame, x, series, title, figure, options)


def stacked(
    frame: pd.DataFrame,
    *,
    x: str,
    series: Mapping[str, str],
    title: str,
    horizontal: bool = False,
    **options: Unpack[Options],
) -> Chart:
    """Draw a bar per category of `x`, built up from its series."""
    figure = _bars(frame, x, series, options, horizontal)
    figure.update_layout(barmode="stack")
    return _chart("stacked", frame, x, series, title, figure, options)


def _bars(
    frame: pd.DataFrame,
    x: str,
    series: Mapping[str, str],
    options: Options,
    horizontal: bool,
) -> go.Figure:
    places = [str(_place(value)) for value in frame[x]]
    figure = go.Figure(layout=_layout(options, len(series)))
    for index, (column, name) in enumerate(series.items()):
        values = [_number(value) for value in frame[column]]
        figure.add_trace(
            go.Bar(
                x=values if horizontal else places,
                y=places if horizontal else values,
                orientation="h" if horizontal else "v",
                name=_literal(name),
                marker={
                    "color": _color(index, column, options),
                    "pattern": {
                        "shape": HATCHES[index % len(HATCHES)],
                        "fillmode": "overlay",
                        "fgcolor": "var(--koers-chart-paper)",
                        "fgopacity": 0.45,
                        "size": 7,
                    },
                },
            )
        )
    if horizontal:
        figure.update_layout(xaxis=_value_axis(options), hovermode="y unified")
        figure.update_layout(yaxis={"type": "category", "autorange": "reversed", "showgrid": False})
        figure.update_yaxes(title=None, tickformat="", ticksuffix="  ")
        figure.update_xaxes(rangemode="tozero")
    else:
        figure.update_xaxes(type="category")
        figure.update_yaxes(rangemode="tozero")  # or a chart of noughts reaches below nought
    figure.update_layout(bargap=0.35, bargroupgap=0.1)
    _draw_norm(figure, options, upright=horizontal)
    return figure


def _layout(options: Options, series: int) -> dict[str, Any]:
    return {
        "showlegend": series > 1,
        "legend": {
            "orientation": "h",
            "traceorder": "normal",
            "x": 0,
            "xanchor": "left",
            "y": 1.02,
            "yanchor": "bottom",
        },
        "margin": {"l": 8, "r": 16, "t": 16, "b": 8},
        "xaxis": {"automargin": True, "showgrid": False, "ticks": "outside", "showline": True},
        "yaxis": {"automargin": True, **_value_axis(options)},
        "hovermode": "x unified",
        "height": 320,
    }


def _value_axis(options: Options) -> dict[str, Any]:
    axis: dict[str, Any] = {"automargin": True, "showgrid": True, "zeroline": True}
    if options.get("share"):
        axis |= {"tickformat": ",.0%", "hoverformat": ",.1%"}
    else:
        decimals = options.get("decimals")
        axis |= {
            "tickformat": ",",
            "hoverformat": ",.2~f" if decimals is None else f",.{decimals}f",
        }
    if options.get("unit") and not options.get("share"):
        axis["title"] = {"text": _literal(options.get("unit", "")), "font": {"size": 13}}
    return axis


def _draw_norm(figure: go.Figure, options: Options, *, upright: bool) -> None:
    norm = options.get("norm")
    if norm is None:
        return
    line = {"color": NORM, "width": 2, "dash": "dot"}
    label = options.get("norm_label", "")
    named = {"name": _literal(label), "showlegend": bool(label)}
    if upright:
        place = {"yref": "paper", "y0": 0, "y1": 1, "x0": norm, "x1": norm}
    else:
        place = {"xref": "paper", "x0": 0, "x1": 1, "y0": norm, "y1": norm}
    figure.add_shape(type="line", line=line, **place, **named)
    if named["showlegend"]:  # the line says in the legend what it is, and covers no data
        figure.update_layout(showlegend=True)
        figure.update_traces(showlegend=True)


def _chart(
    kind: str,
    frame: pd.DataFrame,
    x: str,
    series: Mapping[str, str],
    title: str,
    figure: go.Figure,
    options: Options,
) -> Chart:
    share, unit = options.get("share", False), options.get("unit", "")
    first = [_cell(value) for value in frame[x]]
    columns = [
        Column(
            options.get("x_label") or str(x),
            kind="day" if first and all(isinstance(cell, date) for cell in first) else "text",
        )
    ]
    columns += [
        Column(
            name,
            kind="share" if share else "number",
            decimals=options.get("decimals"),
            unit=unit,
        )
        for name in series.values()
    ]
    cells = [[_number(value) for value in frame[column]] for column in series]
    return Chart(
        kind=kind,
        title=title,
        figure=_plain(figure),
        columns=columns,
        rows=[list(row) for row in zip(first, *cells, strict=True)],
        date=options.get("day"),
        summary=options.get("summary", ""),
        unit=unit,
        series=list(range(1, len(columns))),
    )


def _plain(figure: go.Figure) -> dict[str, Any]:
    """Give the figure as JSON without plotly's own template: the theme of the page colours it."""
    made: dict[str, Any] = figure.to_plotly_json()
    made["layout"].pop("template", None)
    return made


def _color(index: int, column: str, options: Options) -> str:
    state = options.get("meanings", {}).get(column, "")
    return MEANINGS[state] if state else PALETTE[index % len(PALETTE)]


def _number(value: Any) -> int | float | None:
    """Turn a frame's value into a plain number that JSON can carry; missing is None."""
    if value is None or pd.isna(value):
        return None
    number = float(value)
    return int(number) if number.is_integer() else number


def _cell(value: Any) -> Cell:
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return None
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime() if value.time() != datetime.min.time() else value.date()
    if isinstance(value, str | date):
        return value
    if isinstance(value, pd.Period):
        return str(value)
    return _number(value)


def _place(value: Any) -> str | int | float | None:
    """Give a place on the axis: days in ISO form, so that plotly draws a calendar."""
    cell = _cell(value)
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, str):
        return _literal(cell)
    return cell if isinstance(cell, int | float) else None


def _literal(text: str) -> str:
    """Write a text so that plotly shows it as it stands: it reads tags such as <b> and <a>."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

"""A chart and its table carry the same numbers, and the theme decides the colours."""

import csv
import io
import json
import re
from datetime import date

import pandas as pd
import pytest
from django.utils import translation

from kit.chart_words import describe
from kit.charts import bars, csv_bytes, spark, stacked, trend


@pytest.fixture
def waiting() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "month": pd.to_datetime(["2026-05-01", "2026-06-01", "2026-07-01"]),
            "north": [36, None, 34.5],
            "south": [30, 29, 28],
        }
    )


def test_table_and_figure_have_the_numbers_of_the_frame(waiting: pd.DataFrame) -> None:
    chart = trend(waiting, x="month", series={"north": "Noord", "south": "Zuid"}, title="Wachttijd")
    assert chart.rows == [
        [date(2026, 5, 1), 36, 30],
        [date(2026, 6, 1), None, 29],
        [date(2026, 7, 1), 34.5, 28],
    ]
    drawn = chart.figure["data"]
    assert [trace["y"] for trace in drawn] == [[36, None, 34.5], [30, 29, 28]]
    assert drawn[0]["x"] == ["2026-05-01", "2026-06-01", "2026-07-01"]
    assert drawn[0]["connectgaps"] is False


def test_a_figure_is_plain_json_with_colours_of_the_theme_only(waiting: pd.DataFrame) -> None:
    chart = trend(
        waiting, x="month", series={"north": "Noord", "south": "Zuid"}, title="T", norm=28,
        norm_label="norm", meanings={"south": "red"},
    )  # fmt: skip
    text = json.dumps(chart.figure, allow_nan=False)
    assert "template" not in chart.figure["layout"]
    assert not re.search(r"#[0-9a-fA-F]{3,6}\b|rgba?\(", text)
    assert chart.figure["data"][1]["line"]["color"] == "var(--koers-trust-red)"


def test_series_differ_in_more_than_colour(waiting: pd.DataFrame) -> None:
    series = {"north": "Noord", "south": "Zuid"}
    lines = trend(waiting, x="month", series=series, title="T").figure["data"]
    assert len({(line["line"]["dash"], line["marker"]["symbol"]) for line in lines}) == 2
    columns = bars(waiting, x="month", series=series, title="T").figure["data"]
    assert len({bar["marker"]["pattern"]["shape"] for bar in columns}) == 2


def test_a_norm_is_named_in_the_legend_and_lies_across(waiting: pd.DataFrame) -> None:
    upright = bars(
        waiting, x="month", series={"south": "Zuid"}, title="T", horizontal=True, norm=28,
        norm_label="norm 28",
    )  # fmt: skip
    (line,) = upright.figure["layout"]["shapes"]
    assert (line["x0"], line["x1"], line["name"], line["showlegend"]) == (28, 28, "norm 28", True)
    assert upright.figure["layout"]["showlegend"] is True


def test_stacked_bars_pile_up() -> None:
    frame = pd.DataFrame({"wat": ["a"], "x": [1], "y": [2]})
    chart = stacked(frame, x="wat", series={"x": "X", "y": "Y"}, title="T")
    assert chart.figure["layout"]["barmode"] == "stack"


def test_an_unknown_column_is_refused(waiting: pd.DataFrame) -> None:
    with pytest.raises(KeyError):
        trend(waiting, x="month", series={"west": "West"}, title="T")


def test_a_chart_without_numbers_says_so(waiting: pd.DataFrame) -> None:
    empty = trend(waiting[:0], x="month", series={"north": "Noord"}, title="T")
    assert empty.empty
    with translation.override("en"):
        assert describe(empty) == "There are no numbers for this chart yet."


def test_the_words_tell_how_each_series_runs(waiting: pd.DataFrame) -> None:
    with translation.override("en"):
        line = trend(waiting, x="month", series={"north": "North"}, title="Waiting")
        assert describe(line) == (
            "Line chart: Waiting. North: from 36 (1 May 2026) to 34.5 (1 Jul 2026)."
        )
        bar = bars(waiting, x="month", series={"south": "South"}, title="Waiting", share=False)
        assert "highest 30 (1 May 2026), lowest 28 (1 Jul 2026)" in describe(bar)


def test_csv_has_every_row_and_runs_no_formula() -> None:
    frame = pd.DataFrame({"wat": ["=1+1", "b"], "n": [1, 2]})
    made = csv_bytes(bars(frame, x="wat", series={"n": "-aantal"}, title="T"))
    rows = list(csv.reader(io.StringIO(made.decode("utf-8-sig"), newline="")))
    assert rows == [["wat", "'-aantal"], ["'=1+1", "1"], ["b", "2"]]


def test_a_spark_is_as_high_as_its_values_and_little_is_never_nothing() -> None:
    drawn = spark([0, 1, 1000, None], label="spreiding")
    assert [bar.height for bar in drawn.bars] == ["1.00", "24.00"]
    assert spark([], label="leeg").bars == []


def test_tags_in_names_reach_plotly_as_text_and_the_table_as_they_are() -> None:
    name = '<a href="javascript:alert(1)">R&D</a>'
    frame = pd.DataFrame({"afdeling": [name], "n": [3]})
    chart = bars(frame, x="afdeling", series={"n": "<b>Aantal</b>"}, title="Proef")
    trace = chart.figure["data"][0]
    assert list(trace["x"]) == ['&lt;a href="javascript:alert(1)"&gt;R&amp;D&lt;/a&gt;']
    assert trace["name"] == "&lt;b&gt;Aantal&lt;/b&gt;"
    assert chart.rows == [[name, 3]]
    assert chart.columns[1].name == "<b>Aantal</b>"

"""Charts as data: a pandas frame in, a plotly figure and the table with the same numbers out.

Plain Python, without Django. Colours are names of the theme's tokens (`var(--koers-chart-1)`),
which koers/chart.js looks up in the page, so that a municipality's theme colours its charts too.
"""

from kit.charts.chart import Chart, Column, csv_bytes
from kit.charts.draw import bars, stacked, trend
from kit.charts.spark import Spark, spark

__all__ = ["Chart", "Column", "Spark", "bars", "csv_bytes", "spark", "stacked", "trend"]

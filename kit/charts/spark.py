"""A chart the size of a word: bars for a table cell, drawn as plain SVG without script."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, GAP = 96, 24, 1


@dataclass(frozen=True)
class Bar:
    """A bar in SVG units, as text with a decimal point whatever the reader's language."""

    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True)
class Spark:
    """Bars of one row of values, and the words for who does not see them."""

    bars: list[Bar]
    label: str
    width: int = WIDTH
    height: int = HEIGHT


def spark(values: Sequence[float | None], *, label: str) -> Spark:
    """Draw `values` (0 or more; None leaves a gap) as bars from zero up to the largest.

    Anything above zero is at least one unit high, so that little never looks like nothing.
    """
    largest = max((value for value in values if value is not None), default=0)
    step = WIDTH / len(values) if values else WIDTH
    drawn = []
    for index, value in enumerate(values):
        if value is None or value <= 0 or largest <= 0:
            continue
        height = max(1.0, value / largest * HEIGHT)
        drawn.append(
            Bar(
                x=f"{index * step:.2f}",
                y=f"{HEIGHT - height:.2f}",
                width=f"{max(step - GAP, 0.5):.2f}",
                height=f"{height:.2f}",
            )
        )
    return Spark(bars=drawn, label=label)

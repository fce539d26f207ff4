"""What the makers of the demo's tables share: the folder, the mark for hidden cells, the bound."""

from collections.abc import Mapping
from pathlib import Path

FIGURES = Path(__file__).parent / "figures"
HIDDEN = "x"
LEAST = 10  # the smallest number of households, homes, people or grants that is shown

Table = tuple[tuple[str, ...], list[tuple[str, ...]]]


def is_small(cell: str) -> bool:
    """Whether a cell counts 1 to 9."""
    return cell.isdigit() and 0 < int(cell) < LEAST


def says_something(cell: str) -> bool:
    """Whether the source gave a figure at all."""
    return cell not in ("", "?", "-", ".")


def as_text(value: object) -> str:
    """A value of JSON as a cell; `?` for null."""
    return "?" if value is None else str(value)


def few_households(area: Mapping[str, Mapping[str, int | None]]) -> bool:
    """Whether a neighbourhood of GM0193.json has fewer than ten households."""
    return (area["demografie"]["huishoudens"] or 0) < LEAST

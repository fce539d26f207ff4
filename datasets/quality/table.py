"""The table that is checked: one or more Parquet files read as one.

A dataset that is replaced has one part. A dataset that grows has a part per delivery, each with
its own columns; the engine reads them as one table.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Protocol

from datasets.quality.errors import RuleError
from datasets.quality.session import PartColumn, parquet_columns

EMPTY = ""  # the type of a column without a single value: it fits any rule


class ReadColumnLike(Protocol):
    """What is used of intake's ReadColumn."""

    @property
    def name(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def filled(self) -> int: ...
    @property
    def misfits(self) -> int: ...


class ReadingLike(Protocol):
    """What is used of intake's Reading."""

    @property
    def columns(self) -> Sequence[ReadColumnLike]: ...


@dataclass(frozen=True)
class Part:
    """One Parquet file. `columns` maps the name people know to where it is in the file.

    `label` says which delivery it is. `line` names the physical column with the line number in
    the delivered file; None for a plain Parquet file from elsewhere, where the number of the row
    counts and where empty texts and NaN stand for missing.
    """

    path: Path
    columns: Mapping[str, PartColumn]
    label: str = "1"
    line: str | None = "_line"

    @property
    def location(self) -> Path:
        return Path(self.path).absolute()


@dataclass(frozen=True)
class Table:
    """Parts read as one table; a column that a part lacks is empty there."""

    parts: Sequence[Part]

    @classmethod
    def from_reading(cls, reading: ReadingLike, path: Path, label: str = "1") -> "Table":
        """The table that intake wrote at `path`: columns c0.. with c0_text for misfits."""
        columns: dict[str, PartColumn] = {}
        for index, column in enumerate(reading.columns):
            empty = not column.filled and not column.misfits
            raw = f"c{index}_text" if column.misfits else None
            columns[column.name] = (f"c{index}", EMPTY if empty else column.type, raw)
        return cls([Part(Path(path), columns, label)])

    @classmethod
    def from_parquet(cls, path: Path, label: str = "1") -> "Table":
        """A plain Parquet file with columns under their own names; types as the file has them.

        Decimals of more than 15 digits, times, lists and the like are read as text. Raises
        CheckError unreadable-table.
        """
        return cls([Part(Path(path), parquet_columns(Path(path)), label, line=None)])

    @cached_property
    def columns(self) -> dict[str, str]:
        """Type per column name, in order of first appearance; see `one_type`."""
        found: dict[str, set[str]] = {}
        for part in self.parts:
            for name, (_, type_, _) in part.columns.items():
                found.setdefault(name, set()).add(type_)
        return {name: one_type(types) for name, types in found.items()}

    def has_misfits(self, column: str) -> bool:
        """Whether some part keeps texts of cells in the column that do not fit their type."""
        return any(column in part.columns and part.columns[column][2] for part in self.parts)


def one_type(types: Collection[str]) -> str:
    """The type that holds the values of all: a number over an integer, a moment over a date, and
    text over anything else. A column without values anywhere takes any type."""
    left = set(types) - {EMPTY}
    if len(left) <= 1:
        return left.pop() if left else EMPTY
    if left == {"geheel", "getal"}:
        return "getal"
    if left == {"datum", "tijdstip"}:
        return "tijdstip"
    return "tekst"


def find_column(column: str, columns: Mapping[str, str]) -> str:
    """The column's type; raises RuleError unknown-column (column, hint)."""
    if column in columns:
        return columns[column]
    same = [name for name in columns if name.casefold() == column.casefold()]
    hint = (same or get_close_matches(column, columns, n=1) or [""])[0]
    raise RuleError("unknown-column", column=column, hint=hint)

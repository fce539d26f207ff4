"""What a kind of rule is: a name, what it may be given, and how it becomes SQL.

A rule is a function from a table to findings. A *row rule* looks at one row at a time and
compiles to two conditions; all row rules of a check share one scan. A *grouped rule* compares rows
with each other and brings its own queries. A *table rule* judges what is no row: a delivery, a
period, a total.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from sqlglot import exp

from datasets.quality.delivered import Delivered
from datasets.quality.errors import RuleError
from datasets.quality.expressions import (
    Expression,
    any_of,
    as_text,
    is_filled,
    is_null,
    name,
)
from datasets.quality.parameters import Parameter, Value

# Fine dimension -> the three words in which trust is expressed.
DIMENSIONS = {
    "completeness": "volledig",
    "timeliness": "actueel",
    "validity": "juist",
    "uniqueness": "juist",
    "consistency": "juist",
    "accuracy": "juist",
}

COLUMN_TYPES = ("tekst", "geheel", "getal", "datum", "tijdstip", "ja-nee")
MAX_COLUMNS = 8
COLUMN_COUNTS = {
    "none": (0, 0),
    "one": (1, 1),
    "one-or-two": (1, 2),
    "two": (2, 2),
    "several": (1, MAX_COLUMNS),
    "parts": (2, MAX_COLUMNS),
    "any": (0, MAX_COLUMNS),
}
ColumnCount = Literal["none", "one", "one-or-two", "two", "several", "parts", "any"]
UNITS = ("rij", "levering", "periode", "totaal", "categorie")  # what a kind counts

# Names in the engine's own SQL; never names of the municipality's columns.
SOURCE = "source"  # the rows of all parts: v0, t0, v1, ... and `o`
ORDER = "o"  # number of the row: part * 2**40 + line


@dataclass(frozen=True)
class Cell:
    """One column of the table, as a kind sees it.

    `type` is a column type, or "" for a column without any value. `value` is the typed value,
    NULL where the cell is empty or does not fit the type. `raw`, where the column has cells that
    do not fit, is the text of just those cells.
    """

    name: str
    type: str
    value: Expression
    raw: Expression | None = None

    @property
    def filled(self) -> Expression:
        """True for a cell with a value or with a text that does not fit."""
        return any_of([is_filled(cell) for cell in self.parts])

    @property
    def misfit(self) -> Expression:
        """True for a cell that is filled but does not fit the column's type."""
        return exp.false() if self.raw is None else is_filled(self.raw)

    @property
    def missing(self) -> Expression:
        """True for an empty cell."""
        return exp.and_(*[is_null(cell) for cell in self.parts])

    @property
    def text(self) -> Expression:
        """The text form: of the value, or the text of a misfit as it was written."""
        text = as_text(self.value, self.type)
        if self.raw is None:
            return text
        return exp.Coalesce(this=self.raw.copy(), expressions=[text])

    @property
    def parts(self) -> list[Expression]:
        """What two cells have in common when they are equal: the value, and the misfit text."""
        return [self.value] if self.raw is None else [self.value, self.raw]


@dataclass(frozen=True)
class Relation:
    """Another table that a rule reads: its name in the session, and the cells asked for.

    Its columns have the names that those of SOURCE have; qualify them where both are read.
    """

    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Draft:
    """A rule bound to a table: its cells, its parameters read, and the day that is today.

    `deliveries` has one entry per part, in the order of the parts. `other` gives columns of
    another dataset. `before` gives columns of the deliveries that came before those of the table,
    each numbered in ORDER as the part that it came before; None where none of them is known.
    """

    cells: tuple[Cell, ...]
    values: Mapping[str, Value]
    today: date
    scratch: str  # name for a temporary table that only this rule uses
    examples: int  # at most so many example rows
    reference: Callable[[str, str], Expression]  # (dataset, column) -> sub-query with its texts
    deliveries: tuple[Delivered, ...]
    other: Callable[[str, Sequence[str]], Relation]
    before: Callable[[Sequence[str]], Relation | None]

    @property
    def cell(self) -> Cell:
        return self.cells[0]

    def texts(self, parameter: str) -> tuple[str, ...]:
        value = self.values[parameter]
        return value if isinstance(value, tuple) else (str(value),)


@dataclass(frozen=True)
class RowCheck:
    """A row rule: `fails` and `applies` are conditions on one row.

    `applies` None: every row is checked. The kind promises that a row that fails is a row that is
    checked. A condition that is NULL counts as false.
    """

    fails: Expression
    applies: Expression | None


@dataclass(frozen=True)
class GroupedCheck:
    """A grouped rule. `scratch` is stored under `Draft.scratch`; the others may read it.

    `failed` yields one number, 0 for none. `rows` is a select from SOURCE without columns, in
    the order in which examples are wanted; the engine adds columns and a limit. Where one row
    does not tell whether it is checked, `checked` is a query for how many are; then `applies` is
    not looked at.
    """

    applies: Expression | None
    scratch: exp.Select
    failed: exp.Select
    rows: exp.Select
    checked: exp.Select | None = None


Ask = Callable[[exp.Query], list[tuple[Any, ...]]]  # a query to the session's tables, its rows
Fact = str | int | float


@dataclass(frozen=True)
class Unit:
    """Something that failed and is no row. `label` names it (a period, a delivery, a category).

    `values` are texts of cells, by column, so that personal data in them can be masked; `facts`
    are figures by a Dutch word (`rijen`, `vorige`); `part` is the delivery it is about, if any.
    """

    label: str
    values: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, Fact] = field(default_factory=dict)
    part: str = ""


@dataclass(frozen=True)
class Counted:
    """What a table rule found: `failed` of `checked` units, and the first of those that failed.

    `reason` says why nothing could be checked (a code of `Outcome.reason_code`).
    """

    checked: int
    failed: int
    units: Sequence[Unit] = ()
    reason: str = ""


@dataclass(frozen=True)
class TableCheck:
    """A rule on the table as a whole: what it counts is no row (see `Kind.unit`).

    `count` gets a way to ask SOURCE and the draft's other relations; what it holds in memory is
    bounded by the rule's own parameters and `Draft.examples`.
    """

    count: Callable[[Ask], Counted]


def no_further_demands(values: Mapping[str, Value]) -> None:
    """Most kinds have none beyond those of each parameter."""


def never(values: Mapping[str, Value]) -> bool:
    """Most kinds find the same on every day."""
    return False


def columns_elsewhere(values: Mapping[str, Value], columns: Sequence[str]) -> tuple[str, ...]:
    """Most kinds that look into another dataset name one column of it."""
    return (str(values["kolom"]),) if "kolom" in values else ()


def any_types(columns: Mapping[str, str], values: Mapping[str, Value]) -> None:
    """Most kinds ask nothing of their columns beyond `fits`."""


@dataclass(frozen=True)
class Kind:
    """A kind of rule. The name and the parameters' names are the API's Dutch vocabulary.

    `fits` are the column types it can look at. `demand` raises RuleError where parameters do not
    go together; `agree` where the columns (their types by name, in the rule's order) do not go
    together, or not with the parameters. `sentences` are all codes that `sentence` can choose
    from; the portal has one sentence with blanks for each.

    `places` are the types of each column by its place, where these differ (the last counts for
    all further columns). `unit` is what it counts, one of UNITS. `depends_on_date`: with these
    parameters the outcome can be another one tomorrow. `elsewhere`: the columns of the other
    dataset that it reads, by parameters and columns. `looks_back`: it reads the delivery before.
    """

    name: str
    dimension: str
    compile: Callable[[Draft], RowCheck | GroupedCheck | TableCheck]
    columns: ColumnCount = "one"
    parameters: tuple[Parameter, ...] = ()
    fits: tuple[str, ...] = COLUMN_TYPES
    places: tuple[tuple[str, ...], ...] = ()
    demand: Callable[[Mapping[str, Value]], None] = no_further_demands
    agree: Callable[[Mapping[str, str], Mapping[str, Value]], None] = any_types
    sentences: tuple[str, ...] = ()
    sentence: Callable[[int, Mapping[str, Value]], str] = field(default=lambda count, values: "")
    unit: str = "rij"
    depends_on_date: Callable[[Mapping[str, Value]], bool] = never
    elsewhere: Callable[[Mapping[str, Value], Sequence[str]], tuple[str, ...]] = columns_elsewhere
    looks_back: bool = False

    def __post_init__(self) -> None:
        if self.dimension not in DIMENSIONS:
            raise ValueError(f"{self.name}: unknown dimension {self.dimension}")
        if self.unit not in UNITS:
            raise ValueError(f"{self.name}: unknown unit {self.unit}")

    def fits_at(self, place: int) -> tuple[str, ...]:
        """The types that the column at this place (from 0) may have."""
        return self.places[min(place, len(self.places) - 1)] if self.places else self.fits

    @property
    def column_count(self) -> tuple[int, int]:
        """How many columns it takes: at least, at most."""
        return COLUMN_COUNTS[self.columns]

    @property
    def aspect(self) -> str:
        """The dimension in the words of the mission: volledig, actueel or juist."""
        return DIMENSIONS[self.dimension]

    @property
    def sentence_codes(self) -> tuple[str, ...]:
        return self.sentences or (self.name,)

    def check_columns(self, columns: tuple[str, ...]) -> None:
        """Raises RuleError column-count (found, least, most) or repeated-column (column)."""
        least, most = self.column_count
        if not least <= len(columns) <= most:
            raise RuleError("column-count", found=len(columns), least=least, most=most)
        for index, column in enumerate(columns):
            if column in columns[:index]:
                raise RuleError("repeated-column", column=column)


class Registry(dict[str, Kind]):
    """Kinds by name. A second kind of the same name is a mistake, not a replacement."""

    def add(self, kind: Kind) -> Kind:
        if kind.name in self:
            raise ValueError(f"There already is a kind called {kind.name}")
        self[kind.name] = kind
        return kind


def numbered(prefix: str, index: int) -> exp.Column:
    """A column of SOURCE: `v` for values, `t` for the texts of misfits."""
    return name(f"{prefix}{index}")

"""What is told of one column: counts, range, spread and looks of its values, as plain data."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Self

from datasets.quality.profile.words import holds, names_a_thing

# Numbers stay numbers; dates and moments are ISO texts; of text the text itself.
Value = int | float | str

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
NUMBERS = ("geheel", "getal")
DATES = ("datum", "tijdstip")


@dataclass(frozen=True)
class Bin:
    """Values from `low` up to but not including `high`; without one of them: all below, or above.

    Whole numbers, one to a bin, have `low` equal to `high`.
    """

    low: Value | None
    high: Value | None
    count: int


@dataclass(frozen=True)
class Frequent:
    """A value in its text form, and the rows that have it (exact)."""

    value: str
    count: int


@dataclass(frozen=True)
class Pattern:
    """The shape of texts: A for a capital, a for another letter, 9 for a digit; `…` repeats the
    sign before it. `count` is of texts in the sample."""

    shape: str
    count: int


@dataclass(frozen=True, kw_only=True)
class ColumnProfile:
    """One column of one table. Counts are rows.

    rows = filled + misfits + empty. Exact: all counts, the range, mean, deviation, lengths, the
    bins, and whether a value is unique. `distinct` is exact where `distinct_exact` says so, and
    about 3 % off otherwise. So are quantiles (`quantiles_exact`). What is frequent is counted
    exactly, but in columns with very many values it was sought in a sample (`frequent_sought`).
    Patterns, `leading_zeros` and `padded` are of a sample
    of `sampled` texts, which in a small table are all of them (`sampled` = `filled`).
    """

    name: str
    type: str  # "" for a column without any value
    rows: int = 0
    filled: int = 0
    empty: int = 0
    misfits: int = 0
    distinct: int = 0
    distinct_exact: bool = True
    unique: bool = False  # every filled value occurs once, and none is a misfit
    zeros: int = 0
    minimum: Value | None = None
    maximum: Value | None = None
    mean: float | None = None
    deviation: float | None = None
    quantiles: tuple[Value, ...] = ()  # of QUANTILES
    quantiles_exact: bool = False
    histogram: tuple[Bin, ...] = ()
    frequent: tuple[Frequent, ...] = ()
    frequent_sought: bool = False
    sampled: int = 0
    patterns: tuple[Pattern, ...] = ()
    shortest: int | None = None
    longest: int | None = None
    mean_length: float | None = None
    leading_zeros: float = 0.0  # share of the filled values in the sample
    padded: float = 0.0  # share with blanks before or after
    tried: int = 0  # texts of the sample that were put to the tests
    fits: Mapping[str, float] | None = None  # test of `proofs` -> share of those
    redacted: str = ""  # the class of personal data because of which values were left out

    @property
    def filled_share(self) -> float:
        """Cells with any value, misfits too, as a share of the rows; 0 without rows."""
        return (self.filled + self.misfits) / self.rows if self.rows else 0.0

    @property
    def amounts(self) -> bool:
        """Whether numbers are amounts, by the column's name; else they are years or codes."""
        return not (names_a_thing(self.name) or holds(self.name, "jaar", "year", "code", "nummer"))

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON, without what is not there."""
        told = asdict(self)
        keep = {"name", "type", "rows", "filled", "empty", "misfits", "distinct", "distinct_exact"}
        return {
            key: list(value) if isinstance(value, tuple) else value
            for key, value in told.items()
            if key in keep or (value and value != ()) or (value == 0 and key in _TELLING_ZERO)
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """What `as_dict` gave; keys that this version does not know are left out."""
        known = {field.name for field in fields(cls)}
        told = {key: value for key, value in data.items() if key in known}
        for key, kind in (("histogram", Bin), ("frequent", Frequent), ("patterns", Pattern)):
            told[key] = tuple(kind(**item) for item in told.get(key, ()))
        told["quantiles"] = tuple(told.get("quantiles", ()))
        return cls(**told)

    def without_values(self, personal: str) -> Self:
        """The same, fit to be kept of a column with personal data of the class `personal`.

        No single value stays: no range, no frequent values, no small bins, and no quantiles or
        mean where these would tell of a few people. Of special data and of citizen service numbers
        (`special`, `bsn`) only counts, lengths and patterns stay.
        """
        left = replace(self, minimum=None, maximum=None, frequent=(), redacted=personal)
        if personal in ("special", "bsn") or self.type not in (*NUMBERS, *DATES):
            return replace(left, quantiles=(), histogram=(), mean=None, deviation=None)
        telling = [bin for bin in self.histogram if bin.count >= SMALL_GROUP]
        left = replace(left, histogram=tuple(telling))
        if self.filled * QUANTILES[0] < SMALL_GROUP:  # the outer quantiles lie among these few
            left = replace(left, quantiles=())
        if self.filled < SMALL_GROUP:
            left = replace(left, mean=None, deviation=None)
        return left


SMALL_GROUP = 10  # people; below it a group may tell of one of them
_TELLING_ZERO = {"minimum", "maximum", "mean", "deviation", "shortest"}

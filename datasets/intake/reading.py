"""What intake decided about a file, and what people may decide instead."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Self, TypeVar

from datasets.intake.naming import known_as

_V = TypeVar("_V")

TEXT = "tekst"
WHOLE = "geheel"
NUMBER = "getal"
DATE = "datum"
MOMENT = "tijdstip"
YES_NO = "ja-nee"
VALUE_TYPES = (WHOLE, NUMBER, DATE, MOMENT, YES_NO)  # what is more than its text
TYPES = (TEXT, *VALUE_TYPES)

NOTES = (
    "blank-name",  # the header cell was empty; the column is called "kolom N"
    "leading-zeros",  # looks like whole numbers, but leading zeros would be lost: kept as text
    "long-numbers",  # looks like whole numbers, but of more than 15 digits: kept as text
    "ambiguous-decimal",  # 1.234 may be 1234 or 1.234: see `decimal` for the choice made
    "ambiguous-date-order",  # every day is 12 or lower: see `date_order` for the choice made
    "two-digit-years",  # 00-49 became 2000-2049, 50-99 became 1950-1999
    "zone-ignored",  # times carry a zone; the clock time is kept as it is written
    "compact-dates",  # dates written as eight digits, jjjjmmdd
    "serial-dates",  # day numbers of a spreadsheet, shown as the dates that they stand for
    "formula-results",  # cells are results of formulas, as the workbook kept them
    "formula-without-result",  # formulas that were never calculated: the cells are misfits
    "error-cells",  # cells hold an error of the spreadsheet (#N/A, #REF!, ...): misfits
    "text-numbers",  # numbers that the workbook or JSON file keeps as text
    "utc-clock",  # moments that the file keeps with a zone, shown as the clock of UTC
    "bytes-as-text",  # bytes without a type: as text where they are UTF-8, else as 0x and digits
    # After a colon numbers may stand: garbled:cells:first line, merged-down:cells.
    "garbled",  # signs went wrong before the file was made (ZoÃ«); without numbers in the name alone
    "merged-down",  # cells got the value of a merged cell that reaches down into their row
    "as-before",  # the type of the delivery before, which these cells alone would not have shown
)


FILE_NOTES = (
    "dates-1904",  # the workbook counts its days from 1904
    "merged-header",  # header cells span columns; their text was repeated
    "two-line-header",  # the header stands on more than one row
    "merged-down",  # as for a column, of all columns together
    "garbled-signs",  # garbled-signs:cells:columns:first line
    "hidden-rows",  # rows that the workbook hides were read as well
    "nested-flattened",  # objects within objects became columns named outer.inner
    "lists-as-text",  # lists within a record are kept as JSON text
    "centroids",  # the geometry was replaced by the middle of its bounding box, lon and lat
)


@dataclass(frozen=True, kw_only=True)
class ReadColumn:
    """One column as it was read.

    rows = filled + misfits + empty + the sum of `missing`. Counts are exact, over all rows.
    """

    name: str
    type: str = TEXT
    filled: int = 0  # cells with a value of the type
    misfits: int = 0  # cells that do not fit the type; their raw text is kept
    empty: int = 0  # cells without any text
    missing: dict[str, int] = field(default_factory=dict)  # missing-value token -> cells
    doubtful: dict[str, int] = field(
        default_factory=dict
    )  # words kept as text that may mean missing
    decimal: str = ""  # "," or "." or "" when no number needed one
    grouping: bool = False  # thousands are grouped in at least one cell
    date_order: str = ""  # "dmy", "mdy" or "ymd"
    unit: str = ""  # "%" or "€" where the cells carry that sign; 23% is kept as the number 23
    notes: tuple[str, ...] = ()
    samples: tuple[str, ...] = ()
    source_name: str = ""  # the name in the file, where a person gave the column another

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        return cls(**{**data, "notes": tuple(data["notes"]), "samples": tuple(data["samples"])})


@dataclass(frozen=True, kw_only=True)
class Reading:
    """How a file was read: every decision, and where each of its lines went.

    Lines are 1-based physical lines of the file (CR LF, LF and CR each end one). The records
    between the header and the footer are `file_rows` = `rows` (in the table) + `rejected` (in
    rejected.csv). Wholly blank lines are no records; `blank_lines` counts them.
    """

    columns: tuple[ReadColumn, ...]
    rows: int
    rejected: int
    reasons: dict[str, int]  # reason of rejection -> rows
    encoding: str  # utf-8, utf-16-le, utf-16-be, windows-1252, cp850
    bom: bool
    delimiter: str  # "" when there is one column
    quote: str
    header_line: int  # 0 when the file has no header
    title_lines: tuple[str, ...]
    footer_lines: tuple[tuple[int, str], ...]
    blank_lines: int
    lines: int
    size: int
    # csv, xlsx, xls, ods, parquet, json, jsonl or geojson. For all but text the lines above are
    # rows of the sheet, or records counted from 1.
    format: str = "csv"
    container: str = ""  # "zip" or "gzip" when the table came packed
    member: str = ""  # the file read from the container
    members: tuple[str, ...] = ()  # the files in it that could be read instead
    sheet: str = ""
    sheets: tuple[str, ...] = ()  # the sheets of the workbook, in order
    notes: tuple[str, ...] = ()  # what was decided about the file as a whole: FILE_NOTES

    @property
    def file_rows(self) -> int:
        return self.rows + self.rejected

    @property
    def footer_line(self) -> int:
        """First line of the footer, 0 when there is none."""
        return self.footer_lines[0][0] if self.footer_lines else 0

    def as_dict(self) -> dict[str, Any]:
        return asdict(self) | {"file_rows": self.file_rows}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        known = {key: value for key, value in data.items() if key != "file_rows"}
        known["columns"] = tuple(ReadColumn.from_dict(column) for column in data["columns"])
        for name in ("title_lines", "members", "sheets", "notes"):
            known[name] = tuple(data.get(name, ()))
        known["footer_lines"] = tuple((int(n), str(text)) for n, text in data["footer_lines"])
        return cls(**known)


@dataclass(frozen=True, kw_only=True)
class ReadingOptions:
    """Decisions a person took; what is None or absent is decided from the file.

    `header_line` 0 means that the file has no header; `footer_line` 0 that it has no footer.
    The mappings go by column name as it stands in the reading. `missing` replaces the built-in
    tokens for all columns; `column_missing` does so for one column.

    `aliases` (name in a file -> name in the dictionary, see `naming.known_as`) say what columns are
    called; then the other mappings may go by the dictionary's name. `habits` are no decisions but
    what the source did before, {name: {type, decimal, date_order}}: they settle what the file
    leaves open, and give way where it proves otherwise.
    """

    encoding: str | None = None
    delimiter: str | None = None
    quote: str | None = None
    header_line: int | None = None
    footer_line: int | None = None
    missing: tuple[str, ...] | None = None
    column_missing: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    types: Mapping[str, str] = field(default_factory=dict)
    decimals: Mapping[str, str] = field(default_factory=dict)
    date_orders: Mapping[str, str] = field(default_factory=dict)
    sheet: str | None = None
    member: str | None = None
    aliases: Mapping[str, str] = field(default_factory=dict)
    habits: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def for_names(self, names: Sequence[str]) -> Self:
        """The same options by the names of this file, for what is said by the dictionary's name."""
        known = known_as(names, self.aliases, self.habits)

        def by_name(told: Mapping[str, _V]) -> dict[str, _V]:
            return {
                name: told[name] if name in told else told[known[name]]
                for name in names
                if name in told or known[name] in told
            }

        return replace(
            self,
            types=by_name(self.types),
            decimals=by_name(self.decimals),
            date_orders=by_name(self.date_orders),
            column_missing=by_name(self.column_missing),
            habits=by_name(self.habits),
        )

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        known = dict(data)
        if known.get("missing") is not None:
            known["missing"] = tuple(known["missing"])
        known["column_missing"] = {
            name: tuple(tokens) for name, tokens in dict(known.get("column_missing", {})).items()
        }
        return cls(**known)

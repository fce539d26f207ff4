"""Intake: bytes -> a typed table, with an account of every row. Plain Python, no Django."""

from datasets.intake.contents import Cell, Row, csv_chunks, misfits, preview, rows, values
from datasets.intake.errors import IntakeError
from datasets.intake.glance import first_lines
from datasets.intake.limits import Limits
from datasets.intake.naming import Likeness, known_as, propose
from datasets.intake.patched import NewCell, patched
from datasets.intake.reading import VALUE_TYPES, ReadColumn, Reading, ReadingOptions
from datasets.intake.rejected import rejected_rows
from datasets.intake.sealed import read
from datasets.intake.signatures import kind_of
from datasets.intake.typed import Meant, meant, written

__all__ = [
    "VALUE_TYPES",
    "Cell",
    "IntakeError",
    "Likeness",
    "Limits",
    "Meant",
    "NewCell",
    "ReadColumn",
    "Reading",
    "ReadingOptions",
    "Row",
    "csv_chunks",
    "first_lines",
    "kind_of",
    "known_as",
    "meant",
    "misfits",
    "patched",
    "preview",
    "propose",
    "read",
    "rejected_rows",
    "rows",
    "values",
    "written",
]

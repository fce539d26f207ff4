"""Intake: bytes -> a typed table, with an account of every row. Plain Python, no Django."""

from datasets.intake.contents import Cell, csv_chunks, misfits, preview, rows, values
from datasets.intake.errors import IntakeError
from datasets.intake.glance import first_lines
from datasets.intake.limits import Limits
from datasets.intake.naming import Likeness, known_as, propose
from datasets.intake.reading import ReadColumn, Reading, ReadingOptions
from datasets.intake.rejected import rejected_rows
from datasets.intake.sealed import read
from datasets.intake.signatures import kind_of

__all__ = [
    "Cell",
    "IntakeError",
    "Likeness",
    "Limits",
    "ReadColumn",
    "Reading",
    "ReadingOptions",
    "csv_chunks",
    "first_lines",
    "kind_of",
    "known_as",
    "misfits",
    "preview",
    "propose",
    "read",
    "rejected_rows",
    "rows",
    "values",
]

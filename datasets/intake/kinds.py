"""What one cell looks like, at a glance: for finding headers and footers, not for reading values."""

import re

_NUMBER = re.compile(r"[-+]?(€ ?)?\d+([.,]\d+)*%?")
_DATE = re.compile(r"\d{1,4}[-/]\d{1,2}[-/]\d{1,4}([ T].*)?")


def kind(cell: str) -> str:
    """empty, number, date or text."""
    text = cell.strip()
    if not text:
        return "empty"
    if _NUMBER.fullmatch(text):
        return "number"
    return "date" if _DATE.fullmatch(text) else "text"


def is_figure(cell: str) -> bool:
    return kind(cell) in ("number", "date")

"""Typed values as plain text: numbers without grouping, ISO dates, ja and nee."""

from datasets.intake.reading import DATE, MOMENT, WHOLE, YES_NO


def text(column: str, kind: str) -> str:
    """An SQL expression for the text of a value; a float stays one, for `plain`."""
    if kind == YES_NO:
        return f"CASE WHEN {column} THEN 'ja' WHEN NOT {column} THEN 'nee' END"
    return f"CAST({column} AS VARCHAR)" if kind == WHOLE else value(column, kind)


def value(column: str, kind: str) -> str:
    """An SQL expression for a value as JSON knows it: numbers, booleans, and text for the rest."""
    if kind == MOMENT:
        return f"replace(CAST({column} AS VARCHAR), ' ', 'T')"
    return f"CAST({column} AS VARCHAR)" if kind == DATE else column


def plain(shown: str | float) -> str:
    """A float with all its digits and without an exponent: 0.00001, 1234567890123.5, 193."""
    if isinstance(shown, str):
        return shown
    digits = repr(shown)
    if "e" in digits:
        digits = f"{shown:.20f}".rstrip("0") if abs(shown) < 1 else f"{shown:.0f}"
    return digits.removesuffix(".0").rstrip(".") if "." in digits else digits

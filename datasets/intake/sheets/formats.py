"""How a spreadsheet shows its numbers: as dates, percentages, codes with leading zeros, or plain.

A cell is shown by its format here as far as the format tells what the number is; rounding and
colours of a format are left out, so that every digit stays.
"""

from __future__ import annotations

import math
import re
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from datasets.intake.sheets.grid import FLOAT, PERCENT, SERIAL, TEXT, TYPED, WHOLE

PLAIN, DATE, MOMENT, CLOCK, DURATION, SHARE, PADDED = (
    "plain", "date", "moment", "clock", "duration", "share", "padded",
)  # fmt: skip
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_FRACTION = re.compile(r"s[.,]0+")
_BUILT_IN = {
    **dict.fromkeys((9, 10), SHARE),
    **dict.fromkeys((*range(14, 18), *range(27, 32), 36, *range(50, 59)), DATE),
    **dict.fromkeys((18, 19, 20, 21, 32, 33, 34, 35, 45, 47), CLOCK),
    22: MOMENT,
    46: DURATION,
}
_LAST_DAY = 2_958_466  # 1 January 10000
_MOST_DIGITS = 15  # beyond which a spreadsheet rounds


class Style(NamedTuple):
    kind: str
    digits: int = 0  # of a code with leading zeros


GENERAL = Style(PLAIN)


def style_of(number: int, code: str | None) -> Style:
    """What a format makes of a number; without a code its number tells."""
    if code is None:
        return Style(_BUILT_IN.get(number, PLAIN))
    if code.strip().lower() in ("general", "standaard", "standard", "@", ""):
        return GENERAL
    bare = _LITERAL.sub("", code).split(";")[0].strip().lower()
    if "[" in bare:
        return Style(DURATION)
    if re.search("[0#?]", _FRACTION.sub("s", bare)):
        if "%" in bare:
            return Style(SHARE)
        return Style(PADDED, len(bare)) if re.fullmatch("0{2,}", bare) else GENERAL
    return _dated(bare)


def _dated(bare: str) -> Style:
    clock = "h" in bare or "s" in bare
    if (
        "y" in bare
        or "d" in bare
        or "e" in bare.replace("general", "")
        or ("m" in bare and not clock)
    ):
        return Style(MOMENT if clock else DATE)
    return Style(CLOCK) if clock else GENERAL


def shown(raw: str, style: Style, *, from_1904: bool) -> tuple[str, str]:
    """A number of the workbook as text, and the kind of cell that it is."""
    if style.kind == PLAIN:
        return number(raw)
    text, kind = number(raw)
    if kind == TEXT:
        return text, kind
    if style.kind == SHARE:
        return f"{_plain(Decimal(text) * 100)}%", PERCENT
    if style.kind == PADDED:
        return (text.zfill(style.digits), TYPED) if text.isdigit() else (text, kind)
    written = _time(float(text), style.kind, from_1904=from_1904)
    return (written, SERIAL) if written else (text, kind)


def number(raw: str) -> tuple[str, str]:
    """A number as short as it can be without losing a digit, and its kind.

    0.28999999999999998 is how a workbook writes 0.29. What is no number stays as it is.
    """
    if len(raw) <= _MOST_DIGITS and raw.isdigit() and raw.isascii():
        return (raw if raw[0] != "0" else str(int(raw))), WHOLE
    try:
        value = float(raw)
    except ValueError:
        return raw, TEXT
    if not math.isfinite(value):
        return raw, TEXT
    text = repr(value)
    if text.endswith(".0"):
        return ("0" if text == "-0.0" else text[:-2]), WHOLE
    if "e" in text and value.is_integer() and abs(value) < 1e22:
        return _plain(Decimal(text)), WHOLE
    return text, FLOAT


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _time(serial: float, kind: str, *, from_1904: bool) -> str:
    """A day number as ISO text, or "" when no day of the calendar has it."""
    if kind == DURATION or (kind == CLOCK and 0 <= serial < 1):
        return _clock(serial) if serial >= 0 else ""
    moment = _moment(serial, from_1904=from_1904)
    if moment is None:
        return ""
    if kind == DATE and moment.time() == datetime.min.time():
        return moment.date().isoformat()
    return moment.isoformat(timespec="milliseconds" if moment.microsecond else "seconds")


def _moment(serial: float, *, from_1904: bool) -> datetime | None:
    if from_1904:
        start = datetime(1904, 1, 1)  # noqa: DTZ001 - a workbook knows no zones
    elif serial >= 61:
        start = datetime(1899, 12, 30)  # noqa: DTZ001
    else:
        # Day 60 is 29 February 1900, a day that only spreadsheets have.
        start = datetime(1899, 12, 31)  # noqa: DTZ001
        if serial < 1 or serial >= 60:
            return None
    if not 0 <= serial < _LAST_DAY - (1462 if from_1904 else 0):
        return None
    return start + timedelta(milliseconds=round(serial * 86_400_000))


def _clock(serial: float) -> str:
    seconds = round(serial * 86_400)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"

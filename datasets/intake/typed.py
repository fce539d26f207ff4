"""One text as a person types it, or as it stands in a table: the values that it may mean.

The patterns are those of `grammar`, which reads whole columns in SQL; here no column says which
decimal sign or which order of a date it follows, so the Dutch way is taken.
"""

import re
from datetime import date, datetime, time
from decimal import Decimal

from datasets.intake import grammar
from datasets.intake.decide import PAIRS
from datasets.intake.reading import DATE, MOMENT, NUMBER, WHOLE, YES_NO

Meant = int | float | bool | date | datetime

_LARGEST = 2**63
_BEFORE = re.compile(r"^([+-]?)\s*(?:€|eur)\s*([+-]?)\s*", re.IGNORECASE)
_BEHIND = re.compile(r"\s*(?:€|eur|%)$", re.IGNORECASE)
_MINUS_BEHIND = re.compile(r"^([0-9.,]*[.,][0-9]+)\s?-$")
_DUTCH = re.compile(
    f"{grammar.SIGN}[0-9]+|{grammar.COMMA}"
    f"|{grammar.SIGN}{grammar.GROUP}(?:(?:[.][0-9]{{3}})+|(?:{grammar.GAP}[0-9]{{3}})+)"
)
_PLAIN = re.compile(
    f"{grammar.SIGN}[0-9]+|{grammar.DOT}|{grammar.POWERED}"
    f"|{grammar.SIGN}{grammar.GROUP}(?:,[0-9]{{3}}){{2,}}"
)
_GROUPING = str.maketrans("", "", grammar.SPACES)
_YMD = re.compile(grammar.YMD)
_DMY = re.compile(grammar.PARTS)
_NUMERIC = re.compile(grammar.NUMERIC_DATE)
_NAMED = re.compile(grammar.NAMED_DATE)
_NAMED_PARTS = re.compile(grammar.NAMED_PARTS)
_COMPACT = re.compile("((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})")
_CLOCK = re.compile(grammar.CLOCK_PARTS)
_MONTH = {word: at for at, (_, words) in enumerate(grammar.MONTHS, 1) for word in words.split("|")}
_YES = frozenset({yes for yes, _ in PAIRS} | {"1"})
_NO = frozenset({no for _, no in PAIRS} | {"0"})


def meant(text: str, type_: str) -> tuple[Meant, ...]:
    """The values of a column type that the text may stand for; none where it is no such value.

    The Dutch way comes first. Only a number has a second: 1.234 is 1234 to who types it and 1.234
    to a table. A second is there only where the type leaves room: not in a whole column.
    """
    text = text.strip(grammar.SPACES + "\r\n")
    if type_ in (WHOLE, NUMBER):
        return _numbers(text, whole=type_ == WHOLE)
    if type_ == YES_NO:
        word = text.lower()
        return (True,) if word in _YES else (False,) if word in _NO else ()
    found = _moment(text) if type_ in (DATE, MOMENT) else None
    if found is None:
        return ()
    if type_ == MOMENT:
        return (found,)
    return (found.date(),) if found.time() == time() else ()


def written(value: Meant) -> str:
    """A value as tables show it: 1234.5, 2024-02-01, 2024-02-01 12:00:00, ja."""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, datetime):
        clock = value.isoformat(" ")
        return clock.rstrip("0") if value.microsecond else clock
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 10**15:
        return str(int(value))
    return str(value)


def _numbers(text: str, *, whole: bool) -> tuple[int | float, ...]:
    bare = _tidy(text)
    readings: list[Decimal] = []
    if _DUTCH.fullmatch(bare):
        readings.append(Decimal(bare.translate(_GROUPING).replace(".", "").replace(",", ".")))
    if _PLAIN.fullmatch(bare) and not (whole and readings):
        readings.append(Decimal(bare.translate(_GROUPING).replace(",", "")))
    found: list[int | float] = []
    for number in readings:
        if abs(number) >= (_LARGEST if whole else Decimal("1e308")):
            continue
        if not whole:
            found.append(float(number))
        elif number == number.to_integral_value():
            found.append(int(number))
    return tuple(dict.fromkeys(found))


def _tidy(text: str) -> str:
    """Without currency, percent sign, `,-` and with the minus in front."""
    text = _BEHIND.sub("", _BEFORE.sub(r"\1\2", text.replace("−", "-")))
    return _MINUS_BEHIND.sub(r"-\1", re.sub(r",-+$", "", text))


def _moment(text: str) -> datetime | None:
    """The clock as it is written: a zone behind it is passed over, as in a file."""
    clock = _CLOCK.search(text)
    day = _day(text[: clock.start()] if clock else text)
    if day is None or clock is None:
        return datetime.combine(day, time()) if day else None
    hour, minute, *second = clock[1].replace(",", ".").split(":")
    whole, _, fraction = (second[0] if second else "0").partition(".")
    micro = int(fraction[:6].ljust(6, "0"))
    return datetime.combine(day, time(int(hour), int(minute), int(whole), micro))


def _day(text: str) -> date | None:
    if found := _YMD.fullmatch(text) or _COMPACT.fullmatch(text):
        year, month, day = found.groups()
    elif _NUMERIC.fullmatch(text) and (found := _DMY.fullmatch(text)):
        day, month, year = found.groups()
    elif _NAMED.fullmatch(text) and (found := _NAMED_PARTS.search(text)):
        day, year = found[1], found[3]
        month = str(_MONTH[found[2].lower()])
    else:
        return None
    if len(year) == 2:
        year = ("20" if year < "50" else "19") + year
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None

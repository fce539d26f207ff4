"""What a rule may be given, how it is written in JSON, and what is refused.

A parameter's value arrives as JSON (from the API, a form or a file) and leaves as one of:
a tuple of texts, a text, a Decimal, a date, a day counted from today or a boolean.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from functools import lru_cache

import duckdb

from datasets.quality.days import DayFromToday, read_day_from_today
from datasets.quality.errors import RuleError
from datasets.quality.expressions import EXACT_DOUBLE
from datasets.quality.periods import read_period

Value = tuple[str, ...] | str | Decimal | date | DayFromToday | bool

MAX_TEXT = 1_000  # characters in one value or pattern
MAX_VALUES = 10_000  # values in one list
MAX_NUMBER = Decimal(10) ** 18
MAX_DECIMALS = 12
MAX_DAYS = 36_600  # a century
TODAY = "vandaag"
# Types of parameters that tell what is in another dataset: not for who may not know of it.
OF_ANOTHER_DATASET = ("dataset", "column", "columns", "other-value")

DATES = ("datum", "tijdstip")
NUMBERS = ("geheel", "getal")
WRITTEN_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True)
class Parameter:
    """One blank in a rule. `default` None means: absent unless given. `choices` belong to the
    type `choice`."""

    name: str
    type: str  # a key of PARSERS
    required: bool = False
    default: Value | None = None
    choices: tuple[str, ...] = ()


def parse_all(
    schema: tuple[Parameter, ...], given: Mapping[str, object], column_type: str
) -> dict[str, Value]:
    """The given parameters, read and with defaults, by name. Null and "" count as not given.

    Raises RuleError: unknown-parameter (parameter, hint), missing-parameter (parameter),
    bad-parameter (parameter, expected), bad-choice (parameter, expected), bad-pattern (parameter, detail), too-many-values
    (parameter, found, limit).
    """
    names = [parameter.name for parameter in schema]
    for name in given:
        if name not in names:
            hint = "".join(get_close_matches(str(name), names, n=1))
            raise RuleError("unknown-parameter", parameter=str(name)[:MAX_TEXT], hint=hint)
    values: dict[str, Value] = {}
    for parameter in schema:
        value = given.get(parameter.name)
        if value is not None and value != "":
            values[parameter.name] = PARSERS[parameter.type](parameter.name, value, column_type)
            if parameter.choices and values[parameter.name] not in parameter.choices:
                expected = " ".join(parameter.choices)
                raise RuleError("bad-choice", parameter=parameter.name, expected=expected)
        elif parameter.required:
            raise RuleError("missing-parameter", parameter=parameter.name)
        elif parameter.default is not None:
            values[parameter.name] = parameter.default
    return values


def read_text(name: str, value: object, column_type: str = "") -> str:
    """A text that can be a literal: no null byte, no half of a surrogate pair."""
    if not isinstance(value, str) or "\0" in value or len(value) > MAX_TEXT:
        raise RuleError("bad-parameter", parameter=name, expected="text")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise RuleError("bad-parameter", parameter=name, expected="text") from None
    return value


def read_texts(name: str, value: object, column_type: str) -> tuple[str, ...]:
    """A list of texts, each in the text form that values of the column have."""
    if not isinstance(value, list | tuple) or not value:
        raise RuleError("bad-parameter", parameter=name, expected="list")
    if len(value) > MAX_VALUES:
        raise RuleError("too-many-values", parameter=name, found=len(value), limit=MAX_VALUES)
    return tuple(dict.fromkeys(_text_form(name, item, column_type) for item in value))


def _text_form(name: str, item: object, column_type: str) -> str:
    if isinstance(item, bool):
        return "ja" if item else "nee"
    if isinstance(item, int | float):
        return canonical_number(_number(name, item))
    text = read_text(name, item)
    if column_type in NUMBERS:
        try:
            return canonical_number(_number(name, text))
        except RuleError:
            return text  # a cell that is no number can be on the list by its text
    return text


def canonical_number(number: Decimal) -> str:
    """A number as `expressions.as_text` writes it: `12`, `2.5`."""
    if number == number.to_integral_value() and abs(number) < EXACT_DOUBLE:
        return str(int(number))
    return repr(float(number))


def _number(name: str, value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise RuleError("bad-parameter", parameter=name, expected="number")
    try:
        number = Decimal(str(value).strip().replace(",", "."))
    except (InvalidOperation, ValueError):  # ValueError: an integer of thousands of digits
        raise RuleError("bad-parameter", parameter=name, expected="number") from None
    if not number.is_finite() or abs(number) > MAX_NUMBER:
        raise RuleError("bad-parameter", parameter=name, expected="number")
    return round(number, MAX_DECIMALS) if number != number.to_integral_value() else number


def read_number(name: str, value: object, column_type: str = "") -> Decimal:
    """A number: JSON number, or text with a point or a comma for decimals."""
    return _number(name, value)


def read_amount(name: str, value: object, column_type: str = "") -> Decimal:
    """A number that is not below 0."""
    number = _number(name, value)
    if number < 0:
        raise RuleError("bad-parameter", parameter=name, expected="amount")
    return number


def read_count(name: str, value: object, column_type: str = "") -> Decimal:
    """A whole number that is not below 0."""
    number = _number(name, value)
    if number < 0 or number != number.to_integral_value():
        raise RuleError("bad-parameter", parameter=name, expected="count")
    return number


def read_days(name: str, value: object, column_type: str = "") -> Decimal:
    """A number of days, at most a century."""
    number = read_count(name, value)
    if number > MAX_DAYS:
        raise RuleError("bad-parameter", parameter=name, expected="days")
    return number


def read_period_text(name: str, value: object, column_type: str = "") -> str:
    """A period as it is written everywhere: 2023, 2023-K2, 2023-05."""
    period = read_period(str(value)) if isinstance(value, str | int) else None
    if period is None:
        raise RuleError("bad-parameter", parameter=name, expected="period")
    return str(period)


def read_period_or_today(name: str, value: object, column_type: str = "") -> str:
    """A period, or the word for the newest that may be expected today."""
    if isinstance(value, str) and value.strip().lower() == TODAY:
        return TODAY
    try:
        return read_period_text(name, value)
    except RuleError:
        raise RuleError("bad-parameter", parameter=name, expected="period-or-today") from None


def read_columns(name: str, value: object, column_type: str = "") -> tuple[str, ...]:
    """A list of names of columns."""
    return read_texts(name, value, "")


def read_date(name: str, value: object, column_type: str = "") -> date:
    """A date, written year-month-day (ISO 8601)."""
    if isinstance(value, date):
        return value
    if isinstance(value, str) and WRITTEN_DATE.fullmatch(value.strip()):
        try:
            return date.fromisoformat(value.strip())
        except ValueError:
            pass  # month 13: refused below, like any other text
    raise RuleError("bad-parameter", parameter=name, expected="date")


def read_day(name: str, value: object, column_type: str = "") -> date | DayFromToday:
    """A date, or a day counted from today: `vandaag - 30 dagen`."""
    try:
        return read_date(name, value)
    except RuleError:
        day = read_day_from_today(value) if isinstance(value, str) else None
        if day is None:
            raise RuleError("bad-parameter", parameter=name, expected="day") from None
        return day


def read_year(name: str, value: object, column_type: str = "") -> str:
    """A year of four digits, as text."""
    text = str(value).strip() if isinstance(value, str | int) else ""
    if isinstance(value, bool) or not re.fullmatch("[0-9]{4}", text):
        raise RuleError("bad-parameter", parameter=name, expected="year")
    return text


def read_bound(name: str, value: object, column_type: str) -> Decimal | date:
    """A number or a date, whichever the column holds; either for a column without values."""
    if column_type in DATES:
        return read_date(name, value)
    if column_type in NUMBERS:
        return _number(name, value)
    try:
        return read_date(name, value)
    except RuleError:
        return _number(name, value)


def read_flag(name: str, value: object, column_type: str = "") -> bool:
    """True or false as JSON has it, or `ja` or `nee`."""
    known: dict[object, bool] = {"ja": True, "nee": False}
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value in known:
        return known[value]
    raise RuleError("bad-parameter", parameter=name, expected="flag")


def read_pattern(name: str, value: object, column_type: str = "") -> str:
    """A regular expression of RE2, proved to compile."""
    pattern = read_text(name, value)
    problem = pattern_problem(pattern)
    if problem:
        raise RuleError("bad-pattern", parameter=name, detail=problem)
    return pattern


@lru_cache(maxsize=1024)
def pattern_problem(pattern: str) -> str:
    """Why RE2 refuses the pattern, in its own words; empty when it does not."""
    with duckdb.connect(config={"threads": "1", "enable_external_access": "false"}) as connection:
        try:
            connection.execute("SELECT regexp_full_match('', $1)", [pattern])
        except duckdb.Error as error:
            return str(error).removeprefix("Invalid Input Error: ")[:200]
    return ""


PARSERS: dict[str, Callable[[str, object, str], Value]] = {
    "text-list": read_texts,
    "text": read_text,
    "number": read_number,
    "date": read_date,
    "number-or-date": read_bound,
    "day": read_day,
    "year": read_year,
    "choice": read_text,
    "flag": read_flag,
    "regex": read_pattern,
    "amount": read_amount,
    "count": read_count,
    "days": read_days,
    "period": read_period_text,
    "period-or-today": read_period_or_today,
    "dataset": read_text,
    "columns": read_columns,
    "other-value": read_text,
    "column": read_text,
}


def as_json(value: Value) -> object:
    """A parsed value as JSON can hold it (for sentences and exports)."""
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, DayFromToday):
        return str(value)
    if isinstance(value, Decimal):
        return json.loads(canonical_number(value))
    return value

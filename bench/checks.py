"""The twelve checks of the benchmark: what each demands, in plain Python, and how Koers says it.

Plain Python is slow and easy to read; it judges the examples of every fast way.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Row = Mapping[str, Any]  # texts, numbers or ISO dates by column; None or "" where nothing is

LEAST, MOST = 0, 25_000
FIRST_DAY, LAST_DAY = "2015-01-01", "2026-10-31"
POSTCODE = "[1-9][0-9]{3} [A-Z]{2}"
EMAIL = r"[a-z0-9._%+-]+@[a-z0-9-]+(\.[a-z0-9-]+)+"
STATUSES = ("nieuw", "in behandeling", "toegekend", "afgewezen", "ingetrokken", "afgesloten")
REFERENCE = "wijken"
WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)  # of the digits of a citizen service number


@dataclass(frozen=True)
class Check:
    """`fails` judges one row that has `columns`; `kind` with `parameters` is the rule of Koers.

    Two checks need more than the row: `known` (codes that exist) and `repeated` (ids that occur
    more than once) are given to all.
    """

    name: str
    columns: tuple[str, ...]
    fails: Callable[[Row, "Context"], bool]
    kind: str
    parameters: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Context:
    """What lies outside a row: codes in the reference table, ids that are not unique."""

    known: frozenset[str]
    repeated: frozenset[str]


def _empty(column: str) -> Callable[[Row, Context], bool]:
    return lambda row, _: not row[column]


def _misses(column: str, pattern: str) -> Callable[[Row, Context], bool]:
    whole = re.compile(pattern)
    return lambda row, _: bool(row[column]) and not whole.fullmatch(row[column])


def _out_of_range(row: Row, _: Context) -> bool:
    return row["bedrag"] not in (None, "") and not LEAST <= float(row["bedrag"]) <= MOST


def _wrong_order(row: Row, _: Context) -> bool:
    return bool(row["einddatum"] and row["startdatum"] and row["einddatum"] < row["startdatum"])


def _unknown_area(row: Row, context: Context) -> bool:
    return bool(row["wijkcode"]) and row["wijkcode"] not in context.known


def _out_of_period(row: Row, _: Context) -> bool:
    return bool(row["startdatum"]) and not FIRST_DAY <= row["startdatum"] <= LAST_DAY


def _unknown_status(row: Row, _: Context) -> bool:
    return bool(row["status"]) and row["status"] not in STATUSES


def _fails_eleven(row: Row, _: Context) -> bool:
    number = row["bsn"]
    if not number:
        return False
    if not re.fullmatch("[0-9]{9}", number):
        return True
    return sum(w * int(d) for w, d in zip(WEIGHTS, number, strict=True)) % 11 != 0


def _elsewhere(row: Row, _: Context) -> bool:
    return bool(row["wijkcode"]) and row["wijkcode"][2:6] != row["gemeentecode"]


CHECKS: Sequence[Check] = (
    Check("bsn filled", ("bsn",), _empty("bsn"), "gevuld"),
    Check("email filled", ("email",), _empty("email"), "gevuld"),
    Check("id unique", ("id",), lambda row, context: row["id"] in context.repeated, "uniek"),
    Check(
        "bedrag in range",
        ("bedrag",),
        _out_of_range,
        "bereik",
        {"minimum": LEAST, "maximum": MOST},
    ),
    Check(
        "postcode pattern",
        ("postcode",),
        _misses("postcode", POSTCODE),
        "patroon",
        {"patroon": POSTCODE},
    ),
    Check("dates in order", ("startdatum", "einddatum"), _wrong_order, "datumvolgorde"),
    Check(
        "wijkcode exists",
        ("wijkcode",),
        _unknown_area,
        "verwijzing",
        {"dataset": REFERENCE, "kolom": "wijkcode"},
    ),
    Check(
        "startdatum in period",
        ("startdatum",),
        _out_of_period,
        "bereik",
        {"minimum": FIRST_DAY, "maximum": LAST_DAY},
    ),
    Check("status in list", ("status",), _unknown_status, "in-lijst", {"waarden": list(STATUSES)}),
    Check("email pattern", ("email",), _misses("email", EMAIL), "patroon", {"patroon": EMAIL}),
    Check("bsn eleven-proof", ("bsn",), _fails_eleven, "bsn"),
    Check("wijkcode in gemeente", ("wijkcode", "gemeentecode"), _elsewhere, "afhankelijkheid"),
)

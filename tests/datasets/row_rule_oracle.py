"""The row rules written once more, plainly, in Python: which rows they check, which fail."""

import random
import re
from collections.abc import Callable
from datetime import date, timedelta

from datasets.quality import RuleSpec
from datasets.quality.municipalities import codes_in
from tests.datasets.quality_tables import TODAY, Misfit, Value

Row = dict[str, Value]
Answer = tuple[set[int], set[int]]  # rows that are checked, rows that fail, by position

# Columns of codes: texts that are nearly right, for every kind of code.
CODES = [
    "123456782", "123456789", "111222333", "000000000", "12345672", "1234567e2", "jan@zwolle.nl",
    "jan@zwolle", "a.b@c.d.nl", "a..b@c.nl", "NL91ABNA0417164300", "NL91 ABNA 0417 1643 00",
    "NL92ABNA0417164300", "DE89370400440532013000", "FR1420041010050500013M02606",
    "0193100000012345", "0193010000012345", "0193990000012345", "1083", "GM0193", "0193", "193",
    "GM0017", "17", "GM193", "é", "x'y",
]  # fmt: skip
OPERATORS: dict[str, Callable[..., bool]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    "=": lambda a, b: a == b,
    ">=": lambda a, b: a >= b,
    ">": lambda a, b: a > b,
    "!=": lambda a, b: a != b,
}


def text(value: Value) -> str:
    if isinstance(value, Misfit):
        return value.text
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, float):
        return str(int(value)) if value == int(value) else repr(value)
    return str(value)


def is_bsn(value: Value, given: dict[str, object]) -> bool:
    digits = text(value)
    if isinstance(value, int) or given.get("achtCijfers"):
        digits = digits.zfill(9) if len(digits) == 8 else digits
    if not re.fullmatch("[0-9]{9}", digits) or not int(digits):
        return False
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return sum(w * int(d) for w, d in zip(weights, digits, strict=True)) % 11 == 0


def is_iban(value: Value, given: dict[str, object]) -> bool:
    """For the countries among CODES."""
    number = text(value)
    if given.get("spaties", True) and re.fullmatch(r"(\w{4} )*\w{1,4}", number):
        number = number.replace(" ", "")
    length = {"NL": 18, "DE": 22, "FR": 27}.get(number[:2])
    if len(number) != length or not re.fullmatch("[A-Z]{2}[0-9]{2}[A-Z0-9]+", number):
        return False
    return int("".join(str(int(sign, 36)) for sign in number[4:] + number[:4])) % 97 == 1


def is_email(value: Value, given: dict[str, object]) -> bool:
    name, _, domain = text(value).partition("@")
    parts = domain.split(".")
    return all([name, *name.split("."), *parts]) and len(parts) > 1


def is_bag(value: Value, given: dict[str, object]) -> bool:
    codes = {"pand": ["10"], "verblijfsobject": ["01"]}
    allowed = codes.get(str(given.get("objecttype")), ["01", "02", "03", "10", "20", "30"])
    number = text(value)
    return len(number) == 16 and number.isdecimal() and number[4:6] in allowed


def is_municipality(value: Value, given: dict[str, object]) -> bool:
    years = [given["jaar"]] if "jaar" in given else range(2010, 2027)
    known = {code for year in years for code in codes_in(int(str(year)))}
    forms = {
        "GM0193": {f"GM{code}" for code in known},
        "0193": known,
        "193": {str(int(code)) for code in known},
    }
    allowed = forms.get(str(given.get("vorm")), set().union(*forms.values()))
    return text(value) in allowed


def has_length(value: Value, given: dict[str, object]) -> bool:
    low, high = int(str(given.get("minimum", 0))), int(str(given.get("maximum", 10**9)))
    return low <= len(text(value)) <= high


def in_dates(value: Value, given: dict[str, object]) -> bool:
    if not isinstance(value, date):
        return False
    low = given.get("minimum", "0001-01-01")
    return date.fromisoformat(str(low)) <= value <= TODAY - timedelta(days=1000)


def is_recent(value: Value, given: dict[str, object]) -> bool:
    return isinstance(value, date) and (TODAY - value).days <= int(str(given["dagen"]))


ONE_CELL: dict[str, Callable[[Value, dict[str, object]], bool]] = {
    "bag-id": is_bag,
    "bsn": is_bsn,
    "datumbereik": in_dates,
    "email": is_email,
    "gemeentecode": is_municipality,
    "iban": is_iban,
    "lengte": has_length,
    "maximale-leeftijd": is_recent,
}


def compared(spec: RuleSpec, rows: list[Row]) -> Answer:
    a, b = spec.columns
    both = {n for n, row in enumerate(rows) if row[a] is not None and row[b] is not None}
    holds = OPERATORS[str(spec.parameters["teken"])]
    odd = {n for n in both if any(isinstance(rows[n][c], Misfit) for c in spec.columns)}
    return both, odd | {n for n in both - odd if not holds(rows[n][a], rows[n][b])}


def summed(spec: RuleSpec, rows: list[Row]) -> Answer:
    total, *parts = spec.columns
    asked = [total] if spec.parameters.get("leegIsNul") else spec.columns
    checked = {n for n, row in enumerate(rows) if all(row[c] is not None for c in asked)}
    odd = {n for n in checked if any(isinstance(rows[n][c], Misfit) for c in spec.columns)}
    margin = float(str(spec.parameters.get("marge", 0)))

    def wrong(row: Row) -> bool:
        return abs(row[total] - sum(row[c] or 0 for c in parts)) > margin  # type: ignore[operator,misc]

    return checked, odd | {n for n in checked - odd if wrong(rows[n])}


def asked_for(spec: RuleSpec, rows: list[Row]) -> Answer:
    a, b = spec.columns
    listed = spec.parameters.get("waarden")
    checked = {
        n
        for n, row in enumerate(rows)
        if row[a] is not None and (listed is None or text(row[a]) in [text(v) for v in listed])
    }
    empty = {n for n in checked if rows[n][b] is None}
    return checked, checked - empty if spec.parameters.get("leeg") else empty


TOGETHER: dict[str, Callable[[RuleSpec, list[Row]], Answer]] = {
    "som": summed,
    "vergelijking": compared,
    "voorwaardelijk-gevuld": asked_for,
}
KINDS = (*ONE_CELL, *TOGETHER)


def answer(spec: RuleSpec, rows: list[Row]) -> Answer:
    if spec.kind in TOGETHER:
        return TOGETHER[spec.kind](spec, rows)
    column, right = spec.columns[0], ONE_CELL[spec.kind]
    checked = {at for at, row in enumerate(rows) if row[column] is not None}
    return checked, {at for at in checked if not right(rows[at][column], dict(spec.parameters))}


def draw_code(rng: random.Random) -> Value:
    return None if rng.random() < 0.15 else rng.choice(CODES)


def draw_rule(rng: random.Random, kind: str, number: int) -> RuleSpec:
    """A rule of that kind on the columns of the random table (see `test_quality_oracle`)."""
    drawn: dict[str, tuple[tuple[str, ...], dict[str, object]]] = {
        "bag-id": (("c",), rng.choice([{}, {"objecttype": "pand"}])),
        "bsn": ((rng.choice("ci"),), {"achtCijfers": rng.random() < 0.5}),
        "datumbereik": (
            (rng.choice(["van", "tot"]),),
            rng.choice([{}, {"minimum": "2024-01-10"}]) | {"maximum": "vandaag - 1000 dagen"},
        ),
        "email": (("c",), {}),
        "gemeentecode": (
            (rng.choice("ci"),),
            rng.choice([{}, {"jaar": 2018}, {"jaar": 2019, "vorm": "GM0193"}, {"vorm": "193"}]),
        ),
        "iban": (("c",), {"spaties": rng.random() < 0.5}),
        "lengte": (
            (rng.choice(["s", "i", "d", "van", "j", "c"]),),
            rng.choice([{"minimum": 2}, {"maximum": 3}, {"minimum": 2, "maximum": 9}]),
        ),
        "maximale-leeftijd": ((rng.choice(["van", "tot"]),), {"dagen": rng.randint(1040, 1050)}),
        "som": (
            tuple(rng.sample(["i", "d", "k"], rng.randint(2, 3))),
            {"marge": rng.choice([0, 5, 10]), "leegIsNul": rng.random() < 0.5},
        ),
        "vergelijking": (
            rng.choice([("i", "d"), ("d", "k"), ("i", "k"), ("van", "tot"), ("tot", "van")]),
            {"teken": rng.choice(list(OPERATORS))},
        ),
        "voorwaardelijk-gevuld": (
            tuple(rng.sample(["s", "i", "d", "van", "j"], 2)),
            rng.choice([{}, {"leeg": True}, {"waarden": ["a", 5, "?", "ja"]}]),
        ),
    }
    columns, given = drawn[kind]
    return RuleSpec(str(number), kind, columns, given)

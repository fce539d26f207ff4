"""iban: the value is an international bank account number with the right length and check digits.

ISO 13616: two letters for the country, two check digits, then what the country's banks use. The
number with its first four characters moved to the end, and letters as 10 to 35, leaves 1 when
divided by 97. Lengths: SWIFT IBAN Registry. Whether the account exists is another question.
"""

from collections.abc import Mapping
from functools import cache

import sqlglot
from sqlglot import exp

from datasets.quality.expressions import (
    Expression,
    literal,
    matches_fully,
    not_equal,
    remainder,
    slice_of,
)
from datasets.quality.kind import Draft, Kind, RowCheck
from datasets.quality.parameters import Parameter, Value

COUNTRIES: Mapping[int, str] = {
    15: "NO",
    16: "BE",
    18: "DK FI FK FO GL NL SD",
    19: "MK SI",
    20: "AT BA EE KZ LT LU MN XK",
    21: "CH HR LI LV",
    22: "BG BH CR DE GB GE IE ME RS VA",
    23: "AE GI IL IQ OM SO TL",
    24: "AD CZ ES MD PK RO SA SE SK TN VG",
    25: "LY PT ST",
    26: "IS TR",
    27: "BI DJ FR GR IT MC MR SM",
    28: "AL AZ BY CY DO GT HN HU LB NI PL SV",
    29: "BR EG PS QA UA",
    30: "JO KW MU YE",
    31: "MT SC",
    32: "LC",
    33: "RU",
}
CHECK_DIGITS = "(?:0[2-9]|[1-8][0-9]|9[0-8])"
DUTCH_ACCOUNT = ("[A-Z]",) * 4 + ("[0-9]",) * 10


def compile_iban(draft: Draft) -> RowCheck:
    """Checks filled cells. Fails where the text does not have the length of its country, where the
    check digits are wrong, and for a Dutch number without four letters for the bank.

    Capitals only. Spaces are allowed where they are printed, after each four characters; with
    `spaties` false nowhere.
    """
    text, spaced = draft.cell.text, bool(draft.values["spaties"])
    known = matches_fully(text, shape(spaced))
    plain = (
        exp.Replace(this=text, expression=literal(" "), replacement=literal("")) if spaced else text
    )
    # A CASE, because the parts of an OR are tried in any order, and what has not the shape is full
    # of letters where numbers are worked with.
    fails = (
        exp.Case()
        .when(exp.Not(this=known), exp.true())
        .when(dutch(plain), not_equal(dutch_rest(plain), literal(1)))
        .else_(not_equal(rest(plain), literal(1)))
    )
    return RowCheck(fails=fails, applies=draft.cell.filled)


@cache
def shape(spaced: bool) -> str:
    """The pattern of every country."""
    patterns = [_pattern("NL", DUTCH_ACCOUNT, spaced)]
    for length, names in COUNTRIES.items():
        others = [country for country in names.split() if country != "NL"]
        patterns.append(_pattern(f"(?:{'|'.join(others)})", ("[A-Z0-9]",) * (length - 4), spaced))
    return "|".join(patterns)


def _pattern(country: str, signs: tuple[str, ...], spaced: bool) -> str:
    fours = ["".join(signs[at : at + 4]) for at in range(0, len(signs), 4)]
    return (" ?" if spaced else "").join([country + CHECK_DIGITS, *fours])


def dutch(plain: Expression) -> Expression:
    return exp.EQ(this=slice_of(plain, 1, 2), expression=literal("NL"))


def dutch_rest(plain: Expression) -> Expression:
    """The remainder of a Dutch number, a third of the work: the bank's letters, the account, and
    NL (2321) with the check digits."""
    bank: Expression = literal(0)
    for place in range(4):
        letter = exp.Ascii(this=slice_of(plain, 5 + place, 1))
        worth = exp.paren(exp.Sub(this=letter, expression=literal(55)))
        bank = exp.Add(
            this=bank, expression=exp.Mul(this=worth, expression=literal(100 ** (3 - place)))
        )
    parts = [
        exp.Mul(this=exp.paren(remainder(bank, 97)), expression=literal(10**16 % 97)),
        exp.Mul(
            this=exp.paren(remainder(exp.cast(slice_of(plain, 9, 10), "bigint"), 97)),
            expression=literal(10**6 % 97),
        ),
        exp.cast(slice_of(plain, 3, 2), "bigint"),
    ]
    total: Expression = literal(232100)
    for part in parts:
        total = exp.Add(this=total, expression=part)
    return remainder(total, 97)


def rest(plain: Expression) -> Expression:
    """The remainder of any number, character by character. DuckDB only: elsewhere there are no
    lambdas."""
    turned = exp.DPipe(this=slice_of(plain, 5), expression=slice_of(plain, 1, 4))

    def fill(node: Expression) -> Expression:
        return turned if isinstance(node, exp.Column) and node.name == "turned" else node

    filled: Expression = _rest().copy().transform(fill)
    return filled


@cache
def _rest() -> Expression:
    """A letter is worth two digits, so what came before it counts a hundred times."""
    return sqlglot.parse_one(
        "list_reduce(list_transform(string_split(turned, ''), lambda sign: "
        "CASE WHEN sign < 'A' THEN ascii(sign) - 48 ELSE ascii(sign) - 55 END), lambda sum, worth: "
        "(sum * CASE WHEN worth > 9 THEN 100 ELSE 10 END + worth) % 97)",
        read="duckdb",
    )


def sentence(count: int, values: Mapping[str, Value]) -> str:
    return "iban" if values["spaties"] else "iban-zonder-spaties"


KIND = Kind(
    name="iban",
    dimension="validity",
    compile=compile_iban,
    parameters=(Parameter("spaties", "flag", default=True),),
    fits=("tekst",),
    sentences=("iban", "iban-zonder-spaties"),
    sentence=sentence,
)

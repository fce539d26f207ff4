"""Comparing cells of two tables: exactly, or within a tolerance that is exact too."""

from decimal import Decimal

from sqlglot import exp

from datasets.quality.expressions import (
    Expression,
    all_of,
    any_of,
    as_date,
    less_than,
    literal,
    within,
)
from datasets.quality.kind import Cell
from datasets.quality.parameters import DATES, NUMBERS

DECIMALS = 6  # of a number as a decimal, unless the tolerance asks for more
DIGITS = 38
LARGEST = 10**20  # so that even a hundred billion of them add up within the digits


def as_decimal(value: Expression, decimals: int = DECIMALS) -> Expression:
    """The number as a decimal, so that 0.3 - 0.2 is 0.1; NULL for one that is too large."""
    kind = exp.DataType.build(f"DECIMAL({DIGITS}, {decimals})")
    most = literal(LARGEST)
    fits = all_of([less_than(value, most), less_than(exp.Neg(this=most.copy()), value)])
    return exp.Case().when(fits, exp.Cast(this=value.copy(), to=kind))


def decimals_of(tolerance: Decimal) -> int:
    """Decimals with which a tolerance can be compared."""
    exponent = tolerance.normalize().as_tuple().exponent
    return max(DECIMALS, -exponent if isinstance(exponent, int) else 0)


def same_text(cell: Cell, other: Cell, here: str, there: str) -> Expression:
    """True where both have the same text form; a day and a moment are compared by the day."""
    if {cell.type, other.type} == set(DATES):
        left, right = as_date(cell.value), as_date(other.value)
    else:
        left, right = cell.text, other.text
    return exp.EQ(this=within(left, here), expression=within(right, there))


def same_value(
    cell: Cell, other: Cell, here: str, there: str, tolerance: Decimal | None
) -> Expression:
    """True where both have the same value: the same text, the same number, or numbers that differ
    by at most the tolerance."""
    equal = same_text(cell, other, here, there)
    if cell.type not in NUMBERS or other.type not in NUMBERS:
        return equal
    left, right = within(cell.value, here), within(other.value, there)
    if tolerance is None or not tolerance:
        return any_of([equal, exp.EQ(this=left, expression=right)])
    decimals = decimals_of(tolerance)
    gap = exp.Abs(
        this=exp.Paren(
            this=exp.Sub(this=as_decimal(left, decimals), expression=as_decimal(right, decimals))
        )
    )
    near = exp.LTE(this=gap, expression=literal(tolerance))
    return any_of([equal, near])

"""The few SQL expressions that kinds are made of, built and rendered by SQLGlot.

Nothing here glues text: names are quoted identifiers and values are literals, so that a column
called `"; drop` or a value with a quote is just a name and a value in every dialect.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from sqlglot import exp

Expression = exp.Expr

# Below this size every integer is exact in a double, and is written without an exponent.
EXACT_DOUBLE = 10**15


def name(text: str, table: str = "") -> exp.Column:
    """A quoted column name."""
    return exp.column(text, table=table or None, quoted=True)


def literal(value: str | Decimal | date | int) -> Expression:
    """A text, number or date as a literal of that type."""
    if isinstance(value, str):
        return exp.Literal.string(value)
    if isinstance(value, date):
        return exp.cast(exp.Literal.string(value.isoformat()), "date")
    return exp.Literal.number(format(value, "f") if isinstance(value, Decimal) else value)


def is_null(expression: Expression) -> Expression:
    return exp.Is(this=expression.copy(), expression=exp.Null())


def is_filled(expression: Expression) -> Expression:
    return exp.Not(this=is_null(expression))


def any_of(conditions: Iterable[Expression]) -> Expression:
    """True where one of the conditions is; false without conditions."""
    parts = [condition.copy() for condition in conditions]
    return exp.or_(*parts, copy=False) if parts else exp.false()


def all_of(conditions: Iterable[Expression]) -> Expression:
    return exp.and_(*[condition.copy() for condition in conditions], copy=False)


def less_than(left: Expression, right: Expression) -> Expression:
    return exp.LT(this=left.copy(), expression=right.copy())


def not_equal(left: Expression, right: Expression) -> Expression:
    return exp.NEQ(this=left.copy(), expression=right.copy())


def length_of(text: Expression) -> Expression:
    """Number of characters."""
    return exp.Length(this=text.copy())


def slice_of(text: Expression, start: int, length: int | None = None) -> Expression:
    """Part of a text, from a place that counts from 1; without length until its end."""
    size = None if length is None else literal(length)
    return exp.Substring(this=text.copy(), start=literal(start), length=size)


def if_cast(text: Expression, type_: str) -> Expression:
    """The text as that type, NULL where it is not."""
    return exp.TryCast(this=text.copy(), to=exp.DataType.build(type_))


def remainder(number: Expression, by: int) -> Expression:
    return exp.Mod(this=exp.paren(number.copy(), copy=False), expression=literal(by))


def one_of(text: Expression, values: Iterable[str]) -> Expression:
    """True where the text is one of the values, letter for letter."""
    return exp.In(this=text.copy(), expressions=[literal(value) for value in values])


def matches_fully(text: Expression, pattern: str) -> Expression:
    """True where the whole text matches the pattern (RE2 in DuckDB: linear time)."""
    return exp.RegexpFullMatch(this=text.copy(), expression=literal(pattern))


def as_date(expression: Expression) -> Expression:
    return exp.cast(expression.copy(), "date")


def as_text(value: Expression, type_: str) -> Expression:
    """The text form of a typed value, the one that lists, patterns and examples look at.

    Numbers without trailing zeros and with a point (`12`, `2.5`), dates as `2026-01-31`, moments
    as `2026-01-31 12:00:00`, `ja` and `nee`. Missing stays missing.
    """
    value = value.copy()
    if type_ in ("tekst", ""):
        return value
    if type_ == "ja-nee":
        return (
            exp.Case().when(value, literal("ja")).when(exp.Not(this=value.copy()), literal("nee"))
        )
    if type_ != "getal":
        return exp.cast(value, "text")
    whole = all_of(
        [
            exp.EQ(this=value, expression=exp.Floor(this=value.copy())),
            less_than(exp.Abs(this=value.copy()), literal(EXACT_DOUBLE)),
        ]
    )
    as_integer = exp.cast(exp.cast(value.copy(), "bigint"), "text")
    return exp.Case().when(whole, as_integer).else_(exp.cast(value.copy(), "text"))


def within(expression: Expression, table: str) -> Expression:
    """The expression over the columns of that table, where several tables are read at once."""

    def of_table(node: Expression) -> Expression:
        return name(node.name, table) if isinstance(node, exp.Column) else node

    qualified: Expression = expression.transform(of_table)
    return qualified


def render(expression: Expression, dialect: str = "duckdb") -> str:
    """The expression as SQL of a dialect, every identifier quoted.

    Only DuckDB knows a full match; elsewhere the pattern gets anchors, which is the same thing
    because a pattern has been proved to stand on its own (`parameters.pattern_problem`).
    PostgreSQL stops at a text that is no number, so there only digits are cast.
    """
    if dialect != "duckdb":
        expression = expression.transform(_anchor)
    if dialect == "postgres":
        expression = expression.transform(_guard)
    return expression.sql(dialect=dialect, identify=True)


def _anchor(node: Expression) -> Expression:
    if not isinstance(node, exp.RegexpFullMatch):
        return node
    return exp.RegexpLike(this=node.this, expression=literal(f"^(?:{node.expression.this})$"))


def _guard(node: Expression) -> Expression:
    if not isinstance(node, exp.TryCast):
        return node
    digits = exp.RegexpLike(this=node.this.copy(), expression=literal("^[0-9]{1,9}$"))
    return exp.Case().when(digits, exp.cast(node.this, node.to))

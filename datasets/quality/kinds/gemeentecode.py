"""gemeentecode: the value is the code of a Dutch municipality, in a year or in any.

The codes of CBS on 1 January of 2010 to 2026 (CBS, CC BY 4.0; see `municipalities`).
"""

from collections.abc import Mapping

from sqlglot import exp

from datasets.quality.errors import RuleError
from datasets.quality.expressions import (
    Expression,
    all_of,
    any_of,
    if_cast,
    is_null,
    less_than,
    literal,
    one_of,
)
from datasets.quality.kind import Cell, Draft, Kind, RowCheck
from datasets.quality.municipalities import CODES, FIRST_YEAR, LAST_YEAR, all_codes, codes_in
from datasets.quality.parameters import DATES, Parameter, Value

FORMS = ("GM0193", "0193", "193")  # how Zwolle is written; also the names of the choices
ANY_FORM = "elke"


def compile_municipality(draft: Draft) -> RowCheck:
    """Checks filled cells. Fails where the text form is not the code of a municipality in `jaar`,
    written as `vorm` says; without a year in any year from 2010 to 2026.

    With a second column the year is that of the row: a number or text of four digits, or a date.
    Rows without a year, or with one that the list does not know, are not checked; rows in which
    the year is no year at all fail.
    """
    form = str(draft.values["vorm"])
    cell = draft.cell
    if len(draft.cells) == 1:
        asked = draft.values.get("jaar")
        codes = codes_in(int(str(asked))) if asked else all_codes()
        known = one_of(cell.text, written(codes, form))
        return RowCheck(fails=exp.Not(this=known), applies=cell.filled)
    return _year_by_row(cell, draft.cells[1], form)


def _year_by_row(cell: Cell, year_cell: Cell, form: str) -> RowCheck:
    year = year_of(year_cell)
    unknown = [
        less_than(year, literal(FIRST_YEAR)),
        less_than(literal(LAST_YEAR), year),
    ]
    applies = all_of([cell.filled, year_cell.filled, exp.not_(_surely(any_of(unknown)))])
    known = [
        all_of([one_of(cell.text, written(codes.split(), form)), between(year, first, last)])
        for (first, last), codes in CODES.items()
    ]
    # Most codes stand on the list of every year, so the first part answers most rows.
    return RowCheck(
        fails=all_of([applies, any_of([is_null(year), exp.not_(any_of(known))])]),
        applies=applies,
    )


def year_of(cell: Cell) -> Expression:
    """The year in the cell; NULL where there is none."""
    if cell.type in DATES:
        return exp.Year(this=cell.value.copy())
    if cell.type == "geheel":
        return cell.value
    return if_cast(cell.text, "int")


def between(year: Expression, first: int, last: int) -> Expression:
    return exp.Between(this=year.copy(), low=literal(first), high=literal(last))


def _surely(condition: Expression) -> Expression:
    """False where the condition is NULL."""
    return exp.Coalesce(this=condition, expressions=[exp.false()])


def written(codes: tuple[str, ...] | list[str], form: str) -> list[str]:
    """The codes in that form, or in all three."""
    ways = {
        "GM0193": [f"GM{code}" for code in codes],
        "0193": list(codes),
        "193": [code.lstrip("0") for code in codes],
    }
    if form != ANY_FORM:
        return ways[form]
    return list(dict.fromkeys(text for way in FORMS for text in ways[way]))


def demand(values: Mapping[str, Value]) -> None:
    """A year of which the codes are known."""
    if "jaar" in values and not FIRST_YEAR <= int(str(values["jaar"])) <= LAST_YEAR:
        raise RuleError("bad-parameter", parameter="jaar", expected="known-year")


def agree(columns: Mapping[str, str], values: Mapping[str, Value]) -> None:
    """Either a year for all rows, or a column with the year."""
    if len(columns) > 1 and "jaar" in values:
        raise RuleError("two-years", parameter="jaar")


def sentence(count: int, values: Mapping[str, Value]) -> str:
    name = "gemeentecode" if values["vorm"] == ANY_FORM else "gemeentecode-vorm"
    if count > 1:
        return f"{name}-per-rij"
    return f"{name}-in-jaar" if "jaar" in values else name


NAMES = ("gemeentecode", "gemeentecode-vorm")
KIND = Kind(
    name="gemeentecode",
    dimension="validity",
    columns="one-or-two",
    compile=compile_municipality,
    parameters=(
        Parameter("jaar", "year"),
        Parameter("vorm", "choice", default=ANY_FORM, choices=(*FORMS, ANY_FORM)),
    ),
    fits=("tekst", "geheel"),
    places=(("tekst", "geheel"), ("tekst", "geheel", "datum", "tijdstip")),
    demand=demand,
    agree=agree,
    sentences=tuple(f"{name}{tail}" for name in NAMES for tail in ("", "-in-jaar", "-per-rij")),
    sentence=sentence,
)

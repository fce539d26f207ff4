"""Sums and averages right under the rows of a table, told apart from rows that speak of totals."""

import re
from collections.abc import Sequence

from datasets.intake import tokens
from datasets.intake.kinds import is_figure, kind

_MOST = 8  # such rows at the end of a file; more of them are the table itself
_TOTAL = re.compile(
    r"(?:(?:eind|sub|generaal|algemeen)[ -]?)?(?:totaal|totalen)\s*:?|(?:grand |sub[ -]?)?totals?\s*:?",
    re.IGNORECASE,
)
_TOTAL_OF = re.compile(
    r"(?:(?:eind|sub|generaal|algemeen)[ -]?)?(?:totaal|totalen)\b", re.IGNORECASE
)
# Whole cells: these words open the name of many a street, shop or person as well.
_AVERAGE = re.compile(r"(?:gemiddelden?|gemiddeld|average|mean|mediaan|median)\s*:?", re.IGNORECASE)
_OTHER = re.compile(
    r"(?:aantal|som|sum|count|min\.?|max\.?|minimum|maximum|laagste|hoogste"
    r"|st\.?\s?dev\.?|standaarddeviatie|standaardafwijking)\s*:?",
    re.IGNORECASE,
)
_ABSENT = frozenset(map(str.lower, (*tokens.SIGNS, *tokens.WORDS)))


def start(cells: Sequence[Sequence[str]], end: int) -> int:
    """Index of the first total among the last records before `end`, or `end`.

    `cells`: the cells of each record, none for a blank line. A file of which other rows speak of a
    total as well has them among its data, the last ones too: then none is set apart.
    """
    at, found, sure = end, end, False
    while at > 0:
        record = cells[at - 1]
        if any(cell.strip() for cell in record):
            strength = _strength(record)
            if not strength:
                break
            found, sure = at - 1, sure or strength > 1
        at -= 1
    rows = [_first(record).casefold() for record in cells[found:end] if _first(record)]
    # A label twice is a category of the data, as `Totaal` for every year is.
    own = len(set(rows)) == len(rows) <= _MOST
    among = any(_strength(record) > 1 for record in cells[:at])
    return found if sure and at > 0 and own and not among else end


def _first(record: Sequence[str]) -> str:
    return next((cell.strip() for cell in record if cell.strip()), "")


def _strength(record: Sequence[str]) -> int:
    """2 for a row that is surely a total or average, 1 for one that is beside such a row, else 0."""
    filled = [cell.strip() for cell in record if cell.strip()]
    if not filled or kind(filled[0]) != "text":
        return 0
    if _TOTAL.fullmatch(filled[0]):
        return 2
    if not all(_told(cell) for cell in filled[1:]):
        return 0
    if _TOTAL_OF.match(filled[0]):
        return 2
    if _AVERAGE.fullmatch(filled[0]):
        return 2 if len(filled) > 1 else 0
    return int(bool(_OTHER.fullmatch(filled[0])))


def _told(cell: str) -> bool:
    """Whether a cell may be what was worked out: a figure, a formula, or nothing that counts."""
    figure = re.sub(r"^€\s*|\s", "", cell)
    return is_figure(figure) or cell[0] in "=#" or cell.lower() in _ABSENT

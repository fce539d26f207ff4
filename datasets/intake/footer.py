"""Totals, notes and sources under a table, told apart from its last rows."""

import re
from collections.abc import Sequence

from datasets.intake import totals

LOOKED_AT = 100  # records at the end of a file among which a footer is sought

_WORDS = re.compile(
    r"""\s*["']?(
      bron(nen|vermelding)?\b | source\b | voetno(o)?t(en)?\b | noot\b | noten\b | toelichting\b
    | opmerking(en)?\b | legenda\b | disclaimer\b | copyright\b | © | let\ op\b | n\.?b\.?:
    | datum\ export | export(datum|ed)?\b | gegenereerd\b | aangemaakt\ op | peildatum\b
    | laatst\ (bijgewerkt|gewijzigd) | bijgewerkt\ op | speciale\ waarden | verklaring\ van\ tekens
    | \(\d+\ (rows?|rijen|records?) | \d+\ (rows?|rijen|records)\ (selected|affected|geselecteerd)
    | einde\ (bestand|rapport|overzicht) | \*+\s*\S | \(\d\)\s*\S | [¹²³]\s*\S
    )""",
    re.IGNORECASE | re.VERBOSE,
)


def start(cells: Sequence[Sequence[str]], width: int) -> int:
    """Index of the first record of the footer in the last records of a file, or their number.

    It starts with the totals that stand right under the data, if any, and with the notes if not.
    """
    at = _notes(cells, width)
    return at if width == 1 else totals.start(cells, at)


def _notes(cells: Sequence[Sequence[str]], width: int) -> int:
    """Index of the first record of the notes under a table, or the number of records.

    `cells`: the cells of each record, none for a blank line. A footer is the tail of records that
    hold hardly anything beside a table of `width` columns, from the first of them that is blank or
    opens as notes do ("Bron:", "Voetnoot", "(1)"). A tail without such a mark is data: a file that
    was cut short loses no row.
    """
    at = len(cells)
    while at > 0 and _sparse(cells[at - 1], width):
        at -= 1
    # Where every row is nearly empty, so is the table: then only words make a note.
    blank_counts = at > 0
    for index in range(at, len(cells)):
        record = cells[index]
        blank = not any(cell.strip() for cell in record)
        if (blank and (blank_counts or _only_blank(cells, index))) or opens_note(record):
            return index
    return len(cells)


def _only_blank(cells: Sequence[Sequence[str]], at: int) -> bool:
    return not any(cell.strip() for record in cells[at:] for cell in record)


def opens_note(record: Sequence[str]) -> bool:
    first = next((cell for cell in record if cell.strip()), "")
    return bool(_WORDS.match(first))


def _sparse(record: Sequence[str], width: int) -> bool:
    filled = sum(1 for cell in record if cell.strip())
    if filled == 0:
        return True
    if width == 1:
        # Nothing but the words can tell a note from a row here.
        return opens_note(record)
    if len(record) == 1:
        return True
    if width == 2:
        return opens_note(record) and not any(sign.isdigit() for sign in record[1])
    return filled <= 2 and (filled * 2 < width + 1 or (filled < width and opens_note(record)))

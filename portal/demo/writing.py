"""Figures written out as a source system would deliver them: separators, titles, notes and all."""

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence

from portal.demo.tables import FIGURES

_DECIMAL = re.compile(r"-?\d+\.\d+%?")


def read_figures(name: str) -> list[dict[str, str]]:
    """The rows of a table in figures/, every cell text. `name` with its extension."""
    with (FIGURES / name).open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


def dutch(cell: str) -> str:
    """A number with a decimal comma; anything else as it is."""
    return cell.replace(".", ",") if _DECIMAL.fullmatch(cell) else cell


def dutch_date(iso: str) -> str:
    """2024-01-31 as 31-01-2024."""
    year, month, day = iso.split("-")
    return f"{day}-{month}-{year}"


def export(
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    titles: Sequence[Sequence[str]] = (),
    notes: Sequence[Sequence[str]] = (),
    encoding: str = "utf-8",
    padded: bool = False,
) -> bytes:
    """A file with `;`, CR LF and decimal commas; titles above the header, notes below the rows.

    `padded` fills titles and notes with empty cells to the width of the table, as reporting tools
    do. Encoding `utf-8-sig` writes a byte order mark.
    """
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    width = len(header) if padded else 1
    around = [[[*line, *[""] * (width - len(line))] for line in lines] for lines in (titles, notes)]
    writer.writerows(around[0])
    writer.writerow(header)
    writer.writerows([dutch(cell) for cell in row] for row in rows)
    writer.writerows(around[1])
    return target.getvalue().encode(encoding)


def plain_export(header: Sequence[str], rows: Iterable[Sequence[str]], *, delimiter: str) -> bytes:
    """A file as a program writes it: a header, the cells as they are, and nothing around them."""
    target = io.StringIO()
    writer = csv.writer(target, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    return target.getvalue().encode("utf-8-sig")


def json_export(records: Iterable[Mapping[str, str]]) -> bytes:
    """An array of objects; numbers as numbers, and no key where the source has no value."""
    told = [
        {name: _json_value(cell) for name, cell in record.items() if cell} for record in records
    ]
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def _json_value(cell: str) -> str | int | float:
    if re.fullmatch(r"-?\d+", cell):
        return int(cell)
    return float(cell) if _DECIMAL.fullmatch(cell) else cell

"""A list of doubts as a CSV file: read in the ways that office programs write one.

The header may be spelled in several ways; separator `;`, `,` or tab; UTF-8, UTF-16 or
Windows-1252. What cannot be read is told with its line and column.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from feedback.lifecycle import Refused

MOST_LINES = 1_000
MOST_BYTES = 5 * 1024 * 1024
LONGEST = {"key": 300, "column": 300, "doubted": 4000, "proposed": 4000, "text": 4000, "reason": 60}
# How people call each column; compared without capitals, spaces and signs.
NAMES: dict[str, tuple[str, ...]] = {
    "key": ("sleutel", "key", "record", "rij", "id", "recordsleutel", "nummer"),
    "column": ("kolom", "column", "veld", "kenmerk", "attribuut", "kolomnaam"),
    "doubted": (
        "betwijfeldewaarde", "betwijfeld", "huidigewaarde", "huidig", "oudewaarde", "oud",
        "waarde", "staater", "doubted", "doubtedvalue", "nu",
    ),
    "proposed": (
        "voorgesteldewaarde", "voorgesteld", "voorstel", "nieuwewaarde", "nieuw", "moetzijn",
        "juistewaarde", "proposed", "proposedvalue", "wordt",
    ),
    "text": ("toelichting", "uitleg", "opmerking", "opmerkingen", "waarom", "explanation", "note"),
    "reason": ("reden", "reason", "soort"),
}  # fmt: skip
_SIGNS = re.compile(r"[^a-z0-9]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass
class Line:
    """One line of the list. `number` is that in the file. `code`: what was found of it."""

    number: int
    key: str = ""
    column: str = ""
    doubted: str = ""
    proposed: str = ""
    text: str = ""
    reason: str = ""
    # fine, joins (reference), known (reference), or why not; `at` is the column of the list.
    code: str = "fine"
    at: str = ""
    params: dict[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    def refuse(self, code: str, at: str = "", **params: Any) -> None:
        """Keep the first thing that is wrong with this line."""
        if self.code == "fine":
            self.code, self.at, self.params = code, at, params


def read_list(content: bytes, *, key: Sequence[str] = ()) -> list[Line]:
    """The lines of a list; `key` are the columns of the dataset's key, which may stand in it by
    their own names.

    Raises Refused: list-empty, list-too-large (most MB), list-encoding (line, column), list-sign
    (line, column), list-header (found, needed), list-double (name), list-quotes (line),
    list-too-long (lines, most).
    """
    if len(content) > MOST_BYTES:
        raise Refused("list-too-large", most=MOST_BYTES // 1024 // 1024)
    text = _decoded(content)
    if not text.strip():
        raise Refused("list-empty")
    rows = _rows(text, _separator(text))
    _number, header = next(rows)
    places = _places(header, key)
    lines, count = [], 0
    for number, row in rows:
        count += 1
        if count <= MOST_LINES:
            lines.append(_line(number, row, places, key, len(header)))
    if count > MOST_LINES:
        raise Refused("list-too-long", lines=count, most=MOST_LINES)
    if not lines:
        raise Refused("list-empty")
    return lines


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        ways = ["utf-16"]
    else:
        ways = ["utf-8-sig", "cp1252"]
    for way in ways:
        try:
            text = content.decode(way)
            break
        except UnicodeDecodeError as error:
            at = error.start
    else:
        raise Refused("list-encoding", **_place(content[:at].decode("latin-1")))
    odd = _CONTROL.search(text)
    if odd:
        raise Refused("list-sign", **_place(text[: odd.start()]))
    return text


def _place(before: str) -> dict[str, int]:
    """Line and column, from 1, of what comes after this text."""
    lines = before.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return {"line": len(lines), "column": len(lines[-1]) + 1}


def _separator(text: str) -> str:
    """The sign that gives the header the most names that we know."""
    first = next(line for line in text.splitlines() if line.strip())
    known = {name for names in NAMES.values() for name in names}
    found = {
        sign: sum(_bare(cell) in known for cell in next(csv.reader([first], delimiter=sign)))
        for sign in ";,\t"
    }
    best = max(found.values())
    counted = [sign for sign, names in found.items() if names == best]
    return max(counted, key=first.count)


def _bare(name: str) -> str:
    return _SIGNS.sub("", name.casefold())


def _rows(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Each row that is not empty, with the line on which it begins."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    began = 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield began, row
            began = reader.line_num + 1
    except csv.Error as error:
        raise Refused("list-quotes", line=began) from error


def _places(header: Sequence[str], key: Sequence[str]) -> dict[str, int]:
    """Where each field stands in a row: {field, or "=column" of the key: place}."""
    places: dict[str, int] = {}
    meant = {name: field for field, names in NAMES.items() for name in names}
    own = {_bare(name): f"={name}" for name in key}
    for place, name in enumerate(header):
        field_name = own.get(_bare(name)) if len(own) == len(key) else None
        field_name = field_name or meant.get(_bare(name))
        if field_name is None:
            continue
        if field_name in places:
            raise Refused("list-double", name=name.strip()[:60])
        places[field_name] = place
    keyed = "key" in places or (bool(key) and all(f"={name}" in places for name in key))
    if not keyed or "column" not in places:
        needed = "sleutel" if not keyed else "kolom"
        found = ", ".join(name.strip() for name in header if name.strip())[:200]
        raise Refused("list-header", needed=needed, found=found)
    return places


def _line(
    number: int, row: Sequence[str], places: Mapping[str, int], key: Sequence[str], width: int
) -> Line:
    def told(name: str) -> str:
        place = places.get(name)
        return row[place].strip() if place is not None and place < len(row) else ""

    cells: dict[str, Any] = {name: told(name) for name in LONGEST}
    line = Line(number, **cells)
    if not line.key and all(f"={name}" in places for name in key):
        parts = {name: told(f"={name}") for name in key}
        if any(parts.values()):
            line.key = ";".join(f"{name}:{text}" for name, text in parts.items())
    if len(row) > width and any(cell.strip() for cell in row[width:]):
        line.refuse("too-many-cells", cells=len(row), width=width)
    for name, most in LONGEST.items():
        if len(getattr(line, name)) > most:
            line.refuse("cell-too-long", name, most=most)
            setattr(line, name, getattr(line, name)[:most])
    return line

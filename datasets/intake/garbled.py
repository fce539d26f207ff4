"""Signs that went wrong before the file was made, such as `ZoÃ«` for `Zoë`: told, never repaired.

Only what no Dutch or other Western text holds counts as such.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from datasets.intake.grammar import quoted

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from datasets.intake.reading import ReadColumn

NOTE, FILE_NOTE = "garbled", "garbled-signs"
_COLUMNS_PER_QUERY = 50
# The second byte of a letter in UTF-8 when every byte is taken for a sign of Windows-1252.
_SECOND = "".join(
    dict.fromkeys(
        bytes([byte]).decode(encoding, "ignore")
        for encoding in ("cp1252", "latin-1")
        for byte in range(0x80, 0xC0)
    )
)
_PATTERN = "|".join(
    (
        "\ufffd",
        f"Ã[{re.escape(_SECOND)}]",
        "Â[\u00a0-\u00bf]",
        "â(?:€|‚¬|„¢|ˆ|†)",
        "ï»¿|ï¿½|ÔÇ|Ôé¼|‚Ç¨|‚Ä",  # marks and quotation signs
        "[A-Za-z][├┬][^ ├┬─│]|[A-Za-z]√[^ 0-9]",  # UTF-8 taken for cp850 or for that of a Mac
        "[a-z][˙ˆ¸‚„‰˛ˇ˘˝‡†][a-z]|[a-z]‰",  # Windows-1252 for that of a Mac, cp850 for Windows-1252
        "[\u0080-\u0084\u0086-\u009f]",
    )
)
_IN_NAME = re.compile(_PATTERN)


def in_name(name: str) -> bool:
    return _IN_NAME.search(name) is not None


def cells(
    connection: DuckDBPyConnection, source: str, places: Iterable[int]
) -> dict[int, tuple[int, int]]:
    """Per text column that has them the garbled cells, and the first line of one."""
    found: dict[int, tuple[int, int]] = {}
    asked = sorted(places)
    for start in range(0, len(asked), _COLUMNS_PER_QUERY):
        part = asked[start : start + _COLUMNS_PER_QUERY]
        # Cells of plain letters need no pattern.
        odd = ", ".join(
            f"CASE WHEN strlen(c{at}) <> length(c{at})"
            f" THEN regexp_matches(c{at}, {quoted(_PATTERN)}) ELSE false END AS g{at}"
            for at in part
        )
        counts = ", ".join(f"count(*) FILTER (g{at}), min(_line) FILTER (g{at})" for at in part)
        row: Any = connection.execute(
            f"SELECT {counts} FROM (SELECT _line, {odd} FROM {source})"  # noqa: S608
        ).fetchone()
        for at, times, line in zip(part, row[::2], row[1::2], strict=True):
            if times:
                found[at] = int(times), int(line)
    return found


def note(name: str, found: tuple[int, int] | None) -> tuple[str, ...]:
    """The note on a column: `garbled:cells:line`; without cells it is the name alone."""
    if found is not None:
        return (f"{NOTE}:{found[0]}:{found[1]}",)
    return (NOTE,) if in_name(name) else ()


def file_note(columns: Sequence[ReadColumn]) -> tuple[str, ...]:
    """`garbled-signs:cells:columns:line` for the file as a whole."""
    told = [
        one.split(":")[1:]
        for column in columns
        for one in column.notes
        if one.startswith(f"{NOTE}:")
    ]
    if not told:
        return ()
    total, first = sum(int(n) for n, _ in told), min(int(line) for _, line in told)
    return (f"{FILE_NOTE}:{total}:{len(told)}:{first}",)

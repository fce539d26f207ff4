"""The first lines of a file as they stand in it, for people who choose the header. No parsing."""

from pathlib import Path

from datasets.intake import lines
from datasets.intake.encoding import ENCODINGS
from datasets.intake.signatures import kind_of

_BYTES = 65_536
_MARKS = "\ufeff"


def first_lines(
    path: Path, encoding: str = "", *, limit: int = 30, longest: int = 300
) -> list[str]:
    """At most `limit` lines of a text file, each cut at `longest` characters; [] for other files.

    Reads no more than 64 kB. Signs that cannot be read become U+FFFD, control signs a space.
    """
    with path.open("rb") as file:
        head = file.read(_BYTES)
    whole = len(head) < _BYTES
    if kind_of(head):
        return []
    text = head.decode(encoding if encoding in ENCODINGS else "utf-8", errors="replace")
    found = lines.split(text.lstrip(_MARKS))[: limit + 1]
    if not whole and len(found) <= limit:
        found = found[:-1] or found  # the last one was cut off by the number of bytes
    return [_legible(line, longest) for line in found[:limit]]


def _legible(line: str, longest: int) -> str:
    text = line.rstrip("\r\n")
    shown = text[:longest] + ("…" if len(text) > longest else "")
    return "".join(sign if sign.isprintable() or sign == "\t" else " " for sign in shown)

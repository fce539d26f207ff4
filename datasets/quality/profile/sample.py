"""What a sample of rows tells of texts: their shapes, blanks around them, and what they seem to be."""

import re
import string
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from datasets.quality.expressions import render
from datasets.quality.kind import ORDER, Cell
from datasets.quality.profile.column import ColumnProfile, Pattern
from datasets.quality.profile.proofs import shares
from datasets.quality.session import Session

SAMPLE = "sample_rows"  # temporary table with rows of SOURCE
MOST_SHAPES = 5
LOOKED_AT = 5_000  # rows whose texts get a shape
TRIED = 2_000  # texts of those that are put to the tests
COVERED = 0.8  # of the texts: shapes that cover less are told with repeats left out
LONGEST = 60  # characters of a text that has a shape; longer ones are prose
TRIED_TYPES = ("tekst", "geheel")

_UPPER = string.ascii_uppercase + "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝĆČĞİŁŚŞŠŹŻŽ"
_LOWER = string.ascii_lowercase + "àáâãäåæçèéêëìíîïñòóôõöøùúûüýÿćčğıłśşšßźżž"
SHAPES = str.maketrans(
    _UPPER + _LOWER + string.digits,
    "A" * len(_UPPER) + "a" * len(_LOWER) + "9" * len(string.digits),
)
_REPEATED = re.compile("([Aa9])\\1+")


def look(
    session: Session, cells: Sequence[Cell], known: Sequence[ColumnProfile]
) -> list[ColumnProfile]:
    """The profiles with what the sample tells."""
    found = list(known)
    asked = [at for at, cell in enumerate(cells) if cell.type in TRIED_TYPES and known[at].filled]
    if not asked:
        return found
    columns = ", ".join(render(cells[at].text) for at in asked)
    rows = session.run(
        f"SELECT {columns} FROM {SAMPLE} ORDER BY hash({ORDER}) LIMIT {LOOKED_AT}"  # noqa: S608
    )
    for at, texts in zip(asked, zip(*rows, strict=True), strict=True):
        filled = [text for text in texts if text is not None]
        tried = filled[:TRIED]
        found[at] = replace(found[at], tried=len(tried), fits=shares(tried) or None)
        if cells[at].type == "tekst":
            found[at] = replace(found[at], sampled=len(filled), **_looks(filled))
    return found


def _looks(texts: Sequence[str]) -> dict[str, Any]:
    """Shapes, and the shares of texts with a leading zero and with blanks around them."""
    if not texts:
        return {}
    shapes = Counter(shape_of(text) for text in texts if len(text) <= LONGEST)
    patterns = most_frequent(shapes)
    if sum(pattern.count for pattern in patterns) < COVERED * len(texts):
        short: Counter[str] = Counter()
        for shape, count in shapes.items():
            short[_REPEATED.sub(r"\1…", shape)] += count
        patterns = most_frequent(short)
    zeros = sum(text[0] == "0" and text.isdecimal() and len(text) > 1 for text in texts if text)
    padded = sum(text != text.strip() for text in texts)
    return {
        "patterns": patterns,
        "leading_zeros": round(zeros / len(texts), 4),
        "padded": round(padded / len(texts), 4),
    }


def shape_of(text: str) -> str:
    """What a text looks like. No letter or digit of any script stays as it is: `Иван` is `Aaaa`."""
    told = text.translate(SHAPES)
    return told if told.isascii() else "".join(map(_sign, told))


def _sign(sign: str) -> str:
    if sign.isascii() or not (sign.isalnum() or unicodedata.category(sign).startswith("M")):
        return sign
    return "9" if sign.isdecimal() else "A" if sign.isupper() else "a"


def most_frequent(shapes: Counter[str]) -> tuple[Pattern, ...]:
    """The first shapes, of the more frequent ones that stand more than once."""
    ordered = sorted(shapes.items(), key=lambda item: (-item[1], item[0]))
    alone = len(ordered) == 1
    return tuple(Pattern(s, n) for s, n in ordered[:MOST_SHAPES] if n > 1 or alone)

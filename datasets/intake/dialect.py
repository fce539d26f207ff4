"""Which sign separates the cells, and how cells are quoted, decided on the start of a file.

What stands between quotes is taken out first. Then every candidate separator is judged on two
things: do the records get one width, and do the cells look like cells? The second undoes the classic mistake of taking
the decimal comma of `Zwolle;12,5` for a separator: under the comma the cells would hold
semicolons.
"""

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from datasets.intake import lines as physical
from datasets.intake.errors import IntakeError

DELIMITERS = (";", ",", "\t", "|")
_SEPARATOR_LINE = re.compile(r"sep=(.)\s*", re.IGNORECASE)  # a spreadsheet's own first line
_TRIED_RECORDS = 400
_DECIMAL = re.compile(r"\s*[-+]?\s*(?:€\s*)?\d{1,3}(?:\d*|(?:[.]\d{3})+),\d+\s*%?\s*")
# A quoted cell between two separators. The loop is possessive: a run of quotes costs its length.
_QUOTED = {
    quote: re.compile(
        rf"(^|[;,\t|] ?){quote}(?:[^{quote}]|{quote}{quote})*+{quote}(?=[;,\t|\r\n]|\Z)",
        re.MULTILINE,
    )
    for quote in "\"'"
}


@dataclass(frozen=True)
class Dialect:
    """How the cells of a record are told apart. `delimiter` is "" in a file of one column."""

    delimiter: str
    quote: str = '"'
    skip_space: bool = False  # the separator is followed by a space that is no part of the cell

    @property
    def separator(self) -> str:
        """The separator to parse with; a file of one column gets one that no text holds."""
        return self.delimiter or "\x1f"


@dataclass(frozen=True)
class Record:
    """A record of the sample: its first and last physical line and its cells."""

    first: int
    last: int
    cells: list[str]

    @property
    def filled(self) -> int:
        return sum(1 for cell in self.cells if cell.strip())


def detect(sample: str, *, delimiter: str | None = None, quote: str | None = None) -> Dialect:
    """The dialect of a text sample of whole lines; a person's choice of a part goes before."""
    if delimiter is not None and delimiter not in ("", *DELIMITERS):
        raise IntakeError("bad-option", option="delimiter", value=delimiter[:80])
    if quote is not None and quote not in _QUOTED:
        raise IntakeError("bad-option", option="quote", value=quote[:80])
    quote = quote or _quote(sample)
    if delimiter is None:
        bare = physical.split(_QUOTED[quote].sub(r"\1Q", sample))
        delimiter = announced(bare[0]) or _best(bare)
    return Dialect(delimiter, quote, _skips_space(sample, delimiter, quote))


def parse(lines: Sequence[str], dialect: Dialect, limit: int | None = None) -> list[Record]:
    """The records of these lines, leniently: for detection, never for the rows themselves."""
    reader = csv.reader(
        lines,
        delimiter=dialect.separator,
        quotechar=dialect.quote,
        skipinitialspace=dialect.skip_space,
    )
    found: list[Record] = []
    start = 1
    try:
        for cells in reader:
            found.append(Record(start, reader.line_num, cells))
            start = reader.line_num + 1
            if limit is not None and len(found) >= limit:
                break
    except csv.Error:  # an overlong cell: what was read so far is what there is to judge
        pass
    return found


def announced(line: str) -> str:
    """The separator that a spreadsheet's own first line `sep=;` names, or ""."""
    match = _SEPARATOR_LINE.fullmatch(line)
    return match[1] if match and match[1] in DELIMITERS else ""


def _best(bare: list[str]) -> str:
    scores = {sign: _score(bare, sign) for sign in DELIMITERS}
    best = max(DELIMITERS, key=lambda sign: scores[sign])  # the order of DELIMITERS breaks ties
    return best if scores[best] > 0 else ""


def _score(bare: list[str], sign: str) -> float:
    """0 when this separator makes no table; higher is more plausible, at most a little over 1.

    `bare`: the lines without what stands between quotes.
    """
    records = [r for r in (line.split(sign) for line in bare[:_TRIED_RECORDS]) if _filled(r)]
    wide = [record for record in records if len(record) > 1]
    if not wide:
        return 0
    width, times = _usual_width(wide)
    # Titles above and notes below the table are narrow under the right separator as well, so the
    # share is taken from the first record of the usual width on.
    first = next(i for i, record in enumerate(records) if len(record) == width)
    steady = times / len(records[first:])
    if steady < 0.3 or (_punctuates(wide, sign) and (steady < 0.95 or times < 2 <= len(records))):
        return 0
    if sign == "," and (steady < 0.95 or first) and _are_decimals(wide):
        return 0
    cells = [cell for record in wide if len(record) == width for cell in record]
    clean = sum(1 for cell in cells if not _holds_separator(cell, sign)) / len(cells)
    above = first / len(records)
    return steady * clean**2 * (1 - 0.5 * above) + min(width, 50) / 1000


def _filled(record: list[str]) -> bool:
    return any(cell.strip() for cell in record)


def _usual_width(records: list[list[str]]) -> tuple[int, int]:
    widths = Counter(len(record) for record in records)
    return max(widths.items(), key=lambda item: (item[1], item[0]))


def _punctuates(wide: list[list[str]], sign: str) -> bool:
    """Whether this sign is punctuation of sentences: nearly always a space comes behind it."""
    after = [cell for record in wide for cell in record[1:]]
    return sign in ",;" and sum(cell.startswith(" ") for cell in after) > 0.8 * len(after)


def _are_decimals(wide: list[list[str]]) -> bool:
    """Whether each line with this sign is one number: then it separates no cells, but 1 from 1,5."""
    return all(len(record) == 2 and _DECIMAL.fullmatch(",".join(record)) for record in wide)


def _holds_separator(cell: str, sign: str) -> bool:
    """Whether a cell holds a sign that would far more likely have separated cells.

    A comma is at home in text and in numbers, so it never counts.
    """
    return any(other in cell for other in (";", "\t", "|") if other != sign)


def _quote(sample: str) -> str:
    """The double quote, unless nearly all letters stand in cells between single quotes."""
    if '"' in sample:
        return '"'
    single = _QUOTED["'"]
    left = sum(map(str.isalpha, single.sub(r"\1", sample)))
    return "'" if left < 0.2 * sum(map(str.isalpha, sample)) else '"'


def _skips_space(sample: str, delimiter: str, quote: str) -> bool:
    """Whether quoted cells come after a separator and a space: `1, "Berkum"`."""
    if not delimiter:
        return False
    spaced = sample.count(f"{delimiter} {quote}")
    return spaced >= 2 and spaced > sample.count(f"{delimiter}{quote}")

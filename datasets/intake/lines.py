"""Physical lines of a file, one at a time, with the number of each."""

from collections import deque
from collections.abc import Iterator
from io import StringIO, TextIOWrapper
from pathlib import Path

from datasets.intake.encoding import Encoded


def open_text(path: Path, encoded: Encoded) -> TextIOWrapper:
    """Decoded text after the byte-order mark; line ends stay as they are in the file."""
    file = path.open("rb", buffering=1 << 18)
    file.seek(encoded.bom_bytes)
    return TextIOWrapper(file, encoding=encoded.name, errors=encoded.errors, newline="")


def split(text: str) -> list[str]:
    """The lines of a text with their ends; only CR LF, LF and CR end a line."""
    return list(StringIO(text, newline=""))


class Lines(Iterator[str]):
    """Lines with their ends; `number` is that of the line last given. Lines can be put back."""

    def __init__(self, source: Iterator[str]) -> None:
        self._source = source
        self._back: deque[str] = deque()
        self.number = 0

    def __next__(self) -> str:
        line = self._back.popleft() if self._back else next(self._source)
        self.number += 1
        return line

    def put_back(self, lines: list[str]) -> None:
        """Give these lines, the last ones taken, again."""
        self._back.extendleft(reversed(lines))
        self.number -= len(lines)

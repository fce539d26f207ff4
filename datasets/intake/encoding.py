"""Which encoding a file has, decided over all its bytes.

Dutch files come as UTF-8, as UTF-16 ("Unicode text" from a spreadsheet), as Windows-1252, and from
older systems as cp850. UTF-8 proves itself: text in another encoding is hardly ever valid UTF-8.
The two single-byte encodings do not, so for those the letters decide: under the right one the
bytes above 127 are the letters of Dutch names, under the wrong one line art and odd signs.
"""

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from datasets.intake.errors import IntakeError
from datasets.intake.limits import Limits

ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "windows-1252", "cp850")

_BOMS: tuple[tuple[bytes, str], ...] = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_CHUNK = 1 << 20
_LINE_END = re.compile(rb"\r\n|\n|\r")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x19\x1c-\x1d]")
_HIGH = re.compile(rb"[^\r\n]?[\x80-\xff][^\r\n]?", re.DOTALL)
_ESCAPED = re.compile("[\udc80-\udcff]")
_HIGH_ENOUGH = 20_000  # bytes above 127 looked at for the choice between the single-byte encodings

_LETTERS = frozenset("éëïöüáàèêçñóíúäâîôûòìùßøåæœÿšžÉËÏÖÜÁÀÈÊÇÑÓÍÚÄÂÎÔÛØÅŠŽ")
_SIGNS = frozenset("€²³°½¼¾§±µ·‘’“”–—…•£©®«» ´")


@dataclass(frozen=True)
class Encoded:
    """The encoding of a file: its name, whether a byte-order mark opens it, its size in bytes."""

    name: str
    bom: bool
    size: int

    @property
    def errors(self) -> str:
        """How undecodable bytes are carried until their row is rejected (see `records`)."""
        return "replace" if self.name.startswith("utf-16") else "surrogateescape"

    @property
    def bom_bytes(self) -> int:
        return (3 if self.name == "utf-8" else 2) if self.bom else 0


def detect(path: Path, limits: Limits, chosen: str | None = None) -> Encoded:
    """Read all bytes once and tell their encoding.

    Raises IntakeError: file-too-large, empty-file, not-text, null-bytes, field-too-large (a line
    beyond `limits.line_bytes`), bad-option.
    """
    size = path.stat().st_size
    if size > limits.file_bytes:
        raise IntakeError("file-too-large", size=size, limit=limits.file_bytes)
    if size == 0:
        raise IntakeError("empty-file")
    if chosen is not None and chosen not in ENCODINGS:
        raise IntakeError("bad-option", option="encoding", value=chosen[:80])
    with path.open("rb") as file:
        head = file.read(65_536)
    marked = next((name for mark, name in _BOMS if head.startswith(mark)), "")
    if size == len(next((mark for mark, name in _BOMS if name == marked), b"")):
        raise IntakeError("empty-file")
    name = chosen or marked or _unmarked_utf16(head)
    tally = _Tally(limits, wide=name.startswith("utf-16"), binary=_looks_binary(head))
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            tally.add(chunk)
    return Encoded(name or tally.encoding(), bool(marked) and marked == (name or marked), size)


def _unmarked_utf16(head: bytes) -> str:
    """UTF-16 without a mark: in Western text every other byte is zero."""
    sample = head[:4096]
    if len(sample) < 4:
        return ""
    half = len(sample) // 2
    even, odd = sample[0::2].count(0) / half, sample[1::2].count(0) / half
    if odd > 0.6 and even < 0.1:
        return "utf-16-le"
    if even > 0.6 and odd < 0.1:
        return "utf-16-be"
    return ""


def _looks_binary(head: bytes) -> bool:
    return len(_CONTROL.findall(head)) > max(4, len(head) // 50)


class _Tally:
    """What one pass over the bytes sees: zero bytes, overlong lines, proof for an encoding."""

    def __init__(self, limits: Limits, *, wide: bool, binary: bool) -> None:
        self._limits = limits
        self._wide = wide
        self._binary = binary
        self._run = 0  # bytes since the last line end
        self._ends = 0  # line ends seen
        self._rest = b""  # an unfinished UTF-8 character at the end of a chunk
        self._characters = 0  # well-formed characters above 127
        self._broken = 0  # bytes that are no UTF-8
        self._high: Counter[bytes] = Counter()

    def add(self, chunk: bytes) -> None:
        if not self._wide:
            self._refuse_zero(chunk)
            self._weigh(chunk)
        self._measure(chunk)

    def _refuse_zero(self, chunk: bytes) -> None:
        at = chunk.find(b"\x00")
        if at < 0:
            return
        if self._binary:
            raise IntakeError("not-text", found="binary")
        ends = self._ends + len(_LINE_END.findall(chunk[:at]))
        raise IntakeError("null-bytes", line=ends + 1)

    def _measure(self, chunk: bytes) -> None:
        last = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
        self._run = self._run + len(chunk) if last < 0 else len(chunk) - last - 1
        self._ends += max(chunk.count(b"\n"), chunk.count(b"\r"))
        if self._run > self._limits.line_bytes:
            raise IntakeError(
                "field-too-large", line=self._ends + 1, limit=self._limits.field_chars
            )

    def _weigh(self, chunk: bytes) -> None:
        if chunk.isascii() and not self._rest:
            return
        data = self._rest + chunk
        cut = _unfinished(data)
        data, self._rest = (data[:-cut], data[-cut:]) if cut else (data, b"")
        text = data.decode("utf-8", "surrogateescape")
        broken = len(_ESCAPED.findall(text))
        self._broken += broken
        self._characters += len(text) - broken - len(text.encode("ascii", "ignore"))
        if broken and sum(self._high.values()) < _HIGH_ENOUGH:
            self._high.update(_HIGH.findall(data)[:_HIGH_ENOUGH])

    def encoding(self) -> str:
        broken = self._broken + len(self._rest)
        # Damage in a UTF-8 file is rare beside its well-formed characters; in a single-byte file
        # nearly every byte above 127 is broken UTF-8, and what is well-formed is chance.
        if broken == 0 or self._characters > 4 * broken:
            return "utf-8"
        if self._binary:
            raise IntakeError("not-text", found="binary")
        return best_single_byte(self._high)


def _unfinished(data: bytes) -> int:
    """How many bytes at the end may be the start of a UTF-8 character (0 to 3)."""
    for back in range(1, min(4, len(data) + 1)):
        byte = data[-back]
        if byte >= 0xC0:
            needed = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            return back if needed > back else 0
        if byte < 0x80:
            return 0
    return 0


def best_single_byte(high: Counter[bytes]) -> str:
    """Windows-1252 or cp850, by what each makes of the bytes above 127 and their neighbours."""
    scores = {name: _plausibility(high, name) for name in ("windows-1252", "cp850")}
    return "cp850" if scores["cp850"] > scores["windows-1252"] else "windows-1252"


def _plausibility(high: Counter[bytes], name: str) -> int:
    total = 0
    for piece, times in high.items():
        text = piece.decode(name, "replace")
        for at, sign in enumerate(text):
            if ord(sign) > 127:
                beside = text[max(0, at - 1) : at] + text[at + 1 : at + 2]
                total += times * _points(sign, beside)
    return total


def _points(sign: str, beside: str) -> int:
    in_word = any(character.isalpha() and character.isascii() for character in beside)
    if sign in _LETTERS:
        odd_capital = sign.isupper() and any(character.islower() for character in beside[:1])
        return -2 if odd_capital else (4 if in_word else 1)
    if sign in _SIGNS:
        return 0 if in_word else 2
    return -4

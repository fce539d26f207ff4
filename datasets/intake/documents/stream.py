"""The values of a JSON text one after another, a megabyte of it in memory at a time.

Python's own decoder reads the values, because it is written in C; only what lies between them is
walked here. A value that reaches over the end of what was read is read again with more of the text.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, TextIO

from datasets.intake.errors import IntakeError

_CHUNK = 1 << 20
_SPACE = re.compile(r"[ \t\r\n]*")
_AT_THE_END = 16  # signs before the end of the text at hand in which a literal may be cut off
_NEXT = re.compile(r"[ \t\r\n]*+,[ \t\r\n]*+(?=.)", re.DOTALL)  # to the next of a list


class Number(str):
    """A number as it is written in the file."""

    __slots__ = ()


class Decoder:
    """Reads one value, with numbers as they are written, and sees names that come twice."""

    def __init__(self, *, rough: bool = False) -> None:
        """`rough`: what a value is, is enough; its numbers may be anything."""
        self.doubled = False
        self._decoder = (
            json.JSONDecoder(parse_int=float)
            if rough
            else json.JSONDecoder(
                object_pairs_hook=self._object,
                parse_float=Number,
                parse_int=Number,
                parse_constant=str,  # NaN and Infinity are no JSON, yet are written: text
            )
        )

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) != len(pairs):
            self.doubled = True
        return made

    def value(self, text: str, at: int) -> tuple[Any, int]:
        """The value that starts at `at`, and where it ends. Raises JSONDecodeError."""
        self.doubled = False
        return self._decoder.raw_decode(text, at)


class Stream:
    """A JSON text and the place in it. Lines and columns are 1-based."""

    def __init__(self, text: TextIO, limit: int, *, rough: bool = False) -> None:
        """`limit`: signs that one value may take; `rough`: see `Decoder`."""
        self._text = text
        self._limit = limit
        self._buffer = ""
        self._at = 0
        self._start = 0  # of the value last given
        self._line, self._column = 1, 1  # of the first sign at hand
        self._ended = False
        self._decoder = Decoder(rough=rough)

    @property
    def doubled(self) -> bool:
        """Whether an object in the value last given holds a name twice."""
        return self._decoder.doubled

    @property
    def raw(self) -> str:
        """The text of the value last given."""
        return self._buffer[self._start : self._at]

    def peek(self) -> str:
        """The next sign that is no space, "" at the end."""
        while True:
            match = _SPACE.match(self._buffer, self._at)
            self._at = match.end() if match else self._at
            if self._at < len(self._buffer):
                return self._buffer[self._at]
            if not self._more():
                return ""

    def take(self, sign: str) -> None:
        """Go past this sign, which must come next."""
        if self.peek() != sign:
            self.refuse()
        self._at += 1

    def value(self) -> Any:
        """The next value, whole."""
        if self._at >= len(self._buffer) or self._buffer[self._at] in " \t\r\n":
            self.peek()
        while True:
            self._start = self._at
            try:
                value, end = self._decoder.value(self._buffer, self._at)
            except json.JSONDecodeError as error:
                if self._may_go_on(error):
                    self._more()
                    continue
                self.refuse(error.pos)
            except RecursionError:
                raise IntakeError("too-deep", line=self._place(self._at)[0]) from None
            else:
                if end == len(self._buffer) and type(value) in (Number, float) and not self._ended:
                    self._more()  # the number may go on in what was not read yet
                    continue
                self._at = end
                return value

    def elements(self) -> Iterator[Any]:
        """The values of the list that starts here; each must be used up before the next."""
        self.take("[")
        if self.peek() == "]":
            self.take("]")
            return
        while True:
            yield self.value()
            following = _NEXT.match(self._buffer, self._at)
            if following:
                self._at = following.end()
            elif not self._goes_on("]"):
                return

    def names(self) -> Iterator[str]:
        """The names of the object that starts here; the value of each must be read in between."""
        self.take("{")
        if self.peek() == "}":
            self.take("}")
            return
        while True:
            if self.peek() != '"':
                self.refuse()
            name = str(self.value())
            self.take(":")
            yield name
            if not self._goes_on("}"):
                return

    def refuse(self, at: int | None = None) -> None:
        """Raise IntakeError broken-json for this place."""
        line, column = self._place(self._at if at is None else at)
        raise IntakeError("broken-json", line=line, column=column)

    def _goes_on(self, end: str) -> bool:
        if self.peek() == end:
            self._at += 1
            return False
        self.take(",")
        return True

    def _may_go_on(self, error: json.JSONDecodeError) -> bool:
        """Whether more text may mend the error: it lies at the end of what was read."""
        if self._ended:
            return False
        return error.pos >= len(self._buffer) - _AT_THE_END or error.msg.startswith("Unterminated")

    def _more(self) -> bool:
        if self._ended:
            return False
        if self._at:
            self._line, self._column = self._place(self._at)
        rest = self._buffer[self._at :]
        if len(rest) > self._limit:
            raise IntakeError("field-too-large", line=self._line, limit=self._limit)
        chunk = self._text.read(max(_CHUNK, len(rest)))
        self._buffer, self._at, self._start = rest + chunk, 0, 0
        self._ended = not chunk
        return bool(chunk)

    def _place(self, at: int) -> tuple[int, int]:
        before = self._buffer[:at]
        ends = before.count("\n") + before.count("\r") - before.count("\r\n")
        if not ends:
            return self._line, self._column + at
        return self._line + ends, at - max(before.rfind("\n"), before.rfind("\r"))

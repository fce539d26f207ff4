"""Where in a JSON text its tables stand: every list of records, found by walking all of it."""

from dataclasses import dataclass, field
from typing import Any, Protocol

from datasets.intake.documents.stream import Stream

ROOT = "$"  # the object that the whole file is, as a table of one record
_DEPTH = 4  # objects within objects in which tables are sought
_TABLES = 1_000


class Visitor(Protocol):
    """Sees what a walk comes past."""

    def element(self, path: str, number: int, value: Any, stream: Stream) -> None: ...

    def value(self, path: str, value: Any) -> None: ...


def walk(stream: Stream, visitor: Visitor, path: str = "", depth: int = 0) -> None:
    """Go through the value that comes next; a path is the names that lead to it, with points.

    Raises IntakeError: broken-json, too-deep, field-too-large.
    """
    sign = stream.peek()
    if sign == "{" and depth < _DEPTH:
        for name in stream.names():
            walk(stream, visitor, f"{path}.{name}" if path else name, depth + 1)
    elif sign == "[":
        for number, value in enumerate(stream.elements(), 1):
            visitor.element(path, number, value, stream)
    else:
        visitor.value(path, stream.value())
    if depth == 0 and stream.peek():
        stream.refuse()


@dataclass
class Survey:
    """The lists of a file with how many objects and lists each holds; objects beside them."""

    objects: dict[str, int] = field(default_factory=dict)
    lists: dict[str, int] = field(default_factory=dict)
    kind: str = ""  # the `type` of the whole object
    scalars: int = 0
    nested: bool = False

    def element(self, path: str, number: int, value: Any, stream: Stream) -> None:
        found = self.objects if type(value) is dict else self.lists if type(value) is list else None
        if found is not None and (path in found or len(found) < _TABLES):
            found[path] = found.get(path, 0) + 1

    def value(self, path: str, value: Any) -> None:
        if path == "type":
            self.kind = str(value)
        self.scalars += 1
        self.nested = self.nested or "." in path

    @property
    def is_geojson(self) -> bool:
        return self.kind == "FeatureCollection" and "features" in self.objects

    @property
    def tables(self) -> tuple[str, ...]:
        """The paths that can be read as a table, in the order of the file."""
        if self.is_geojson:
            return ("features",)
        found = tuple(self.objects or self.lists)
        # An object with objects in it tells of something; else it is the wrapping of its lists.
        return (ROOT, *found) if self.scalars and (self.nested or not found) else found

    @property
    def largest(self) -> str:
        counts = self.objects or self.lists
        return max(counts, key=lambda path: counts[path]) if counts else ROOT


@dataclass
class Whole:
    """The object that the whole file is, but for the tables in it: one record."""

    tables: tuple[str, ...]
    record: dict[str, Any] = field(default_factory=dict)

    def element(self, path: str, number: int, value: Any, stream: Stream) -> None:
        if path not in self.tables:
            self.record.setdefault(path, []).append(value)

    def value(self, path: str, value: Any) -> None:
        self.record[path] = value

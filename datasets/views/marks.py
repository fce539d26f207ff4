"""What stands on the cells of a page of rows: doubts of colleagues, and repairs in Koers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from datasets import intake
from datasets.lifecycle import FlagOrigin
from datasets.models import Delivery
from datasets.services import record_key_of


@dataclass(frozen=True)
class Marks:
    """`doubted`: open doubts by record key and column; "" stands for the whole column, or the whole
    record. `patched`: what the source says of a cell, by line and column."""

    doubted: frozenset[tuple[str, str]]
    patched: Mapping[tuple[int, str], str]

    def column(self, name: str) -> bool:
        return ("", name) in self.doubted

    def record(self, key: str) -> bool:
        return bool(key) and (key, "") in self.doubted

    def cell(self, key: str, name: str) -> bool:
        return bool(key) and (key, name) in self.doubted


NOTHING = Marks(frozenset(), {})


def keys_of(
    delivery: Delivery, columns: Sequence[intake.ReadColumn], rows: Sequence[intake.Row]
) -> list[str]:
    """The key of each row, as flags name records; "" where the dataset has no key."""
    places = {
        column.name: (place, column.type)
        for place, column in enumerate(columns)
        if column.name in delivery.dataset.key
    }
    return [
        record_key_of(
            delivery.dataset,
            {name: _stored(row[place], type_) for name, (place, type_) in places.items()},
        )
        for row in rows
    ]


def _stored(cell: intake.Cell | None, type_: str) -> str:
    """The text of a cell in a key: a moment has a space in it."""
    text = "" if cell is None else str(cell)
    return text.replace("T", " ") if type_ == "tijdstip" else text


def marks_of(delivery: Delivery, keys: Sequence[str], lines: Sequence[int]) -> Marks:
    """The doubts about these records and about whole columns, and the repairs in these lines; a
    query each, and none for repairs where the delivery is the source's."""
    found = delivery.dataset.flags.open().filter(
        origin=FlagOrigin.REPORT, record_key__in={*keys, ""}
    )
    return Marks(
        frozenset(found.values_list("record_key", "column")),
        old_texts(delivery, lines),
    )


def old_texts(delivery: Delivery, lines: Sequence[int] | None = None) -> dict[tuple[int, str], str]:
    """What the source says where Koers repaired the cell, by line and column (in these lines)."""
    if not delivery.patch_of_id:
        return {}
    cells = delivery.patched_cells.all()
    if lines is not None:
        cells = cells.filter(line__in=lines)
    return {(line, column): old for line, column, old in cells.values_list("line", "column", "old")}

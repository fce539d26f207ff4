"""What stands on the cells of a page of rows: whether a colleague doubts them."""

from collections.abc import Sequence
from dataclasses import dataclass

from datasets import intake
from datasets.lifecycle import FlagOrigin
from datasets.models import Delivery
from datasets.services import record_key_of


@dataclass(frozen=True)
class Marks:
    """Open doubts by record key and column; "" stands for the whole column, or the whole record."""

    doubted: frozenset[tuple[str, str]]

    def column(self, name: str) -> bool:
        return ("", name) in self.doubted

    def record(self, key: str) -> bool:
        return bool(key) and (key, "") in self.doubted

    def cell(self, key: str, name: str) -> bool:
        return bool(key) and (key, name) in self.doubted


NOTHING = Marks(frozenset())


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


def marks_of(delivery: Delivery, keys: Sequence[str]) -> Marks:
    """The doubts about these records and about whole columns; one query."""
    found = delivery.dataset.flags.open().filter(
        origin=FlagOrigin.REPORT, record_key__in={*keys, ""}
    )
    return Marks(frozenset(found.values_list("record_key", "column")))

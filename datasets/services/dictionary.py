"""What a delivery's reading means for the data dictionary, and the doubts that reading leaves."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from datasets.lifecycle import Dimension, FlagOrigin, Severity
from datasets.models import Column, Dataset, Delivery
from datasets.services.flag import drop_flags, put_flag

NUMBERS = {"geheel", "getal"}


@dataclass(frozen=True)
class SchemaChange:
    """Names as in the files. `retyped`: (name, type before, type now)."""

    added: tuple[str, ...]
    gone: tuple[str, ...]
    retyped: tuple[tuple[str, str, str], ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.gone or self.retyped)


def compare_schema(delivery: Delivery) -> SchemaChange:
    """The delivery's columns against the dictionary; empty for a first delivery.

    A whole number that becomes a decimal one is no change, nor is a column without any value,
    now or until now: its type was only a guess.
    """
    known = {
        column.name: column.type for column in delivery.dataset.columns.filter(absent_since=None)
    }
    if not known:
        return SchemaChange((), (), ())
    found = {column["name"]: column for column in delivery.reading["columns"]}
    proven = {
        column["name"]
        for earlier in delivery.dataset.deliveries.current()
        for column in earlier.reading.get("columns", ())
        if column.get("filled", 0) + column.get("misfits", 0)
    }
    return SchemaChange(
        added=tuple(name for name in found if name not in known),
        gone=tuple(name for name in known if name not in found),
        retyped=tuple(
            (name, known[name], column["type"])
            for name, column in found.items()
            if name in known and name in proven and _other_type(known[name], column)
        ),
    )


def _other_type(known: str, column: dict[str, object]) -> bool:
    found = str(column["type"])
    return not (found == known or {found, known} <= NUMBERS or not column.get("filled", True))


def sync_columns(delivery: Delivery, *, now: datetime) -> None:
    """Bring the dictionary in line with an accepted delivery; words of people stay."""
    dataset = delivery.dataset
    known = {column.name: column for column in dataset.columns.all()}
    for position, found in enumerate(delivery.reading["columns"], start=1):
        column = known.pop(found["name"], None)
        if column is None:
            Column.objects.create(
                dataset=dataset, position=position, name=found["name"], type=found["type"]
            )
            continue
        wider = {column.type, found["type"]} == NUMBERS
        column.type = (
            "getal" if wider else found["type"] if found.get("filled", True) else column.type
        )
        column.position, column.absent_since = position, None
        column.save(update_fields=["type", "position", "absent_since"])
    Column.objects.filter(
        pk__in=[column.pk for column in known.values()], absent_since=None
    ).update(absent_since=now)


def sync_reading_flags(dataset: Dataset, *, now: datetime) -> None:
    """One warning for rejected rows, one for each column with cells that do not fit its type, and
    one where a delivery in use has no rows at all.

    Counted over all current deliveries. Trust is left to the caller.
    """
    rejected, empty, misfits = 0, 0, Counter[str]()
    for delivery in dataset.deliveries.current():
        empty += delivery.rows == 0
        rejected += delivery.rejected_rows or 0
        for column in delivery.reading.get("columns", ()):
            misfits[column["name"]] += column.get("misfits", 0)
    keep = set()
    if empty:
        flag = put_flag(
            dataset,
            dimension=Dimension.COMPLETE,
            severity=Severity.WARNING,
            origin=FlagOrigin.READING,
            reason_code="no-rows",
            reason_params={"count": empty},
            now=now,
        )
        keep.add(flag.pk)
    if rejected:
        flag = put_flag(
            dataset,
            dimension=Dimension.COMPLETE,
            severity=Severity.WARNING,
            origin=FlagOrigin.READING,
            reason_code="rows-rejected",
            reason_params={"count": rejected},
            now=now,
        )
        keep.add(flag.pk)
    for name, count in misfits.items():
        if count:
            flag = put_flag(
                dataset,
                dimension=Dimension.CORRECT,
                severity=Severity.WARNING,
                origin=FlagOrigin.READING,
                reason_code="cells-misfit",
                reason_params={"count": count},
                column=name,
                now=now,
            )
            keep.add(flag.pk)
    drop_flags(dataset, origin=FlagOrigin.READING, now=now, keep=keep)

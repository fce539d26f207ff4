"""A repair in Koers where the source cannot: a delivery beside the source's with cells replaced."""

import os
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from datasets import intake, quality
from datasets.lifecycle import (
    ACCEPTED,
    Channel,
    DatasetStatus,
    DeliveryStatus,
    Refused,
)
from datasets.models import Change, Delivery, PatchedCell
from datasets.services.current import in_place_of, in_use, lock, make_current
from datasets.services.masking import cut
from datasets.services.table import table_of
from datasets.services.values import tables_left
from people.models import User

FOLDER = "patched"  # where the table of a patched delivery lies
REPAIRED = "hersteld_in_koers"  # the column of a download that says what was repaired in a row


@dataclass(frozen=True)
class PatchCell:
    """`line` of the delivered file, name of the column, what the cell must say and why.

    `new` is a text as the table would hold it (quality.as_stored); "" empties the cell. Dutch
    notation is understood where it leaves no doubt: 1.234 is 1.234 here.
    """

    line: int
    column: str
    new: str
    note: str = ""


def source_of(delivery: Delivery) -> Delivery:
    """The delivery as the source sent it: what a patched one was made of, else the delivery itself."""
    return delivery.patch_of or delivery


def repaired_columns(deliveries: Iterable[Delivery]) -> dict[tuple[int, int], str]:
    """For a download: the names of the columns that Koers repaired in a row, by the number of the
    delivery and the line. One query; none where no delivery is a repair."""
    patches = [delivery.pk for delivery in deliveries if delivery.patch_of_id]
    if not patches:
        return {}
    found: dict[tuple[int, int], list[str]] = {}
    cells = PatchedCell.objects.filter(delivery__in=patches).order_by("pk")
    for number, line, column in cells.values_list("delivery__number", "line", "column"):
        found.setdefault((number, line), []).append(column)
    return {place: ", ".join(columns) for place, columns in found.items()}


def patch_delivery(
    source: Delivery,
    cells: Sequence[PatchCell],
    *,
    by: User | None,
    now: datetime | None = None,
) -> Delivery:
    """A new delivery with the rows of `source` in which these cells are replaced; it becomes
    current in the source's place and is checked.

    Always made of what the source sent: an earlier patch of it is replaced, so `cells` are all
    repairs that must stand. The source's bytes, table and status stay as they are; the next
    delivery of the source takes the place of both. The files come first and the rows last: what a
    crash leaves is a folder that the nightly clearing removes.

    Raises Refused: patch-empty, patch-misfit (column, type) for a value that does not fit,
    patch-line (line) and unknown-name (name) for a cell that is not there, newer-in-use, not-in-use,
    being-checked while the source's first check is not done, rows-unreadable, dataset-retired.
    """
    now = now or timezone.now()
    source = source_of(source)
    source = source.same_as or source
    repairs = {(cell.line, cell.column): cell for cell in cells}
    if not repairs:
        raise Refused("patch-empty")
    _refuse_useless(source)
    reading = _reading(source)
    new = {place: _as_held(reading, cell) for place, cell in repairs.items()}
    old = _old_texts(source, list(repairs))
    patch = Delivery(
        dataset=source.dataset,
        period=source.period,
        channel=Channel.PATCH,
        filename=source.filename,
        size=source.size,
        sha256=source.sha256,
        # The data is as old as it was: a repair is no arrival.
        received_at=source.received_at,
        received_by=by,
        accepted_at=now,
        status=DeliveryStatus.READ,
        patch_of=source,
        table=FOLDER,
        rows=source.rows,
        rejected_rows=source.rejected_rows,
        options=source.options,
    )
    try:
        patch.reading = _write_files(source, patch, reading, new)
        with transaction.atomic():
            _book(source, patch, repairs, old, new, by=by, now=now)
    except BaseException:
        shutil.rmtree(patch.folder, ignore_errors=True)
        raise
    return patch


def _refuse_useless(source: Delivery) -> None:
    """Raise Refused where the source is not what counts in its place."""
    dataset = source.dataset
    dataset.refresh_from_db(fields=["status"])
    source.refresh_from_db(fields=["status", "is_current"])
    if dataset.status != DatasetStatus.ACTIVE:
        raise Refused("dataset-retired")
    counts = in_place_of(source).current()
    newer = counts.exclude(patch_of=source).filter(number__gt=source.number).first()
    if newer:
        raise Refused("newer-in-use", delivery=newer.number)
    if source.status not in ACCEPTED or not in_use(source):
        raise Refused("not-in-use", delivery=source.number)
    if source.status != DeliveryStatus.CHECKED:  # what follows its check must not be passed over
        raise Refused("being-checked", delivery=source.number)


def _reading(source: Delivery) -> intake.Reading:
    left, _gone = tables_left(source.dataset, [source.number])
    if not left:
        raise Refused("rows-unreadable")
    return intake.Reading.from_dict(source.reading)


def _as_held(reading: intake.Reading, cell: PatchCell) -> str:
    """The new text as the table will hold it; raises Refused."""
    type_ = next((column.type for column in reading.columns if column.name == cell.column), None)
    if type_ is None:
        raise Refused("unknown-name", name=cut(cell.column))
    if type_ not in intake.VALUE_TYPES:
        return cell.new.strip()
    values = intake.meant(cell.new, type_)
    if cell.new.strip() and not values:
        raise Refused("patch-misfit", column=cut(cell.column), type=type_)
    return intake.written(values[-1]) if values else ""


def _old_texts(source: Delivery, places: Sequence[tuple[int, str]]) -> dict[tuple[int, str], str]:
    columns = list(dict.fromkeys(column for _line, column in places))
    lines = list(dict.fromkeys((str(source.number), line) for line, _column in places))
    try:
        rows = quality.rows_at(table_of(source.dataset, [source]), lines, columns)
    except quality.CheckError as error:
        raise Refused("rows-unreadable") from error
    found = {row.line: dict(zip(columns, row.texts, strict=True)) for row in rows}
    for line, _column in places:
        if line not in found:
            raise Refused("patch-line", line=line)
    return {(line, column): found[line][column] or "" for line, column in places}


def _write_files(
    source: Delivery, patch: Delivery, reading: intake.Reading, new: dict[tuple[int, str], str]
) -> dict[str, object]:
    """The folder of the patched delivery; how its table reads."""
    target = patch.folder / FOLDER
    target.mkdir(parents=True, mode=0o700)
    _same_file(source.original_path, patch.original_path)
    _same_file(source.rejected_path, patch.rejected_path)
    cells = [intake.NewCell(line, column, text) for (line, column), text in new.items()]
    made = intake.patched(source.table_path, reading, cells, patch.table_path)
    return made.as_dict()


def _same_file(old: Path, new: Path) -> None:
    """The same bytes at another place; nothing ever writes into either."""
    if not old.exists():
        return
    try:
        os.link(old, new)
    except OSError:  # a file system without hard links
        shutil.copyfile(old, new)


def _book(
    source: Delivery,
    patch: Delivery,
    repairs: dict[tuple[int, str], PatchCell],
    old: dict[tuple[int, str], str],
    new: dict[tuple[int, str], str],
    *,
    by: User | None,
    now: datetime,
) -> None:
    dataset = source.dataset
    lock(dataset)
    _refuse_useless(source)  # once more: someone may have been first while the file was written
    patch.number = (dataset.deliveries.aggregate(n=Max("number"))["n"] or 0) + 1
    patch.save(force_insert=True)
    PatchedCell.objects.bulk_create(
        PatchedCell(
            delivery=patch,
            line=line,
            column=column,
            old=old[line, column],
            new=new[line, column],
            note=repair.note[:1000],
            by=by,
            at=now,
        )
        for (line, column), repair in repairs.items()
    )
    Change.objects.create(dataset=dataset, delivery=patch, new=DeliveryStatus.READ, by=by, at=now)
    make_current(patch, now=now)

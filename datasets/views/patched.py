"""What Koers repaired in a delivery, as its page tells it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page
from django.http import HttpRequest

from datasets import intake
from datasets.models import Delivery
from datasets.views.rows import told_text
from kit.paging import page_of

PER_PAGE = 50


@dataclass(frozen=True)
class ShownRepair:
    """One cell: `old` and `new` in the reader's notation, masked where the column is personal, and
    None when empty."""

    line: int
    column: str
    old: str | None
    new: str | None
    note: str
    who: str
    at: datetime


@dataclass(frozen=True)
class Patched:
    """`source`: number of the delivery that was repaired, where this one is a repair, with a page
    of the cells for who may see rows. `repaired_in`: numbers of the repairs of this delivery."""

    source: int | None
    page: Page[Any] | None
    cells: list[ShownRepair]
    repaired_in: list[int]


def patched_of(
    request: HttpRequest, delivery: Delivery, masks: Mapping[str, str], *, see_rows: bool
) -> Patched | None:
    """None for a delivery that was not repaired and is no repair."""
    source = delivery.patch_of
    if source is None:
        numbers = list(delivery.patches.order_by("number").values_list("number", flat=True))
        return Patched(None, None, [], numbers) if numbers else None
    if not see_rows or not delivery.reading:  # which a destroyed delivery has no more
        return Patched(source.number, None, [], [])
    cells = delivery.patched_cells.select_related("by")
    page = page_of(cells, PER_PAGE, request.GET.get("pagina"))
    columns = {column.name: column for column in intake.Reading.from_dict(delivery.reading).columns}
    shown = [
        ShownRepair(
            cell.line,
            cell.column,
            told_text(cell.old, columns[cell.column], masks.get(cell.column)) or None,
            told_text(cell.new, columns[cell.column], masks.get(cell.column)) or None,
            cell.note,
            str(cell.by or "Koers"),
            cell.at,
        )
        for cell in page.object_list
    ]
    return Patched(source.number, page, shown, [])

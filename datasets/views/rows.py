"""The data itself: the data dictionary, a page of rows, and the rows as CSV."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from datasets import intake
from datasets.forms.reason import ReasonForm
from datasets.lifecycle import PersonalData
from datasets.models import Dataset, Delivery
from datasets.models.delivery import period_end
from datasets.services import mask_value, personal_columns
from datasets.services.masking import LONGEST, cut
from datasets.services.patch import REPAIRED, repaired_columns
from datasets.views.access import (
    Rights,
    find_dataset,
    keep_reason,
    keep_values_reason,
    log_rows,
    log_values,
    may_describe,
    must_give_reason,
    reader,
    rights_of,
    values_reason,
)
from datasets.views.marks import NOTHING, keys_of, marks_of
from kit.downloads import csv_download
from kit.exports import Cell

PER_PAGE = 50
NUMERIC = {"geheel", "getal"}


@dataclass(frozen=True)
class ShownCell:
    """`text` is empty where `missing`; `misfit`: it does not fit the type of its column;
    `doubted`: a colleague doubts it, and that was not settled yet."""

    text: str
    missing: bool = False
    misfit: bool = False
    numeric: bool = False
    doubted: bool = False
    patched: str | None = None  # what the source says, where Koers repaired the cell

    @property
    def look(self) -> str:
        """The classes of its cell in a table."""
        looks = (
            ("koers-cell-missing", self.missing),
            ("koers-cell-misfit", self.misfit),
            ("koers-cell-doubted", self.doubted),
            ("koers-cell-patched", self.patched is not None),
            ("koers-number", self.numeric),
        )
        return " ".join(name for name, holds in looks if holds)


@dataclass(frozen=True)
class ShownRow:
    """`line` is where the row stands in the delivered file."""

    line: int
    cells: list[ShownCell]


@require_safe
@login_required
def rows(request: HttpRequest, slug: str) -> HttpResponse:
    """The data dictionary for who sees the entry; rows for who may read them."""
    dataset = find_dataset(request, slug)
    rights = rights_of(reader(request), dataset)
    if not rights.see_rows:
        return _refuse(request, dataset, rights, action="rows-seen")
    deliveries = current_deliveries(dataset)
    chosen = _chosen(request, deliveries)
    personal, why = personal_columns(dataset), values_reason(request, dataset, rights)
    masks = {} if why else personal
    page, table, misfit = None, None, request.GET.get("past-niet", "")
    asks = must_give_reason(request, dataset)
    if chosen and chosen.table_path.exists() and not asks:
        log_rows(request, dataset, action="rows-seen")
        if personal and why:
            log_values(request, dataset, personal, reason=why, granted=True)
        page = Paginator(range(chosen.rows or 0), PER_PAGE).get_page(request.GET.get("pagina"))
        offset = max(page.start_index() - 1, 0)
        table = shown_rows(chosen, masks, offset=offset, limit=PER_PAGE, misfit=misfit, marked=True)
    return _page(
        request,
        dataset,
        rights,
        deliveries=deliveries,
        chosen=chosen,
        page=page,
        table=table,
        masked=masks,
        bare=personal if why else {},
        asking=ReasonForm() if masks and rights.see_personal else None,
        all_masked=dataset.personal_data != PersonalData.NONE
        and not any(column.personal != PersonalData.NONE for column in dataset.columns.all()),
        misfit=misfit,
        looking=bool({"pagina", "periode", "past-niet"} & set(request.GET)),
        why=ReasonForm() if asks and chosen else None,
    )


@require_POST
@login_required
def reason(request: HttpRequest, slug: str) -> HttpResponse:
    """Why one looks at the rows of a confidential dataset; asked once in a session."""
    dataset = find_dataset(request, slug)
    rights = rights_of(reader(request), dataset)
    if not rights.see_rows:
        return _refuse(request, dataset, rights, action="rows-seen")
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, dataset, rights, status=422, why=form)
    keep_reason(request, dataset, form.cleaned_data["reden"])
    return redirect("datasets:rows", dataset.slug)


@require_POST
@login_required
def values(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the values of personal columns on this reader's pages of rows (with why), or hide them."""
    dataset = find_dataset(request, slug)
    rights = rights_of(reader(request), dataset)
    back = redirect(reverse("datasets:rows", args=[dataset.slug]) + "#rows")
    if not rights.see_personal:
        columns = personal_columns(dataset)
        log_values(request, dataset, columns, reason="", granted=False)
        raise PermissionDenied
    if "verbergen" in request.POST:
        keep_values_reason(request, dataset, "")
        return back
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, dataset, rights, status=422, masked=True, asking=form)
    keep_values_reason(request, dataset, form.cleaned_data["reden"])
    return back


def _refuse(request: HttpRequest, dataset: Dataset, rights: Rights, *, action: str) -> HttpResponse:
    log_rows(request, dataset, action=action, granted=False)
    return _page(request, dataset, rights, status=403)


def _page(
    request: HttpRequest, dataset: Dataset, rights: Rights, *, status: int = 200, **shown: Any
) -> HttpResponse:
    by = reader(request)
    context: dict[str, Any] = {
        "dataset": dataset,
        "rights": rights,
        "columns": dataset.columns.all(),
        "may_describe": may_describe(reader(request), dataset),
        "askable": [
            person for person in (dataset.owner, dataset.steward) if person and person != by
        ],
        "deliveries": [],
        "chosen": None,
        "page": None,
        "table": None,
        "masked": {},
        "bare": {},
        "asking": None,
        "all_masked": False,
        "misfit": "",
        "looking": False,
        "why": None,
    }
    return render(request, "datasets/rows.html", context | shown, status=status)


def current_deliveries(dataset: Dataset) -> list[Delivery]:
    """What counts now: one delivery, or one for each period, the newest period first."""
    found = list(dataset.deliveries.current())
    return sorted(found, key=lambda d: (period_end(d.period) or date.min, d.number), reverse=True)


def _chosen(request: HttpRequest, deliveries: list[Delivery]) -> Delivery | None:
    wanted = request.GET.get("periode", "")
    for delivery in deliveries:
        if delivery.period == wanted:
            return delivery
    if wanted:
        raise Http404
    return deliveries[0] if deliveries else None


def shown_rows(
    delivery: Delivery,
    masks: Mapping[str, str],
    *,
    offset: int,
    limit: int,
    misfit: str = "",
    marked: bool = False,
) -> dict[str, Any]:
    """A piece of a delivery's table, for a page; personal values are masked.

    {columns: [{name, label, unit, numeric, masked, doubted}], rows: [ShownRow]}. With `misfit` just
    the first rows in which that column does not fit its type; `marked`: with what colleagues doubt and
    what Koers repaired. A long text is cut; the CSV has it all.
    """
    reading = intake.Reading.from_dict(delivery.reading)
    words = {column.name: column for column in delivery.dataset.columns.all()}
    if misfit:
        found = intake.misfits(
            delivery.table_path, reading, misfit, limit=limit, longest=LONGEST + 1
        )
    else:
        found = intake.preview(
            delivery.table_path, reading, offset=offset, limit=limit, longest=LONGEST + 1
        )
    keys = keys_of(delivery, reading.columns, found) if marked else [""] * len(found)
    marks = marks_of(delivery, keys, [row.line for row in found]) if marked else NOTHING
    columns = []
    for column in reading.columns:
        known = words.get(column.name)
        columns.append(
            {
                "name": column.name,
                "label": str(known or column.name),
                "unit": known.unit if known else "",
                "numeric": column.type in NUMERIC,
                "masked": column.name in masks,
                "doubted": marks.column(column.name),
            }
        )
    return {
        "columns": columns,
        "rows": [
            ShownRow(
                row.line,
                [
                    _shown(
                        cell,
                        column,
                        masks.get(column.name),
                        # Doubt about a whole record stands at its beginning.
                        doubted=marks.cell(key, column.name) or (not at and marks.record(key)),
                        patched=marks.patched.get((row.line, column.name)),
                    )
                    for at, (cell, column) in enumerate(zip(row, reading.columns, strict=True))
                ],
            )
            for row, key in zip(found, keys, strict=True)
        ],
    }


def _shown(
    cell: "intake.Cell | None",
    column: "intake.ReadColumn",
    personal: str | None,
    *,
    doubted: bool,
    patched: str | None,
) -> ShownCell:
    numeric = column.type in NUMERIC and not personal and not (cell and cell.misfit)
    if cell is None:
        text = ""
    elif personal:
        text = mask_value(str(cell), personal) or ""
    elif cell.misfit:
        text = cut(str(cell))
    else:
        text = _written(cut(str(cell)), column)
    return ShownCell(
        text,
        missing=cell is None,
        misfit=bool(cell and cell.misfit),
        numeric=numeric or (cell is None and column.type in NUMERIC),
        doubted=doubted,
        patched=None if patched is None else told_text(patched, column, personal),
    )


def told_text(text: str, column: "intake.ReadColumn", personal: str | None) -> str:
    """The text of a cell as a page tells it: masked where it is personal, a value in the reader's
    notation, what is no value of its column as it was written."""
    if personal:
        return mask_value(cut(text), personal) or ""
    is_value = column.type in intake.VALUE_TYPES and intake.meant(text, column.type)
    return _written(text, column) if is_value else cut(text)


def _written(text: str, column: "intake.ReadColumn") -> str:
    """A value in the reader's notation.

    Whole numbers are grouped only where the file grouped them: others may be years or codes.
    """
    if column.type in NUMERIC:
        decimals = len(text.partition(".")[2])
        if column.type == "getal" or column.grouping:
            return number_format(Decimal(text), decimal_pos=decimals, force_grouping=True)
        return text
    if column.type == "datum":
        return date_format(date.fromisoformat(text), "d-m-Y")
    if column.type == "tijdstip":
        return text.replace("T", " ")
    return text


@require_safe
@login_required
def rows_csv(request: HttpRequest, slug: str) -> HttpResponseBase:
    """All rows of the current data, or of one period (`periode`), as CSV."""
    dataset = find_dataset(request, slug)
    rights = rights_of(reader(request), dataset)
    if not rights.see_rows:
        return _refuse(request, dataset, rights, action="rows-downloaded")
    if must_give_reason(request, dataset):
        return redirect("datasets:rows", dataset.slug)
    deliveries = current_deliveries(dataset)
    if "periode" in request.GET:
        chosen = _chosen(request, deliveries)
        deliveries = [chosen] if chosen else []
    deliveries = [delivery for delivery in deliveries if delivery.table_path.exists()]
    if not deliveries:
        raise Http404
    log_rows(request, dataset, action="rows-downloaded")
    personal, why = personal_columns(dataset), values_reason(request, dataset, rights)
    masks = {} if why else personal
    if personal and why:
        log_values(request, dataset, personal, reason=why, granted=True)
    names = list(
        dict.fromkeys(
            column["name"] for delivery in deliveries for column in delivery.reading["columns"]
        )
    )
    periods = any(delivery.period for delivery in deliveries)
    header = [_("Period"), *names] if periods else names
    repaired = repaired_columns(deliveries)
    if repaired:
        header = [*header, REPAIRED]
    parts = [dataset.slug, deliveries[0].period if len(deliveries) == 1 else ""]
    return csv_download(
        " ".join(parts), header, _csv_rows(deliveries, names, masks, periods, repaired)
    )


def _csv_rows(
    deliveries: list[Delivery],
    names: list[str],
    masks: Mapping[str, str],
    periods: bool,
    repaired: Mapping[tuple[int, int], str],
) -> Iterator[list[Cell]]:
    """Rows under the same names in the same order; a column that a delivery lacks stays empty.

    Where Koers repaired a delivery, the last cell names the columns that it repaired in the row.
    """
    for delivery in deliveries:
        reading = intake.Reading.from_dict(delivery.reading)
        places = {column.name: index for index, column in enumerate(reading.columns)}
        for row in intake.rows(delivery.table_path, reading):
            cells: list[Cell] = [delivery.period] if periods else []
            for name in names:
                index = places.get(name)
                cell = row[index] if index is not None else None
                text = None if cell is None else str(cell)
                cells.append(mask_value(text, masks[name]) if name in masks else text)
            if repaired:
                cells.append(repaired.get((delivery.number, row.line), ""))
            yield cells

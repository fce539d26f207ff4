"""Looking up the row that one doubts, by its key or by anything that stands in it."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from datasets.forms.reason import ReasonForm
from datasets.lifecycle import Classification, Refused
from datasets.models import Dataset
from datasets.sentences.period import period_words
from datasets.services import personal_columns
from datasets.services.records import Record, find_record, search_records
from datasets.views.access import (
    Rights,
    find_dataset,
    keep_reason,
    log_rows,
    must_give_reason,
    reader,
    rights_of,
)
from datasets.views.rows import current_deliveries
from feedback.views.asked import masks_of, shown_value

MOST = 25  # rows shown
MOST_COLUMNS = 8  # beside what was found
LONGEST = 200


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def search(request: HttpRequest) -> HttpResponse:
    """The rows with these words, each leading to its form; a piece of the page for htmx."""
    dataset = find_dataset(request, request.GET.get("dataset", ""))
    rights = rights_of(reader(request), dataset)
    if not rights.see_rows:
        log_rows(request, dataset, action="rows-seen", granted=False)
        raise PermissionDenied
    if must_give_reason(request, dataset):
        return _ask_reason(request, dataset)
    context = _found(request, dataset, rights)
    partial = getattr(request, "htmx", False) and not request.htmx.boosted  # type: ignore[attr-defined]
    return render(request, "feedback/_hits.html" if partial else "feedback/search.html", context)


def _ask_reason(request: HttpRequest, dataset: Dataset) -> HttpResponse:
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        keep_reason(request, dataset, form.cleaned_data["reden"])
        return redirect(request.get_full_path())
    context = {"dataset": dataset, "form": form}
    return render(request, "feedback/new_reason.html", context, status=422 if form.errors else 200)


def _found(request: HttpRequest, dataset: Dataset, rights: Rights) -> dict[str, Any]:
    # Of personal and confidential rows the words stand in no address.
    asked = request.POST if request.method == "POST" else request.GET
    words = asked.get("zoek", "").strip()[:LONGEST]
    columns = {column.name: column for column in dataset.columns.all()}
    within, period = asked.get("in", ""), asked.get("periode", "")
    if within and within not in columns:
        raise Http404
    # Asked once: the look is logged also when nothing is found.
    masks = masks_of(request, dataset, rights) if words else {}
    records, broken = _records(dataset, words, within, period, masks)
    names = _shown_columns(dataset, records, within, words, masks)
    deliveries = current_deliveries(dataset)
    return {
        "dataset": dataset,
        "unaddressed": _unaddressed(dataset),
        "words": words,
        "within": within,
        "period": period,
        "ticked": next((name for name in columns if name == request.GET.get("kolom")), ""),
        "page": request.GET.get("van", ""),
        "page_label": request.GET.get("label", ""),
        "columns": list(columns.values()),
        "periods": [(one.period, period_words(one.period)) for one in deliveries if one.period],
        "has_data": bool(deliveries),
        "broken": broken,
        "masked": bool(masks),
        "more": len(records) > MOST,
        "heads": [columns.get(name, name) for name in names],
        "hits": [
            {
                "record": record,
                "place": number,
                "period": period_words(record.delivery.period) if record.delivery.period else "",
                "cells": [
                    shown_value(
                        record.values.get(name, ""),
                        columns[name].type if name in columns else "tekst",
                        masks.get(name, ""),
                    )
                    for name in names
                ],
            }
            for number, record in enumerate(records[:MOST], 1)
        ],
    }


def _unaddressed(dataset: Dataset) -> bool:
    """Whether the words that one looks for may not stand in an address, and so in a log."""
    confidential = dataset.classification == Classification.CONFIDENTIAL
    return confidential or bool(personal_columns(dataset))


def _records(
    dataset: Dataset, words: str, within: str, period: str, masks: dict[str, str]
) -> tuple[list[Record], bool]:
    """What is found, by a key as findings name it too; and whether the table cannot be read."""
    if not words:
        return [], False
    a_key = bool(dataset.key) and words.startswith(f"{dataset.key[0]}:")
    known = not (within or period or any(name in masks for name in dataset.key))
    try:
        named = find_record(dataset, key=words) if a_key and known else None
        if named is not None:
            return [named], False
        hidden = set(masks)
        return search_records(
            dataset, words, column=within, period=period, hidden=hidden, limit=MOST + 1
        ), False
    except Refused:
        return [], True


def _shown_columns(
    dataset: Dataset, records: list[Record], within: str, words: str, masks: dict[str, str]
) -> list[str]:
    """The key, then the columns in which it was found, then the first of the table."""
    every = list(dict.fromkeys(name for record in records for name in record.values))
    low = words.casefold()
    holding = [
        name
        for name in every
        if name not in masks
        and any(low in record.values.get(name, "").casefold() for record in records[:MOST])
    ]
    asked = [within] if within else []
    order = [*dataset.key, *asked, *holding, *every]
    return [name for name in dict.fromkeys(order) if name in every][:MOST_COLUMNS]

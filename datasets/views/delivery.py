"""Deliveries: bring a file, follow what becomes of it, say yes, take it out of use."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from datasets import intake
from datasets.forms.delivery import DeliveryForm, WithdrawForm
from datasets.forms.disposal import DeliveryFilter
from datasets.lifecycle import Channel, Mode, Refused, TransitionNotAllowed
from datasets.models import Dataset, Delivery
from datasets.sentences import refusal, rejection_words
from datasets.services import (
    accept_delivery,
    receive,
    retry_delivery,
    shown_masked,
    withdraw_delivery,
)
from datasets.services.masking import personal_of
from datasets.views.access import (
    find_dataset,
    find_deliverable,
    find_delivery,
    log_rows,
    log_values,
    reader,
    rights_of,
    values_reason,
)
from datasets.views.arrival import (
    arrival_of,
    told_columns,
    told_reading,
    told_rejects,
    told_waiting,
)
from datasets.views.delivered import deciding_of, told_reasons
from datasets.views.disposal import ending_of, filtered, kept_until
from datasets.views.patched import patched_of
from datasets.views.rows import shown_rows
from kit.downloads import csv_download

PER_PAGE = 25
FIRST_ROWS = 10


@require_safe
@login_required
def deliveries(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything that ever arrived, newest first."""
    dataset = find_dataset(request, slug)
    form = DeliveryFilter(request.GET)
    chosen = form.chosen()
    found = filtered(dataset.deliveries.select_related("received_by", "same_as"), chosen)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("pagina"))
    return render(
        request,
        "datasets/deliveries.html",
        {
            "dataset": dataset,
            "rights": rights_of(reader(request), dataset),
            "page": page,
            "form": form,
            "chosen": chosen,
            "accumulates": dataset.mode == Mode.ACCUMULATES,
        },
    )


@require_http_methods(["GET", "POST"])
@login_required
def deliver(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose a file and, for a dataset that grows, its period."""
    dataset = find_deliverable(request, slug)
    start = {"periode": request.GET.get("periode", "")}
    if request.method != "POST":
        return _ask(request, dataset, DeliveryForm(dataset=dataset, initial=start))
    form = DeliveryForm(request.POST, request.FILES, dataset=dataset)
    if not form.is_valid():
        return _ask(request, dataset, form, status=422)
    try:
        received = receive(
            dataset,
            chunks=form.cleaned_data["bestand"].chunks(),
            filename=form.cleaned_data["bestand"].name,
            by=reader(request),
            channel=Channel.PAGE,
            period=form.cleaned_data.get("periode", ""),
        )
    except Refused as error:
        period = error.code in {"period-needed", "period-unreadable"}
        form.add_error(
            "periode" if period and "periode" in form.fields else "bestand", refusal(error)
        )
        return _ask(request, dataset, form, status=413 if error.code == "file-too-large" else 422)
    _say(request, received.delivery, unchanged=received.unchanged)
    there = redirect("datasets:delivery", dataset.slug, received.delivery.number)
    if "X-Koers-Upload" in request.headers:
        # A script that follows a redirect would read the page, and with it what was just said.
        return HttpResponse(status=201, headers={"Location": there.url})
    return there


def _ask(
    request: HttpRequest, dataset: Dataset, form: DeliveryForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "dataset": dataset,
        "form": form,
        "accumulates": dataset.mode == Mode.ACCUMULATES,
        "first": not dataset.deliveries.filter(accepted_at__isnull=False).exists(),
        "limit": settings.CSV_LIMIT_MB,
        "sheet_limit": settings.SHEET_LIMIT_MB,
    }
    return render(request, "datasets/deliver.html", context, status=status)


def _say(request: HttpRequest, delivery: Delivery, *, unchanged: bool) -> None:
    if not unchanged:
        messages.success(request, _("The file has arrived."))
    elif delivery.same_as:
        messages.info(
            request,
            _(
                "This is the same file as delivery %(number)s: nothing changed. The data counts as confirmed today."
            )
            % {"number": delivery.same_as.number},
        )
    else:
        messages.info(
            request, _("This file was delivered already and is still on its way: this is it.")
        )


@require_safe
@login_required
def detail(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """How far a delivery is, how its file was read, what is in it and what is not."""
    dataset = find_dataset(request, slug)
    return _show(request, dataset, find_delivery(dataset, number), WithdrawForm())


def _show(
    request: HttpRequest, dataset: Dataset, delivery: Delivery, form: WithdrawForm
) -> HttpResponse:
    context = _shown(request, dataset, delivery) | {"form": form}
    return render(request, "datasets/delivery.html", context, status=422 if form.is_bound else 200)


def _shown(request: HttpRequest, dataset: Dataset, delivery: Delivery) -> dict[str, Any]:
    """What the page and its part that is drawn anew have in common."""
    rights = rights_of(reader(request), dataset)
    holder = delivery.same_as or delivery  # a delivery without change has no table of its own
    hidden = bool(shown_masked(dataset, to=reader(request)))
    cells = personal_of(delivery)
    # Who may see personal values sees such lines after saying why, as the values themselves.
    why = values_reason(request, dataset, rights)
    masked = hidden or bool(cells and not why)
    context: dict[str, Any] = {
        "dataset": dataset,
        "delivery": delivery,
        "rights": rights,
        "arrival": arrival_of(delivery),
        "reading": [],
        "columns": [],
        "table": None,
        "rejects": [],
        "masked": masked,
        "fetchable": not hidden,
        "cells_masked": bool(cells),
        "file_rows": (delivery.rows or 0) + (delivery.rejected_rows or 0),
        "ending": ending_of(delivery),
        "kept_until": kept_until(delivery),
        "waits_for": told_waiting(delivery),
        "deciding": deciding_of(delivery, rights),
        "reasons": told_reasons(delivery),
        "patched": patched_of(request, delivery, cells, see_rows=rights.see_rows),
    }
    if not delivery.reading:
        return context
    context["reading"] = told_reading(delivery, with_lines=rights.see_rows and not masked)
    context["columns"] = told_columns(delivery)
    if rights.see_rows and holder.table and holder.table_path.exists():
        purpose = _("to judge delivery %(number)s") % {"number": delivery.number}
        log_rows(request, dataset, action="rows-seen", purpose=purpose)
        context["table"] = shown_rows(holder, cells, offset=0, limit=FIRST_ROWS, marked=True)
        context["rejects"] = told_rejects(holder, hidden=masked)
        if cells and not masked:
            log_values(request, dataset, cells, reason=why, granted=True)
    return context


@require_safe
@login_required
def progress(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The progress bar alone; once the delivery has moved on, all that the page says of it."""
    dataset = find_dataset(request, slug)
    delivery = find_delivery(dataset, number)
    if not getattr(request, "htmx", False):  # opened by hand: a piece is no page
        return redirect("datasets:delivery", slug, number)
    arrival = arrival_of(delivery)
    if arrival.busy and arrival.key == request.GET.get("van"):
        context = {"dataset": dataset, "delivery": delivery, "arrival": arrival}
        return render(request, "datasets/_delivery_progress.html", context)
    response = render(request, "datasets/_delivery_body.html", _shown(request, dataset, delivery))
    response.headers["HX-Retarget"] = "#delivery"
    response.headers["HX-Reswap"] = "outerHTML"
    return response


@require_POST
@login_required
def accept(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The steward's yes."""
    dataset = find_deliverable(request, slug)
    delivery = find_delivery(dataset, number)
    by = reader(request)
    if not rights_of(by, dataset).accept:
        raise Http404
    try:
        accept_delivery(delivery, by=by)
    except TransitionNotAllowed:
        messages.info(request, _("Someone else was first: this was done already."))
    except Refused as error:
        messages.error(request, refusal(error))
    else:
        messages.success(request, _("The delivery is in use. Koers checks it now."))
    return redirect("datasets:delivery", slug, number)


@require_POST
@login_required
def withdraw(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Take a delivery out of use, with the reason."""
    dataset = find_deliverable(request, slug)
    delivery = find_delivery(dataset, number)
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return _show(request, dataset, delivery, form)
    try:
        withdraw_delivery(delivery, by=reader(request), note=form.cleaned_data["reden"])
    except TransitionNotAllowed:
        messages.info(request, _("Someone else was first: this was done already."))
    except Refused as error:
        messages.error(request, refusal(error))
    else:
        messages.success(request, _("The delivery was withdrawn."))
    return redirect("datasets:delivery", slug, number)


@require_POST
@login_required
def retry(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Read a failed delivery once more."""
    dataset = find_deliverable(request, slug)
    delivery = find_delivery(dataset, number)
    try:
        retry_delivery(delivery, by=reader(request))
    except TransitionNotAllowed:
        messages.info(request, _("Someone else was first: this was done already."))
    except Refused as error:
        messages.error(request, refusal(error))
    else:
        messages.success(request, _("Koers reads the file once more."))
    return redirect("datasets:delivery", slug, number)


@require_safe
@login_required
def rejected(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    """The rows that are not in the table, all of them, as CSV."""
    dataset = find_dataset(request, slug)
    delivery = find_delivery(dataset, number)
    holder = delivery.same_as or delivery
    granted = rights_of(reader(request), dataset).see_rows and not shown_masked(
        dataset, to=reader(request)
    )
    if not granted or not holder.table or not holder.rejected_path.exists():
        if not granted:
            log_rows(request, dataset, action="rejected-downloaded", granted=False)
        raise Http404
    purpose = _("to repair the rejected rows of delivery %(number)s") % {"number": delivery.number}
    log_rows(request, dataset, action="rejected-downloaded", purpose=purpose)
    personal = personal_of(delivery)
    if personal:
        why = values_reason(request, dataset, rights_of(reader(request), dataset)) or purpose
        log_values(request, dataset, personal, reason=why, granted=True)
    rows = (
        (line, rejection_words(reason), raw)
        for line, reason, raw in intake.rejected_rows(holder.rejected_path)
    )
    header = [_("Line"), _("Reason"), _("Text in the file")]
    return csv_download(f"{dataset.slug} {number} afgekeurd", header, rows)

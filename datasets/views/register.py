"""The register: find an entry, make one, change it, retire it."""

from collections.abc import Iterator
from copy import copy
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from datasets.forms.dataset import DatasetForm, RegisterFilter
from datasets.lifecycle import DatasetStatus, Dimension, Refused, TransitionNotAllowed, Trust
from datasets.models import Dataset
from datasets.sentences import refusal
from datasets.services import edit_dataset, endings, move_dataset, register_dataset
from datasets.views.access import find_dataset, reader
from datasets.views.search import ORDERS, find_datasets
from kit.downloads import csv_download
from kit.exports import Cell

PER_PAGE = 25


def _order(request: HttpRequest) -> str:
    order = request.GET.get("volgorde", "naam")
    return order if order.removeprefix("-") in ORDERS else "naam"


@require_safe
@login_required
def list_datasets(request: HttpRequest) -> HttpResponse:
    """All entries that the reader may see, 25 to a page."""
    form = RegisterFilter(request.GET)
    chosen, order = form.chosen(), _order(request)
    found = find_datasets(reader(request), chosen, order)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("pagina"))
    heads = [
        ("naam", _("Name"), False),
        ("vertrouwen", _("Trust"), False),
        ("levering", _("Newest data"), False),
        ("vlaggen", _("Open flags"), True),
    ]
    return render(
        request,
        "datasets/list.html",
        {
            "page": page,
            "form": form,
            "filtered": bool(chosen),
            "order": order,
            "heads": [
                {
                    "label": label,
                    "numeric": numeric,
                    "sorted": order.removeprefix("-") == name,
                    "down": order == f"-{name}",
                    "next": f"-{name}" if order == name else name,
                }
                for name, label, numeric in heads
            ],
        },
    )


@require_safe
@login_required
def list_csv(request: HttpRequest) -> HttpResponseBase:
    """The entries that the list finds, with the same filters, as CSV."""
    found = find_datasets(
        reader(request), RegisterFilter(request.GET).chosen(), _order(request)
    ).prefetch_related("knowers")
    header = [
        _("Name"), _("Address"), _("Department"), _("What is in it"), _("What it is for"),
        _("Trust"), *(str(label) for label in Dimension.labels), _("Newest period"),
        _("Newest delivery"), _("Open flags"), _("New data comes"), _("Owner of the data"),
        _("Steward in the data team"), _("Who knows this data"), _("Classification"),
        _("Personal data"), _("Status"),
    ]  # fmt: skip
    return csv_download(f"datasets {timezone.localdate()}", header, _lines(found))


def _lines(found: QuerySet[Any]) -> Iterator[list[Cell]]:
    for dataset in found.iterator(chunk_size=200):
        states = (dataset.trust, *dataset.dimension_states().values())
        yield [
            dataset.name, dataset.slug, dataset.department.name, dataset.description,
            dataset.purpose, *(str(Trust(state).label) for state in states),
            dataset.newest_period, dataset.newest_at and timezone.localdate(dataset.newest_at),
            dataset.flag_count, dataset.get_refresh_display(), str(dataset.owner or ""),
            str(dataset.steward or ""), ", ".join(str(person) for person in dataset.knowers.all()),
            dataset.get_classification_display(), dataset.get_personal_data_display(),
            dataset.get_status_display(),
        ]  # fmt: skip


@require_http_methods(["GET", "POST"])
@login_required
@permission_required("datasets.register_dataset", raise_exception=True)
def new(request: HttpRequest) -> HttpResponse:
    """Make an entry; data may follow later."""
    by = reader(request)
    start = {"department": by.department_id, "steward": by.pk}
    form = DatasetForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        dataset = register_dataset(by=by, **form.entry())
        messages.success(
            request, _("The entry stands in the register. Deliver the first file when you have it.")
        )
        return redirect("datasets:detail", dataset.slug)
    return _show_form(request, form)


@require_http_methods(["GET", "POST"])
@login_required
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Change an entry; what changed is in its history."""
    dataset = find_dataset(request, slug)
    by = reader(request)
    if not by.has_perm("datasets.edit_dataset"):
        raise Http404
    # A form writes into the object it is given; the service must see what stood before.
    form = DatasetForm(request.POST or None, instance=copy(dataset))
    if request.method == "POST" and form.is_valid():
        try:
            edit_dataset(dataset, by=by, **form.entry())
        except Refused as error:
            form.add_error("mode" if error.code == "mode-fixed" else None, refusal(error))
        else:
            messages.success(request, _("The entry was changed."))
            _warn_of_night(request, dataset)
            return redirect("datasets:detail", dataset.slug)
    return _show_form(request, form, dataset)


def _warn_of_night(request: HttpRequest, dataset: Dataset) -> None:
    """Say it when what was just filled in destroys data in the coming night."""
    today = timezone.localdate()
    ended = sum(day <= today for day, _number in endings(dataset))
    if ended:
        messages.warning(
            request,
            ngettext(
                "%(count)s delivery is older than this dataset may be kept. Koers destroys it for "
                "good in the coming night.",
                "%(count)s deliveries are older than this dataset may be kept. Koers destroys them "
                "for good in the coming night.",
                ended,
            )
            % {"count": ended},
        )


def _show_form(
    request: HttpRequest, form: DatasetForm, dataset: Dataset | None = None
) -> HttpResponse:
    status = 422 if form.is_bound else 200
    context = {"form": form, "dataset": dataset}
    return render(request, "datasets/form.html", context, status=status)


@require_POST
@login_required
def retire(request: HttpRequest, slug: str) -> HttpResponse:
    """Take an entry out of use; its past stays readable."""
    return _move(request, slug, DatasetStatus.RETIRED, _("The dataset is retired."))


@require_POST
@login_required
def restore(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a retired entry up again."""
    return _move(request, slug, DatasetStatus.ACTIVE, _("The dataset is in use again."))


def _move(request: HttpRequest, slug: str, to: DatasetStatus, done: str) -> HttpResponse:
    dataset = find_dataset(request, slug)
    by = reader(request)
    if not by.has_perm("datasets.edit_dataset"):
        raise Http404
    try:
        move_dataset(dataset, to=to, by=by, note=request.POST.get("reden", "")[:500])
    except TransitionNotAllowed:
        messages.info(request, _("Someone else was first: this was done already."))
    else:
        messages.success(request, done)
    return redirect("datasets:detail", dataset.slug)

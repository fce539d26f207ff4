"""Up to a thousand doubts at once: a file, an answer for each line, then the reports."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from datasets.forms.reason import ReasonForm
from datasets.models import Dataset
from datasets.sentences import run_error
from datasets.views.access import (
    find_dataset,
    keep_reason,
    log_rows,
    must_give_reason,
    reader,
    rights_of,
)
from feedback.forms.bulk import ListForm
from feedback.forms.words import REASON_OF
from feedback.lifecycle import Refused
from feedback.models import Batch
from feedback.sentences import LIST_COLUMNS, line_words, refusal
from feedback.services.bulk import KEPT_DAYS, confirm_list, lines_of, start_list
from feedback.services.bulk_file import MOST_LINES, Line
from feedback.views.new import choose_dataset
from kit.downloads import csv_download
from kit.exports import Cell

PER_PAGE = 100
GOOD = ("fine", "joins", "known", "made", "joined")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def bring(request: HttpRequest) -> HttpResponse:
    """Choose the data, then bring the file; nothing is reported yet."""
    if not request.GET.get("dataset"):
        return choose_dataset(request)
    dataset = find_dataset(request, request.GET["dataset"])
    # Which rows there are is told line by line: as a look at them, with its reason and its line.
    looks = rights_of(reader(request), dataset).see_rows
    if looks and must_give_reason(request, dataset):
        return _ask_reason(request, dataset)
    form = ListForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["bestand"]
        try:
            batch = start_list(
                dataset,
                content=file.read(),
                filename=file.name,
                by=reader(request),
                reasons=REASON_OF,
            )
        except Refused as error:
            form.add_error("bestand", refusal(error))
        else:
            if looks:
                log_rows(request, dataset, action="rows-seen")
            return redirect("feedback:bulk_list", batch.uuid)
    context = {
        "dataset": dataset,
        "form": form,
        "names": [say() for say in LIST_COLUMNS.values()],
        "most": MOST_LINES,
        "looks": looks,
    }
    return render(request, "feedback/bulk.html", context, status=422 if form.errors else 200)


def _ask_reason(request: HttpRequest, dataset: Dataset) -> HttpResponse:
    form = ReasonForm(request.POST if "reden" in request.POST else None)
    if form.is_valid():
        keep_reason(request, dataset, form.cleaned_data["reden"])
        return redirect(request.get_full_path())
    context = {"dataset": dataset, "form": form}
    return render(request, "feedback/new_reason.html", context, status=422 if form.errors else 200)


@require_safe
@login_required
def example(request: HttpRequest) -> HttpResponseBase:
    """An empty list with the right names, to fill in."""
    return csv_download("meldingen", [say() for say in LIST_COLUMNS.values()], [])


@never_cache
@require_safe
@login_required
def detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The list, line by line: what will happen, how far it is, what became of it."""
    batch = find_batch(request, uuid)
    told = _told(batch)
    page = Paginator(told, PER_PAGE).get_page(request.GET.get("pagina"))
    context = {
        "page": page,
        "good": sum(one["code"] in ("fine", "joins") for one in told),
        "joins": sum(one["code"] == "joins" for one in told),
        "bad": sum(not one["good"] for one in told),
        "kept_days": KEPT_DAYS,
    }
    return render(request, "feedback/bulk_list.html", context | _standing(batch))


@never_cache
@require_safe
@login_required
def progress(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The piece of the page that asks for itself until the reports are there."""
    batch = find_batch(request, uuid)
    if not getattr(request, "htmx", False):
        return redirect("feedback:bulk_list", uuid)
    return render(request, "feedback/_bulk_progress.html", _standing(batch))


@require_POST
@login_required
def confirm(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Report what is fine; a second time changes nothing."""
    batch = find_batch(request, uuid)
    if any(line.code in ("fine", "joins") for line in lines_of(batch)):
        confirm_list(batch)
    return redirect("feedback:bulk_list", uuid)


@never_cache
@require_safe
@login_required
def answers(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Every line with its answer, as CSV."""
    batch = find_batch(request, uuid)
    header = [_("Line"), *(say() for say in LIST_COLUMNS.values()), _("Answer"), _("Reference")]
    return csv_download(f"{batch.dataset.slug} meldingen", header, _csv_lines(_told(batch)))


def _csv_lines(told: Sequence[dict[str, Any]]) -> Iterator[list[Cell]]:
    for one in told:
        line: Line = one["line"]
        cells = [getattr(line, name) for name in LIST_COLUMNS]
        yield [line.number, *cells, one["words"], one["reference"]]


def find_batch(request: HttpRequest, uuid: UUID) -> Batch:
    """One's own list, or 404."""
    found = Batch.objects.visible_to(reader(request)).select_related("dataset", "job", "by")
    batch = found.filter(uuid=uuid).distinct()
    return get_object_or_404(batch)


def _told(batch: Batch) -> list[dict[str, Any]]:
    """Each line with its answer: the result where there is one."""
    results = {result["line"]: result for result in batch.results}
    told = []
    for line in lines_of(batch):
        result = results.get(line.number)
        code = result["outcome"] if result else line.code
        reference = result["reference"] if result else str(line.params.get("reference", ""))
        params = (result["params"] if result else line.params) | {"reference": reference}
        at = result["at"] if result else line.at
        told.append(
            {
                "line": line,
                "code": code,
                "good": code in GOOD,
                "reference": reference,
                "words": line_words(code, params),
                "at": LIST_COLUMNS[at]() if at and code not in GOOD else "",
            }
        )
    return told


def _standing(batch: Batch) -> dict[str, Any]:
    job = batch.job
    counted = [result["outcome"] for result in batch.results]
    ended = job is not None and job.has_ended
    return {
        "batch": batch,
        "dataset": batch.dataset,
        "job": job,
        "label": _("The reports are being made"),
        "poll_url": reverse("feedback:bulk_progress", args=[batch.uuid]) if not ended else "",
        "made": counted.count("made"),
        "joined": counted.count("joined"),
        "refused": sum(code not in GOOD for code in counted),
        "why": run_error(job.error_code, job.error_params) if job and job.state == "failed" else "",
    }

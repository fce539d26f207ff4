"""All failing rows of a finding as a file: asked for, followed while it is made, downloaded."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from datasets import services
from datasets.forms.reason import ExportForm
from datasets.lifecycle import Refused
from datasets.models import Dataset, Export, Finding
from datasets.sentences import refusal, run_error
from datasets.views.access import find_dataset, given_reason, reader, rights_of
from datasets.views.findings import names_of, sentence_of
from datasets.views.values import find_finding
from kit.downloads import file_download


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def ask(request: HttpRequest, slug: str, number: int, rule: int) -> HttpResponse:
    """Say what should be in the file and why; then it is made."""
    dataset = find_dataset(request, slug)
    finding = find_finding(dataset, number, rule)
    rights = rights_of(reader(request), dataset)
    personal = list(services.personal_columns(dataset))
    form = ExportForm(
        request.POST if request.method == "POST" else None,
        ask_reason=services.needs_reason(dataset, bare=False),
        ask_bare=rights.see_personal and bool(personal),
        initial={"reden": given_reason(request, dataset)},
    )
    if not rights.see_rows:
        if request.method == "POST":
            why = request.POST.get("reden", "")[:300]
            services.refused_export(finding, by=reader(request), reason=why, request=request)
        raise PermissionDenied
    if not services.exportable(finding):
        raise Http404
    if form.is_valid():
        try:
            export = services.start_export(
                finding,
                by=reader(request),
                reason=form.cleaned_data.get("reden", ""),
                bare=form.cleaned_data.get("waarden", False),
            )
        except Refused as error:
            form.add_error("reden" if error.code == "values-reason" else None, refusal(error))
        else:
            return redirect("datasets:export", dataset.slug, export.uuid)
    context = _words(request, finding) | {"form": form, "personal": personal}
    status = 422 if form.errors else 200
    return render(request, "datasets/export_ask.html", context, status=status)


@never_cache
@require_safe
@login_required
def detail(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """How far the file is, and where to fetch it."""
    export = find_export(request, find_dataset(request, slug), uuid)
    context = _words(request, export.finding) | _standing(export)
    return render(request, "datasets/export.html", context)


@never_cache
@require_safe
@login_required
def progress(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """The piece of the page that asks for itself until the file is there."""
    export = find_export(request, find_dataset(request, slug), uuid)
    if not getattr(request, "htmx", False):
        return redirect("datasets:export", slug, uuid)
    return render(request, "datasets/_export_progress.html", _standing(export))


@never_cache
@require_safe
@login_required
def download(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponseBase:
    """The file itself, each time with a line in the access log."""
    export = find_export(request, find_dataset(request, slug), uuid)
    if export.rows is None or not export.path.exists():
        raise Http404
    if request.method == "GET":
        services.fetched(export, request=request)
    return file_download(export.path, file_name(export))


def file_name(export: Export) -> str:
    run = export.finding.run
    return f"{run.dataset.slug} controle {run.number} regel {export.finding.rule.number}"


def find_export(request: HttpRequest, dataset: Dataset, uuid: UUID) -> Export:
    """One's own file of this dataset, or 404; also when the right to its rows is gone by now."""
    files = Export.objects.visible_to(reader(request)).filter(finding__run__dataset=dataset)
    found = files.select_related("finding__run", "finding__rule", "job", "asked_by").distinct()
    export = get_object_or_404(found, uuid=uuid)
    export.finding.run.dataset = dataset
    return export


def _standing(export: Export) -> dict[str, Any]:
    job, dataset = export.job, export.finding.run.dataset
    assert job is not None
    where = [dataset.slug, export.uuid]
    steps = {"checking": _("Looking at the rows"), "writing": _("Writing the file")}
    return {
        "export": export,
        "job": job,
        "label": _("File with failing rows"),
        "step": "" if job.has_ended else steps.get(job.step, _("Waiting for a free worker.")),
        "poll_url": "" if job.has_ended else reverse("datasets:export_progress", args=where),
        "file_url": reverse("datasets:export_file", args=where)
        if job.state == "done" and export.path.exists()
        else "",
        "why": run_error(job.error_code, job.error_params) if job.state == "failed" else "",
        "other_count": export.rows is not None and export.rows != export.finding.failed,
        "finding": export.finding,
        "dataset": dataset,
    }


def _words(request: HttpRequest, finding: Finding) -> dict[str, Any]:
    was = finding.as_checked
    parameters = was.get("parameters", {})
    names = names_of(request, [parameters])
    return {
        "dataset": finding.run.dataset,
        "run": finding.run,
        "finding": finding,
        "sentence": sentence_of(was.get("kind", ""), was.get("columns", []), parameters, names),
    }

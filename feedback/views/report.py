"""The page of one report, and the reports of one dataset."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from datasets.views.access import find_dataset, reader, rights_of
from feedback.models import Report
from feedback.sentences import what_next
from kit.paging import page_of

PER_PAGE = 25


def find_report(request: HttpRequest, reference: str) -> Report:
    """The report with this reference, or 404 for one that this reader may not see."""
    found = Report.objects.visible_to(reader(request)).select_related(
        "dataset__department", "dataset__steward", "dataset__owner", "department", "handler",
        "reporter", "delivery", "merged_into",
    )  # fmt: skip
    return get_object_or_404(found.prefetch_related("points"), reference=reference)


@require_safe
@login_required
def detail(request: HttpRequest, reference: str) -> HttpResponse:
    """One report, for everybody who sees the entry."""
    report = find_report(request, reference)
    context = {"report": report, "next": what_next(report), "steps": report.steps.all()}
    return render(request, "feedback/report.html", context)


@require_safe
@login_required
def of_dataset(request: HttpRequest, slug: str) -> HttpResponse:
    """The reports of a dataset, for everybody who sees its entry."""
    dataset = find_dataset(request, slug)
    found = Report.objects.filter(dataset=dataset).select_related("dataset")
    page = page_of(found.prefetch_related("points"), PER_PAGE, request.GET.get("pagina"))
    context = {"dataset": dataset, "rights": rights_of(reader(request), dataset), "page": page}
    return render(request, "feedback/of_dataset.html", context)

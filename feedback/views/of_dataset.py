"""The reports of one dataset, open ones first, for everybody who sees its entry."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Case, Exists, IntegerField, OuterRef, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from datasets.views.access import find_dataset, reader, rights_of
from feedback.forms.queue import DatasetFilter
from feedback.forms.words import STATUS_OF
from feedback.lifecycle import OPEN
from feedback.models import Point, Report
from feedback.services.corrections import may_have_corrections
from feedback.services.norm import may_set_norm
from feedback.services.terms import terms_of
from feedback.views.found import lines_of, with_parts
from kit.paging import page_of

PER_PAGE = 25


@require_safe
@login_required
def of_dataset(request: HttpRequest, slug: str) -> HttpResponse:
    """With filters by status and column."""
    dataset = find_dataset(request, slug)
    person = reader(request)
    columns = dataset.columns.values_list("name", flat=True)
    form = DatasetFilter(request.GET, columns=columns)
    chosen = form.chosen()
    found = Report.objects.filter(dataset=dataset)
    status = chosen.get("status", "")
    if status in STATUS_OF:
        found = found.filter(status=STATUS_OF[status])
    elif status == "open":
        found = found.open()
    if column := chosen.get("kolom"):
        found = found.filter(Exists(Point.objects.filter(report=OuterRef("pk"), column=column)))
    first = Case(
        When(status__in=OPEN, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    ranked: Any = with_parts(found.annotate(shut=first))
    page = page_of(
        ranked.order_by("shut", "-reported_at", "-pk"),
        PER_PAGE,
        request.GET.get("pagina"),
        counted=found,
    )
    context = {
        "dataset": dataset,
        "rights": rights_of(person, dataset),
        "page": page,
        "lines": lines_of(list(page.object_list), today=timezone.localdate()),
        "form": form,
        "filtered": bool(chosen),
        "terms": terms_of(dataset),
        "may_set_norm": may_set_norm(dataset, person),
        "may_have_corrections": may_have_corrections(dataset, person),
    }
    return render(request, "feedback/of_dataset.html", context)

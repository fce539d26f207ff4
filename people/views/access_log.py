"""The access log for who may read it; reading it leaves a line itself."""

from datetime import datetime, time, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from people.forms import AccessLogFilterForm
from people.models import AccessLogEntry
from people.models.access import AccessLogQuerySet
from people.services import action_name, csv_lines, log_access
from people.views.permission import page_for, reader

PER_PAGE = 50


@page_for("people.view_access_log")
@require_safe
def access_log(request: HttpRequest, *, as_csv: bool = False) -> HttpResponseBase:
    """Who saw or did what, filtered by person, object, action, result and period; also as CSV."""
    form = AccessLogFilterForm(request.GET)
    entries = AccessLogEntry.objects.visible_to(reader(request))
    entries = _filtered(entries, form.cleaned_data) if form.is_valid() else entries.none()
    exported = as_csv and form.is_valid()
    log_access(
        reader(request),
        action="access-log-exported" if exported else "access-log-read",
        object_type="people.accesslogentry",
        reason=_filter_words(form.cleaned_data),
        request=request,
    )
    if exported:
        name = f"inzage-{timezone.localdate():%Y-%m-%d}.csv"
        return StreamingHttpResponse(
            csv_lines(entries.iterator(chunk_size=500)),
            headers={
                "Content-Type": "text/csv; charset=utf-8",
                "Content-Disposition": f'attachment; filename="{name}"',
                "X-Content-Type-Options": "nosniff",
            },
        )
    page = Paginator(entries, PER_PAGE).get_page(request.GET.get("pagina"))
    return _page(request, form, page)


def _page(request: HttpRequest, form: AccessLogFilterForm, page: Any) -> HttpResponse:
    reset = reverse("people:access_log") if any(form.cleaned_data.values()) else ""
    lines = [(entry, action_name(entry.action)) for entry in page]
    return render(
        request,
        "people/access_log.html",
        {"form": form, "page": page, "lines": lines, "reset": reset},
        status=422 if form.errors else 200,
    )


def _filtered(entries: AccessLogQuerySet, wanted: dict[str, Any]) -> AccessLogQuerySet:
    if wanted["person"]:
        entries = entries.filter(person_label__icontains=wanted["person"])
    if wanted["target"]:
        entries = entries.filter(
            Q(object_label__icontains=wanted["target"]) | Q(object_id=wanted["target"])
        )
    if wanted["action"]:
        entries = entries.filter(action=wanted["action"])
    if wanted["result"]:
        entries = entries.filter(result=wanted["result"])
    if wanted["since"]:
        entries = entries.filter(at__gte=_midnight(wanted["since"]))
    if wanted["until"]:
        entries = entries.filter(at__lt=_midnight(wanted["until"] + timedelta(days=1)))
    return entries


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _filter_words(wanted: dict[str, Any]) -> str:
    return ", ".join(f"{name}: {value}" for name, value in wanted.items() if value)

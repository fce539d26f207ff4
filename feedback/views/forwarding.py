"""A report that was passed on to a base registration: its message, its term, what they say."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from datasets.views.access import log_rows, reader
from feedback.forms.forwarding import ForwardingForm
from feedback.lifecycle import LEGAL_DAYS, Actor, Registration
from feedback.models import Forwarding
from feedback.services import roles_of
from feedback.services.forwarding import FIELDS, note_forwarding, standard_message
from feedback.views.report import find_report
from kit.downloads import csv_download


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def forwarding(request: HttpRequest, reference: str) -> HttpResponse:
    """What was passed on, by when they must act, and how it stands there."""
    passed = _find(request, reference)
    start = {
        "external_reference": passed.external_reference,
        "external_status": passed.external_status,
    }
    form = ForwardingForm(request.POST if request.method == "POST" else None, initial=start)
    if form.is_valid():
        if note_forwarding(passed, by=reader(request), **form.cleaned_data):
            messages.success(request, _("It was kept, with a note of what stood here before."))
        else:
            messages.info(request, _("Nothing was changed."))
        return redirect("feedback:forwarding", reference)
    context = {
        "report": passed.report,
        "forwarding": passed,
        "form": form,
        "messages_sent": standard_message(passed),
        "legal_days": LEGAL_DAYS.get(Registration(passed.registration)),
        "late": passed.due is not None and passed.due < timezone.localdate(),
    }
    status = 422 if form.errors else 200
    return render(request, "feedback/forwarding.html", context, status=status)


@never_cache
@require_safe
@login_required
def as_json(request: HttpRequest, reference: str) -> HttpResponse:
    """The message in the standard fields; several values are several messages."""
    told = standard_message(_find(request, reference))
    response = JsonResponse(
        told[0] if len(told) == 1 else told,
        safe=False,
        json_dumps_params={"ensure_ascii": False, "indent": 2},
    )
    response.headers["Content-Disposition"] = f'attachment; filename="{reference}.json"'
    return response


@never_cache
@require_safe
@login_required
def as_csv(request: HttpRequest, reference: str) -> HttpResponseBase:
    told = standard_message(_find(request, reference))
    rows = [[*(one[name] for name in FIELDS[:-1]), "; ".join(one["bijlagen"])] for one in told]
    return csv_download(reference, FIELDS, rows)


def _find(request: HttpRequest, reference: str) -> Forwarding:
    """For who judges the report; 404 where nothing was passed on."""
    report = find_report(request, reference)
    if Actor.STEWARD not in roles_of(report, reader(request)):
        raise PermissionDenied
    passed = Forwarding.objects.filter(report=report).first()
    if passed is None:
        raise Http404
    passed.report = report
    log_rows(request, report.dataset, action="rows-seen", purpose=reference)
    return passed

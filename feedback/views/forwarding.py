"""A report that was passed on to a base registration: its message, its term, what they say."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from datasets.services import mask_of
from datasets.views.access import log_rows, log_values, reader, rights_of, values_reason
from feedback.forms.forwarding import ForwardingForm
from feedback.lifecycle import LEGAL_DAYS, Actor, Refused, Registration
from feedback.models import Forwarding
from feedback.sentences import refusal
from feedback.services import roles_of
from feedback.services.corrections import SHORTEST_REASON, reason_needed
from feedback.services.forwarding import FIELDS, note_forwarding, sent_of, standard_message
from feedback.views.report import find_report
from kit.downloads import csv_download


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def forwarding(request: HttpRequest, reference: str) -> HttpResponse:
    """What was passed on, by when they must act, and how it stands there."""
    passed = _find(request, reference)
    sent = request.POST if request.method == "POST" else None
    form = ForwardingForm(sent, initial=_start(passed))
    if form.is_valid():
        if note_forwarding(passed, by=reader(request), **form.cleaned_data):
            messages.success(request, _("It was kept, with a note of what stood here before."))
        else:
            messages.info(request, _("Nothing was changed."))
        return redirect("feedback:forwarding", reference)
    return _page(request, passed, form, status=422 if form.errors else 200)


def _page(
    request: HttpRequest,
    passed: Forwarding,
    form: ForwardingForm,
    *,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    """Personal values masked, or as they are for who said in this session why they are looked at."""
    dataset = passed.report.dataset
    why = values_reason(request, dataset, rights_of(reader(request), dataset))
    log_rows(request, dataset, action="rows-seen", purpose=passed.report.reference)
    if why and mask_of(dataset).columns:
        log_values(request, dataset, _columns(passed), reason=why, granted=True)
    context = {
        "report": passed.report,
        "forwarding": passed,
        "form": form,
        "messages_sent": standard_message(passed, bare=bool(why)),
        "legal_days": LEGAL_DAYS.get(Registration(passed.registration)),
        "late": passed.due is not None and passed.due < timezone.localdate(),
        "reason_needed": reason_needed(dataset),
        "masked": not why and bool(mask_of(dataset).columns),
        "error": error,
        "given_reason": request.POST.get("reden", "")[:300],
    }
    return render(request, "feedback/forwarding.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def as_json(request: HttpRequest, reference: str) -> HttpResponse:
    """The message in the standard fields; several values are several messages."""
    told = _taken(request, _find(request, reference))
    if isinstance(told, HttpResponse):
        return told
    response = JsonResponse(
        told[0] if len(told) == 1 else told,
        safe=False,
        json_dumps_params={"ensure_ascii": False, "indent": 2},
    )
    response.headers["Content-Disposition"] = f'attachment; filename="{reference}.json"'
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def as_csv(request: HttpRequest, reference: str) -> HttpResponseBase:
    told = _taken(request, _find(request, reference))
    if isinstance(told, HttpResponse):
        return told
    rows = [[*(one[name] for name in FIELDS[:-1]), "; ".join(one["bijlagen"])] for one in told]
    return csv_download(reference, FIELDS, rows)


def _taken(request: HttpRequest, passed: Forwarding) -> list[dict[str, Any]] | HttpResponse:
    """The message as it is sent, with the values as they are; the page where a reason lacks.

    Of confidential rows and personal values it is taken with a reason, by who may see them. That,
    and a refusal of it, stands in the access log. A masked message would tell the keeper nonsense.
    """
    dataset = passed.report.dataset
    if not reason_needed(dataset):
        return standard_message(passed, bare=True)
    if not rights_of(reader(request), dataset).see_personal:
        log_values(request, dataset, _columns(passed), reason="", granted=False)
        raise PermissionDenied
    if request.method != "POST":
        return redirect("feedback:forwarding", passed.report.reference)
    reason = request.POST.get("reden", "").strip()[:300]
    if len(reason) < SHORTEST_REASON:
        error = refusal(Refused("reason-needed"))
        return _page(
            request, passed, ForwardingForm(initial=_start(passed)), error=error, status=422
        )
    log_values(request, dataset, _columns(passed), reason=reason, granted=True)
    return standard_message(passed, bare=True)


def _columns(passed: Forwarding) -> list[str]:
    """Of which columns the message holds values."""
    return list(dict.fromkeys(one.column for one in sent_of(passed) if one.column))


def _start(passed: Forwarding) -> dict[str, str]:
    return {
        "external_reference": passed.external_reference,
        "external_status": passed.external_status,
    }


def _find(request: HttpRequest, reference: str) -> Forwarding:
    """For who judges the report and may see its rows; 404 where nothing was passed on."""
    report = find_report(request, reference)
    if Actor.STEWARD not in roles_of(report, reader(request)):
        raise PermissionDenied
    if not rights_of(reader(request), report.dataset).see_rows:
        log_rows(request, report.dataset, action="rows-seen", granted=False, purpose=reference)
        raise PermissionDenied
    passed = Forwarding.objects.filter(report=report).first()
    if passed is None:
        raise Http404
    passed.report = report
    return passed

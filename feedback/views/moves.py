"""The moves of a report from its page: a step, merging, taking it up, handing it over."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from datasets.views.access import reader
from feedback.forms.moves import AnswerForm, MoveForm, ReasonForm, WithdrawForm
from feedback.forms.words import STATUS_OF
from feedback.lifecycle import Actor, NotAllowed, NotPermitted, Refused, Status
from feedback.models import Report
from feedback.sentences import refusal
from feedback.services import (
    hand_over,
    merge_report,
    move_report,
    roles_of,
    take_report,
)
from feedback.views.report import find_report, show_report
from feedback.views.report_forms import hand_over_form, merge_form


@require_POST
@login_required
def step(request: HttpRequest, reference: str) -> HttpResponse:
    """One move, by the reporter or by who judges."""
    report, by = find_report(request, reference), reader(request)
    to = STATUS_OF.get(request.POST.get("naar", ""))
    if to is None:
        raise Http404
    name, form = _form_for(request, report, to)
    if not form.is_valid():
        return show_report(request, report, status=422, forms={name: form})
    decisive = form.cleaned_data.get("doorslaggevend") if to == Status.RIGHT else None
    try:
        move_report(report, to=to, by=by, text=form.cleaned_data["tekst"], decisive=decisive)
    except NotPermitted:
        raise PermissionDenied from None
    except NotAllowed:
        return was_first(request, reference)
    except Refused as error:
        form.add_error("tekst", refusal(error))
        return show_report(request, report, status=422, forms={name: form})
    messages.success(
        request, _("Done. The report is now: %(status)s.") % {"status": to.label.lower()}
    )
    return redirect("feedback:report", reference)


def _form_for(request: HttpRequest, report: Report, to: Status) -> tuple[str, Form]:
    """The form that was sent, by its name on the page."""
    if to == Status.WITHDRAWN:
        return "withdraw", WithdrawForm(request.POST)
    if Actor.STEWARD not in roles_of(report, reader(request)):
        if to == Status.REOPENED:
            return "reopen", ReasonForm(request.POST)
        return "answer", AnswerForm(request.POST)
    return "move", MoveForm(request.POST)


def was_first(request: HttpRequest, reference: str) -> HttpResponse:
    """Someone else moved it meanwhile: say who and where to, on a fresh page."""
    report = find_report(request, reference)
    told = {"status": Status(report.status).label.lower()}
    last = report.steps.select_related("by").order_by("-at", "-pk").first()
    if last and last.by and last.by != reader(request) and last.actor == Actor.STEWARD:
        first = _("%(who)s was first. This report is now: %(status)s.") % {**told, "who": last.by}
    else:
        first = _("Meanwhile this report changed. It is now: %(status)s.") % told
    return show_report(request, report, status=409, first=first)


@require_POST
@login_required
def merge(request: HttpRequest, reference: str) -> HttpResponse:
    """This report goes on in another one."""
    report = find_report(request, reference)
    _must_judge(request, report)
    form = merge_form(report, request.POST)
    if form is None:
        return was_first(request, reference)
    if not form.is_valid():
        return show_report(request, report, status=422, forms={"merge": form})
    into = form.cleaned_data["met"]
    try:
        merge_report(report, into=into, by=reader(request), text=form.cleaned_data["tekst"])
    except NotPermitted:
        raise PermissionDenied from None
    except NotAllowed:
        return was_first(request, reference)
    except Refused as error:
        form.add_error("met", refusal(error))
        return show_report(request, report, status=422, forms={"merge": form})
    messages.success(
        request,
        _("%(report)s goes on in this report, with everybody who doubted it.")
        % {"report": reference},
    )
    return redirect("feedback:report", into.reference)


@require_POST
@login_required
def take(request: HttpRequest, reference: str) -> HttpResponse:
    """Take it in hand; what a colleague had is taken over."""
    report = find_report(request, reference)
    seen = request.POST.get("van", "")
    if seen != str(report.handler_id or ""):  # what the page said when the button was pressed
        return _taken(request, report)
    try:
        take_report(report, by=reader(request))
    except NotPermitted:
        raise PermissionDenied from None
    except NotAllowed:
        return _taken(request, find_report(request, reference))
    messages.success(request, _("You have this report in hand now."))
    return redirect("feedback:report", reference)


def _taken(request: HttpRequest, report: Report) -> HttpResponse:
    _must_judge(request, report)
    if report.handler:
        first = _("%(who)s was first and has this report in hand.") % {"who": report.handler}
    else:
        first = _("Meanwhile nobody has this report in hand. You can take it.")
    return show_report(request, report, status=409, first=first)


@require_POST
@login_required
def give(request: HttpRequest, reference: str) -> HttpResponse:
    """Hand it over to a colleague who may judge it."""
    report = find_report(request, reference)
    _must_judge(request, report)
    form = hand_over_form(report, request.POST)
    assert form is not None
    if not form.is_valid():
        return show_report(request, report, status=422, forms={"hand_over": form})
    to = form.cleaned_data["aan"]
    try:
        hand_over(report, to=to, by=reader(request))
    except Refused as error:
        form.add_error("aan", refusal(error))
        return show_report(request, report, status=422, forms={"hand_over": form})
    messages.success(request, _("%(who)s has this report in hand now.") % {"who": to})
    return redirect("feedback:report", reference)


def _must_judge(request: HttpRequest, report: Report) -> None:
    if Actor.STEWARD not in roles_of(report, reader(request)):
        raise PermissionDenied

"""What people do on a report beside its moves: say something, follow it, react when it closed."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from datasets.views.access import reader
from feedback.forms.moves import NoteForm, ReactForm, SayForm
from feedback.lifecycle import NotAllowed, NotPermitted, Refused
from feedback.sentences import refusal
from feedback.services import watch_report
from feedback.services.conversation import say as say_it
from feedback.services.reaction import react as keep_reaction
from feedback.views.moves import was_first
from feedback.views.report import find_report, show_report


@require_POST
@login_required
def say(request: HttpRequest, reference: str) -> HttpResponse:
    """A line for the reporter, or (`intern`) among who judge."""
    report = find_report(request, reference)
    internal = "intern" in request.POST
    form = NoteForm(request.POST) if internal else SayForm(request.POST)
    name = "note" if internal else "say"
    if form.is_valid():
        try:
            text = form.cleaned_data["tekst"]
            say_it(report, by=reader(request), text=text, internal=internal)
        except NotPermitted:
            raise PermissionDenied from None
        except Refused as error:
            form.add_error("tekst", refusal(error))
        else:
            place = "#notities" if internal else "#gesprek"
            return redirect(reverse("feedback:report", args=[reference]) + place)
    return show_report(request, report, status=422, forms={name: form})


@require_POST
@login_required
def watch(request: HttpRequest, reference: str) -> HttpResponse:
    """Hear of each move from here on (`volgen`), or no more."""
    report = find_report(request, reference)
    watching = request.POST.get("volgen") == "ja"
    watch_report(report, by=reader(request), watching=watching)
    if watching:
        messages.success(request, _("You follow this report: you hear of each step."))
    else:
        messages.info(request, _("You no longer follow this report."))
    return redirect("feedback:report", reference)


@require_POST
@login_required
def react(request: HttpRequest, reference: str) -> HttpResponse:
    """The one question after closing; no may open the case again in the same step."""
    report = find_report(request, reference)
    form = ReactForm(request.POST)
    if not form.is_valid():
        return show_report(request, report, status=422, forms={"react": form})
    given = form.cleaned_data
    satisfied, reopen = given["tevreden"] == "ja", given["heropenen"]
    try:
        keep_reaction(
            report, by=reader(request), satisfied=satisfied, text=given["tekst"], reopen=reopen
        )
    except NotPermitted:
        raise PermissionDenied from None
    except NotAllowed:
        return was_first(request, reference)
    except Refused as error:
        form.add_error("tekst" if error.code == "text-needed" else None, refusal(error))
        return show_report(request, report, status=422, forms={"react": form})
    if reopen and not satisfied:
        messages.success(request, _("The case is open again. We look at it once more."))
    else:
        messages.success(request, _("Thank you for your answer."))
    return redirect("feedback:report", reference)

"""*Ik ook*: hear what the reporter hears, in one click."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from datasets.views.access import reader
from feedback.lifecycle import Refused
from feedback.sentences import refusal
from feedback.services import join_report
from feedback.views.report import find_report

LONGEST_NOTE = 2000


@require_POST
@login_required
def join(request: HttpRequest, reference: str) -> HttpResponse:
    """Join an open report, with a word about it where one has that."""
    report = find_report(request, reference)
    note = request.POST.get("toelichting", "")[:LONGEST_NOTE]
    try:
        joiner = join_report(report, by=reader(request), note=note)
    except Refused as error:
        messages.error(request, refusal(error))
    else:
        if joiner is None:
            messages.info(request, _("You made this report yourself."))
        else:
            messages.success(
                request, _("You joined this report. You hear of each step, as its reporter does.")
            )
    there = redirect("feedback:report", report.reference)
    if "X-Koers-Upload" in request.headers:
        # A script that follows a redirect would read the page, and with it what was just said.
        return HttpResponse(status=201, headers={"Location": there.url})
    return there

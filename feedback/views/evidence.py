"""Evidence of a report: brought after it was made, and opened by who has a part in it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from datasets.lifecycle import Classification
from datasets.views.access import reader
from feedback.forms.evidence import EvidenceForm
from feedback.lifecycle import Refused
from feedback.models import Report
from feedback.sentences import refusal
from feedback.services.evidence import (
    MOST_FILES,
    MOST_MB,
    add_evidence,
    has_part,
    openable,
)
from feedback.services.evidence_kind import CONTENT_TYPES
from feedback.views.report import find_report
from people.services import log_access


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def add(request: HttpRequest, reference: str) -> HttpResponse:
    """Add files to a report in which one has a part."""
    report = find_report(request, reference)
    if not has_part(report, reader(request)):
        raise PermissionDenied
    if request.method != "POST":
        return _page(request, report, EvidenceForm())
    form = EvidenceForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            added = add_evidence(report, form.cleaned_data["bewijs"], by=reader(request))
        except Refused as error:
            form.add_error("bewijs", refusal(error))
        else:
            messages.success(request, _told(len(added)))
            return redirect("feedback:report", report.reference)
    return _page(request, report, form, status=422)


def _told(count: int) -> str:
    if not count:
        return _("These files were there already.")
    return ngettext("%(count)s file was added.", "%(count)s files were added.", count) % {
        "count": count
    }


def _page(
    request: HttpRequest, report: Report, form: EvidenceForm, *, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "report": report,
        "form": form,
        "attachments": openable(report, reader(request)),
        "most_files": MOST_FILES,
        "most_mb": MOST_MB,
    }
    return render(request, "feedback/evidence.html", context, status=status)


@never_cache
@require_safe
@login_required
def download(request: HttpRequest, reference: str, uuid: UUID) -> FileResponse:
    """One file, saved and never opened as a page of this portal.

    Only for who brought it, the reporter, who judges, and who joined and may see rows. Of a confidential dataset each look, and each
    refusal of one, leaves a line.
    """
    report = find_report(request, reference)
    attachment = get_object_or_404(report.attachments, uuid=uuid)
    allowed = openable(report, reader(request)).filter(pk=attachment.pk).exists()
    if report.dataset.classification == Classification.CONFIDENTIAL:
        log_access(
            reader(request),
            action="evidence-opened",
            target=report.dataset,
            object_label=f"{report.dataset}: {report.reference}",
            granted=allowed,
            request=request,
        )
    if not allowed:
        raise PermissionDenied
    if not attachment.path.exists():
        raise Http404
    response = FileResponse(attachment.path.open("rb"), content_type=CONTENT_TYPES[attachment.kind])
    response.headers["Content-Disposition"] = (
        content_disposition_header(True, attachment.filename) or "attachment"
    )
    response.headers["Content-Length"] = str(attachment.path.stat().st_size)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox"
    return response

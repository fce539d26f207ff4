"""The corrections of a dataset: for its owner, its steward and the data team; sent as a list."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from datasets.models import Dataset
from datasets.views.access import find_dataset, reader, rights_of, values_reason
from feedback.forms.repair import CorrectionFilter
from feedback.lifecycle import Refused, Subject
from feedback.models import SentList
from feedback.sentences import refusal
from feedback.services.corrections import (
    READ,
    SENT,
    asked_words,
    corrections_of,
    log_corrections,
    may_have_corrections,
    reason_needed,
    receive_list,
    send_list,
    shown,
)
from kit.downloads import bytes_download
from kit.paging import page_of

PER_PAGE = 50
LISTS = 20  # sent lists that the page shows
_TONES = {"open": "amber", "repaired": "green", "dropped": "neutral"}


@never_cache
@require_safe
@login_required
def corrections(request: HttpRequest, slug: str) -> HttpResponse:
    """What was agreed to repair and how it stands, and which lists went out."""
    return _page(request, _dataset(request, slug))


def _page(
    request: HttpRequest, dataset: Dataset, *, error: str = "", status: int = 200
) -> HttpResponse:
    user = reader(request)
    rights = rights_of(user, dataset)
    form = CorrectionFilter(request.GET)
    chosen = form.chosen()
    page = page_of(corrections_of(dataset, status=chosen), PER_PAGE, request.GET.get("pagina"))
    why = values_reason(request, dataset, rights)
    needed = reason_needed(dataset)
    log_corrections(dataset, by=user, action=READ, reason=why, request=request, needed=needed)
    told = shown(dataset, page.object_list, bare=bool(why))
    rows = [
        {
            "one": one,
            "told": words,
            "asked": asked_words(one),
            "tone": _TONES[one.status],
            "empties": one.subject == Subject.CELL and not one.rule_id and not one.agreed,
        }
        for one, words in zip(page.object_list, told, strict=True)
    ]
    lists = dataset.sent_lists.select_related("by", "received_by").prefetch_related("corrections")
    context = {
        "dataset": dataset,
        "rights": rights,
        "page": page,
        "rows": rows,
        "form": form,
        "chosen": chosen,
        "open": corrections_of(dataset, status="open").count(),
        "lists": lists[:LISTS],
        "reason_needed": needed,
        "may_receive": dataset.owner_id == user.pk,
        "error": error,
        "given_reason": request.POST.get("reden", "")[:300],
    }
    return render(request, "feedback/corrections.html", context, status=status)


@never_cache
@require_POST
@login_required
def download(request: HttpRequest, slug: str) -> HttpResponse:
    """The list of open corrections as CSV; that it was taken is kept."""
    dataset = _dataset(request, slug)
    reason = request.POST.get("reden", "")[:300]
    try:
        sent, content = send_list(dataset, by=reader(request), reason=reason, request=request)
    except Refused as error:
        return _page(request, dataset, error=refusal(error), status=422)
    day = timezone.localdate(sent.at)
    return bytes_download(content, f"correctielijst {dataset.slug} {day}")


@require_POST
@login_required
def received(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """The owner of the data says that the list arrived at the source."""
    dataset, user = _dataset(request, slug), reader(request)
    if dataset.owner_id != user.pk:
        raise PermissionDenied
    sent = get_object_or_404(SentList, dataset=dataset, uuid=uuid)
    if receive_list(sent, by=user):
        messages.success(request, _("It stands here that the list was received."))
    else:
        messages.info(request, _("Someone else was first: this was done already."))
    return redirect("feedback:corrections", dataset.slug)


def _dataset(request: HttpRequest, slug: str) -> Dataset:
    """The dataset for who may have its corrections; 404 for who does not see it, else 403."""
    dataset = find_dataset(request, slug)
    if not may_have_corrections(dataset, reader(request)):
        log_corrections(dataset, by=reader(request), action=SENT, granted=False, request=request)
        raise PermissionDenied
    return dataset

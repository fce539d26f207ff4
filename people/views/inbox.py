"""Messages to the reader."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from people.models import Notification
from people.services import mark_all_read, mark_read, unread_count
from people.views.permission import reader

PER_PAGE = 25


@login_required
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Unread first, then what was read."""
    lines = Notification.objects.visible_to(reader(request)).unread_first()
    page = Paginator(lines, PER_PAGE).get_page(request.GET.get("pagina"))
    return render(
        request, "people/inbox.html", {"page": page, "unread": unread_count(reader(request))}
    )


@login_required
@require_POST
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one line as read, and go to what it is about when that was asked."""
    line = get_object_or_404(Notification.objects.visible_to(reader(request)), pk=pk)
    mark_read(line)
    if "open" in request.POST and line.url:
        return redirect(line.url)
    return redirect("people:inbox")


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything as read."""
    count = mark_all_read(reader(request))
    messages.success(
        request,
        ngettext("%(count)s message marked as read.", "%(count)s messages marked as read.", count)
        % {"count": count},
    )
    return redirect("people:inbox")

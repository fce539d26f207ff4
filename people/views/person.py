"""People for who manages them: the list, one person, and an invitation."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from people.forms import InviteForm, PeopleFilterForm
from people.models import User
from people.models.person import PersonQuerySet
from people.roles import ROLE_NAMES
from people.services import invite, log_access, roles_of
from people.views.permission import page_for, reader

PER_PAGE = 25
MANAGE = "people.manage_people"


def role_names(person: User) -> list[str]:
    return [str(ROLE_NAMES[code]) for code in roles_of(person)]


def state_of(person: User) -> str:
    """active, invited or inactive, as PeopleFilterForm.STATES names them."""
    if not person.is_active:
        return "inactive"
    return "invited" if person.invited_at and not person.has_usable_password() else "active"


@page_for(MANAGE)
@require_safe
def people(request: HttpRequest) -> HttpResponseBase:
    """Everyone, searched and filtered; the number of queries does not grow with the list."""
    form = PeopleFilterForm(request.GET)
    found = User.objects.visible_to(reader(request))
    found = _filtered(found, form.cleaned_data) if form.is_valid() else found.none()
    found = found.select_related("department").prefetch_related("groups")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("pagina"))
    states = dict(PeopleFilterForm.STATES)
    rows = [
        {
            "person": person,
            "roles": role_names(person),
            "state": state_of(person),
            "state_name": states[state_of(person)],
        }
        for person in page
    ]
    filtered = any(form.cleaned_data.values())
    return render(
        request,
        "people/list.html",
        {
            "form": form,
            "page": page,
            "rows": rows,
            "reset": reverse("people:list") if filtered else "",
        },
        status=422 if form.errors else 200,
    )


def _filtered(found: PersonQuerySet, wanted: dict[str, Any]) -> PersonQuerySet:
    for word in wanted["q"].split():
        found = found.filter(
            Q(name__icontains=word) | Q(email__icontains=word) | Q(username__icontains=word)
        )
    if department := wanted["department"]:
        below = department.descendants().values_list("pk", flat=True)
        found = found.filter(department__in=[department.pk, *below])
    if wanted["role"]:
        found = found.filter(groups__name=wanted["role"])
    if wanted["state"] == "inactive":
        found = found.filter(is_active=False)
    elif wanted["state"]:
        waiting = User.objects.invited().values("pk")
        found = found.active()
        if wanted["state"] == "invited":
            found = found.filter(pk__in=waiting)
        else:
            found = found.exclude(pk__in=waiting)
    return found


@page_for(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest) -> HttpResponseBase:
    """Invite someone by mail."""
    form = InviteForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            person = invite(**form.cleaned_data, by=reader(request))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            log_access(reader(request), action="person-changed", target=person, request=request)
            messages.success(
                request,
                _("%(name)s is invited. The link in the e-mail works for three days.")
                % {"name": person},
            )
            return redirect("people:person", pk=person.pk)
    return _invite_page(request, form)


def _invite_page(request: HttpRequest, form: InviteForm) -> HttpResponse:
    return render(request, "people/invite.html", {"form": form}, status=422 if form.errors else 200)

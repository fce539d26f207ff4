"""The page of one person for who manages people, and each change on it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from people.forms import DetailsForm, PeopleFilterForm, PersonDepartmentForm, ReasonForm, RolesForm
from people.models import User
from people.sentences import describe_change
from people.services import (
    change_department,
    change_details,
    change_roles,
    deactivate,
    log_access,
    reactivate,
    resend_invitation,
    revoke_token,
    roles_of,
    withdraw_invitation,
)
from people.views.permission import page_for, reader
from people.views.person import role_names, state_of

MANAGE = "people.manage_people"
HISTORY = 50


def _find(request: HttpRequest, pk: int) -> User:
    seen = User.objects.visible_to(reader(request)).select_related("department")
    found: User = get_object_or_404(seen, pk=pk)
    return found


@page_for(MANAGE)
@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Everything that is decided about one person, and what was decided before."""
    return _show(request, _find(request, pk))


def _show(request: HttpRequest, found: User, **bound: forms.Form) -> HttpResponse:
    state = state_of(found)
    blank: dict[str, forms.Form] = {
        "details": DetailsForm(
            initial={"name": found.name, "email": found.email}, prefix="details"
        ),
        "roles": RolesForm(initial={"roles": roles_of(found)}, prefix="roles"),
        "department": PersonDepartmentForm(
            initial={"department": found.department}, prefix="department"
        ),
        "activation": ReasonForm(prefix="activation"),
    }
    changes = found.changes.select_related("by")[:HISTORY]
    return render(
        request,
        "people/person.html",
        {
            "person": found,
            "state": state,
            "state_name": dict(PeopleFilterForm.STATES)[state],
            "is_self": found == reader(request),
            "role_names": role_names(found),
            "history": [(change, describe_change(change)) for change in changes],
            "tokens": found.api_tokens.filter(revoked_at=None, expires_at__gt=timezone.now()),
            "forms": {**blank, **bound},
            "wrong": next(iter(bound.values()), None),
        },
        status=422 if bound else 200,
    )


Change = Callable[[User, User, dict[str, Any]], str]


def _changed(
    request: HttpRequest, pk: int, *, part: str, form_class: type[forms.Form], change: Change
) -> HttpResponse:
    """Check the form of one part of the page and make its change, or show what was wrong."""
    found = _find(request, pk)
    form = form_class(request.POST, prefix=part)
    if form.is_valid():
        try:
            done = change(found, reader(request), form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            log_access(
                reader(request),
                action="person-changed",
                target=found,
                reason=form.cleaned_data.get("reason", ""),
                request=request,
            )
            messages.success(request, done)
            return redirect("people:person", pk=pk)
    return _show(request, _find(request, pk), **{part: form})


@page_for(MANAGE)
@require_POST
def details(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Correct a name or e-mail address."""

    def change(found: User, by: User, data: dict[str, Any]) -> str:
        change_details(found, by=by, **data)
        return _("Name and e-mail address are saved.")

    return _changed(request, pk, part="details", form_class=DetailsForm, change=change)


@page_for(MANAGE)
@require_POST
def roles(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Give or take roles."""

    def change(found: User, by: User, data: dict[str, Any]) -> str:
        if change_roles(found, by=by, **data):
            return _("The roles are saved. The person must log in again.")
        return _("Nothing has changed.")

    return _changed(request, pk, part="roles", form_class=RolesForm, change=change)


@page_for(MANAGE)
@require_POST
def department(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Move someone to another department."""

    def change(found: User, by: User, data: dict[str, Any]) -> str:
        if change_department(found, by=by, **data):
            return _("The department is saved.")
        return _("Nothing has changed.")

    return _changed(request, pk, part="department", form_class=PersonDepartmentForm, change=change)


@page_for(MANAGE)
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Deactivate an account, with a reason."""

    def change(found: User, by: User, data: dict[str, Any]) -> str:
        deactivate(found, by=by, **data)
        return _("The account is closed. Sessions and API tokens have ended.")

    return _changed(request, pk, part="activation", form_class=ReasonForm, change=change)


@page_for(MANAGE)
@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Reactivate an account, with a reason."""

    def change(found: User, by: User, data: dict[str, Any]) -> str:
        reactivate(found, by=by, **data)
        return _("The account is open again.")

    return _changed(request, pk, part="activation", form_class=ReasonForm, change=change)


@page_for(MANAGE)
@require_POST
def invite_again(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Send a new link; the old one ends."""

    def change(found: User, by: User, data: dict[str, Any]) -> str:
        resend_invitation(found, by=by)
        return _("A new invitation is on its way. The old link no longer works.")

    return _changed(request, pk, part="invitation", form_class=forms.Form, change=change)


@page_for(MANAGE)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take an invitation back."""

    def change(found: User, by: User, data: dict[str, Any]) -> str:
        withdraw_invitation(found, by=by)
        return _("The invitation is withdrawn and the account is closed.")

    return _changed(request, pk, part="invitation", form_class=forms.Form, change=change)


@page_for(MANAGE)
@require_POST
def revoke(request: HttpRequest, pk: int, token_pk: int) -> HttpResponseBase:
    """End an API token of a person."""

    def change(found: User, by: User, data: dict[str, Any]) -> str:
        revoke_token(get_object_or_404(found.api_tokens, pk=token_pk))
        return _("The token no longer works.")

    return _changed(request, pk, part="token", form_class=forms.Form, change=change)

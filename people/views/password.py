"""A forgotten password, and the link with which one is set."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from people.forms import ForgottenForm, NewPasswordForm
from people.models import LoginFailure
from people.services import (
    ask_reset,
    client_address,
    person_for_link,
    record_failure,
    set_password,
    too_many_failures,
)
from people.services.address import WINDOW
from people.views.login import too_many


@require_http_methods(["GET", "HEAD", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for a link; the answer is the same for every address."""
    form = ForgottenForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        address, door = client_address(request), LoginFailure.Door.RESET
        if too_many_failures(address, door=door):
            return too_many(request, minutes=int(WINDOW.total_seconds()) // 60)
        if form.is_valid():
            record_failure(address, door=door)
            ask_reset(form.cleaned_data["email"])
            return render(
                request, "people/forgotten_sent.html", {"email": form.cleaned_data["email"]}
            )
    return render(
        request, "people/forgotten.html", {"form": form}, status=422 if form.errors else 200
    )


@sensitive_post_parameters()
@sensitive_variables()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def set_new(request: HttpRequest, uid: str, token: str) -> HttpResponse:
    """Choose a password by a link from a mail, once."""
    person = person_for_link(uid, token)
    if person is None:
        return render(request, "people/link_ended.html", status=410)
    form = NewPasswordForm(person, request.POST if request.method == "POST" else None)
    if form.is_valid():
        set_password(person, password=form.cleaned_data["password"])
        messages.success(request, _("Your password is set. You can log in now."))
        return redirect("people:login")
    return render(
        request,
        "people/set_password.html",
        {"form": form, "person": person},
        status=422 if form.errors else 200,
    )

"""In and out."""

from typing import Any

from django.conf import settings
from django.contrib import auth, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from people.forms import LoginForm
from people.models import User
from people.services import (
    client_address,
    log_access,
    record_failure,
    too_many_failures,
)
from people.services.address import WINDOW


def own_path(request: HttpRequest, *, default: str) -> str:
    """Where the form or link asked to go on to, when that is a page of this portal."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    own = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if wanted and own else resolve_url(default)


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    """The login page; a wrong password and an unknown name get the same answer."""
    goal = own_path(request, default=settings.LOGIN_REDIRECT_URL)
    if request.user.is_authenticated:
        return redirect(goal)
    form = LoginForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if too_many_failures(client_address(request)):
            return too_many(request, minutes=int(WINDOW.total_seconds()) // 60)
        if form.is_valid() and (person := _authenticated(request, form)):
            auth.login(request, person)
            log_access(person, action="login", target=person, request=request)
            return redirect(goal)
    return render(request, "people/login.html", {"form": form, "next": goal})


def _authenticated(request: HttpRequest, form: LoginForm) -> User | None:
    username = form.account_name()
    found = auth.authenticate(request, username=username, password=form.cleaned_data["password"])
    if isinstance(found, User):
        return found
    record_failure(client_address(request))
    known = User.objects.filter(username=username).first()
    if known:  # never what was typed: that may be a password in the wrong field
        log_access(known, action="login", target=known, granted=False, request=request)
    form.add_error(
        None,
        _("The name and password do not belong together, or the account is closed. Try again."),
    )
    return None


def too_many(request: HttpRequest, *, minutes: int) -> HttpResponse:
    """Say that this place tried too often, and when to try again; 429."""
    response = render(request, "people/too_many.html", {"minutes": minutes}, status=429)
    response.headers["Retry-After"] = str(minutes * 60)
    return response


def locked_out(
    request: HttpRequest,
    original_response: HttpResponse | None = None,
    credentials: dict[str, Any] | None = None,
) -> HttpResponse:
    """The page of django-axes for a name that failed too often from one address."""
    with override(getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE)):
        return too_many(request, minutes=int(settings.AXES_COOLOFF_TIME.total_seconds()) // 60)


@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """End the session."""
    auth.logout(request)
    messages.success(request, _("You are logged out."))
    return redirect(settings.LOGOUT_REDIRECT_URL)

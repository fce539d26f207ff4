"""What someone decides about themself."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from people.forms import ChangePasswordForm, ProfileForm
from people.roles import ROLE_NAMES
from people.services import change_profile, revoke_token, roles_of, set_password
from people.views.permission import reader


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """One's own name, language and messages; what others decide is shown only."""
    person = reader(request)
    form = ProfileForm(
        request.POST if request.method == "POST" else None,
        initial={
            "name": person.name,
            "language": person.language,
            "mail_notifications": person.mail_notifications,
        },
    )
    if form.is_valid():
        change_profile(person, **form.cleaned_data)
        with override(person.language):
            messages.success(request, _("Your profile is saved."))
        return redirect("people:profile")
    return render(
        request,
        "people/profile.html",
        {
            "form": form,
            "person": person,
            "roles": [ROLE_NAMES[code] for code in roles_of(person)],
            "tokens": person.api_tokens.filter(revoked_at=None, expires_at__gt=timezone.now()),
        },
        status=422 if form.errors else 200,
    )


@sensitive_post_parameters()
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Change one's own password; other sessions end, this one goes on."""
    person = reader(request)
    form = ChangePasswordForm(person, request.POST if request.method == "POST" else None)
    if form.is_valid():
        set_password(person, password=form.cleaned_data["password"])
        update_session_auth_hash(request, person)
        messages.success(request, _("Your password is changed. Other devices are logged out."))
        return redirect("people:profile")
    return render(
        request,
        "people/change_password.html",
        {"form": form},
        status=422 if form.errors else 200,
    )


@login_required
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of one's own API tokens."""
    token = get_object_or_404(reader(request).api_tokens, pk=pk)
    revoke_token(token)
    messages.success(request, _("The token no longer works."))
    return redirect("people:profile")

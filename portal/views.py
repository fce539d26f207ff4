"""The pages that every public site has: its texts, its language, and what machines ask for."""

from datetime import datetime, time, timedelta
from http import HTTPStatus

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.services import change_language
from portal import prose
from portal.forms import TextForm
from portal.models import SiteText
from portal.services import write_text

SECURITY_TXT_DAYS = 300  # a reader must find an Expires within a year (RFC 9116)


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """Say how accessible the portal is, and whom to tell where it is not."""
    return _show_text(request, SiteText.Slug.ACCESSIBILITY)


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Say which personal data the portal keeps, why and how long."""
    return _show_text(request, SiteText.Slug.PRIVACY)


@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    """Say whom to ask."""
    return _show_text(request, SiteText.Slug.CONTACT)


def _show_text(request: HttpRequest, slug: SiteText.Slug) -> HttpResponse:
    language = get_language() or settings.LANGUAGE_CODE
    written = SiteText.objects.filter(slug=slug, language=language).first()
    body = written.body if written else _own_text(slug, language)
    return render(
        request,
        "portal/text.html",
        {"title": slug.label, "slug": slug.value, "written": written, "blocks": prose.blocks(body)},
    )


def _own_text(slug: SiteText.Slug, language: str) -> str:
    with override(language):
        return render_to_string(
            f"portal/texts/{slug.value}.txt",
            {
                "organisation": settings.ORGANISATION,
                "contact_email": settings.CONTACT_EMAIL,
                "session_hours": settings.SESSION_HOURS,
                "idle_minutes": settings.SESSION_IDLE_MINUTES,
            },
        ).strip()


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@permission_required("portal.edit_texts", raise_exception=True)
def edit_text(request: HttpRequest, slug: str) -> HttpResponse:
    """Write one of the texts, in the language that the page is shown in."""
    if slug not in SiteText.Slug.values:
        raise Http404
    assert request.user.is_authenticated
    which, language = SiteText.Slug(slug), get_language() or settings.LANGUAGE_CODE
    written = SiteText.objects.filter(slug=which, language=language).first()
    before = written.body if written else _own_text(which, language)
    form = TextForm(request.POST or None, initial={"body": before})
    if request.method == "POST" and form.is_valid():
        write_text(which, language=language, body=form.cleaned_data["body"], by=request.user)
        messages.success(request, _("The text has been changed."))
        return redirect(f"portal:{slug}")
    return render(
        request,
        "portal/edit_text.html",
        {
            "form": form,
            "title": which.label,
            "slug": slug,
            "language_name": dict(settings.LANGUAGES)[language],
            "history": SiteText.objects.filter(slug=which, language=language).select_related(
                "updated_by"
            )[:20],
        },
        status=HTTPStatus.BAD_REQUEST if form.errors else HTTPStatus.OK,
    )


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Show the portal in another language: kept with the account, or in a cookie without one."""
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        target = reverse("portal:home")
    response = HttpResponseRedirect(target)
    language = request.POST.get("language", "")
    if language not in dict(settings.LANGUAGES):
        return response
    if request.user.is_authenticated:
        change_language(request.user, language=language)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=int(timedelta(days=365).total_seconds()),
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
    return response


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Say whom to tell about a weakness (RFC 9116)."""
    ends = timezone.localdate() + timedelta(days=SECURITY_TXT_DAYS)
    midnight = timezone.make_aware(datetime.combine(ends, time.min))
    lines = [
        f"Contact: mailto:{settings.CONTACT_EMAIL}",
        f"Expires: {midnight.isoformat()}",
        "Preferred-Languages: nl, en",
        f"Canonical: {settings.BASE_URL}{request.path}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def robots_txt(request: HttpRequest) -> HttpResponse:
    """Keep search engines out: the portal is for the people of one organisation."""
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain")


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Lead browsers that look in the old place to the mark."""
    return HttpResponseRedirect(static("koers/favicon.svg"))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came without a valid token: say what to do."""
    return render(request, "403_csrf.html", status=HTTPStatus.FORBIDDEN)

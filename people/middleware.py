"""How long a session lasts, and in which language a page is shown."""

from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

STARTED, ACTIVE = "_started", "_active"
NOTED_EVERY = 60  # seconds; a row is written at most once a minute for activity

Handler = Callable[[HttpRequest], HttpResponse]


def is_poll(request: HttpRequest) -> bool:
    """Whether a page asks this by itself: that is no sign of someone being there."""
    return "X-Koers-Poll" in request.headers or request.headers.get("HX-Trigger-Name") == "poll"


class SessionLimits:
    """End a session after SESSION_IDLE_MINUTES without activity and SESSION_HOURS in all.

    A request of htmx that meets the login page takes the whole page there, not a piece of it.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            self._limit(request)
        response = self.get_response(request)
        return self._whole_page(request, response)

    def _limit(self, request: HttpRequest) -> None:
        now = int(timezone.now().timestamp())
        session = request.session
        started, active = session.setdefault(STARTED, now), session.setdefault(ACTIVE, now)
        idle = now - active > settings.SESSION_IDLE_MINUTES * 60
        if idle or now - started > settings.SESSION_HOURS * 3600:
            logout(request)
        elif now - active >= NOTED_EVERY and not is_poll(request):
            session[ACTIVE] = now

    def _whole_page(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        login = reverse("people:login")
        target = urlsplit(response.headers.get("Location", "")).path
        if request.headers.get("HX-Request") != "true" or target != login:
            return response
        here = urlsplit(request.headers.get("HX-Current-URL", ""))
        back = urlencode({"next": here.path + (f"?{here.query}" if here.query else "")})
        return HttpResponse(status=204, headers={"HX-Redirect": f"{login}?{back}"})


class ChosenLanguage:
    """Show a page in the language of the person, else of the cookie, else in Dutch.

    What the browser asks for does not count: a Dutch municipality's page is Dutch until someone
    chooses otherwise.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = self._language(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ("Cookie",))
        return response

    def _language(self, request: HttpRequest) -> str:
        known = {code for code, _name in settings.LANGUAGES}
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            chosen: str = request.user.language
        else:
            chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        return chosen if chosen in known else settings.LANGUAGE_CODE

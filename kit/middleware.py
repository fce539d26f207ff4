"""What every response carries, and what every error under /api/ looks like."""

import logging
import re
from collections.abc import Callable
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from kit.problems import CONTENT_TYPE, become_problem

logger = logging.getLogger(__name__)
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
API = "/api/"
PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
)
REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
Handler = Callable[[HttpRequest], HttpResponse]


class ResponseHeaders:
    """Headers that settings cannot give, a reference per request, and problems for the API.

    A header that a view set itself stays.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        reference = self._reference(request)
        request.META["KOERS_REFERENCE"] = reference
        if "%00" in request.META.get("QUERY_STRING", ""):
            # No text has it, and PostgreSQL refuses it in the middle of a query.
            response = render(request, "400.html", status=400)
        elif request.method in METHODS:
            response = self.get_response(request)
        else:  # TRACE sends back what it got, cookies too; a view would answer any method
            response = HttpResponseNotAllowed(METHODS)
        headers = response.headers
        headers.setdefault("X-Request-ID", reference)
        headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        headers.setdefault("Permissions-Policy", PERMISSIONS)
        headers.setdefault("X-Frame-Options", settings.X_FRAME_OPTIONS)
        if request.path_info.startswith(API):
            self._as_api(response, reference)
        elif _used_session(request):
            headers.setdefault("Cache-Control", "no-store")
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Put the reference that the reader gets to see beside the traceback in the log.

        A refusal (404, 403, 400) is no fault of ours and has no traceback.
        """
        if isinstance(exception, Http404 | PermissionDenied | SuspiciousOperation):
            return
        logger.error(
            "Reference %s: %s %s broke with %s",
            request.META.get("KOERS_REFERENCE", ""),
            request.method,
            ascii(request.path),  # a line end in it would begin a line of its own
            type(exception).__name__,
        )

    def _reference(self, request: HttpRequest) -> str:
        # Only a proxy of ours may choose it: it ends up in our logs.
        given = request.headers.get("X-Request-ID", "") if settings.PROXY_COUNT else ""
        return given if REQUEST_ID.fullmatch(given) else uuid4().hex

    def _as_api(self, response: HttpResponse, reference: str) -> None:
        response.headers["API-Version"] = settings.VERSION
        response.headers.setdefault("Cache-Control", "no-store")
        patch_vary_headers(response, ("Authorization",))
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        if response.status_code >= 400 and kind != CONTENT_TYPE and not response.streaming:
            become_problem(response, reference)


def _used_session(request: HttpRequest) -> bool:
    session = getattr(request, "session", None)
    return session is not None and session.accessed

"""A request that is too large, for a file or for a stranger, is answered before it is kept."""

from collections.abc import Callable
from contextlib import suppress

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.shortcuts import render

Handler = Callable[[HttpRequest], HttpResponse]
MEGABYTE = 1024 * 1024
_PIECE = 64 * 1024


class RequestSizeLimit:
    """Answers 413 for a body over CSV_LIMIT_MB plus 1 MB for the form around the file.

    Goes by the Content-Length: without one the server reads no body. Below the API the response
    becomes a problem in kit.middleware.ResponseHeaders.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        limit = _limit()
        if _length(request) <= limit:
            return self.get_response(request)
        _drain(request, limit)
        return render(request, "413.html", status=413)


class StrangerSizeLimit:
    """Sends who is not logged in to the login page when they bring more than a form holds.

    Looking for the CSRF token reads the whole body, files too, and that comes before a view asks
    who is there: anyone could fill the disk. Comes after AuthenticationMiddleware. The API asks
    who is there before it reads a body.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        little = _length(request) <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if little or request.path_info.startswith("/api/") or request.user.is_authenticated:
            return self.get_response(request)
        _drain(request, _limit())
        return redirect_to_login(request.get_full_path())


def _limit() -> int:
    """In bytes, of any request."""
    return (settings.CSV_LIMIT_MB + 1) * MEGABYTE


def _length(request: HttpRequest) -> int:
    length = request.META.get("CONTENT_LENGTH") or ""
    return int(length) if length.isdigit() else 0


def _drain(request: HttpRequest, limit: int) -> None:
    """Read and forget what was sent, up to the limit.

    A browser that is still sending when the connection closes shows "connection reset" instead
    of our answer. Whoever sends far more than is allowed gets just that.
    """
    left = limit
    with suppress(UnreadablePostError):  # the sender gave up
        while left > 0 and (piece := request.read(min(_PIECE, left))):
            left -= len(piece)

"""Errors of the API as application/problem+json (RFC 9457), in the words of the reader."""

import json
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

CONTENT_TYPE = "application/problem+json"
WORDS: dict[int, tuple[StrPromise, StrPromise]] = {
    400: (_("Invalid request"), _("The request is not right; correct it and send it again.")),
    401: (_("Not signed in"), _("Send a valid token with this request.")),
    403: (_("Not allowed"), _("You have no right to do this.")),
    404: (_("Not found"), _("This address does not exist, or you may not see it.")),
    405: (_("Method not allowed"), _("This address does not know this method.")),
    406: (_("Not acceptable"), _("Only JSON can be had here.")),
    409: (_("Conflict"), _("This does not fit what is there now.")),
    413: (_("Too large"), _("What was sent is larger than the limit.")),
    415: (_("Unknown kind of content"), _("This kind of content cannot be read here.")),
    429: (_("Too many requests"), _("Wait a while before you try again.")),
    500: (_("Error in the portal"), _("Something went wrong here; it has been noted.")),
    503: (_("Not available"), _("The portal cannot answer now; try again soon.")),
}


def problem_body(
    status: int, detail: str = "", errors: list[dict[str, str]] | None = None
) -> dict[str, Any]:
    """Status, title and detail, and for wrong input the list `fouten`; titles are translated.

    Each of `errors` has `naam` (field or parameter), `plaats` (body or query), `code`, `melding`.
    """
    general = status if status in WORDS else (500 if status >= 500 else 400)
    title, standard = WORDS[general]
    body: dict[str, Any] = {
        "status": status,
        "title": str(title),
        "detail": detail or str(standard),
    }
    if errors:
        body["fouten"] = errors
    return body


def become_problem(response: HttpResponse, reference: str) -> None:
    """Turn an error response into a problem in place, so that its other headers stay."""
    body = problem_body(response.status_code)
    if response.status_code >= 500:
        body["kenmerk"] = reference
    response.content = json.dumps(body, ensure_ascii=False).encode()
    response.headers["Content-Type"] = CONTENT_TYPE
    response.headers["Content-Length"] = str(len(response.content))
    if "Content-Encoding" in response.headers:
        del response.headers["Content-Encoding"]

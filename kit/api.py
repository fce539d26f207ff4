"""What REST framework's settings name: pages of results, and refusals as problems."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar, cast

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import APIView, exception_handler

from kit.problems import CONTENT_TYPE, problem_body

PAGE, PAGE_SIZE = "pagina", "paginagrootte"
STANDARD_SIZE, LARGEST_SIZE, LAST_PAGE = 50, 500, 1_000_000
_Model = TypeVar("_Model", bound=Model)
_Row = TypeVar("_Row")


class QueryError(exceptions.ValidationError):
    """A query parameter has a value that it cannot have, or a name that nobody knows: 400."""


class Pagination(BasePagination):
    """`?pagina=2&paginagrootte=100`, answered as {aantal, volgende, vorige, resultaten}.

    `aantal` counts the rows of all pages; a page past the last one is empty. A page that is no
    number from 1, or a size outside 1 to 500, is refused with 400.
    """

    def paginate_queryset(
        self,
        queryset: QuerySet[_Model, _Row] | Sequence[_Row],
        request: Request,
        view: APIView | None = None,
    ) -> list[_Row]:
        self.request = request
        self.page = _number(request, PAGE, 1, LAST_PAGE)
        self.size = _number(request, PAGE_SIZE, STANDARD_SIZE, LARGEST_SIZE)
        self.count = queryset.count() if isinstance(queryset, QuerySet) else len(queryset)
        start = (self.page - 1) * self.size
        return list(queryset[start : start + self.size]) if start < self.count else []

    def get_paginated_response(self, data: Any) -> Response:
        last = max(1, -(-self.count // self.size))
        return Response(
            {
                "aantal": self.count,
                "volgende": self._link(self.page + 1) if self.page < last else None,
                "vorige": self._link(min(self.page - 1, last)) if self.page > 1 else None,
                "resultaten": data,
            }
        )

    def _link(self, page: int) -> str:
        return replace_query_param(self.request.build_absolute_uri(), PAGE, page)

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": "string", "format": "uri", "nullable": True}
        return {
            "type": "object",
            "required": ["aantal", "volgende", "vorige", "resultaten"],
            "properties": {
                "aantal": {"type": "integer", "minimum": 0},
                "volgende": link,
                "vorige": link,
                "resultaten": schema,
            },
        }

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        def parameter(name: str, default: int, most: int, description: str) -> dict[str, Any]:
            schema = {"type": "integer", "minimum": 1, "maximum": most, "default": default}
            return {
                "name": name,
                "in": "query",
                "required": False,
                "description": description,
                "schema": schema,
            }

        return [
            parameter(PAGE, 1, LAST_PAGE, "De hoeveelste pagina, vanaf 1."),
            parameter(PAGE_SIZE, STANDARD_SIZE, LARGEST_SIZE, "Hoeveel resultaten per pagina."),
        ]


def _number(request: Request, name: str, default: int, most: int) -> int:
    given = request.query_params.get(name)
    if given is None:
        return default
    if given.isascii() and given.isdigit() and len(given) <= 9 and 1 <= int(given) <= most:
        return int(given)
    raise QueryError({name: [_("Give a whole number from 1 to %(most)s.") % {"most": most}]})


def problem(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: every refusal as problem+json; None lets a real fault be a 500."""
    if isinstance(error, exceptions.NotFound):
        error = Http404()
    response = exception_handler(error, context)
    if response is None:
        return None
    errors: list[dict[str, str]] = []
    detail = ""
    if isinstance(error, exceptions.ValidationError):
        place = "query" if isinstance(error, QueryError) else "body"
        errors = list(_errors(error.detail, place))
        detail = _first_words(errors)
    elif isinstance(error, exceptions.ParseError):
        detail = _("The body cannot be read: is it whole, and of the kind that its header says?")
    elif isinstance(error, exceptions.APIException) and not isinstance(error, PermissionDenied):
        detail = str(error.detail)
    response.data = problem_body(response.status_code, detail, errors)
    response.content_type = CONTENT_TYPE
    return response


def _errors(detail: Any, place: str, name: str = "") -> Iterator[dict[str, str]]:
    """One entry per message; names of nested fields are joined by points, list items by number."""
    if isinstance(detail, Mapping):
        for key, below in detail.items():
            own = "" if key == "non_field_errors" else str(key)
            yield from _errors(below, place, ".".join(filter(None, (name, own))))
    elif isinstance(detail, list):
        for number, below in enumerate(detail):
            nested = isinstance(below, (Mapping, list))
            if below or not nested:
                yield from _errors(below, place, f"{name}.{number}" if nested else name)
    else:
        code = cast(str, getattr(detail, "code", "invalid"))
        yield {"naam": name, "plaats": place, "code": code, "melding": str(detail)}


def _first_words(errors: list[dict[str, str]]) -> str:
    if not errors:
        return ""
    first = errors[0]
    words = f"{first['naam']}: {first['melding']}" if first["naam"] else first["melding"]
    if len(errors) == 1:
        return words
    return _("%(first)s (and %(more)s more)") % {"first": words, "more": len(errors) - 1}

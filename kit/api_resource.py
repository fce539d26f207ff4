"""The base of every resource and of its input: a name that nobody knows is refused.

Apart from kit.api, because REST framework imports that while it is only half imported itself.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.viewsets import GenericViewSet

from kit.api import PAGE, PAGE_SIZE, QueryError


class StrictSerializer(serializers.Serializer[Any]):
    """Input in which an unknown name is a mistake to tell, not something to pass over."""

    default_error_messages = {
        "invalid": gettext_lazy("An object with names and values is expected.")
    }

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            unknown = sorted(str(name) for name in data if name not in self.fields)
            if unknown:
                raise exceptions.ValidationError(
                    {name: [_("This name is not known here.")] for name in unknown},
                    code="unknown",
                )
        return super().to_internal_value(data)


class Resource(GenericViewSet[Any]):
    """The base of every resource: a query parameter that nobody knows is refused with 400.

    `query_names` are the parameters a resource knows beside those of its pages and its filter.
    """

    query_names: tuple[str, ...] = ()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        unknown = sorted(set(request.query_params) - set(self._known_names()))
        if unknown:
            message = _("This parameter is not known here.")
            raise QueryError({name: [message] for name in unknown}, code="unknown")

    def _known_names(self) -> Iterator[str]:
        yield from self.query_names
        if self.action == "list":
            yield from (PAGE, PAGE_SIZE)
            filterset = getattr(self, "filterset_class", None)
            yield from filterset.base_filters if filterset else ()
            fields = getattr(self, "filterset_fields", None)
            yield from fields or ()

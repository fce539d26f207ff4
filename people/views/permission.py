"""A page for who may see it; for others it does not exist."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase

from people.models import User
from people.services import log_access

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def reader(request: HttpRequest) -> User:
    """The person who asks; only for pages behind login."""
    return cast(User, request.user)


def page_for(permission: str) -> Callable[[View[P]], View[P]]:
    """Show a page to who has "app_label.codename". Others get 404, and a line in the access log.

    Someone who is not logged in is asked to do so.
    """

    def guarded(view: View[P]) -> View[P]:
        @wraps(view)
        def inner(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not reader(request).has_perm(permission):
                log_access(
                    reader(request),
                    action="page-refused",
                    object_type="page",
                    object_label=request.path,
                    granted=False,
                    request=request,
                )
                raise Http404
            return view(request, *args, **kwargs)

        return cast(View[P], login_required(inner))

    return guarded

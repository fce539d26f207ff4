"""What every resource below a dataset shares: finding it, asking rights, refusing in words."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.shortcuts import get_object_or_404
from rest_framework import status
from rest_framework.exceptions import APIException, PermissionDenied, ValidationError
from rest_framework.request import Request

from datasets.lifecycle import Refused, TransitionNotAllowed
from datasets.models import Dataset
from datasets.quality import RuleError
from datasets.sentences import refusal, rule_error
from kit.api_resource import Resource
from people.models import User


class Conflict(APIException):
    """The request is understood, but not possible as things stand."""

    status_code = status.HTTP_409_CONFLICT
    default_code = "conflict"


class TooMuch(APIException):
    """One person brought more than fits in a day."""

    status_code = status.HTTP_429_TOO_MANY_REQUESTS
    default_code = "too-much"


class TooLarge(APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "too-large"


_STATUS: dict[str, type[APIException]] = {
    "file-too-large": TooLarge,
    "dataset-retired": Conflict,
    "nothing-to-check": Conflict,
    "mode-fixed": Conflict,
    "rule-not-draft": Conflict,
    "busy": Conflict,
    "risk-not-blocking": Conflict,
    "not-the-owner-of-risk": Conflict,
    "being-read": Conflict,
    "not-to-be-read": Conflict,
    "bytes-gone": Conflict,
    "mapping-not-now": Conflict,
    "newer-in-use": Conflict,
    "repeat": Conflict,
    "daily-limit": TooMuch,
}
_FIELD = {
    "period-needed": "periode",
    "period-unreadable": "periode",
    "one-norm": "norm",
    "reason-needed": "reden",
}


@contextmanager
def refusals(field: str) -> Iterator[None]:
    """Turn a service's no into the right problem; `field` is blamed where no other is known."""
    try:
        yield
    except Refused as error:
        problem = _STATUS.get(error.code)
        if problem:
            raise problem(refusal(error)) from error
        raise ValidationError({_FIELD.get(error.code, field): [refusal(error)]}) from error
    except RuleError as error:
        raise ValidationError({_blamed(error): [rule_error(error)]}) from error
    except TransitionNotAllowed as error:
        raise Conflict() from error


def _blamed(error: RuleError) -> str:
    if error.column or error.code in {"column-count", "repeated-column"}:
        return "kolommen"
    if error.code == "unknown-kind":
        return "soort"
    return "norm" if error.code == "bad-norm" else "parameters"


def person(request: Request) -> User:
    """Who asks; every resource here is closed to the anonymous."""
    assert isinstance(request.user, User)
    return request.user


def known_references(user: User, parameters: Iterable[Mapping[str, Any]]) -> set[str]:
    """Of the datasets that these rules refer to, the ids that this person may know of."""
    slugs = {slug for told in parameters if isinstance(slug := told.get("dataset"), str) and slug}
    if not slugs:
        return set()
    return set(
        Dataset.objects.visible_to(user).filter(slug__in=slugs).values_list("slug", flat=True)
    )


class BelowDataset(Resource):
    """A resource under /datasets/{id}; an outsider gets 404, a colleague without rights 403."""

    def dataset(self) -> Dataset:
        found: Dataset = get_object_or_404(
            Dataset.objects.visible_to(person(self.request)).select_related("department"),
            slug=self.kwargs["id"],
        )
        return found

    def require(self, permission: str) -> None:
        if not person(self.request).has_perm(permission):
            raise PermissionDenied()

"""What the resources of reports share: finding one, what of it may be shown, refusing in words."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.shortcuts import get_object_or_404
from rest_framework.exceptions import PermissionDenied, ValidationError

from datasets.api.access import Conflict, person
from datasets.models import Dataset
from datasets.services import mask_of, mask_value
from feedback.lifecycle import Actor, NotAllowed, NotPermitted, Refused
from feedback.models import Report
from feedback.sentences import refusal
from feedback.services import roles_of
from kit.api_resource import Resource
from people.models import User

# Refusals that say how things stand, not what is wrong with the request.
_CONFLICTS = frozenset(
    {"token-taken", "report-closed", "too-late-to-reopen", "merge-closed", "nothing-to-send"}
)
_FIELD = {
    "column-needed": "kolom",
    "column-unknown": "kolom",
    "record-needed": "sleutel",
    "nothing-said": "toelichting",
    "text-needed": "toelichting",
    "text-too-long": "toelichting",
    "agreed-needed": "afgesproken",
    "agreed-is-old": "afgesproken",
    "agreed-type": "afgesproken",
    "record-unknown": "regel",
    "rule-needed": "regel",
    "rule-elsewhere": "regel",
    "registration-unknown": "registratie",
    "needs-target": "samenMet",
    "merge-itself": "samenMet",
    "merge-elsewhere": "samenMet",
    "reason-needed": "reden",
}


@contextmanager
def refusals(field: str) -> Iterator[None]:
    """Turn a service's no into the right problem: 409 for a move that is not there, 403 for one
    that is not yours, 400 for the rest; `field` is blamed where no other is known."""
    try:
        yield
    except NotAllowed as error:
        raise Conflict(refusal(error)) from error
    except NotPermitted as error:
        raise PermissionDenied() from error
    except Refused as error:
        if error.code in _CONFLICTS:
            raise Conflict(refusal(error)) from error
        raise ValidationError({_FIELD.get(error.code, field): [refusal(error)]}) from error


@dataclass(frozen=True)
class Sight:
    """What this reader may see of the values of one report.

    `own`: their own words come back as they wrote them. `rows`: values of the table, personal ones
    masked, also for the reporter: a doubted value was read from the table, not written by them.
    Without both nothing of a value is told.
    """

    own: bool
    rows: bool
    personal: dict[str, str]
    hidden_key: bool

    @property
    def words(self) -> bool:
        """Free text may hold values."""
        return self.own or self.rows

    def key(self, key: str) -> str:
        if self.rows:
            return "" if self.hidden_key else key
        return key if self.own else ""  # who sees no rows gave the key themselves

    def proposed(self, column: str, value: str) -> str:
        return value if self.own else self.value(column, value)

    def value(self, column: str, value: str) -> str:
        if not self.rows:
            return value if self.own else ""
        return mask_value(value, self.personal.get(column, "none")) or ""


def sight_of(report: Report, user: User) -> Sight:
    rows = Dataset.objects.rows_visible_to(user).filter(pk=report.dataset_id).exists()
    mask = mask_of(report.dataset)
    return Sight(
        own=report.reporter_id == user.pk,
        rows=rows or Actor.STEWARD in roles_of(report, user),
        personal=dict(mask.columns),
        hidden_key=any(name in mask.columns for name in mask.key),
    )


class OfReports(Resource):
    """A resource of reports; one that the reader may not see is 404."""

    def report(self) -> Report:
        seen = Report.objects.visible_to(person(self.request)).select_related(
            "dataset", "delivery", "merged_into", "handler"
        )
        found: Report = get_object_or_404(seen, reference=self.kwargs["kenmerk"])
        return found


def as_field(name: str, told: Any) -> ValidationError:
    return ValidationError({name: [told]})

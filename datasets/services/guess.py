"""What a column seems to be: a steward says yes or no to it."""

from datetime import datetime

from django.db import transaction

from datasets import quality
from datasets.lifecycle import PersonalData, Refused
from datasets.models import Column, Delivery
from datasets.services.profile import DISMISSED, start_profile
from datasets.services.register import describe_column
from people.models import User


@transaction.atomic
def accept_guess(column: Column, *, by: User, now: datetime | None = None) -> None:
    """The column has personal data as it seemed: its values are masked, also where they are kept.

    Raises Refused("nothing-proposed") where nothing is guessed, or someone else was first.
    """
    guess = column.personal_guess
    _take(column, reason="")
    describe_column(column, by=by, personal=guess, now=now)


@transaction.atomic
def dismiss_guess(column: Column, *, by: User) -> None:
    """The column is not what it seems; the same is not asked again, and its values may be told.

    What the profile left out because of the guess comes back with a new profile.
    """
    _take(column, reason=(DISMISSED + column.guess_reason)[:20])
    newest = (
        Delivery.objects.filter(dataset_id=column.dataset_id, profiles__name=column.name)
        .order_by("-number")
        .first()
    )
    if newest:
        start_profile(newest)


def _take(column: Column, *, reason: str) -> None:
    guessed = Column.objects.filter(pk=column.pk, personal_guess=column.personal_guess)
    if column.personal_guess == PersonalData.NONE or not guessed.update(
        personal_guess=PersonalData.NONE, guess_reason=reason
    ):
        raise Refused("nothing-proposed")
    column.personal_guess, column.guess_reason = PersonalData.NONE, reason


def unit_as_read(delivery: Delivery, column: Column) -> str:
    """The sign that the cells of a column carry in the file: % or €, or ""."""
    told = delivery.reading.get("columns", ())
    return next((each.get("unit", "") for each in told if each["name"] == column.name), "")


def proposed_unit(column: Column, read: str = "") -> str:
    """The unit that the column's name or cells suggest, while nobody gave it one."""
    return "" if column.unit else quality.guess_unit(column.name, column.type, read)[:60]

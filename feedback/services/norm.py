"""The terms of one dataset, in working days, where they differ from those of the settings."""

from django.db import transaction

from datasets.models import Dataset
from feedback.lifecycle import Refused
from feedback.models import Norm
from people.models import User

LONGEST_TERM = 250  # working days: a year


def may_set_norm(dataset: Dataset, user: User) -> bool:
    """The dataset's steward, or the data team."""
    return dataset.steward_id == user.pk or user.has_perm("feedback.judge_reports")


@transaction.atomic
def set_norm(
    dataset: Dataset, *, by: User, take_up_days: int, judge_days: int, repair_days: int
) -> Norm:
    """From here on these terms hold for new reports; what runs keeps the days it was promised.

    Raises PermissionError, Refused norm-order, ValueError for a term below 1 or above a year.
    """
    if not may_set_norm(dataset, by):
        raise PermissionError
    days = (take_up_days, judge_days, repair_days)
    if not all(1 <= term <= LONGEST_TERM for term in days):
        raise ValueError("A term is 1 to 250 working days.")
    if not take_up_days <= judge_days <= repair_days:
        raise Refused("norm-order")
    norm, _new = Norm.objects.update_or_create(
        dataset=dataset,
        defaults={
            "take_up_days": take_up_days,
            "judge_days": judge_days,
            "repair_days": repair_days,
        },
    )
    return norm


@transaction.atomic
def drop_norm(dataset: Dataset, *, by: User) -> None:
    """The terms of the settings hold again. Raises PermissionError."""
    if not may_set_norm(dataset, by):
        raise PermissionError
    Norm.objects.filter(dataset=dataset).delete()

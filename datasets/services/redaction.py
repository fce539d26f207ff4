"""What was kept of a column before anyone knew that it is personal, taken out again."""

from functools import partial
from pathlib import Path

from django.db import transaction

from datasets import quality
from datasets.lifecycle import PersonalData, SuggestionStatus
from datasets.models import Column, ColumnProfile, Export

# Rules of these kinds have values of the data as their parameters.
TELLING_KINDS = ("in-lijst", "bereik", "patroon")


def redact_profiles(column: Column) -> None:
    """Take the values of a column that is personal now out of its profiles and of proposals.

    Those turned down go as well: of a personal column nothing like it is proposed again.
    """
    if column.personal == PersonalData.NONE:
        return
    kept = ColumnProfile.objects.filter(delivery__dataset_id=column.dataset_id, name=column.name)
    for profile in kept:
        known = quality.ColumnProfile.from_dict(profile.stats).without_values(column.personal)
        ColumnProfile.objects.filter(pk=profile.pk).update(stats=known.as_dict())
    undecided = column.dataset.suggestions.exclude(status=SuggestionStatus.ACCEPTED)
    for suggestion in undecided:
        if column.name in suggestion.columns and suggestion.kind in TELLING_KINDS:
            suggestion.delete()


def drop_files(column: Column) -> None:
    """Take away files of failing rows that were made while this column stood open in them.

    A file with bare values was asked for with a reason, and stays its day.
    """
    if column.personal == PersonalData.NONE:
        return
    made = Export.objects.filter(finding__run__dataset_id=column.dataset_id, bare=False)
    files = [export.path for export in made]
    made.delete()
    transaction.on_commit(partial(_unlink, files), robust=True)


def _unlink(files: list[Path]) -> None:
    for file in files:
        file.unlink(missing_ok=True)

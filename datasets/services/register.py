"""Entries of the register: make, change, retire, restore; and the words of a column."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from datasets.lifecycle import (
    NEXT_DATASET,
    DatasetStatus,
    PersonalData,
    Refused,
    TransitionNotAllowed,
)
from datasets.models import Change, Column, Dataset
from datasets.services.masking import mask_stored, personal_columns
from datasets.services.redaction import drop_files, redact_profiles
from datasets.services.trust import refresh_trust
from people.models import Department, User

# Only these may be given by a page or the API; everything else is computed.
FIELDS = [
    "name",
    "description",
    "purpose",
    "not_for",
    "questions",
    "department",
    "owner",
    "steward",
    "source_system",
    "source_url",
    "refresh",
    "lag_days",
    "mode",
    "key",
    "classification",
    "shielded",
    "personal_data",
    "legal_ground",
    "retention_months",
    "licence",
]
PEOPLE = ("knowers", "readers", "reader_departments")
_RESERVED = {"nieuw", "api", "regels-akkoord"}


@transaction.atomic
def register_dataset(
    *,
    by: User | None,
    name: str,
    department: Department,
    people: Mapping[str, Sequence[Any]] | None = None,
    is_demo: bool = False,
    now: datetime | None = None,
    **fields: Any,
) -> Dataset:
    """A new entry; data may follow later. The address is made of the name and stays.

    `fields` are those of FIELDS; `people` may hold knowers, readers and reader_departments.
    """
    now = now or timezone.now()
    dataset = Dataset(
        name=name,
        department=department,
        created_at=now,
        created_by=by,
        is_demo=is_demo,
        **{field: fields[field] for field in FIELDS if field in fields},
    )
    _save_with_free_slug(dataset)
    for field in PEOPLE:
        getattr(dataset, field).set((people or {}).get(field, ()))
    Change.objects.create(dataset=dataset, new=DatasetStatus.ACTIVE, by=by, at=now)
    refresh_trust(dataset, now=now)
    return dataset


@transaction.atomic
def edit_dataset(
    dataset: Dataset,
    *,
    by: User,
    people: Mapping[str, Sequence[Any]] | None = None,
    now: datetime | None = None,
    **fields: Any,
) -> None:
    """Change what is given; a row of the history names the fields.

    Raises Refused("mode-fixed") when deliveries stand and the way they follow each other changes.
    """
    now = now or timezone.now()
    changed = [
        field for field in FIELDS if field in fields and getattr(dataset, field) != fields[field]
    ]
    if "mode" in changed and dataset.deliveries.current().exists():
        raise Refused("mode-fixed")
    for field in changed:
        setattr(dataset, field, fields[field])
    if changed:
        dataset.save(update_fields=changed)
    if "personal_data" in changed:
        _hide_what_was_kept(dataset)
    for field, members in (people or {}).items():
        relation = getattr(dataset, field)
        if field in PEOPLE and set(relation.all()) != set(members):
            relation.set(members)
            changed.append(field)
    if changed:
        Change.objects.create(
            dataset=dataset,
            old=dataset.status,
            new=dataset.status,
            by=by,
            at=now,
            note=", ".join(changed),
        )
        refresh_trust(dataset, now=now)


def _hide_what_was_kept(dataset: Dataset) -> None:
    """Take out what was kept while the entry said that it holds no personal data.

    Until somebody marks columns, each counts as personal.
    """
    hidden = personal_columns(dataset)
    for column in dataset.columns.filter(name__in=hidden, personal=PersonalData.NONE):
        column.personal = hidden[column.name]  # not saved: nobody has marked it
        mask_stored(column)
        redact_profiles(column)
        drop_files(column)


@transaction.atomic
def move_dataset(
    dataset: Dataset,
    *,
    to: DatasetStatus,
    by: User,
    note: str = "",
    now: datetime | None = None,
) -> None:
    """Retire an entry (its past stays readable) or take it up again."""
    now = now or timezone.now()
    old = DatasetStatus(dataset.status)
    if to not in NEXT_DATASET[old]:
        raise TransitionNotAllowed(old, to)
    if not Dataset.objects.filter(pk=dataset.pk, status=old).update(status=to):
        raise TransitionNotAllowed(old, to)  # someone else was first
    Change.objects.create(dataset=dataset, old=old, new=to, by=by, at=now, note=note)
    dataset.status = to


@transaction.atomic
def describe_column(
    column: Column, *, by: User, now: datetime | None = None, **fields: str
) -> None:
    """Change label, meaning, unit or personal of a column of the data dictionary."""
    allowed = {
        name: fields[name] for name in ("label", "meaning", "unit", "personal") if name in fields
    }
    changed = [name for name, value in allowed.items() if getattr(column, name) != value]
    if not changed:
        return
    for name in changed:
        setattr(column, name, allowed[name])
    column.save(update_fields=changed)
    if "personal" in changed:
        mask_stored(column)
        redact_profiles(column)
        drop_files(column)
    status = column.dataset.status
    Change.objects.create(
        dataset=column.dataset,
        old=status,
        new=status,
        by=by,
        at=now or timezone.now(),
        note=f"{column.name}: {', '.join(changed)}",
    )


def _save_with_free_slug(dataset: Dataset) -> None:
    base = slugify(dataset.name)[:70].strip("-") or "dataset"
    taken = set(Dataset.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    taken |= _RESERVED
    number = 1
    for _attempt in range(5):
        while (slug := base if number == 1 else f"{base}-{number}") in taken:
            number += 1
        dataset.slug = slug
        try:
            with transaction.atomic():
                dataset.save(force_insert=True)
        except IntegrityError:  # someone else took it in between
            taken.add(slug)
        else:
            return
    raise Refused("busy")

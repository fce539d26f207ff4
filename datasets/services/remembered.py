"""What a dataset remembers of a steward's choices, so that the next file needs none."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from datasets.models import Change, Dataset, Delivery
from datasets.sentences.history import FORGOTTEN
from datasets.services.decisions import OF_COLUMNS, Decisions, Wishes
from datasets.services.dictionary import compare_schema
from people.models import User


def remember(delivery: Delivery) -> None:
    """After a yes: what people decided about this delivery holds for the next one too.

    What nobody decided about this delivery, but was remembered of columns that it lacks, stays.
    """
    wishes = Wishes.from_dict(delivery.options)
    if not wishes.by:
        return
    dataset = Dataset.objects.select_for_update().get(pk=delivery.dataset_id)
    decisions = _lasting({**wishes.dropped.get("decisions", {}), **wishes.decisions})
    present = {column["name"] for column in delivery.reading["columns"]}
    for option in OF_COLUMNS:
        earlier = dataset.remembered.get(option, {})
        absent = {name: told for name, told in earlier.items() if name not in present}
        if absent:
            decisions[option] = {**absent, **decisions.get(option, {})}
    mapping = {**dataset.column_mapping, **wishes.aliases}
    mapping = {name: known for name, known in mapping.items() if name != known}
    Dataset.objects.filter(pk=dataset.pk).update(remembered=decisions, column_mapping=mapping)
    delivery.dataset.remembered, delivery.dataset.column_mapping = decisions, mapping


def _lasting(decisions: Decisions) -> Decisions:
    """What a next file can be read by. The line of a footer moves with the number of rows."""
    return {
        name: value
        for name, value in decisions.items()
        if value != {} and not (name == "footer_line" and value)
    }


def told_change(delivery: Delivery) -> str:
    """How the columns of a delivery differ from what was known, for its line of the history.

    In the organisation's language: a line of the history is written once. Empty without change.
    """
    change = compare_schema(delivery)
    mapped = {
        column["source_name"]: column["name"]
        for column in delivery.reading.get("columns", ())
        if column.get("source_name")
    }
    known = delivery.dataset.column_mapping
    new = [f"{name} = {to}" for name, to in mapped.items() if known.get(name) != to]
    with override(settings.LANGUAGE_CODE):
        told = (
            (_("Same column under another name: %(names)s."), new),
            (_("New: %(names)s."), change.added),
            (_("No longer there: %(names)s."), change.gone),
            (_("Other type: %(names)s."), [name for name, _old, _new in change.retyped]),
        )
        return " ".join(say % {"names": ", ".join(names)} for say, names in told if names)


@transaction.atomic
def forget_choice(
    dataset: Dataset, *, option: str, by: User, column: str = "", now: datetime | None = None
) -> bool:
    """Forget one remembered choice (of one column, for an option by column). Whether it was there."""
    dataset = Dataset.objects.select_for_update().get(pk=dataset.pk)
    left = {name: value for name, value in dataset.remembered.items() if name != option}
    if option in OF_COLUMNS:
        told = dict(dataset.remembered.get(option, {}))
        told.pop(column, None)
        left |= {option: told} if told else {}
    if left == dataset.remembered:
        return False
    _keep(dataset, by=by, now=now, remembered=left)
    return True


@transaction.atomic
def forget_name(dataset: Dataset, *, name: str, by: User, now: datetime | None = None) -> bool:
    """Forget that a name in files stands for a column; what was delivered under it stays so."""
    dataset = Dataset.objects.select_for_update().get(pk=dataset.pk)
    left = {alias: known for alias, known in dataset.column_mapping.items() if alias != name}
    if left == dataset.column_mapping:
        return False
    _keep(dataset, by=by, now=now, column_mapping=left)
    return True


@transaction.atomic
def forget_all(dataset: Dataset, *, by: User, now: datetime | None = None) -> bool:
    """Forget every remembered choice and name: the next file is read as if it were the first."""
    dataset = Dataset.objects.select_for_update().get(pk=dataset.pk)
    if not dataset.remembered and not dataset.column_mapping:
        return False
    _keep(dataset, by=by, now=now, remembered={}, column_mapping={})
    return True


def _keep(dataset: Dataset, *, by: User, now: datetime | None, **fields: object) -> None:
    Dataset.objects.filter(pk=dataset.pk).update(**fields)
    Change.objects.create(
        dataset=dataset,
        old=dataset.status,
        new=dataset.status,
        by=by,
        at=now or timezone.now(),
        note=FORGOTTEN,
    )

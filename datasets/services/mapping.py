"""A file with other columns: which new names are old columns, and what a dataset remembers of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from datasets import intake
from datasets.lifecycle import DeliveryStatus, Dimension, FlagOrigin, Refused, Severity
from datasets.models import Dataset, Delivery
from datasets.services.decisions import Wishes, options_of, renamed
from datasets.services.dictionary import NUMBERS, SchemaChange, compare_schema
from datasets.services.flag import drop_flags, put_flag
from datasets.services.reread import read_in_place
from datasets.services.trust import refresh_trust
from people.models import User


@dataclass(frozen=True)
class NewName:
    """A column of a file whose name is not in the dictionary.

    `known` is the column that it counts as, "" for one of its own; `likely` and `why` propose one.
    """

    name: str
    type: str
    known: str
    likely: str = ""
    why: str = ""


@dataclass(frozen=True)
class NameChoices:
    """What there is to map in a delivery. `free`: columns of the dictionary that no column is yet."""

    new: tuple[NewName, ...]
    free: tuple[tuple[str, str], ...]  # (name, type)


def mapping_of(delivery: Delivery) -> NameChoices:
    """The new names of a delivery beside the columns they may be, with a proposal by likeness."""
    columns = delivery.reading.get("columns", ())
    types = dict(delivery.dataset.columns.values_list("name", "type"))
    own = {column["name"] for column in columns if not column.get("source_name")}
    free = {name: type_ for name, type_ in types.items() if name not in own}
    foreign = [
        column for column in columns if column.get("source_name") or column["name"] not in types
    ]
    added = {
        column["name"]: column["type"] if column.get("filled") else ""
        for column in foreign
        if not column.get("source_name")
    }
    taken = {column["name"] for column in foreign if column.get("source_name")}
    open_ = {name: type_ for name, type_ in free.items() if name not in taken}
    likely = {one.name: one for one in intake.propose(added, open_, numbers=NUMBERS)}
    spoken = Wishes.from_dict(delivery.options).aliases
    new = []
    for column in foreign:
        name = column.get("source_name") or column["name"]
        one = likely.get(name) if spoken.get(name) != name else None
        known = column["name"] if column.get("source_name") else ""
        new.append(
            NewName(name, column["type"], known, one.known if one else "", one.why if one else "")
        )
    return NameChoices(tuple(new), tuple(free.items()))


@transaction.atomic
def map_columns(
    delivery: Delivery, *, names: Mapping[str, str], by: User, now: datetime | None = None
) -> bool:
    """Say which columns of a waiting delivery are known ones: {name in the file: name, or ""}.

    It holds for this delivery from here on, and for the next ones after a yes. Gives back whether
    the file is read once more, because a column was read as another type than it has.
    Raises Refused: mapping-not-now, unknown-name, unknown-target, mapped-twice.
    """
    now = now or timezone.now()
    Dataset.objects.select_for_update().get(pk=delivery.dataset_id)
    delivery.refresh_from_db()
    if delivery.status != DeliveryStatus.AWAITING:
        raise Refused("mapping-not-now")
    known = dict(delivery.dataset.columns.values_list("name", "type"))
    wishes = Wishes.from_dict(delivery.options)
    aliases = {**wishes.aliases, **{name: target or name for name, target in names.items()}}
    wishes = replace(wishes, aliases=aliases, by=by.pk)
    columns = delivery.reading["columns"]
    _refuse_wrong(columns, names, known)
    sources = [column.get("source_name") or column["name"] for column in columns]
    options = options_of(delivery.dataset, wishes)
    found = renamed(columns, intake.known_as(sources, options.aliases, options.habits))
    reading = {**delivery.reading, "columns": found}
    moved = Delivery.objects.filter(pk=delivery.pk, status=DeliveryStatus.AWAITING)
    if not moved.update(reading=reading, options=wishes.as_dict()):
        raise Refused("mapping-not-now")
    delivery.reading, delivery.options = reading, wishes.as_dict()
    change = settle_schema(delivery, now=now)
    refresh_trust(delivery.dataset, now=now)
    asked = {target for target in names.values() if target}
    if not any(name in asked for name, _before, _now in change.retyped):
        return False
    read_in_place(delivery, wishes, by=by, now=now)
    return True


def _refuse_wrong(
    columns: list[dict[str, str]], names: Mapping[str, str], known: Mapping[str, str]
) -> None:
    sources = {column.get("source_name") or column["name"]: column["name"] for column in columns}
    for name, target in names.items():
        if name not in sources:
            raise Refused("unknown-name", name=name[:200])
        if target and target not in known:
            raise Refused("unknown-target", name=target[:200])
    called: dict[str, str] = {}
    for source, before in sources.items():
        name = (names[source] or source) if source in names else before
        if name in called:
            raise Refused(
                "mapped-twice", name=name[:200], one=called[name][:200], other=source[:200]
            )
        called[name] = source


def settle_schema(delivery: Delivery, *, now: datetime) -> SchemaChange:
    """How the columns of a delivery differ from the dictionary, with the flag that tells it.

    Where they no longer do, the flag goes, or tells of another delivery that waits.
    """
    dataset = delivery.dataset
    change = compare_schema(delivery)
    if change:
        _flag(delivery, change, now=now)
        return change
    flag = dataset.flags.open().filter(origin=FlagOrigin.SCHEMA).first()
    if flag and flag.reason_params.get("delivery") == delivery.number:
        drop_flags(dataset, origin=FlagOrigin.SCHEMA, now=now)
        others = dataset.deliveries.filter(status=DeliveryStatus.AWAITING).exclude(pk=delivery.pk)
        for other in others.order_by("-number"):
            left = compare_schema(other)
            if left:
                _flag(other, left, now=now)
                break
    return change


def _flag(delivery: Delivery, change: SchemaChange, *, now: datetime) -> None:
    put_flag(
        delivery.dataset,
        dimension=Dimension.CORRECT,
        severity=Severity.WARNING,
        origin=FlagOrigin.SCHEMA,
        reason_code="schema-changed",
        reason_params={
            "delivery": delivery.number,
            "added": ", ".join(change.added)[:500],
            "gone": ", ".join(change.gone)[:500],
            "retyped": ", ".join(name for name, _old, _new in change.retyped)[:500],
        },
        now=now,
    )

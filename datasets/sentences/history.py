"""A row of the history in words: what happened to the dataset, a delivery or a rule."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrPromise

from datasets.lifecycle import (
    RETENTION,
    RETENTION_SOON,
    RISK,
    RISK_OVER,
    DatasetStatus,
    DeliveryStatus,
    RuleStatus,
)
from datasets.models import Change, Column, Dataset

FORGOTTEN = "remembered"  # the note of a change: choices about reading were forgotten

_OF_DATASET: dict[tuple[str, str], StrPromise] = {
    ("", DatasetStatus.ACTIVE): gettext_lazy("Entry made"),
    (DatasetStatus.ACTIVE, DatasetStatus.RETIRED): gettext_lazy("Dataset retired"),
    (DatasetStatus.RETIRED, DatasetStatus.ACTIVE): gettext_lazy("Dataset taken up again"),
}
_OF_DELIVERY: dict[str, StrPromise] = {
    DeliveryStatus.RECEIVED: gettext_lazy("Delivery %(number)s received"),
    DeliveryStatus.READ: gettext_lazy("Delivery %(number)s read and in use"),
    DeliveryStatus.AWAITING: gettext_lazy("Delivery %(number)s waits for approval"),
    DeliveryStatus.CHECKED: gettext_lazy("Delivery %(number)s checked"),
    DeliveryStatus.PARKED: gettext_lazy("Delivery %(number)s set aside"),
    DeliveryStatus.FAILED: gettext_lazy("Delivery %(number)s could not be read"),
    DeliveryStatus.WITHDRAWN: gettext_lazy("Delivery %(number)s withdrawn"),
    DeliveryStatus.DESTROYED: gettext_lazy("Delivery %(number)s destroyed"),
}
_OF_RULE: dict[str, StrPromise] = {
    RuleStatus.DRAFT: gettext_lazy("Rule %(number)s written"),
    RuleStatus.ACTIVE: gettext_lazy("Rule %(number)s activated"),
    RuleStatus.RETIRED: gettext_lazy("Rule %(number)s ended"),
}

_OF_RISK: dict[str, StrPromise] = {
    RISK: gettext_lazy("Risk of a blocking flag accepted"),
    RISK_OVER: gettext_lazy("Accepted risk ended"),
}


def change_title(change: Change) -> str:
    """What happened, in a few words. Reads the delivery or rule of the change."""
    if change.new in _OF_RISK:
        return str(_OF_RISK[change.new])
    if change.delivery:
        repeated = change.delivery.same_as_id is not None and not change.old
        if repeated:
            return _("Delivery %(number)s brought no change") % {"number": change.delivery.number}
        if change.delivery.patch_of_id and not change.old:
            return _("Repaired in Koers: delivery %(number)s") % {"number": change.delivery.number}
        if change.note.startswith(RETENTION_SOON):
            return _("Delivery %(number)s is near the end of its retention") % {
                "number": change.delivery.number
            }
        return str(_OF_DELIVERY[change.new]) % {"number": change.delivery.number}
    if change.rule:
        if change.old == change.new:
            return _("Rule %(number)s accepted by the owner") % {"number": change.rule.number}
        return str(_OF_RULE[change.new]) % {"number": change.rule.number}
    return str(_OF_DATASET.get((change.old, change.new), _("Entry changed")))


def change_note(change: Change) -> str:
    """Why it happened in the words of who did it; for an edit, the fields that changed.

    Koers itself leaves a code.
    """
    if change.new == RISK:
        until, _space, why = change.note.partition(" ")
        ends = date_format(date.fromisoformat(until), "j F Y")
        return _("Through %(day)s: %(why)s") % {"day": ends, "why": why}
    if change.delivery and not change.by_id:
        return _of_koers(change)
    edited = change.delivery is None and change.rule is None and change.old == change.new
    return _edited(change.note) if edited else change.note


def _of_koers(change: Change) -> str:
    """A retention that ended, or the number of the rule that set a delivery aside."""
    if change.new == DeliveryStatus.PARKED and change.note.isdigit():
        return _("Rule %(rule)s about the number of rows is not met.") % {"rule": change.note}
    if change.note.startswith(RETENTION_SOON):
        ends = date.fromisoformat(change.note.removeprefix(RETENTION_SOON).strip())
        return _("It is destroyed on %(day)s.") % {"day": date_format(ends, "j F Y")}
    if change.note == RETENTION:
        return _("The time for which this data may be kept has passed.")
    return change.note


def _edited(note: str) -> str:
    """`name, purpose` or `column: label, unit`, the field names as the forms call them."""
    if note == FORGOTTEN:
        return _("remembered choices for reading files")
    column, separator, names = note.rpartition(": ")
    model = Column if separator else Dataset
    known = {field.name: str(getattr(field, "verbose_name", "")) for field in model._meta.fields}
    known |= {field.name: str(field.verbose_name) for field in model._meta.many_to_many}
    told = ", ".join(known.get(name, name).lower() for name in names.split(", "))
    return f"{column}{separator}{told}"

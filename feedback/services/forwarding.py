"""A report that was passed on to a base registration: the standard message, and what they say."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from datasets.lifecycle import PersonalData
from datasets.services import mask_of, mask_value
from feedback.lifecycle import Actor, CorrectionStatus, NotPermitted
from feedback.models import Correction, Forwarding, Message
from feedback.services.moves import roles_of
from people.models import User

# The fields of the draft of Logius for terugmelden, in its order.
FIELDS = (
    "registratie",
    "objectIdentificatie",
    "attribuut",
    "betwijfeldeWaarde",
    "voorgesteldeWaarde",
    "peilmoment",
    "toelichting",
    "bijlagen",
)


def standard_message(forwarding: Forwarding, *, bare: bool) -> list[dict[str, Any]]:
    """The report as messages in the standard fields: one for each value that was passed on.

    Personal values masked unless `bare`; what names the object too, where the key is personal.
    """
    report = forwarding.report
    mask = mask_of(report.dataset)
    personal = {} if bare else mask.columns
    of_key = next((personal[name] for name in mask.key if name in personal), PersonalData.NONE)
    attachments = list(report.attachments.values_list("filename", flat=True))
    corrections = sent_of(forwarding)
    day = report.since or timezone.localdate(report.reported_at)
    many = len(corrections) > 1
    return [
        {
            "registratie": forwarding.registration,
            "objectIdentificatie": mask_value(forwarding.object_id, of_key),
            "attribuut": one.column if many and one.column else forwarding.attribute,
            "betwijfeldeWaarde": mask_value(one.old, personal.get(one.column, PersonalData.NONE)),
            "voorgesteldeWaarde": mask_value(
                one.agreed, personal.get(one.column, PersonalData.NONE)
            ),
            "peilmoment": day.isoformat(),
            "toelichting": forwarding.explanation,
            "bijlagen": attachments,
        }
        for one in corrections
    ]


def sent_of(forwarding: Forwarding) -> list[Correction]:
    """The corrections that were passed on, in the order of the report."""
    found = forwarding.report.corrections.exclude(status=CorrectionStatus.DROPPED)
    return list(found.order_by("point__number"))


@transaction.atomic
def note_forwarding(
    forwarding: Forwarding,
    *,
    by: User,
    external_reference: str,
    external_status: str,
    now: datetime | None = None,
) -> bool:
    """Keep what the keeper says; what was said before stays as an internal note.

    False where nothing changed. Raises NotPermitted for who does not judge this report.
    """
    report = forwarding.report
    if Actor.STEWARD not in roles_of(report, by):
        raise NotPermitted(report.status, report.status)
    told = {
        "external_reference": external_reference.strip()[:100],
        "external_status": external_status.strip()[:100],
    }
    kept = Forwarding.objects.select_for_update().get(pk=forwarding.pk)
    if all(getattr(kept, name) == value for name, value in told.items()):
        return False
    Message.objects.create(
        report=report,
        by=by,
        at=now or timezone.now(),
        internal=True,
        text=_(
            "%(registration)s: reference “%(old_reference)s” became “%(reference)s”, status "
            "“%(old_status)s” became “%(status)s”."
        )
        % {
            "registration": kept.registration,
            "old_reference": kept.external_reference,
            "reference": told["external_reference"],
            "old_status": kept.external_status,
            "status": told["external_status"],
        },
    )
    Forwarding.objects.filter(pk=kept.pk).update(**told)
    for name, value in told.items():
        setattr(forwarding, name, value)
    return True

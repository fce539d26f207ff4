"""The list of corrections for the owner of a source: who may have it, sending it, its receipt."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from datasets.lifecycle import Classification
from datasets.models import Dataset
from datasets.services import mask_of, mask_value
from feedback.lifecycle import Refused
from feedback.models import Correction, SentList
from feedback.models.correction import CorrectionQuerySet
from kit.exports import Cell, write_csv
from people.models import User
from people.services import log_access

SHORTEST_REASON = 5
READ, SENT = "corrections-read", "corrections-downloaded"


def may_have_corrections(dataset: Dataset, user: User) -> bool:
    """Who the list is for: the owner of the data, its steward and the data team."""
    own = user.pk in (dataset.owner_id, dataset.steward_id)
    return own or user.has_perm("feedback.judge_reports")


def corrections_of(dataset: Dataset, *, status: str = "") -> CorrectionQuerySet:
    """The corrections of a dataset in this state, or in any; the oldest first."""
    found = Correction.objects.filter(dataset=dataset)
    found = found.filter(status=status) if status else found
    return found.select_related("report", "rule", "agreed_by").order_by("agreed_at", "pk")


def reason_needed(dataset: Dataset) -> bool:
    """Whether the list holds values that one sees only with a reason."""
    return dataset.classification == Classification.CONFIDENTIAL or bool(mask_of(dataset).columns)


def shown(
    dataset: Dataset, corrections: Iterable[Correction], *, bare: bool
) -> Iterator[dict[str, str]]:
    """Each correction as text: key, record, old and agreed. Personal values masked unless `bare`.

    A key of personal columns is a personal value too.
    """
    mask = mask_of(dataset)
    personal = {} if bare else mask.columns
    hidden_key = not bare and any(name in mask.columns for name in mask.key)
    for one in corrections:
        hide = personal.get(one.column, "none")
        yield {
            "reference": one.report.reference,
            "period": one.period,
            "key": "" if hidden_key else one.record_key,
            "record": "; ".join(
                f"{name}: {mask_value(value, personal.get(name, 'none')) or ''}"
                for name, value in one.record.items()
            ),
            "column": one.column,
            "old": mask_value(one.old, hide) or "",
            "agreed": mask_value(one.agreed, hide) or "",
        }


def log_corrections(
    dataset: Dataset,
    *,
    by: User,
    action: str,
    granted: bool = True,
    reason: str = "",
    request: HttpRequest | None = None,
    needed: bool | None = None,
) -> None:
    """Leave a line where the list holds what is not for everybody's eyes (`needed`, if known)."""
    if reason_needed(dataset) if needed is None else needed:
        log_access(
            by, action=action, target=dataset, granted=granted, reason=reason, request=request
        )


@transaction.atomic
def send_list(
    dataset: Dataset,
    *,
    by: User,
    reason: str = "",
    request: HttpRequest | None = None,
    now: datetime | None = None,
) -> tuple[SentList, bytes]:
    """All open corrections as a CSV file, with a row that says who took it, when and what it held.

    Raises Refused nothing-to-send, reason-needed.
    """
    now = now or timezone.now()
    if reason_needed(dataset) and len(reason.strip()) < SHORTEST_REASON:
        raise Refused("reason-needed")
    corrections = list(corrections_of(dataset, status="open"))
    if not corrections:
        raise Refused("nothing-to-send")
    bare = Dataset.objects.values_visible_to(by).filter(pk=dataset.pk).exists()
    content = write_csv(csv_header(), csv_rows(dataset, corrections, bare=bare))
    sent = SentList.objects.create(
        dataset=dataset, by=by, at=now, sha256=hashlib.sha256(content).hexdigest()
    )
    sent.corrections.set(corrections)
    log_corrections(dataset, by=by, action=SENT, reason=reason.strip(), request=request)
    return sent, content


def csv_header() -> list[str]:
    return [
        _("report"), _("dataset"), _("period"), _("key"), _("row"), _("column"),
        _("old value"), _("agreed value"), _("what is asked"), _("agreed on"), _("agreed by"),
    ]  # fmt: skip


def csv_rows(
    dataset: Dataset, corrections: Sequence[Correction], *, bare: bool
) -> Iterator[list[Cell]]:
    for one, told in zip(corrections, shown(dataset, corrections, bare=bare), strict=True):
        yield [
            told["reference"], dataset.name, told["period"], told["key"], told["record"],
            told["column"], told["old"], told["agreed"], asked_words(one),
            timezone.localdate(one.agreed_at), str(one.agreed_by or ""),
        ]  # fmt: skip


def asked_words(one: Correction) -> str:
    """What the source is asked to do, in a few words."""
    if one.rule:
        return _("rule %(number)s must pass") % {"number": one.rule.number}
    if one.subject == "missing":
        return _("add the row")
    if one.subject == "row":
        return _("remove the row")
    return _("empty the value") if not one.agreed else _("change the value")


@transaction.atomic
def receive_list(sent: SentList, *, by: User, now: datetime | None = None) -> bool:
    """The owner of the source says that a list arrived; False where that was said before."""
    waiting = SentList.objects.filter(pk=sent.pk, received_at=None)
    return bool(waiting.update(received_by=by, received_at=now or timezone.now()))

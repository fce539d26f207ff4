"""Proof: a delivery from the source is compared with what was agreed, and that alone closes."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from datasets.models import Delivery
from feedback.lifecycle import (
    AWAITING_PROOF,
    NEXT,
    Actor,
    CorrectionStatus,
    NotAllowed,
    Outcome,
    Status,
)
from feedback.models import Correction, Report, Verification
from feedback.sentences.repair import told_returned
from feedback.services.comparing import Said, said_of, waiting_for
from feedback.services.moves import make_move
from feedback.services.notice import judges, reporters, tell, watchers
from feedback.services.patching import carry_over
from kit.jobs import JobContext

logger = logging.getLogger(__name__)
KEPT = (CorrectionStatus.OPEN, CorrectionStatus.REPAIRED)


def verify(context: JobContext) -> Callable[[], None] | None:
    """The job that follows an accepted delivery: compare, and write down what it proves."""
    delivery = (
        Delivery.objects.select_related("dataset", "same_as")
        .filter(pk=context.payload["delivery"])
        .first()
    )
    if delivery is None or delivery.patch_of_id is not None:
        return None  # a patch of ours proves nothing of the source
    corrections = list(waiting_for(delivery))
    context.progress(20, "comparing")
    said = said_of(delivery, corrections) if corrections else {}
    context.progress(90, "writing")

    def write() -> None:
        settle(delivery, said, now=timezone.now())

    return write


def settle(delivery: Delivery, said: Mapping[int, Said], *, now: datetime) -> list[Report]:
    """Write what a delivery says, each report in a transaction of its own; the reports that moved.

    A report that a steward moved meanwhile is left as it is.
    """
    found = Correction.objects.filter(pk__in=said).values_list("report", flat=True)
    moved = []
    for key in sorted(set(found)):
        try:
            with transaction.atomic():
                report = _settle_one(key, delivery, said, now=now)
        except NotAllowed:
            logger.info("Report %s was moved while a delivery was compared with it.", key)
            continue
        if report is not None:
            moved.append(report)
    carry_over(delivery.dataset)
    return moved


def _settle_one(
    key: int, delivery: Delivery, said: Mapping[int, Said], *, now: datetime
) -> Report | None:
    # Locked, so that the same job at the same time waits and then finds everything written.
    report = (
        Report.objects.select_for_update(of=("self",))
        .select_related("dataset__owner", "dataset__steward", "handler", "reporter")
        .get(pk=key)
    )
    if report.status not in AWAITING_PROOF:
        return None
    known = set(
        Verification.objects.filter(delivery=delivery, correction__report=report).values_list(
            "correction", flat=True
        )
    )
    kept = report.corrections.filter(status__in=KEPT)
    new = [one for one in kept if one.pk in said and one.pk not in known]
    if not new:
        return None
    Verification.objects.bulk_create(
        Verification(
            correction=one,
            delivery=delivery,
            outcome=said[one.pk].outcome,
            found=said[one.pk].found,
            at=now,
        )
        for one in new
    )
    for one in new:
        _mark(one, repaired=said[one.pk].outcome == Outcome.AGREED, now=now)
    to = _where_to(report, {said[one.pk].outcome for one in new})
    if to is None or Actor.VERIFICATION not in NEXT[Status(report.status)].get(to, set()):
        return None
    make_move(report, to=to, actor=Actor.VERIFICATION, by=None, now=now, delivery=delivery)
    if to == Status.REOPENED:
        _tell_owner(report)
    return report


def _mark(one: Correction, *, repaired: bool, now: datetime) -> None:
    one.status = CorrectionStatus.REPAIRED if repaired else CorrectionStatus.OPEN
    one.closed_at = now if repaired else None
    one.save(update_fields=["status", "closed_at"])


def _where_to(report: Report, outcomes: set[Outcome]) -> Status | None:
    """Old outweighs all; then what a person must look at; confirmed only when nothing is open."""
    if Outcome.OLD in outcomes:
        return Status.REOPENED
    if outcomes & {Outcome.OTHER, Outcome.GONE}:
        return Status.REVIEW
    if report.corrections.filter(status=CorrectionStatus.OPEN).exists():
        return None
    return Status.CONFIRMED


def _tell_owner(report: Report) -> None:
    """The owner of the source, and the steward, read which delivery lacks the repair."""
    people = {report.dataset.owner, report.dataset.steward} - {None}
    heard = reporters(report) | judges(report) | watchers(report)
    tell(report, {person for person in people if person} - heard, told_returned)

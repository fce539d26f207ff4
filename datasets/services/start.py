"""Asking for a check: its row and its job, in the transaction of whoever asks."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from datasets.lifecycle import Refused
from datasets.models import Dataset, Delivery, Rule, Run
from datasets.models.run import Trigger
from datasets.services.trust import refresh_trust
from kit.jobs import enqueue
from people.models import User


@transaction.atomic
def start_check(
    dataset: Dataset,
    *,
    by: User | None,
    trigger: Trigger,
    delivery: Delivery | None = None,
    rule: Rule | None = None,
    now: datetime | None = None,
) -> Run:
    """Ask for a check. One that still waits in the queue is the same check, and is given back.

    With `rule` (a draft) it is a trial. Raises Refused("nothing-to-check") without current data.
    """
    now = now or timezone.now()
    Dataset.objects.select_for_update().get(pk=dataset.pk)
    if not dataset.deliveries.current().exists():
        raise Refused("nothing-to-check")
    number = (dataset.runs.aggregate(n=Max("number"))["n"] or 0) + 1
    dedupe = f"trial-{rule.pk}" if rule else f"check-{dataset.pk}"
    run = Run(
        dataset=dataset,
        number=number,
        trigger=trigger,
        delivery=delivery,
        rule=rule,
        asked_at=now,
        asked_by=by,
    )
    job = enqueue("check", {"dataset": dataset.pk, "run": number}, dedupe=dedupe)
    waiting = Run.objects.filter(job=job).first()
    if waiting:
        if delivery and waiting.delivery_id != delivery.pk:
            Run.objects.filter(pk=waiting.pk).update(delivery=delivery)
        return waiting
    run.job = job
    run.save(force_insert=True)
    if not rule:
        refresh_trust(dataset, now=now)
    return run

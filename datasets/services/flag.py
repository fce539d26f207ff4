"""Raising and closing flags: the one way in which floors tell each other that data is in doubt."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from datasets.lifecycle import Dimension, FlagOrigin, Severity
from datasets.models import Dataset, Flag, Rule, Run
from datasets.services.freshness import freshness
from datasets.services.trust import refresh_trust

Params = Mapping[str, str | int | float | None]


def put_flag(
    dataset: Dataset,
    *,
    dimension: str,
    severity: str,
    origin: str,
    reason_code: str,
    reason_params: Params,
    now: datetime,
    column: str = "",
    record_key: str = "",
    rule: Rule | None = None,
    run: Run | None = None,
) -> Flag:
    """As `raise_flag`, without a new computation of trust: for a caller that sets several."""
    same = dataset.flags.open().filter(origin=origin, record_key=record_key)
    same = (
        same.filter(rule=rule)
        if rule
        else same.filter(rule=None, reason_code=reason_code, column=column)
    )
    told = {
        "dimension": dimension,
        "severity": severity,
        "reason_code": reason_code,
        "reason_params": dict(reason_params),
        "run": run,
    }
    flag = same.first()
    if flag is None:
        return Flag.objects.create(
            dataset=dataset,
            origin=origin,
            column=column,
            record_key=record_key,
            rule=rule,
            opened_at=now,
            **told,
        )
    Flag.objects.filter(pk=flag.pk, closed_at=None).update(**told)
    return flag


@transaction.atomic
def raise_flag(
    dataset: Dataset,
    *,
    dimension: str,
    severity: str,
    origin: str,
    reason_code: str,
    reason_params: Params,
    column: str = "",
    record_key: str = "",
    now: datetime | None = None,
) -> Flag:
    """Open a flag, or tell the one that is open for the same cause its newest reason.

    Trust of the dataset is computed anew in the same transaction.
    """
    now = now or timezone.now()
    flag = put_flag(
        dataset,
        dimension=dimension,
        severity=severity,
        origin=origin,
        reason_code=reason_code,
        reason_params=reason_params,
        column=column,
        record_key=record_key,
        now=now,
    )
    refresh_trust(dataset, now=now)
    return flag


@transaction.atomic
def close_flag(flag: Flag, *, now: datetime | None = None) -> bool:
    """Close an open flag; False where someone was first. Trust is computed anew."""
    now = now or timezone.now()
    closed = Flag.objects.filter(pk=flag.pk, closed_at=None).update(closed_at=now)
    if closed:
        refresh_trust(flag.dataset, now=now)
    return bool(closed)


def drop_flags(
    dataset: Dataset,
    *,
    origin: FlagOrigin,
    now: datetime,
    keep: set[int] | None = None,
) -> int:
    """Close the open flags of one origin, but for the ids in `keep`. Trust is left to the caller."""
    flags = dataset.flags.open().filter(origin=origin).exclude(pk__in=keep or set())
    return flags.update(closed_at=now)


def sync_late_flag(dataset: Dataset, *, now: datetime) -> None:
    """Open or close the flag of a late delivery. Trust is left to the caller."""
    fresh = freshness(dataset, today=timezone.localdate(now))
    if not fresh.late:
        drop_flags(dataset, origin=FlagOrigin.LATE, now=now)
        return
    put_flag(
        dataset,
        dimension=Dimension.CURRENT,
        severity=Severity.WARNING,
        origin=FlagOrigin.LATE,
        reason_code="late",
        reason_params=fresh.params(),
        now=now,
    )

"""Quality rules: written in words, tried on real rows, activated with a norm, ended."""

import difflib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from datasets import quality
from datasets.lifecycle import (
    NEXT_RULE,
    Dimension,
    Origin,
    Refused,
    RuleStatus,
    TransitionNotAllowed,
)
from datasets.models import Change, Dataset, Flag, Rule, Run
from datasets.models.run import Trigger
from datasets.services.start import start_check
from datasets.services.trust import refresh_trust
from people.models import User

DIMENSION_OF = {
    "volledig": Dimension.COMPLETE,
    "actueel": Dimension.CURRENT,
    "juist": Dimension.CORRECT,
}


def validate_rule(
    dataset: Dataset,
    *,
    kind: str,
    columns: Sequence[str],
    parameters: Mapping[str, Any],
    by: User | None,
) -> quality.RuleSpec:
    """The rule in the engine's words. Raises quality.RuleError for what cannot be checked.

    A rule may compare only with a dataset whose rows its writer may read, else a hit list would
    tell what is in it.
    """
    types = {column.name: column.type for column in dataset.columns.filter(absent_since=None)}
    spec = quality.RuleSpec("", kind, tuple(columns), dict(parameters))
    other = parameters.get("dataset")
    references = reference_types(str(other), by) if other else None
    # Of an entry without a file no column is known yet: its rules wait for the first delivery.
    quality.validate(spec, types or dict.fromkeys(columns, ""), references)
    return spec


def reference_types(slug: str, by: User | None) -> dict[str, dict[str, str]]:
    """Columns with their types of a dataset whose rows this person may read, by its address.

    Raises Refused("reference-unknown") with the nearest address that there is.
    """
    allowed = Dataset.objects.rows_visible_to(by) if by else Dataset.objects.all()
    other = allowed.filter(slug=slug).first()
    if other is None:
        near = difflib.get_close_matches(slug, allowed.values_list("slug", flat=True), n=1)
        raise Refused("reference-unknown", dataset=slug[:80], hint=near[0] if near else "")
    return {slug: {column.name: column.type for column in other.columns.all()}}


@transaction.atomic
def create_rule(
    dataset: Dataset,
    *,
    by: User | None,
    kind: str,
    columns: Sequence[str],
    parameters: Mapping[str, Any],
    severity: str,
    norm_count: int | None = None,
    norm_share: float | None = None,
    reason: str = "",
    origin: Origin = Origin.MANUAL,
    now: datetime | None = None,
) -> Rule:
    """A draft, validated. Raises quality.RuleError or Refused, and nothing is kept."""
    now = now or timezone.now()
    spec = validate_rule(dataset, kind=kind, columns=columns, parameters=parameters, by=by)
    if norm_count is not None and norm_share is not None:
        raise Refused("one-norm")
    Dataset.objects.select_for_update().get(pk=dataset.pk)
    rule = Rule.objects.create(
        dataset=dataset,
        number=(dataset.rules.aggregate(n=Max("number"))["n"] or 0) + 1,
        kind=kind,
        columns=list(spec.columns),
        parameters=dict(spec.parameters),
        dimension=DIMENSION_OF[quality.KINDS[kind].aspect],
        severity=severity,
        norm_count=norm_count,
        norm_share=norm_share,
        reason=reason,
        origin=origin,
        created_at=now,
        created_by=by,
    )
    Change.objects.create(dataset=dataset, rule=rule, new=RuleStatus.DRAFT, by=by, at=now)
    return rule


@transaction.atomic
def change_draft(
    rule: Rule,
    *,
    by: User,
    columns: Sequence[str],
    parameters: Mapping[str, Any],
) -> None:
    """Other blanks in a draft, validated again. An active rule is ended and written anew."""
    if rule.status != RuleStatus.DRAFT:
        raise Refused("rule-not-draft")
    spec = validate_rule(
        rule.dataset, kind=rule.kind, columns=columns, parameters=parameters, by=by
    )
    Rule.objects.filter(pk=rule.pk, status=RuleStatus.DRAFT).update(
        columns=list(spec.columns), parameters=dict(spec.parameters)
    )
    rule.refresh_from_db()


def try_rule(rule: Rule, *, by: User) -> Run:
    """Judge a draft on the current data: count, share and hit list, without a flag."""
    if rule.status != RuleStatus.DRAFT:
        raise Refused("rule-not-draft")
    return start_check(rule.dataset, by=by, trigger=Trigger.TRIAL, rule=rule)


@transaction.atomic
def activate_rule(
    rule: Rule,
    *,
    by: User | None,
    severity: str | None = None,
    norm_count: int | None = None,
    norm_share: float | None = None,
    reason: str | None = None,
    now: datetime | None = None,
) -> None:
    """From here on the rule counts; the dataset is checked anew where it has data.

    What is given (severity, norm, reason) replaces what the draft said; the norm as a whole.
    """
    now = now or timezone.now()
    if norm_count is not None and norm_share is not None:
        raise Refused("one-norm")
    told: dict[str, Any] = {"activated_at": now}
    if severity is not None:
        told |= {"severity": severity, "norm_count": norm_count, "norm_share": norm_share}
    if reason is not None:
        told["reason"] = reason
    _move(rule, to=RuleStatus.ACTIVE, by=by, now=now, **told)
    if rule.dataset.deliveries.current().exists():
        start_check(rule.dataset, by=by, trigger=Trigger.RULE, now=now)
    refresh_trust(rule.dataset, now=now)


@transaction.atomic
def accept_rule(rule: Rule, *, by: User, now: datetime | None = None) -> bool:
    """The owner's yes to a rule in use and its norm; False where it was accepted already.

    Raises Refused("not-the-owner") for anyone else: the data team writes, the owner answers.
    """
    now = now or timezone.now()
    if rule.dataset.owner_id != by.pk:
        raise Refused("not-the-owner")
    waiting = Rule.objects.filter(pk=rule.pk, status=RuleStatus.ACTIVE, accepted_at=None)
    if not waiting.update(accepted_at=now, accepted_by=by):
        return False
    status = RuleStatus.ACTIVE
    Change.objects.create(dataset=rule.dataset, rule=rule, old=status, new=status, by=by, at=now)
    return True


@transaction.atomic
def retire_rule(rule: Rule, *, by: User, note: str, now: datetime | None = None) -> None:
    """End a rule, with the reason; its open flag closes, its findings stay readable."""
    now = now or timezone.now()
    _move(rule, to=RuleStatus.RETIRED, by=by, now=now, note=note)
    Flag.objects.filter(rule=rule, closed_at=None).update(closed_at=now)
    refresh_trust(rule.dataset, now=now)


def _move(
    rule: Rule, *, to: RuleStatus, by: User | None, now: datetime, note: str = "", **told: Any
) -> None:
    old = RuleStatus(rule.status)
    if to not in NEXT_RULE[old]:
        raise TransitionNotAllowed(old, to)
    if not Rule.objects.filter(pk=rule.pk, status=old).update(status=to, **told):
        raise TransitionNotAllowed(old, to)  # someone else was first
    Change.objects.create(
        dataset=rule.dataset, rule=rule, old=old, new=to, by=by, at=now, note=note
    )
    rule.refresh_from_db()

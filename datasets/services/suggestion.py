"""Rules that a profile proposes: kept, accepted one by one, turned down and remembered."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from datasets import quality
from datasets.lifecycle import (
    NEXT_SUGGESTION,
    DatasetStatus,
    Origin,
    Refused,
    SuggestionStatus,
    TransitionNotAllowed,
)
from datasets.models import Dataset, Delivery, Rule, Suggestion
from datasets.sentences import suggestion_reason
from datasets.services.redaction import TELLING_KINDS
from datasets.services.register import edit_dataset
from datasets.services.rule import activate_rule, create_rule
from people.models import User


def fingerprint(proposal: quality.Proposal) -> str:
    """What makes a proposal the same as an earlier one: kind, columns, parameters and norm."""
    told = [
        proposal.kind,
        list(proposal.columns),
        dict(proposal.parameters),
        proposal.norm_count,
        proposal.norm_share,
    ]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def sync_suggestions(
    delivery: Delivery,
    proposals: Sequence[quality.Proposal],
    *,
    hidden: AbstractSet[str] = frozenset(),
    now: datetime,
) -> None:
    """Bring the open proposals in line with the newest profile.

    Nothing is proposed for which there is a rule of that kind on those columns, or which a
    steward turned down, also when the bounds are other ones now. Open proposals that the data no
    longer bears out go. Of the columns in `hidden` no values become parameters.
    """
    dataset = delivery.dataset
    Dataset.objects.select_for_update().get(pk=dataset.pk)  # two profiles may end together
    taken = {(rule.kind, tuple(rule.columns)) for rule in dataset.rules.only("kind", "columns")}
    known = {kept.fingerprint: kept for kept in dataset.suggestions.all()}
    taken |= {
        (kept.kind, tuple(kept.columns))
        for kept in known.values()
        if kept.status != SuggestionStatus.OPEN
    }
    keep = set()
    for proposal in proposals:
        telling = proposal.kind in TELLING_KINDS and not hidden.isdisjoint(proposal.columns)
        if telling or (proposal.kind, proposal.columns) in taken:
            continue
        mark = fingerprint(proposal)
        keep.add(mark)
        told = {
            "delivery": delivery,
            "why_code": proposal.why_code,
            "why_params": {**proposal.why_params, "strength": round(proposal.strength, 2)},
        }
        Suggestion.objects.update_or_create(
            dataset=dataset,
            fingerprint=mark,
            defaults=told,
            create_defaults={
                **told,
                "kind": proposal.kind,
                "columns": list(proposal.columns),
                "parameters": dict(proposal.parameters),
                "severity": proposal.severity,
                "norm_count": proposal.norm_count,
                "norm_share": proposal.norm_share,
                "created_at": now,
            },
        )
    dataset.suggestions.open().exclude(fingerprint__in=keep).delete()


def strongest_first(suggestions: Iterable[Suggestion]) -> list[Suggestion]:
    return sorted(suggestions, key=lambda kept: (-kept.why_params.get("strength", 0), kept.pk))


@transaction.atomic
def accept_suggestion(suggestion: Suggestion, *, by: User, now: datetime | None = None) -> Rule:
    """A steward takes a proposal over: a rule in use from here on, and the data is checked.

    Raises TransitionNotAllowed where it was decided already, quality.RuleError where the columns
    are no longer what they were, and Refused("dataset-retired"); then it stays open.
    """
    now = now or timezone.now()
    dataset = suggestion.dataset
    if dataset.status != DatasetStatus.ACTIVE:
        raise Refused("dataset-retired")
    _decide(suggestion, to=SuggestionStatus.ACCEPTED, by=by, now=now)
    rule = create_rule(
        dataset,
        by=by,
        kind=suggestion.kind,
        columns=suggestion.columns,
        parameters=suggestion.parameters,
        severity=suggestion.severity,
        norm_count=suggestion.norm_count,
        norm_share=suggestion.norm_share,
        reason=suggestion_reason(suggestion.why_code, suggestion.why_params),
        origin=Origin.PROFILE,
        now=now,
    )
    activate_rule(rule, by=by, now=now)
    Suggestion.objects.filter(pk=suggestion.pk).update(rule=rule)
    suggestion.rule = rule
    return rule


@transaction.atomic
def reject_suggestion(suggestion: Suggestion, *, by: User, now: datetime | None = None) -> None:
    """A steward turns a proposal down; it is not made again."""
    _decide(suggestion, to=SuggestionStatus.REJECTED, by=by, now=now or timezone.now())


@transaction.atomic
def reopen_suggestion(suggestion: Suggestion, *, by: User, now: datetime | None = None) -> None:
    """A steward changes their mind: what was turned down is open again."""
    _decide(suggestion, to=SuggestionStatus.OPEN, by=by, now=now or timezone.now())


def _decide(suggestion: Suggestion, *, to: SuggestionStatus, by: User, now: datetime) -> None:
    old = SuggestionStatus(suggestion.status)
    if to not in NEXT_SUGGESTION[old]:
        raise TransitionNotAllowed(old, to)
    waiting = Suggestion.objects.filter(pk=suggestion.pk, status=old)
    if not waiting.update(status=to, decided_at=now, decided_by=by):
        raise TransitionNotAllowed(old, to)  # someone else was first
    suggestion.status, suggestion.decided_at, suggestion.decided_by = to, now, by


def proposed_key(dataset: Dataset) -> list[str]:
    """The columns that seem to name a record, while the dataset has no key; else none.

    From the proposal that they occur once, also where that became a rule already.
    """
    if dataset.key:
        return []
    once = dataset.suggestions.filter(kind="uniek").exclude(status=SuggestionStatus.REJECTED)
    for kept in once.order_by("-pk"):
        if kept.why_params.get("failed", 0) == 0:
            return list(kept.columns)
    return []


def accept_key(dataset: Dataset, *, by: User, now: datetime | None = None) -> list[str]:
    """The proposed key becomes the key. Raises Refused("nothing-proposed") where there is none."""
    columns = proposed_key(dataset)
    if not columns:
        raise Refused("nothing-proposed")
    edit_dataset(dataset, by=by, key=columns, now=now)
    return columns

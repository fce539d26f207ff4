"""Trust: one function over the open flags and a few facts; never ticked by a person (DESIGN 3)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from datasets.lifecycle import (
    TRUST_ORDER,
    Dimension,
    FlagOrigin,
    RuleStatus,
    Severity,
    Trust,
    Verdict,
)
from datasets.models import Dataset, Finding, Flag, Run
from datasets.models.run import Trigger
from datasets.services.freshness import Freshness, freshness


@dataclass(frozen=True)
class FlagFact:
    """What trust needs to know of an open flag."""

    pk: int
    dimension: str
    severity: str
    reason_code: str
    reason_params: Mapping[str, Any]
    column: str = ""
    rule: int | None = None  # the rule's number
    accepted_until: date | None = None  # accepted risk: counts as a warning through this day


@dataclass(frozen=True)
class Facts:
    """What trust needs to know beside the flags. `covered`: dimensions with a rule in force."""

    has_data: bool
    run_done: bool
    run_state: str  # state of the newest run's job, "" where there is none
    covered: frozenset[str]
    undecided: Mapping[str, tuple[int, ...]]  # dimension -> numbers of rules without a verdict
    freshness: Freshness
    run: int | None = None
    error_code: str = ""


@dataclass(frozen=True)
class Reason:
    """Why a dimension stands where it stands; `ref` names the evidence."""

    dimension: str
    state: str
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)
    ref: Mapping[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        return {
            "dimension": self.dimension,
            "state": self.state,
            "code": self.code,
            "params": dict(self.params),
            "ref": dict(self.ref),
        }


@dataclass(frozen=True)
class Judgement:
    """The state as a whole, by dimension, and every reason, the heaviest first."""

    state: Trust
    dimensions: Mapping[str, Trust]
    reasons: tuple[Reason, ...]


def judge(flags: Iterable[FlagFact], facts: Facts, *, today: date) -> Judgement:
    """Trust of a dataset from its open flags and facts; pure, so that every row can be tested.

    Red: a blocking flag is open. Unknown: no data, no rule in force or a rule without verdict,
    no successful run on the current data, or more than one interval overdue. Amber: a warning is
    open, or a blocking flag is an accepted risk. Green otherwise. Red goes before unknown.
    """
    reasons = [
        _of_flag(flag, today)
        for flag in flags
        # Said once: what is overdue by more than an interval is late as well.
        if not (facts.freshness.lost and flag.reason_code == "late")
    ]
    for dimension in Dimension.values:
        reasons.extend(_unknowns(dimension, facts))
    rank = {state: index for index, state in enumerate(TRUST_ORDER)}
    reasons.sort(key=lambda reason: rank[Trust(reason.state)])
    dimensions = {
        dimension: min(
            (Trust(reason.state) for reason in reasons if reason.dimension == dimension),
            key=rank.__getitem__,
            default=Trust.GREEN,
        )
        for dimension in Dimension.values
    }
    state = min(dimensions.values(), key=rank.__getitem__)
    return Judgement(state, dimensions, tuple(reasons))


def _of_flag(flag: FlagFact, today: date) -> Reason:
    accepted = flag.accepted_until is not None and today <= flag.accepted_until
    red = flag.severity == Severity.BLOCKING and not accepted
    params = {**flag.reason_params, "column": flag.column}
    if accepted and flag.accepted_until and flag.severity == Severity.BLOCKING:
        params["accepted_until"] = flag.accepted_until.isoformat()
    return Reason(
        flag.dimension,
        Trust.RED if red else Trust.AMBER,
        flag.reason_code,
        params,
        {"flag": flag.pk, **({"rule": flag.rule} if flag.rule else {})},
    )


def _unknowns(dimension: str, facts: Facts) -> list[Reason]:
    """Why this dimension cannot be known; empty where it can."""
    if not facts.has_data:
        return [Reason(dimension, Trust.UNKNOWN, "no-data")]
    unknown = []
    ref = {"run": facts.run} if facts.run else {}
    if not facts.run_done:
        code = {"queued": "run-waiting", "running": "run-busy", "failed": "run-failed"}.get(
            facts.run_state, "no-run"
        )
        why = {"error_code": facts.error_code} if facts.error_code else {}
        unknown.append(Reason(dimension, Trust.UNKNOWN, code, why, ref))
    if dimension == Dimension.CURRENT and facts.freshness.lost:
        late = facts.freshness.params()
        unknown.append(Reason(dimension, Trust.UNKNOWN, "long-overdue", late))
    if dimension not in facts.covered:
        code = "no-interval" if dimension == Dimension.CURRENT else "no-rule"
        unknown.append(Reason(dimension, Trust.UNKNOWN, code, {"dimension": dimension}))
    if facts.run_done:
        unknown.extend(
            Reason(dimension, Trust.UNKNOWN, "rule-undecided", {"rule": number}, {"rule": number})
            for number in facts.undecided.get(dimension, ())
        )
    return unknown


@transaction.atomic
def refresh_trust(dataset: Dataset, *, now: datetime | None = None) -> Judgement:
    """Compute trust anew and keep it on the dataset. Call it in the transaction of the change."""
    now = now or timezone.now()
    today = timezone.localdate(now)
    judgement = judge(_open_flags(dataset), gather(dataset, today=today), today=today)
    old = Dataset.objects.values_list("trust", flat=True).get(pk=dataset.pk)
    told: dict[str, Any] = {
        "trust": judgement.state,
        "trust_complete": judgement.dimensions[Dimension.COMPLETE],
        "trust_current": judgement.dimensions[Dimension.CURRENT],
        "trust_correct": judgement.dimensions[Dimension.CORRECT],
        "trust_reasons": [reason.as_dict() for reason in judgement.reasons],
    }
    if old != judgement.state:
        told["trust_changed_at"] = now
    Dataset.objects.filter(pk=dataset.pk).update(**told)
    for name, value in told.items():
        setattr(dataset, name, value)
    return judgement


def _open_flags(dataset: Dataset) -> list[FlagFact]:
    flags = dataset.flags.open().exclude(origin=FlagOrigin.REPORT)
    return [
        FlagFact(
            flag.pk,
            flag.dimension,
            flag.severity,
            flag.reason_code,
            flag.reason_params,
            flag.column,
            flag.rule.number if flag.rule else None,
            flag.accepted_until,
        )
        for flag in flags.select_related("rule").order_by("opened_at", "pk")
    ] + _reported(dataset)


def _reported(dataset: Dataset) -> list[FlagFact]:
    """Flags of reports, those that say the same of a column taken together.

    A list of a thousand doubted values would otherwise be a thousand reasons on every page.
    """
    flags = dataset.flags.open().filter(origin=FlagOrigin.REPORT).order_by("opened_at", "pk")
    alike: dict[tuple[Any, ...], list[Flag]] = {}
    for flag in flags:
        right = flag.reason_params.get("right")
        kind = (flag.dimension, flag.severity, flag.column, flag.accepted_until, right)
        alike.setdefault(kind, []).append(flag)
    return [
        FlagFact(
            same[0].pk,
            dimension,
            severity,
            same[0].reason_code,
            _told_once(same),
            column,
            accepted_until=until,
        )
        for (dimension, severity, column, until, _right), same in alike.items()
    ]


def _told_once(same: Sequence[Flag]) -> Mapping[str, Any]:
    params: Mapping[str, Any] = same[0].reason_params
    if len(same) == 1:
        return params
    return {**params, "count": len(same), "url": params.get("all", "")}


def gather(dataset: Dataset, *, today: date) -> Facts:
    """The facts of one dataset, in five queries."""
    current = sorted(dataset.deliveries.current().values_list("number", flat=True))
    runs = dataset.runs.exclude(trigger=Trigger.TRIAL).select_related("job")
    newest = runs.order_by("-number").first()
    done = runs.filter(job__state="done").order_by("-number").first()
    run_done = bool(done and sorted(done.deliveries) == current)
    fresh = freshness(dataset, today=today)
    covered, undecided = _rules_in_force(dataset, done)
    if fresh.promised:
        covered.add(Dimension.CURRENT)
    shown: Run | None = done if run_done else newest
    return Facts(
        has_data=bool(current),
        run_done=run_done,
        run_state=newest.job.state if newest and newest.job else "",
        covered=frozenset(covered),
        undecided=undecided,
        freshness=fresh,
        run=shown.number if shown else None,
        error_code=newest.job.error_code if newest and newest.job else "",
    )


def _rules_in_force(
    dataset: Dataset, done: Run | None
) -> tuple[set[str], dict[str, tuple[int, ...]]]:
    decided = (
        set(
            Finding.objects.filter(run=done)
            .exclude(verdict=Verdict.UNDECIDED)
            .values_list("rule_id", flat=True)
        )
        if done
        else set()
    )
    covered: set[str] = set()
    undecided: dict[str, tuple[int, ...]] = {}
    for rule in dataset.rules.filter(status=RuleStatus.ACTIVE).order_by("number"):
        covered.add(rule.dimension)
        if rule.pk not in decided:
            undecided[rule.dimension] = (*undecided.get(rule.dimension, ()), rule.number)
    return covered, undecided

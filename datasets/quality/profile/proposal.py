"""A proposed rule: what it says, why, and how sure the values make it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from datasets.quality.findings import Outcome
from datasets.quality.rule import RuleSpec

MOST = 12  # proposals at a time: few and good
ALMOST = 0.99  # of the checked rows: a rule that fewer meet describes something else
MOST_OF_A_KIND = 3
WORTH = 2.5  # strength; weaker ones are not worth a steward's time
FAR_OFF = 0.0035  # of the checked rows: where more lie far off, the values are just spread so


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """RuleSpec's words, with the reason as a code with parameters.

    Reasons: filled, key, key-together, few-values (distinct), never-negative, percentage, far-off,
    coordinates, form, shape (shape), same-length (length), date-order, parts, row-count (rows).
    After `weigh` the parameters hold `checked` and `failed`, the rows that the rule looked at and
    those that do not meet it now. `strength` orders them: the higher, the more it would find.
    """

    kind: str
    columns: tuple[str, ...]
    parameters: Mapping[str, object] = field(default_factory=dict)
    severity: str = "warning"
    norm_count: int | None = None
    norm_share: float | None = None
    why_code: str
    why_params: Mapping[str, str | int | float] = field(default_factory=dict)
    strength: float = 0.0

    def spec(self, id: str = "") -> RuleSpec:
        return RuleSpec(
            id, self.kind, self.columns, dict(self.parameters), self.norm_count, self.norm_share
        )


def weigh(candidates: Sequence[Proposal], outcomes: Sequence[Outcome]) -> list[Proposal]:
    """The proposals that the table bears out, the strongest first; at most MOST.

    A rule that a few rows break is worth more than one that none breaks: it finds something today.
    A key must hold for every row, and of several keys of columns together one is enough.
    """
    kept = []
    for candidate, outcome in zip(candidates, outcomes, strict=True):
        if candidate.why_code == "row-count":  # from two profiles; nothing to try on rows
            kept.append(candidate)
            continue
        if outcome.reason_code or not outcome.checked:
            continue
        if outcome.failed > _allowed(candidate) * outcome.checked:
            continue
        told = {**candidate.why_params, "checked": outcome.checked, "failed": outcome.failed}
        bonus = 1.5 if outcome.failed else 0.0
        if candidate.strength + bonus >= WORTH:
            kept.append(replace(candidate, why_params=told, strength=candidate.strength + bonus))
    kept.sort(key=lambda proposal: -proposal.strength)
    return _few(kept)


def _allowed(candidate: Proposal) -> float:
    """The share of the rows that may break it now."""
    if candidate.why_code == "key-together":
        return 0
    return FAR_OFF if candidate.why_code == "far-off" else 1 - ALMOST


def _few(proposals: Sequence[Proposal]) -> list[Proposal]:
    """The first of each kind, and one key."""
    left: dict[str, int] = {}
    chosen = []
    for proposal in proposals:
        once = proposal.why_code in ("key", "key-together")
        name = "key" if once else proposal.kind
        left[name] = left.get(name, 0) + 1
        if left[name] <= (1 if once else MOST_OF_A_KIND):
            chosen.append(proposal)
    return chosen[:MOST]

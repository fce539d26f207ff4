"""Outcomes: the counts of a rule, its verdict, and rows that prove it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from datasets.quality.errors import RuleError
from datasets.quality.kind import Fact, Unit
from datasets.quality.row_scan import Row
from datasets.quality.rule import RuleSpec
from datasets.quality.source import LINES_PER_PART
from datasets.quality.table import Table

Verdict = Literal["voldoet", "voldoet-niet", "niet-te-bepalen"]


@dataclass(frozen=True)
class Example:
    """A failing row: line in the delivered file (1-based), the part's label, the key as
    `column:value;column:value`, and the text of the rule's and the key's cells ("" if empty).

    Where what failed is no row, `line` is 0, `label` names it (a period, a delivery), and `facts`
    are its figures.
    """

    line: int
    part: str
    key: str
    values: Mapping[str, str]
    label: str = ""
    facts: Mapping[str, Fact] = field(default_factory=dict)

    def as_dict(self) -> dict[str, object]:
        """As JSON; `label` and `facts` only where there is no row."""
        told: dict[str, object] = {
            "line": self.line,
            "part": self.part,
            "key": self.key,
            "values": dict(self.values),
        }
        return told if self.line else {**told, "label": self.label, "facts": dict(self.facts)}


@dataclass(frozen=True)
class Outcome:
    """What a rule found. `failed` of `checked` rows (or of what the kind's `unit` says); exact.

    `reason_code` says why a verdict is niet-te-bepalen: no-rows, nothing-to-check, no-previous (no
    delivery to compare with), no-period (no delivery says what it is about), nothing-to-compare
    (the other dataset has no such figures), too-large (a number too large to add up exactly), or
    the code of a RuleError with its parameters.
    """

    rule_id: str
    checked: int
    failed: int
    verdict: Verdict
    reason_code: str = ""
    reason_params: Mapping[str, str | int] = field(default_factory=dict)
    examples: Sequence[Example] = ()
    seconds: float = 0.0


def refused(rule: RuleSpec, error: RuleError) -> Outcome:
    """The outcome of a rule that could not be carried out."""
    return Outcome(rule.id, 0, 0, "niet-te-bepalen", error.code, error.params)


def judge(
    rule: RuleSpec,
    *,
    rows: int,
    checked: int,
    failed: int,
    examples: Sequence[Example],
    seconds: float,
    reason: str = "",
) -> Outcome:
    """The verdict by the rule's norm. Where nothing was checked, nothing can be said."""
    verdict: Verdict = "niet-te-bepalen"
    if not checked:
        reason = reason or ("nothing-to-check" if rows else "no-rows")
    elif rule.accepts(checked=checked, failed=failed):
        verdict = "voldoet"
    else:
        verdict = "voldoet-niet"
    return Outcome(
        rule.id, checked, failed, verdict, reason, examples=examples, seconds=round(seconds, 4)
    )


def present(
    table: Table,
    rows: Sequence[Row],
    columns: Sequence[str],
    shown: Sequence[str],
    key: Sequence[str],
) -> list[Example]:
    """Rows with the texts of `columns` as examples with the cells of `shown` and of the key."""
    examples = []
    for order, texts in rows:
        part, line = divmod(order, LINES_PER_PART)
        cells = {name: text or "" for name, text in zip(columns, texts, strict=True)}
        identity = ";".join(f"{column}:{cells[column]}" for column in key)
        values = {column: cells[column] for column in (*shown, *key)}
        examples.append(Example(line, table.parts[part].label, identity, values))
    return examples


def present_units(units: Sequence[Unit]) -> list[Example]:
    """What failed and is no row, as examples without a line."""
    return [Example(0, unit.part, "", unit.values, unit.label, unit.facts) for unit in units]

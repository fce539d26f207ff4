"""What checks found, as pages show it: outcomes in words, and failing rows for who may see them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from datasets.lifecycle import Classification, PersonalData, Severity, Verdict
from datasets.models import Dataset, Finding, Rule, Run
from datasets.models.run import Trigger
from datasets.sentences import (
    nameless_sentence,
    norm_sentence,
    rule_sentence,
    undecided_sentence,
    unit_name,
    unit_words,
)
from datasets.services import exportable, mask_of, mask_value
from datasets.views.access import Rights, log_rows, reader
from kit.charts import Spark, spark
from people.models import User

TREND_RUNS = 12


@dataclass(frozen=True)
class RuleWords:
    """A rule as a sentence with its norm; `rule` says where it stands."""

    rule: Rule
    sentence: str
    norm: str
    severity: str


@dataclass(frozen=True)
class VerdictSign:
    """A verdict as icon, word and colour; never colour alone."""

    label: str
    tone: str
    icon: str


@dataclass(frozen=True)
class Hits:
    """Failing rows as a table: `rows` are (line, delivery, key, values in the order of `columns`).

    A row without a line is a period, a delivery or the like, told by its `label`.
    `allowed` False: this reader may not see rows, and `rows` is empty. `values_url`: where who may
    asks for the values behind the masks, else ""; `export_url`: where all rows are asked for.
    """

    columns: list[str]
    rows: list[dict[str, Any]]
    allowed: bool
    masked: bool
    values_url: str
    export_url: str
    keyed: bool
    failed: int

    @property
    def labelled(self) -> bool:
        """What fails are no rows of the file."""
        return bool(self.rows) and not any(row["line"] for row in self.rows)


@dataclass(frozen=True)
class Outcome:
    """One rule in one run. `changed`: the rule's words are others by now."""

    words: RuleWords
    finding: Finding
    sign: VerdictSign
    why: str
    hits: Hits
    changed: bool

    @property
    def unit(self) -> str:
        """What the rule counts in words, where that is no rows: periods, deliveries, …"""
        return unit_name(self.finding.as_checked.get("kind", self.words.rule.kind))

    @property
    def number(self) -> str:
        """The rule's number, as text for an id."""
        return str(self.words.rule.number)


def names_of(request: HttpRequest, parameters: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Names of the datasets that these rules refer to, by address; only those the reader sees."""
    return names_for(reader(request), parameters)


def names_for(user: User, parameters: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The same for a person."""
    slugs = {slug for told in parameters if isinstance(slug := told.get("dataset"), str) and slug}
    if not slugs:
        return {}
    seen = Dataset.objects.visible_to(user).filter(slug__in=slugs)
    return dict(seen.values_list("slug", "name"))


def sentence_of(
    kind: str, columns: Sequence[str], parameters: Mapping[str, Any], names: Mapping[str, str]
) -> str:
    """A rule in words. A dataset that the reader may not know of stays nameless, as its column."""
    slug = parameters.get("dataset")
    if slug and slug not in names:
        return nameless_sentence(kind, columns, parameters)
    return rule_sentence(kind, columns, parameters, dataset_name=names.get(str(slug), ""))


def words_of(rule: Rule, names: Mapping[str, str]) -> RuleWords:
    return RuleWords(
        rule,
        sentence_of(rule.kind, rule.columns, rule.parameters, names),
        norm_sentence(rule.norm_count, rule.norm_share, rule.kind),
        rule.severity,
    )


def sign_of(verdict: str, severity: str) -> VerdictSign:
    label = str(Verdict(verdict).label)
    if verdict == Verdict.MEETS:
        return VerdictSign(label, "green", "success")
    if verdict == Verdict.UNDECIDED:
        return VerdictSign(label, "neutral", "trust-unknown")
    if severity == Severity.BLOCKING:
        return VerdictSign(label, "red", "error")
    return VerdictSign(label, "amber", "warning")


def outcomes_of(request: HttpRequest, run: Run, rights: Rights) -> list[Outcome]:
    """Everything a run found, the worst first, each with its rows for who may."""
    findings = sorted(run.findings.select_related("rule").order_by("rule__number"), key=_weight)
    names = names_of(request, [finding.as_checked.get("parameters", {}) for finding in findings])
    hidden = mask_of(run.dataset).columns
    told = [_outcome(finding, names, hidden, run, rights) for finding in findings]
    note_look(request, run.dataset, told)
    return told


def _weight(finding: Finding) -> tuple[int, bool]:
    """What fails before what nobody could judge before what is met; blocking before warning."""
    order = (Verdict.FAILS, Verdict.UNDECIDED, Verdict.MEETS)
    mild = finding.as_checked.get("severity", finding.rule.severity) != Severity.BLOCKING
    return order.index(Verdict(finding.verdict)), mild


def outcome_of(request: HttpRequest, dataset: Dataset, finding: Finding, rights: Rights) -> Outcome:
    """What one rule found in one run, with its rows for who may."""
    names = names_of(request, [finding.as_checked.get("parameters", {})])
    finding.run.dataset = dataset
    told = _outcome(finding, names, mask_of(dataset).columns, finding.run, rights)
    note_look(request, dataset, [told])
    return told


def _outcome(
    finding: Finding,
    names: Mapping[str, str],
    personal: Mapping[str, str],
    run: Run,
    rights: Rights,
) -> Outcome:
    was, rule = finding.as_checked, finding.rule
    words = RuleWords(
        rule,
        sentence_of(
            was.get("kind", rule.kind), was.get("columns", []), was.get("parameters", {}), names
        ),
        norm_sentence(was.get("norm_count"), was.get("norm_share"), was.get("kind", rule.kind)),
        was.get("severity", rule.severity),
    )
    undecided = finding.verdict == Verdict.UNDECIDED
    return Outcome(
        words,
        finding,
        sign_of(finding.verdict, words.severity),
        _undecided(finding, names) if undecided else "",
        _hits(finding, personal, run, rights),
        changed=(was.get("columns"), was.get("parameters")) != (rule.columns, rule.parameters),
    )


def _undecided(finding: Finding, names: Mapping[str, str]) -> str:
    """Why there is no verdict; of a dataset that this reader may not see no column is named."""
    other = finding.as_checked.get("parameters", {}).get("dataset")
    if other and other not in names:
        return undecided_sentence("", {})
    return undecided_sentence(finding.reason_code, finding.reason_params)


def _hits(finding: Finding, personal: Mapping[str, str], run: Run, rights: Rights) -> Hits:
    """Masked once more: a column may have been marked as personal since the check."""
    dataset, where = run.dataset, [run.dataset.slug, run.number, finding.rule.number]
    examples = finding.examples if rights.see_rows else []
    columns = list(dict.fromkeys(name for example in examples for name in example["values"]))
    hide_key = any(name in personal for name in dataset.key)
    rows = [
        {
            "line": example["line"],
            "label": "" if example["line"] else unit_words(example),
            "part": example["part"],
            "key": "" if hide_key else example.get("key", ""),
            "values": [
                mask_value(example["values"].get(name), personal.get(name, PersonalData.NONE))
                for name in columns
            ],
        }
        for example in examples
    ]
    masked = any(name in personal for name in columns)
    return Hits(
        columns,
        rows,
        rights.see_rows,
        masked=masked,
        export_url=reverse("datasets:export_ask", args=where)
        if rights.see_rows and exportable(finding)
        else "",
        values_url=reverse("datasets:values", args=where)
        if masked and rights.see_personal and any(row["line"] for row in rows)
        else "",
        # Where the columns of the key stand in the table already, a column for it says nothing.
        keyed=any(row["key"] for row in rows) and not set(dataset.key) <= set(columns),
        failed=finding.failed,
    )


def note_look(request: HttpRequest, dataset: Dataset, outcomes: Sequence[Outcome]) -> None:
    """One line in the access log for a page with failing rows of a confidential dataset."""
    if dataset.classification != Classification.CONFIDENTIAL:
        return
    if any(outcome.finding.examples for outcome in outcomes):
        granted = all(outcome.hits.allowed for outcome in outcomes)
        purpose = _("to judge what a check found")
        log_rows(request, dataset, action="examples-read", granted=granted, purpose=purpose)


def newest_findings(dataset: Dataset, rules: Sequence[Rule]) -> dict[int, Finding]:
    """The newest finding of each rule in a run that counts, by the rule's id; one query."""
    if not rules:
        return {}
    newest = (
        Finding.objects.filter(rule=OuterRef("rule"), run__dataset=dataset)
        .exclude(run__trigger=Trigger.TRIAL)
        .order_by("-run__number")
    )
    found = Finding.objects.filter(
        rule__in=[rule.pk for rule in rules], pk=Subquery(newest.values("pk")[:1])
    )
    return {finding.rule_id: finding for finding in found.select_related("run").defer("examples")}


def failing_trend(dataset: Dataset, rules: Sequence[Rule]) -> dict[int, Spark]:
    """Failing rows in the newest checks, the oldest first, as a small chart for each rule.

    One query; a check in which none of these rules was judged is passed over.
    """
    if not rules:
        return {}
    newest = dataset.runs.real().filter(job__state="done").order_by("-number")[:TREND_RUNS]
    rows = list(
        Finding.objects.filter(rule__in=[rule.pk for rule in rules], run__in=newest.values("pk"))
        .exclude(verdict=Verdict.UNDECIDED)
        .order_by("run__number")
        .values_list("rule_id", "run__number", "failed")
    )
    numbers = list(dict.fromkeys(number for _rule, number, _count in rows))
    failed = {(rule, number): count for rule, number, count in rows}
    drawn = {}
    for rule in rules:
        values = [failed.get((rule.pk, number)) for number in numbers]
        known = [value for value in values if value is not None]
        if len(known) > 1:
            label = _("Failing rows in %(count)s checks: from %(first)s to %(last)s") % {
                "count": len(known),
                "first": known[0],
                "last": known[-1],
            }
            drawn[rule.pk] = spark(values, label=label)
    return drawn

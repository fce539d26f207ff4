"""The tab kwaliteit of a dataset: its rules and how they stand, its open flags, its checks."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Page
from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from datasets.lifecycle import Dimension, RuleStatus, Severity, Verdict
from datasets.models import Dataset, Flag, Rule, Run
from datasets.sentences import (
    broken_rule,
    flag_sentence,
    found_sentence,
    run_error,
    undecided_sentence,
)
from datasets.views.access import find_dataset, reader, rights_of
from datasets.views.findings import (
    failing_trend,
    names_of,
    newest_findings,
    sign_of,
    words_of,
)
from datasets.views.reasons import told_reasons
from datasets.views.run import may_check
from kit.paging import asked_page, made_page, page_of

RULE_ROWS, FLAG_ROWS, RUN_ROWS = 20, 10, 8
# Status -> its name on the page, and the parameter with the number of its page.
RULE_LISTS = {
    RuleStatus.ACTIVE: ("active", "pagina"),
    RuleStatus.DRAFT: ("drafts", "concepten"),
    RuleStatus.RETIRED: ("ended", "beeindigd"),
}
# The dashboard links to these places of the page.
ANCHORS = {"complete": "volledig", "current": "actueel", "correct": "juist"}


@login_required
@require_safe
def quality(request: HttpRequest, slug: str) -> HttpResponse:
    """Why this dataset stands where it stands: reasons, rules, flags, checks."""
    dataset = find_dataset(request, slug)
    user = reader(request)
    rights = rights_of(user, dataset)
    pages = _rule_pages(request, dataset)
    shown: list[Rule] = [rule for page in pages.values() for rule in page.object_list]
    flags = dataset.flags.open().select_related("rule")
    flags = flags.order_by("severity", "opened_at", "pk")
    flag_page = page_of(flags, FLAG_ROWS, request.GET.get("vlaggen"))
    told = [*shown, *(flag.rule for flag in flag_page.object_list if flag.rule)]
    names = names_of(request, [rule.parameters for rule in told])
    runs = dataset.runs.real().filter(job__isnull=False).order_by("-number")
    told_runs = runs.select_related("job", "asked_by").with_verdicts()
    # Trust was computed in the transaction that changed which deliveries count: no query of its own.
    has_data = all(reason["code"] != "no-data" for reason in dataset.trust_reasons)
    run_page = page_of(told_runs, RUN_ROWS, request.GET.get("controles"), counted=runs)
    context: dict[str, Any] = {
        "dataset": dataset,
        "rights": rights,
        "may_check": may_check(user, dataset, rights),
        "has_data": has_data,
        "proposals": dataset.suggestions.open().count() if rights.manage_rules else 0,
        "dimensions": _dimensions(dataset, shown, names),
        "active": _rules(dataset, list(pages["active"].object_list), names, has_data=has_data),
        "drafts": [words_of(rule, names) for rule in pages["drafts"].object_list],
        "ended": [words_of(rule, names) for rule in pages["ended"].object_list],
        "pages": pages,
        "flag_page": flag_page,
        "flags": [_flag(dataset, flag, names) for flag in flag_page.object_list],
        "run_page": run_page,
        "runs": [run_line(run) for run in run_page.object_list],
    }
    return render(request, "datasets/quality.html", context)


def _rule_pages(request: HttpRequest, dataset: Dataset) -> dict[str, Page[Any]]:
    """A page of the rules in use, of the drafts and of the ended ones; two queries for all."""
    counts: dict[str, int] = dict(
        dataset.rules.order_by().values_list("status").annotate(n=Count("pk"))
    )
    numbers = {}
    wanted = Q()
    for status, (_name, parameter) in RULE_LISTS.items():
        last = max(1, -(-counts.get(status, 0) // RULE_ROWS))
        numbers[status] = min(asked_page(request.GET.get(parameter)), last)
        first = (numbers[status] - 1) * RULE_ROWS
        wanted |= Q(status=status, place__gt=first, place__lte=first + RULE_ROWS)
    place = Window(RowNumber(), partition_by=[F("status")], order_by="number")
    rules = list(dataset.rules.annotate(place=place).filter(wanted).order_by("number"))
    return {
        name: made_page(
            [rule for rule in rules if rule.status == status],
            numbers[status],
            RULE_ROWS,
            total=counts.get(status, 0),
        )
        for status, (name, _parameter) in RULE_LISTS.items()
    }


def _dimensions(
    dataset: Dataset, rules: Sequence[Rule], names: dict[str, str]
) -> list[dict[str, Any]]:
    """Each dimension with its state and the reasons for it, each leading to its evidence."""
    said = {rule.number: words_of(rule, names).sentence for rule in rules}
    reasons: list[dict[str, Any]] = [
        {"told": reason, "rule": reason.rule, "dimensions": reason.dimensions}
        for reason in told_reasons(dataset, said)
    ]
    rows = []
    for dimension, state in dataset.dimension_states().items():
        label = str(Dimension(dimension).label)
        own = [reason for reason in reasons if label.lower() in reason["dimensions"]]
        rows.append({"anchor": ANCHORS[dimension], "label": label, "state": state, "reasons": own})
    return rows


def _rules(
    dataset: Dataset, rules: Sequence[Rule], names: dict[str, str], *, has_data: bool
) -> list[dict[str, Any]]:
    # What was found in data that is gone says nothing about what is there now.
    findings = newest_findings(dataset, rules) if has_data else {}
    sparks = failing_trend(dataset, rules)
    rows = []
    for rule in rules:
        finding = findings.get(rule.pk)
        undecided = finding is not None and finding.verdict == Verdict.UNDECIDED
        rows.append(
            {
                "words": words_of(rule, names),
                "finding": finding,
                "sign": sign_of(finding.verdict, rule.severity) if finding else None,
                "why": undecided_sentence(finding.reason_code, finding.reason_params)
                if finding and undecided
                else "",
                "spark": sparks.get(rule.pk),
            }
        )
    return rows


def _flag(dataset: Dataset, flag: Flag, names: dict[str, str]) -> dict[str, Any]:
    rule = flag.rule
    url = reverse("datasets:rule", args=[dataset.slug, rule.number]) if rule else ""
    if flag.origin == "run" and flag.reason_params.get("run"):
        url = reverse("datasets:run", args=[dataset.slug, flag.reason_params["run"]])
    said = words_of(rule, names).sentence if rule else ""
    return {
        "flag": flag,
        "reason": flag_sentence(flag),
        "url": url,
        "rule": broken_rule(said),
        "risk_url": reverse("datasets:risk", args=[dataset.slug, flag.pk])
        if flag.severity == Severity.BLOCKING
        else "",
    }


def run_line(run: Run) -> dict[str, Any]:
    """A check in a list: its state as a word with icon and colour, and why it failed."""
    assert run.job is not None
    state = run.job.state
    tones = {"failed": "red", "running": "info"}
    return {
        "run": run,
        "state": run.job.get_state_display(),
        "icon": state,
        "tone": tones.get(state, "neutral"),
        "why": run_error(run.job.error_code, run.job.error_params) if state == "failed" else "",
        "found": found_sentence(
            *(getattr(run, what, 0) for what in ("judged", "failing", "undecided"))
        ),
    }

"""The quality of a dataset, and its rules: chosen, written in words, tried, put into use, ended."""

from typing import Any

import pandas as pd
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from datasets import quality as engine
from datasets import services
from datasets.forms.rule import RuleForm
from datasets.forms.rule_use import ActivateForm, RetireForm
from datasets.lifecycle import (
    Origin,
    Refused,
    RuleStatus,
    Severity,
    TransitionNotAllowed,
    Verdict,
)
from datasets.models import Dataset, Finding, Rule
from datasets.sentences import (
    change_note,
    change_title,
    kind_title,
    refusal,
    rule_error,
)
from datasets.views.access import find_dataset, reader, rights_of
from datasets.views.dashboard import quality
from datasets.views.findings import names_of, outcome_of, words_of
from datasets.views.run import standing
from kit import charts, notation

__all__ = ["activate", "detail", "edit", "new", "quality", "retire", "try_out"]

TREND_RUNS = 24
form_page = require_http_methods(["GET", "HEAD", "POST"])


def _manageable(request: HttpRequest, slug: str) -> Dataset:
    """The dataset, or 404 for who may not write its rules."""
    dataset = find_dataset(request, slug)
    if not rights_of(reader(request), dataset).manage_rules:
        raise Http404
    return dataset


def _rule_of(dataset: Dataset, number: int) -> Rule:
    rules = dataset.rules.select_related("created_by", "accepted_by")
    rule = get_object_or_404(rules, number=number)
    rule.dataset = dataset
    return rule


def _kind(name: str) -> engine.Kind:
    if name not in engine.KINDS:
        raise Http404
    return engine.KINDS[name]


@login_required
@form_page
def new(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """Step 2: fill the blanks. Saving makes a draft and tries it at once on the current data."""
    dataset = _manageable(request, slug)
    form = _rule_form(request, dataset, _kind(kind))
    if not form.is_valid():
        return _form_page(request, form)
    try:
        rule = services.create_rule(
            dataset,
            by=reader(request),
            kind=kind,
            columns=form.columns,
            parameters=form.parameters,
            severity=Severity.WARNING,
            origin=Origin.MANUAL,
        )
    except (engine.RuleError, Refused) as error:
        return _form_page(request, _refused(form, error))
    _try(request, rule)
    return redirect("datasets:rule", dataset.slug, rule.number)


@login_required
@form_page
def edit(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Other words for a draft, tried again at once."""
    dataset = _manageable(request, slug)
    rule = _rule_of(dataset, number)
    if rule.status != RuleStatus.DRAFT:
        messages.error(request, refusal(Refused("rule-not-draft")))
        return redirect("datasets:rule", dataset.slug, rule.number)
    form = _rule_form(request, dataset, _kind(rule.kind), rule)
    if not form.is_valid():
        return _form_page(request, form)
    try:
        services.change_draft(
            rule, by=reader(request), columns=form.columns, parameters=form.parameters
        )
    except (engine.RuleError, Refused) as error:
        return _form_page(request, _refused(form, error))
    _try(request, rule)
    return redirect("datasets:rule", dataset.slug, rule.number)


def _rule_form(
    request: HttpRequest, dataset: Dataset, kind: engine.Kind, rule: Rule | None = None
) -> RuleForm:
    """Empty, or as sent; for who only looks (`look`) filled in, but neither judged nor saved."""
    looks = "look" in request.POST
    sent = request.POST if request.method == "POST" else None
    return RuleForm(
        dataset,
        kind,
        user=reader(request),
        rule=rule,
        data=None if looks else sent,
        told=sent if looks else None,
    )


def _refused(form: RuleForm, error: engine.RuleError | Refused) -> RuleForm:
    """What changed between judging the form and saving it: said on top of the form."""
    form.add_error(None, refusal(error) if isinstance(error, Refused) else rule_error(error))
    return form


# What a page asks for while someone types, by the value of `look`.
PIECES = {"columns": "datasets/_reference_column.html"}


def _form_page(request: HttpRequest, form: RuleForm) -> HttpResponse:
    """The form; for htmx only how the rule reads so far, or the columns of a chosen dataset."""
    context: dict[str, Any] = {
        "dataset": form.dataset,
        "form": form,
        "rule": form.rule,
        "kind_title": kind_title(form.kind.name),
        "fields": [form[name] for name in form.fields if name not in form.reference_names],
        "has_data": form.dataset.deliveries.current().exists(),
    }
    look = request.POST.get("look", "")
    if look and getattr(request, "htmx", False):
        piece = PIECES.get(look, "datasets/_rule_sentence.html")
        return render(request, piece, context)
    status = 422 if form.errors else 200
    return render(request, "datasets/rule_form.html", context, status=status)


def _try(request: HttpRequest, rule: Rule) -> None:
    """Try a draft where there is data; where there is none the rule's page says so."""
    try:
        services.try_rule(rule, by=reader(request))
    except Refused as error:
        if error.code != "nothing-to-check":
            messages.error(request, refusal(error))


@login_required
@require_safe
def detail(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """A rule: its sentence, what it found, and what one can do with it now."""
    dataset = find_dataset(request, slug)
    return _rule_page(request, _rule_of(dataset, number))


def _rule_page(
    request: HttpRequest,
    rule: Rule,
    *,
    activation: ActivateForm | None = None,
    retirement: RetireForm | None = None,
) -> HttpResponse:
    dataset = rule.dataset
    rights = rights_of(reader(request), dataset)
    draft = rule.status == RuleStatus.DRAFT
    context: dict[str, Any] = {
        "dataset": dataset,
        "rights": rights,
        "rule": rule,
        "draft": draft,
        "words": words_of(rule, names_of(request, [rule.parameters])),
        "dimension": rule.get_dimension_display(),
        "has_data": draft and dataset.deliveries.current().exists(),
        "history": [
            {
                "title": change_title(change),
                "at": change.at,
                "by": str(change.by) if change.by else "",
                "note": change_note(change),
            }
            for change in rule.changes.select_related("by", "delivery", "rule")
        ],
        "activation": activation or ActivateForm(rule),
        "retirement": retirement or RetireForm(),
    }
    if draft:
        context["trial"] = _trial(request, rule)
    else:
        found = rule.findings.filter(run__in=dataset.runs.real()).select_related("run", "rule")
        found = found.order_by("-run__number")
        newest = found.first()
        context["outcome"] = outcome_of(request, dataset, newest, rights) if newest else None
        last = dataset.runs.real().select_related("job").order_by("-number").first()
        context["under_way"] = last if last and last.job and not last.job.has_ended else None
        context["trend"] = _trend(rule, list(found.defer("examples")[:TREND_RUNS]))
    wrong = bool((activation and activation.errors) or (retirement and retirement.errors))
    return render(request, "datasets/rule.html", context, status=422 if wrong else 200)


def _trend(rule: Rule, newest_first: list[Finding]) -> charts.Chart | None:
    """Failing rows by check that could judge, the oldest first; None for fewer than two."""
    findings = [found for found in newest_first[::-1] if found.verdict != Verdict.UNDECIDED]
    if len(findings) < 2:
        return None
    frame = pd.DataFrame(
        {
            "run": [_("check %(number)s") % {"number": f.run.number} for f in findings],
            "failed": [finding.failed for finding in findings],
        }
    )
    first, last = (notation.number(finding.failed) for finding in (findings[0], findings[-1]))
    title = _("Failing rows in %(count)s checks: from %(first)s to %(last)s") % {
        "count": len(findings),
        "first": first,
        "last": last,
    }
    return charts.bars(
        frame,
        x="run",
        series={"failed": _("Failing rows")},
        title=title,
        day=findings[-1].run.today,
        x_label=_("Check"),
        decimals=0,
    )


def _trial(request: HttpRequest, rule: Rule) -> dict[str, Any] | None:
    """The newest trial of a draft, as `_run_progress.html` takes it."""
    trials = rule.trials.filter(job__isnull=False).select_related("job", "rule")
    run = trials.order_by("-number").first()
    if run is None:
        return None
    run.dataset = rule.dataset
    return standing(request, run, rights_of(reader(request), rule.dataset))


@login_required
@require_POST
def try_out(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Try a draft once more on the data of now."""
    rule = _rule_of(_manageable(request, slug), number)
    try:
        services.try_rule(rule, by=reader(request))
    except Refused as error:
        messages.error(request, refusal(error))
    return redirect("datasets:rule", slug, number)


@login_required
@require_POST
def activate(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Put a draft into use, with its severity, its norm and the reason."""
    rule = _rule_of(_manageable(request, slug), number)
    form = ActivateForm(rule, request.POST)
    if not form.is_valid():
        return _rule_page(request, rule, activation=form)
    try:
        services.activate_rule(
            rule,
            by=reader(request),
            severity=form.cleaned_data["severity"],
            norm_count=form.cleaned_data["norm_count"],
            norm_share=form.norm_share,
            reason=form.cleaned_data["reason"],
        )
    except (TransitionNotAllowed, Refused):
        messages.error(request, _("This rule is in use already, or was ended by someone else."))
        return redirect("datasets:rule", slug, number)
    messages.success(request, _("The rule is in use. From now on it counts for trust."))
    return redirect("datasets:rule", slug, number)


@login_required
@require_POST
def retire(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """End a rule, or throw a draft away, with the reason."""
    rule = _rule_of(_manageable(request, slug), number)
    form = RetireForm(request.POST)
    if not form.is_valid():
        return _rule_page(request, rule, retirement=form)
    try:
        services.retire_rule(rule, by=reader(request), note=form.cleaned_data["note"])
    except TransitionNotAllowed:
        messages.error(request, _("This rule was ended already."))
    else:
        messages.success(request, _("The rule has ended. What it found stays readable."))
    return redirect("datasets:quality", slug)


@login_required
@require_POST
def accept(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The owner's yes to a rule in use."""
    dataset = find_dataset(request, slug)
    if not rights_of(reader(request), dataset).accept_rules:
        raise Http404
    if services.accept_rule(_rule_of(dataset, number), by=reader(request)):
        messages.success(request, _("You accepted this rule and its norm."))
    else:
        messages.info(request, _("Someone else was first: this was done already."))
    if request.POST.get("terug") == "lijst":
        return redirect("datasets:rules_waiting")
    return redirect("datasets:rule", slug, number)

"""Rules out and in: as a file, and from one dataset to another that is like it."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from datasets.forms.exchange import ImportForm, MappingForm
from datasets.lifecycle import Origin, Refused, RuleStatus
from datasets.models import Dataset, Rule
from datasets.sentences import kind_title, norm_sentence, refusal, rule_error
from datasets.services.rule_exchange import (
    Judged,
    alike,
    entries_of,
    judge_rules,
    match_columns,
    take_over,
)
from datasets.services.rule_file import Entry, write_rule_file
from datasets.views.access import find_dataset, reader, rights_of
from datasets.views.findings import names_of, sentence_of

form_page = require_http_methods(["GET", "HEAD", "POST"])


def manageable(request: HttpRequest, slug: str) -> Dataset:
    """The dataset, or 404 for who may not write its rules."""
    dataset = find_dataset(request, slug)
    if not rights_of(reader(request), dataset).manage_rules:
        raise Http404
    return dataset


def standing_rules(dataset: Dataset) -> list[Rule]:
    return list(dataset.rules.exclude(status=RuleStatus.RETIRED).order_by("number"))


def hidden_references(request: HttpRequest, rules: Iterable[Rule]) -> set[str]:
    """Addresses of datasets that these rules refer to and this reader may not know of."""
    told = [rule.parameters for rule in rules]
    slugs = {slug for one in told if isinstance(slug := one.get("dataset"), str) and slug}
    return slugs - set(names_of(request, told))


@login_required
@require_safe
def export(request: HttpRequest, slug: str) -> HttpResponse:
    """The rules as a file, for everyone who sees the entry: they stand on its page as well."""
    dataset = find_dataset(request, slug)
    rules = standing_rules(dataset)
    hidden = hidden_references(request, rules)
    answer = JsonResponse(
        write_rule_file(dataset, rules, hidden=hidden, now=timezone.localtime()),
        json_dumps_params={"ensure_ascii": False, "indent": 2},
    )
    answer["Content-Disposition"] = f'attachment; filename="regels-{dataset.slug}.json"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@login_required
@form_page
def bring(request: HttpRequest, slug: str) -> HttpResponse:
    """Step 1: a file or pasted text. Step 2: what each rule would become. Step 3: drafts."""
    dataset = manageable(request, slug)
    sent = request.method == "POST"
    form = ImportForm(request.POST if sent else None, request.FILES if sent else None)
    if not form.is_bound or not form.is_valid():
        status = 422 if form.is_bound else 200
        context = {"dataset": dataset, "form": form}
        return render(request, "datasets/rules_import.html", context, status=status)
    if "overnemen" in request.POST:
        done = _take(request, dataset, form.entries, origin=Origin.IMPORT)
        if done:
            return done
    judged = judge_rules(dataset, form.entries, by=reader(request))
    return _preview(
        request,
        dataset,
        judged,
        {"text": form.text, "action": reverse("datasets:rules_import", args=[dataset.slug])},
    )


@login_required
@require_safe
def targets(request: HttpRequest, slug: str) -> HttpResponse:
    """Datasets to which these rules can be copied, the most alike first."""
    source = manageable(request, slug)
    rules = standing_rules(source)
    named = request.GET.get("q", "").strip()[:100]
    context = {
        "dataset": source,
        "rules": rules,
        "q": named,
        "found": alike(source, _needed(rules), to=reader(request), named=named) if rules else [],
    }
    return render(request, "datasets/rules_targets.html", context)


@login_required
@form_page
def copy(request: HttpRequest, slug: str, target: str) -> HttpResponse:
    """What each rule would become there, with its columns matched; then drafts there."""
    source, there = manageable(request, slug), manageable(request, target)
    if source.pk == there.pk:
        raise Http404
    rules = standing_rules(source)
    hidden = hidden_references(request, rules)
    rules = [rule for rule in rules if rule.parameters.get("dataset") not in hidden]
    entries = entries_of(rules)
    form = _mapping_form(request, there, rules)
    if request.method == "POST" and "overnemen" in request.POST and form.is_valid():
        done = _take(request, there, entries, origin=Origin.COPY, columns=form.mapping)
        if done:
            return done
    judged = judge_rules(there, entries, by=reader(request), columns=form.mapping)
    address = reverse("datasets:rules_copy", args=[source.slug, there.slug])
    more = {"source": source, "mapping": form, "action": address, "left_out": len(hidden)}
    return _preview(request, there, judged, more)


def _mapping_form(request: HttpRequest, there: Dataset, rules: Sequence[Rule]) -> MappingForm:
    here = list(there.columns.filter(absent_since=None).values_list("name", flat=True))
    needed = _needed(rules)
    proposed = match_columns(needed, here)
    # A dataset without a file knows no columns: its rules wait for them under the same names.
    asked = [name for name in needed if here and proposed.get(name) != name]
    data = request.POST if request.method == "POST" else None
    return MappingForm(data, needed=asked, here=here, proposed=proposed)


def _needed(rules: Iterable[Rule]) -> list[str]:
    return list(dict.fromkeys(name for rule in rules for name in rule.columns))


def _take(
    request: HttpRequest,
    dataset: Dataset,
    entries: Sequence[Entry],
    *,
    origin: Origin,
    columns: dict[str, str] | None = None,
) -> HttpResponse | None:
    """The chosen rules as drafts, and on to where they stand; None where that was refused."""
    sent = request.POST.getlist("regel")
    chosen = {int(place) for place in sent if place.isdecimal() and len(place) < 10}
    try:
        made = take_over(
            dataset, entries, by=reader(request), origin=origin, places=chosen, columns=columns
        )
    except Refused as error:
        messages.error(request, refusal(error))
        return None
    told = ngettext(
        "%(count)s draft was added. Try it and put it into use.",
        "%(count)s drafts were added. Try each and put it into use.",
        len(made),
    )
    messages.success(request, told % {"count": len(made)})
    return redirect(reverse("datasets:quality", args=[dataset.slug]) + "#concepten")


def _preview(
    request: HttpRequest, dataset: Dataset, judged: Sequence[Judged], more: dict[str, Any]
) -> HttpResponse:
    names = names_of(request, [told.spec.parameters for told in judged])
    rows = [_row(told, names) for told in judged]
    states = [told.state for told in judged]
    context: dict[str, Any] = {
        "dataset": dataset,
        "rows": rows,
        "fresh": states.count("new"),
        "same": states.count("same"),
        "impossible": states.count("impossible"),
        "source": None,
        "mapping": None,
        "text": "",
        "left_out": 0,
    }
    return render(request, "datasets/rules_preview.html", context | more)


def _row(told: Judged, names: dict[str, str]) -> dict[str, Any]:
    spec, error = told.spec, told.error
    why = ""
    if error is not None:
        why = refusal(error) if isinstance(error, Refused) else rule_error(error)
    elif told.state == "same" and told.same_as:
        why = _("Rule %(number)s says this already.") % {"number": told.same_as}
    elif told.state == "same":
        why = _("The same rule stands earlier in this list.")
    return {
        "place": told.entry.place,
        "state": told.state,
        # Only a rule that was found to be right can be said in words.
        "sentence": ": ".join(filter(None, (", ".join(spec.columns), kind_title(spec.kind))))
        if error is not None
        else sentence_of(spec.kind, spec.columns, spec.parameters, names),
        "norm": ""
        if error is not None
        else norm_sentence(spec.norm_count, spec.norm_share, spec.kind),
        "severity": told.entry.severity,
        "why": why,
        "label": {"new": _("new"), "same": _("there already")}.get(told.state, _("not possible")),
        "tone": {"new": "green", "same": "neutral"}.get(told.state, "amber"),
        "icon": {"new": "add", "same": "same"}.get(told.state, "warning"),
    }

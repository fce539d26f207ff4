"""What Koers proposes: rules, a key, personal data. A person says yes or no to each."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from datasets import quality, services
from datasets.lifecycle import PersonalData, Refused, SuggestionStatus, TransitionNotAllowed
from datasets.models import Dataset, Suggestion
from datasets.sentences import (
    guess_words,
    kind_title,
    refusal,
    rule_error,
    rule_sentence,
    suggestion_reason,
)
from datasets.views.access import find_dataset, reader, rights_of


def _decidable(request: HttpRequest, slug: str) -> Dataset:
    """The dataset, or 404 for who may not write its rules."""
    dataset = find_dataset(request, slug)
    if not rights_of(reader(request), dataset).manage_rules:
        raise Http404
    return dataset


@require_safe
@login_required
def suggestions(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything that waits for a yes or a no, and what was turned down."""
    dataset = _decidable(request, slug)
    told = list(dataset.suggestions.select_related("decided_by", "rule"))
    columns = list(dataset.columns.filter(absent_since=None))
    open_ones = services.strongest_first(s for s in told if s.status == SuggestionStatus.OPEN)
    current = dataset.deliveries.current()
    return render(
        request,
        "datasets/suggestions.html",
        {
            "dataset": dataset,
            "rights": rights_of(reader(request), dataset),
            "open": _words(open_ones),
            "rejected": _words(s for s in told if s.status == SuggestionStatus.REJECTED),
            "accepted_count": sum(s.status == SuggestionStatus.ACCEPTED for s in told),
            "key": services.proposed_key(dataset),
            "guesses": [
                {"column": column, "looks": guess_words(column.guess_reason)}
                for column in columns
                if column.personal_guess != PersonalData.NONE
            ],
            "has_profile": current.filter(profiles__position=1).exists(),
            "has_data": bool(columns),
        },
    )


def _words(suggestions: Iterable[Suggestion]) -> list[dict[str, Any]]:
    return [
        {
            "suggestion": suggestion,
            "sentence": rule_sentence(suggestion.kind, suggestion.columns, suggestion.parameters),
            "kind": kind_title(suggestion.kind),
            "why": suggestion_reason(suggestion.why_code, suggestion.why_params),
            "finds": suggestion.why_params.get("failed", 0),
        }
        for suggestion in suggestions
    ]


@require_POST
@login_required
def decide(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take a proposal over, turn it down, or take that back (`besluit`)."""
    dataset = _decidable(request, slug)
    suggestion = get_object_or_404(dataset.suggestions, pk=pk)
    suggestion.dataset = dataset
    by = reader(request)
    try:
        match request.POST.get("besluit"):
            case "overnemen":
                rule = services.accept_suggestion(suggestion, by=by)
                said = _("Rule %(number)s is in use. The data is being checked.")
                messages.success(request, said % {"number": rule.number})
            case "afwijzen":
                services.reject_suggestion(suggestion, by=by)
                messages.success(request, _("Turned down. This is not proposed again."))
            case "terug":
                services.reopen_suggestion(suggestion, by=by)
                messages.success(request, _("The proposal is open again."))
            case _:
                messages.error(request, _("Say yes or no to the proposal."))
    except TransitionNotAllowed:
        messages.info(request, _("Someone else was first: this was done already."))
    except Refused as error:
        messages.error(request, refusal(error))
    except quality.RuleError as error:
        messages.error(request, rule_error(error))
    return redirect("datasets:suggestions", slug)


@require_POST
@login_required
def key(request: HttpRequest, slug: str) -> HttpResponse:
    """Make the proposed columns the key of the dataset."""
    dataset = _decidable(request, slug)
    if not rights_of(reader(request), dataset).edit:
        raise Http404
    try:
        columns = services.accept_key(dataset, by=reader(request))
    except Refused as error:
        messages.info(request, refusal(error))
    else:
        said = _("The key is %(columns)s from now on.")
        messages.success(request, said % {"columns": ", ".join(columns)})
    return redirect("datasets:suggestions", slug)

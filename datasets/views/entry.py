"""One dataset: may I use it, for what, whom do I ask; and who depends on it."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from datasets.lifecycle import Classification, RuleStatus
from datasets.models import Change, Dataset, Rule
from datasets.models.delivery import period_end
from datasets.sentences import change_note, change_title, rule_sentence, trust_answer
from datasets.services import endings
from datasets.services.freshness import freshness
from datasets.views.access import find_dataset, reader, rights_of
from datasets.views.reasons import reason_rules, told_reasons
from people.models import User

RECENT = 8
_TONES = {
    "failed": ("red", "failed"),
    "withdrawn": ("amber", "close"),
    "destroyed": ("neutral", "remove"),
    "parked": ("amber", "parked"),
    "awaiting": ("amber", "waiting"),
    "checked": ("green", "done"),
}


@require_safe
@login_required
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """The overview: answers first, then the facts, then what happened."""
    dataset = find_dataset(request, slug)
    user = reader(request)
    everything = "geschiedenis" in request.GET
    changes = dataset.changes.select_related("by", "delivery", "rule")
    total = changes.count()
    shown = list(changes if everything else changes[:RECENT])
    return render(
        request,
        "datasets/detail.html",
        {
            "dataset": dataset,
            "rights": rights_of(user, dataset),
            "answer": trust_answer(dataset.trust),
            "reasons": told_reasons(dataset, reason_rules(request, dataset)),
            "people": _people(dataset),
            "facts": _facts(dataset, today=timezone.localdate()),
            "confidential": dataset.classification == Classification.CONFIDENTIAL,
            "events": [_event(change) for change in shown],
            "more_events": total - len(shown),
        },
    )


def _people(dataset: Dataset) -> list[dict[str, Any]]:
    """Who to ask, each person once with all their roles."""
    roles: dict[int, dict[str, Any]] = {}

    def add(people: Iterable[User | None], role: str) -> None:
        for person in people:
            if person and person.is_active:
                roles.setdefault(person.pk, {"person": person, "roles": []})["roles"].append(role)

    add([dataset.owner], "owner")
    add([dataset.steward], "steward")
    add(dataset.knowers.all(), "knower")
    return list(roles.values())


def _facts(dataset: Dataset, *, today: date) -> dict[str, Any]:
    current = dataset.deliveries.current()
    periods = sorted(
        (end, period)
        for period in current.exclude(period="").values_list("period", flat=True)
        if (end := period_end(period))
    )
    fresh = freshness(dataset, today=today)
    return {
        "rows": current.aggregate(n=Sum("rows"))["n"],
        "columns": dataset.columns.filter(absent_since=None).count(),
        "first_period": periods[0][1] if len(periods) > 1 else "",
        "newest_period": periods[-1][1] if periods else "",
        "newest": current.order_by("-number").first(),
        "ends": next(iter(endings(dataset)), None),
        "due": fresh.due,
        "late": fresh.late,
    }


def _event(change: Change) -> dict[str, Any]:
    tone, icon = (
        _TONES.get(change.new, ("neutral", "history"))
        if change.delivery
        else (
            "neutral",
            "rule" if change.rule else "dataset",
        )
    )
    return {
        "title": change_title(change),
        "note": change_note(change),
        "at": change.at,
        "who": str(change.by or "Koers"),
        "tone": tone,
        "icon": icon,
    }


@require_safe
@login_required
def usage(request: HttpRequest, slug: str) -> HttpResponse:
    """What rests on this dataset: what upper apps offer, rules elsewhere, and the API's address."""
    dataset = find_dataset(request, slug)
    user = reader(request)
    referring = (
        Rule.objects.visible_to(user)
        .filter(kind="verwijzing", parameters__dataset=dataset.slug)
        .exclude(status=RuleStatus.RETIRED)
        .exclude(dataset=dataset)
        .select_related("dataset")
        .order_by("dataset__name", "number")
    )
    return render(
        request,
        "datasets/usage.html",
        {
            "dataset": dataset,
            "rights": rights_of(user, dataset),
            "rules": [
                {
                    "rule": rule,
                    "sentence": rule_sentence(
                        rule.kind, rule.columns, rule.parameters, dataset_name=dataset.name
                    ),
                }
                for rule in referring
            ],
            "api_url": request.build_absolute_uri(f"/api/v1/datasets/{dataset.slug}"),
        },
    )

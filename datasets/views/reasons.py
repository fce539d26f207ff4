"""The reasons of a trust state as a page tells them: a sentence, and where its evidence stands."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from datasets.lifecycle import Dimension
from datasets.models import Dataset, Delivery
from datasets.sentences import broken_rule, reason_sentence
from datasets.views.findings import names_of, words_of


@dataclass
class ToldReason:
    """`rule`: the words of the rule behind it, or ""; `dimensions`: names of those it speaks for.

    `url` is empty where nothing can be shown.
    """

    state: str
    sentence: str
    rule: str
    url: str
    link: str
    dimensions: list[str] = field(default_factory=list)


def told_reasons(dataset: Dataset, rules: Mapping[int, str] | None = None) -> list[ToldReason]:
    """The stored reasons, the heaviest first; one that holds for several dimensions is said once.

    `rules`: the words of rules by number, where the page shows them (see `reason_rules`).
    """
    rules = rules or {}
    current = list(dataset.deliveries.current()) if _asks_deliveries(dataset) else []
    told: dict[tuple[str, str], ToldReason] = {}
    for reason in dataset.trust_reasons:
        state, sentence = reason["state"], reason_sentence(reason["code"], reason["params"])
        if (state, sentence) not in told:
            own = str(reason["params"].get("url", ""))  # the evidence of an upper floor
            url, link = (own, _("Show the report")) if own else _evidence(dataset, reason, current)
            rule = rules.get(reason["ref"].get("rule"), "")
            if reason["code"] == "rule-failed":
                rule = broken_rule(rule)
            told[state, sentence] = ToldReason(state, sentence, rule, url, link)
        name = str(Dimension(reason["dimension"]).label).lower()
        known = told[state, sentence]
        if name not in known.dimensions:
            known.dimensions.append(name)
    return list(told.values())


def reason_rules(request: HttpRequest, dataset: Dataset) -> dict[int, str]:
    """Number -> words of the rules that the reasons name, as this reader may know them."""
    numbers = {
        reason["ref"]["rule"] for reason in dataset.trust_reasons if reason["ref"].get("rule")
    }
    rules = list(dataset.rules.filter(number__in=numbers)) if numbers else []
    names = names_of(request, [rule.parameters for rule in rules])
    return {rule.number: words_of(rule, names).sentence for rule in rules}


def _asks_deliveries(dataset: Dataset) -> bool:
    codes = {reason["code"] for reason in dataset.trust_reasons}
    return bool(codes & {"cells-misfit", "rows-rejected"})


def _evidence(dataset: Dataset, reason: dict[str, Any], current: list[Delivery]) -> tuple[str, str]:
    """The address of what speaks for this reason, and the words of the link to it."""
    slug, ref, code = dataset.slug, reason["ref"], reason["code"]
    if ref.get("rule"):
        return reverse("datasets:rule", args=[slug, ref["rule"]]), _("Show the rule")
    if ref.get("run"):
        return reverse("datasets:run", args=[slug, ref["run"]]), _("Show the check")
    if code in {"schema-changed", "delivery-parked"}:
        number = reason["params"]["delivery"]
        return reverse("datasets:delivery", args=[slug, number]), _("Show the delivery")
    if code == "rows-rejected":
        for delivery in current:
            if delivery.rejected_rows:
                url = reverse("datasets:delivery", args=[slug, delivery.number])
                return url, _("Show those rows")
    if code == "cells-misfit":
        return _misfits(dataset, reason["params"]["column"], current), _("Show those rows")
    if code == "no-rule":
        return reverse("datasets:quality", args=[slug]), _("Show the rules")
    if code in {"rows-rejected", "late", "long-overdue", "no-data", "no-run"}:
        return reverse("datasets:deliveries", args=[slug]), _("Show the deliveries")
    return "", ""


def _misfits(dataset: Dataset, name: str, current: list[Delivery]) -> str:
    """The rows page with just the rows in which this column does not fit."""
    query = {"past-niet": name}
    for delivery in _with_misfits(name, current):
        if delivery.period:
            query["periode"] = delivery.period
        break
    return f"{reverse('datasets:rows', args=[dataset.slug])}?{urlencode(query)}#rows"


def _with_misfits(name: str, current: list[Delivery]) -> Iterator[Delivery]:
    for delivery in current:
        columns = delivery.reading.get("columns", ())
        if any(column["name"] == name and column.get("misfits") for column in columns):
            yield delivery

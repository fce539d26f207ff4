"""Everything that a steward needs to judge a report, on one screen."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from datasets import quality as engine
from datasets.lifecycle import FlagOrigin, RuleStatus, Verdict
from datasets.models import Column, ColumnProfile, Delivery, Finding, Flag, Rule
from datasets.sentences import flag_sentence
from datasets.sentences.profiles import distinct_words, value_words
from datasets.views.access import reader
from datasets.views.findings import names_of, sign_of, words_of
from feedback.models import Point, Report
from feedback.sentences import about
from feedback.views.sight import Sight
from feedback.views.then_now import records_of
from kit import notation

MOST_COLUMNS, MOST_RULES, MOST_FLAGS, MOST_OTHERS, MOST_FREQUENT = 3, 10, 10, 8, 3


def judging_context(request: HttpRequest, report: Report, sight: Sight) -> dict[str, Any]:
    """The rows, the columns, what stands on them, other reports, and who depends on the data."""
    names = list(dict.fromkeys(point.column for point in report.points.all() if point.column))
    others = _others(report, names)
    rules = _rules(request, report, names)
    return {
        "records": records_of(report, sight) if sight.rows else [],
        "columns": _columns(report, sight, names),
        "rules": rules,
        "flags": _flags(report, names, told={rule["words"].rule.pk for rule in rules}),
        "same_record": [other for other, same in others if same],
        "same_column": [other for other, same in others if not same],
        "referring": _referring(request, report),
    }


def _columns(report: Report, sight: Sight, names: Sequence[str]) -> list[dict[str, Any]]:
    """The doubted columns with the profile of the delivery doubted, else of the newest."""
    known = {column.name: column for column in report.dataset.columns.filter(name__in=names)}
    delivery = _profiled(report)
    stats: dict[str, engine.ColumnProfile] = {}
    if delivery:
        kept = ColumnProfile.objects.filter(delivery=delivery, name__in=names)
        stats = {each.name: engine.ColumnProfile.from_dict(each.stats) for each in kept}
    return [
        _column(report, sight, known[name], stats.get(name), delivery)
        for name in names[:MOST_COLUMNS]
        if name in known
    ]


def _profiled(report: Report) -> Delivery | None:
    """The delivery whose profile says most: that of the doubt, else the newest in use."""
    profiled = report.dataset.deliveries.filter(profiles__position=1)
    if report.delivery and profiled.filter(pk=report.delivery.pk).exists():
        return report.delivery
    return profiled.order_by("-is_current", "-number").first()


def _column(
    report: Report,
    sight: Sight,
    column: Column,
    known: engine.ColumnProfile | None,
    delivery: Delivery | None,
) -> dict[str, Any]:
    url = reverse("datasets:column_profile", args=[report.dataset.slug, column.pk])
    if delivery:
        url += f"?levering={delivery.number}"
    facts: list[tuple[str, str]] = []
    if known:
        facts = [
            (_("Filled"), notation.percent(known.filled_share)),
            (_("Different values"), distinct_words(known)),
        ]
        # Of a personal column only counts are told, whoever looks.
        if sight.rows and column.name not in sight.masks and not known.redacted:
            facts += _values(known)
    return {"column": column, "url": url, "facts": facts, "delivery": delivery}


def _values(known: engine.ColumnProfile) -> list[tuple[str, str]]:
    told: list[tuple[str, str]] = []
    if known.minimum is not None:
        low, high = (
            value_words(value, known.type, amount=known.amounts)
            for value in (known.minimum, known.maximum)
        )
        told.append((_("Range"), _("%(low)s to %(high)s") % {"low": low, "high": high}))
    if known.frequent and known.distinct > 1 and not known.unique:
        frequent = ", ".join(
            f"{each.value[:60]} ({notation.percent(each.count / known.filled, 0)})"
            for each in known.frequent[:MOST_FREQUENT]
        )
        told.append((_("Most frequent"), frequent))
    return told


def _rules(request: HttpRequest, report: Report, names: Sequence[str]) -> list[dict[str, Any]]:
    """Active rules on these columns, with what the newest check said of each."""
    active = Rule.objects.filter(dataset=report.dataset, status=RuleStatus.ACTIVE)
    found = [rule for rule in active if set(rule.columns) & set(names)][:MOST_RULES]
    told = names_of(request, [rule.parameters for rule in found])
    newest: dict[int, str] = {}
    for rule, verdict in (
        Finding.objects.filter(rule__in=found).order_by("run_id").values_list("rule_id", "verdict")
    ):
        newest[rule] = verdict
    return [
        {
            "words": words_of(rule, told),
            "sign": sign_of(newest[rule.pk], rule.severity) if rule.pk in newest else None,
            "met": newest.get(rule.pk) == Verdict.MEETS,
            "url": reverse("datasets:rule", args=[report.dataset.slug, rule.number]),
        }
        for rule in found
    ]


def _flags(report: Report, names: Sequence[str], *, told: set[int]) -> list[dict[str, Any]]:
    """Open flags on these columns, but for those of reports and of rules that are told already."""
    flags = Flag.objects.open().filter(dataset=report.dataset, column__in=names)
    return [
        {"flag": flag, "reason": flag_sentence(flag)}
        for flag in flags.exclude(origin=FlagOrigin.REPORT)
        .exclude(Q(rule__isnull=False) & Q(rule__in=told))
        .select_related("rule")[:MOST_FLAGS]
    ]


def _others(report: Report, names: Sequence[str]) -> list[tuple[dict[str, Any], bool]]:
    """Other reports on the same record (True) or column, newest first: (line, same record)."""
    keys = {point.record_key for point in report.points.all() if point.record_key}
    points = Point.objects.filter(report__dataset=report.dataset).exclude(report=report)
    on_record = _newest(points.filter(record_key__in=keys)) if keys else []
    on_column = _newest(points.filter(column__in=names)) if names else []
    seen = {other.pk for other in on_record}
    told = [(other, True) for other in on_record]
    told += [(other, False) for other in on_column if other.pk not in seen]
    return [({"report": other, "about": about(other)}, same) for other, same in told]


def _newest(points: Any) -> list[Report]:
    found = Report.objects.filter(pk__in=points.values("report")).select_related("dataset")
    return list(found.prefetch_related("points")[:MOST_OTHERS])


def _referring(request: HttpRequest, report: Report) -> list[dict[str, Any]]:
    """Rules of other datasets that rest on this one; upper apps add theirs by the slot."""
    rules = Rule.objects.visible_to(reader(request)).filter(
        kind="verwijzing", parameters__dataset=report.dataset.slug, status=RuleStatus.ACTIVE
    )
    found = list(rules.exclude(dataset=report.dataset).select_related("dataset")[:MOST_RULES])
    told = names_of(request, [rule.parameters for rule in found])
    return [
        {
            "dataset": rule.dataset,
            "words": words_of(rule, told),
            "url": reverse("datasets:rule", args=[rule.dataset.slug, rule.number]),
        }
        for rule in found
    ]

"""The quality dashboard: can I trust these figures?"""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext
from django.views.decorators.http import require_safe

from datasets.lifecycle import Severity, Trust
from datasets.models import Flag, Run
from datasets.sentences import (
    broken_rule,
    flag_sentence,
    found_sentence,
    run_error,
)
from datasets.views.findings import names_for, words_of
from kit import charts, notation
from kit.exports import Cell, write_csv
from people.models import User
from portal import overview

MATRIX_ROWS, FLAG_ROWS, RUN_ROWS, DEPARTMENTS_SHOWN = 25, 20, 8, 10
# Trust in the address, as the reader says it.
TRUST_WORDS = {"groen": "green", "oranje": "amber", "rood": "red", "onbekend": "unknown"}
DIMENSION_ANCHORS = {"complete": "volledig", "current": "actueel", "correct": "juist"}
MEANING = {
    Trust.GREEN: gettext_lazy("Fit for use"),
    Trust.AMBER: gettext_lazy("Use with care"),
    Trust.RED: gettext_lazy("Not fit for use now"),
    Trust.UNKNOWN: gettext_lazy("Nobody can tell yet"),
}
ADVICE = {
    Trust.GREEN: gettext_lazy("You can use it. Its rules are met and it is up to date."),
    Trust.AMBER: gettext_lazy("Read first what is wrong, then decide whether it matters to you."),
    Trust.RED: gettext_lazy("Do not decide on it now. Something serious is wrong."),
    Trust.UNKNOWN: gettext_lazy("Not checked, or not far enough. Ask the steward first."),
}


@login_required
@require_safe
def quality(request: HttpRequest) -> HttpResponse:
    """Trust by dataset and dimension, the open flags and where they come from, recent checks."""
    user = _reader(request)
    now = timezone.now()
    rows = overview.standings(user)
    department = _known_department(request.GET.get("afdeling", ""), rows)
    trust = TRUST_WORDS.get(request.GET.get("vertrouwen", ""), "")
    counts = overview.by_trust(rows, department=department)
    scope = overview.seen_datasets(user, department=department, trust=trust)
    flags = overview.open_flags(scope, now=now)
    context: dict[str, Any] = {
        "total_seen": sum(row.count for row in rows),
        "kpis": trust_kpis(counts, department=department),
        "answer": answer(counts),
        "departments": list(dict.fromkeys((r.department_slug, r.department_name) for r in rows)),
        "trusts": [(word, MEANING[Trust(state)], state) for word, state in TRUST_WORDS.items()],
        "department": department,
        "trust_word": request.GET.get("vertrouwen", "") if trust else "",
        "dimensions": overview.dimension_names(),
        "today": timezone.localdate(now),
        "flag_total": sum(row.count for row in flags),
        "runs": [_run_row(run) for run in overview.recent_runs(scope, limit=RUN_ROWS)],
    }
    context |= _matrix(request, scope, sum(counts.values()) if not trust else counts[trust])
    context |= _flags(request, scope, context["flag_total"])
    context |= _charts(scope, flags)
    return render(request, "portal/quality.html", context)


@login_required
@require_safe
def quality_csv(request: HttpRequest) -> HttpResponse:
    """The matrix as CSV: every dataset that the reader sees, with the filters of the page."""
    scope = overview.seen_datasets(
        _reader(request),
        department=request.GET.get("afdeling", ""),
        trust=TRUST_WORDS.get(request.GET.get("vertrouwen", ""), ""),
    )
    datasets = list(overview.worst_first(scope).select_related("department"))
    header = [_("Dataset"), _("Department"), pgettext("trust", "Trust")]
    header += [name for _value, name in overview.dimension_names()] + [_("Open flags")]
    lines: list[list[Cell]] = [
        [
            dataset.name,
            dataset.department.name,
            str(Trust(dataset.trust).label).lower(),
            *(str(Trust(cell.state).label).lower() for cell in cells),
            sum(cell.flags for cell in cells),
        ]
        for dataset, cells in overview.matrix_cells(datasets)
    ]
    response = HttpResponse(write_csv(header, lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="kwaliteit.csv"'
    return response


def trust_kpis(counts: dict[str, int], *, department: str = "") -> list[dict[str, Any]]:
    """One number for each state, the best first, each leading to the datasets that it counts."""
    base = reverse("portal:quality")
    words = {state: word for word, state in TRUST_WORDS.items()}
    chosen = f"afdeling={department}&" if department else ""
    return [
        {
            "label": MEANING[Trust(state)],
            "value": notation.number(counts[state]),
            "trust": state,
            "advice": ADVICE[Trust(state)],
            "url": f"{base}?{chosen}vertrouwen={words[state]}#matrix" if counts[state] else "",
        }
        for state in overview.trust_states()
    ]


def answer(counts: dict[str, int]) -> str:
    """The question of the page answered in one sentence, over these counts by trust."""
    total = sum(counts.values())
    if not total:
        return _("There are no datasets yet, so there is nothing to trust.")
    if counts["green"] == total:
        return ngettext(
            "Yes: the one dataset is fit for use.",
            "Yes: all %(total)s datasets are fit for use.",
            total,
        ) % {"total": notation.number(total)}
    parts = [
        ngettext("%(n)s is not fit for use now", "%(n)s are not fit for use now", counts["red"])
        % {"n": notation.number(counts["red"])}
        if counts["red"]
        else "",
        ngettext("%(n)s only with care", "%(n)s only with care", counts["amber"])
        % {"n": notation.number(counts["amber"])}
        if counts["amber"]
        else "",
        ngettext("of %(n)s nobody can tell yet", "of %(n)s nobody can tell yet", counts["unknown"])
        % {"n": notation.number(counts["unknown"])}
        if counts["unknown"]
        else "",
    ]
    told = ngettext(
        "You can build on %(green)s of %(total)s dataset: %(rest)s.",
        "You can build on %(green)s of %(total)s datasets: %(rest)s.",
        total,
    )
    return told % {
        "green": notation.number(counts["green"]),
        "total": notation.number(total),
        "rest": ", ".join(part for part in parts if part),
    }


def _reader(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _known_department(slug: str, rows: Sequence[overview.Standing]) -> str:
    return slug if any(row.department_slug == slug for row in rows) else ""


def _matrix(request: HttpRequest, scope: Any, total: int) -> dict[str, Any]:
    datasets = overview.worst_first(scope).select_related("department")
    paginator = overview.counted_pages(datasets, MATRIX_ROWS, total=total)
    page = paginator.get_page(request.GET.get("pagina"))
    rows = [
        {
            "dataset": dataset,
            "cells": [
                {
                    "state": cell.state,
                    "count": cell.flags,
                    "url": reverse("datasets:quality", args=[dataset.slug])
                    + f"#{DIMENSION_ANCHORS[cell.dimension]}",
                    "what": f"{dataset.name}, {names[cell.dimension]}",
                }
                for cell in cells
            ],
        }
        for names in [dict(overview.dimension_names())]
        for dataset, cells in overview.matrix_cells(list(page.object_list))
    ]
    return {"matrix_page": page, "matrix": rows}


def _flags(request: HttpRequest, scope: Any, total: int) -> dict[str, Any]:
    paginator = overview.counted_pages(overview.flag_list(scope), FLAG_ROWS, total=total)
    page = paginator.get_page(request.GET.get("vlaggen"))
    told = [flag.rule.parameters for flag in page.object_list if flag.rule]
    names = names_for(_reader(request), told)
    return {"flag_page": page, "flags": [_flag_row(flag, names) for flag in page.object_list]}


def _flag_row(flag: Flag, names: dict[str, str]) -> dict[str, Any]:
    rule = flag.rule
    if rule:
        url = reverse("datasets:rule", args=[flag.dataset.slug, rule.number])
    else:
        url = reverse("datasets:quality", args=[flag.dataset.slug]) + "#vlaggen"
    return {
        "flag": flag,
        "url": url,
        "reason": flag_sentence(flag),
        # Another dataset is named only to who may see its entry.
        "rule": broken_rule(words_of(rule, names).sentence) if rule else "",
    }


def _run_row(run: Run) -> dict[str, Any]:
    assert run.job is not None
    tones = {"failed": "red", "running": "info"}
    failed = run.job.state == "failed"
    return {
        "run": run,
        "state": run.job.get_state_display(),
        "icon": run.job.state,
        "tone": tones.get(run.job.state, "neutral"),
        "why": run_error(run.job.error_code, run.job.error_params) if failed else "",
        "found": found_sentence(
            *(getattr(run, what, 0) for what in ("judged", "failing", "undecided"))
        ),
    }


def _charts(scope: Any, flags: Sequence[overview.OpenFlags]) -> dict[str, Any]:
    now = timezone.now()
    today = timezone.localdate(now)
    open_now = Counter[str]()
    for row in flags:
        open_now[row.severity] += row.count
    days = overview.flag_trend(scope, now=now, open_now=dict(open_now))
    return {
        "trend_chart": _trend_chart(days, today),
        "age_chart": _age_chart(flags, today),
        "department_chart": _department_chart(flags, today),
    }


def _series() -> dict[str, str]:
    return {
        Severity.BLOCKING.value: _("blocking"),
        Severity.WARNING.value: _("warning"),
    }


_COLOURS = {Severity.BLOCKING.value: "red", Severity.WARNING.value: "amber"}


def _trend_chart(days: Sequence[overview.FlagDay], today: date) -> charts.Chart:
    first, last = (day.warning + day.blocking for day in (days[0], days[-1]))
    if first == last:
        title = _("Open flags in 90 days: %(last)s, as many as at the start")
    else:
        title = _("Open flags in 90 days: from %(first)s to %(last)s")
    frame = pd.DataFrame(
        {
            "day": [day.day for day in days],
            "blocking": [day.blocking for day in days],
            "warning": [day.warning for day in days],
        }
    )
    return charts.trend(
        frame,
        x="day",
        series=_series(),
        title=title % {"first": notation.number(first), "last": notation.number(last)},
        day=today,
        meanings=_COLOURS,
        x_label=_("Day"),
        decimals=0,
    )


def _age_chart(flags: Sequence[overview.OpenFlags], today: date) -> charts.Chart:
    counts = Counter[tuple[str, str]]()
    for row in flags:
        counts[row.age, row.severity] += row.count
    total = sum(counts.values())
    old = sum(n for (age, _severity), n in counts.items() if age in ("31-90", overview.OLDEST))
    title = ngettext("%(total)s open flag", "%(total)s open flags", total)
    title += ", " + ngettext("%(old)s older than 30 days", "%(old)s older than 30 days", old)
    bins = [name for _days, name in overview.AGES] + [overview.OLDEST]
    labels = [_("0 to 7 days"), _("8 to 30 days"), _("31 to 90 days"), _("more than 90 days")]
    frame = pd.DataFrame(
        {"age": labels}
        | {severity: [counts[name, severity] for name in bins] for severity in _series()}
    )
    return charts.stacked(
        frame,
        x="age",
        series=_series(),
        title=title % {"total": notation.number(total), "old": notation.number(old)},
        day=today,
        meanings=_COLOURS,
        x_label=_("Age"),
        decimals=0,
    )


def _department_chart(flags: Sequence[overview.OpenFlags], today: date) -> charts.Chart:
    counts = Counter[tuple[str, str]]()
    totals = Counter[str]()
    for row in flags:
        counts[row.department, row.severity] += row.count
        totals[row.department] += row.count
    names = [name for name, _n in totals.most_common(DEPARTMENTS_SHOWN)]
    rest = [name for name in totals if name not in names]
    labels = [*names, *([_("other departments")] if rest else [])]
    groups = [[name] for name in names] + ([rest] if rest else [])
    frame = pd.DataFrame(
        {"department": labels}
        | {s: [sum(counts[name, s] for name in group) for group in groups] for s in _series()}
    )
    title = _("No open flags in any department")
    if names:
        title = _("%(department)s has the most open flags: %(n)s of %(total)s") % {
            "department": names[0],
            "n": notation.number(totals[names[0]]),
            "total": notation.number(sum(totals.values())),
        }
    return charts.stacked(
        frame,
        x="department",
        series=_series(),
        title=title,
        horizontal=True,
        day=today,
        meanings=_COLOURS,
        x_label=_("Department"),
        decimals=0,
    )

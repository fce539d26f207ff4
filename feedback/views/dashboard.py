"""The dashboard of reports (terugmelddashboard): how much doubt, and how fast we judge and repair."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from datasets.models import Dataset
from datasets.views.access import reader
from feedback.lifecycle import Reason
from feedback.models import Report
from feedback.services import figures
from feedback.services.terms import Terms, default_terms, terms_of
from feedback.views.found import has_work
from kit import charts, notation
from kit.downloads import csv_download
from kit.exports import Cell
from people.models import Department

TOP_COLUMNS, MOST_GROUPS = 10, 15
# Periods in the address: days back, and whether the inflow is told by week.
PERIODS: dict[str, tuple[int, bool]] = {"kwartaal": (91, True), "jaar": (365, False)}
PERIOD_WORDS = {
    "kwartaal": gettext_lazy("The last quarter, by week"),
    "jaar": gettext_lazy("The last year, by month"),
}
AGES: dict[str, int | None] = {"7": 7, "30": 30, "90": 90, "": None}


@require_safe
@login_required
def dashboard(request: HttpRequest) -> HttpResponse:
    """Numbers, charts and tables over the datasets that the reader sees; never per person."""
    now = timezone.now()
    today = timezone.localdate(now)
    scope = _scope(request)
    found, period, by_week = _in_period(request, scope["reports"], now)
    frame = figures.frame_of(found)
    told = figures.figures_of(frame, found, today=today)
    context: dict[str, Any] = {
        "told": told,
        "terms": scope["terms"],
        "answer": _answer(told, scope["terms"]),
        "kpis": _kpis(told, scope["terms"]),
        "inflow": _inflow(frame, by_week=by_week, start=_start(period, today), today=today),
        "ages": _ages(frame, today),
        "groups": [
            {"code": code, "title": title, "rows": figures.grouped(frame, column)[:MOST_GROUPS]}
            for code, title, column in _groups()
        ],
        "columns": figures.top_columns(found, now=now, limit=TOP_COLUMNS),
        "period": period,
        "periods": PERIOD_WORDS.items(),
        "works": has_work(reader(request)),
        **{name: scope[name] for name in ("datasets", "departments", "dataset", "department")},
    }
    for group in context["groups"]:
        group["rows"] = [_named(group["code"], row) for row in group["rows"]]
    return render(request, "feedback/dashboard.html", context)


def _groups() -> list[tuple[str, str, str]]:
    return [
        ("afdeling", _("Department"), "department"),
        ("dataset", _("Dataset"), "dataset"),
        ("reden", _("Reason"), "reason"),
    ]


def _named(code: str, row: dict[str, Any]) -> dict[str, Any]:
    if code == "reden":
        return {**row, "name": str(Reason(row["name"]).label)}
    return row


def _scope(request: HttpRequest) -> dict[str, Any]:
    """The reports that the address asks for, among those that the reader sees; two queries."""
    user = reader(request)
    reports = figures.in_sight(user)
    seen = Dataset.objects.visible_to(user)
    datasets = list(seen.filter(reports__isnull=False).distinct().order_by("name"))
    departments = list(Department.objects.active())
    slug, part = request.GET.get("dataset", ""), request.GET.get("afdeling", "")
    dataset = next((one for one in datasets if one.slug == slug), None)
    department = next((one for one in departments if one.slug == part), None)
    if dataset:
        reports = reports.filter(dataset=dataset)
    if department:
        reports = reports.filter(department=department)
    return {
        "reports": reports,
        "datasets": datasets,
        "departments": departments,
        "dataset": dataset,
        "department": department,
        "terms": terms_of(dataset) if dataset else default_terms(),
    }


def _in_period(
    request: HttpRequest, reports: QuerySet[Report], now: datetime
) -> tuple[QuerySet[Report], str, bool]:
    period = request.GET.get("periode", "")
    period = period if period in PERIODS else "kwartaal"
    days, by_week = PERIODS[period]
    return reports.filter(reported_at__gte=now - timedelta(days=days)), period, by_week


def _start(period: str, today: date) -> date:
    return today - timedelta(days=PERIODS[period][0])


def _answer(told: figures.Figures, terms: Terms) -> str:
    """The question of the page in one sentence."""
    if not told.reported:
        return _("Nobody reported doubt in this period.")
    if told.to_judge_median is None:
        return ngettext(
            "%(n)s report came in, and none was judged yet.",
            "%(n)s reports came in, and none was judged yet.",
            told.reported,
        ) % {"n": notation.number(told.reported)}
    days = notation.number(told.to_judge_median)
    return ngettext(
        "Half of the reports are judged within %(days)s working day; the norm is %(norm)s.",
        "Half of the reports are judged within %(days)s working days; the norm is %(norm)s.",
        round(told.to_judge_median),
    ) % {"days": days, "norm": notation.number(terms.judge)}


def _kpis(told: figures.Figures, terms: Terms) -> list[dict[str, Any]]:
    days = _("working days")
    numbers: list[dict[str, Any]] = [
        {"label": _("Reported"), "value": notation.number(told.reported), "note": ""},
        {
            "label": _("Open"),
            "value": notation.number(told.open),
            "note": _("%(n)s too late") % {"n": notation.number(told.overdue)},
        },
        {
            "label": _("Time to judgement"),
            "value": notation.number(told.to_judge_median, 0),
            "unit": days,
            "note": _spread(told.to_judge_p90, told.judged_in_time, terms.judge),
        },
        {
            "label": _("Time to a proved repair"),
            "value": notation.number(told.to_repair_median, 0),
            "unit": days,
            "note": _spread(told.to_repair_p90, told.repaired_in_time, terms.repair),
        },
        {
            "label": _("Judged right"),
            "value": notation.percent(told.right_share, 0),
            "note": _("of %(n)s judged") % {"n": notation.number(told.judged)},
        },
        {
            "label": _("Opened again"),
            "value": notation.number(told.reopened),
            "note": _("%(n)s repairs proved") % {"n": notation.number(told.confirmed)},
        },
        {
            "label": _("Closed without judgement"),
            "value": notation.number(told.closed_unjudged),
            "note": _("must be 0"),
        },
    ]
    return [{"unit": "", **number} for number in numbers]


def _spread(p90: float | None, in_time: float | None, norm: int) -> str:
    """Behind a median: what nine of ten stay within, the norm, and how many met it."""
    if p90 is None:
        return _("norm %(norm)s") % {"norm": norm}
    return _("9 of 10 within %(p90)s; norm %(norm)s, met by %(share)s") % {
        "p90": notation.number(p90, 0),
        "norm": norm,
        "share": notation.percent(in_time, 0),
    }


def _inflow(frame: pd.DataFrame, *, by_week: bool, start: date, today: date) -> charts.Chart:
    """How many came in and how many were judged, by week or month."""
    first: Callable[[date], date] = _monday if by_week else _first_of_month
    places = _places(first(start), first(today), by_week=by_week)
    counts = {place: [0, 0] for place in places}
    for at, name in enumerate(("reported", "judged")):
        for day in frame[name].dropna():
            if first(day) in counts:
                counts[first(day)][at] += 1
    data = pd.DataFrame(
        {
            "day": places,
            "reported": [counts[place][0] for place in places],
            "judged": [counts[place][1] for place in places],
        }
    )
    title = _("%(reported)s reports came in, %(judged)s were judged") % {
        "reported": notation.number(len(frame)),
        "judged": notation.number(int(frame["judged"].notna().sum())),
    }
    return charts.trend(
        data,
        x="day",
        series={"reported": _("reported"), "judged": _("judged")},
        title=title,
        day=today,
        x_label=_("Week of") if by_week else _("Month"),
        decimals=0,
    )


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _first_of_month(day: date) -> date:
    return day.replace(day=1)


def _places(first: date, last: date, *, by_week: bool) -> list[date]:
    places = []
    while first <= last:
        places.append(first)
        first = (
            first + timedelta(days=7) if by_week else _first_of_month(first + timedelta(days=32))
        )
    return places


def _ages(frame: pd.DataFrame, today: date) -> charts.Chart:
    counts = list(figures.ages(frame, AGES, today=today).values())
    labels = [_("0 to 7 days"), _("8 to 30 days"), _("31 to 90 days"), _("more than 90 days")]
    old = counts[2] + counts[3]
    title = ngettext("%(n)s report is open", "%(n)s reports are open", sum(counts))
    title += ", " + ngettext("%(old)s longer than 30 days", "%(old)s longer than 30 days", old)
    return charts.bars(
        pd.DataFrame({"age": labels, "open": counts}),
        x="age",
        series={"open": _("open")},
        title=title % {"n": notation.number(sum(counts)), "old": notation.number(old)},
        day=today,
        x_label=_("Age"),
        decimals=0,
    )


@require_safe
@login_required
def dashboard_csv(request: HttpRequest) -> HttpResponseBase:
    """The tables of the page, with its filters: by department, dataset and reason."""
    scope = _scope(request)
    found, _period, _by_week = _in_period(request, scope["reports"], timezone.now())
    frame = figures.frame_of(found)
    header = [
        _("By"), _("Name"), _("Reported"), _("Open"), _("Judged right"),
        _("Time to judgement"), _("Time to a proved repair"), _("Opened again"),
    ]  # fmt: skip
    lines: list[list[Cell]] = [
        [
            title, row["name"], row["reported"], row["open"], row["right_share"],
            row["to_judge"], row["to_repair"], row["reopened"],
        ]
        for code, title, column in _groups()
        for row in (_named(code, each) for each in figures.grouped(frame, column))
    ]  # fmt: skip
    return csv_download(f"terugmeldingen {timezone.localdate()}", header, iter(lines))

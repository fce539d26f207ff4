"""My reports (mijn meldingen): the whole story in plain words, what waits for me first."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from datasets.views.access import reader
from feedback.lifecycle import CLOSED, REOPEN_DAYS, CorrectionStatus, Status
from feedback.models import Correction, Joiner, Reaction, Report, Watcher
from feedback.sentences import about, thanks, what_now
from feedback.views.found import has_work
from kit.paging import page_of
from people.models import User

PER_PAGE = 20
PARTS = (
    ("alles", _("All")),
    ("open", _("Open")),
    ("gesloten", _("Closed")),
)
_ASKED_OF = (Status.WRONG, Status.UNDECIDABLE, Status.CONFIRMED)


def of_person(person: User) -> QuerySet[Report]:
    """Reports that someone made, joined or follows and may still see: `mine`, `joined`."""
    joined = Joiner.objects.filter(person=person).values("report")
    watched = Watcher.objects.filter(person=person).values("report")
    found = Report.objects.visible_to(person).filter(
        Q(reporter=person) | Q(pk__in=joined) | Q(pk__in=watched)
    )
    return found.annotate(
        joined=Exists(Joiner.objects.filter(report=OuterRef("pk"), person=person)),
    )


def waiting_for(person: User, *, now: datetime) -> QuerySet[Report]:
    """One's own reports in which something is asked: an answer, or one word after closing."""
    reacted = Reaction.objects.filter(report=OuterRef("pk"), at__gte=OuterRef("closed_at"))
    closed = Q(status__in=_ASKED_OF, closed_at__gte=now - timedelta(days=REOPEN_DAYS))
    own = Report.objects.filter(reporter=person)
    return own.filter(Q(status=Status.ASKED) | (closed & ~Exists(reacted)))


@require_safe
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """What I reported, joined and follow; a question for me stands first."""
    person, now = reader(request), timezone.now()
    part = request.GET.get("deel", "")
    part = part if part in dict(PARTS) else PARTS[0][0]
    found = of_person(person)
    if part == "open":
        found = found.exclude(status__in=CLOSED)
    if part == "gesloten":
        found = found.filter(status__in=CLOSED)
    asked = When(reporter=person, status=Status.ASKED, then=Value(0))
    told = When(pk__in=waiting_for(person, now=now).values("pk"), then=Value(1))
    ranked = found.annotate(rank=Case(asked, told, default=Value(2), output_field=IntegerField()))
    shown = ranked.select_related("dataset").prefetch_related("points", "steps")
    page = page_of(
        shown.order_by("rank", "-changed_at", "-pk"),
        PER_PAGE,
        request.GET.get("pagina"),
        counted=found,
    )
    reports = list(page.object_list)
    context = {
        "page": page,
        "lines": _lines(reports, person, now),
        "parts": [{"code": code, "label": label, "current": code == part} for code, label in PARTS],
        "part": part,
        "works": has_work(person),
    }
    return render(request, "feedback/mine.html", context)


def _lines(reports: list[Report], person: User, now: datetime) -> list[dict[str, Any]]:
    """Each report in words; three queries for all of them."""
    effects = effects_of(reports)
    waiting = set(
        waiting_for(person, now=now)
        .filter(pk__in=[report.pk for report in reports])
        .values_list("pk", flat=True)
    )
    return [
        {
            "report": report,
            "about": about(report),
            "next": what_now(report, now=now),
            "mine": report.reporter_id == person.pk,
            "joined": report.joined,  # type: ignore[attr-defined]  # annotated
            "thanks": effects.get(report.pk, ""),
            "asked": report.status == Status.ASKED and report.pk in waiting,
            "react": report.status != Status.ASKED and report.pk in waiting,
            "text": _last_text(report),
        }
        for report in reports
    ]


def _last_text(report: Report) -> str:
    """What was written with the newest step."""
    steps = list(report.steps.all())
    return steps[-1].text if steps else ""


def effects_of(reports: list[Report]) -> dict[int, str]:
    """{report: thanks with the effect}, where something was proved to be repaired; two queries."""
    repaired = Correction.objects.filter(report__in=reports, status=CorrectionStatus.REPAIRED)
    rows: dict[int, set[str]] = {}
    values: dict[int, int] = {}
    for report, key, record in repaired.values_list("report", "record_key", "record"):
        values[report] = values.get(report, 0) + 1
        if key or record:
            rows.setdefault(report, set()).add(key or repr(sorted(record.items())))
    joined = dict(
        Joiner.objects.filter(report__in=values)
        .order_by()
        .values_list("report")
        .annotate(n=Count("pk"))
    )
    return {
        report: thanks(len(rows.get(report, ())), count, joined.get(report, 0))
        for report, count in values.items()
    }

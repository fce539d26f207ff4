"""The page of one report: one address for all parts that people play in it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from datasets.views.access import reader
from feedback.lifecycle import CLOSED, REOPEN_DAYS, CorrectionStatus, Status
from feedback.models import Correction, Joiner, Report, Watcher
from feedback.sentences import about, terms_told, thanks, what_now
from feedback.services import moves_for
from feedback.services.conversation import may_speak
from feedback.services.evidence import has_part, openable
from feedback.templatetags.feedback_pages import sign
from feedback.views.judging import judging_context
from feedback.views.report_forms import buttons_of, forms_of
from feedback.views.sight import Sight, log_sight, sight_of, told_points


def find_report(request: HttpRequest, reference: str) -> Report:
    """The report with this reference, or 404 for one that this reader may not see."""
    found = Report.objects.visible_to(reader(request)).select_related(
        "dataset__department", "dataset__steward", "dataset__owner", "department", "handler",
        "reporter", "delivery", "merged_into",
    )  # fmt: skip
    return get_object_or_404(found.prefetch_related("points"), reference=reference)


@require_safe
@login_required
def detail(request: HttpRequest, reference: str) -> HttpResponse:
    """One report, for everybody who sees the entry; with all evidence for who judges."""
    return show_report(request, find_report(request, reference))


def show_report(
    request: HttpRequest,
    report: Report,
    *,
    status: int = 200,
    forms: Mapping[str, Form] | None = None,
    first: str = "",
) -> HttpResponse:
    """The page, with forms that were filled in wrongly; `first` says what a colleague did first."""
    now = timezone.now()
    sight = sight_of(request, report)
    log_sight(request, report, sight)
    context = _common(report, sight, now)
    made = forms_of(report, sight, context["moves"], now=now)
    context |= {
        "forms": {**made, **(forms or {})},
        "buttons": buttons_of(report, sight, context["moves"]),
        "first": first,
        "failed": next(iter((forms or {}).values()), None),
    }
    if sight.judging:
        context |= judging_context(request, report, sight)
    return render(request, "feedback/report.html", context, status=status)


def _common(report: Report, sight: Sight, now: datetime) -> dict[str, Any]:
    """What everybody sees of it, each as far as they may."""
    moves = moves_for(report, sight.person, now=now)
    joiners = list(Joiner.objects.filter(report=report).select_related("person"))
    messages = list(report.messages.select_related("by"))
    return {
        "report": report,
        "about": about(report),
        # A path of this portal, whatever came with the report.
        "page_url": report.page if url_has_allowed_host_and_scheme(report.page, None) else "",
        "sight": sight,
        "points": told_points(report, sight),
        "next": what_now(report, now=now) if sight.reporter or not sight.judging else "",
        "thanks": effect_of(report, others=len(joiners)) if sight.reporter else "",
        "terms": terms_told(report, today=timezone.localdate(now)),
        "events": _events(report, sight),
        "lines": [_line(report, sight, message) for message in messages if not message.internal],
        "notes": [_line(report, sight, message) for message in messages if message.internal]
        if sight.judging
        else [],
        "attachments": list(openable(report, sight.person)),
        "evidence": has_part(report, sight.person),
        "joiners": joiners,
        "added": [_joiner(report, sight, joiner) for joiner in joiners if joiner.note],
        "joined": any(joiner.person_id == sight.person.pk for joiner in joiners),
        "watching": Watcher.objects.filter(report=report, person=sight.person).exists(),
        "open": report.status not in CLOSED,
        "moves": moves,
        "question": _question(report) if report.status == Status.ASKED else "",
        "repair_url": _repair_url(report) if sight.judging else "",
        "take": sight.judging and report.handler_id != sight.person.pk,
        "reopen_until": report.closed_at + timedelta(days=REOPEN_DAYS)
        if report.closed_at
        else None,
        "speaks": may_speak(report, sight.person),
        "reporter_name": sight.who(report, report.reporter)
        if sight.names and report.reporter
        else _("a colleague"),
    }


def _line(report: Report, sight: Sight, message: Any) -> dict[str, Any]:
    return {
        "who": sight.who(report, message.by),
        "at": message.at,
        "text": message.text,
        "reporter": message.by_id is not None and message.by_id == report.reporter_id,
    }


def _joiner(report: Report, sight: Sight, joiner: Joiner) -> dict[str, Any]:
    """What someone added who doubts the same; who it is, only for who knows the reporter too."""
    own = joiner.person_id == sight.person.pk
    who = sight.who(report, joiner.person) if sight.names or own else _("a colleague")
    return {"who": who, "at": joiner.at, "text": joiner.note, "reporter": False}


def _events(report: Report, sight: Sight) -> list[dict[str, Any]]:
    """Its story, newest first."""
    told = []
    for step in report.steps.select_related("by", "delivery").order_by("-at", "-pk"):
        tone, icon = sign(step.new)
        told.append(
            {
                "title": Status(step.new).label,
                "text": step.text if sight.words else "",
                "at": step.at,
                "who": sight.who_stepped(report, step),
                "tone": tone,
                "icon": icon,
                "delivery": step.delivery if sight.entry else None,
            }
        )
    return told


def _question(report: Report) -> str:
    """What the reporter was asked last."""
    step = report.steps.filter(new=Status.ASKED).order_by("-at", "-pk").first()
    return step.text if step else ""


def effect_of(report: Report, *, others: int) -> str:
    """Thanks with what was proved to be repaired; "" while nothing was."""
    repaired = Correction.objects.filter(report=report, status=CorrectionStatus.REPAIRED)
    found = list(repaired.values_list("record_key", "record"))
    rows = {key or repr(sorted(record.items())) for key, record in found if key or record}
    return thanks(len(rows), len(found), others)


def _repair_url(report: Report) -> str:
    """Where the repair of a report that was judged right is agreed."""
    if report.status not in (Status.RIGHT, Status.REVIEW):
        return ""
    try:
        return reverse("feedback:repair", args=[report.reference])
    except NoReverseMatch:
        return ""

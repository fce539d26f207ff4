"""The start page: can I trust these figures, and what is asked of me?"""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from feedback.views.home import my_reports
from people.models import User
from portal import news, overview
from portal.quality import answer, trust_kpis

MOST_RED = 5


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Trust of the register, what is asked, one's own datasets, and what changed."""
    user = request.user
    assert isinstance(user, User)
    now = timezone.now()
    counts = overview.by_trust(overview.standings(user))
    total = sum(counts.values())
    context: dict[str, Any] = {
        "total": total,
        "counts": counts,
        "answer": answer(counts),
        "kpis": trust_kpis(counts),
        "starts": _starts(user),
        "may_register": user.has_perm("datasets.register_dataset"),
    }
    if total:
        tasks, more_tasks = news.tasks_of(user, now=now)
        mine, more_mine = news.my_datasets(user)
        recent, more_news = news.recent_news(user, now=now)
        red = news.unfit(user, limit=MOST_RED) if counts["red"] else []
        context |= {
            "tasks": tasks,
            "more_tasks": more_tasks,
            "mine": mine,
            "more_mine": more_mine,
            "news": recent,
            "more_news": more_news,
            "news_days": news.NEWS_DAYS,
            "red": red,
            "more_red": counts["red"] - len(red),
            "reports": my_reports(user, now=now),
        }
    return render(request, "portal/home.html", context)


def _starts(user: User) -> list[dict[str, str]]:
    """What this person can start from here, by what they may do."""
    starts = [
        {
            "title": _("Find a dataset"),
            "text": _("Search by subject, department or trust, and see whom to ask."),
            "url": reverse("datasets:list"),
        },
        {
            "title": _("See how the quality stands"),
            "text": _("Which data is complete, current and correct, and what is wrong."),
            "url": reverse("portal:quality"),
        },
    ]
    if user.has_perm("datasets.register_dataset"):
        starts.insert(
            0,
            {
                "title": _("Register a dataset"),
                "text": _("Say what it holds and who knows it; the file may follow later."),
                "url": reverse("datasets:new"),
            },
        )
    if user.has_perm("people.manage_people"):
        starts.insert(
            0,
            {
                "title": _("Manage people"),
                "text": _("Invite colleagues, give roles, close accounts."),
                "url": reverse("people:list"),
            },
        )
    if user.has_perm("people.view_access_log"):
        starts.append(
            {
                "title": _("Read the access log"),
                "text": _("Who saw rows of confidential data, and why."),
                "url": reverse("people:access_log"),
            }
        )
    return starts

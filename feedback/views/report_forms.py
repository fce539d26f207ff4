"""The forms and buttons of a report's page, each for who may use it now."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.forms import Form
from django.utils.translation import gettext as _

from feedback.forms.moves import (
    AnswerForm,
    HandOverForm,
    JoinForm,
    MergeForm,
    MoveForm,
    NoteForm,
    ReactForm,
    ReasonForm,
    SayForm,
    WithdrawForm,
)
from feedback.forms.words import STATUS_WORDS
from feedback.lifecycle import CLOSED, NEXT, Actor, Status
from feedback.models import Report
from feedback.sentences import about
from feedback.services import hand_over_to
from feedback.services.conversation import may_speak
from feedback.services.reaction import may_react
from feedback.templatetags.feedback_pages import sign
from feedback.views.sight import Sight

MOST_OTHERS = 200  # open reports of a dataset among which the likeliest to merge with are sought
# Moves with a form of their own: no buttons under the text.
_APART = frozenset(
    {Status.MERGED, Status.WITHDRAWN, Status.REQUESTED, Status.FORWARDED, Status.PATCHED}
)
_WORDS: dict[Status, Callable[[], str]] = {
    Status.INVESTIGATING: lambda: _("Take it up"),
    Status.ASKED: lambda: _("Ask the reporter"),
    Status.RIGHT: lambda: _("The report is right"),
    Status.WRONG: lambda: _("Not right"),
    Status.UNDECIDABLE: lambda: _("Cannot be determined"),
    Status.REOPENED: lambda: _("Open again"),
}
# The one move that comes first in a state, drawn as the main button.
_MAIN = frozenset({Status.INVESTIGATING, Status.RIGHT})


def forms_of(
    report: Report, sight: Sight, moves: Sequence[Status], *, now: datetime
) -> dict[str, Form | None]:
    """The forms that this reader may send from the page; None for those that are not theirs."""
    mine = _as(Actor.REPORTER, report, moves) if sight.reporter else []
    judged = _as(Actor.STEWARD, report, moves) if sight.judging else []
    is_open = report.status not in CLOSED
    answers = report.status == Status.ASKED and Status.INVESTIGATING in mine
    speaks = may_speak(report, sight.person)
    return {
        "answer": AnswerForm() if answers else None,
        "withdraw": WithdrawForm() if Status.WITHDRAWN in mine else None,
        "react": ReactForm() if may_react(report, sight.person, now=now) else None,
        "reopen": ReasonForm() if Status.REOPENED in mine else None,
        "join": JoinForm() if is_open and not (sight.reporter or sight.judging) else None,
        "say": SayForm() if speaks else None,
        "note": NoteForm() if sight.judging else None,
        "move": MoveForm() if sight.judging else None,
        "merge": merge_form(report) if Status.MERGED in judged else None,
        "hand_over": hand_over_form(report) if sight.judging and is_open else None,
    }


def buttons_of(report: Report, sight: Sight, moves: Sequence[Status]) -> list[dict[str, str]]:
    """The moves of who judges, as buttons under one text."""
    if not sight.judging:
        return []
    return [
        {
            "label": _WORDS[to](),
            "value": STATUS_WORDS[to],
            "kind": "primary" if to in _MAIN else "secondary",
            "icon": sign(to)[1],
        }
        for to in sorted(_as(Actor.STEWARD, report, moves), key=lambda to: to not in _MAIN)
        if to not in _APART
    ]


def _as(actor: Actor, report: Report, moves: Sequence[Status]) -> list[Status]:
    who = NEXT[Status(report.status)]
    return [to for to in moves if actor in who[to]]


def hand_over_form(report: Report, data: Any = None) -> HandOverForm | None:
    """None where nobody else could take it over."""
    others = [person for person in hand_over_to(report) if person.pk != report.handler_id]
    return HandOverForm(others, data) if others or data is not None else None


def merge_form(report: Report, data: Any = None) -> MergeForm | None:
    """With the open reports of the dataset, the likeliest first; None where there is no other."""
    form = MergeForm(report, data)
    columns = {point.column for point in report.points.all() if point.column}
    keys = {point.record_key for point in report.points.all() if point.record_key}

    def unlike(other: Report) -> int:
        points = list(other.points.all())
        same_record = any(point.record_key in keys for point in points)
        return -2 * same_record - any(point.column in columns for point in points)

    others = Report.objects.open().filter(dataset=report.dataset_id).exclude(pk=report.pk)
    found = list(
        others.select_related("dataset").prefetch_related("points")[:MOST_OTHERS]
    )  # the newest
    found.sort(key=unlike)
    form.choose_from([(other.reference, f"{other.reference}: {about(other)}") for other in found])
    return form if found else None

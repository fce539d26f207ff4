"""One question after closing: is the reporter satisfied with how it ended? No may open it again."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from feedback.lifecycle import NEXT, REOPEN_DAYS, NotPermitted, Refused, Status
from feedback.models import Reaction, Report
from feedback.services.moves import LONGEST_TEXT, move_report
from people.models import User

LONGEST_REACTION = 2000
# The ends that a reporter may open again: those of which we want to know what they think.
_ASKED_OF = frozenset(old for old, new in NEXT.items() if set(new) == {Status.REOPENED}) - {
    Status.REVIEW
}


def may_react(report: Report, user: User, *, now: datetime | None = None) -> bool:
    """Whether the question stands open for this person."""
    return _refused(report, user, now or timezone.now()) is None


def _refused(report: Report, user: User, now: datetime) -> Refused | NotPermitted | None:
    if report.reporter_id != user.pk:
        return NotPermitted(report.status, report.status)
    if report.status not in _ASKED_OF or report.closed_at is None:
        return Refused("react-not-closed")
    if now > report.closed_at + timedelta(days=REOPEN_DAYS):
        return Refused("react-late", days=REOPEN_DAYS)
    if report.reactions.filter(at__gte=report.closed_at).exists():
        return Refused("react-done")
    return None


@transaction.atomic
def react(
    report: Report,
    *,
    by: User,
    satisfied: bool,
    text: str = "",
    reopen: bool = False,
    now: datetime | None = None,
) -> Reaction:
    """Keep the answer, one for each time that a case closes; with `reopen` the case goes on.

    Raises NotPermitted, NotAllowed (it is open again already), Refused react-not-closed,
    react-late (days), react-done, text-needed (to open it again), text-too-long (most).
    """
    now, text = now or timezone.now(), text.strip()
    locked = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
    refused = _refused(locked, by, now)
    if refused:
        raise refused
    if len(text) > LONGEST_REACTION:
        raise Refused("text-too-long", most=min(LONGEST_REACTION, LONGEST_TEXT))
    reaction = Reaction.objects.create(report=report, satisfied=satisfied, text=text, at=now)
    if reopen and not satisfied:
        move_report(report, to=Status.REOPENED, by=by, text=text, now=now)
    return reaction

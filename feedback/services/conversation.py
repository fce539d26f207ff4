"""What people say on a report, apart from its moves: to the reporter, or among who judge."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from feedback.lifecycle import Actor, NotPermitted, Refused
from feedback.models import Joiner, Message, Report
from feedback.sentences import told_message, told_note
from feedback.services.moves import LONGEST_TEXT, roles_of
from feedback.services.notice import judges, reporters, tell, watchers
from people.models import User


def may_speak(report: Report, user: User) -> bool:
    """Whether this person has a part in the conversation; a query only for who has no role."""
    if roles_of(report, user) or report.dataset.owner_id == user.pk:
        return True
    return Joiner.objects.filter(report=report, person=user).exists()


@transaction.atomic
def say(
    report: Report, *, by: User, text: str, internal: bool = False, now: datetime | None = None
) -> Message:
    """Add a line; the others hear that there is one, not what it says.

    `internal`: for those who judge, and never for the reporter. Raises NotPermitted, Refused
    nothing-written, text-too-long (most).
    """
    now, text = now or timezone.now(), text.strip()
    judging = Actor.STEWARD in roles_of(report, by)
    if (internal and not judging) or not may_speak(report, by):
        raise NotPermitted(report.status, report.status)
    if not text:
        raise Refused("nothing-written")
    if len(text) > LONGEST_TEXT:
        raise Refused("text-too-long", most=LONGEST_TEXT)
    message = Message.objects.create(report=report, by=by, at=now, text=text, internal=internal)
    heard = judges(report) | _watching(report, internal=internal)
    if not internal:
        heard |= reporters(report)
    tell(report, heard - {by}, told_note if internal else told_message)
    return message


def _watching(report: Report, *, internal: bool) -> set[User]:
    """Who watches; of an internal note only those who may read it."""
    people = watchers(report)
    if internal:
        return {person for person in people if Actor.STEWARD in roles_of(report, person)}
    return people

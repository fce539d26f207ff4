"""Work on several reports at once, each by itself; and views of the queue under a name."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from feedback.lifecycle import NotAllowed, NotPermitted, Refused, Status
from feedback.models import Report, SavedView
from feedback.services.moves import hand_over, move_report, take_report
from people.models import User

MOST_AT_ONCE = 100
MOST_VIEWS = 20
Refusal = NotAllowed | NotPermitted | Refused


@dataclass(frozen=True)
class Done:
    """What became of one of several; `refused` is None where it worked."""

    report: Report
    refused: Refusal | None = None


def move_several(
    reports: Iterable[Report], *, to: Status, by: User, text: str, now: datetime | None = None
) -> list[Done]:
    """The same move with the same text for each; one that cannot leaves the others be."""
    return _each(reports, lambda report: move_report(report, to=to, by=by, text=text, now=now))


def take_several(reports: Iterable[Report], *, by: User, now: datetime | None = None) -> list[Done]:
    return _each(reports, lambda report: take_report(report, by=by, now=now))


def hand_over_several(
    reports: Iterable[Report], *, to: User, by: User, now: datetime | None = None
) -> list[Done]:
    return _each(reports, lambda report: hand_over(report, to=to, by=by, now=now))


def _each(reports: Iterable[Report], change: Callable[[Report], object]) -> list[Done]:
    done = []
    for report in reports:
        try:
            change(report)  # a transaction of its own
        except (NotAllowed, NotPermitted, Refused) as error:
            done.append(Done(report, error))
        else:
            done.append(Done(report))
    return done


@transaction.atomic
def save_view(person: User, *, name: str, query: str) -> SavedView:
    """Keep the filters of an address; the same name again replaces them.

    Raises Refused view-name-needed, too-many-views (most).
    """
    name = " ".join(name.split())[:60]
    if not name:
        raise Refused("view-name-needed")
    known = SavedView.objects.filter(person=person)
    if not known.filter(name=name).exists() and known.count() >= MOST_VIEWS:
        raise Refused("too-many-views", most=MOST_VIEWS)
    view, _new = SavedView.objects.update_or_create(
        person=person, name=name, defaults={"query": query.removeprefix("?")[:500]}
    )
    return view


@transaction.atomic
def drop_view(person: User, pk: int) -> None:
    """Delete one of one's own views; another's, or one that is gone, is left as it is."""
    SavedView.objects.filter(person=person, pk=pk).delete()

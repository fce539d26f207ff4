"""Who hears of what: the reporter and all who joined, those who judge, those who watch."""

from collections.abc import Callable, Iterable
from functools import partial

from django.urls import reverse

from feedback.models import Report
from feedback.sentences import told_step
from people.models import User
from people.services import notify

Say = Callable[[Report], str]


def reporters(report: Report) -> set[User]:
    """The reporter and everybody who joined."""
    people = {joiner.person for joiner in report.joiners.select_related("person")}
    return people | ({report.reporter} if report.reporter else set())


def judges(report: Report) -> set[User]:
    """Who has the report in hand; while nobody has, the dataset's steward."""
    person = report.handler or report.dataset.steward
    return {person} if person else set()


def watchers(report: Report) -> set[User]:
    return {watcher.person for watcher in report.watchers.select_related("person")}


def tell(report: Report, people: Iterable[User], say: Say) -> None:
    """A line (and a mail for who wants it) to each of these people, once."""
    url = reverse("feedback:report", args=[report.reference])
    for person in sorted(set(people), key=lambda person: person.pk):
        notify(person, kind="report", text=partial(say, report), url=url)


def tell_of_move(report: Report, *, by: User | None) -> None:
    """Everybody with a part in it hears of a move, but for who made it.

    Each in the words for their part: a reporter reads what happens next.
    """
    mine = reporters(report)
    others = (judges(report) | watchers(report)) - mine
    tell(report, mine - {by}, partial(told_step, to_reporter=True))
    tell(report, others - {by}, partial(told_step, to_reporter=False))

"""Which reports a list shows: whose work, filters, words, terms and order, in one query."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Case, Count, DateField, F, Q, QuerySet, Value, When

from datasets.models import Column, Dataset
from feedback.forms.queue import ALL_ONES
from feedback.forms.words import REASON_OF, STATUS_OF
from feedback.lifecycle import AWAITING_PROOF, OPEN, Status
from feedback.models import Joiner, Point, Report
from feedback.sentences import term_of, what_of
from kit.workdays import add_workdays
from people.models import Department, User

MOST_WORDS = 5
FAR = date(9999, 12, 31)
# The day on which the clock that runs now ends; no clock runs while the reporter is asked.
DUE = Case(
    When(status__in=(Status.REPORTED, Status.REOPENED), then=F("take_up_by")),
    When(status=Status.INVESTIGATING, then=F("judge_by")),
    When(status__in=(Status.RIGHT, *AWAITING_PROOF), then=F("repair_by")),
    default=Value(FAR),
    output_field=DateField(),
)
# What the address calls an order, and what it orders by; "-" before it turns it round.
ORDERS: dict[str, str] = {
    "termijn": "due",
    "gemeld": "reported_at",
    "dataset": "dataset__name",
    "status": "status",
}


def workable(user: User) -> QuerySet[Report]:
    """The reports that one may judge, and those about one's own data."""
    if user.has_perm("feedback.judge_reports") and user.has_perm("datasets.edit_dataset"):
        return Report.objects.all()
    mine = Q(dataset__steward=user) | Q(dataset__owner=user)
    if user.has_perm("feedback.judge_reports"):
        mine |= Q(dataset__in=Dataset.objects.visible_to(user).order_by().values("pk"))
    return Report.objects.filter(mine)


def has_work(user: User) -> bool:
    """Whether the work queue is for this person: who judges, or owns data on which reports are.

    A query only for who is not of the data team.
    """
    if user.has_perm("feedback.judge_reports"):
        return True
    return Dataset.objects.filter(
        Q(steward=user) | Q(owner=user, reports__isnull=False)
    ).exists()  # fmt: skip


def of_work(reports: QuerySet[Report], work: str, user: User) -> QuerySet[Report]:
    """My queue, that of my department and those below it, what nobody took up, or all."""
    if work == "mijn":
        return reports.filter(handler=user)
    if work == "vrij":
        return reports.filter(handler=None)
    if work == "afdeling":
        return reports.filter(department__in=departments_of(user))
    return reports


def departments_of(user: User) -> list[int]:
    if user.department is None:
        return []
    return [user.department.pk, *user.department.descendants().values_list("pk", flat=True)]


def filtered(
    reports: QuerySet[Report], chosen: Mapping[str, str], *, today: date
) -> QuerySet[Report]:
    """With `due`, the day of the running clock. `chosen` as forms.queue.QueueFilter gives it."""
    status = chosen.get("status", "")
    if status in STATUS_OF:
        reports = reports.filter(status=STATUS_OF[status])
    elif status != ALL_ONES:
        reports = reports.filter(status__in=OPEN)
    if slug := chosen.get("dataset"):
        reports = reports.filter(dataset__slug=slug)
    if slug := chosen.get("afdeling"):
        reports = reports.filter(department__in=Department.objects.filter(slug=slug).values("pk"))
    if reason := REASON_OF.get(chosen.get("reden", "")):
        reports = reports.filter(reason=reason)
    if who := chosen.get("wie"):
        reports = reports.filter(handler__username=who)
    if words := chosen.get("q", "").casefold().split()[:MOST_WORDS]:
        reports = reports.filter(_having(words))
    found: QuerySet[Report] = _by_term(reports.annotate(due=DUE), chosen.get("termijn", ""), today)
    return found


def _by_term(reports: Any, term: str, today: date) -> Any:
    """Of reports with `due` those whose clock ends then; all for a word that means nothing."""
    soon = add_workdays(today, 1)
    if term == "te-laat":
        return reports.filter(due__lt=today)
    if term == "bijna":
        return reports.filter(due__range=(today, soon))
    if term == "op-tijd":
        return reports.filter(due__gt=soon)
    return reports


def _having(words: list[str]) -> Q:
    """Each word in its reference, its dataset's name or its columns; never in values, which stay
    unseen. Names are looked up first, two queries: they are few, reports are many."""
    datasets = list(Dataset.objects.order_by().values_list("pk", "name"))
    columns = list(
        Column.objects.filter(dataset__reports__isnull=False)
        .order_by()
        .values_list("name", "label")
        .distinct()
    )
    every = Q()
    for word in words:
        named = [name for name, label in columns if word in f"{name} {label}".casefold()]
        found = Q(dataset__in=[pk for pk, name in datasets if word in name.casefold()])
        if named:
            found |= Q(pk__in=Point.objects.filter(column__in=named).values("report"))
        if any(letter.isdigit() for letter in word):
            found |= Q(reference__icontains=word)
        every &= found
    return every


def ordered(reports: QuerySet[Report], order: str) -> QuerySet[Report]:
    """In an order of ORDERS; what is equal comes oldest first."""
    field, turned = ORDERS[order.removeprefix("-")], order.startswith("-")
    first = F(field).desc() if turned else F(field).asc()
    return reports.order_by(first, "reported_at", "pk")


def known_order(given: str, default: str = "termijn") -> str:
    return given if given.removeprefix("-") in ORDERS else default


def with_parts(reports: QuerySet[Report]) -> QuerySet[Report]:
    """With what a line of a list shows."""
    return reports.select_related("dataset", "department", "handler").prefetch_related("points")


def lines_of(found: list[Report], *, today: date) -> list[dict[str, Any]]:
    """Lines of a list: {report, what, term, joiners}; one query."""
    counted = Joiner.objects.filter(report__in=found).order_by().values_list("report")
    joiners = dict(counted.annotate(n=Count("pk")))
    return [
        {
            "report": report,
            "what": what_of(report),
            "term": term_of(report, today=today),
            "joiners": joiners.get(report.pk, 0),
        }
        for report in found
    ]

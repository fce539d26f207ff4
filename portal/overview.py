"""What the portal's own pages count over the register, in a fixed number of queries.

Everything is counted over the datasets that one person sees, so that no number tells of a
shielded dataset. Retired datasets do not count.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from django.core.paginator import Paginator
from django.db.models import Case, CharField, Count, IntegerField, Model, QuerySet, Value, When
from django.db.models.functions import TruncDate
from django.utils import timezone

from datasets.lifecycle import TRUST_ORDER, Dimension, Severity, Trust
from datasets.models import Dataset, Flag, Run
from datasets.models.flag import FlagQuerySet
from people.models import User

Row = TypeVar("Row", bound=Model)
TREND_DAYS = 90
# Ages of open flags in whole days: the oldest day that still belongs, and the name of the bin.
AGES = ((7, "0-7"), (30, "8-30"), (90, "31-90"))
OLDEST = "91+"


def counted_pages(rows: "QuerySet[Row]", size: int, *, total: int) -> "Paginator[Row]":
    """Pages of a list whose length is known already, without counting it once more."""
    paginator = Paginator(rows, size)
    paginator.__dict__["count"] = total  # a cached property, filled beforehand
    return paginator


@dataclass(frozen=True)
class Standing:
    """Number of datasets in one trust state of one department."""

    department: int
    department_name: str
    department_slug: str
    trust: str
    count: int


def seen_datasets(user: User, *, department: str = "", trust: str = "") -> QuerySet[Dataset]:
    """Datasets in use that this person sees; `department` is a slug, `trust` a state."""
    seen = Dataset.objects.visible_to(user).active()
    # As a subquery: what makes a dataset visible joins other tables and would count double.
    scope = Dataset.objects.filter(pk__in=seen.order_by().values("pk"))
    if department:
        scope = scope.filter(department__slug=department)
    if trust:
        scope = scope.filter(trust=trust)
    return scope


def standings(user: User) -> list[Standing]:
    """Datasets by department and trust, in one query; departments by name."""
    rows = (
        seen_datasets(user)
        .order_by("department__name", "trust")
        .values_list("department_id", "department__name", "department__slug", "trust")
        .annotate(n=Count("pk"))
    )
    return [Standing(*row) for row in rows]


def by_trust(rows: Iterable[Standing], *, department: str = "") -> dict[str, int]:
    """{state: number of datasets}, every state present, the worst first."""
    counts = Counter[str]()
    for row in rows:
        if department in ("", row.department_slug):
            counts[row.trust] += row.count
    return {str(state): counts[state] for state in TRUST_ORDER}


def worst_first(datasets: QuerySet[Dataset]) -> QuerySet[Dataset]:
    """Red before unknown before amber before green, then by name."""
    rank = Case(
        *(When(trust=state, then=Value(place)) for place, state in enumerate(TRUST_ORDER)),
        output_field=IntegerField(),
    )
    return datasets.annotate(rank=rank).order_by("rank", "name", "pk")


@dataclass(frozen=True)
class MatrixCell:
    """One dataset in one dimension, with its number of open flags."""

    dimension: str
    state: str
    flags: int


def matrix_cells(datasets: Sequence[Dataset]) -> list[tuple[Dataset, list[MatrixCell]]]:
    """Each dataset with its three cells, in one query for all flags."""
    counted = (
        Flag.objects.open()
        .filter(dataset__in=[dataset.pk for dataset in datasets])
        .order_by()
        .values_list("dataset_id", "dimension")
        .annotate(n=Count("pk"))
    )
    flags = {(dataset, dimension): n for dataset, dimension, n in counted}
    return [
        (
            dataset,
            [
                MatrixCell(dimension, state, flags.get((dataset.pk, dimension), 0))
                for dimension, state in dataset.dimension_states().items()
            ],
        )
        for dataset in datasets
    ]


@dataclass(frozen=True)
class OpenFlags:
    """Number of open flags of one department, severity and age bin."""

    department: str
    severity: str
    age: str
    count: int


def open_flags(scope: QuerySet[Dataset], *, now: datetime) -> list[OpenFlags]:
    """Open flags by department, severity and age, in one query."""
    age = Case(
        *(
            When(opened_at__gt=now - timedelta(days=days + 1), then=Value(name))
            for days, name in AGES
        ),
        default=Value(OLDEST),
        output_field=CharField(),
    )
    rows = (
        _flags_of(scope)
        .open()
        .order_by()
        .annotate(age=age)
        .values_list("dataset__department__name", "severity", "age")
        .annotate(n=Count("pk"))
    )
    return [OpenFlags(*row) for row in rows]


def flag_list(scope: QuerySet[Dataset]) -> QuerySet[Flag]:
    """Open flags, blocking ones first, then the oldest; with dataset, steward and rule."""
    blocking_first = Case(
        When(severity=Severity.BLOCKING, then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    return (
        _flags_of(scope)
        .open()
        .select_related("dataset__steward", "dataset__department", "rule")
        .annotate(grave=blocking_first)
        .order_by("grave", "opened_at", "pk")
    )


@dataclass(frozen=True)
class FlagDay:
    """Open flags at the end of one day."""

    day: date
    warning: int
    blocking: int


def flag_trend(
    scope: QuerySet[Dataset], *, now: datetime, open_now: dict[str, int]
) -> list[FlagDay]:
    """Open flags at the end of each of the last 90 days and today, in two queries.

    Counted back from what is open now: a flag that was opened later was not there yet, one that
    was closed later still was.
    """
    today = timezone.localdate(now)
    first = today - timedelta(days=TREND_DAYS)
    opened, closed = (_per_day(scope, moment, first, now) for moment in ("opened_at", "closed_at"))
    standing = {severity: open_now.get(severity, 0) for severity in Severity.values}
    days = []
    for back in range(TREND_DAYS + 1):
        day = today - timedelta(days=back)
        days.append(FlagDay(day, standing[Severity.WARNING], standing[Severity.BLOCKING]))
        for severity in standing:
            standing[severity] += closed[day, severity] - opened[day, severity]
    return days[::-1]


def _per_day(
    scope: QuerySet[Dataset], moment: str, first: date, now: datetime
) -> Counter[tuple[date, str]]:
    # A day more than is drawn, so that the time zone never cuts one short.
    since = now - timedelta(days=TREND_DAYS + 2)
    rows = (
        _flags_of(scope)
        .filter(**{f"{moment}__gte": since})
        .order_by()
        .annotate(day=TruncDate(moment))
        .values_list("day", "severity")
        .annotate(n=Count("pk"))
    )
    return Counter({(day, severity): n for day, severity, n in rows if day >= first})


def recent_runs(scope: QuerySet[Dataset], *, limit: int) -> list[Run]:
    """The newest checks with their jobs and datasets; trials of rules do not count.

    Each with the number of rules that it judged, and of those that did not meet their norm.
    """
    runs = Run.objects.real().filter(dataset__in=scope.values("pk"), job__isnull=False)
    newest = runs.select_related("dataset", "job").order_by("-asked_at", "-pk")
    return list(newest.with_verdicts()[:limit])


def _flags_of(scope: QuerySet[Dataset]) -> FlagQuerySet:
    return Flag.objects.filter(dataset__in=scope.values("pk"))


def dimension_names() -> list[tuple[str, str]]:
    """(value, name) of the three dimensions, in the order of the matrix."""
    return [(dimension.value, str(dimension.label)) for dimension in Dimension]


def trust_states() -> list[str]:
    """The states, the best first, as a reader expects to count them."""
    return [str(state) for state in (Trust.GREEN, Trust.AMBER, Trust.RED, Trust.UNKNOWN)]

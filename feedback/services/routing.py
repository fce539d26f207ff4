"""Who takes up a new report: the first route that fits, else the dataset's own people."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction

from datasets.models import Dataset
from feedback.models import Report, Route
from people.models import Department, User


def routed(
    dataset: Dataset, *, columns: Iterable[str], reason: str
) -> tuple[Department, User | None]:
    """The department and the person that a report about these columns goes to.

    A route that names only a department leaves it to that department to take the report; without
    a route it is the dataset's department and steward. Someone who left is passed over.
    """
    named = set(columns)
    for route in Route.objects.select_related("department", "person__department"):
        if not _fits(route, dataset, named, reason):
            continue
        person = route.person if route.person and route.person.is_active else None
        department = route.department or (person.department if person else None)
        if department or person:
            return department or dataset.department, person
    steward = dataset.steward
    return dataset.department, steward if steward and steward.is_active else None


def _fits(route: Route, dataset: Dataset, columns: set[str], reason: str) -> bool:
    return (
        route.dataset_id in (None, dataset.pk)
        and route.of_department_id in (None, dataset.department_id)
        and (not route.column or route.column in columns)
        and route.reason in ("", reason)
    )


@transaction.atomic
def save_routes(routes: Sequence[dict[str, Any]]) -> list[Route]:
    """Put these routes, in this order, in the place of all that were there.

    Each with the fields of Route but `position`. Raises ValueError for one that leads nowhere.
    """
    if any(not (route.get("department") or route.get("person")) for route in routes):
        raise ValueError("A route names a department or a person.")
    Route.objects.all().delete()
    return Route.objects.bulk_create(
        Route(position=number, **route) for number, route in enumerate(routes, 1)
    )


def hand_over_to(report: Report) -> list[User]:
    """Who could take a report over: active people who may judge it, by name. One query."""
    judges = User.objects.with_permission("feedback.judge_reports")
    steward = User.objects.active().filter(pk=report.dataset.steward_id)
    return list((judges | steward).select_related("department").order_by("name", "pk"))

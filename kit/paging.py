"""Pages of a list in as few questions to the database as can be."""

from collections.abc import Sequence
from typing import Any, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Count, Model, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

Row = TypeVar("Row", bound=Model)


def asked_page(given: str | None) -> int:
    """The page that an address asks for, from 1; 1 for anything that is no such number."""
    number = int(given) if given and given.isdecimal() and len(given) < 9 else 1
    return max(1, number)


def page_of(
    rows: QuerySet[Row], size: int, given: str | None, *, counted: QuerySet[Row] | None = None
) -> Page[Any]:
    """A page of `rows` with the length of the whole list, in one query.

    `counted`: the same list without what is costly to know of each row. An address past the end
    gets the last page, as Django's paginator gives it, for two more queries.
    """
    number = asked_page(given)
    each = (rows if counted is None else counted).order_by().annotate(_every=Value(1))
    total = Subquery(each.values("_every").annotate(_n=Count("pk")).values("_n"))
    found = list(rows.annotate(_total=Coalesce(total, 0))[(number - 1) * size : number * size])
    if found:
        return made_page(found, number, size, total=found[0]._total)  # type: ignore[attr-defined]
    if number == 1:
        return made_page([], 1, size, total=0)
    return Paginator(rows, size).get_page(number)


def made_page(rows: Sequence[Row], number: int, size: int, *, total: int) -> Page[Any]:
    """A page of a list of known length, of rows that are there already."""
    paginator: Paginator[Any] = Paginator([], size)
    paginator.__dict__["count"] = total  # a cached property, filled beforehand
    return Page(rows, number, paginator)

"""The register as a list: what a reader may see, found by words and filters, in an order."""

from collections.abc import Mapping
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Lower

from datasets.lifecycle import TRUST_ORDER, DatasetStatus
from datasets.models import Column, Dataset, Delivery, Flag
from people.models import Department, User

# What the address calls an order, and what it orders by; "-" before it turns it round.
ORDERS: dict[str, tuple[str, ...]] = {
    "naam": ("name_order",),
    "afdeling": ("department__name", "name_order"),
    "vertrouwen": ("trust_rank", "name_order"),
    "levering": ("newest_at", "name_order"),
    "vlaggen": ("flag_count", "name_order"),
}


def find_datasets(user: User, chosen: Mapping[str, Any], order: str = "naam") -> QuerySet[Dataset]:
    """Entries with what a row of the list shows; one query.

    `chosen` are the cleaned fields of forms.dataset.RegisterFilter. Annotated: newest_at,
    newest_period, flag_count (open flags).
    """
    seen = Dataset.objects.visible_to(user).values("pk")
    found = _with_facts(Dataset.objects.filter(pk__in=seen).filter(_filters(user, chosen)))
    name, turned = order.removeprefix("-"), order.startswith("-")
    fields = ORDERS.get(name, ORDERS["naam"])
    first = F(fields[0]).desc(nulls_last=True) if turned else F(fields[0]).asc(nulls_last=True)
    return found.order_by(first, *fields[1:], "pk")


def _with_facts(datasets: QuerySet[Dataset]) -> QuerySet[Dataset]:
    arrived = Delivery.objects.filter(
        Q(is_current=True) | Q(same_as__is_current=True), dataset=OuterRef("pk")
    ).order_by("-number")
    periods = Delivery.objects.current().filter(dataset=OuterRef("pk")).order_by("-period")
    flags = (
        Flag.objects.open()
        .filter(dataset=OuterRef("pk"))
        .order_by()
        .values("dataset")
        .annotate(n=Count("pk"))
        .values("n")
    )
    ranks = [When(trust=state, then=Value(rank)) for rank, state in enumerate(TRUST_ORDER)]
    return datasets.select_related("department", "steward", "owner").annotate(
        newest_at=Subquery(arrived.values("received_at")[:1]),
        newest_period=Subquery(periods.values("period")[:1]),
        flag_count=Coalesce(Subquery(flags, output_field=IntegerField()), 0),
        trust_rank=Case(*ranks, output_field=IntegerField()),
        name_order=Lower("name"),
    )


def _filters(user: User, chosen: Mapping[str, Any]) -> Q:
    found = Q()
    if words := chosen.get("zoek"):
        for word in words.split()[:8]:
            found &= _has_word(word)
    if department := chosen.get("afdeling"):
        found &= Q(department__in=_with_parts(department))
    if state := chosen.get("vertrouwen"):
        found &= Q(trust=state)
    if personal := chosen.get("persoonsgegevens"):
        found &= Q(personal_data=personal)
    if chosen.get("mijn"):
        found &= Q(owner=user) | Q(steward=user) | Q(Exists(_known_by(Q(user=user))))
    status = chosen.get("status")
    if status != "alle":
        retired = status == "uit-gebruik"
        found &= Q(status=DatasetStatus.RETIRED if retired else DatasetStatus.ACTIVE)
    return found


def _has_word(word: str) -> Q:
    columns = Column.objects.filter(dataset=OuterRef("pk")).filter(
        Q(name__icontains=word) | Q(label__icontains=word)
    )
    return (
        Q(name__icontains=word)
        | Q(description__icontains=word)
        | Q(purpose__icontains=word)
        | Q(Exists(columns))
        | Q(Exists(_known_by(Q(user__name__icontains=word))))
    )


def _known_by(who: Q) -> QuerySet[Any]:
    return Dataset.knowers.through.objects.filter(who, dataset=OuterRef("pk"))


def _with_parts(pk: int) -> list[int]:
    department = Department.objects.filter(pk=pk).first()
    if department is None:
        return []
    return [pk, *department.descendants().values_list("pk", flat=True)]

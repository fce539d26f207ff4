"""Small makers of what the tests of datasets stand on; each goes through the services."""

from collections.abc import Sequence
from typing import Any

from datasets.lifecycle import Channel, DeliveryStatus, Refresh
from datasets.models import Dataset, Delivery, Rule
from datasets.services import (
    Received,
    accept_delivery,
    activate_rule,
    create_rule,
    receive,
    register_dataset,
)
from kit.jobs import work_off
from people.models import Department, User

CSV = (
    "nr;straat;opgeleverd;bedrag\n"
    "0001;Dorpsstraat;01-02-2024;1.250,50\n"
    "0002;Kerkweg;15-03-2024;980,00\n"
    "0003;Molenpad;;?\n"
)


def make_dataset(department: Department, name: str = "Demo-woningen", **fields: Any) -> Dataset:
    """An entry of the register; `people` may hold knowers, readers, reader_departments."""
    fields.setdefault("by", None)
    return register_dataset(name=name, department=department, **fields)


def make_described(department: Department, **fields: Any) -> Dataset:
    """An entry that says what it is for and how often new data comes."""
    return make_dataset(
        department,
        "Demo-woningvoorraad",
        description="Alle woningen van de demo-gemeente.",
        purpose="Zien of er genoeg woningen zijn.",
        questions="Hoeveel woningen zijn er?\nHoe oud zijn ze?",
        not_for="Niet om de waarde van een woning te bepalen.",
        refresh=Refresh.MONTHLY,
        **fields,
    )


def send(
    dataset: Dataset,
    text: str | bytes = CSV,
    *,
    by: User | None = None,
    channel: Channel = Channel.API,
    period: str = "",
    filename: str = "levering.csv",
) -> Received:
    """A file arrives and nothing else happens yet: its reading waits in the queue."""
    content = text.encode() if isinstance(text, str) else text
    return receive(
        dataset, chunks=[content], filename=filename, by=by, channel=channel, period=period
    )


def deliver(
    dataset: Dataset, text: str | bytes = CSV, *, accept: bool = True, **options: Any
) -> Delivery:
    """A file that has been read, accepted where it waited (unless told not to) and checked."""
    delivery = send(dataset, text, **options).delivery
    work_off()
    delivery.refresh_from_db()
    if accept and delivery.status == DeliveryStatus.AWAITING:
        accept_delivery(delivery, by=options.get("by"))
        work_off()
        delivery.refresh_from_db()
    dataset.refresh_from_db()
    return delivery


def make_rule(
    dataset: Dataset,
    kind: str = "gevuld",
    columns: Sequence[str] = ("straat",),
    *,
    parameters: dict[str, Any] | None = None,
    severity: str = "warning",
    active: bool = True,
    **options: Any,
) -> Rule:
    """A rule, in force unless told otherwise, and the check that follows."""
    rule = create_rule(
        dataset,
        by=options.pop("by", None),
        kind=kind,
        columns=columns,
        parameters=parameters or {},
        severity=severity,
        **options,
    )
    if active:
        activate_rule(rule, by=None)
        work_off()
        dataset.refresh_from_db()
    return rule

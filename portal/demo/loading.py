"""The demo's datasets brought into the register by the same services that colleagues use.

Each step looks first whether it was done, so that a second load changes nothing and one that was
interrupted is completed. What people changed meanwhile is left as it is.
"""

import hashlib
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from datetime import time as clock
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from datasets.lifecycle import Channel, DatasetStatus, DeliveryStatus, Origin, RuleStatus
from datasets.models import Dataset, Delivery, Rule
from datasets.services import (
    accept_delivery,
    activate_rule,
    create_rule,
    describe_column,
    receive,
    register_dataset,
)
from kit.jobs import work_off
from kit.models import Job
from people.models import Department, User
from portal.demo.entry import Demand, Entry, Export

Say = Callable[[str], None]
_PATIENCE = 120.0  # seconds for jobs that workers elsewhere have taken up
_PAUSE = 0.2  # seconds between two looks at those


class NotReady(Exception):
    """The jobs of the demo did not end in time; loading again completes it."""


def load(
    entries: Iterable[Entry],
    *,
    departments: Mapping[str, Department],
    people: Mapping[str, User],
    say: Say,
) -> list[Dataset]:
    """Register the entries, deliver their exports, describe their columns, activate their rules.

    Runs the jobs that this asks for and returns the datasets as they stand then. Raises NotReady.
    """
    steward = people["datateam"]
    pairs = [(entry, _ensure_entry(entry, departments, people)) for entry in entries]
    known = {entry.name: dataset for entry, dataset in pairs}
    pairs = [(entry, dataset) for entry, dataset in pairs if dataset.status == DatasetStatus.ACTIVE]
    for entry, dataset in pairs:
        _ensure_earlier(dataset, entry, steward)
        arrived = [_ensure_delivery(dataset, export, steward) for export in entry.exports()]
        if any(arrived):
            say(_delivered(dataset, sum(arrived)))
    say(_("The files are being read …"))
    settle(known.values(), by=steward)
    for entry, dataset in pairs:
        _ensure_words(dataset, entry, steward)
        made = [_ensure_rule(dataset, demand, known, steward) for demand in entry.demands]
        if any(made):
            say(_activated(dataset, sum(made)))
    say(_("The data is being checked …"))
    settle(known.values(), by=steward)
    return list(Dataset.objects.filter(pk__in=[dataset.pk for dataset in known.values()]))


def _delivered(dataset: Dataset, count: int) -> str:
    return ngettext(
        "%(dataset)s: %(count)s file delivered.", "%(dataset)s: %(count)s files delivered.", count
    ) % {"dataset": dataset.name, "count": count}


def _activated(dataset: Dataset, count: int) -> str:
    return ngettext(
        "%(dataset)s: %(count)s rule activated.",
        "%(dataset)s: %(count)s rules activated.",
        count,
    ) % {"dataset": dataset.name, "count": count}


def _ensure_entry(
    entry: Entry, departments: Mapping[str, Department], people: Mapping[str, User]
) -> Dataset:
    # The address stays when somebody gives a dataset another name.
    same = Q(name=entry.name) | Q(slug=slugify(entry.name))
    known = Dataset.objects.filter(same, is_demo=True).first()
    if known:
        return known
    return register_dataset(
        by=people["datateam"],
        name=entry.name,
        department=departments[entry.department],
        owner=people["eigenaar"],
        steward=people["datateam"],
        people={
            "knowers": [people[username] for username in entry.knowers],
            "reader_departments": [departments[name] for name in entry.reader_departments],
        },
        is_demo=True,
        **entry.fields,
    )


def _ensure_delivery(dataset: Dataset, export: Export, by: User) -> bool:
    """Whether the export was delivered now. One that arrived before is left to people."""
    digest = hashlib.sha256(export.content).hexdigest()
    if dataset.deliveries.filter(sha256=digest, period=export.period).exists():
        return False
    receive(
        dataset,
        chunks=[export.content],
        filename=export.filename,
        by=by,
        channel=Channel.DEMO,
        period=export.period,
        now=_arrival(export.weeks_ago),
    )
    return True


def _arrival(weeks_ago: int) -> datetime:
    """Eight in the morning, so that the demo tells the same at every hour at which it is loaded."""
    day = timezone.localdate() - timedelta(weeks=weeks_ago)
    return timezone.make_aware(datetime.combine(day, clock(8)))


def _ensure_earlier(dataset: Dataset, entry: Entry, by: User) -> None:
    """What came before is read and checked first: it was in use until the next one arrived.

    A dataset that has its exports already gets nothing that would take their place.
    """
    earlier = entry.earlier()
    known = {hashlib.sha256(export.content).hexdigest() for export in earlier}
    if not earlier or dataset.deliveries.exclude(sha256__in=known).exists():
        return
    for export in earlier:
        _ensure_delivery(dataset, export, by)
    settle([dataset], by=by)


def _ensure_words(dataset: Dataset, entry: Entry, by: User) -> None:
    """Describe the columns that nobody has described."""
    for column in dataset.columns.filter(label="", meaning="", unit=""):
        if words := entry.columns.get(column.name):
            describe_column(
                column, by=by, label=words.label, meaning=words.meaning, unit=words.unit
            )


def _ensure_rule(dataset: Dataset, demand: Demand, known: Mapping[str, Dataset], by: User) -> bool:
    """Whether the rule was activated now. One that was ended since stays ended."""
    parameters = dict(demand.parameters)
    if "dataset" in parameters:
        parameters["dataset"] = known[parameters["dataset"]].slug
    rule = _same_rule(dataset, demand, parameters) or create_rule(
        dataset,
        by=by,
        kind=demand.kind,
        columns=demand.columns,
        parameters=parameters,
        severity=demand.severity,
        norm_count=demand.norm_count,
        norm_share=demand.norm_share,
        reason=demand.reason,
        origin=Origin.DEMO,
    )
    if rule.status != RuleStatus.DRAFT:
        return False
    activate_rule(rule, by=by)
    return True


def _same_rule(dataset: Dataset, demand: Demand, parameters: Mapping[str, Any]) -> Rule | None:
    for rule in dataset.rules.filter(origin=Origin.DEMO, kind=demand.kind):
        if rule.columns == list(demand.columns) and rule.parameters == parameters:
            return rule
    return None


def settle(datasets: Iterable[Dataset], *, by: User, patience: float = _PATIENCE) -> None:
    """Run the jobs that are due until these datasets have none left, saying yes to what waits.

    Workers of a portal that runs may take jobs as well; those are waited for. Raises NotReady
    after `patience` seconds.
    """
    keys = [dataset.pk for dataset in datasets]
    until = time.monotonic() + patience
    while True:
        work_off()
        for delivery in Delivery.objects.filter(
            dataset__in=keys, channel=Channel.DEMO, status=DeliveryStatus.AWAITING
        ).order_by("number"):
            accept_delivery(delivery, by=by, note=_("Part of the demo."))
        if not _busy(keys):
            return
        if time.monotonic() > until:
            raise NotReady(
                _("Not every file of the demo was read and checked in time. Run this again.")
            )
        if not work_off():
            time.sleep(_PAUSE)


def _busy(keys: list[int]) -> bool:
    """Whether a job for these datasets is under way or waits for its turn."""
    reading = Delivery.objects.filter(
        dataset__in=keys, status__in=(DeliveryStatus.RECEIVED, DeliveryStatus.AWAITING)
    )
    checking = Job.objects.filter(
        run__dataset__in=keys, state__in=(Job.State.QUEUED, Job.State.RUNNING)
    )
    return reading.exists() or checking.exists()

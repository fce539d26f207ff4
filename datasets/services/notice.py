"""Who is told what: the deliverer about the delivery, steward and owner about trust."""

from collections.abc import Mapping
from datetime import date
from functools import partial

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from datasets.lifecycle import TRUST_ORDER, DeliveryStatus, Trust
from datasets.models import Dataset, Delivery
from datasets.sentences import reading_error, run_error
from datasets.sentences.reading import READING_CODES
from people.models import User
from people.services import notify


def tell_of_delivery(delivery: Delivery) -> None:
    """A delivery that waits for a yes, failed or was set aside. Of a good one the run tells."""
    say = {
        DeliveryStatus.AWAITING: _awaiting,
        DeliveryStatus.FAILED: _failed,
        DeliveryStatus.PARKED: _parked,
    }.get(DeliveryStatus(delivery.status))
    if say is None:
        return
    judged = delivery.status != DeliveryStatus.FAILED
    people = {delivery.received_by, delivery.dataset.steward if judged else None}
    url = reverse("datasets:delivery", args=[delivery.dataset.slug, delivery.number])
    for person in people:
        if person:
            notify(person, kind="delivery", text=partial(say, delivery), url=url)


def _awaiting(delivery: Delivery) -> str:
    return _("Delivery %(number)s of %(dataset)s waits for approval.") % {
        "number": delivery.number,
        "dataset": delivery.dataset.name,
    }


def _parked(delivery: Delivery) -> str:
    return _(
        "Delivery %(number)s of %(dataset)s was set aside: a rule about the number of rows is not "
        "met. It is not in use."
    ) % {"number": delivery.number, "dataset": delivery.dataset.name}


def _failed(delivery: Delivery) -> str:
    code, params = delivery.error_code, delivery.error_params
    why = reading_error(code, params) if code in READING_CODES else run_error(code, params)
    return _("Delivery %(number)s of %(dataset)s could not be read. %(why)s") % {
        "number": delivery.number,
        "dataset": delivery.dataset.name,
        "why": why,
    }


def tell_of_endings(dataset: Dataset, days: Mapping[int, date]) -> None:
    """Owner and steward hear which deliveries (by number) are destroyed on which day."""
    url = reverse("datasets:deliveries", args=[dataset.slug])
    people: set[User] = {person for person in (dataset.steward, dataset.owner) if person}
    for person in people:
        notify(person, kind="retention", text=partial(_endings, dataset, days), url=url)


def _endings(dataset: Dataset, days: Mapping[int, date]) -> str:
    told = {
        "dataset": dataset.name,
        "numbers": ", ".join(str(number) for number in sorted(days)),
        "day": date_format(min(days.values()), "j F Y"),
    }
    return (
        ngettext(
            "The retention of %(dataset)s ends: delivery %(numbers)s is destroyed on %(day)s.",
            "The retention of %(dataset)s ends: deliveries %(numbers)s are destroyed, the first on "
            "%(day)s.",
            len(days),
        )
        % told
    )


def tell_of_trust(dataset: Dataset, *, before: str) -> None:
    """Steward and owner hear when trust became worse, and when it became green again."""
    rank = {state: index for index, state in enumerate(TRUST_ORDER)}
    worse = rank[Trust(dataset.trust)] < rank[Trust(before)]
    repaired = dataset.trust == Trust.GREEN != before
    if not (worse or repaired):
        return
    url = reverse("datasets:detail", args=[dataset.slug])
    people: set[User] = {person for person in (dataset.steward, dataset.owner) if person}
    for person in people:
        notify(person, kind="trust", text=partial(_trust, dataset, before), url=url)


def _trust(dataset: Dataset, before: str) -> str:
    return _("Trust of %(dataset)s went from %(before)s to %(now)s.") % {
        "dataset": dataset.name,
        "before": Trust(before).label.lower(),
        "now": Trust(dataset.trust).label.lower(),
    }

"""What a delivery that waits or got stuck says of itself, so that a steward can decide."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from datasets.lifecycle import Channel, DeliveryStatus
from datasets.models import Dataset, Delivery
from kit.jobs import work_off
from kit.models import Job
from people.models import Department, User
from tests.conftest import As
from tests.datasets.factories import CSV, deliver, make_dataset, make_rule, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def dataset(department: Department, steward: User, owner: User) -> Dataset:
    return make_dataset(department, steward=steward, owner=owner)


def page_of(client: Client, delivery: Delivery) -> str:
    address = reverse("datasets:delivery", args=[delivery.dataset.slug, delivery.number])
    return client.get(address).content.decode()


def test_a_first_delivery_says_that_it_is_the_first(
    as_: As, dataset: Dataset, steward: User
) -> None:
    first = deliver(dataset, accept=False, channel=Channel.PAGE)
    page = page_of(as_(steward), first)
    with override("nl"):
        assert _("It is the first delivery of this dataset.") in page


def test_a_file_without_rows_says_what_a_yes_would_do(
    as_: As, dataset: Dataset, steward: User
) -> None:
    empty = deliver(dataset, CSV.splitlines()[0] + "\n", accept=False, channel=Channel.PAGE)
    page = page_of(as_(steward), empty)
    with override("nl"):
        assert _("The file has no rows: after your yes there is no data.") in page


def test_other_columns_are_named_with_the_rules_that_they_blind(
    as_: As, dataset: Dataset, steward: User
) -> None:
    deliver(dataset)
    make_rule(dataset, columns=("straat",))
    make_rule(dataset, columns=("nr",))
    changed = CSV.replace("straat", "weg").replace("1.250,50", "veel").replace("980,00", "weinig")
    page = page_of(as_(steward), deliver(dataset, changed, accept=False))
    with override("nl"):
        one_rule = ngettext(
            "%(count)s rule looks at a column that is gone; it cannot be judged any more.",
            "%(count)s rules look at a column that is gone; they cannot be judged any more.",
            1,
        )
        for words in (
            _("No longer there: %(names)s.") % {"names": "straat"},
            one_rule % {"count": 1},
            _("New: %(names)s.") % {"names": "weg"},
            _("Column %(name)s was %(before)s and is now %(now)s.")
            % {"name": "bedrag", "before": "getal", "now": "tekst"},
        ):
            assert words in page
        assert _("It is the first delivery of this dataset.") not in page


def test_a_reading_that_ended_without_a_word_is_told_and_can_be_tried_again(
    as_: As, dataset: Dataset, steward: User
) -> None:
    """As after a fault in what follows a failed job: the job failed, the delivery never heard."""
    delivery = send(dataset, channel=Channel.PAGE, by=steward).delivery
    job = Job.objects.get(kind="intake")
    Job.objects.update(state=Job.State.FAILED, error_code="internal", finished_at=job.created_at)
    client = as_(steward)
    again = reverse("datasets:delivery_retry", args=[dataset.slug, delivery.number])
    page = page_of(client, delivery)
    with override("nl"):
        assert _("This file could not be read") in page
    assert again in page
    client.post(again)
    client.post(again)
    assert Job.objects.filter(kind="intake").count() == 2  # the second click asked for nothing new
    work_off()
    delivery.refresh_from_db()
    assert delivery.status == DeliveryStatus.AWAITING

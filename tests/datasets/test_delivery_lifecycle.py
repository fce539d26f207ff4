"""Which step a delivery may take, and which delivery counts when files overtake each other."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from datasets.lifecycle import NEXT_DELIVERY, Channel, DeliveryStatus, Mode, TransitionNotAllowed
from datasets.models import Dataset, Delivery
from datasets.services import withdraw_delivery
from datasets.services.current import move_delivery
from kit.jobs import work_off
from kit.models import Job
from people.models import Department, User
from tests.conftest import As
from tests.datasets.factories import deliver, make_dataset, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def dataset(department: Department, steward: User) -> Dataset:
    return make_dataset(department, steward=steward)


def at(dataset: Dataset, status: str) -> Delivery:
    dataset.deliveries.all().delete()
    return Delivery.objects.create(
        dataset=dataset,
        number=1,
        status=status,
        channel=Channel.API,
        filename="a.csv",
        size=1,
        sha256="0" * 64,
        received_at=timezone.now(),
    )


def test_every_step_that_the_table_allows_and_no_other(dataset: Dataset) -> None:
    now = timezone.now()
    for old in DeliveryStatus:
        for new in DeliveryStatus:
            delivery = at(dataset, old)
            if new in NEXT_DELIVERY[old]:
                move_delivery(delivery, to=new, by=None, now=now)
                assert delivery.changes.get().new == new
            else:
                with pytest.raises(TransitionNotAllowed):
                    move_delivery(delivery, to=new, by=None, now=now)
                assert not delivery.changes.exists()


def test_who_comes_second_changes_nothing(dataset: Dataset) -> None:
    delivery = at(dataset, DeliveryStatus.READ)
    stale = Delivery.objects.get(pk=delivery.pk)
    now = timezone.now()
    move_delivery(delivery, to=DeliveryStatus.CHECKED, by=None, now=now)
    with pytest.raises(TransitionNotAllowed):
        move_delivery(stale, to=DeliveryStatus.PARKED, by=None, now=now)


@pytest.mark.parametrize("mode", Mode.values)
def test_a_large_file_does_not_take_the_place_of_a_newer_one_that_was_read_before_it(
    department: Department, steward: User, mode: str
) -> None:
    made = make_dataset(department, mode=mode)
    period = "2024" if mode == Mode.ACCUMULATES else ""
    deliver(made, "nr;naam\n1;a\n", period=period)
    slow = send(made, "nr;naam\n1;a\n2;b\n", period=period).delivery
    Job.objects.filter(kind="intake", payload__delivery=slow.pk).update(
        not_before=timezone.now() + timedelta(hours=1)
    )
    quick = deliver(made, "nr;naam\n1;a\n3;c\n", period=period)
    Job.objects.update(not_before=None)
    work_off()
    assert made.deliveries.current().get() == quick
    slow.refresh_from_db()
    assert (slow.status, slow.is_current) == (DeliveryStatus.READ, False)
    withdraw_delivery(quick, by=steward, note="fout")  # then the slow one is the last good one
    work_off()
    slow.refresh_from_db()
    assert (slow.status, slow.is_current) == (DeliveryStatus.CHECKED, True)


def test_a_script_is_told_where_the_delivery_stands_and_the_page_still_says_it(
    as_: As, dataset: Dataset, steward: User
) -> None:
    client = as_(steward)
    file = SimpleUploadedFile("a.csv", b"nr;naam\n1;a\n")
    answer = client.post(
        reverse("datasets:deliver", args=[dataset.slug]),
        {"bestand": file},
        headers={"X-Koers-Upload": "1"},
    )
    page = reverse("datasets:delivery", args=[dataset.slug, 1])
    assert (answer.status_code, answer.headers["Location"], answer.content) == (201, page, b"")
    assert len(list(client.get(page).context["messages"])) == 1

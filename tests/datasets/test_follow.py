"""What it promises to follow deliveries: after the check, each that counts, and nothing else."""

import pytest
from pytest_django import Settings

from datasets.lifecycle import DeliveryStatus
from datasets.models import Dataset
from datasets.services import accept_delivery
from datasets.services.follow import follow_delivery
from kit.jobs import work_off
from kit.models import Job
from people.models import Department, User
from portal import wiring
from tests.datasets import followers
from tests.datasets.factories import CSV, deliver, make_dataset, make_rule, send

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _followed(settings: Settings) -> None:
    settings.KOERS_JOBS = "tests.datasets.followers.JOBS"
    settings.KOERS_AFTER_DELIVERY = "tests.datasets.followers.AFTER_DELIVERY"
    followers.seen.clear()


@pytest.fixture
def dataset(department: Department) -> Dataset:
    return make_dataset(department)


def test_a_delivery_is_followed_once_it_was_checked(dataset: Dataset) -> None:
    delivery = deliver(dataset)
    assert followers.seen == [(delivery.number, DeliveryStatus.CHECKED)]
    [check] = Job.objects.filter(kind="check")
    [note] = Job.objects.filter(kind="note")
    assert note.payload == {"delivery": delivery.pk}
    assert note.pk > check.pk


def test_a_second_check_of_the_same_delivery_is_not_followed_again(dataset: Dataset) -> None:
    deliver(dataset)
    make_rule(dataset)
    assert len(followers.seen) == 1


def test_a_delivery_without_change_is_followed_too(dataset: Dataset) -> None:
    deliver(dataset)
    again = deliver(dataset)
    assert again.same_as
    assert followers.seen == [(1, DeliveryStatus.CHECKED), (2, DeliveryStatus.CHECKED)]


def test_a_double_submit_is_followed_once(dataset: Dataset) -> None:
    send(dataset)
    send(dataset)
    work_off()
    assert len(followers.seen) == 1


def test_a_delivery_that_waits_is_followed_only_after_the_yes(
    dataset: Dataset, steward: User
) -> None:
    deliver(dataset)
    other = deliver(dataset, CSV.replace("straat", "weg"), accept=False)
    assert other.status == DeliveryStatus.AWAITING
    assert len(followers.seen) == 1
    accept_delivery(other, by=steward)
    work_off()
    assert followers.seen[1:] == [(2, DeliveryStatus.CHECKED)]


def test_what_is_set_aside_is_not_followed_until_it_is_used_all_the_same(
    dataset: Dataset, steward: User
) -> None:
    deliver(dataset)
    make_rule(
        dataset,
        "aantal-rijen",
        (),
        parameters={"minimum": 3},
        severity="blocking",
    )
    short = deliver(dataset, CSV.rsplit("\n", 2)[0] + "\n")
    assert short.status == DeliveryStatus.PARKED
    assert [number for number, _status in followers.seen] == [1]
    accept_delivery(short, by=steward, note="Er is gesloopt")
    work_off()
    assert followers.seen[1:] == [(short.number, DeliveryStatus.CHECKED)]


def test_a_job_that_still_waits_is_not_asked_for_twice(dataset: Dataset) -> None:
    delivery = deliver(dataset)
    follow_delivery(delivery)
    follow_delivery(delivery)
    assert Job.objects.filter(kind="note", state=Job.State.QUEUED).count() == 1


def test_the_wiring_names_only_jobs_that_exist() -> None:
    assert set(wiring.AFTER_DELIVERY) <= set(wiring.JOBS)

"""Patches: what Koers corrects itself, carried over to each delivery until the source has it too."""

import pytest

from datasets.models import Delivery, PatchedCell
from datasets.services.records import find_record
from feedback.lifecycle import Status
from feedback.models import Correction, Report
from feedback.services import move_report, patch_report
from feedback.services.patching import start_patching
from kit.jobs import work_off
from tests.datasets.factories import deliver
from tests.feedback.factories import bring_to, make_doubtable, make_report
from tests.feedback.test_verification import FIRST, OLD_AGAIN, OTHER, REPAIRED

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def dataset(department, steward, owner):
    return make_doubtable(department, steward=steward, owner=owner)


@pytest.fixture
def patched(dataset, colleague, steward):
    report = make_report(dataset, colleague, delivery=deliver(dataset, FIRST))
    move_report(report, to=Status.INVESTIGATING, by=steward)
    move_report(report, to=Status.RIGHT, by=steward)
    patch_report(report, by=steward, agreed={1: "1.350,50"})
    work_off()
    return report


def now_of(report):
    return Status(Report.objects.get(pk=report.pk).status)


def amount(dataset):
    return find_record(dataset, key="nr:0001").values["bedrag"]


def test_the_data_in_use_holds_it_and_the_file_of_the_source_does_not(dataset, patched, steward):
    source, current = Delivery.objects.order_by("number")
    assert (current.patch_of, current.is_current, source.is_current) == (source, True, False)
    assert amount(dataset) == "1350.5"
    assert find_record(dataset, key="nr:0001", delivery=source).values["bedrag"] == "1250.5"
    cell = PatchedCell.objects.get()
    assert (cell.column, cell.new, cell.note, cell.by) == (
        "bedrag", "1350.5", patched.reference, steward,
    )  # fmt: skip


def test_a_patch_proves_nothing(patched):
    assert now_of(patched) == Status.PATCHED
    assert Correction.objects.get().status == "open"


def test_it_is_carried_over_while_the_source_has_the_old_value(dataset, patched):
    deliver(dataset, OLD_AGAIN)
    assert now_of(patched) == Status.REOPENED
    current = dataset.deliveries.get(is_current=True)
    assert current.patch_of.number == 3
    assert amount(dataset) == "1350.5"


def test_it_ends_when_the_source_catches_up(dataset, patched):
    delivery = deliver(dataset, REPAIRED)
    assert now_of(patched) == Status.CONFIRMED
    assert dataset.deliveries.get(is_current=True) == delivery
    deliver(dataset, OTHER)
    assert amount(dataset) == "1400"


def test_once_is_enough(dataset, patched):
    count = Delivery.objects.count()
    start_patching(dataset)
    work_off()
    assert Delivery.objects.count() == count


def test_a_patch_that_was_no_repair_gives_way_to_the_source(dataset, patched, steward):
    bring_to(patched, Status.REVIEW)
    move_report(patched, to=Status.WRONG, by=steward, text="De bron had gelijk.")
    work_off()
    assert amount(dataset) == "1250.5"
    assert dataset.deliveries.get(is_current=True).patch_of is None

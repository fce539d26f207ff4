"""A destroyed delivery: its data is gone everywhere, and a trace of who, when and why stays."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from datasets.lifecycle import DeliveryStatus, Mode, Refused, TransitionNotAllowed, Trust
from datasets.models import ColumnProfile, Dataset, Delivery, Finding
from datasets.services import destroy, destroy_delivery, withdraw_delivery
from datasets.services.destroy import finish_destroying
from kit.jobs import work_off
from kit.models import Job
from people.models import Department, User
from tests.datasets.factories import deliver, make_dataset, make_rule, send

pytestmark = pytest.mark.django_db
Commits = Callable[..., Any]
TITLED = "Lijst van Demo Jansen\n\nnr;naam\n1;Geheim\n2;\n3;Stil\n\nTotaal voor Demo Jansen\n"


@pytest.fixture
def dataset(department: Department, steward: User, owner: User) -> Dataset:
    return make_dataset(department, steward=steward, owner=owner)


@pytest.fixture
def destroyed(django_capture_on_commit_callbacks: Commits, steward: User) -> Callable[..., None]:
    """destroyed(delivery): by the steward, with what happens after the commit."""

    def do(delivery: Delivery, note: str = "verkeerde gegevens") -> None:
        with django_capture_on_commit_callbacks(execute=True):
            destroy_delivery(delivery, by=steward, note=note)

    return do


def fresh(delivery: Delivery) -> Delivery:
    return Delivery.objects.get(pk=delivery.pk)


def test_everything_that_shows_a_value_goes_and_the_trace_stays(
    dataset: Dataset, steward: User, destroyed: Callable[..., None]
) -> None:
    delivery = deliver(dataset, TITLED, by=steward)
    make_rule(dataset, "patroon", ["naam"], parameters={"patroon": "x+"})
    ColumnProfile.objects.get_or_create(
        delivery=delivery, position=1, defaults={"name": "naam", "stats": {"top": ["Geheim"]}}
    )
    assert Finding.objects.get().examples
    assert "Jansen" in json.dumps(delivery.reading)
    folder = delivery.folder
    assert folder.exists()
    destroyed(delivery)
    gone = fresh(delivery)
    assert not folder.exists()
    assert (gone.status, gone.is_current) == (DeliveryStatus.DESTROYED, False)
    assert (gone.reading, gone.options, gone.table) == ({}, {}, "")
    assert gone.destroyed_at
    assert not gone.profiles.exists()
    finding = Finding.objects.get()
    assert (finding.examples, finding.failed) == ([], 2)
    assert (gone.rows, gone.size, gone.sha256) == (3, len(TITLED), delivery.sha256)
    change = gone.changes.get(new=DeliveryStatus.DESTROYED)
    assert (change.by, change.note, change.old) == (steward, "verkeerde gegevens", "checked")


def test_the_last_good_one_is_in_use_at_once(
    dataset: Dataset, destroyed: Callable[..., None]
) -> None:
    first = deliver(dataset, "nr;naam\n1;a\n")
    second = deliver(dataset, "nr;naam\n1;a\n2;b\n")
    destroyed(second)
    assert fresh(first).is_current
    work_off()
    assert fresh(first).status == DeliveryStatus.CHECKED


def test_after_the_only_one_nothing_is_in_use_and_nothing_speaks_of_it(
    dataset: Dataset, destroyed: Callable[..., None]
) -> None:
    delivery = deliver(dataset, "nr;naam\n1;a\n2;\n")
    make_rule(dataset, "gevuld", ["naam"], severity="blocking")
    assert dataset.trust == Trust.RED
    destroyed(delivery)
    dataset.refresh_from_db()
    assert dataset.trust == Trust.UNKNOWN
    assert not dataset.flags.open().exists()


def test_of_a_dataset_that_grows_only_examples_of_that_period_go(
    department: Department, destroyed: Callable[..., None]
) -> None:
    made = make_dataset(department, mode=Mode.ACCUMULATES)
    deliver(made, "nr;naam\n1;\n", period="2023")
    gone = deliver(made, "nr;naam\n1;\n", period="2024")
    make_rule(made, "gevuld", ["naam"])
    run = made.runs.order_by("-number")[0]
    assert {example["part"] for example in run.findings.get().examples} == {"1", "2"}
    destroyed(gone)
    finding = run.findings.get()
    assert {example["part"] for example in finding.examples} == {"1"}
    assert finding.failed == 2


def test_repeats_have_no_bytes_and_go_with_the_one_they_repeat(
    dataset: Dataset, steward: User, destroyed: Callable[..., None]
) -> None:
    first = deliver(dataset, TITLED)
    again = send(dataset, TITLED).delivery
    for refused in (destroy_delivery, withdraw_delivery):
        with pytest.raises(Refused) as error:
            refused(again, by=steward, note="weg")
        assert error.value.code == "repeat"
    assert first.original_path.exists()
    destroyed(first)
    again = fresh(again)
    assert again.shown_status == DeliveryStatus.DESTROYED
    assert (again.reading, bool(again.destroyed_at)) == ({}, True)
    assert deliver(dataset, TITLED).same_as is None  # the same file may come back: a new delivery


@pytest.mark.parametrize("status", [s for s in DeliveryStatus if s != DeliveryStatus.DESTROYED])
def test_from_every_state(
    dataset: Dataset, destroyed: Callable[..., None], status: DeliveryStatus
) -> None:
    delivery = deliver(dataset)
    Delivery.objects.filter(pk=delivery.pk).update(
        status=status, is_current=False, error_code="x" if status == "failed" else ""
    )
    destroyed(fresh(delivery))
    assert fresh(delivery).status == DeliveryStatus.DESTROYED
    assert not delivery.folder.exists()


def test_once_and_not_without_a_reason(dataset: Dataset, steward: User) -> None:
    delivery = deliver(dataset)
    with pytest.raises(Refused) as refused:
        destroy_delivery(delivery, by=steward, note=" ")
    assert refused.value.code == "reason-needed"
    stale = fresh(delivery)
    destroy_delivery(delivery, by=steward, note="weg")
    for row in (stale, delivery):
        with pytest.raises(TransitionNotAllowed):
            destroy_delivery(row, by=steward, note="weg")
    assert delivery.changes.filter(new=DeliveryStatus.DESTROYED).count() == 1


class TestWhileItIsRead:
    def refused(self, delivery: Delivery, steward: User) -> None:
        with pytest.raises(Refused) as refused:
            destroy_delivery(delivery, by=steward, note="weg")
        assert refused.value.code == "being-read"
        assert fresh(delivery).status != DeliveryStatus.DESTROYED

    def run(self, job: Job) -> None:
        Job.objects.filter(pk=job.pk).update(
            state=Job.State.RUNNING, token="x", lease_until=job.created_at
        )

    def test_its_own_reading(self, dataset: Dataset, steward: User) -> None:
        delivery = send(dataset, by=steward).delivery
        self.refused(delivery, steward)
        self.run(Job.objects.get(kind="intake"))
        self.refused(delivery, steward)

    def test_a_check_of_the_dataset_or_of_one_that_refers_to_it(
        self, dataset: Dataset, department: Department, steward: User
    ) -> None:
        delivery = deliver(dataset, "nr;naam\n1;a\n")
        other = make_dataset(department, "Demo-verwijst")
        deliver(other, "nr;naam\n1;a\n")
        told = {"dataset": dataset.slug, "kolom": "nr"}
        make_rule(other, "verwijzing", ["nr"], parameters=told)
        for checked in (dataset, other):
            job = Job.objects.filter(kind="check", payload__dataset=checked.pk).last()
            assert job is not None
            self.run(job)
            self.refused(delivery, steward)
            Job.objects.filter(pk=job.pk).update(state=Job.State.DONE)
        destroy_delivery(delivery, by=steward, note="weg")


class TestCrash:
    def test_the_state_comes_first_and_the_night_removes_what_was_left(
        self, dataset: Dataset, steward: User
    ) -> None:
        delivery = deliver(dataset)
        destroy_delivery(delivery, by=steward, note="weg")  # and the process dies on its commit
        assert delivery.folder.exists()
        assert finish_destroying() == 1
        assert not delivery.folder.exists()
        assert finish_destroying() == 0

    def test_nothing_goes_when_the_transaction_does_not_end(
        self, dataset: Dataset, steward: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        delivery = deliver(dataset)

        def broken(*args: object, **more: object) -> None:
            raise OSError("the disk is full")

        monkeypatch.setattr(destroy, "refresh_trust", broken)
        with pytest.raises(OSError, match="full"):
            destroy_delivery(delivery, by=steward, note="weg")
        assert fresh(delivery).is_current
        assert fresh(delivery).table_path.exists()


def test_files_of_failing_rows_go_too(
    dataset: Dataset, steward: User, destroyed: Callable[..., None]
) -> None:
    from datasets.services import start_export

    delivery = deliver(dataset, "nr;naam\n1;a\n2;\n")
    make_rule(dataset, "gevuld", ["naam"])
    export = start_export(Finding.objects.get(), by=steward, reason="om te herstellen")
    work_off()
    assert export.path.exists()
    destroyed(delivery)
    assert not export.path.exists()
    assert not type(export).objects.exists()

"""What may be kept no longer goes by itself, and nobody is surprised by it."""

from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from datasets.lifecycle import DeliveryStatus, Mode, Refused, Trust
from datasets.models import Dataset, Delivery
from datasets.sentences import change_note, change_title
from datasets.services import endings, ends_on
from datasets.services.cleanup import LEFT_OVER, clear_failed, clear_left_over
from datasets.services.quota import GIGABYTE
from datasets.services.retention import carry_out_retention, warn_of_endings
from kit.jobs import work_off
from kit.jobs.purging import purge
from kit.jobs.queue import enqueue
from kit.models import Job
from people.models import Department, Notification, User
from tests.conftest import As
from tests.datasets.factories import deliver, make_dataset, make_rule, send

pytestmark = pytest.mark.django_db


def at(day: date) -> datetime:
    """The night in which that day begins."""
    return datetime.combine(day, time(3, 45), tzinfo=timezone.get_current_timezone())


@pytest.fixture
def years(department: Department, steward: User, owner: User) -> Dataset:
    """Three years, to be kept for two years after their end."""
    made = make_dataset(
        department, mode=Mode.ACCUMULATES, retention_months=24, steward=steward, owner=owner
    )
    for year in ("2021", "2022", "2023"):
        deliver(made, f"nr;jaar\n1;{year}\n", period=year)
    return made


def states(dataset: Dataset) -> dict[int, str]:
    return dict(dataset.deliveries.values_list("number", "status"))


def test_a_period_goes_when_its_time_has_passed_and_not_a_day_earlier(years: Dataset) -> None:
    assert carry_out_retention(now=at(date(2023, 12, 30))) == 0
    assert carry_out_retention(now=at(date(2023, 12, 31))) == 1
    assert states(years)[1] == DeliveryStatus.DESTROYED
    assert carry_out_retention(now=at(date(2023, 12, 31))) == 0
    assert sorted(years.deliveries.current().values_list("period", flat=True)) == ["2022", "2023"]
    change = years.changes.get(new=DeliveryStatus.DESTROYED)
    assert change.by is None
    with override("nl"):
        assert change_note(change) == "De bewaartermijn van deze gegevens is voorbij."


def test_what_is_in_use_goes_too_and_then_nothing_is_known(years: Dataset) -> None:
    assert carry_out_retention(now=at(date(2030, 1, 1))) == 3
    years.refresh_from_db()
    assert years.trust == Trust.UNKNOWN
    assert set(states(years).values()) == {DeliveryStatus.DESTROYED}


def test_without_a_retention_nothing_goes(department: Department) -> None:
    made = make_dataset(department)
    deliver(made)
    assert endings(made) == []
    assert ends_on(made.deliveries.get()) is None
    assert carry_out_retention(now=at(date(2090, 1, 1))) == 0


def test_without_a_period_it_counts_from_the_newest_arrival_of_those_bytes(
    department: Department,
) -> None:
    made = make_dataset(department, retention_months=1)
    first = deliver(made)
    again = send(made).delivery
    Delivery.objects.filter(pk=first.pk).update(received_at=at(date(2026, 1, 31)))
    first.refresh_from_db()
    Delivery.objects.filter(pk=again.pk).update(received_at=at(date(2026, 1, 31)))
    assert ends_on(first) == date(2026, 2, 28)
    Delivery.objects.filter(pk=again.pk).update(received_at=at(date(2026, 3, 1)))
    assert ends_on(first) == date(2026, 4, 1)
    assert endings(made) == [(date(2026, 4, 1), 1)]
    assert ends_on(again) is None


def test_one_that_a_job_reads_waits_for_the_next_night(department: Department) -> None:
    made = make_dataset(department, retention_months=1)
    send(made)
    assert carry_out_retention(now=at(date(2090, 1, 1))) == 0
    work_off()
    assert carry_out_retention(now=at(date(2090, 1, 1))) == 1


def test_owner_and_steward_are_told_once_thirty_days_before(
    years: Dataset, steward: User, owner: User
) -> None:
    told = Notification.objects.filter(kind="retention")
    assert warn_of_endings(now=at(date(2023, 11, 30))) == 0
    for _night in range(3):
        warn_of_endings(now=at(date(2023, 12, 1)))
    assert sorted(told.values_list("user__username", flat=True)) == ["datateam", "eigenaar"]
    assert "31 december 2023" in told[0].text
    change = years.changes.get(note__startswith="retention-soon")
    with override("nl"):
        assert change_title(change) == "Levering 1: de bewaartermijn loopt bijna af"
        assert change_note(change) == "Ze wordt vernietigd op 31 december 2023."
    Dataset.objects.update(retention_months=25)  # another day: told again
    warn_of_endings(now=at(date(2024, 1, 15)))
    assert told.count() == 4


def test_the_pages_say_when_and_warn_of_the_coming_night(
    as_: As, years: Dataset, steward: User
) -> None:
    client = as_(steward)
    overview = client.get(reverse("datasets:detail", args=[years.slug])).content.decode()
    assert "wordt vernietigd op" in overview
    assert "31 dec 2023" in overview
    delivery = client.get(reverse("datasets:delivery", args=[years.slug, 3])).content.decode()
    assert "31 dec 2025" in delivery
    address = reverse("datasets:edit", args=[years.slug])
    given = {
        "name": years.name,
        "department": years.department_id,
        "refresh": years.refresh,
        "mode": years.mode,
        "classification": years.classification,
        "personal_data": years.personal_data,
        "retention_months": "24",
    }
    said = client.post(address, given, follow=True)
    assert any("komende nacht" in str(message) for message in said.context["messages"])


class TestCleaning:
    def test_bytes_of_a_failed_file_go_after_a_week(self, department: Department) -> None:
        made = make_dataset(department)
        failed = deliver(made, "\n\n\n")
        assert failed.status == DeliveryStatus.FAILED
        clear_failed(now=failed.received_at + timedelta(days=6))
        assert failed.folder.exists()
        clear_failed(now=failed.received_at + timedelta(days=8))
        assert not failed.folder.exists()

    def test_what_a_killed_process_left_goes_after_a_day(self, department: Department) -> None:
        kept = deliver(make_dataset(department))
        left = [
            Path(django_settings.FILE_UPLOAD_TEMP_DIR) / "abc.upload.csv",
            Path(django_settings.KOERS_DATA) / "scratch" / "koers-check-x" / "spill",
            kept.folder.parent / ("0" * 32) / "original",
        ]
        for path in left:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"half")
        now = timezone.now()
        clear_left_over(now=now)
        assert all(path.exists() for path in left)
        clear_left_over(now=now + LEFT_OVER + timedelta(minutes=1))
        assert not any(path.exists() for path in left)
        assert kept.table_path.exists()

    def test_ended_jobs_go_but_for_those_that_a_check_names(self, department: Department) -> None:
        made = make_dataset(department)
        deliver(made)
        make_rule(made)
        waiting = enqueue("freshness", {})
        later = timezone.now() + timedelta(days=91)
        assert purge(before=timezone.now() - timedelta(days=1)) == 0
        assert purge(before=later) >= 1
        left = set(Job.objects.values_list("kind", flat=True))
        assert left == {"check", "freshness"}
        assert Job.objects.filter(pk=waiting.pk).exists()
        assert made.runs.filter(job=None).count() == 0

    def test_the_nightly_job_does_all_of_it(self, years: Dataset) -> None:
        enqueue("datasets-cleanup", {})
        work_off()
        assert Job.objects.get(kind="datasets-cleanup").state == Job.State.DONE
        today = timezone.localdate()
        expired = sum(today >= date(year + 2, 12, 31) for year in (2021, 2022, 2023))
        assert list(states(years).values()).count(DeliveryStatus.DESTROYED) == expired


def test_nobody_brings_more_than_fits_in_a_day(
    department: Department, steward: User, owner: User, settings: object
) -> None:
    settings.DAILY_UPLOAD_GB = 1  # type: ignore[attr-defined]
    made, other = make_dataset(department), make_dataset(department, "Demo-ander")
    first = deliver(made, by=steward)
    Delivery.objects.filter(pk=first.pk).update(size=GIGABYTE - 10)
    folders = set(first.folder.parent.iterdir())
    with pytest.raises(Refused) as refused:
        send(other, by=steward)
    assert (refused.value.code, refused.value.params) == ("daily-limit", {"limit": 1})
    assert set(first.folder.parent.iterdir()) == folders
    assert send(other, by=owner).delivery.number == 1
    Delivery.objects.filter(pk=first.pk).update(received_at=timezone.now() - timedelta(hours=25))
    assert send(made, "nr;naam\n1;a\n", by=steward).delivery.number == 2

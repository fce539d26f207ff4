"""How fresh data is: counted from the period it covers, else from its arrival."""

from datetime import UTC, date, datetime, timedelta

import pytest

from datasets.lifecycle import Channel, DeliveryStatus, Mode, Refresh
from datasets.models import Dataset, Delivery
from datasets.models.delivery import period_end
from datasets.services import refresh_trust, register_dataset
from datasets.services.flag import sync_late_flag
from datasets.services.freshness import freshness
from people.models import Department

ARRIVED = datetime(2026, 1, 10, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("period", "end"),
    [
        ("2023", date(2023, 12, 31)),
        ("2023-H1", date(2023, 6, 30)),
        ("2023-K3", date(2023, 9, 30)),
        ("2023-Q4", date(2023, 12, 31)),
        ("2024-02", date(2024, 2, 29)),
        ("2026-W53", date(2027, 1, 3)),
        ("2026-05-31", date(2026, 5, 31)),
        ("2026-13", None),
        ("2026-02-30", None),
        ("2025-W53", None),
        ("23", None),
        ("mei 2026", None),
    ],
)
def test_the_last_day_of_a_period(period: str, end: date | None) -> None:
    assert period_end(period) == end


def dataset(department: Department, refresh: Refresh, *, lag: int = 0, period: str = "") -> Dataset:
    made = register_dataset(
        by=None,
        name="Demo",
        department=department,
        refresh=refresh,
        lag_days=lag,
        mode=Mode.ACCUMULATES if period else Mode.REPLACES,
    )
    Delivery.objects.create(
        dataset=made,
        number=1,
        period=period,
        status=DeliveryStatus.CHECKED,
        is_current=True,
        channel=Channel.API,
        filename="a.csv",
        size=1,
        sha256="0" * 64,
        received_at=ARRIVED,
        accepted_at=ARRIVED,
    )
    return made


def test_without_a_promise_nothing_can_be_late(department: Department) -> None:
    made = dataset(department, Refresh.IRREGULAR)
    fresh = freshness(made, today=date(2036, 1, 1))
    assert (fresh.promised, fresh.late) == (False, False)


def test_data_that_comes_once_does_not_grow_old(department: Department) -> None:
    made = dataset(department, Refresh.ONCE)
    fresh = freshness(made, today=date(2036, 1, 1))
    assert (fresh.promised, fresh.late) == (True, False)


def test_late_from_the_day_after_and_lost_after_a_second_interval(department: Department) -> None:
    made = dataset(department, Refresh.WEEKLY)
    due = ARRIVED.date() + timedelta(days=7)
    assert not freshness(made, today=due).late
    assert freshness(made, today=due + timedelta(days=1)).days_late == 1
    assert not freshness(made, today=due + timedelta(days=7)).lost
    assert freshness(made, today=due + timedelta(days=8)).lost


def test_a_period_counts_from_its_end_with_the_agreed_lag(department: Department) -> None:
    made = dataset(department, Refresh.YEARLY, lag=90, period="2024")
    fresh = freshness(made, today=date(2026, 11, 23))
    assert fresh.due == date(2024, 12, 31) + timedelta(days=366 + 90)
    assert fresh.late


def test_the_same_bytes_again_are_an_arrival(department: Department) -> None:
    made = dataset(department, Refresh.WEEKLY)
    first = made.deliveries.get()
    Delivery.objects.create(
        dataset=made,
        number=2,
        same_as=first,
        status=DeliveryStatus.CHECKED,
        channel=Channel.API,
        filename="a.csv",
        size=1,
        sha256="0" * 64,
        received_at=ARRIVED + timedelta(days=14),
    )
    assert not freshness(made, today=ARRIVED.date() + timedelta(days=21)).late


def test_a_late_flag_opens_once_and_closes_by_itself(department: Department) -> None:
    made = dataset(department, Refresh.WEEKLY)
    for days in (10, 11):
        sync_late_flag(made, now=ARRIVED + timedelta(days=days))
    flag = made.flags.get()
    assert (flag.closed_at, flag.dimension, flag.reason_params["days"]) == (None, "current", 4)
    refresh_trust(made, now=ARRIVED + timedelta(days=11))
    assert "late" in {reason["code"] for reason in made.trust_reasons}
    sync_late_flag(made, now=ARRIVED + timedelta(days=1))
    flag.refresh_from_db()
    assert flag.closed_at is not None

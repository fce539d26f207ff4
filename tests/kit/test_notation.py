"""Numbers and moments read as a Dutch reader writes them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from kit import notation

NOW = datetime(2026, 3, 12, 13, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (1234567, None, "1.234.567"),
        (31, 1, "31,0"),
        (34.5, None, "34,5"),
        (Decimal("0.10"), None, "0,1"),
        (2.0, None, "2"),
        (-1234.567, None, "-1.234,57"),
        (0, None, "0"),
        (None, None, "–"),
        (float("nan"), 2, "–"),
    ],
)
def test_numbers_have_points_and_a_decimal_comma(
    value: float | None, decimals: int | None, text: str
) -> None:
    with translation.override("nl"):
        assert notation.number(value, decimals) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.983, "98,3%"), (1, "100%"), (0, "0%"), (0.99996, "99,9%"), (0.0001, "<0,1%"), (None, "–")],
)
def test_a_share_reads_as_all_or_nothing_only_when_it_is(share: float | None, text: str) -> None:
    with translation.override("nl"):
        assert notation.percent(share) == text


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0 bytes"), (1, "1 byte"), (1536, "1,5\xa0kB"), (500_000_000, "500\xa0MB")],
)
def test_sizes_take_the_unit_that_reads_best(count: int, text: str) -> None:
    with translation.override("nl"):
        assert notation.size(count) == text


def test_moments_are_told_in_the_time_of_amsterdam() -> None:
    with translation.override("nl"):
        assert notation.moment(NOW).lower() == "12 mrt 2026, 14:05"
        assert notation.day(date(2026, 3, 12)).lower() == "12 mrt 2026"
    assert notation.machine(NOW) == "2026-03-12T13:05:00Z"


@pytest.mark.parametrize(
    ("before", "text"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(hours=5), "5 hours ago"),
        (timedelta(days=1), "yesterday"),
        (timedelta(days=6), "6 days ago"),
        (timedelta(days=7), "5 Mar 2026"),
        (timedelta(days=-2), "14 Mar 2026"),
    ],
)
def test_how_long_ago_turns_into_a_day_after_a_week(before: timedelta, text: str) -> None:
    with translation.override("en"):
        assert notation.ago(NOW - before, NOW) == text

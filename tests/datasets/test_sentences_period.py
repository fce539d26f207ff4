"""Periods are told as people say them."""

import pytest
from django.utils.translation import override

from datasets.sentences.period import period_words


@pytest.mark.parametrize(
    ("period", "told"),
    [
        ("2026", "2026"),
        ("2026-05", "May 2026"),
        ("2026-05-31", "31 May 2026"),
        ("2026-K2", "quarter 2 of 2026"),
        ("2026-Q4", "quarter 4 of 2026"),
        ("2026-H1", "half-year 1 of 2026"),
        ("2026-W07", "week 7 of 2026"),
        ("2026-13", "2026-13"),
        ("voorjaar", "voorjaar"),
        ("", ""),
    ],
)
def test_a_period_is_told_in_words_and_what_is_none_stays(period: str, told: str) -> None:
    with override("en"):
        assert period_words(period) == told


def test_a_period_is_told_in_the_language_of_the_reader() -> None:
    with override("nl"):
        assert period_words("2024-01-01") == "1 januari 2024"

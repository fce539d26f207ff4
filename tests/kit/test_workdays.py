"""Terms in working days over the days on which the Netherlands rests."""

from datetime import date

import pytest

from kit.workdays import add_workdays, is_workday, workdays_between


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-04-02", 1, "2026-04-07"),  # over Good Friday and Easter Monday
        ("2026-04-24", 1, "2026-04-28"),  # over a weekend and King's day
        ("2025-04-25", 1, "2025-04-28"),  # King's day is kept on Saturday 26 April
        ("2026-05-04", 1, "2026-05-06"),  # Liberation day, each year
        ("2026-05-13", 1, "2026-05-15"),  # Ascension day
        ("2026-12-24", 2, "2026-12-29"),  # Christmas and a weekend
        ("2026-12-31", 1, "2027-01-04"),  # over a year's end
        ("2027-12-30", 3, "2028-01-04"),
        ("2026-11-24", 5, "2026-12-01"),
        ("2026-11-28", 0, "2026-11-30"),  # a term of no days that ends on a Saturday
    ],
)
def test_a_term_ends_on_a_working_day(start, days, end):
    last = add_workdays(date.fromisoformat(start), days)
    assert last == date.fromisoformat(end)
    assert is_workday(last)


def test_days_between_are_what_a_term_adds():
    start = date(2026, 3, 25)
    for days in range(1, 60):
        assert workdays_between(start, add_workdays(start, days)) == days
    assert workdays_between(date(2026, 12, 29), date(2026, 12, 24)) == -2
    assert workdays_between(start, start) == 0


def test_a_term_of_less_than_nothing_is_a_mistake():
    with pytest.raises(ValueError, match="shorter"):
        add_workdays(date(2026, 1, 5), -1)

"""Working days in the Netherlands: no weekend, no day that the Algemene termijnenwet names."""

from datetime import date, timedelta
from functools import cache

from holidays import OPTIONAL, PUBLIC, HolidayBase, country_holidays

_DAY = timedelta(days=1)


@cache
def _holidays() -> HolidayBase:
    # The act names 5 May of every year; the package calls it optional in four of five.
    return country_holidays("NL", categories=(PUBLIC, OPTIONAL))


def is_workday(day: date) -> bool:
    """Whether people work on this day: Monday to Friday, and no Dutch holiday."""
    return day.weekday() < 5 and day not in _holidays()


def add_workdays(day: date, days: int) -> date:
    """The last day of a term of so many working days that begins the day after `day`.

    0 is the day itself, or the first working day after it. Raises ValueError for less.
    """
    if days < 0:
        raise ValueError("A term cannot be shorter than no days.")
    while days:
        day += _DAY
        days -= is_workday(day)
    while not is_workday(day):
        day += _DAY
    return day


def workdays_between(first: date, last: date) -> int:
    """Working days after `first` up to and including `last`; below 0 where `last` comes before."""
    if last < first:
        return -workdays_between(last, first)
    days = 0
    while first < last:
        first += _DAY
        days += is_workday(first)
    return days

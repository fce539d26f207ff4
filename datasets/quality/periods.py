"""Periods: a year, half year, quarter, month, week or day, as it is written and how it counts on."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from datasets.quality.errors import RuleError

_WRITTEN = re.compile(
    r"(?P<jaar>\d{4})"
    r"(?:-(?:[QK](?P<kwartaal>[1-4])|H(?P<halfjaar>[12])|W(?P<week>\d{2})"
    r"|(?P<maand>\d{2})(?:-(?P<dag>\d{2}))?))?",
    re.ASCII | re.IGNORECASE,
)
_MONTHS = {"jaar": 12, "halfjaar": 6, "kwartaal": 3, "maand": 1}
MOST_PERIODS = 5_000  # in one series


@dataclass(frozen=True)
class Period:
    """`step` is its length; `number` counts periods of that length, so that the next is one more.

    Years, half years, quarters and months count from the year 0, days as `date.toordinal`, weeks
    from the Monday of that first day.
    """

    step: str
    number: int

    @property
    def first(self) -> date:
        """Its first day."""
        if self.step in _MONTHS:
            year, month = divmod(self.number * _MONTHS[self.step], 12)
            return date(year, month + 1, 1)
        return date.fromordinal(self.number * 7 + 1 if self.step == "week" else self.number)

    @property
    def last(self) -> date:
        """Its last day."""
        return self.moved(1).first - timedelta(days=1)

    def moved(self, by: int) -> "Period":
        return Period(self.step, self.number + by)

    def __str__(self) -> str:
        first = self.first
        if self.step == "week":
            year, week, _ = first.isocalendar()
            return f"{year}-W{week:02}"
        within = self.number % (12 // _MONTHS.get(self.step, 12)) + 1
        return {
            "jaar": f"{first.year:04}",
            "halfjaar": f"{first.year:04}-H{within}",
            "kwartaal": f"{first.year:04}-K{within}",
            "maand": f"{first:%Y-%m}",
        }.get(self.step, first.isoformat())

    @property
    def spellings(self) -> tuple[str, ...]:
        """The ways in which files write it; those of CBS too, also where figures are provisional
        (`2023*`)."""
        first = self.first
        year, month = f"{first.year:04}", first.month
        if self.step == "jaar":
            return (year, f"{year}JJ00", f"{year}*", f"{year}**")
        if self.step == "maand":
            plain = (f"{year}-{month:02}", f"{year}{month:02}", f"{month:02}-{year}")
            return (*plain, f"{year}-{month}", f"{year}MM{month:02}", f"{year}M{month:02}")
        if self.step == "kwartaal":
            quarter = (month + 2) // 3
            signs = [f"{sign}{quarter}" for sign in "KQ"] + [f"KW0{quarter}", f"KW{quarter}"]
            return tuple(f"{year}{join}{sign}" for join in ("-", "", " ") for sign in signs)
        return (str(self),)


def read_period(text: str) -> Period | None:
    """2023, 2023-H1, 2023-K2 (or Q2), 2023-05, 2023-W07 or 2023-05-31; None for anything else."""
    found = _WRITTEN.fullmatch(text.strip())
    if not found:
        return None
    part = {name: int(value) for name, value in found.groupdict().items() if value}
    year = part["jaar"]
    try:
        if "dag" in part:
            return Period("dag", date(year, part["maand"], part["dag"]).toordinal())
        if "week" in part:
            return Period("week", date.fromisocalendar(year, part["week"], 1).toordinal() // 7)
        date(year, part.get("maand", 1), 1)  # there is no month 13 and no year 0
        if year > 9_990:
            return None
    except ValueError:
        return None
    for step in ("maand", "kwartaal", "halfjaar"):
        if step in part:
            return Period(step, year * (12 // _MONTHS[step]) + part[step] - 1)
    return Period("jaar", year)


def period_at(step: str, day: date) -> Period:
    """The period of that length in which the day falls."""
    if step in _MONTHS:
        return Period(step, (day.year * 12 + day.month - 1) // _MONTHS[step])
    return Period(step, (day.toordinal() - 1) // 7 if step == "week" else day.toordinal())


def newest_due(step: str, today: date, lag_days: int) -> Period:
    """The newest period of that length that ended more than `lag_days` before today."""
    return period_at(step, today - timedelta(days=lag_days)).moved(-1)


def series(first: Period, last: Period) -> list[Period]:
    """All periods from the first to the last; raises RuleError too-many-periods (found, limit)."""
    found = last.number - first.number + 1
    if found > MOST_PERIODS:
        raise RuleError("too-many-periods", found=found, limit=MOST_PERIODS)
    return list(_between(first, last))


def _between(first: Period, last: Period) -> Iterator[Period]:
    for number in range(first.number, last.number + 1):
        yield Period(first.step, number)

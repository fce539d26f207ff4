"""Days as rules name them: a date, or so many days, weeks, months or years from today.

In writing: `2026-01-31`, `vandaag`, `vandaag - 30 dagen`, `vandaag + 2 weken`, `vandaag - 1 jaar`.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

TODAY = "vandaag"
UNITS = {
    "dag": "dagen", "dagen": "dagen", "week": "weken", "weken": "weken",
    "maand": "maanden", "maanden": "maanden", "jaar": "jaar", "jaren": "jaar",
}  # fmt: skip
SINGULAR = {"dagen": "dag", "weken": "week", "maanden": "maand"}
MAX_AMOUNT = 100_000
_WRITTEN = re.compile(r"vandaag(?:\s*([-+\u2212\u2013])\s*(\d{1,6})\s*([a-z]+))?", re.ASCII)


@dataclass(frozen=True)
class DayFromToday:
    """So many units after today; before it when the amount is negative."""

    amount: int = 0
    unit: str = "dagen"

    def on(self, today: date) -> date:
        """The day it is when that is today. A month back from the 31st is the month's last day;
        beyond the calendar it is the calendar's first or last day."""
        try:
            if self.unit in ("dagen", "weken"):
                return today + timedelta(days=self.amount * (7 if self.unit == "weken" else 1))
            months = self.amount * (12 if self.unit == "jaar" else 1)
            year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
            return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))
        except (ValueError, OverflowError):
            return date.min if self.amount < 0 else date.max

    def __str__(self) -> str:
        if not self.amount:
            return TODAY
        count = abs(self.amount)
        unit = SINGULAR.get(self.unit, self.unit) if count == 1 else self.unit
        return f"{TODAY} {'-' if self.amount < 0 else '+'} {count} {unit}"


def read_day_from_today(text: str) -> DayFromToday | None:
    """None for what is not written as a day from today."""
    found = _WRITTEN.fullmatch(text.strip().lower())
    if not found:
        return None
    sign, amount, unit = found.groups()
    if sign is None:
        return DayFromToday()
    if unit not in UNITS or int(amount) > MAX_AMOUNT:
        return None
    return DayFromToday(int(amount) * (1 if sign == "+" else -1), UNITS[unit])

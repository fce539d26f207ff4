"""Where the bins of a histogram begin and end: round numbers, whole months and years.

A few extreme values must not press all others into one bin, so a bin "below" and a bin "above"
take what lies far outside the middle.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from datasets.quality.profile.column import Bin, Value

WANTED = 12  # bins, about
MOST = 16
STEPS = (1, 2, 2.5, 5, 10)
FAR = 2.0  # times the distance between the 5 and 95 percent quantiles: what lies further is far
MONTHS = (1, 3, 6, 12, 24, 60, 120, 300, 600, 1200)


@dataclass(frozen=True)
class Bins:
    """`count` bins of `step` from `start`; of dates `step` counts days or months.

    `sql` gives a value's bin: 0 to count - 1, -1 below and `count` above.
    """

    kind: str  # number, days or months
    start: float
    step: float
    count: int

    def sql(self, value: str) -> str:
        """The number of the bin of a column (its name as SQL) as a small integer."""
        place = {
            "number": f"{value}::DOUBLE",
            "days": f"({value}::DATE - DATE '1970-01-01')",
            "months": f"(year({value}) * 12 + month({value}) - 1)",
        }[self.kind]
        index = f"floor(({place} - {self.start!r}) / {self.step!r})"
        return f"greatest(-1, least({self.count}, {index}))::TINYINT"

    def edge(self, index: int) -> Value:
        at = self.start + index * self.step
        if self.kind == "days":
            return date.fromordinal(EPOCH + int(at)).isoformat()
        if self.kind == "months":
            return date(int(at) // 12, int(at) % 12 + 1, 1).isoformat()
        at = round(at, 12)
        return int(at) if at == int(at) else at

    def filled(self, counts: Mapping[int, int], *, whole: bool) -> tuple[Bin, ...]:
        """The bins with their counts; the outer ones only where they hold something."""
        bins = [
            Bin(
                self.edge(index),
                self.edge(index) if whole and self.step == 1 else self.edge(index + 1),
                counts.get(index, 0),
            )
            for index in range(self.count)
        ]
        if counts.get(-1):
            bins.insert(0, Bin(None, self.edge(0), counts[-1]))
        if counts.get(self.count):
            bins.append(Bin(self.edge(self.count), None, counts[self.count]))
        return tuple(bins)


EPOCH = date(1970, 1, 1).toordinal()


def number_bins(low: float, high: float, near: tuple[float, float], *, whole: bool) -> Bins | None:
    """Bins of numbers between `low` and `high`; `near` are the 5 and 95 percent quantiles."""
    low, high = _without_far(low, high, near)
    span = high - low
    if not math.isfinite(span) or span <= 0:
        return None
    raw = span / WANTED
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(size * power for size in STEPS if size * power >= raw * 0.999)
    if whole:
        step = 1 if span < MOST else max(1, math.ceil(step))
    start = math.floor(low / step) * step
    count = math.floor((high - start) / step) + 1
    return Bins("number", float(start), float(step), min(count, MOST + 1))


def date_bins(low: date, high: date, near: tuple[date, date]) -> Bins | None:
    """Bins of days, or of whole months, quarters and years."""
    days = [day.toordinal() - EPOCH for day in (low, high, *near)]
    first, last = (
        date.fromordinal(EPOCH + int(at))
        for at in _without_far(days[0], days[1], (days[2], days[3]))
    )
    span = (last - first).days
    if span == 0:
        return None
    if span < 90:
        step = max(1, 7 * math.ceil(span / 7 / WANTED)) if span >= MOST else 1
        start = first.toordinal() - EPOCH
        return Bins("days", start, step, span // step + 1)
    begin, end = first.year * 12 + first.month - 1, last.year * 12 + last.month - 1
    months = next((size for size in MONTHS if (end - begin) / size < MOST), MONTHS[-1])
    start = begin // months * months
    return Bins("months", start, months, (end - start) // months + 1)


def _without_far(low: float, high: float, near: tuple[float, float]) -> tuple[float, float]:
    """The range without what lies far from the middle of the values."""
    room = (near[1] - near[0]) * FAR
    if room <= 0:
        return low, high
    return max(low, near[0] - room), min(high, near[1] + room)

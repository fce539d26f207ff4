"""Is the data as new as its source promised? Counted from the period it covers, else its arrival."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Max, Q
from django.utils import timezone

from datasets.lifecycle import INTERVAL_DAYS, Refresh
from datasets.models import Dataset
from datasets.models.delivery import period_end


@dataclass(frozen=True)
class Freshness:
    """`promised`: there is something to hold the source to. Days are calendar days.

    `due`: the day on which the next delivery had to be there; None where nothing is promised or
    nothing came yet. `lost`: more than one interval overdue, so nobody knows how things stand.
    """

    promised: bool
    basis: date | None = None
    period: str = ""
    due: date | None = None
    days_late: int = 0
    lost: bool = False

    @property
    def late(self) -> bool:
        return self.days_late > 0

    def params(self) -> dict[str, str | int]:
        """For a sentence: ISO dates and days."""
        return {
            "days": self.days_late,
            "due": self.due.isoformat() if self.due else "",
            "basis": self.basis.isoformat() if self.basis else "",
            "period": self.period,
        }


def freshness(dataset: Dataset, *, today: date) -> Freshness:
    """How fresh a dataset is on `today`, in two queries at most.

    A delivery without change counts as an arrival; it does not make an old period newer.
    """
    refresh = Refresh(dataset.refresh)
    if refresh == Refresh.IRREGULAR:
        return Freshness(promised=False)
    if refresh == Refresh.ONCE:
        return Freshness(promised=True)
    basis, period = _basis(dataset)
    if basis is None:
        return Freshness(promised=True)
    interval = INTERVAL_DAYS[refresh]
    due = basis + timedelta(days=interval + (dataset.lag_days if period else 0))
    days = max((today - due).days, 0)
    return Freshness(True, basis, period, due, days, days > interval)


def _basis(dataset: Dataset) -> tuple[date | None, str]:
    current = dataset.deliveries.current()
    periods = {
        end: period
        for period in current.exclude(period="").values_list("period", flat=True)
        if (end := period_end(period))
    }
    if periods:
        newest = max(periods)
        return newest, periods[newest]
    repeats = Q(same_as__is_current=True) | Q(same_as__patches__is_current=True)
    arrived = dataset.deliveries.filter(Q(is_current=True) | repeats).aggregate(
        at=Max("received_at")
    )["at"]
    return (timezone.localdate(arrived) if arrived else None), ""

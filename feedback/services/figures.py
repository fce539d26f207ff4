"""What the dashboard of reports counts: over datasets that the reader sees, never per person.

A handful of queries, however many reports there are: one frame of a few columns.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from datasets.models import Dataset
from feedback.lifecycle import OPEN, Status
from feedback.models import Point, Report, Step
from kit.workdays import is_workday
from people.models import User

RULE_DAYS, RULE_REPORTS = 90, 5  # so many reports on one column within so many days ask for a rule
_JUDGED_RIGHT = frozenset(
    {
        Status.RIGHT, Status.REQUESTED, Status.FORWARDED, Status.PATCHED, Status.REVIEW,
        Status.CONFIRMED,
    }
)  # fmt: skip
_JUDGED_NOT = frozenset({Status.WRONG, Status.UNDECIDABLE})
# Ends that say what became of the data; a report that was withdrawn or merged asks no judgement.
_ENDED = _JUDGED_NOT | {Status.CONFIRMED}
_COLUMNS = (
    "pk", "status", "reason", "dataset__name", "department__name", "reported_at", "judged_at",
    "confirmed_at", "judge_by", "repair_by", "waited_days",
)  # fmt: skip


def in_sight(user: User) -> QuerySet[Report]:
    """Reports on datasets whose entry this person sees."""
    if user.has_perm("datasets.edit_dataset"):
        return Report.objects.all()
    seen = Dataset.objects.visible_to(user).order_by().values("pk")
    return Report.objects.filter(dataset__in=seen)


def frame_of(reports: QuerySet[Report]) -> pd.DataFrame:
    """A row for each report: what _COLUMNS names, and `reopened`; moments in local days.

    Added: reported, judged, confirmed (days), to_judge and to_repair (working days; the time that
    the reporter was waited for does not count in the first).
    """
    again = Step.objects.filter(report=OuterRef("pk"), new=Status.REOPENED)
    rows = reports.annotate(reopened=Exists(again)).order_by().values_list(*_COLUMNS, "reopened")
    names = [name.replace("__name", "") for name in (*_COLUMNS, "reopened")]
    frame = pd.DataFrame.from_records(list(rows), columns=names)
    zone = timezone.get_current_timezone()
    for name, column in (
        ("reported", "reported_at"),
        ("judged", "judged_at"),
        ("confirmed", "confirmed_at"),
    ):
        moments = pd.to_datetime(frame[column], utc=True)
        frame[name] = moments.dt.tz_convert(str(zone)).dt.date
    count = _Workdays(frame)
    frame["to_judge"] = [
        count(start, end, waited)
        for start, end, waited in zip(
            frame["reported"], frame["judged"], frame["waited_days"], strict=True
        )
    ]
    frame["to_repair"] = [
        count(start, end) for start, end in zip(frame["reported"], frame["confirmed"], strict=True)
    ]
    return frame


class _Workdays:
    """Working days between two days, counted once for each day of the whole span."""

    def __init__(self, frame: pd.DataFrame) -> None:
        days = [
            day
            for name in ("reported", "judged", "confirmed")
            for day in frame[name].dropna().unique()
        ]
        self._until: dict[date, int] = {}
        if days:
            day, total = min(days), 0
            while day <= max(days):
                total += is_workday(day)
                self._until[day] = total
                day += timedelta(days=1)

    def __call__(self, start: Any, end: Any, waited: int = 0) -> float | None:
        if pd.isna(start) or pd.isna(end) or end < start:
            return None
        return max(self._until[end] - self._until[start] - waited, 0)


@dataclass(frozen=True)
class Figures:
    """The numbers on top. Times in working days; shares 0 to 1; None where there is nothing yet."""

    reported: int
    open: int
    overdue: int
    judged: int
    right_share: float | None
    to_judge_median: float | None
    to_judge_p90: float | None
    judged_in_time: float | None
    confirmed: int
    to_repair_median: float | None
    to_repair_p90: float | None
    repaired_in_time: float | None
    reopened: int
    closed_unjudged: int


def figures_of(frame: pd.DataFrame, reports: QuerySet[Report], *, today: date) -> Figures:
    """What the frame says; closing without judgement is looked up in the steps themselves."""
    judged = frame[frame["judged"].notna()]
    right = int(judged["status"].isin(_JUDGED_RIGHT).sum())
    decided = right + int(judged["status"].isin(_JUDGED_NOT).sum())
    confirmed = frame[frame["confirmed"].notna()]
    opened = frame[frame["status"].isin(OPEN)]
    late = opened[
        ((opened["judged"].isna()) & (opened["judge_by"] < today) & (opened["status"] != Status.ASKED))
        | (opened["judged"].notna() & (opened["repair_by"] < today))
    ]  # fmt: skip
    return Figures(
        reported=len(frame),
        open=len(opened),
        overdue=len(late),
        judged=len(judged),
        right_share=right / decided if decided else None,
        to_judge_median=_at(judged["to_judge"], 0.5),
        to_judge_p90=_at(judged["to_judge"], 0.9),
        judged_in_time=_share(judged["judged"] <= judged["judge_by"]),
        confirmed=len(confirmed),
        to_repair_median=_at(confirmed["to_repair"], 0.5),
        to_repair_p90=_at(confirmed["to_repair"], 0.9),
        repaired_in_time=_share(confirmed["confirmed"] <= confirmed["repair_by"]),
        reopened=int(frame["reopened"].sum()),
        closed_unjudged=closed_unjudged(reports),
    )


def closed_unjudged(reports: QuerySet[Report]) -> int:
    """Reports with an end that says something of the data, and no step that judged them."""
    judging = Step.objects.filter(
        report=OuterRef("pk"), new__in=(Status.RIGHT, Status.WRONG, Status.UNDECIDABLE)
    )
    return reports.filter(~Exists(judging), status__in=_ENDED).count()


def _at(values: "pd.Series[Any]", share: float) -> float | None:
    known = values.dropna()
    return float(known.quantile(share)) if len(known) else None


def _share(met: "pd.Series[Any]") -> float | None:
    return float(met.mean()) if len(met) else None


def grouped(frame: pd.DataFrame, by: str) -> list[dict[str, Any]]:
    """{name, reported, open, right_share, to_judge, to_repair} of each group, the largest first."""
    told = []
    for name, part in frame.groupby(by, sort=False):
        judged = part[part["judged"].notna()]
        right = int(judged["status"].isin(_JUDGED_RIGHT).sum())
        decided = right + int(judged["status"].isin(_JUDGED_NOT).sum())
        told.append(
            {
                "name": str(name),
                "reported": len(part),
                "open": int(part["status"].isin(OPEN).sum()),
                "right_share": right / decided if decided else None,
                "to_judge": _at(judged["to_judge"], 0.5),
                "to_repair": _at(part["to_repair"], 0.5),
                "reopened": int(part["reopened"].sum()),
            }
        )
    return sorted(told, key=lambda group: (-group["reported"], group["name"]))


@dataclass(frozen=True)
class TopColumn:
    """A column that is doubted much. `proposes`: so often lately that a rule would help."""

    dataset: str
    slug: str
    column: str
    reports: int
    recent: int

    @property
    def proposes(self) -> bool:
        return self.recent >= RULE_REPORTS


def top_columns(reports: QuerySet[Report], *, now: datetime, limit: int) -> list[TopColumn]:
    """The columns on which most reports are; one query.

    What proposes a rule are reports of the last 90 days that are open or were judged right.
    """
    since = now - timedelta(days=RULE_DAYS)
    standing = Q(report__status__in=OPEN | {Status.CONFIRMED}, report__reported_at__gte=since)
    found = (
        Point.objects.filter(report__in=reports.order_by().values("pk"))
        .exclude(column="")
        .order_by()
        .values_list("report__dataset__name", "report__dataset__slug", "column")
        .annotate(
            n=Count("report", distinct=True), recent=Count("report", filter=standing, distinct=True)
        )
        .order_by("-n", "report__dataset__name", "column")[:limit]
    )
    return [TopColumn(*row) for row in found]


def ages(frame: pd.DataFrame, bins: Mapping[str, int | None], *, today: date) -> dict[str, int]:
    """How many open reports are so many days old; `bins` maps a name to its last day, in order."""
    opened = frame[frame["status"].isin(OPEN)]
    counts = dict.fromkeys(bins, 0)
    for reported in opened["reported"]:
        old = (today - reported).days
        name = next(name for name, last in bins.items() if last is None or old <= last)
        counts[name] += 1
    return counts

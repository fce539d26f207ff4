"""The doubted rows as they were at the delivery doubted and as they are now, side by side."""

from collections.abc import Mapping
from typing import Any

from datasets.lifecycle import Refused
from datasets.models import Delivery
from datasets.services import find_record
from feedback.models import Point, Report
from feedback.views.sight import Sight

MOST_RECORDS = 5
MOST_FIRST = 8  # columns that stand in sight; the others fold away


def records_of(report: Report, sight: Sight) -> list[dict[str, Any]]:
    """Each doubted record once, of the first five: {key, then_at, now_at, then, now, first, rest}.

    `then` and `now` say whether the record was found. Lines are {name, label, then, now, differs,
    doubted, proposed}; those that are doubted or differ stand first.
    """
    labels = {column.name: str(column) for column in report.dataset.columns.all()}
    by_record: dict[str, list[Point]] = {}
    for point in report.points.all():
        if point.record_key or point.record:
            name = point.record_key or repr(sorted(point.record.items()))
            by_record.setdefault(name, []).append(point)
    shown = [*by_record.values()][:MOST_RECORDS]
    now_at = _current(report) if shown else None
    return [_record(report, sight, points, labels, now_at) for points in shown]


def _record(
    report: Report,
    sight: Sight,
    points: list[Point],
    labels: Mapping[str, str],
    now_at: Delivery | None,
) -> dict[str, Any]:
    doubted = {point.column: point for point in points if point.column}
    then = dict(points[0].record) or _found(report, points[0], doubted, report.delivery) or {}
    now = (_found(report, points[0], doubted, now_at) if now_at else None) or {}
    names = dict.fromkeys([*(name for name in labels if name in then or name in now), *then, *now])
    lines = [
        {
            "name": name,
            "label": labels.get(name, name),
            "then": sight.shown(name, then.get(name)),
            "now": sight.shown(name, now.get(name)),
            "differs": bool(then and now) and then.get(name) != now.get(name),
            "doubted": name in doubted,
            "proposed": sight.shown(name, doubted[name].proposed) if name in doubted else "",
        }
        for name in names
    ]
    first = [line for line in lines if line["doubted"]]
    first += [line for line in lines if line["differs"] and not line["doubted"]]
    rest = [line for line in lines if not (line["doubted"] or line["differs"])]
    room = max(MOST_FIRST - len(first), 0)
    return {
        "key": sight.key(points[0].record_key),
        "then_at": report.delivery,
        "now_at": now_at,
        "then": bool(then),
        "now": bool(now),
        "first": first + rest[:room],
        "rest": rest[room:],
    }


def _found(
    report: Report, point: Point, doubted: Mapping[str, Point], delivery: Delivery | None
) -> dict[str, str] | None:
    """The record in this delivery: by its key, or by what is not doubted of it."""
    if delivery is None:
        return None
    same = {name: text for name, text in point.record.items() if name not in doubted}
    try:
        if point.record_key:
            found = find_record(report.dataset, key=point.record_key, delivery=delivery)
        else:
            found = find_record(report.dataset, record=same, delivery=delivery) if same else None
    except Refused:  # its table cannot be read any more
        return None
    return found.values if found else None


def _current(report: Report) -> Delivery | None:
    """What is in use now for the period of the report, or as a whole."""
    current = report.dataset.deliveries.current().select_related("dataset", "same_as")
    return current.filter(period=report.period).order_by("-number").first() or (
        current.order_by("-number").first() if not report.period else None
    )

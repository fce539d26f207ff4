"""A doubt that is right is repaired in one of three ways: ask the source, pass it on, patch it here.

Each writes down what was agreed, one correction for each value; only a delivery closes those.
"""

from collections.abc import Mapping
from datetime import date, datetime
from functools import partial

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from datasets import quality
from datasets.lifecycle import Refused as Unreadable
from datasets.lifecycle import RuleStatus
from datasets.models import Rule
from datasets.services.records import find_record
from feedback.lifecycle import (
    LEGAL_DAYS,
    Reason,
    Refused,
    Registration,
    Status,
    Subject,
)
from feedback.models import Correction, Forwarding, Point, Report, Step
from feedback.sentences.repair import told_asked
from feedback.services.moves import make_move, permitted
from feedback.services.patching import drop_open, start_patching
from kit.workdays import add_workdays
from people.models import User
from people.services import notify

# What no single value proves: a rule says whether it was repaired.
RULE_BOUND = frozenset(
    {Subject.COLUMN, Subject.PERIOD, Subject.NUMBER, Subject.DEFINITION, Subject.DATASET}
)
# Reasons for which a row is right once it is gone.
TO_GO = frozenset({Reason.SURPLUS, Reason.DOUBLE})
LONGEST_VALUE = 4000
Agreed = Mapping[int, str]


@transaction.atomic
def ask_correction(
    report: Report,
    *,
    by: User,
    agreed: Agreed,
    text: str = "",
    rule: Rule | None = None,
    now: datetime | None = None,
) -> Step:
    """Ask the source to repair it: what was agreed comes on the list of corrections.

    `agreed` is the value that each point, by number, should get; "" means that it should be empty,
    and a point that is left out has none. `rule` must pass where no value can prove the repair.
    Raises NotAllowed, NotPermitted, Refused: agreed-needed (point), agreed-is-old, agreed-type
    (column, type), record-unknown, rule-needed, rule-elsewhere, text-too-long.
    """
    now = now or timezone.now()
    actor = permitted(report, to=Status.REQUESTED, by=by, now=now)
    write_down(report, by=by, agreed=agreed, rule=rule, now=now)
    step = make_move(report, to=Status.REQUESTED, actor=actor, by=by, text=text, now=now)
    owner = report.dataset.owner
    if owner is not None and owner != by:
        url = reverse("feedback:corrections", args=[report.dataset.slug])
        notify(owner, kind="report", text=partial(told_asked, report), url=url)
    return step


@transaction.atomic
def forward_report(
    report: Report,
    *,
    by: User,
    registration: str,
    object_id: str,
    attribute: str,
    text: str,
    agreed: Agreed,
    explanation: str = "",
    external_reference: str = "",
    rule: Rule | None = None,
    now: datetime | None = None,
) -> Step:
    """Pass it on to the keeper of a base registration, who has a legal term.

    Raises what `ask_correction` raises, and Refused text-needed, registration-unknown.
    """
    now = now or timezone.now()
    if registration not in Registration.values:
        raise Refused("registration-unknown")
    actor = permitted(report, to=Status.FORWARDED, by=by, now=now)
    write_down(report, by=by, agreed=agreed, rule=rule, now=now)
    Forwarding.objects.update_or_create(
        report=report,
        defaults={
            "registration": registration,
            "object_id": object_id.strip(),
            "attribute": attribute.strip(),
            "explanation": explanation.strip() or report.explanation,
            "external_reference": external_reference.strip(),
            "external_status": "",
            "due": legal_day(registration, at=now),
            "by": by,
            "at": now,
        },
    )
    return make_move(report, to=Status.FORWARDED, actor=actor, by=by, text=text, now=now)


def legal_day(registration: str, *, at: datetime) -> date | None:
    """The last day on which the keeper of a registration must act; None where no law names one."""
    days = LEGAL_DAYS.get(Registration(registration))
    return add_workdays(timezone.localdate(at), days) if days else None


@transaction.atomic
def patch_report(
    report: Report, *, by: User, agreed: Agreed, text: str = "", now: datetime | None = None
) -> Step:
    """Correct it in Koers where the source cannot, until the source catches up.

    Raises what `ask_correction` raises, and Refused cannot-patch for anything but values in rows.
    """
    now = now or timezone.now()
    actor = permitted(report, to=Status.PATCHED, by=by, now=now)
    if report.subject != Subject.CELL:
        raise Refused("cannot-patch")
    write_down(report, by=by, agreed=agreed, rule=None, now=now, patched=True)
    step = make_move(report, to=Status.PATCHED, actor=actor, by=by, text=text, now=now)
    start_patching(report.dataset)
    return step


def write_down(
    report: Report,
    *,
    by: User,
    agreed: Agreed,
    rule: Rule | None,
    now: datetime,
    patched: bool = False,
) -> list[Correction]:
    """One correction for each point, in the place of those that are still open."""
    if rule and (rule.dataset_id != report.dataset_id or rule.status != RuleStatus.ACTIVE):
        raise Refused("rule-elsewhere")
    types = dict(report.dataset.columns.values_list("name", "type"))
    points = list(report.points.all())
    corrections = [
        _correction(report, point, points, types, agreed.get(point.number), rule)
        for point in points
    ]
    drop_open(report, now=now)
    for correction in corrections:
        correction.patched = patched
        correction.agreed_by, correction.agreed_at = by, now
    return Correction.objects.bulk_create(corrections)


def _correction(
    report: Report,
    point: Point,
    points: list[Point],
    types: Mapping[str, str],
    agreed: str | None,
    rule: Rule | None,
) -> Correction:
    correction = Correction(
        report=report,
        point=point,
        dataset=report.dataset,
        period=period_of(report),
        subject=report.subject,
        column=point.column,
        record_key=point.record_key,
        old=_was(report, point),
    )
    if report.subject in RULE_BOUND:
        if rule is None:
            raise Refused("rule-needed")
        correction.rule = rule
        return correction
    if report.subject == Subject.CELL and agreed is not None:
        correction.agreed = _as_agreed(point, agreed, types.get(point.column, "tekst"))
    elif rule is not None:  # a rule says it where nobody knows the value, or the row must change
        correction.rule = rule
        return correction
    elif report.subject == Subject.CELL:
        raise Refused("agreed-needed", point=point.number)
    correction.record = {} if _has_key(point) else identifying(point, points)
    if not (_has_key(point) or correction.record):
        raise Refused("record-unknown")
    return correction


def _has_key(point: Point) -> bool:
    return bool(point.record_key and point.report.dataset.key)


def identifying(point: Point, points: list[Point]) -> dict[str, str]:
    """What tells the row where the dataset has no key: all columns that this report leaves alone."""
    doubted = {other.column for other in points if other.record == point.record}
    return {name: value for name, value in point.record.items() if name not in doubted}


def _as_agreed(point: Point, agreed: str, type_: str) -> str:
    """The agreed value as a table holds it, so that the list to the source leaves no doubt."""
    if len(agreed) > LONGEST_VALUE:
        raise Refused("text-too-long", most=LONGEST_VALUE)
    value = quality.as_stored(agreed, type_)
    if value is None:
        raise Refused("agreed-type", point=point.number, column=point.column, type=type_)
    told = bool(point.doubted or point.record)
    if told and quality.same_meaning(_told(point), value, type_):
        raise Refused("agreed-is-old", point=point.number)
    return value


def _told(point: Point) -> str:
    return point.doubted or point.record.get(point.column) or ""


def _was(report: Report, point: Point) -> str:
    """The doubted value. Who may not see the rows named only the key: then as it stands there."""
    if _told(point) or point.record or not point.column or not _has_key(point):
        return _told(point)
    try:
        found = find_record(report.dataset, key=point.record_key, delivery=report.delivery)
    except Unreadable:
        return ""
    return found.values.get(point.column, "") if found else ""


def period_of(report: Report) -> str:
    """The period that the doubt is about; "" where nobody knows, or where there are none."""
    return report.period or (report.delivery.period if report.delivery else "")

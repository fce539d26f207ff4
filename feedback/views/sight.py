"""What one reader sees of one report: its values, its words, its names."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from datasets.lifecycle import Classification, PersonalData
from datasets.models import Dataset
from datasets.services import mask_value, personal_columns
from datasets.views.access import Rights, log_rows, log_values, reader, rights_of, values_reason
from feedback.lifecycle import Actor, CorrectionStatus, Subject
from feedback.models import Report, Step
from feedback.services import roles_of
from people.models import User


@dataclass(frozen=True)
class Sight:
    """`rows`: may see values. `words`: may read what people wrote, in which values may stand.

    `entry`: may see the dataset's own pages. `masks`: personal columns that stand masked. `names`:
    may know who reported; others read "a colleague".
    """

    person: User
    rights: Rights
    entry: bool
    reporter: bool
    judging: bool
    rows: bool
    words: bool
    names: bool
    masks: Mapping[str, str]
    hidden_key: bool

    def shown(self, column: str, value: str | None, *, own: bool = False) -> str | None:
        """A value for this reader: as it is, masked, or None where it may not be seen."""
        if value is None or (own and self.reporter):
            return value
        if not self.rows:
            return None
        return mask_value(value, self.masks.get(column, PersonalData.NONE))

    def key(self, record_key: str) -> str:
        """The key of a record, where this reader may know it."""
        if self.rows:
            return "" if self.hidden_key else record_key
        return record_key if self.reporter else ""  # who sees no rows gave it themselves

    def who(self, report: Report, person: User | None, *, by_reporter: bool = False) -> str:
        """Who did something: a name, or the part that someone plays in it."""
        if person is None:
            return _("the reporter") if by_reporter else "Koers"
        if person.pk == self.person.pk:
            return _("you")
        if person.pk == report.reporter_id and not self.names:
            return _("the reporter")
        return str(person)

    def who_stepped(self, report: Report, step: Step) -> str:
        return self.who(report, step.by, by_reporter=step.actor == Actor.REPORTER)


def sight_of(request: HttpRequest, report: Report) -> Sight:
    """What the reader of this page sees; three queries at most."""
    person, dataset = reader(request), report.dataset
    entry = (
        not dataset.shielded or Dataset.objects.visible_to(person).filter(pk=dataset.pk).exists()
    )
    rights = rights_of(person, dataset)
    rows = entry and rights.see_rows
    mine = report.reporter_id == person.pk
    judging = entry and Actor.STEWARD in roles_of(report, person)
    personal = personal_columns(dataset)
    why = values_reason(request, dataset, rights)
    masks = {} if why else personal
    return Sight(
        person=person,
        rights=rights,
        entry=entry,
        reporter=mine,
        judging=judging,
        rows=rows,
        words=rows or mine,
        names=judging or mine or dataset.owner_id == person.pk,
        masks=masks,
        hidden_key=any(name in masks for name in dataset.key),
    )


def log_sight(request: HttpRequest, report: Report, sight: Sight) -> None:
    """Leave the lines that a look at rows leaves, of confidential and of personal values."""
    if not sight.rows:
        return
    dataset = report.dataset
    if dataset.classification == Classification.CONFIDENTIAL:
        purpose = _("report of doubt %(reference)s") % {"reference": report.reference}
        log_rows(request, dataset, action="rows-seen", purpose=purpose)
    why = values_reason(request, dataset, sight.rights)
    doubted = [point.column for point in report.points.all() if point.column]
    personal = personal_columns(dataset) if why else {}
    if why and personal:
        columns = [name for name in personal if sight.judging or name in doubted]
        if columns:
            log_values(request, dataset, columns, reason=why, granted=True)


def told_points(report: Report, sight: Sight) -> list[dict[str, Any]]:
    """What is doubted, line by line: {key, column, doubted, proposed, agreed}; None is not to be seen."""
    labels = {column.name: column for column in report.dataset.columns.all()}
    agreed = dict(
        report.corrections.exclude(status=CorrectionStatus.DROPPED)
        .filter(subject=Subject.CELL)
        .values_list("point_id", "agreed")
    )
    return [
        {
            "point": point,
            "key": sight.key(point.record_key),
            "column": labels.get(point.column),
            "name": point.column,
            "doubted": sight.shown(point.column, point.doubted),
            "proposed": sight.shown(point.column, point.proposed, own=True),
            # What the data team and the source agreed on; "" may be agreed too.
            "is_agreed": point.pk in agreed,
            "agreed": sight.shown(point.column, agreed.get(point.pk)),
        }
        for point in report.points.all()
    ]

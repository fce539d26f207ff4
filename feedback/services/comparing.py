"""What one delivery says of open corrections: the agreed value, the old one, another, or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from datasets import quality
from datasets.lifecycle import Mode, Verdict
from datasets.lifecycle import Refused as Unreadable
from datasets.models import Dataset, Delivery, Finding
from datasets.services import source_of
from datasets.services.records import Record, find_records, parsed_key
from feedback.lifecycle import AWAITING_PROOF, CorrectionStatus, Outcome, Reason, Subject
from feedback.models import Correction, Verification
from feedback.models.correction import CorrectionQuerySet

FINDINGS = 20  # newest findings of a rule among which that on this delivery is looked for
LONGEST = 4000


@dataclass(frozen=True)
class Said:
    """What a delivery says of one correction; `found` is the value that stands there."""

    outcome: Outcome
    found: str = ""


def waiting_for(delivery: Delivery) -> CorrectionQuerySet:
    """Corrections of which this delivery may say something, and has not yet.

    It came after the agreement and covers their period. One that was repaired beside others that
    were not is looked at again: it may have come back. Where periods stand beside each other a
    correction without one is of the period of the delivery that was doubted; where that is unknown
    too any delivery is looked at, of which only `said_of` tells whether it proves something.
    """
    found = Correction.objects.filter(
        dataset=delivery.dataset,
        status__in=(CorrectionStatus.OPEN, CorrectionStatus.REPAIRED),
        report__status__in=AWAITING_PROOF,
        agreed_at__lt=delivery.received_at,
    ).exclude(Exists(Verification.objects.filter(correction=OuterRef("pk"), delivery=delivery)))
    if delivery.dataset.mode == Mode.ACCUMULATES:
        here = Q(report__delivery=None) | Q(report__delivery__period__in=("", delivery.period))
        found = found.filter(Q(period=delivery.period) | Q(here, period=""))
    return found.select_related("report__delivery", "rule", "dataset").order_by("pk")


def said_of(delivery: Delivery, corrections: Sequence[Correction]) -> dict[int, Said]:
    """By correction what the delivery says; without those of which it says nothing.

    Looks all records up together. Where the table cannot be read nothing is said. Of a record of
    which nobody knows the period only its repair is told, see `_of_any_period`.
    """
    dataset = delivery.dataset
    types = dict(dataset.columns.values_list("name", "type"))
    of_rows = [one for one in corrections if one.rule_id is None and _is_of_a_row(one)]
    loose = [one for one in of_rows if _period_unknown(one)]
    try:
        records = _look_up(dataset, delivery, of_rows, types)
    except Unreadable:
        return {}
    try:
        beside = _beside(delivery, loose, types)
    except Unreadable:  # of the other corrections this delivery tells enough by itself
        loose, beside = [], {}
    told: dict[int, Said | None] = {
        one.pk: _of_row(one, records[one.pk], types)
        for one in of_rows
        if one.pk in records and not _period_unknown(one)
    }
    told |= {
        one.pk: _of_any_period(one, records[one.pk], beside[one.pk], types)
        for one in loose
        if one.pk in records
    }
    told |= {one.pk: _of_rule(one, delivery) for one in corrections if one.rule_id is not None}
    return {pk: said for pk, said in told.items() if said is not None}


def _is_of_a_row(one: Correction) -> bool:
    return bool(one.record_key or one.record)


def _period_unknown(one: Correction) -> bool:
    """Whether periods stand beside each other, and nobody knows in which the doubted record is."""
    doubted = one.report.delivery
    told = one.period or (doubted.period if doubted else "")
    return one.dataset.mode == Mode.ACCUMULATES and not told


def _beside(
    delivery: Delivery, corrections: Sequence[Correction], types: Mapping[str, str]
) -> dict[int, list[Record]]:
    """The same records in the other periods, as the source sent them: without our own patches."""
    found: dict[int, list[Record]] = {one.pk: [] for one in corrections}
    if not corrections:
        return found
    others = delivery.dataset.deliveries.current().exclude(period=delivery.period)
    for other in others.select_related("dataset", "same_as", "patch_of"):
        looked_up = _look_up(delivery.dataset, source_of(other), corrections, types)
        for pk, records in looked_up.items():
            found[pk] += records
    return found


def _look_up(
    dataset: Dataset,
    delivery: Delivery,
    corrections: Sequence[Correction],
    types: Mapping[str, str],
) -> dict[int, list[Record]]:
    wanted: list[tuple[int, Mapping[str, str]]] = []
    for one in corrections:
        ways = [one.record] if one.record else parsed_key(dataset, one.record_key)
        if one.subject == Subject.MISSING:  # typed by a person, not read from a table
            ways = [_as_stored(way, types) for way in ways]
        wanted += [(one.pk, way) for way in ways]
    # Without what is named by a key that the dataset has no more: of that nothing can be said.
    found: dict[int, list[Record]] = {pk: [] for pk, _way in wanted}
    if wanted:
        answers = find_records(dataset, [way for _pk, way in wanted], delivery)
        for (pk, _way), records in zip(wanted, answers, strict=True):
            found[pk] += records
    return found


def _as_stored(way: Mapping[str, str], types: Mapping[str, str]) -> dict[str, str]:
    read = {name: quality.as_stored(text, types.get(name, "tekst")) for name, text in way.items()}
    return {name: way[name] if text is None else text for name, text in read.items()}


def _of_any_period(
    one: Correction, here: Sequence[Record], beside: Sequence[Record], types: Mapping[str, str]
) -> Said | None:
    """Only that it was repaired, judged over all periods together; else nothing.

    A value: the agreed one stands here, and the old one in no period any more. A row too many: it
    stands in no period. A missing row: it stands here and in no other period, where it may have
    stood all along. That the old value stands here, or no row, tells nothing: the doubted record
    may be that of another period.
    """
    if one.subject == Subject.MISSING:
        return Said(Outcome.AGREED) if here and not beside else None
    if one.subject == Subject.ROW:
        return None if here or beside else Said(Outcome.AGREED)
    if not here:
        return None
    said = _of_row(one, here, types)
    if said.outcome != Outcome.AGREED:
        return None
    left = beside and _of_row(one, beside, types).outcome == Outcome.OLD
    return None if left else said


def _of_row(one: Correction, records: Sequence[Record], types: Mapping[str, str]) -> Said:
    if one.subject == Subject.MISSING:
        return Said(Outcome.AGREED if records else Outcome.OLD)
    if one.subject == Subject.ROW:
        return Said(_of_surplus(one, records))
    if not records:
        return Said(Outcome.GONE)
    return _of_value(one, [record.values.get(one.column) for record in records], types)


def _of_value(one: Correction, values: Sequence[str | None], types: Mapping[str, str]) -> Said:
    """Of several rows that answer: one that kept the old value outweighs one that was repaired."""
    type_ = types.get(one.column, "tekst")
    outcomes: dict[Outcome, str] = {}
    for value in values:
        if value is None:  # the column itself is gone
            outcome = Outcome.OTHER
        elif quality.same_meaning(one.agreed, value, type_, plain=True):
            outcome = Outcome.AGREED
        elif quality.same_meaning(one.old, value, type_):
            outcome = Outcome.OLD
        else:
            outcome = Outcome.OTHER
        outcomes.setdefault(outcome, (value or "")[:LONGEST])
    first = next(each for each in (Outcome.OLD, Outcome.AGREED, Outcome.OTHER) if each in outcomes)
    return Said(first, outcomes[first])


def _of_surplus(one: Correction, records: Sequence[Record]) -> Outcome:
    """A row that should not be there is repaired once it is gone; a double one once it is single."""
    if not records:
        return Outcome.AGREED
    if one.report.reason != Reason.DOUBLE or len(records) > 1:
        return Outcome.OLD
    before = _times_before(one)
    if before is None:
        return Outcome.OTHER
    # Single before as well: its double has another key, and this is the one that should go.
    return Outcome.AGREED if before > 1 else Outcome.OLD


def _times_before(one: Correction) -> int | None:
    """How often the row stood in the delivery that was doubted; None where that is unknown."""
    doubted = one.report.delivery
    if doubted is None:
        return None
    ways = [one.record] if one.record else parsed_key(one.dataset, one.record_key)
    try:
        return sum(map(len, find_records(one.dataset, ways, doubted)))
    except Unreadable:
        return None


def _of_rule(one: Correction, delivery: Delivery) -> Said | None:
    """The newest verdict of the rule on this delivery; one that is undecided says nothing."""
    findings = Finding.objects.filter(rule=one.rule, run__job__state="done")
    findings = findings.exclude(run__trigger="trial").select_related("run")
    number = (delivery.same_as or delivery).number
    for finding in findings.order_by("-run__number")[:FINDINGS]:
        if number in finding.run.deliveries:
            if finding.verdict == Verdict.MEETS:
                return Said(Outcome.AGREED)
            return Said(Outcome.OLD) if finding.verdict == Verdict.FAILS else None
    return None

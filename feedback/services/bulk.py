"""A list of doubts: each line looked up and answered first, then reported by a durable job.

Nothing is made before the list is confirmed. Each line has a token of its own, made of the list's
number, so that a list that is confirmed twice, or a job that is done again, makes nothing twice.
"""

import difflib
import uuid
from collections.abc import Callable, Container, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from datasets import quality
from datasets.lifecycle import Refused as DatasetRefused
from datasets.models import Column, Dataset
from datasets.services import shown_masked
from datasets.services.records import Record, find_records, parsed_key, record_key_of
from feedback.lifecycle import OPEN, Reason, Refused, Subject
from feedback.models import Batch, Point, Report
from feedback.sentences import told_list
from feedback.services.bulk_file import Line, read_list
from feedback.services.evidence_kind import plain_name
from feedback.services.report import Doubt, join_report, report_doubt
from kit.jobs import JobContext, enqueue
from kit.models import Job
from people.models import User
from people.services import notify

KEPT_DAYS = 7
_AT_ONCE = 400
_SAYS_LITTLE = (Reason.OTHER, Reason.MEANING, Reason.DIFFERS)


def start_list(
    dataset: Dataset,
    *,
    content: bytes,
    filename: str,
    by: User,
    reasons: Mapping[str, Reason],
    now: datetime | None = None,
) -> Batch:
    """Keep a list with an answer for each of its lines. Raises Refused as `read_list` does.

    `reasons`: what people may call a reason beside the words of the form.
    """
    lines = read_list(content, key=dataset.key)
    for line in lines:
        word = line.reason.casefold().strip().replace(" ", "-")
        line.reason = reasons[word].value if word in reasons else line.reason
    judge_lines(dataset, lines, by=by)
    return Batch.objects.create(
        dataset=dataset,
        by=by,
        at=now or timezone.now(),
        filename=plain_name(filename),
        lines=[line.as_dict() for line in lines],
    )


def lines_of(batch: Batch) -> list[Line]:
    return [Line(**line) for line in batch.lines]


def judge_lines(dataset: Dataset, lines: Sequence[Line], *, by: User) -> dict[int, Record]:
    """Say of each line whether it is fine, joins a report, or what is wrong with it.

    The records found, by the number of the line: only for who may see rows. Nothing is looked up by
    a value that stands masked for them: a list of guesses would tell which are right.
    """
    columns = list(dataset.columns.all())
    for line in lines:
        _judge_words(line, columns)
    masked = shown_masked(dataset, to=by)
    rows = Dataset.objects.rows_visible_to(by).filter(pk=dataset.pk).exists()
    rows = rows and not any(name in masked for name in dataset.key)
    types = {column.name: column.type for column in columns}
    found = _look_up(dataset, lines, types, masked) if rows else {}
    _find_twins(lines)
    if rows:
        _find_open(dataset, lines, by=by)
    return found


def _judge_words(line: Line, columns: Sequence[Column]) -> None:
    """What can be said of a line without looking at the data."""
    if not line.key:
        line.refuse("key-needed", "key")
    if line.column:
        low = line.column.casefold()
        names = {column.name: column.name.casefold() for column in columns}
        names |= {column.name: low for column in columns if column.label.casefold() == low}
        name = next((name for name, known in names.items() if known == low), "")
        if name:
            line.column = name
        else:
            hint = difflib.get_close_matches(low, list(names.values()), 1)
            near = next((name for name, known in names.items() if hint and known == hint[0]), "")
            line.refuse("column-unknown", "column", name=line.column[:100], hint=near)
    reason = _reason(line.reason)
    if reason is None:
        line.refuse("reason-unknown", "reason", name=line.reason[:60])
    elif reason in _SAYS_LITTLE and not (line.text or line.proposed):
        line.refuse("nothing-said", "text")


def _reason(text: str) -> Reason | None:
    """What a list calls a reason: our own word for it, or the words of the form."""
    if not text:
        return Reason.WRONG
    low = text.casefold().strip()
    known = {str(reason.label).casefold(): reason for reason in Reason}
    return (known | {reason.value: reason for reason in Reason}).get(low)


def _look_up(
    dataset: Dataset, lines: Sequence[Line], types: Mapping[str, str], masked: Container[str]
) -> dict[int, Record]:
    """The records of the lines that are fine so far, in what counts now; one scan a delivery."""
    if not dataset.key:
        return {}
    fine = [line for line in lines if line.code == "fine"]
    wanted: list[tuple[Line, dict[str, str]]] = []
    for line in fine:
        ways = parsed_key(dataset, line.key)
        if not ways:
            line.refuse("key-unreadable", "key", example=_example(dataset))
        wanted += [(line, _stored(way, types)) for way in ways]
    try:
        found = _records(dataset, wanted)
    except DatasetRefused:
        for line in fine:
            line.refuse("rows-unreadable")
        return {}
    for line in fine:
        _compare(line, found.get(line.number), types, masked)
    return found


def _records(dataset: Dataset, wanted: Sequence[tuple[Line, dict[str, str]]]) -> dict[int, Record]:
    """By the number of its line, the newest delivery first."""
    found: dict[int, Record] = {}
    for delivery in dataset.deliveries.current().order_by("-number"):
        left = [(line, way) for line, way in wanted if line.number not in found]
        records = find_records(dataset, [way for _line, way in left], delivery) if left else []
        for (line, _way), hits in zip(left, records, strict=True):
            if hits:
                found.setdefault(line.number, hits[0])
    return found


def _compare(
    line: Line, record: Record | None, types: Mapping[str, str], masked: Container[str]
) -> None:
    """Whether the row is there, and says what the list says that it says."""
    if record is None:
        line.refuse("row-unknown", "key")
        return
    line.key = record.key[:300]
    stands = record.values.get(line.column, "")
    type_ = types.get(line.column, "tekst")
    if line.column in masked or not (line.doubted and line.column):
        return
    if not quality.same_meaning(line.doubted, stands, type_):
        line.refuse("value-differs", "doubted")


def _stored(way: Mapping[str, str], types: Mapping[str, str]) -> dict[str, str]:
    """A key as the table holds it, from how people type it."""
    told = {name: quality.as_stored(text, types.get(name, "tekst")) for name, text in way.items()}
    return {name: way[name] if text is None else text for name, text in told.items()}


def _example(dataset: Dataset) -> str:
    return record_key_of(dataset, dict.fromkeys(dataset.key, "…"))


def _find_twins(lines: Sequence[Line]) -> None:
    first: dict[tuple[str, str], int] = {}
    for line in lines:
        if line.code == "fine":
            twin = first.setdefault((line.key, line.column), line.number)
            if twin != line.number:
                line.refuse("twin", line=twin)


def _find_open(dataset: Dataset, lines: Sequence[Line], *, by: User) -> None:
    """The lines whose value is doubted already, by oneself or by somebody else."""
    keys = list({line.key for line in lines if line.code == "fine"})
    open_on: dict[tuple[str, str], Report] = {}
    for start in range(0, len(keys), _AT_ONCE):
        points = Point.objects.filter(
            report__dataset=dataset,
            report__status__in=OPEN,
            report__subject__in=(Subject.CELL, Subject.ROW),
            record_key__in=keys[start : start + _AT_ONCE],
        )
        for point in points.select_related("report").order_by("report__reported_at", "pk"):
            open_on.setdefault((point.record_key, point.column), point.report)
    for line in lines:
        report = open_on.get((line.key, line.column)) if line.code == "fine" else None
        if report is not None:
            mine = report.reporter_id == by.pk
            line.refuse("known" if mine else "joins", reference=report.reference)


@transaction.atomic
def confirm_list(batch: Batch, *, now: datetime | None = None) -> Job:
    """Ask for the lines that are fine to be reported; asked twice it is done once."""
    batch = Batch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if batch.job is None:
        batch.job = enqueue("report-list", {"batch": batch.pk}, dedupe=f"batch {batch.pk}")
        batch.confirmed_at = now or timezone.now()
        batch.save(update_fields=["job", "confirmed_at"])
    return batch.job


def token_of(batch: Batch, line: int) -> uuid.UUID:
    """The token of one line, the same whenever it is asked for."""
    return uuid.uuid5(batch.uuid, str(line))


def run_list(context: JobContext) -> Callable[[], None]:
    """The job: report or join line by line, each in a transaction of its own, safe to do again."""
    batch = Batch.objects.select_related("dataset", "by").get(pk=context.payload["batch"])
    lines, now = lines_of(batch), timezone.now()
    tokens = {token_of(batch, line.number): line.number for line in lines}
    made: dict[int, Report] = {
        tokens[report.token]: report for report in Report.objects.filter(token__in=list(tokens))
    }
    for line in lines:
        if line.code in ("joins", "known"):  # it may have closed since
            line.code, line.params = "fine", {}
    fresh = [line for line in lines if line.number not in made]
    records = judge_lines(batch.dataset, fresh, by=batch.by)
    results: list[dict[str, Any]] = []
    for done, line in enumerate(lines):
        if done % 10 == 0:
            context.check()
            context.progress(100 * done // len(lines), "reporting")
        known = made.get(line.number)
        results.append(
            _result(line, "made", known.reference)
            if known
            else _carry_out(batch, line, records.get(line.number), now=now)
        )

    def write() -> None:
        Batch.objects.filter(pk=batch.pk).update(results=results)
        _tell(batch, results)

    return write


def _result(
    line: Line, outcome: str, reference: str = "", params: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    told = {"line": line.number, "outcome": outcome, "reference": reference, "at": line.at}
    return told | {"params": dict(params or line.params)}


def _carry_out(batch: Batch, line: Line, record: Record | None, *, now: datetime) -> dict[str, Any]:
    """Report or join one line; a refusal is its answer."""
    if line.code not in ("fine", "joins"):
        return _result(line, line.code, str(line.params.get("reference", "")))
    try:
        if line.code == "joins":
            report = Report.objects.get(reference=line.params["reference"])
            note = "\n".join(filter(None, (line.proposed, line.text)))[:2000]
            join_report(report, by=batch.by, note=note, now=now, quiet=True)
            return _result(line, "joined", report.reference)
        report = _report(batch, line, record, now=now)
    except Refused as error:
        return _result(line, error.code, "", dict(error.params))
    return _result(line, "made", report.reference)


def _report(batch: Batch, line: Line, record: Record | None, *, now: datetime) -> Report:
    values = record.values if record else {}
    doubt = Doubt(
        column=line.column,
        record_key=line.key,
        record=values,
        doubted=values.get(line.column, line.doubted)[:4000] if line.column else "",
        proposed=line.proposed,
    )
    return report_doubt(
        batch.dataset,
        by=batch.by,
        subject=Subject.CELL if line.column else Subject.ROW,
        reason=_reason(line.reason) or Reason.WRONG,
        doubts=[doubt],
        explanation=line.text,
        delivery=record.delivery if record else None,
        period=record.delivery.period if record else "",
        token=token_of(batch, line.number),
        now=now,
        quiet=True,
    )


def _tell(batch: Batch, results: Sequence[Mapping[str, Any]]) -> None:
    """One message for the whole list: to who brought it, and to each who takes up some of it."""
    made = [one["reference"] for one in results if one["outcome"] == "made"]
    joined = sum(one["outcome"] == "joined" for one in results)
    notify(
        batch.by,
        kind="report",
        text=partial(told_list, batch, made=len(made), joined=joined, mine=True),
        url=list_url(batch),
    )
    handlers: dict[User, int] = {}
    for start in range(0, len(made), _AT_ONCE):
        reports = Report.objects.filter(reference__in=made[start : start + _AT_ONCE])
        for report in reports.select_related("handler"):
            if report.handler and report.handler != batch.by:
                handlers[report.handler] = handlers.get(report.handler, 0) + 1
    for person, count in handlers.items():
        notify(
            person,
            kind="report",
            text=partial(told_list, batch, made=count, joined=0, mine=False),
            url=reports_url(batch),
        )


def list_url(batch: Batch) -> str:
    return reverse("feedback:bulk_list", args=[batch.uuid])


def reports_url(batch: Batch) -> str:
    return reverse("feedback:of_dataset", args=[batch.dataset.slug])


def clear_lists(*, now: datetime) -> int:
    """Take away lists of over seven days, with the values in them; how many."""
    old = Batch.objects.filter(at__lt=now - timedelta(days=KEPT_DAYS))
    return old.delete()[0]

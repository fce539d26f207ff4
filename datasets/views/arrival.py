"""What a delivery's page tells: how far it is, how its file was read, which rows are not in it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from datasets import intake
from datasets.lifecycle import DeliveryStatus, RuleStatus
from datasets.models import Delivery, Run
from datasets.sentences import note_words, reading_words, rejection_words, run_error
from datasets.sentences.reading import READING_CODES, missing_words
from datasets.services import compare_schema
from kit.models import Job

FIRST_REJECTS = 50
_BUSY = (Job.State.QUEUED, Job.State.RUNNING)
_PASSING = {"read-timeout", "out-of-memory", "not-found", "unreadable"}
_ON_ITS_WAY = (DeliveryStatus.RECEIVED, DeliveryStatus.READ)


@dataclass(frozen=True)
class Arrival:
    """How far a delivery is. `key` changes when the page has more to tell than a percentage.

    `state` and `percent` are of the job that runs now; both are empty where none does. `why`
    says what went wrong, when something did.
    """

    key: str
    steps: list[dict[str, str]]
    busy: bool
    label: str
    state: str
    percent: int
    run: Run | None
    why: str
    file_at_fault: bool  # reading the same bytes again will not help


def arrival_of(delivery: Delivery) -> Arrival:
    """How far this delivery is, from its own status and the job that works on it."""
    status = DeliveryStatus(delivery.shown_status)
    run = _run_of(delivery) if status in (DeliveryStatus.READ, DeliveryStatus.CHECKED) else None
    job = run.job if run else _intake_job(delivery) if status == DeliveryStatus.RECEIVED else None
    busy = bool(status in _ON_ITS_WAY and job and job.state in _BUSY)
    reading = status == DeliveryStatus.RECEIVED
    return Arrival(
        key=f"{status}-{job.state if job and not busy else ''}",
        steps=_steps(delivery, status),
        busy=busy,
        label=_("The file is being read") if reading else _("The data is being checked"),
        state=job.state if job else "",
        percent=job.progress if job else 0,
        run=run,
        why=_why(delivery, status, job),
        file_at_fault=delivery.error_code in READING_CODES and delivery.error_code not in _PASSING,
    )


def _intake_job(delivery: Delivery) -> Job | None:
    jobs = Job.objects.filter(kind="intake", payload__delivery=delivery.pk)
    return jobs.order_by("-pk").first()


def _run_of(delivery: Delivery) -> Run | None:
    holder = delivery.same_as or delivery
    runs = holder.runs.real().filter(job__isnull=False).select_related("job")
    return runs.order_by("-number").first()


def _why(delivery: Delivery, status: DeliveryStatus, job: Job | None) -> str:
    if status == DeliveryStatus.FAILED:
        return run_error(delivery.error_code, delivery.error_params)
    if status in _ON_ITS_WAY and job and job.state == Job.State.FAILED:
        return run_error(job.error_code, job.error_params)
    return ""


def _steps(delivery: Delivery, status: DeliveryStatus) -> list[dict[str, str]]:
    """received -> read -> (approved) -> checked, each done, current or todo."""
    waited = status == DeliveryStatus.AWAITING or (
        delivery.changes.filter(new=DeliveryStatus.AWAITING).exists()
    )
    labels = [_("Received"), pgettext("step of a delivery", "Read")]
    labels += [_("Approved")] if waited else []
    labels += [_("Checked")]
    reached = {
        DeliveryStatus.RECEIVED: 1,
        DeliveryStatus.FAILED: 1,
        DeliveryStatus.AWAITING: 2,
        DeliveryStatus.READ: len(labels) - 1,
        DeliveryStatus.CHECKED: len(labels),
        DeliveryStatus.PARKED: len(labels),
        DeliveryStatus.WITHDRAWN: 0,
        DeliveryStatus.DESTROYED: 0,
    }[status]
    if not reached:  # it is over: how far it once came no longer matters
        return []
    return [
        {
            "label": label,
            "state": "done" if place < reached else "current" if place == reached else "todo",
        }
        for place, label in enumerate(labels)
    ]


def told_waiting(delivery: Delivery) -> list[str]:
    """Why a delivery waits for a steward's yes, and what the steward should look at."""
    if delivery.status != DeliveryStatus.AWAITING:
        return []
    change = compare_schema(delivery)
    counts = not delivery.rows and delivery.dataset.deliveries.current().exists()
    told = [] if change or counts else [_("It is the first delivery of this dataset.")]
    if change.gone:
        told.append(_("No longer there: %(names)s.") % {"names": ", ".join(change.gone)})
        told += _blinded(delivery, set(change.gone))
    if change.added:
        told.append(_("New: %(names)s.") % {"names": ", ".join(change.added)})
    told += [
        _("Column %(name)s was %(before)s and is now %(now)s.")
        % {"name": name, "before": before, "now": now}
        for name, before, now in change.retyped
    ]
    if not delivery.rows:
        told.append(_("The file has no rows: after your yes there is no data."))
    return told


def _blinded(delivery: Delivery, gone: set[str]) -> list[str]:
    rules = delivery.dataset.rules.filter(status=RuleStatus.ACTIVE)
    count = sum(not gone.isdisjoint(rule.columns) for rule in rules)
    if not count:
        return []
    return [
        ngettext(
            "%(count)s rule looks at a column that is gone; it cannot be judged any more.",
            "%(count)s rules look at a column that is gone; they cannot be judged any more.",
            count,
        )
        % {"count": count}
    ]


def told_reading(delivery: Delivery, *, with_lines: bool) -> list[tuple[str, str]]:
    """The decisions about the file in words; lines of the file itself only `with_lines`."""
    told = dict(delivery.reading)
    if not with_lines:
        told["title_lines"], told["footer_lines"] = (), ()
    # Separators behind the text of such a line mean nothing to a reader.
    ends = f"{told.get('delimiter', '')} "
    told["title_lines"] = [line.strip(ends) for line in told["title_lines"]]
    told["footer_lines"] = [(line, text.strip(ends)) for line, text in told["footer_lines"]]
    return reading_words(told)


def told_columns(delivery: Delivery) -> list[dict[str, Any]]:
    """Each column with its type, what is filled, missing and does not fit, and how it was read."""
    return [
        {
            "name": column.name,
            "source_name": column.source_name,
            "type": column.type,
            "unit": column.unit,
            "filled": column.filled,
            "missing": column.empty + sum(column.missing.values()),
            "tokens": missing_words(column.missing),
            "misfits": column.misfits,
            "notes": [note_words(note) for note in column.notes],
        }
        for column in intake.Reading.from_dict(delivery.reading).columns
    ]


def told_rejects(delivery: Delivery, *, hidden: bool) -> list[dict[str, Any]]:
    """The first rows that are not in the table; without their text where that is `hidden`."""
    if not delivery.rejected_rows or not delivery.rejected_path.exists():
        return []
    return [
        {"line": line, "reason": rejection_words(reason), "raw": "" if hidden else raw[:300]}
        for line, reason, raw in intake.rejected_rows(delivery.rejected_path, limit=FIRST_REJECTS)
    ]

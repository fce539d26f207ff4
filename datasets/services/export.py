"""All failing rows of a finding as a file: asked for, written by a durable job, kept for a day."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from datasets import quality
from datasets.lifecycle import Classification, Refused
from datasets.models import Dataset, Export, Finding, Rule
from datasets.models.export import export_folder
from datasets.services.masking import mask_of, mask_value
from datasets.services.patch import REPAIRED, repaired_columns
from datasets.services.table import references_of, spec_of, table_of
from datasets.services.values import SHORTEST_REASON, tables_left, told_finding
from kit.exports import Cell, csv_pieces
from kit.jobs import JobContext, JobFailed, enqueue
from people.models import User
from people.services import log_access

KEPT_HOURS = 24
MOST_AT_A_TIME = 5  # files of one person
MEMORY_MB = 512
TIME_LIMIT = 540  # seconds; below the job's own limit, so that the reason can still be told


def exportable(finding: Finding) -> bool:
    """Whether there are rows to carry out: a rule on the table as a whole fails on none."""
    kind = quality.KINDS.get(finding.as_checked.get("kind", ""))
    return bool(finding.failed) and kind is not None and kind.unit == "rij"


def needs_reason(dataset: Dataset, *, bare: bool) -> bool:
    return bare or dataset.classification == Classification.CONFIDENTIAL


@transaction.atomic
def start_export(
    finding: Finding,
    *,
    by: User,
    reason: str = "",
    bare: bool = False,
    request: HttpRequest | None = None,
    now: datetime | None = None,
) -> Export:
    """Ask for all failing rows of a finding; the same file asked for again is given back.

    Personal columns stand masked in it, unless `bare`. Raises Refused: export-not-allowed (and a
    line in the access log), values-reason, export-no-rows, export-gone (a table that was checked
    was withdrawn or destroyed), export-limit (limit).
    """
    now = now or timezone.now()
    dataset, reason = finding.run.dataset, reason.strip()
    allowed = Dataset.objects.values_visible_to if bare else Dataset.objects.rows_visible_to
    if not allowed(by).filter(pk=dataset.pk).exists():
        raise Refused("export-not-allowed")
    if not exportable(finding):
        raise Refused("export-no-rows")
    if needs_reason(dataset, bare=bare) and len(reason) < SHORTEST_REASON:
        raise Refused("values-reason")
    if tables_left(dataset, finding.run.deliveries)[1]:
        raise Refused("export-gone")
    User.objects.select_for_update().get(pk=by.pk)
    mine = Export.objects.filter(asked_by=by).exclude(expires_at__lt=now)
    mine = mine.exclude(job__state="failed")
    same = mine.filter(finding=finding, bare=bare, reason=reason).first()
    if same is not None:
        return same
    if mine.count() >= MOST_AT_A_TIME:
        raise Refused("export-limit", limit=MOST_AT_A_TIME)
    export = Export(finding=finding, asked_by=by, asked_at=now, reason=reason[:300], bare=bare)
    export.job = enqueue("failing-rows", {"export": export.uuid.hex})
    export.save(force_insert=True)
    return export


def refused_export(finding: Finding, *, by: User, reason: str, request: HttpRequest) -> None:
    """Leave a line for someone who asked for rows without the right to them."""
    _log(finding, by=by, granted=False, reason=reason, request=request)


def fetched(export: Export, *, request: HttpRequest) -> None:
    """Leave a line for a download: what was in it and why. Call it before the first byte goes."""
    _log(
        export.finding,
        by=export.asked_by,
        granted=True,
        reason=export.reason,
        request=request,
        bare=export.bare,
    )


def _log(
    finding: Finding,
    *,
    by: User,
    granted: bool,
    reason: str,
    request: HttpRequest,
    bare: bool = False,
) -> None:
    columns = [column.name for column in finding.run.dataset.columns.all()]
    personal = mask_of(finding.run.dataset).columns
    what = [name for name in columns if bare or name not in personal]
    log_access(
        by,
        action="failing-downloaded",
        target=finding.run.dataset,
        object_label=told_finding(finding, what),
        granted=granted,
        reason=reason,
        request=request,
    )


def run_export(context: JobContext) -> Callable[[], None]:
    """The job: find every failing row anew in the tables that were checked, and write them."""
    found = Export.objects.select_related("finding__run__dataset", "finding__rule", "asked_by")
    export = found.get(uuid=UUID(hex=str(context.payload["export"])))
    finding, run = export.finding, export.finding.run
    deliveries, gone = tables_left(run.dataset, run.deliveries)
    if gone:
        raise JobFailed("export-gone")
    rule = Rule(
        number=finding.rule.number,
        kind=finding.as_checked["kind"],
        columns=finding.as_checked["columns"],
        parameters=finding.as_checked["parameters"],
    )
    context.progress(5, "checking")

    def progress(share: float) -> None:
        context.check()
        context.progress(5 + int(share * 60), "checking")

    with TemporaryDirectory(prefix="koers-export-", dir=_scratch()) as scratch:
        try:
            with quality.failing_rows(
                table_of(run.dataset, deliveries),
                spec_of(rule),
                today=run.today or timezone.localdate(),
                memory_mb=MEMORY_MB,
                temp=Path(scratch),
                references=references_of([rule]),
                progress=progress,
                time_limit=TIME_LIMIT,
            ) as failing:
                _write(export, failing, context, repaired_columns(deliveries))
                rows = failing.count
        except quality.CheckError as error:
            raise JobFailed(error.code, **error.params) from error
        except quality.RuleError as error:
            raise JobFailed("export-not-possible") from error

    def write() -> None:
        until = timezone.now() + timedelta(hours=KEPT_HOURS)
        Export.objects.filter(pk=export.pk).update(rows=rows, expires_at=until)

    return write


def _write(
    export: Export,
    failing: quality.Failing,
    context: JobContext,
    repaired: Mapping[tuple[int, int], str],
) -> None:
    """The file under its own name only when it is whole. With `repaired` cells, the last column
    says which of the row those are."""
    dataset = export.finding.run.dataset
    masks = {} if export.bare else mask_of(dataset).columns
    folder = export_folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = folder / f"{export.uuid.hex}.{context.job.token}.part"
    hidden = [(place, masks[name]) for place, name in enumerate(failing.columns) if name in masks]

    def lines() -> Iterator[list[Cell]]:
        for number, row in enumerate(failing.rows):
            if number % 5_000 == 0:
                context.check()
                context.progress(65 + 33 * number // max(1, failing.count), "writing")
            texts: list[Cell] = list(row.texts)
            for place, personal in hidden:
                texts[place] = mask_value(row.texts[place], personal)
            told = [repaired.get((int(row.part), row.line), "")] if repaired else []
            yield [row.line, row.part, *texts, *told]

    with translation.override(export.asked_by.language):
        header = [pgettext("file", "Line"), _("Delivery"), *failing.columns]
    header += [REPAIRED] if repaired else []
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.writelines(csv_pieces(header, lines()))
        part.replace(export.path)
    except OSError as error:
        raise JobFailed("disk-full") from error
    finally:
        part.unlink(missing_ok=True)


def clear_exports(*, now: datetime) -> int:
    """Take away the files that expired, with their rows, and what no row names; how many rows."""
    old = Export.objects.filter(expires_at__lt=now)
    day_ago = now - timedelta(hours=KEPT_HOURS)
    failed = Export.objects.filter(expires_at=None, job__state="failed", asked_at__lt=day_ago)
    ended = [*old, *failed]
    Export.objects.filter(pk__in=[export.pk for export in ended]).delete()
    kept = {path.name for path in (export.path for export in Export.objects.only("uuid"))}
    folder = export_folder()
    for path in folder.iterdir() if folder.exists() else ():
        ours = path.name in kept
        writing = path.suffix == ".part" and path.stat().st_mtime > day_ago.timestamp()
        if not ours and not writing:
            with suppress(FileNotFoundError):
                path.unlink()
    return len(ended)


def _scratch() -> Path:
    folder = Path(settings.KOERS_DATA) / "scratch"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder

"""Evidence with a report: who may bring and open it, how much, and where its bytes lie."""

import hashlib
import os
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count, QuerySet, Sum
from django.utils import timezone

from datasets.models import Dataset
from feedback.lifecycle import CLOSED, Refused
from feedback.models import Attachment, Report
from feedback.sentences import told_evidence
from feedback.services.evidence_kind import Evidence
from feedback.services.moves import roles_of
from feedback.services.notice import judges, tell
from feedback.services.report import report_doubt
from people.models import User

MOST_FILES = 5  # of one report
MOST_MB = 20  # of one report, together
_LEFT_OVER = timedelta(days=1)


def has_part(report: Report, user: User) -> bool:
    """Whether this person reported it, joined it or may judge it."""
    return bool(roles_of(report, user)) or report.joiners.filter(person=user).exists()


def may_open(report: Report, user: User) -> bool:
    """Whether this person may open what others brought: it may show what stands in the rows.

    Everybody who sees the entry can join; that alone opens nothing.
    """
    if roles_of(report, user):
        return True
    joined = report.joiners.filter(person=user).exists()
    rows = Dataset.objects.rows_visible_to(user).filter(pk=report.dataset_id)
    return joined and rows.exists()


def openable(report: Report, user: User) -> QuerySet[Attachment]:
    """The files of a report that this person may open: all, or those they brought themselves."""
    found = report.attachments.select_related("by")
    return found if may_open(report, user) else found.filter(by=user)


def refuse_too_much(sizes: Sequence[int], *, files: int = 0, size: int = 0) -> None:
    """Raise Refused evidence-too-many (most) or evidence-too-large (most, in MB).

    `files` and `size`, in bytes, are those of what stands with the report already.
    """
    if files + len(sizes) > MOST_FILES:
        raise Refused("evidence-too-many", most=MOST_FILES)
    if size + sum(sizes) > MOST_MB * 1024 * 1024:
        raise Refused("evidence-too-large", most=MOST_MB)


def add_evidence(
    report: Report, files: Sequence[Evidence], *, by: User, now: datetime | None = None
) -> list[Attachment]:
    """Keep these files with a report; who judges it hears of them. The same file twice is once.

    Raises Refused: report-closed, evidence-not-yours, evidence-too-many, evidence-too-large;
    then nothing is left behind.
    """
    written: list[Path] = []
    try:
        with transaction.atomic():
            added = keep_evidence(report, files, by=by, written=written, now=now)
            if added:
                tell(report, judges(report) - {by}, told_evidence)
    except BaseException:
        drop_files(written)
        raise
    return added


def keep_evidence(
    report: Report,
    files: Sequence[Evidence],
    *,
    by: User,
    written: list[Path],
    now: datetime | None = None,
) -> list[Attachment]:
    """As `add_evidence`, in the transaction of a caller, who takes away what was `written` when
    that fails. Nobody is told."""
    now = now or timezone.now()
    report = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
    if report.status in CLOSED:
        raise Refused("report-closed")
    if not has_part(report, by):
        raise Refused("evidence-not-yours")
    known = set(report.attachments.values_list("sha256", flat=True))
    new: dict[str, Evidence] = {}
    for file in files:
        digest = hashlib.sha256(file.content).hexdigest()
        if digest not in known:
            new[digest] = file
    there = report.attachments.aggregate(files=Count("pk"), size=Sum("size"))
    sizes = [len(file.content) for file in new.values()]
    refuse_too_much(sizes, files=there["files"], size=there["size"] or 0)
    attachments = [
        Attachment(
            report=report,
            filename=file.filename,
            kind=file.kind,
            size=len(file.content),
            sha256=digest,
            by=by,
            at=now,
        )
        for digest, file in new.items()
    ]
    for attachment, file in zip(attachments, new.values(), strict=True):
        written.append(attachment.path)
        _write(attachment.path, file.content)
    return Attachment.objects.bulk_create(attachments)


def send_report(
    dataset: Dataset,
    *,
    by: User,
    files: Sequence[Evidence],
    now: datetime | None = None,
    **told: Any,
) -> Report:
    """A new report with its evidence, both or neither; `told` and what it raises as `report_doubt`.

    A form that was sent twice is one report with each file once.
    """
    written: list[Path] = []
    try:
        with transaction.atomic():
            report = report_doubt(dataset, by=by, now=now, **told)
            if files:
                keep_evidence(report, files, by=by, written=written, now=now)
    except BaseException:
        drop_files(written)
        raise
    return report


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with open(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "wb") as target:
        target.write(content)
        target.flush()
        os.fsync(target.fileno())


def drop_files(paths: Sequence[Path]) -> None:
    """Take away files of which no row was kept."""
    for path in paths:
        path.unlink(missing_ok=True)


def clear_evidence(*, now: datetime) -> int:
    """Take away files that no row names: of a process that died between the two. How many."""
    folder, gone = Path(settings.MEDIA_ROOT) / "evidence", 0
    if not folder.is_dir():
        return 0
    limit = (now - _LEFT_OVER).timestamp()
    known = {uuid.hex for uuid in Attachment.objects.values_list("uuid", flat=True).iterator()}
    for path in folder.iterdir():
        with suppress(FileNotFoundError):
            if path.name not in known and path.lstat().st_mtime < limit:
                path.unlink()
                gone += 1
    return gone

"""A check: the current data of a dataset against its rules, as a durable job."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.utils import timezone

from datasets import quality
from datasets.lifecycle import (
    DeliveryStatus,
    Dimension,
    FlagOrigin,
    RuleStatus,
    Severity,
    Verdict,
)
from datasets.models import Change, Dataset, Delivery, Finding, Flag, Rule, Run
from datasets.models.run import Trigger
from datasets.services.context import with_context
from datasets.services.flag import drop_flags, put_flag
from datasets.services.follow import follow_delivery
from datasets.services.masking import Mask, mask_of
from datasets.services.notice import tell_of_trust
from datasets.services.parking import park
from datasets.services.predecessors import delivered_of
from datasets.services.table import references_of, spec_of, table_of
from datasets.services.trust import refresh_trust
from kit.jobs import JobContext, JobFailed
from kit.models import Job

MAX_EXAMPLES = 20
MEMORY_MB = 512
TIME_LIMIT = 240  # seconds; below the job's own limit, so that the reason can still be told


def run_check(context: JobContext) -> Callable[[], None]:
    """The job: judge every active rule (or the one tried) on all current deliveries."""
    run = Run.objects.select_related("dataset", "rule").get(job=context.job)
    dataset = run.dataset
    rules = [run.rule] if run.rule else list(dataset.rules.active())
    deliveries = list(dataset.deliveries.current().order_by("period", "number"))
    today = timezone.localdate()
    context.progress(5, "checking")

    def progress(share: float) -> None:
        context.check()
        context.progress(5 + int(share * 90), "checking")

    with TemporaryDirectory(prefix="koers-check-", dir=_scratch()) as scratch:
        try:
            table = table_of(dataset, deliveries)
            outcomes = quality.check(
                table,
                [spec_of(rule) for rule in rules],
                today=today,
                key=dataset.key,
                examples=MAX_EXAMPLES,
                memory_mb=MEMORY_MB,
                temp=Path(scratch),
                references=references_of(rules),
                deliveries=delivered_of(dataset, deliveries, rules),
                progress=progress,
                time_limit=TIME_LIMIT,
            )
            outcomes = with_context(table, outcomes, key=dataset.key, temp=Path(scratch))
        except quality.CheckError as error:
            raise JobFailed(error.code, **error.params) from error
    mask = mask_of(dataset)
    findings = [
        _finding(run, rule, outcome, mask) for rule, outcome in zip(rules, outcomes, strict=True)
    ]
    context.progress(96, "writing")

    def write() -> None:
        now = timezone.now()
        Run.objects.filter(pk=run.pk).update(
            deliveries=sorted(delivery.number for delivery in deliveries),
            rows=sum(delivery.rows or 0 for delivery in deliveries),
            today=today,
        )
        Finding.objects.filter(run=run).delete()
        anew = mask_of(dataset)  # a column may have become personal while the check went on
        for finding in findings:
            finding.examples = [anew.kept(example) for example in finding.examples]
        Finding.objects.bulk_create(findings)
        if run.trigger != Trigger.TRIAL:
            _settle(run, findings, deliveries, now=now)

    return write


def _scratch() -> Path:
    """Where DuckDB may spill: beside our own files, never the system's folder."""
    folder = Path(settings.KOERS_DATA) / "scratch"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _finding(run: Run, rule: Rule, outcome: quality.Outcome, mask: Mask) -> Finding:
    return Finding(
        run=run,
        rule=rule,
        as_checked={
            "kind": rule.kind,
            "columns": rule.columns,
            "parameters": rule.parameters,
            "norm_count": rule.norm_count,
            "norm_share": rule.norm_share,
            "severity": rule.severity,
        },
        checked=outcome.checked,
        failed=outcome.failed,
        verdict=outcome.verdict,
        reason_code=outcome.reason_code,
        reason_params=dict(outcome.reason_params),
        examples=[mask.example(example) for example in outcome.examples],
    )


def _settle(
    run: Run, findings: list[Finding], deliveries: list[Delivery], *, now: datetime
) -> None:
    """Flags, the deliveries' status and trust after a run that counts."""
    dataset = run.dataset
    before = dataset.trust
    drop_flags(dataset, origin=FlagOrigin.RUN, now=now)
    if not park(run, findings, deliveries, now=now):
        in_force = set(dataset.rules.filter(status=RuleStatus.ACTIVE).values_list("pk", flat=True))
        for finding in findings:
            if finding.rule_id in in_force:
                _flag_of(finding, now=now)
        _mark_checked(dataset, deliveries, now=now)
    # The executor marks this job done in the same transaction, before this closure runs.
    refresh_trust(dataset, now=now)
    tell_of_trust(dataset, before=before)


def _flag_of(finding: Finding, *, now: datetime) -> None:
    """A failed norm opens the rule's flag, a met one closes it, an undecided one leaves it."""
    rule = finding.rule
    if finding.verdict == Verdict.FAILS:
        put_flag(
            rule.dataset,
            dimension=rule.dimension,
            severity=rule.severity,
            origin=FlagOrigin.RULE,
            reason_code="rule-failed",
            reason_params={
                "rule": rule.number,
                "failed": finding.failed,
                "checked": finding.checked,
                "unit": quality.KINDS[rule.kind].unit,
            },
            column=rule.columns[0] if rule.columns else "",
            rule=rule,
            run=finding.run,
            now=now,
        )
    elif finding.verdict == Verdict.MEETS:
        Flag.objects.filter(rule=rule, closed_at=None).update(closed_at=now)


def _mark_checked(dataset: Dataset, deliveries: list[Delivery], *, now: datetime) -> None:
    read = [delivery for delivery in deliveries if delivery.status == DeliveryStatus.READ]
    moved = []
    for delivery in read:
        if Delivery.objects.filter(pk=delivery.pk, status=DeliveryStatus.READ).update(
            status=DeliveryStatus.CHECKED
        ):
            moved.append(delivery)
    Change.objects.bulk_create(
        Change(
            dataset=dataset,
            delivery=delivery,
            old=DeliveryStatus.READ,
            new=DeliveryStatus.CHECKED,
            at=now,
        )
        for delivery in moved
    )
    for delivery in moved:
        follow_delivery(delivery)


def check_failed(job: Job) -> None:
    """A check that ended badly stands as a warning until the next one succeeds."""
    run = Run.objects.select_related("dataset").get(job=job)
    if run.trigger == Trigger.TRIAL:
        return
    now = timezone.now()
    put_flag(
        run.dataset,
        dimension=Dimension.CORRECT,
        severity=Severity.WARNING,
        origin=FlagOrigin.RUN,
        reason_code="run-failed",
        reason_params={"run": run.number, "error_code": job.error_code},
        run=run,
        now=now,
    )
    before = run.dataset.trust
    refresh_trust(run.dataset, now=now)
    tell_of_trust(run.dataset, before=before)

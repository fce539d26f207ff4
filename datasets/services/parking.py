"""Setting a new delivery aside that has far too few or too many rows to be true."""

from collections.abc import Sequence
from datetime import datetime

from datasets.lifecycle import DeliveryStatus, RuleStatus, Severity, Verdict
from datasets.models import Delivery, Finding, Run
from datasets.services.current import fall_back, lock, move_delivery, sync_parked_flag
from datasets.services.notice import tell_of_delivery

PARKING_KINDS = frozenset({"aantal-rijen"})


def park(
    run: Run, findings: Sequence[Finding], deliveries: Sequence[Delivery], *, now: datetime
) -> bool:
    """Set new deliveries aside for which a blocking rule on the number of rows fails.

    `deliveries` are the ones that the run judged. True: the last good delivery counts again, and
    nothing else that this run found speaks of data in use. Only a delivery in its first check is
    set aside, and never one that a steward chose to use all the same.
    """
    broken = _broken(run, findings)
    if not broken:
        return False
    lock(run.dataset)
    found = [
        (delivery, rule)
        for delivery in _newcomers(deliveries)
        if (rule := _rule_against(delivery, broken))
    ]
    for delivery, rule in found:
        delivery.refresh_from_db(fields=["is_current"])
        was_current = delivery.is_current
        move_delivery(
            delivery,
            to=DeliveryStatus.PARKED,
            by=None,
            now=now,
            note=str(rule),
            is_current=False,
        )
        if was_current:
            fall_back(delivery, now=now)
        sync_parked_flag(delivery.dataset, now=now)
        tell_of_delivery(delivery)
    return bool(found)


def _broken(run: Run, findings: Sequence[Finding]) -> list[tuple[int, Finding]]:
    """The number of each rule on rows that is blocking, still in force and not met; its finding."""
    broken = [
        finding
        for finding in findings
        if finding.verdict == Verdict.FAILS
        and finding.as_checked["kind"] in PARKING_KINDS
        and finding.as_checked["severity"] == Severity.BLOCKING
    ]
    if not broken:
        return []
    rules = run.dataset.rules.filter(status=RuleStatus.ACTIVE).in_bulk()
    return sorted(
        (
            (rules[finding.rule_id].number, finding)
            for finding in broken
            if finding.rule_id in rules
        ),
        key=lambda pair: pair[0],
    )


def _newcomers(deliveries: Sequence[Delivery]) -> list[Delivery]:
    """Of the deliveries judged those in their first check, the newest first, as they stand now.

    What was withdrawn or checked while the run went on is nobody's to set aside.
    """
    judged = Delivery.objects.filter(
        pk__in=[delivery.pk for delivery in deliveries], status=DeliveryStatus.READ
    ).select_related("dataset", "dataset__steward", "received_by")
    # Set aside before and read again: a steward chose to use it. A repair has the rows of its source.
    newcomers = judged.filter(patch_of=None).exclude(changes__new=DeliveryStatus.PARKED)
    return list(newcomers.order_by("-number"))


def _rule_against(delivery: Delivery, broken: Sequence[tuple[int, Finding]]) -> int | None:
    """The number of the first rule that this delivery breaks: its examples name the deliveries."""
    for number, finding in broken:
        named = {example.get("part") for example in finding.examples}
        if str(delivery.number) in named or finding.failed > len(finding.examples):
            return number
    return None

"""*Geaccepteerd risico*: the owner answers for a blocking flag through a day, with a reason."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from datasets.lifecycle import RISK, RISK_OVER, Refused, Severity
from datasets.models import Change, Flag
from datasets.services.notice import tell_of_trust
from datasets.services.trust import refresh_trust
from people.models import User

LONGEST = timedelta(days=365)
SHORTEST_REASON = 5


@transaction.atomic
def accept_risk(
    flag: Flag, *, by: User, until: date, reason: str, now: datetime | None = None
) -> None:
    """Through `until` this blocking flag counts as a warning; given again, the newest holds.

    Raises Refused: not-the-owner-of-risk, risk-reason, risk-date (first, last), risk-not-blocking
    (a flag that is closed by now, or a warning).
    """
    now = now or timezone.now()
    today = timezone.localdate(now)
    reason = reason.strip()
    _demand_owner(flag, by)
    if len(reason) < SHORTEST_REASON:
        raise Refused("risk-reason")
    if not today <= until <= today + LONGEST:
        last = today + LONGEST
        raise Refused("risk-date", first=today.isoformat(), last=last.isoformat())
    open_flag = Flag.objects.open().filter(pk=flag.pk, severity=Severity.BLOCKING)
    told = {
        "accepted_until": until,
        "accepted_reason": reason[:1000],
        "accepted_at": now,
        "accepted_by": by,
    }
    if not open_flag.update(**told):
        raise Refused("risk-not-blocking")
    _note(flag, new=RISK, by=by, note=f"{until.isoformat()} {reason}", now=now)
    refresh_trust(flag.dataset, now=now)
    flag.refresh_from_db()


@transaction.atomic
def withdraw_risk(flag: Flag, *, by: User, now: datetime | None = None) -> bool:
    """The flag counts in full again; False where it did already. Raises not-the-owner-of-risk."""
    now = now or timezone.now()
    _demand_owner(flag, by)
    if not _end(flag, by=by, now=now):
        return False
    refresh_trust(flag.dataset, now=now)
    return True


def end_risks(*, now: datetime) -> int:
    """Acceptances whose last day has passed end, and trust becomes what the flags say; how many.

    Each dataset in a transaction of its own; one that was renewed in between stays.
    """
    today = timezone.localdate(now)
    over = Flag.objects.open().filter(accepted_until__lt=today).select_related("dataset", "rule")
    ended = 0
    for flag in over.order_by("dataset_id", "pk"):
        with transaction.atomic():
            if _end(flag, by=None, now=now, before=today):
                before = flag.dataset.trust
                refresh_trust(flag.dataset, now=now)
                tell_of_trust(flag.dataset, before=before)
                ended += 1
    return ended


def _end(flag: Flag, *, by: User | None, now: datetime, before: date | None = None) -> bool:
    accepted = Flag.objects.open().filter(pk=flag.pk, accepted_until__isnull=False)
    if before:
        accepted = accepted.filter(accepted_until__lt=before)
    if not accepted.update(
        accepted_until=None, accepted_reason="", accepted_at=None, accepted_by=None
    ):
        return False
    _note(flag, new=RISK_OVER, by=by, note="", now=now)
    return True


def _note(flag: Flag, *, new: str, by: User | None, note: str, now: datetime) -> None:
    Change.objects.create(
        dataset=flag.dataset, rule=flag.rule, old=flag.severity, new=new, by=by, at=now, note=note
    )


def _demand_owner(flag: Flag, by: User) -> None:
    if flag.dataset.owner_id != by.pk or not by.has_perm("datasets.accept_rules"):
        raise Refused("not-the-owner-of-risk")

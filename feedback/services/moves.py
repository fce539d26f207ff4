"""The moves of a report: one table says which there are, one function makes them (lifecycle.NEXT)."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from datasets.models import Delivery
from feedback.lifecycle import (
    CLOSED,
    NEXT,
    OPEN,
    REOPEN_DAYS,
    TEXT_NEEDED,
    Actor,
    NotAllowed,
    NotPermitted,
    Refused,
    Status,
)
from feedback.models import Joiner, Report, Step
from feedback.sentences import told_handed_over
from feedback.services.flags import sync_flags
from feedback.services.notice import tell, tell_of_move
from feedback.services.patching import drop_open
from feedback.services.terms import begin_clocks, waited_for
from kit.workdays import add_workdays
from people.models import User

LONGEST_TEXT = 4000


def roles_of(report: Report, user: User) -> set[Actor]:
    """What this person is to this report: its reporter, someone who judges, both or neither."""
    roles: set[Actor] = set()
    if report.reporter_id == user.pk:
        roles.add(Actor.REPORTER)
    if user.has_perm("feedback.judge_reports") or report.dataset.steward_id == user.pk:
        roles.add(Actor.STEWARD)
    return roles


def moves_for(report: Report, user: User, *, now: datetime | None = None) -> list[Status]:
    """The moves that this person may make now, in the order of the table."""
    now = now or timezone.now()
    roles, old = roles_of(report, user), Status(report.status)
    if old in CLOSED and not _may_still_reopen(report, now):
        return []
    return [to for to, who in NEXT[old].items() if who & roles]


def _may_still_reopen(report: Report, now: datetime) -> bool:
    closed = report.closed_at
    return closed is not None and now <= closed + timedelta(days=REOPEN_DAYS)


@transaction.atomic
def move_report(
    report: Report,
    *,
    to: Status,
    by: User,
    text: str = "",
    now: datetime | None = None,
    decisive: bool | None = None,
) -> Step:
    """One move by a person.

    `decisive`: decisions depend on the value, so that its flag blocks once the doubt is right.
    Merging and asking for a repair need more than a text: see `merge_report` and
    `services.repair`. Raises NotAllowed (no such move, or someone was first), NotPermitted,
    Refused text-needed, text-too-long, too-late-to-reopen (days), needs-target, needs-repair.
    """
    now = now or timezone.now()
    if to == Status.MERGED:
        raise Refused("needs-target")
    if to in (Status.REQUESTED, Status.FORWARDED, Status.PATCHED):
        raise Refused("needs-repair")
    actor = permitted(report, to=to, by=by, now=now)
    fields: dict[str, Any] = {} if decisive is None else {"decisive": decisive}
    return make_move(report, to=to, actor=actor, by=by, text=text, now=now, **fields)


def permitted(report: Report, *, to: Status, by: User, now: datetime) -> Actor:
    """As whom this person makes the move; the data team's word goes before the reporter's.

    Raises NotAllowed for a move that is not in the table or that only a delivery makes,
    NotPermitted for one that this person may not make, Refused too-late-to-reopen.
    """
    old = Status(report.status)
    who = NEXT[old].get(to, set()) - {Actor.VERIFICATION}
    if not who:
        raise NotAllowed(old, to)
    mine = who & roles_of(report, by)
    if not mine:
        raise NotPermitted(old, to)
    if old in CLOSED and not _may_still_reopen(report, now):
        raise Refused("too-late-to-reopen", days=REOPEN_DAYS)
    return Actor.STEWARD if Actor.STEWARD in mine else Actor.REPORTER


def make_move(
    report: Report,
    *,
    to: Status,
    actor: Actor,
    by: User | None,
    now: datetime,
    text: str = "",
    delivery: Delivery | None = None,
    **fields: Any,
) -> Step:
    """Write one move of the table with its row, its flags and its messages.

    For services that asked already who may (`permitted`), and for verification (`by` None). Call
    it in a transaction. Raises NotAllowed, Refused text-needed, text-too-long.
    """
    old, text = Status(report.status), text.strip()
    if actor not in NEXT[old].get(to, set()):
        raise NotAllowed(old, to)
    if to in TEXT_NEEDED and not text and actor != Actor.VERIFICATION:
        raise Refused("text-needed")
    if len(text) > LONGEST_TEXT:
        raise Refused("text-too-long", most=LONGEST_TEXT)
    told = {**_what_changes(report, old, to, by=by, actor=actor, now=now), **fields}
    moved = Report.objects.filter(pk=report.pk, status=old)
    if not moved.update(status=to, changed_at=now, **told):
        raise NotAllowed(old, to)  # someone else was first
    report.status, report.changed_at = to, now
    for name, value in told.items():
        setattr(report, name, value)
    step = Step.objects.create(
        report=report, old=old, new=to, actor=actor, by=by, at=now, text=text, delivery=delivery
    )
    if to in (Status.WRONG, Status.UNDECIDABLE, Status.WITHDRAWN, Status.MERGED):
        drop_open(report, now=now)
    sync_flags(report, now=now)
    tell_of_move(report, by=by)
    return step


def _what_changes(
    report: Report,
    old: Status,
    to: Status,
    *,
    by: User | None,
    actor: Actor,
    now: datetime,
) -> dict[str, Any]:
    """The fields that a move sets beside the status: hands, clocks and moments."""
    told: dict[str, Any] = {}
    if to == Status.INVESTIGATING:
        told["taken_up_at"] = report.taken_up_at or now
        if actor == Actor.STEWARD and report.handler_id is None:
            told["handler"] = by
    if to == Status.ASKED:
        told["asked_at"] = now
    if old == Status.ASKED:
        told |= _waited(report, now)
    if to in (Status.RIGHT, Status.WRONG, Status.UNDECIDABLE):
        told["judged_at"] = now
    if to in CLOSED:
        told["closed_at"] = now
    if to == Status.CONFIRMED:
        told["confirmed_at"] = now
    if to == Status.REOPENED:
        told |= _begun_anew(report, old, now)
    return told


def _waited(report: Report, now: datetime) -> dict[str, Any]:
    """The first clock stood still while the reporter was asked; it goes on from where it was."""
    days = waited_for(report, until=now)
    return {
        "asked_at": None,
        "waited_days": report.waited_days + days,
        "judge_by": add_workdays(report.judge_by, days),
    }


def _begun_anew(report: Report, old: Status, now: datetime) -> dict[str, Any]:
    """A case that opens again is to be judged anew.

    The clock to a confirmed repair runs on where a repair did not come; after an end it begins
    again, as the first one does.
    """
    again: dict[str, Any] = {
        "closed_at": None,
        "confirmed_at": None,
        "judged_at": None,
        "taken_up_at": None,
        "told": [],
        "waited_days": 0,
    }
    fresh = Report(dataset=report.dataset)
    begin_clocks(fresh, at=now)
    again |= {"take_up_by": fresh.take_up_by, "judge_by": fresh.judge_by}
    if old in CLOSED:
        again["repair_by"] = fresh.repair_by
    return again


@transaction.atomic
def merge_report(
    report: Report, *, into: Report, by: User, text: str = "", now: datetime | None = None
) -> Step:
    """This report goes on in another of the same dataset: its people, its flag and its story.

    Raises NotAllowed, NotPermitted, Refused merge-itself, merge-elsewhere, merge-closed.
    """
    now = now or timezone.now()
    actor = permitted(report, to=Status.MERGED, by=by, now=now)
    if into.pk == report.pk:
        raise Refused("merge-itself")
    if into.dataset_id != report.dataset_id:
        raise Refused("merge-elsewhere")
    # Locked: it must not close while this one goes into it.
    target = Report.objects.select_for_update(of=("self",)).get(pk=into.pk)
    if target.status not in OPEN:
        raise Refused("merge-closed")
    people = {joiner.person_id: joiner.note for joiner in report.joiners.all()}
    if report.reporter_id:
        people[report.reporter_id] = report.explanation[:2000]
    people.pop(target.reporter_id or 0, None)
    known = set(target.joiners.values_list("person_id", flat=True))
    Joiner.objects.bulk_create(
        Joiner(report=target, person_id=person, note=note, at=now)
        for person, note in people.items()
        if person not in known
    )
    step = make_move(
        report, to=Status.MERGED, actor=actor, by=by, text=text, now=now, merged_into=target
    )
    if step.old == Status.INVESTIGATING and target.status == Status.REPORTED:
        # The flag moves along: what was under investigation stays so.
        make_move(target, to=Status.INVESTIGATING, actor=Actor.STEWARD, by=by, now=now)
    return step


@transaction.atomic
def take_report(report: Report, *, by: User, now: datetime | None = None) -> None:
    """Take a report in hand. Raises NotPermitted, and NotAllowed where a colleague was first."""
    now = now or timezone.now()
    if Actor.STEWARD not in roles_of(report, by):
        raise NotPermitted(report.status, report.status)
    free = Report.objects.filter(pk=report.pk, handler=report.handler_id)
    if not free.update(handler=by, changed_at=now):
        raise NotAllowed(report.status, report.status)
    report.handler = by


@transaction.atomic
def hand_over(report: Report, *, to: User, by: User, now: datetime | None = None) -> None:
    """Give a report to a colleague who may judge it. Raises NotPermitted, Refused cannot-judge."""
    now = now or timezone.now()
    if Actor.STEWARD not in roles_of(report, by):
        raise NotPermitted(report.status, report.status)
    if not to.is_active or Actor.STEWARD not in roles_of(report, to):
        raise Refused("cannot-judge")
    Report.objects.filter(pk=report.pk).update(handler=to, changed_at=now)
    report.handler = to
    tell(report, {to} - {by}, told_handed_over)

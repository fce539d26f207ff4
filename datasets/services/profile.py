"""The job that profiles a delivery: what its columns look like, what they seem to be, which rules follow.

It stands beside the check and never in its way: a profile that fails leaves the data checked as
ever, only without proposals.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.utils import timezone

from datasets import quality
from datasets.lifecycle import ACCEPTED, DeliveryStatus, Mode, PersonalData
from datasets.models import Column, ColumnProfile, Delivery
from datasets.models.delivery import period_end
from datasets.services.masking import personal_columns
from datasets.services.suggestion import sync_suggestions
from datasets.services.table import table_of
from kit.jobs import JobContext, JobFailed, enqueue
from kit.models import Job

MEMORY_MB = 256
TIME_LIMIT = 240  # seconds, of the profile and of trying what it suggests together
DISMISSED = "no-"  # before the reason of a guess that a steward turned down
COUNTS = (*ACCEPTED, DeliveryStatus.PARKED)


def start_profile(delivery: Delivery) -> Job:
    """Ask for a profile of a delivery; one that still waits is the same."""
    return enqueue("profile", {"delivery": delivery.pk}, dedupe=f"profile {delivery.pk}")


def run_profile(context: JobContext) -> Callable[[], None]:
    """The job: profile the delivery, and try on all current data what that suggests."""
    delivery = Delivery.objects.select_related("dataset").get(pk=context.payload["delivery"])
    if delivery.status not in COUNTS or not delivery.table_path.exists():
        return lambda: None  # withdrawn or destroyed meanwhile
    context.progress(5, "profiling")
    current = list(delivery.dataset.deliveries.current().order_by("period", "number"))
    before = previous_profiles(delivery)

    def progress(share: float) -> None:
        context.check()
        context.progress(5 + int(share * 90), "profiling")

    with TemporaryDirectory(prefix="koers-profile-", dir=_scratch()) as scratch:
        try:
            seen = examine(
                table_of(delivery.dataset, [delivery]),
                table_of(delivery.dataset, current),
                previous=[known for known in before.values() if known],
                today=timezone.localdate(),
                temp=Path(scratch),
                progress=progress,
            )
        except quality.CheckError as error:
            raise JobFailed(error.code, **error.params) from error
    return lambda: _write(delivery, seen, now=timezone.now())


@dataclass(frozen=True)
class Seen:
    """What a profile brings: a profile per column, and the rules that the data bears out."""

    profiles: Sequence[quality.ColumnProfile]
    proposals: Sequence[quality.Proposal]


def examine(
    table: quality.Table,
    current: quality.Table,
    *,
    previous: Sequence[quality.ColumnProfile],
    today: date,
    temp: Path,
    progress: Callable[[float], None] | None = None,
) -> Seen:
    """Profile `table`; keep of the rules that it suggests those that hold for all of `current`."""
    profiles = quality.profile(
        table, memory_mb=MEMORY_MB, temp=temp, progress=progress, time_limit=TIME_LIMIT / 2
    )
    candidates = quality.propose(profiles, previous=previous)
    outcomes = quality.check(
        current,
        [candidate.spec(str(place)) for place, candidate in enumerate(candidates)],
        today=today,
        examples=0,
        memory_mb=MEMORY_MB,
        temp=temp,
        time_limit=TIME_LIMIT / 2,
    )
    return Seen(profiles, quality.weigh(candidates, outcomes))


def _scratch() -> Path:
    folder = Path(settings.KOERS_DATA) / "scratch"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _write(delivery: Delivery, seen: Seen, *, now: datetime) -> None:
    delivery.refresh_from_db()
    if delivery.status not in COUNTS:
        return
    columns = {column.name: column for column in delivery.dataset.columns.all()}
    _guess(columns, seen.profiles)
    ColumnProfile.objects.filter(delivery=delivery).delete()
    ColumnProfile.objects.bulk_create(
        ColumnProfile(
            delivery=delivery,
            position=position,
            name=known.name,
            stats=fit_to_keep(known, columns.get(known.name)).as_dict(),
        )
        for position, known in enumerate(seen.profiles, start=1)
    )
    if delivery.is_current:
        hidden = {name for name, column in columns.items() if _class_of(column)}
        hidden |= set(personal_columns(delivery.dataset))
        sync_suggestions(delivery, seen.proposals, hidden=hidden, now=now)


def _guess(columns: Mapping[str, Column], profiles: Sequence[quality.ColumnProfile]) -> None:
    """What each column seems to be; what a steward said or turned down is not asked again."""
    guesses = quality.guess_personal(profiles)
    for known in profiles:
        column, guess = columns.get(known.name), guesses.get(known.name)
        if column is None:
            continue
        said = column.personal != PersonalData.NONE
        if said or (guess and column.guess_reason == DISMISSED + guess.reason):
            continue
        if guess is None and column.guess_reason.startswith(DISMISSED):
            continue
        told = (guess.personal, guess.reason) if guess else (PersonalData.NONE, "")
        if told != (column.personal_guess, column.guess_reason):
            column.personal_guess, column.guess_reason = told
            column.save(update_fields=["personal_guess", "guess_reason"])


def _class_of(column: Column | None) -> str:
    """The class of personal data that a column has or seems to have; "" for none."""
    if column is None:
        return ""
    for told in (column.personal, column.personal_guess):
        if told != PersonalData.NONE:
            return str(told)
    return ""


def fit_to_keep(known: quality.ColumnProfile, column: Column | None) -> quality.ColumnProfile:
    """The profile without the values that may not be kept of a personal column."""
    personal = _class_of(column)
    return known.without_values(personal) if personal else known


def previous_profiles(delivery: Delivery) -> dict[str, quality.ColumnProfile]:
    """The profile of the delivery before this one, by name of the column; empty without one.

    Before it, in a dataset that grows, comes the period before; else the delivery before.
    """
    before = previous_profiled(delivery)
    if before is None:
        return {}
    return {
        kept.name: quality.ColumnProfile.from_dict(kept.stats) for kept in before.profiles.all()
    }


def previous_profiled(delivery: Delivery) -> Delivery | None:
    """The newest delivery before this one that has a profile."""
    profiled = Delivery.objects.filter(
        dataset_id=delivery.dataset_id, profiles__position=1, same_as=None
    ).exclude(pk=delivery.pk)
    if delivery.dataset.mode == Mode.REPLACES:
        return profiled.filter(number__lt=delivery.number).order_by("-number").first()
    own = period_end(delivery.period) or date.min
    earlier = [
        (end, other.number, other)
        for other in profiled.filter(is_current=True)
        if (end := period_end(other.period)) and end < own
    ]
    return max(earlier, key=lambda found: found[:2])[2] if earlier else None

"""The clocks of a report, in working days: to take it up, to judge it, to a confirmed repair."""

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.utils import timezone

from datasets.models import Dataset
from datasets.services.freshness import freshness
from feedback.models import Norm, Report
from kit.workdays import add_workdays, workdays_between

AFTER_DELIVERY = 5  # working days after the next expected delivery in which a repair is confirmed


@dataclass(frozen=True)
class Terms:
    """Lengths in working days."""

    take_up: int
    judge: int
    repair: int


def terms_of(dataset: Dataset) -> Terms:
    """The norms of this dataset, or those of the settings."""
    norm = Norm.objects.filter(dataset=dataset).first()
    if norm:
        return Terms(norm.take_up_days, norm.judge_days, norm.repair_days)
    return default_terms()


def default_terms() -> Terms:
    """The norms of the settings."""
    return Terms(
        settings.REPORT_TAKE_UP_DAYS, settings.REPORT_JUDGE_DAYS, settings.REPORT_REPAIR_DAYS
    )


def take_up_day(terms: Terms, start: date) -> date:
    return add_workdays(start, terms.take_up)


def judge_day(terms: Terms, start: date, *, waited: int = 0) -> date:
    """The last day of the first clock. `waited`: working days for which the reporter was waited."""
    return add_workdays(start, terms.judge + waited)


def repair_day(terms: Terms, start: date, *, next_delivery: date | None) -> date:
    """The later of the norm and five working days after the next delivery that is expected."""
    last = add_workdays(start, terms.repair)
    if next_delivery is None or next_delivery < start:
        return last
    return max(last, add_workdays(next_delivery, AFTER_DELIVERY))


def begin_clocks(report: Report, *, at: datetime) -> None:
    """Set the three days of a report that begins, or begins anew, at this moment."""
    start, terms = timezone.localdate(at), terms_of(report.dataset)
    report.take_up_by = take_up_day(terms, start)
    report.judge_by = judge_day(terms, start)
    report.repair_by = repair_day(
        terms, start, next_delivery=freshness(report.dataset, today=start).due
    )


def waited_for(report: Report, *, until: datetime) -> int:
    """Working days between the question to the reporter and `until`; 0 where nothing is asked."""
    if report.asked_at is None:
        return 0
    return workdays_between(timezone.localdate(report.asked_at), timezone.localdate(until))

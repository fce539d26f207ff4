"""What the night brings: rules that depend on the date are judged anew, also without new data."""

from collections.abc import Callable
from datetime import datetime

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from datasets import quality
from datasets.models import Dataset, Rule, Run
from datasets.models.run import Trigger
from datasets.services.start import start_check
from datasets.services.table import spec_of
from kit.jobs import JobContext


def recheck(context: JobContext) -> Callable[[], None]:
    """The nightly job: asks for a check, each a job of its own, and does nothing else."""
    due = due_datasets(now=timezone.now())
    context.progress(80, "writing")

    def write() -> None:
        now = timezone.now()
        for dataset in due:
            start_check(dataset, by=None, trigger=Trigger.NIGHTLY, now=now)

    return write


def due_datasets(*, now: datetime) -> list[Dataset]:
    """Datasets in use with data and a rule in force that may find something else today than when
    it was last judged."""
    last = Run.objects.real().filter(dataset=OuterRef("dataset"), job__state="done")
    rules = (
        Rule.objects.active()
        .filter(dataset__in=Dataset.objects.active())
        .filter(dataset__deliveries__is_current=True)
        .annotate(judged=Subquery(last.order_by("-number").values("today")[:1]))
        .exclude(judged=timezone.localdate(now))
        .select_related("dataset")
        .distinct()
        .order_by("dataset_id", "number")
    )
    return list(
        {
            rule.dataset_id: rule.dataset
            for rule in rules
            if quality.depends_on_date(spec_of(rule))
        }.values()
    )

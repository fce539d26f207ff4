"""The rows behind durable work: what must be done, who gave a sign of life, what returns."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

LATE = timedelta(minutes=1)


class Job(models.Model):
    """One piece of work. This row is the truth; the broker only carries its id to a worker."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    kind = models.CharField(max_length=60)
    payload = models.JSONField(default=dict)
    dedupe = models.CharField(max_length=200, blank=True, default="")
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    # Drawn anew at every claim: only who holds the newest token may finish the job.
    token = models.CharField(max_length=32, blank=True, default="")
    worker = models.CharField(max_length=200, blank=True, default="")
    lease_until = models.DateTimeField(null=True, blank=True)
    woken_at = models.DateTimeField(null=True, blank=True)
    wakes = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    progress = models.PositiveSmallIntegerField(default=0)
    step = models.CharField(max_length=60, blank=True, default="")
    error_code = models.CharField(max_length=60, blank=True, default="")
    error_params = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="job_state_known",
                condition=Q(state__in=["queued", "running", "done", "failed"]),
            ),
            models.CheckConstraint(name="job_progress_percent", condition=Q(progress__lte=100)),
            models.CheckConstraint(
                name="job_running_has_lease",
                condition=~Q(state="running") | (Q(lease_until__isnull=False) & ~Q(token="")),
            ),
            # Of jobs that were never tried: one that returns to the queue may have a younger twin.
            models.UniqueConstraint(
                name="job_one_queued_per_dedupe",
                fields=["kind", "dedupe"],
                condition=Q(state="queued", attempts=0) & ~Q(dedupe=""),
            ),
        ]
        indexes = [
            models.Index(name="job_expired", fields=["lease_until"], condition=Q(state="running")),
            models.Index(name="job_waiting", fields=["woken_at"], condition=Q(state="queued")),
            models.Index(name="job_by_kind", fields=["kind", "created_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk} ({self.state})"

    @property
    def has_ended(self) -> bool:
        """Whether nothing will happen to it any more: done or failed."""
        return self.state in {self.State.DONE, self.State.FAILED}

    def is_late(self, now: datetime) -> bool:
        """Whether it has been due for over a minute without a worker taking it."""
        due = max(self.created_at, self.not_before or self.created_at)
        return self.state == self.State.QUEUED and due < now - LATE


class Heartbeat(models.Model):
    """The last sign of life of a part of the installation: the sweeper, each worker."""

    name = models.CharField(max_length=200, primary_key=True)
    at = models.DateTimeField()
    info = models.JSONField(default=dict, blank=True)

    def __str__(self) -> str:
        return self.name


class Schedule(models.Model):
    """When a returning job is due next. Whoever moves `next_due` on is the one that enqueues."""

    name = models.CharField(max_length=60, primary_key=True)
    every = models.PositiveIntegerField(help_text=_("seconds"))
    next_due = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="schedule_every_positive", condition=Q(every__gt=0))
        ]

    def __str__(self) -> str:
        return self.name

"""What people say and bring beside the moves of a report."""

import uuid
from pathlib import Path

from django.conf import settings
from django.db import models

from feedback.models.report import Report

_PERSON = settings.AUTH_USER_MODEL


class Message(models.Model):
    """A line of the conversation. `internal`: for those who judge, never for the reporter."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="messages")
    by = models.ForeignKey(_PERSON, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    text = models.TextField(max_length=4000)
    internal = models.BooleanField(default=False)

    class Meta:
        ordering = ["at", "pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["report", "at"], name="message_of_report")]

    def __str__(self) -> str:
        return self.text[:60]


class Joiner(models.Model):
    """*Ik ook*: someone who doubts the same, with what they add. Hears what the reporter hears."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="joiners")
    person = models.ForeignKey(_PERSON, on_delete=models.CASCADE, related_name="joined_reports")
    note = models.TextField(blank=True, max_length=2000)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["report", "person"], name="joiner_once"),
        ]

    def __str__(self) -> str:
        return f"{self.report} {self.person}"


class Watcher(models.Model):
    """Someone who wants to hear of each move without having a part in it."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="watchers")
    person = models.ForeignKey(_PERSON, on_delete=models.CASCADE, related_name="watched_reports")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["report", "person"], name="watcher_once"),
        ]

    def __str__(self) -> str:
        return f"{self.report} {self.person}"


class Attachment(models.Model):
    """Evidence that someone brought. The file lies outside the web's root, under a name of ours.

    `size` in bytes, as it is kept: pictures lose what is no picture.
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="attachments")
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    filename = models.CharField(max_length=200)
    kind = models.CharField(max_length=10)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(_PERSON, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.filename

    @property
    def path(self) -> Path:
        return Path(settings.MEDIA_ROOT) / "evidence" / self.uuid.hex


class Reaction(models.Model):
    """One question after closing: are you satisfied with how it ended? No may open the case again."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="reactions")
    satisfied = models.BooleanField()
    text = models.TextField(blank=True, max_length=2000)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.report} {self.satisfied}"

"""What people are told: in their inbox and by mail."""

from typing import Self

from django.db import models

from people.models.person import User


class NotificationQuerySet(models.QuerySet["Notification"]):
    def visible_to(self, user: User) -> Self:
        """Everyone reads their own inbox only."""
        return self.filter(user=user)

    def unread(self) -> Self:
        return self.filter(read_at__isnull=True)

    def unread_first(self) -> Self:
        """Unread before read, and the newest first within both."""
        is_read = models.Q(read_at__isnull=False)
        return self.order_by(
            models.ExpressionWrapper(is_read, models.BooleanField()), "-created_at", "-pk"
        )


class Notification(models.Model):
    """One line in someone's inbox, in the language they had when it was written."""

    user = models.ForeignKey(User, models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=60)
    text = models.CharField(max_length=500)
    url = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["user", "read_at"], name="notification_inbox")]

    def __str__(self) -> str:
        return self.text


class OutgoingMail(models.Model):
    """One message on its way out. The body goes once it is sent: it may hold a personal link."""

    kind = models.CharField(max_length=60)
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    notification = models.ForeignKey(
        Notification, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(db_index=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.to}: {self.subject}"

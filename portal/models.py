"""Texts of the portal that the organisation writes itself."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SiteText(models.Model):
    """What an administrator wrote in place of one of the portal's own texts, per language.

    The row with the latest `updated_at` of a slug and language counts; earlier ones stay, so that
    it can be read back what the statement said at any time.
    """

    class Slug(models.TextChoices):
        ACCESSIBILITY = "accessibility", _("Accessibility")
        PRIVACY = "privacy", _("Privacy")
        CONTACT = "contact", _("Contact")

    slug = models.CharField(max_length=20, choices=Slug.choices)
    language = models.CharField(max_length=5)
    body = models.TextField()
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["-updated_at", "-pk"]
        default_permissions = ()
        permissions: ClassVar = [("edit_texts", "May change the texts of the portal")]
        indexes: ClassVar = [
            models.Index(fields=["slug", "language", "-updated_at"], name="site_text_latest")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(slug__in=["accessibility", "privacy", "contact"]),
                name="site_text_slug",
            )
        ]

    def __str__(self) -> str:
        return f"{self.slug} ({self.language})"

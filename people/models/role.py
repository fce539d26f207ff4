"""Which permissions a role was once given by default."""

from django.db import models


class RoleDefault(models.Model):
    """A default that has been given, so that one an administrator took away stays away."""

    role = models.CharField(max_length=40)
    permission = models.CharField(max_length=200)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["role", "permission"], name="role_default_once"),
        ]

    def __str__(self) -> str:
        return f"{self.role}: {self.permission}"

"""Cells that Koers itself repaired in a delivery, because the source cannot."""

from django.conf import settings
from django.db import models

from datasets.models.delivery import Delivery


class PatchedCell(models.Model):
    """`line` is that of the delivered file; `old` and `new` are texts as tables hold them, "" for
    an empty cell. Both go when the delivery is destroyed."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="patched_cells")
    line = models.PositiveBigIntegerField()
    column = models.CharField(max_length=300)
    old = models.TextField(blank=True)
    new = models.TextField(blank=True)
    note = models.CharField(max_length=1000, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ["line", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["delivery", "line", "column"], name="patched_cell_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.delivery}, {self.line}: {self.column}"

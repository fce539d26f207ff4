"""Forgetting jobs that ended long ago, so that the table stays as small as the work at hand."""

from datetime import datetime

from django.db import transaction

from kit.models import Job

BATCH = 500


def purge(*, before: datetime) -> int:
    """Remove jobs that ended before this moment and that no row refers to; how many.

    A result that names its job (a check, a mail) keeps it. In short transactions.
    """
    ended = Job.objects.filter(finished_at__lt=before)
    for relation in Job._meta.related_objects:
        ended = ended.filter(**{f"{relation.name}__isnull": True})
    removed = 0
    while pks := list(ended.order_by("pk").values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            removed += Job.objects.filter(pk__in=pks).delete()[0]
    return removed

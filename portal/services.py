"""Changes that belong to the portal itself."""

from django.db import transaction
from django.utils import timezone

from people.models import User
from portal.models import SiteText


@transaction.atomic
def write_text(slug: SiteText.Slug, *, language: str, body: str, by: User) -> SiteText:
    """Put a text of the organisation in place of what stood there; the old one stays on record."""
    return SiteText.objects.create(
        slug=slug,
        language=language,
        body=body.replace("\r\n", "\n").strip(),
        updated_at=timezone.now(),
        updated_by=by,
    )

"""The period of a delivery as people say it."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from datasets.models.delivery import period_end


def period_words(period: str) -> str:
    """2026-K2 as 2nd quarter of 2026, 2026-05 as May 2026, 2026-05-31 as 31 May 2026.

    A year stays a year, and what cannot be read stays as it was written.
    """
    end = period_end(period)
    year, _dash, part = period.partition("-")
    if end is None or not part:
        return period
    if part[0] in "KQ":
        return _("quarter %(number)s of %(year)s") % {"number": part[1:], "year": year}
    if part[0] == "H":
        return _("half-year %(number)s of %(year)s") % {"number": part[1:], "year": year}
    if part[0] == "W":
        return _("week %(number)s of %(year)s") % {"number": int(part[1:]), "year": year}
    return date_format(end, "j F Y" if "-" in part else "F Y")

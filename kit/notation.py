"""Numbers, sizes and moments as the reader writes them (Dutch: 1.234,5 and 12 mrt 2026, 14:05)."""

from datetime import UTC, date, datetime
from decimal import Decimal
from math import isfinite

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

Number = int | float | Decimal
EMPTY = "\N{EN DASH}"
NARROW_SPACE = "\N{NO-BREAK SPACE}"
SIZES = ("bytes", "kB", "MB", "GB", "TB")


def number(value: Number | None, decimals: int | None = None) -> str:
    """Write a number with the reader's separators; an en dash where there is none.

    Without `decimals` whole numbers stay whole and others get at most two, without trailing zeros.
    """
    if value is None or not isfinite(value):
        return EMPTY
    if decimals is None:
        text = f"{round(Decimal(str(value)), 2):f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
        value = Decimal(text)
        decimals = len(text.partition(".")[2])
    return str(number_format(value, decimal_pos=decimals, use_l10n=True, force_grouping=True))


def percent(share: Number | None, decimals: int = 1) -> str:
    """Write a share (0 to 1) as a percentage. What is not all or nothing never reads so.

    0.9996 is 99,9 %, not 100,0 %: a column that misses one value in a million is not full.
    """
    if share is None or not isfinite(share):
        return EMPTY
    step = Decimal(1).scaleb(-decimals)
    exact = Decimal(str(share)) * 100
    shown = round(exact, decimals)
    if exact < 100 <= shown:
        shown = 100 - step
    if shown <= 0 < exact:
        return f"<{number(step, decimals)}%"
    if shown == shown.to_integral_value() and exact in (0, 100):
        decimals = 0
    return f"{number(shown, decimals)}%"


def size(count: int | None) -> str:
    """Write a number of bytes in the unit that leaves it legible (1 kB is 1,000 bytes)."""
    if count is None:
        return EMPTY
    amount, unit = float(count), 0
    while amount >= 1000 and unit < len(SIZES) - 1:
        amount, unit = amount / 1000, unit + 1
    if unit == 0:
        return ngettext("%(count)s byte", "%(count)s bytes", count) % {"count": number(count)}
    return f"{number(amount, 1 if amount < 10 else 0)}{NARROW_SPACE}{SIZES[unit]}"


def day(value: date | None) -> str:
    """Write a day: 12 mrt 2026."""
    if value is None:
        return EMPTY
    return date_format(_local(value), pgettext("date", "j M Y"))


def moment(value: datetime | None) -> str:
    """Write a moment in the portal's own time zone: 12 mrt 2026, 14:05."""
    if value is None:
        return EMPTY
    return date_format(_local(value), pgettext("date", "j M Y, H:i"))


def ago(value: date | None, now: datetime) -> str:
    """Say how long before `now` something was; from a week on its day."""
    if value is None:
        return EMPTY
    local, today = _local(value), timezone.localdate(now)
    on = local.date() if isinstance(local, datetime) else local
    days = (today - on).days
    if days < 0 or days >= 7:
        return day(value)
    if days:
        return ngettext("yesterday", "%(count)s days ago", days) % {"count": days}
    if not isinstance(local, datetime):
        return _("today")
    minutes = int((now - local).total_seconds() // 60)
    if minutes < 0:
        return moment(local)
    if minutes < 1:
        return _("just now")
    if minutes < 60:
        return ngettext("%(count)s minute ago", "%(count)s minutes ago", minutes) % {
            "count": minutes
        }
    hours = minutes // 60
    return ngettext("%(count)s hour ago", "%(count)s hours ago", hours) % {"count": hours}


def machine(value: date) -> str:
    """Give the form that the `datetime` attribute of a time element takes."""
    if isinstance(value, datetime):
        aware = value if timezone.is_aware(value) else timezone.make_aware(value)
        return aware.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return value.isoformat()


def _local(value: date) -> date:
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value

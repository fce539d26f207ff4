"""Profiles in words: a value as the reader writes it, where a bin lies, what changed since before."""

from collections.abc import Sequence
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from datasets.quality import ColumnProfile
from kit import notation

Value = int | float | str | None
NUMBERS, DATES = ("geheel", "getal"), ("datum", "tijdstip")
TOLD = 0.005  # share of the rows; what changes less is the same
MOVED = 0.1  # share of what it was: a mean that moves less is the same


def value_words(value: Value, type_: str, *, amount: bool = True) -> str:
    """A value of a profile in the reader's notation; an en dash where there is none.

    What is no amount (a year, a code) is written without separators.
    """
    if value is None:
        return notation.EMPTY
    if isinstance(value, str):
        if type_ not in DATES:
            return value
        day = date_format(date.fromisoformat(value[:10]), "d-m-Y")
        return f"{day}{value[10:]}"
    if not amount and value == int(value):
        return str(int(value))
    return notation.number(value)


def distinct_words(known: ColumnProfile) -> str:
    """How many different values there are: 12, all different, about 940.000."""
    if known.unique:
        return _("all different")
    count = notation.number(known.distinct)
    return count if known.distinct_exact else _("about %(count)s") % {"count": count}


def bin_words(low: Value, high: Value, known: ColumnProfile) -> str:
    """Where a bin lies: 0 to 50, below 0, 2020."""
    first, last = _edge(low, known), _edge(high, known)
    if low is None:
        return _("below %(high)s") % {"high": last}
    if high is None:
        return _("%(low)s or more") % {"low": first}
    if low == high or (known.type in DATES and _is_next(str(low), str(high))):
        return first
    return _("%(low)s to %(high)s") % {"low": first, "high": last}


def _edge(value: Value, known: ColumnProfile) -> str:
    """A date at the beginning of a year or month is that year or month."""
    if value is None or known.type not in DATES:
        return value_words(value, known.type, amount=known.amounts)
    day = date.fromisoformat(str(value)[:10])
    if (day.month, day.day) == (1, 1):
        return str(day.year)
    return date_format(day, "b Y" if day.day == 1 else "d-m-Y")


def _is_next(low: str, high: str) -> bool:
    """Whether the bin is just that year, month or day."""
    first, last = date.fromisoformat(low), date.fromisoformat(high)
    months = (last.year - first.year) * 12 + last.month - first.month
    if (first.month, first.day) == (1, 1):
        return months == 12
    return months == 1 if first.day == 1 else (last - first).days == 1


def change_words(
    now: ColumnProfile, before: ColumnProfile | None, *, values: bool = True
) -> list[str]:
    """What is different from the delivery before, the weightiest first; [] where nothing is.

    Without `values` only what counts tell: a mean that moved is for who may see rows.
    """
    if before is None:
        return [_("new column")]
    found = [*_filled(now, before), *_values(now, before)]
    if values:
        found += _spread(now, before)
    if now.type != before.type and now.filled and before.filled:
        found.insert(
            0,
            _("type was %(before)s, now %(now)s") % {"before": before.type, "now": now.type},
        )
    return found


def _filled(now: ColumnProfile, before: ColumnProfile) -> list[str]:
    """The change in percent of the rows: 12 % less filled."""
    moved = now.filled_share - before.filled_share
    if not now.rows or not before.rows or abs(moved) < TOLD:
        return []
    share = notation.percent(abs(moved), 0 if abs(moved) >= 0.02 else 1)
    told = _("%(share)s less filled") if moved < 0 else _("%(share)s more filled")
    return [told % {"share": share}]


def _values(now: ColumnProfile, before: ColumnProfile) -> list[str]:
    """Values that came and went, where a profile tells all of them."""
    if now.type in NUMBERS or not (_tells_all(now) and _tells_all(before)):
        return []
    current = {each.value for each in now.frequent}
    earlier = {each.value for each in before.frequent}
    new, gone = len(current - earlier), len(earlier - current)
    found = []
    if new:
        found.append(ngettext("%(count)s new value", "%(count)s new values", new) % {"count": new})
    if gone:
        found.append(
            ngettext("%(count)s value gone", "%(count)s values gone", gone) % {"count": gone}
        )
    return found


def _tells_all(known: ColumnProfile) -> bool:
    return bool(known.frequent) and len(known.frequent) == known.distinct


def _spread(now: ColumnProfile, before: ColumnProfile) -> list[str]:
    if now.mean is None or not before.mean or now.type not in NUMBERS:
        return []
    moved = now.mean / before.mean - 1
    if abs(moved) < MOVED:
        return []
    share = notation.percent(abs(moved), 0)
    told = _("%(share)s higher on average") if moved > 0 else _("%(share)s lower on average")
    return [told % {"share": share}]


def gone_words(columns: Sequence[str]) -> str:
    """Columns that the delivery before had and this one has not."""
    return ngettext(
        "The column %(columns)s is not in this delivery.",
        "The columns %(columns)s are not in this delivery.",
        len(columns),
    ) % {"columns": ", ".join(columns)}

"""What a rule counts where that is no row, and what failed, in words."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrPromise

from datasets import quality
from kit.notation import number, percent

_FACTS: dict[str, StrPromise] = {
    "rijen": gettext_lazy("%(value)s rows"),
    "periode": gettext_lazy("about %(value)s"),
    "vorige": gettext_lazy("before: %(value)s rows"),
    "vorigeLevering": gettext_lazy("compared with delivery %(value)s"),
    "verwacht": gettext_lazy("expected by %(value)s"),
    "ontvangen": gettext_lazy("arrived on %(value)s"),
    "dagenTeLaat": gettext_lazy("days late: %(value)s"),
    "totaal": gettext_lazy("total %(value)s"),
    "aandeel": gettext_lazy("share %(value)s"),
    "vorigAandeel": gettext_lazy("before: %(value)s"),
    "nieuw": gettext_lazy("new"),
    "verdwenen": gettext_lazy("disappeared"),
}
_DAYS = ("verwacht", "ontvangen")
_SHARES = ("aandeel", "vorigAandeel")


_NAMES: dict[str, StrPromise] = {
    "levering": gettext_lazy("deliveries"),
    "periode": gettext_lazy("periods"),
    "totaal": gettext_lazy("totals"),
    "categorie": gettext_lazy("categories"),
}


def unit_name(kind: str) -> str:
    """What a kind counts, in the plural; empty where it counts rows."""
    known = quality.KINDS.get(kind)
    return str(_NAMES.get(known.unit, "")) if known else ""


def unit_words(example: Mapping[str, Any]) -> str:
    """An example that is no row, in a few words: `2022`, or `12 rows; before: 120 rows`."""
    label, facts = str(example.get("label") or ""), example.get("facts") or {}
    if label == example.get("part"):
        label = ""  # the delivery has a column of its own
    told = "; ".join(_fact(name, value) for name, value in facts.items() if name in _FACTS)
    if label and told:
        return _("%(label)s: %(facts)s") % {"label": label, "facts": told}
    return label or told


def _fact(name: str, value: Any) -> str:
    if name in _DAYS:
        value = date_format(date.fromisoformat(str(value)), "j F Y")
    elif name in _SHARES:
        value = percent(float(value) / 100, 1)
    elif isinstance(value, int):
        value = number(value)
    return str(_FACTS[name]) % {"value": value}

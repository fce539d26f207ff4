"""Why a rule is proposed, and what a column seems to be."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kit.notation import number as count

Params = Mapping[str, Any]


def suggestion_reason(code: str, params: Params) -> str:
    """Why a rule is proposed: what the values are like, and how many rows meet it now."""
    say = WHY_CODES.get(code)
    why = say(params) if say else ""
    return " ".join(part for part in (why, suggestion_fit(params)) if part)


def suggestion_fit(params: Params) -> str:
    """How many of the rows that a proposed rule looks at meet it now; "" where that is unknown."""
    checked, failed = params.get("checked"), params.get("failed", 0)
    if not checked:
        return ""
    if not failed:
        return ngettext(
            "The only row that it looks at meets it now.",
            "All %(checked)s rows that it looks at meet it now.",
            checked,
        ) % {"checked": count(checked)}
    return ngettext(
        "%(good)s of %(checked)s rows meet it now; %(failed)s row does not.",
        "%(good)s of %(checked)s rows meet it now; %(failed)s rows do not.",
        failed,
    ) % {"good": count(checked - failed), "checked": count(checked), "failed": count(failed)}


def guess_words(reason: str) -> str:
    """What a column looks like, after `looks like`: a BSN, an e-mail address."""
    say = GUESS_CODES.get(reason)
    return say() if say else ""


WHY_CODES: dict[str, Callable[[Params], str]] = {
    "filled": lambda p: _("This column is filled in nearly every row."),
    "key": lambda p: _("The values look like numbers or names that tell rows apart."),
    "key-together": lambda p: _("Together these columns tell every row apart."),
    "few-values": lambda p: (
        ngettext(
            "There is only %(distinct)s value, which comes back again and again.",
            "There are only %(distinct)s different values, which come back again and again.",
            p.get("distinct", 0),
        )
        % {"distinct": count(p.get("distinct", 0))}
    ),
    "never-negative": lambda p: _("These are counts or amounts that do not go below 0."),
    "percentage": lambda p: _("By its name and its values this is a percentage."),
    "far-off": lambda p: _(
        "Nearly all values lie near each other. What lies far off is probably a mistake."
    ),
    "coordinates": lambda p: _("By their name these are coordinates of places in the Netherlands."),
    "form": lambda p: _("The values have this form."),
    "shape": lambda p: (
        _("The values look like %(shape)s: A is a capital, a another letter, 9 a digit.")
        % {"shape": p.get("shape", "")}
    ),
    "same-length": lambda p: (
        _("The values are all %(length)s characters long.") % {"length": count(p.get("length", 0))}
    ),
    "date-order": lambda p: _("By their names one is a beginning and the other an end."),
    "parts": lambda p: _("These columns stand side by side and add up to the total."),
    "row-count": lambda p: (
        _("This delivery has %(rows)s rows, the one before it %(before)s.")
        % {"rows": count(p.get("rows", 0)), "before": count(p.get("before", 0))}
    ),
}
GUESS_CODES: dict[str, Callable[[], str]] = {
    "bsn": lambda: _("citizen service numbers (BSN): the values pass the eleven-proof"),
    "iban": lambda: _("bank accounts: the values are valid IBANs"),
    "email": lambda: _("e-mail addresses"),
    "telefoon": lambda: _("telephone numbers"),
    "naam": lambda: _("names of people, by the name of the column"),
    "geboortedatum": lambda: _("dates of birth, by the name of the column"),
    "adres": lambda: _("part of an address: with the other columns it leads to one house"),
    "bijzonder": lambda: _("special personal data, by the name of the column"),
}

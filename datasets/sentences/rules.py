"""Rules in words: the sentence with blanks of each kind, and a rule with its blanks filled."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from datasets import quality
from datasets.sentences.kind_words import KindWords
from datasets.sentences.kinds import WORDS
from datasets.sentences.units import unit_name
from kit.notation import number as count
from kit.notation import percent

_BLANK = "…"
_MAX_SHOWN = 6


class _Blanks(dict[str, str]):
    """What goes into the blanks of a sentence; what is not known yet stays open."""

    def __missing__(self, name: str) -> str:
        return _BLANK


def kind_title(kind: str) -> str:
    return str(WORDS[kind].title) if kind in WORDS else kind


def kind_sentence(kind: str) -> str:
    """The sentence of a kind with open blanks, for choosing one: `… is filled`."""
    words = WORDS[kind]
    first = words.sentences[quality.KINDS[kind].sentence_codes[0]]
    return str(words.offered or first) % _Blanks()


def rule_sentence(
    kind: str, columns: Sequence[str], parameters: Mapping[str, Any], *, dataset_name: str = ""
) -> str:
    """A rule with its blanks filled. `dataset_name` names the dataset that it refers to."""
    spec = quality.RuleSpec("", kind, tuple(columns), parameters)
    try:
        code, blanks = quality.describe(spec)
    except quality.RuleError:
        if kind not in quality.KINDS:  # kept from before a kind changed: shown as it stands
            return f"{kind}: {', '.join(columns)}"
        code, blanks = _as_far_as_filled(kind, columns, parameters)
    words = WORDS[kind]
    # Parameters read as they were written: a list in its own order, before numbers were read.
    given = {**blanks, **{name: value for name, value in parameters.items() if _is_list(value)}}
    told = _Blanks(
        {name: text for name, value in given.items() if (text := _told(words, name, value))}
    )
    told |= {
        "kolom": columns[0] if columns else _BLANK,
        "kolom2": columns[1] if len(columns) > 1 else _BLANK,
        "kolommen": _and(columns) or _BLANK,
        "delen": _and(columns[1:]) or _BLANK,
        "delen2": _and(columns[2:]) or _BLANK,
        "sleutels": _and(columns[:-1]) or _BLANK,
        "laatste": columns[-1] if columns else _BLANK,
        "bronkolom": str(blanks.get("andereKolom") or _BLANK),
    }
    if dataset_name:
        told["dataset"] = dataset_name
    return str(words.sentences[code]) % told


def told_of_another(kind: str) -> set[str]:
    """The parameters of a kind that tell what is in another dataset."""
    known = quality.KINDS.get(kind)
    if known is None:
        return {"dataset", "kolom"}
    return {blank.name for blank in known.parameters if blank.type in quality.OF_ANOTHER_DATASET}


def nameless_sentence(kind: str, columns: Sequence[str], parameters: Mapping[str, Any]) -> str:
    """The same for who may not know which dataset and column it refers to."""
    hidden = told_of_another(kind) - {"dataset"} if parameters.get("dataset") else set()
    told = {
        name: _BLANK if name in hidden else value
        for name, value in parameters.items()
        if not (name in hidden and _is_list(value))
    }
    return rule_sentence(kind, columns, told, dataset_name=_("another dataset"))


def _as_far_as_filled(
    kind: str, columns: Sequence[str], parameters: Mapping[str, Any]
) -> tuple[str, dict[str, Any]]:
    """The sentence and blanks of a rule that is still being written."""
    known = quality.KINDS[kind]
    given = {name: value for name, value in parameters.items() if value not in (None, "", [])}
    defaults = {
        blank.name: blank.default for blank in known.parameters if blank.default is not None
    }
    code = known.sentence_codes[0]
    if given:
        code = known.sentence(len(columns), {**defaults, **given}) or known.name
    return code, {**defaults, **given, "andereKolom": given.get("kolom", _BLANK)}


def norm_sentence(norm_count: int | None, norm_share: float | None, kind: str = "") -> str:
    """What may fail, in words; of the kind it depends whether that is rows."""
    if unit_name(kind):
        return _norm_of_units(norm_count, norm_share)
    if norm_share is not None:
        return _("at most %(share)s of the rows may fail") % {"share": _agreed(norm_share)}
    if norm_count:
        return ngettext(
            "at most %(count)s row may fail", "at most %(count)s rows may fail", norm_count
        ) % {"count": count(norm_count)}
    return _("no row may fail")


def _norm_of_units(norm_count: int | None, norm_share: float | None) -> str:
    if norm_share is not None:
        return _("at most %(share)s may fail") % {"share": _agreed(norm_share)}
    if norm_count:
        return _("at most %(count)s may fail") % {"count": count(norm_count)}
    return _("nothing may fail")


def _agreed(share: float) -> str:
    """5 %, not 5,0 %: a norm was agreed, not measured, and is told as it was written."""
    exponent = (Decimal(str(share)) * 100).normalize().as_tuple().exponent
    return percent(share, max(0, -int(exponent)))


def _and(names: Sequence[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}


def _some(values: Sequence[Any]) -> str:
    """The first values of a list, and how many more there are."""
    shown = ", ".join(str(value) for value in values[:_MAX_SHOWN]) or _BLANK
    more = len(values) - _MAX_SHOWN
    if more <= 0:
        return shown
    return _("%(values)s and %(count)s more") % {"values": shown, "count": count(more)}


def _is_list(value: object) -> bool:
    return isinstance(value, list | tuple)


def _told(words: KindWords, name: str, value: Any) -> str:
    """A value as it reads within a sentence; empty where there is none.

    A number in the reader's notation, a date as it was written, a choice in words.
    """
    said = words.chosen.get(name) or words.choices.get(name) or {}
    if isinstance(value, str) and value in said:
        return str(said[value])
    if isinstance(value, list | tuple):
        return _some(value)
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, int | float | Decimal):
        return number_format(value, use_l10n=True, force_grouping=True)
    return value.isoformat() if isinstance(value, date) else str(value)

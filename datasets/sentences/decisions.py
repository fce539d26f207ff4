"""The choices that a person has about reading a file, as words: what is chosen, and out of what."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from datasets.sentences.reading import delimiter_words, encoding_words, part_words
from datasets.sentences.refusals import run_error

Choice = tuple[str, str]

_TITLES: dict[str, Callable[[], str]] = {
    "encoding": lambda: _("Encoding"),
    "delimiter": lambda: _("Separator"),
    "quote": lambda: _("Quotation mark"),
    "header_line": lambda: _("Header"),
    "footer_line": lambda: _("Lines below the data"),
    "sheet": lambda: _("Sheet"),
    "member": lambda: _("Part that was read"),
    "missing": lambda: _("Taken for missing"),
    "types": lambda: _("Type"),
    "decimals": lambda: _("Decimal sign"),
    "date_orders": lambda: _("Order of dates"),
    "column_missing": lambda: _("Taken for missing"),
}
_QUOTES: dict[str, Callable[[], str]] = {
    '"': lambda: _('double (")'),
    "'": lambda: _("single (')"),
}
_SIGNS: dict[str, Callable[[], str]] = {
    ",": lambda: _("comma: 1.250,50"),
    ".": lambda: _("point: 1,250.50"),
}
_ORDERS: dict[str, Callable[[], str]] = {
    "dmy": lambda: _("day, month, year"),
    "mdy": lambda: _("month, day, year"),
    "ymd": lambda: _("year, month, day"),
}
_TYPES: dict[str, Callable[[], str]] = {
    "tekst": lambda: pgettext("type of a column", "text"),
    "geheel": lambda: pgettext("type of a column", "whole number"),
    "getal": lambda: pgettext("type of a column", "number with decimals"),
    "datum": lambda: pgettext("type of a column", "date"),
    "tijdstip": lambda: pgettext("type of a column", "date and time"),
    "ja-nee": lambda: pgettext("type of a column", "yes or no"),
}
_LIKENESS: dict[str, Callable[[], str]] = {
    "same-letters": lambda: _("The same letters; only capitals, spaces or signs differ."),
    "same-but-year": lambda: _("The same name with another year or date."),
    "alike": lambda: _("Much alike. Look whether it is the same."),
    "nameless": lambda: _("It has no name in the file, and only this column is left."),
}


def decision_title(option: str) -> str:
    """What a decision is about, in a word or two."""
    return _TITLES[option]()


def decision_words(option: str, value: Any) -> str:
    """What was chosen: `semicolon (;)`, `on line 3`, `“?”, “x”`."""
    if option in ("header_line", "footer_line"):
        return _line(option, int(value))
    if option in ("missing", "column_missing"):
        return token_words(value)
    words: dict[str, Callable[[str], str]] = {
        "encoding": encoding_words,
        "delimiter": delimiter_words,
        "quote": lambda one: _say(_QUOTES, one),
        "member": part_words,
        "types": type_words,
        "decimals": lambda one: _say(_SIGNS, one),
        "date_orders": lambda one: _say(_ORDERS, one),
    }
    return words.get(option, str)(str(value))


def _line(option: str, line: int) -> str:
    if line:
        return _("on line %(line)s") % {"line": line}
    if option == "header_line":
        return _("none: columns are numbered")
    return _("none: all lines are data")


def token_words(tokens: Iterable[str]) -> str:
    """`“?”, “x”`, or that nothing is."""
    told = ", ".join(f"“{token}”" for token in tokens)
    return told or _("nothing: only empty cells")


def type_words(code: str) -> str:
    return _say(_TYPES, code)


def likeness_words(why: str) -> str:
    """Why two names may well be one column."""
    return _LIKENESS[why]()


def all_decisions(decisions: Mapping[str, Any]) -> list[dict[str, str]]:
    """Every choice on its own: {option, column, what, chosen}; `column` "" for the whole file."""
    told = []
    for option, value in decisions.items():
        by_column = value.items() if isinstance(value, Mapping) else [("", value)]
        for column, one in by_column:
            told.append(
                {
                    "option": option,
                    "column": column,
                    "what": decision_title(option),
                    "chosen": decision_words(option, one),
                }
            )
    return told


def choices_of(option: str) -> list[Choice]:
    """What there is to choose where the file does not matter, as (value, words)."""
    tables: dict[str, Mapping[str, Callable[[], str]]] = {
        "quote": _QUOTES,
        "types": _TYPES,
        "decimals": _SIGNS,
        "date_orders": _ORDERS,
    }
    if option == "encoding":
        codes = ("utf-8", "windows-1252", "utf-16-le", "utf-16-be", "cp850")
        return [(code, encoding_words(code)) for code in codes]
    if option == "delimiter":
        return [(sign, delimiter_words(sign)) for sign in (";", ",", "\t", "|", "")]
    return [(code, say()) for code, say in tables[option].items()]


def _say(table: Mapping[str, Callable[[], str]], code: str) -> str:
    say = table.get(code)
    return say() if say else code


def dropped_words(dropped: Mapping[str, Any]) -> str:
    """Why remembered choices were given up; "" where none were."""
    if not dropped:
        return ""
    if dropped["code"] == "other-columns":
        return _("With these choices the file has other columns than this dataset.")
    return run_error(dropped["code"], dropped["params"])

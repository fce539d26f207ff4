"""Names of columns over the years: when two names mean one column, and what a person said of it.

Pure Python, no Django. A *name in the file* stands in a header; the *dictionary's name* is what a
dataset calls the column from its first delivery on.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_MONTHS = (
    "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december"
    "|jan|feb|mrt|apr|jun|jul|aug|sep|sept|okt|nov|dec"
)
# The longest form first: a date holds a year.
_WHEN = re.compile(
    rf"""(?<!\d)(?:
      \d{{1,2}}\s+(?:{_MONTHS})\.?\s+(?:19|20)\d\d
    | (?:{_MONTHS})\.?\s+(?:19|20)\d\d
    | \d{{1,2}}[-/.]\d{{1,2}}[-/.](?:19|20)\d\d
    | (?:19|20)\d\d[-/.]\d{{1,2}}[-/.]\d{{1,2}}
    | (?:19|20)\d\d\s?[-/]\s?(?:(?:19|20)\d\d|[qkh]\d|\d\d)(?!\d)
    | (?:19|20)\d\d
    )(?!\d)""",
    re.IGNORECASE | re.VERBOSE,
)
_FOOTNOTE = re.compile(r"\s*\(\d{1,2}\)\s*$|[¹²³*]+\s*$")
_NAMELESS = re.compile(r"kolom \d+(?: \(\d+\))?")  # as `header` calls a column without a name
_NUMBERS = re.compile(r"\d+(?:[.,]\d+)?")
ALIKE = 0.86  # of the letters, below which two names are not proposed as one
_LEAD = 0.05  # by which the likeliest name must win from the next
_COMPARED = 4_000  # pairs of names looked at letter by letter; beyond it a person has to look


def plain(name: str) -> str:
    """A name without capitals, spaces and punctuation: `Buurt_naam` and `buurt-naam` are one."""
    return "".join(sign for sign in name.casefold() if sign.isalnum())


def timeless(name: str) -> str:
    """`plain` without years, dates and the number of a footnote.

    `inwoners op 1-1-2015 (1)` and `Inwoners op 1-1-2016` are one.
    """
    return plain(_WHEN.sub(" ", _FOOTNOTE.sub("", name)))


def has_time(name: str) -> bool:
    """Whether a year or date stands in the name."""
    return _WHEN.search(name) is not None


def known_as(
    names: Sequence[str], aliases: Mapping[str, str], known: Collection[str] = ()
) -> dict[str, str]:
    """What the columns of a file are called: name in the file -> name in the dictionary.

    `aliases` holds what people said: a name in a file and the name it stands for, or itself when
    it is a column of its own. A name with a year that nobody spoke of follows the one that differs
    from it by the year alone, when there is just one. Without an alias a name stays. No two names
    of a file ever get one name: then the one that is not so called itself keeps its own.

    `known`: names of the dictionary; such a name is never taken for another by its year.
    """
    found = {name: aliases.get(name, name) for name in names}
    pattern = _by_form(aliases)
    spoken = set(aliases) | set(known)
    for name in names:
        if name not in spoken and has_time(name):
            found[name] = pattern.get(timeless(name), name)
    _part(found, aliases)
    return found


def _part(found: dict[str, str], aliases: Mapping[str, str]) -> None:
    """Of names that would get one name the best keeps it: who is called so, then who was told so."""
    while len(set(found.values())) < len(found):
        holders: dict[str, list[str]] = {}
        for name, known in found.items():
            holders.setdefault(known, []).append(name)
        for known, names in holders.items():
            best = min(names, key=lambda one: (one != known, one not in aliases))
            for name in names:
                if name != best:
                    found[name] = name


def _by_form(aliases: Mapping[str, str]) -> dict[str, str]:
    """Timeless form -> the one dictionary name that aliases with a year of that form stand for."""
    forms: dict[str, set[str]] = {}
    for alias, name in aliases.items():
        if has_time(alias) and alias != name:
            forms.setdefault(timeless(alias), set()).add(name)
    return {form: names.pop() for form, names in forms.items() if form and len(names) == 1}


@dataclass(frozen=True)
class Likeness:
    """A name in a file that may well be a known column.

    `why`: same-letters, same-but-year, alike, or nameless (its header is empty, and one is left).
    """

    name: str
    known: str
    why: str


def propose(
    added: Mapping[str, str], gone: Mapping[str, str], *, numbers: Iterable[str] = ()
) -> list[Likeness]:
    """Which new names are likely known columns under another name; each at most once.

    Both mappings go from name to type, "" where no value tells. First names of the same letters,
    then those that differ by a year, then those that are much alike and hold the same numbers.
    `numbers`: types that count as one.
    """
    alike = set(numbers)
    left, free, found = dict(added), dict(gone), []

    def fits(name: str, known: str) -> bool:
        one, other = left[name], free[known]
        return not one or not other or one == other or {one, other} <= alike

    for why, form in (("same-letters", plain), ("same-but-year", timeless)):
        for name, known in _pairs_of_one_form(left, free, form):
            if fits(name, known):
                found.append(Likeness(name, known, why))
                del left[name], free[known]
    for name in list(left) if len(left) * len(free) <= _COMPARED else ():
        best = _likeliest(name, [known for known in free if fits(name, known)])
        if best and _likeliest(best, list(left)) == name:
            found.append(Likeness(name, best, "alike"))
            del left[name], free[best]
    if len(left) == len(free) == 1:
        (name,), (known,) = left, free
        if _NAMELESS.fullmatch(name) and fits(name, known):
            found.append(Likeness(name, known, "nameless"))
    order = list(added)
    return sorted(found, key=lambda one: order.index(one.name))


def _pairs_of_one_form(
    left: Mapping[str, str], free: Mapping[str, str], form: Callable[[str], str]
) -> list[tuple[str, str]]:
    """Names that have a form with exactly one name on the other side, and it with them."""
    here, there = _grouped(left, form), _grouped(free, form)
    return [
        (names[0], there[key][0])
        for key, names in here.items()
        if key and len(names) == 1 and len(there.get(key, ())) == 1
    ]


def _grouped(names: Iterable[str], form: Callable[[str], str]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for name in names:
        groups.setdefault(form(name), []).append(name)
    return groups


def _likeliest(name: str, among: Sequence[str]) -> str:
    """The one name that is much like this one, or "" when none is, or two are."""
    mine = timeless(name)
    scores = sorted(
        (
            (SequenceMatcher(None, mine, timeless(other), autojunk=False).ratio(), other)
            for other in among
            if _counts(name) == _counts(other)
        ),
        reverse=True,
    )
    if not scores or scores[0][0] < ALIKE or len(mine) < 4:
        return ""
    lead = scores[0][0] - (scores[1][0] if len(scores) > 1 else 0)
    return scores[0][1] if lead >= _LEAD else ""


def _counts(name: str) -> list[str]:
    """The numbers in a name that are no year: `0-3 jaar` is not `4-11 jaar`."""
    return _NUMBERS.findall(_WHEN.sub(" ", _FOOTNOTE.sub("", name)))

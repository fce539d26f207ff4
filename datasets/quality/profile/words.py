"""Names of columns as words: what a Dutch column name says about what stands in it."""

import re

_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-zà-ÿ]+|\d+")
_BRACKETS = re.compile(r"\[([^\[\]]{1,20})\]|\(([^()]{1,20})\)")


def words(name: str) -> list[str]:
    """`datumAfspraak_coach 2` -> [datum, afspraak, coach, 2]; what stands in brackets is left out."""
    return [part.lower() for part in _PARTS.findall(_BRACKETS.sub(" ", name))]


def in_brackets(name: str) -> list[tuple[str, bool]]:
    """What stands in brackets, and whether those are square, which people keep for units."""
    return [
        (square.strip() or round_.strip(), bool(square))
        for square, round_ in _BRACKETS.findall(name)
    ]


def says(name: str, *wanted: str) -> bool:
    """Whether one of the words of the name is one of these."""
    return bool(set(words(name)) & set(wanted))


def holds(name: str, *parts: str) -> bool:
    """Whether one of these stands anywhere in the name, also within a word."""
    low = name.lower()
    return any(part in low for part in parts)


IDS = (
    "id",
    "nr",
    "nummer",
    "code",
    "key",
    "sleutel",
    "volgnummer",
    "guid",
    "uuid",
    "identificatie",
)
ID_ENDS = ("nummer", "code", "_id", "-id", "nr", "key", "identificatie")


def names_a_thing(name: str) -> bool:
    """Whether the name is that of an identifier: Projectnummer, buurtcode, id."""
    return says(name, *IDS) or name.lower().endswith(ID_ENDS)

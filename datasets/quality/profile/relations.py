"""Rules between columns that a profile suggests: keys, dates that follow each other, sums."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from datasets.quality.profile.column import DATES, NUMBERS, ColumnProfile
from datasets.quality.profile.proposal import Proposal
from datasets.quality.profile.words import names_a_thing, says, words

KEY_ROWS = 10
PAIR_ROWS = 2_000_000  # combinations of more rows cost too much to try
PAIRS = 6
LIKELY = 3  # of `_likely_part` together: less is a coincidence
PERIODS = ("jaar", "periode", "maand", "kwartaal", "peildatum", "year")
PLACES = ("buurt", "wijk", "gemeente", "naam", "provincie", "school", "locatie", "gemeenten")
BEGINS = ("begin", "start", "aanvang", "aanvraag", "ingang", "ontvangst", "opening")
ENDS = ("eind", "afloop", "afhandel", "afgehandeld", "besluit", "sluit", "gereed", "oplever")
MOST_PARTS = 12
SUM_COLUMNS = 120
CLOSE = 0.002  # of the total's mean: so near lies the sum of the means of its parts


def keys(profiles: Sequence[ColumnProfile]) -> Iterator[Proposal]:
    """Columns whose values name a row: one that is unique, else a pair such as buurt and jaar."""
    full = [known for known in profiles if known.filled == known.rows >= KEY_ROWS]
    sole = [known for known in full if _may_be_key(known)]
    for known in sole:
        named = names_a_thing(known.name)
        yield Proposal(
            kind="uniek", columns=(known.name,), why_code="key", strength=9 + named + known.unique
        )
    if sole:
        return
    parts = [known for known in full if _may_be_part(known)]
    parts.sort(key=lambda known: (-_likely_part(known), -known.distinct))
    tried = 0
    for one, other in combinations(parts, 2):
        likely = _likely_part(one) + _likely_part(other)
        possible = one.rows <= PAIR_ROWS and one.distinct * other.distinct >= one.rows
        if likely < LIKELY or not possible:
            continue
        tried += 1
        if tried > PAIRS:
            return
        columns = tuple(known.name for known in profiles if known in (one, other))
        strength = 8.5 + likely / 4
        yield Proposal(kind="uniek", columns=columns, why_code="key-together", strength=strength)


def _may_be_key(known: ColumnProfile) -> bool:
    """Unique, or so nearly that an identifier by name must have been repeated by mistake."""
    if known.type not in ("tekst", "geheel"):
        return False
    if known.unique:
        return names_a_thing(known.name) or known.type == "tekst"
    return names_a_thing(known.name) and known.distinct >= 0.97 * known.filled


def _may_be_part(known: ColumnProfile) -> bool:
    return known.type in ("tekst", "geheel", "datum") and 2 <= known.distinct < known.rows


def _likely_part(known: ColumnProfile) -> int:
    return (
        2 * says(known.name, *PERIODS, *PLACES)
        + 2 * names_a_thing(known.name)
        + (known.type != "geheel")
    )


def date_orders(profiles: Sequence[ColumnProfile]) -> Iterator[Proposal]:
    """A column with a beginning and one with an end, by their names."""
    dates = [known for known in profiles if known.type in DATES]
    starts = [known for known in dates if _without(known.name, BEGINS, "van", "vanaf") is not None]
    ends = {
        known.name: rest
        for known in dates
        if (rest := _without(known.name, ENDS, "tot", "totenmet")) is not None
    }
    for start in starts:
        own = _without(start.name, BEGINS, "van", "vanaf")
        others = [name for name in ends if name != start.name]
        same = [name for name in others if ends[name] == own]
        for end in (same or others)[:1]:
            columns = (start.name, end)
            yield Proposal(kind="datumvolgorde", columns=columns, why_code="date-order", strength=8)


def _without(name: str, stems: Sequence[str], *alone: str) -> frozenset[str] | None:
    """The words of the name but for those that say begin or end; None where none says so.

    Also within a word: of `startdatum` the word `datum` is left.
    """
    left, said = set(), False
    for word in words(name):
        stem = next((stem for stem in stems if word.startswith(stem)), "")
        said = said or bool(stem) or word in alone
        if stem and word.endswith("datum"):
            left.add("datum")
        elif not stem and word not in alone:
            left.add(word)
    return frozenset(left) if said else None


def sums(profiles: Sequence[ColumnProfile]) -> Iterator[Proposal]:
    """Columns that stand side by side and whose means add up to the mean of another column.

    That is no proof; it only says which sums are worth trying on the rows.
    """
    numbers = [known for known in profiles if known.type in NUMBERS and known.mean is not None]
    if len(numbers) > SUM_COLUMNS:
        return
    for total in numbers:
        if (total.mean or 0) <= 0 or names_a_thing(total.name) or says(total.name, *PERIODS):
            continue
        parts = _parts(total, [known for known in numbers if known is not total])
        if parts:
            named = says(total.name, "totaal", "total", "som", "inwoners")
            yield Proposal(
                kind="som",
                columns=(total.name, *parts),
                why_code="parts",
                strength=7 + named,
            )


def _parts(total: ColumnProfile, others: Sequence[ColumnProfile]) -> tuple[str, ...]:
    aim = total.mean or 0.0
    for at in range(len(others)):
        reached = 0.0
        for size, part in enumerate(others[at : at + MOST_PARTS], start=1):
            share = (part.mean or 0.0) * (part.filled / total.filled)
            if share <= 0 or part.filled < 0.9 * total.filled:
                break
            reached += share
            if size > 1 and abs(reached - aim) <= CLOSE * aim:
                return tuple(known.name for known in others[at : at + size])
            if reached > aim * (1 + CLOSE):
                break
    return ()


def row_count(
    profiles: Sequence[ColumnProfile], previous: Sequence[ColumnProfile]
) -> Iterator[Proposal]:
    """About as many rows as the delivery before, where those two are already near each other."""
    rows = profiles[0].rows if profiles else 0
    before = previous[0].rows if previous else 0
    if rows < KEY_ROWS or not before or abs(rows - before) > 0.1 * before:
        return
    yield Proposal(
        kind="aantal-rijen",
        columns=(),
        parameters={"maxProcent": 20},
        why_code="row-count",
        why_params={"rows": rows, "before": before},
        strength=6,
    )

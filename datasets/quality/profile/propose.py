"""The rules that a profile suggests. Candidates only: `weigh` keeps what the whole table bears out."""

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from datasets.quality.errors import RuleError
from datasets.quality.profile.column import NUMBERS, ColumnProfile
from datasets.quality.profile.guess import guess_personal
from datasets.quality.profile.proposal import Proposal
from datasets.quality.profile.relations import date_orders, keys, row_count, sums
from datasets.quality.profile.words import holds, names_a_thing, says
from datasets.quality.validation import validate

NEARLY_ALL = 0.985  # of a sample; the whole table decides afterwards
LIST_VALUES = 15
LIST_ROWS = 30
RARE = 0.002  # share of the rows: rarer values are left off a list, and found by it
FAR = 8.0  # times the distance between the 5 and 95 percent quantiles
FORMS = ("bsn", "iban", "email", "bag-id", "postcode", "gemeentecode")
MOST_CANDIDATES = 40


def propose(
    profiles: Sequence[ColumnProfile], *, previous: Sequence[ColumnProfile] = ()
) -> list[Proposal]:
    """Candidates, the strongest first; `previous` is the profile of the delivery before."""
    there = [known for known in profiles if known.filled and known.rows >= 2]
    before = {known.name: known for known in previous}
    personal = guess_personal(there)
    found: list[Proposal] = [*keys(there), *date_orders(there), *sums(there)]
    found += row_count(profiles, previous)
    for known in there:
        found += _of_column(known, before.get(known.name), personal=known.name in personal)
    found += _filled(there, {column for proposal in found for column in proposal.columns})
    columns = {known.name: known.type for known in profiles}
    possible = [proposal for proposal in found if _is_possible(proposal, columns)]
    possible.sort(key=lambda proposal: -proposal.strength)
    return possible[:MOST_CANDIDATES]


def _is_possible(proposal: Proposal, columns: Mapping[str, str]) -> bool:
    """Whether there is such a kind of rule and it can look at these columns."""
    try:
        validate(proposal.spec(), columns)
    except RuleError:
        return False
    return True


def _of_column(
    known: ColumnProfile, before: ColumnProfile | None, *, personal: bool
) -> Iterator[Proposal]:
    form = _form(known)
    if form:
        yield form
    elif known.type == "tekst":
        yield from _list(known, before, personal=personal) or _shape(known)
    elif known.type in NUMBERS and not personal:
        yield from _bounds(known)


def _form(known: ColumnProfile) -> Proposal | None:
    """A known form: BSN, IBAN, postcode, ... Four digits are no code without a name that says so."""
    fits = known.fits or {}
    for name in FORMS:
        if fits.get(name, 0) < NEARLY_ALL:
            continue
        if name == "gemeentecode" and not (
            known.type == "tekst" and holds(known.name, "gemeente", "gm")
        ):
            continue
        return Proposal(kind=name, columns=(known.name,), why_code="form", strength=8)
    return None


def _list(known: ColumnProfile, before: ColumnProfile | None, *, personal: bool) -> list[Proposal]:
    """Few values that come back again and again; in the delivery before they were the same."""
    if personal or not known.distinct_exact or known.rows < LIST_ROWS:
        return []
    few = 2 <= known.distinct <= LIST_VALUES and known.distinct * 5 <= known.filled
    if not few or len(known.frequent) < known.distinct:
        return []
    values = [each.value for each in known.frequent if each.count >= RARE * known.filled]
    if before and before.frequent and before.distinct <= LIST_VALUES:
        earlier = {each.value for each in before.frequent}
        if len(earlier & set(values)) < len(values) * 0.8:
            return []
    if len(values) < 2 or any(len(value) > 60 for value in values):
        return []
    told = {"distinct": len(values)}
    return [
        Proposal(
            kind="in-lijst",
            columns=(known.name,),
            parameters={"waarden": sorted(values)},
            why_code="few-values",
            why_params=told,
            strength=7,
        )
    ]


def _shape(known: ColumnProfile) -> list[Proposal]:
    """One shape for nearly all texts, with a digit or a sign in it; letters alone are words."""
    counted = sum(pattern.count for pattern in known.patterns)
    if not known.patterns or known.distinct < 3 or counted < 20:
        return []
    first = known.patterns[0]
    if (
        first.count < 0.97 * known.sampled
        or not re.search(r"[9\W]", first.shape)
        or len(first.shape) < 2
    ):
        return _length(known)
    prefix = _prefix(str(known.minimum or ""), str(known.maximum or ""), first.shape)
    pattern = prefix_pattern(prefix, first.shape)
    shown = prefix + first.shape[len(prefix) :]
    return [
        Proposal(
            kind="patroon",
            columns=(known.name,),
            parameters={"patroon": pattern},
            why_code="shape",
            why_params={"shape": shown},
            strength=6 + names_a_thing(known.name),
        )
    ]


def _prefix(low: str, high: str, shape: str) -> str:
    """Letters with which both the first and the last value begin, so all between do as well."""
    common = ""
    for a, b, sign in zip(low, high, shape, strict=False):
        if (
            a != b
            or sign not in "Aa"
            or (len(shape) > len(common) + 1 and shape[len(common) + 1] == "…")
        ):
            break
        common += a
    return common


_CLASSES = {"A": "[A-Z]", "a": "[a-z]", "9": "[0-9]"}


def prefix_pattern(prefix: str, shape: str) -> str:
    """The shape as a regular expression, its first letters as they stand."""
    parts = [_escaped(prefix)] if prefix else []
    for run in re.finditer(r"([Aa9])…|([Aa9])\2*|.", shape[len(prefix) :]):
        if run.group(1):
            parts.append(f"{_CLASSES[run.group(1)]}+")
        elif run.group(2):
            size = len(run.group())
            parts.append(_CLASSES[run.group(2)] + (f"{{{size}}}" if size > 1 else ""))
        else:
            parts.append(_escaped(run.group()))
    return "".join(parts)


def _escaped(text: str) -> str:
    """The text as a pattern for itself; unlike re.escape, what needs no escape stays legible."""
    return re.sub(r"([\\.^$*+?{}\[\]|()])", r"\\\1", text)


def _length(known: ColumnProfile) -> list[Proposal]:
    if known.shortest != known.longest or (known.longest or 0) < 3 or known.distinct < 10:
        return []
    size = known.longest or 0
    return [
        Proposal(
            kind="lengte",
            columns=(known.name,),
            parameters={"minimum": size, "maximum": size},
            why_code="same-length",
            why_params={"length": size},
            strength=4,
        )
    ]


def _bounds(known: ColumnProfile) -> Iterator[Proposal]:
    """Bounds that the name or the spread of the values suggests."""
    if not known.quantiles or isinstance(known.minimum, str):
        return
    low, high = float(known.minimum or 0), float(known.maximum or 0)
    q05, q95 = float(known.quantiles[0]), float(known.quantiles[-1])
    place = _coordinate(known.name)
    if place and place[0] <= q05 and q95 <= place[1]:
        yield _range(known, place[0], place[1], "coordinates", 7)
    elif _is_share(known.name) and q05 >= 0 and 1 < q95 <= 100:
        yield _range(known, 0, 100, "percentage", 6)
    elif names_a_thing(known.name) or says(known.name, "jaar"):
        return
    elif q05 >= 0 and q95 > q05:
        far = q95 + FAR * (q95 - q05)
        if high > far:
            yield _range(known, 0 if low >= 0 or q05 > 0 else None, _round_up(far), "far-off", 6)
        else:
            strength = 5 if low < 0 else 2 + holds(known.name, "aantal", "bedrag", "totaal")
            yield _range(known, 0, None, "never-negative", strength)


def _range(
    known: ColumnProfile, low: float | None, high: float | None, why: str, strength: float
) -> Proposal:
    bounds = {"minimum": low, "maximum": high}
    return Proposal(
        kind="bereik",
        columns=(known.name,),
        parameters={name: value for name, value in bounds.items() if value is not None},
        why_code=why,
        strength=strength,
    )


def _coordinate(name: str) -> tuple[float, float] | None:
    """The Netherlands, in degrees or in metres of the national grid."""
    if says(name, "latitude", "lat", "breedtegraad"):
        return 50.7, 53.7
    if says(name, "longitude", "lon", "lng", "lengtegraad"):
        return 3.2, 7.3
    return None


def _is_share(name: str) -> bool:
    return holds(name, "percentage", "procent", "%") or says(name, "perc", "pct")


def _round_up(value: float) -> float:
    """The next 1, 2, 5 or 10 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(value))
    rounded = next(size * power for size in (1, 2, 5, 10) if size * power >= value)
    return int(rounded) if rounded == int(rounded) else rounded


def _filled(profiles: Iterable[ColumnProfile], used: set[str]) -> Iterator[Proposal]:
    """Columns that are always filled, first those that other rules or a key rest on."""
    for known in profiles:
        share = known.filled_share
        if known.rows < 10 or share < NEARLY_ALL:
            continue
        strength = 1.5 if known.type in NUMBERS else 3.0
        strength += 2 * names_a_thing(known.name) + (known.name in used)
        yield Proposal(
            kind="gevuld",
            columns=(known.name,),
            why_code="filled",
            strength=strength + known.unique,
        )

"""What a column probably is: personal data, and in which unit. People decide; these are proposals."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from datasets.quality.profile.column import DATES, NUMBERS, ColumnProfile
from datasets.quality.profile.words import holds, in_brackets, says, words

SURE = 0.9  # of the values: so many pass the eleven-proof or the IBAN's proof
MOST = 0.8  # of the values: so many look like an address or a number to call
LEAST = 5  # values; fewer prove nothing without a name that says so

ORDINARY, SPECIAL, BSN = "ordinary", "special", "bsn"


@dataclass(frozen=True)
class PersonalGuess:
    """A class of personal data (none, ordinary, special, bsn) and what gave it away.

    Reasons: bsn, iban, email, telefoon (the values), naam, geboortedatum, adres, bijzonder (the
    name, and values that do not contradict it); "" for no guess.
    """

    personal: str = "none"
    reason: str = ""


NOTHING = PersonalGuess()

NAMES = (
    "voornaam", "voornamen", "achternaam", "achternamen", "roepnaam", "voorletters", "tussenvoegsel",
    "geslachtsnaam", "familienaam", "aanvrager", "contactpersoon", "bewoner", "melder", "indiener",
    "klantnaam", "cliëntnaam", "clientnaam", "eigenaarnaam", "volledigenaam", "lastname", "firstname",
    "surname",
)  # fmt: skip
BIRTHS = ("geboortedatum", "geboortedag", "geboorte", "birthdate", "dob")
SENSITIVE = (
    "etniciteit", "religie", "geloof", "godsdienst", "diagnose", "medicatie", "ziekte", "handicap",
    "beperking", "geaardheid", "strafblad", "veroordeling", "delict", "ras", "vakbond",
)  # fmt: skip
STREETS = ("straat", "straatnaam", "adres", "woonadres", "openbareruimte")
NUMBERS_OF_HOUSES = ("huisnummer", "huisnr", "huis")


def guess_personal(profiles: Sequence[ColumnProfile]) -> dict[str, PersonalGuess]:
    """A guess per column for which there is one. A whole address counts, its parts do not."""
    found = {
        known.name: guess
        for known in profiles
        if known.filled and (guess := _by_values(known) or _by_name(known))
    }
    for known in profiles:
        if _plain_name(known) and found and known.name not in found:
            found[known.name] = PersonalGuess(ORDINARY, "naam")
    return found | {
        name: PersonalGuess(ORDINARY, "adres") for name in _address(profiles) if name not in found
    }


def _by_values(known: ColumnProfile) -> PersonalGuess | None:
    fits: Mapping[str, float] = known.fits or {}
    named = holds(known.name, "bsn", "burgerservice", "sofi")
    if known.tried < LEAST and not named:
        return None
    if fits.get("bsn", 0) >= (0.5 if named else SURE):
        return PersonalGuess(BSN, "bsn")
    for reason, least in (("iban", SURE), ("email", MOST), ("telefoon", MOST)):
        if fits.get(reason, 0) >= least:
            return PersonalGuess(ORDINARY, reason)
    return None


def _by_name(known: ColumnProfile) -> PersonalGuess | None:
    if known.type == "tekst" and says(known.name, *SENSITIVE):
        return PersonalGuess(SPECIAL, "bijzonder")
    if says(known.name, *BIRTHS) and known.type in (*DATES, "tekst", "geheel"):
        return PersonalGuess(ORDINARY, "geboortedatum")
    if says(known.name, *NAMES) and _like_a_name(known):
        return PersonalGuess(ORDINARY, "naam")
    return None


def _like_a_name(known: ColumnProfile) -> bool:
    """Text that is mostly letters: a number of an applicant is no name."""
    if known.type != "tekst":
        return False
    digits = sum(pattern.count for pattern in known.patterns if "9" in pattern.shape)
    return digits <= sum(pattern.count for pattern in known.patterns) / 2


def _plain_name(known: ColumnProfile) -> bool:
    """A column that is just called `naam`: of people only in the company of other personal data."""
    return words(known.name) in (["naam"], ["name"]) and known.filled > 0 and _like_a_name(known)


def _address(profiles: Sequence[ColumnProfile]) -> list[str]:
    """The columns that together are an address: a number of a house with a postcode or a street."""
    there = [known for known in profiles if known.filled]
    houses = [known.name for known in there if says(known.name, *NUMBERS_OF_HOUSES)]
    codes = [known.name for known in there if (known.fits or {}).get("postcode", 0) >= SURE]
    streets = [known.name for known in there if says(known.name, *STREETS)]
    return [*codes, *houses, *streets] if houses and (codes or streets) else []


UNITS = {
    "%": "%", "procent": "%", "percentage": "%", "pct": "%", "€": "€", "euro": "€", "eur": "€",
    "tj": "TJ", "gj": "GJ", "kwh": "kWh", "mwh": "MWh", "mw": "MW", "kw": "kW", "mwe": "MW",
    "m2": "m²", "m²": "m²", "m3": "m³", "m³": "m³", "ha": "ha", "km": "km", "km2": "km²", "kg": "kg",
    "ton": "ton", "jaar": "jaar", "dagen": "dagen", "uur": "uur", "aantal": "aantal",
    "x 1000 euro": "× 1.000 €", "x 1 000 euro": "× 1.000 €", "x1000": "× 1.000", "1000 euro": "× 1.000 €",
}  # fmt: skip
MONEY = ("bedrag", "kosten", "prijs", "euro", "baten", "lasten", "loon", "huur")
AREAS = {"m2": "m²", "kwh": "kWh", "tj": "TJ", "mw": "MW", "ha": "ha", "km2": "km²"}
SHARES = ("percentage", "perc", "pct", "procent")


def guess_unit(name: str, type_: str, read: str = "") -> str:
    """The unit of a column of numbers, or "".

    From the cells themselves (`read`: % or €), then from brackets in the name, then from its words.
    """
    if type_ not in NUMBERS:
        return ""
    if read:
        return read
    for text, square in in_brackets(name):
        known = UNITS.get(text.lower())
        if known or square:
            return known or text
    said = words(name)
    pieces = re.split(r"[^a-z0-9]+", name.lower())
    for word, unit in AREAS.items():
        if word in pieces:
            return unit
    if set(said) & set(SHARES) or any(word.startswith("percentage") for word in said):
        return "%"
    return "€" if any(word.endswith(MONEY) for word in said) else ""

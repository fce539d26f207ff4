"""Tests of single texts: is this a BSN, an IBAN, an e-mail address? For guessing, not for rules.

The kinds of rules say in SQL what is right; these say on a sample what a column seems to hold.
"""

import re
from collections.abc import Callable, Iterable

_DIGITS = re.compile(r"\d{8,9}", re.ASCII)
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", re.ASCII)
_EMAIL = re.compile(r"[\w.%+'-]+@[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}", re.ASCII | re.IGNORECASE)
_PHONE = re.compile(r"(?:(?:\+|00)31|0)[1-9]\d{8}", re.ASCII)
_PHONE_SIGNS = re.compile(r"[ ()./-]|\(0\)")
_POSTCODE = re.compile(r"[1-9]\d{3} ?[A-Z]{2}", re.ASCII)
_BAG = re.compile(r"\d{16}", re.ASCII)
_MUNICIPALITY = re.compile(r"(?:GM)?\d{4}", re.ASCII)
# Twelve digits of a municipality's number and an object's: the fifth and sixth say what it is.
_BAG_OBJECTS = {"01", "02", "03", "10", "20", "30"}


def is_bsn(text: str) -> bool:
    """Eight or nine digits that pass the eleven-proof of the citizen service number."""
    digits = text.replace(".", "").replace(" ", "")
    if not _DIGITS.fullmatch(digits):
        return False
    digits = digits.zfill(9)
    weighed = sum(int(d) * w for d, w in zip(digits, (9, 8, 7, 6, 5, 4, 3, 2, -1), strict=True))
    return weighed % 11 == 0 and digits != "000000000"


def is_iban(text: str) -> bool:
    """A country, two control digits and an account, with remainder 1 by 97 (ISO 13616)."""
    plain = text.replace(" ", "").upper()
    if not _IBAN.fullmatch(plain):
        return False
    return int("".join(str(int(sign, 36)) for sign in plain[4:] + plain[:4])) % 97 == 1


def is_email(text: str) -> bool:
    return bool(_EMAIL.fullmatch(text.strip()))


def is_phone(text: str) -> bool:
    """A Dutch number of ten digits, or with +31; never a bare number without its first zero."""
    return bool(_PHONE.fullmatch(_PHONE_SIGNS.sub("", text.strip().replace("(0)", ""))))


def is_postcode(text: str) -> bool:
    return bool(_POSTCODE.fullmatch(text))


def is_bag_id(text: str) -> bool:
    """Sixteen digits, of which the fifth and sixth name a kind of object of the BAG."""
    return bool(_BAG.fullmatch(text)) and text[4:6] in _BAG_OBJECTS


def is_municipality_code(text: str) -> bool:
    """GM and four digits, or the four digits; whether the code exists is a rule's question."""
    return bool(_MUNICIPALITY.fullmatch(text))


TESTS: dict[str, Callable[[str], bool]] = {
    "bsn": is_bsn,
    "iban": is_iban,
    "email": is_email,
    "telefoon": is_phone,
    "postcode": is_postcode,
    "bag-id": is_bag_id,
    "gemeentecode": is_municipality_code,
}


def shares(values: Iterable[str]) -> dict[str, float]:
    """The share of the values that pass each test, without those that none passes."""
    values = list(values)
    if not values:
        return {}
    found = {name: sum(map(test, values)) / len(values) for name, test in TESTS.items()}
    return {name: round(share, 4) for name, share in found.items() if share}

"""What it promises to compare texts by meaning: values are equal however they are written."""

import random
import unicodedata
from datetime import date, timedelta

import pytest

from datasets.quality import as_stored, same_meaning

MONTHS = [
    *("januari", "februari", "maart", "april", "mei", "juni"),
    *("juli", "augustus", "september", "oktober", "november", "december"),
]


def in_dutch(number: int, decimals: str, *, grouped: bool) -> str:
    whole = f"{number:,}".replace(",", ".") if grouped else str(number)
    return f"{whole},{decimals}" if decimals else whole


def test_a_number_is_the_same_in_every_notation_and_no_other_number() -> None:
    chance = random.Random(4)
    for _ in range(300):
        number = chance.choice([chance.randint(0, 99), chance.randint(0, 10**9)])
        decimals = chance.choice(["", "5", "05", "25", "125", "0001"])
        stored = f"{number}.{decimals}" if decimals else str(number)
        other = f"{number + 1}.{decimals}" if decimals else str(number + 1)
        sign = chance.choice(["", "-"])
        for typed in (
            in_dutch(number, decimals, grouped=True),
            in_dutch(number, decimals, grouped=False),
            in_dutch(number, decimals + "0" if decimals else "00", grouped=False),
            f"  {in_dutch(number, decimals, grouped=True)} ",
            "€ " + in_dutch(number, decimals, grouped=True),
            stored,
        ):
            assert same_meaning(sign + typed.strip(), sign + stored, "getal"), (typed, stored)
            assert not same_meaning(sign + typed.strip(), sign + other, "getal"), (typed, other)


def test_whole_numbers_have_one_reading() -> None:
    chance = random.Random(7)
    for _ in range(300):
        number = chance.randint(0, 10**12)
        for typed in (
            f"{number:,}".replace(",", "."),
            f"{number:,}".replace(",", " "),
            str(number),
        ):
            assert same_meaning(typed, str(number), "geheel")
            assert not same_meaning(typed, str(number + 1), "geheel")
            assert as_stored(typed, "geheel") == str(number)


def test_a_date_is_the_same_day_in_every_spelling_and_no_other_day() -> None:
    chance = random.Random(2024)
    for _ in range(200):
        day = date(1950, 1, 1) + timedelta(chance.randrange(36_000))
        stored, other = day.isoformat(), (day + timedelta(1)).isoformat()
        for typed in (
            f"{day:%d-%m-%Y}",
            f"{day.day}-{day.month}-{day.year}",
            f"{day:%d/%m/%Y}",
            f"{day:%d.%m.%Y}",
            f"{day.day} {MONTHS[day.month - 1]} {day.year}",
            f"{day:%Y%m%d}",
            f"{day.year}-{day.month}-{day.day}",
            stored,
            f"{stored} 00:00",
        ):
            assert same_meaning(typed, stored, "datum"), typed
            assert not same_meaning(typed, other, "datum"), typed
            assert as_stored(typed, "datum") == stored
        assert same_meaning(f"{day:%d-%m-%Y} 12:30", f"{stored}T12:30:00", "tijdstip")
        assert not same_meaning(f"{day:%d-%m-%Y} 12:30", f"{stored} 12:31:00", "tijdstip")


def test_what_was_typed_in_the_dutch_way_means_itself_once_stored() -> None:
    chance = random.Random(11)
    for _ in range(200):
        typed = in_dutch(
            chance.randint(0, 10**7), chance.choice(["", "5", "125"]), grouped=chance.random() < 0.5
        )
        stored = as_stored(typed, "getal")
        assert stored is not None
        assert same_meaning(typed, stored, "getal")
        assert same_meaning(stored, stored, "getal", plain=True)
        assert as_stored(stored.replace(".", ","), "getal") == stored


@pytest.mark.parametrize(
    ("typed", "stored", "type_", "same"),
    [
        ("1.234,5", "1234.5", "getal", True),
        ("1234,50", "1234.5", "getal", True),
        ("1.234", "1234", "getal", True),
        ("1.234", "1.234", "getal", True),
        ("1,234", "1234", "getal", False),
        ("1.234", "1.234", "geheel", True),  # the text itself, a cell that does not fit
        ("1.000", "1", "geheel", False),
        ("12,0", "12", "geheel", True),
        ("12,5", "12", "geheel", False),
        ("1250,-", "1250", "geheel", True),
        ("23%", "23", "getal", True),
        ("0,1", "0.10", "getal", True),
        ("007", "7", "geheel", True),
        ("007", "7", "tekst", False),
        (" Dorpsstraat ", "Dorpsstraat", "tekst", True),
        ("dorpsstraat", "Dorpsstraat", "tekst", False),
        ("1,50", "1.5", "tekst", False),
        ("ja", "ja", "ja-nee", True),
        ("J", "ja", "ja-nee", True),
        ("true", "ja", "ja-nee", True),
        ("1", "ja", "ja-nee", True),
        ("waar", "ja", "ja-nee", True),
        ("nee", "ja", "ja-nee", False),
        ("0", "nee", "ja-nee", True),
        ("", None, "getal", True),
        (None, "", "tekst", True),
        ("  ", None, "datum", True),
        ("", "0", "geheel", False),
        ("0", None, "geheel", False),
        ("31-02-2024", "2024-03-02", "datum", False),
        ("weet ik niet", "weet ik niet", "datum", True),
        ("1-2-24", "2024-02-01", "datum", True),
        ("9999999999999999999999", "9223372036854775807", "geheel", False),
        ("1e999", "1e998", "getal", False),
    ],
)
def test_what_means_the_same(typed: str | None, stored: str | None, type_: str, same: bool) -> None:
    assert same_meaning(typed, stored, type_) is same


def test_accents_may_be_composed_or_not() -> None:
    assert same_meaning(unicodedata.normalize("NFD", "Café"), "Café", "tekst")


def test_a_stored_text_keeps_to_one_reading_of_a_number() -> None:
    """What was agreed is kept as stored; 1234 is then no repair of 1.234."""
    assert as_stored("1,234", "getal") == "1.234"
    assert same_meaning("1.234", "1.234", "getal", plain=True)
    assert not same_meaning("1.234", "1234", "getal", plain=True)


def test_what_does_not_fit_a_type_has_no_stored_form() -> None:
    assert as_stored("ongeveer 12", "getal") is None
    assert as_stored("12,5", "geheel") is None
    assert as_stored("31-02-2024", "datum") is None
    assert as_stored("misschien", "ja-nee") is None
    assert as_stored(" tekst ", "tekst") == "tekst"
    assert as_stored("", "datum") == ""

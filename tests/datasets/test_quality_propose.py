"""Proposals: guesses of personal data, units and keys, and few rules that the values bear out."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest

from datasets.quality import (
    KINDS,
    ColumnProfile,
    Proposal,
    Table,
    check,
    guess_personal,
    guess_unit,
    profile,
    propose,
    weigh,
)
from tests.datasets.quality_tables import TODAY, Columns, make_table

BSNS = ["111222333", "123456782", "100000009", "999990019", "000000012", "111111110"]


def proposed(table: Table, previous: Sequence[ColumnProfile] = ()) -> list[Proposal]:
    candidates = propose(profile(table), previous=previous)
    specs = [candidate.spec(str(at)) for at, candidate in enumerate(candidates)]
    return weigh(candidates, check(table, specs, today=TODAY, examples=0))


def by_kind(proposals: Sequence[Proposal]) -> Mapping[str, list[Proposal]]:
    return {kind: [p for p in proposals if p.kind == kind] for kind in {p.kind for p in proposals}}


def guessed(folder: Path, columns: Columns) -> dict[str, tuple[str, str]]:
    guesses = guess_personal(profile(make_table(folder, columns)))
    return {name: (guess.personal, guess.reason) for name, guess in guesses.items()}


class TestPersonal:
    def test_values_give_a_bsn_iban_mail_and_phone_away(self, tmp_path: Path) -> None:
        found = guessed(
            tmp_path,
            {
                "a": ("tekst", BSNS[:5]),
                "b": ("tekst", ["NL91ABNA0417164300"] * 5),
                "c": ("tekst", [f"p{n}@voorbeeld.nl" for n in range(5)]),
                "d": ("tekst", [f"038-42{n}0000" for n in range(5)]),
                "e": ("geheel", [123456789 + n for n in range(5)]),
            },
        )
        assert found == {
            "a": ("bsn", "bsn"),
            "b": ("ordinary", "iban"),
            "c": ("ordinary", "email"),
            "d": ("ordinary", "telefoon"),
        }

    def test_a_bsn_read_as_a_number_is_still_one(self, tmp_path: Path) -> None:
        assert guessed(
            tmp_path, {"x": ("geheel", [int(text) for text in BSNS if int(text) > 10**7])}
        ) == {"x": ("bsn", "bsn")}

    def test_names_of_columns_tell_of_people(self, tmp_path: Path) -> None:
        found = guessed(
            tmp_path,
            {
                "Achternaam": ("tekst", ["Jansen", "De Vries"]),
                "naam": ("tekst", ["Jansen", "De Vries"]),
                "geboortedatum": ("datum", [date(1970, 1, 1), date(1980, 2, 2)]),
                "diagnose": ("tekst", ["a", "b"]),
                "postcode": ("tekst", ["8011 AB", "8012 CD"]),
                "huisnummer": ("geheel", [1, 2]),
            },
        )
        assert {name: reason for name, (_class, reason) in found.items()} == {
            "Achternaam": "naam",
            "naam": "naam",
            "geboortedatum": "geboortedatum",
            "diagnose": "bijzonder",
            "postcode": "adres",
            "huisnummer": "adres",
        }
        assert found["diagnose"][0] == "special"

    def test_names_of_places_and_counts_are_no_people(self, tmp_path: Path) -> None:
        columns: Columns = {
            "buurt_naam": ("tekst", ["Assendorp", "Wipstrik"]),
            "naam": ("tekst", ["Zwolle", "Kampen"]),
            "gemeente": ("tekst", ["Zwolle", "Kampen"]),
            "aanvrager": ("geheel", [1, 2]),
            "postcode": ("tekst", ["8011 AB", "8012 CD"]),
        }
        assert guessed(tmp_path, columns) == {}


@pytest.mark.parametrize(
    ("name", "read", "unit"),
    [
        ("Totaal aardgasverbruik woningen [TJ]", "", "TJ"),
        ("Gemiddeld inkomen per huishouden [€]", "", "€"),
        ("inwoners op 1 januari [personen] (1)", "", "personen"),
        ("oppervlakte_m2", "", "m²"),
        ("Percentage zonnepanelen", "", "%"),
        ("subsidiebedrag", "", "€"),
        ("aandeel", "%", "%"),
        ("aantal (2)", "", ""),
        ("leeftijd", "", ""),
    ],
)
def test_units_come_from_the_cells_the_brackets_or_the_words(
    name: str, read: str, unit: str
) -> None:
    assert guess_unit(name, "getal", read) == unit
    assert guess_unit(name, "tekst", read) == ""


def permits(rows: int = 200) -> Columns:
    """Permits with a few mistakes: a status misspelt once, one end before its start."""
    start = [date(2024, 1, 1) + timedelta(n) for n in range(rows)]
    end = [day + timedelta(30) for day in start]
    end[5] = start[5] - timedelta(3)
    status = ["aangevraagd", "toegekend", "afgewezen"] * (rows // 3 + 1)
    status[7] = "toegekent"
    return {
        "zaaknummer": ("tekst", [f"Z-2024-{n:05d}" for n in range(rows)]),
        "startdatum": ("datum", start),
        "einddatum": ("datum", end),
        "status": ("tekst", status[:rows]),
        "bedrag": ("getal", [float(n % 90) * 10 + 0.5 for n in range(rows)]),
    }


class TestProposals:
    def test_say_what_the_values_say_and_count_what_breaks_them(self, tmp_path: Path) -> None:
        columns = permits(600)
        found = by_kind(proposed(make_table(tmp_path, columns)))
        [key] = found["uniek"]
        assert (key.columns, key.why_code, key.why_params["failed"]) == (("zaaknummer",), "key", 0)
        [listed] = found["in-lijst"]
        assert listed.parameters == {"waarden": ["aangevraagd", "afgewezen", "toegekend"]}
        assert listed.why_params == {"distinct": 3, "checked": 600, "failed": 1}
        [order] = found["datumvolgorde"]
        assert (order.columns, order.why_params["failed"]) == (("startdatum", "einddatum"), 1)
        [shape] = found["patroon"]
        assert shape.parameters == {"patroon": "Z-[0-9]{4}-[0-9]{5}"}
        [bound] = found["bereik"]
        assert bound.parameters == {"minimum": 0}

    def test_are_few_and_the_ones_that_find_something_come_first(self, tmp_path: Path) -> None:
        wide: Columns = {
            f"aantal {n}": ("geheel", [n + row for row in range(50)]) for n in range(20)
        }
        found = proposed(make_table(tmp_path, wide))
        assert len(found) <= 12
        kinds = [proposal.kind for proposal in found]
        assert max(kinds.count(kind) for kind in kinds) <= 3
        strengths = [p.strength for p in proposed(make_table(tmp_path, permits(600), "p"))]
        assert strengths == sorted(strengths, reverse=True)

    @pytest.mark.parametrize(
        ("start", "end"),
        [("ontvangstdatum", "afhandeldatum"), ("datum van", "datum tot"), ("begin", "eind")],
    )
    def test_a_beginning_is_not_later_than_its_end(
        self, tmp_path: Path, start: str, end: str
    ) -> None:
        days = [date(2024, 1, 1) + timedelta(n) for n in range(30)]
        table = make_table(tmp_path, {end: ("datum", days), start: ("datum", days)})
        [order] = by_kind(proposed(table))["datumvolgorde"]
        assert order.columns == (start, end)

    def test_a_pair_is_the_key_where_no_column_is(self, tmp_path: Path) -> None:
        areas, years = ["Assendorp", "Wipstrik", "Aa-landen"], range(2015, 2024)
        rows = [(area, year) for year in years for area in areas]
        columns: Columns = {
            "jaar": ("geheel", [year for _area, year in rows]),
            "buurt_naam": ("tekst", [area for area, _year in rows]),
            "verbruik": ("getal", [float(n * n % 7) for n in range(len(rows))]),
        }
        [key] = by_kind(proposed(make_table(tmp_path, columns)))["uniek"]
        assert (key.columns, key.why_code) == (("jaar", "buurt_naam"), "key-together")

    def test_a_list_of_people_is_never_proposed(self, tmp_path: Path) -> None:
        columns: Columns = {"achternaam": ("tekst", ["Jansen", "Bakker", "Visser"] * 30)}
        assert "in-lijst" not in by_kind(proposed(make_table(tmp_path, columns)))

    def test_a_list_must_have_been_the_same_before(self, tmp_path: Path) -> None:
        before = make_table(tmp_path, {"wijk": ("tekst", ["a", "b", "c"] * 30)}, "before")
        now = make_table(tmp_path, {"wijk": ("tekst", ["x", "y", "c"] * 30)}, "now")
        same = profile(now)
        assert "in-lijst" in by_kind(proposed(now, previous=same))
        assert "in-lijst" not in by_kind(proposed(now, previous=profile(before)))

    def test_a_value_far_from_all_others_is_found(self, tmp_path: Path) -> None:
        amounts = [float(100 + n % 50) for n in range(500)]
        amounts[3] = 1e7
        [bound] = by_kind(proposed(make_table(tmp_path, {"bedrag": ("getal", amounts)})))["bereik"]
        assert (bound.why_code, bound.why_params["failed"]) == ("far-off", 1)

    def test_names_of_coordinates_and_shares_give_bounds(self, tmp_path: Path) -> None:
        columns: Columns = {
            "Latitude": ("getal", [52.5 + n / 1000 for n in range(40)]),
            "percentage huur": ("getal", [float(n) for n in range(40)]),
        }
        found = by_kind(proposed(make_table(tmp_path, columns)))["bereik"]
        assert {p.columns[0]: p.parameters for p in found} == {
            "Latitude": {"minimum": 50.7, "maximum": 53.7},
            "percentage huur": {"minimum": 0, "maximum": 100},
        }

    def test_every_candidate_is_a_rule_that_can_be_carried_out(self, tmp_path: Path) -> None:
        table = make_table(tmp_path, permits())
        candidates = propose(profile(table))
        outcomes = check(table, [p.spec(str(at)) for at, p in enumerate(candidates)], today=TODAY)
        assert candidates
        assert {candidate.kind for candidate in candidates} <= set(KINDS)
        assert not [outcome.reason_code for outcome in outcomes if outcome.reason_code]

    def test_an_empty_table_proposes_nothing(self, tmp_path: Path) -> None:
        assert propose([]) == []
        assert proposed(make_table(tmp_path, {"a": ("tekst", []), "b": ("geheel", [])})) == []

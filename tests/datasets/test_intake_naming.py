"""Columns that got another name, and what a source did before as a guide to its next file."""

import pytest

from datasets import intake
from datasets.intake import naming
from datasets.intake.naming import known_as, propose
from datasets.intake.reading import ReadingOptions
from tests.datasets.intake_files import read


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Buurt_naam", "Buurt-naam"),
        ("inwoners op 1-1-2015", "Inwoners op 1-1-2016"),
        ("inwoners 1 januari 2015 (1)", "inwoners 1 januari 2024"),
        ("omzet 2015/2016", "omzet 2016/2017"),
        ("aantal_2023-05", "aantal_2023-06"),
        ("2020 gas", "2021 gas"),
    ],
)
def test_names_of_one_column_have_one_form(one: str, other: str) -> None:
    assert naming.timeless(one) == naming.timeless(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("inwoners 0-3 jaar", "inwoners 4-11 jaar"),
        ("score 1", "score 2"),
        ("postcode 8011", "postcode 8012"),
        ("perceel 120150", "perceel 120160"),
    ],
)
def test_other_numbers_make_other_columns(one: str, other: str) -> None:
    assert naming.timeless(one) != naming.timeless(other)


def test_a_name_that_differs_by_its_year_follows_the_one_that_a_person_mapped() -> None:
    aliases = {"inwoners op 1-1-2016": "inwoners op 1-1-2015"}
    assert known_as(["buurt", "inwoners op 1-1-2017"], aliases) == {
        "buurt": "buurt",
        "inwoners op 1-1-2017": "inwoners op 1-1-2015",
    }


def test_two_names_of_a_file_never_become_one_column() -> None:
    aliases = {"omzet 2016": "omzet 2015"}
    both = ["omzet 2017", "omzet 2018"]
    assert sorted(known_as(both, aliases).values()) == ["omzet 2015", "omzet 2018"]
    itself = ["omzet 2015", "omzet 2016"]
    assert known_as(itself, aliases) == {name: name for name in itself}


def test_what_people_call_a_column_of_its_own_stays_so() -> None:
    aliases = {"omzet 2016": "omzet 2015", "omzet 2017": "omzet 2017"}
    assert known_as(["omzet 2017"], aliases) == {"omzet 2017": "omzet 2017"}
    assert known_as(["omzet 2018"], aliases, known=["omzet 2018"]) == {"omzet 2018": "omzet 2018"}


def test_likely_names_are_proposed_with_the_reason_and_at_most_once() -> None:
    added = {"Buurt-naam": "tekst", "gas 2016": "getal", "Gemeente code": "tekst", "nieuw": "tekst"}
    gone = {"Buurt_naam": "tekst", "gas 2015": "getal", "gemeentecode": "tekst", "weg": "datum"}
    found = {one.name: (one.known, one.why) for one in propose(added, gone)}
    assert found == {
        "Buurt-naam": ("Buurt_naam", "same-letters"),
        "gas 2016": ("gas 2015", "same-but-year"),
        "Gemeente code": ("gemeentecode", "same-letters"),
    }


def test_much_alike_is_proposed_only_with_the_same_numbers_and_type() -> None:
    gone = {"inwoners in de leeftijd van 0-3 jaar": "geheel"}
    like = propose({"inwoners van de leeftijd 0-3 jaar": "geheel"}, gone)
    assert [one.why for one in like] == ["alike"]
    assert propose({"inwoners in de leeftijd van 4-11 jaar": "geheel"}, gone) == []
    assert propose({"inwoners van de leeftijd 0-3 jaar": "tekst"}, gone) == []
    two = {"bedrag toegekend a": "getal", "bedrag toegekend b": "getal"}
    assert propose({"bedrag toegekend c": "getal"}, two) == []  # nobody can tell which


def test_a_column_without_a_name_is_the_only_one_that_is_left() -> None:
    nameless = {"kolom 1": "tekst"}
    assert [one.why for one in propose(nameless, {"buurt": "tekst"})] == ["nameless"]
    assert propose(nameless, {"buurt": "tekst", "wijk": "tekst"}) == []
    assert propose({"kosten": "tekst"}, {"buurt": "tekst"}) == []


def test_a_wide_table_is_compared_by_form_alone() -> None:
    added = {f"kolom {letter}{n}": "tekst" for letter in "ab" for n in range(100)}
    gone = {name.upper() + "x": "tekst" for name in added}
    assert propose(added, gone) == []
    assert len(propose(added, {name.upper(): "tekst" for name in added})) == 200


# -------------------------------------------------------------------------- habits of the source


def column(tmp_path, cells, habits, name="waarde"):
    """One column, read by a source that read it so before."""
    text = f"nr;{name}\n" + "".join(f"{n};{cell}\n" for n, cell in enumerate(cells))
    options = ReadingOptions(habits={name: habits})
    return read(tmp_path, text, options=options).reading.columns[1]


def test_text_stays_text_so_that_codes_stay_exact(tmp_path) -> None:
    found = column(tmp_path, ["12", "13"], {"type": "tekst"})
    assert (found.type, found.notes) == ("tekst", ("as-before",))


def test_a_column_of_numbers_keeps_its_misfits_and_its_type(tmp_path) -> None:
    cells = ["1,5", "2,5", "3,5", "kapot", "4,5"]
    assert column(tmp_path, cells, {}).type == "tekst"
    found = column(tmp_path, cells, {"type": "getal", "decimal": ","})
    assert (found.type, found.filled, found.misfits) == ("getal", 4, 1)
    assert "as-before" in found.notes


def test_a_column_that_changed_is_read_as_what_it_is_now(tmp_path) -> None:
    habits = {"type": "geheel"}
    assert column(tmp_path, ["veel", "weinig", "3"], habits).type == "tekst"
    assert column(tmp_path, ["1", "0012", "3"], habits).type == "tekst"  # zeros would be lost
    assert column(tmp_path, ["1", "2,5", "3", "a"], habits).type == "getal"
    assert column(tmp_path, ["", "", ""], habits).type == "geheel"


def test_what_the_file_leaves_open_goes_as_before_and_what_it_proves_does_not(tmp_path) -> None:
    american = {"type": "datum", "date_order": "mdy"}
    assert column(tmp_path, ["01-02-2024", "03-04-2024"], american).date_order == "mdy"
    assert column(tmp_path, ["01-02-2024", "31-05-2024"], american).date_order == "dmy"
    point = {"type": "getal", "decimal": "."}
    assert column(tmp_path, ["1.234", "2.345"], point).type == "getal"
    assert column(tmp_path, ["1,5", "2,25"], point).decimal == ","


def test_decisions_by_the_dictionarys_name_hold_for_the_name_in_the_file(tmp_path) -> None:
    options = intake.ReadingOptions(
        aliases={"bedrag 2016": "bedrag 2015"}, types={"bedrag 2015": "tekst"}
    )
    found = read(tmp_path, "nr;bedrag 2017\n1;5\n", options=options)
    assert found.types == ["geheel", "tekst"]


# ------------------------------------------------------------------------------ the first lines


def test_the_first_lines_are_shown_as_they_stand_and_no_more_than_that(tmp_path) -> None:
    source = tmp_path / "a.csv"
    source.write_bytes("Titel\r\n\r\nnaam;café\r1;\x07x\n".encode("windows-1252"))
    assert intake.first_lines(source, "windows-1252") == ["Titel", "", "naam;café", "1; x"]
    source.write_bytes(b"\xef\xbb\xbf" + b"a;b\n" * 40_000)
    assert intake.first_lines(source, limit=3) == ["a;b"] * 3
    source.write_bytes(b"x" * 200_000)
    assert intake.first_lines(source, longest=5) == ["xxxxx…"]
    source.write_bytes(b"PK\x03\x04" + b"\0" * 400)
    assert intake.first_lines(source) == []

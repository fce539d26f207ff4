"""Totals under a table are no rows, in text as in a workbook; what may be a row stays one."""

import pytest

from tests.datasets.intake_files import read
from tests.datasets.sheet_files import read as read_sheet
from tests.datasets.sheet_files import rows

HEAD = ["buurt", "n", "m"]
DATA = [[f"b{at}", at, at * 2] for at in range(20)]


def both(folder, *given):
    """The same rows as text and as a workbook: one outcome."""
    text = "".join(";".join("" if c is None else str(c) for c in row) + "\n" for row in given)
    one, other = read(folder, text).reading, read_sheet(folder, rows(*given)).reading
    assert (one.rows, [line for line, _ in one.footer_lines]) == (
        other.rows,
        [line for line, _ in other.footer_lines],
    )
    return one


@pytest.mark.parametrize(
    "labels",
    [
        ["Totaal"],
        ["Eindtotaal"],
        ["Totaal generaal"],
        ["Totaal", "Gemiddeld"],
        ["Subtotaal", "Totaal"],
        ["Som", "Totaal"],
        ["Totaal", "Gemiddelde:", "Mediaan", "Min", "Max", "Aantal"],
        ["Gemiddelde"],
    ],
)
def test_totals_under_the_rows_are_set_apart_and_told(tmp_path, labels):
    found = both(tmp_path, HEAD, *DATA, *[[label, 1, 2.5] for label in labels])
    assert (found.rows, found.rejected) == (20, 0)
    assert [line for line, _text in found.footer_lines] == list(range(22, 22 + len(labels)))


def test_totals_and_notes_together(tmp_path):
    below = [[None, None, None], ["Totaal", 1, 2], [None, None, None], ["Bron: CBS", None, None]]
    found = both(tmp_path, HEAD, *DATA, *below)
    assert found.rows == 20
    assert [line for line, _text in found.footer_lines] == [23, 25]


def test_a_total_under_codes_in_text(tmp_path):
    text = "nr;bedrag;datum\n" + "".join(f"{at:04d};{at},50;01-03-2025\n" for at in range(60))
    found = read(tmp_path, text + "Totaal;1.800,00;\n")
    assert found.reading.rows == 60
    assert found.reading.footer_lines == ((62, "Totaal;1.800,00;"),)
    assert found.types == ["tekst", "getal", "datum"]


@pytest.mark.parametrize(
    "last",
    [
        [["Max", 40, 1]],
        [["Aantal", "onbekend wie", 1]],
        [["Total Energies", 40, 1]],
        [["Totaal Bouw BV", "Zwolle", 1]],
        [["Totaal", year, 1] for year in range(2019, 2024)],
        [["Totaal", 1, 2], ["b21", 1, 2]],
        [[f"Totaal wijk {at}", 1, 2] for at in range(12)],
    ],
)
def test_what_may_be_a_row_stays_a_row(tmp_path, last):
    found = both(tmp_path, HEAD, *DATA, *last)
    assert found.rows == 20 + len(last)
    assert found.footer_lines == ()


def test_totals_all_through_a_table_are_rows(tmp_path):
    given = []
    for at in range(30):
        given.append([f"W{at // 5}", at, 1])
        if at % 5 == 4:
            given.append([f"Totaal W{at // 5}", 10, 5])
    assert both(tmp_path, HEAD, *given).rows == 36


def test_a_table_of_nothing_but_totals_keeps_them(tmp_path):
    given = [["Totaal woningen", 5, 1], ["Totaal bedrijven", 6, 1]]
    assert both(tmp_path, HEAD, *given).rows == 2


def test_a_person_says_that_a_total_is_a_row(tmp_path):
    found = read_sheet(tmp_path, rows(HEAD, *DATA, ["Totaal", 1, 2]), footer_line=0)
    assert found.reading.rows == 21

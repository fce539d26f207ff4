"""Headers of three rows, and merged cells whose value stands for the rows below it."""

import pytest

from datasets.sentences.reading import note_words
from tests.datasets.sheet_files import built, ods, read, rows, xls


def three_levels(sheet):
    sheet.append(["Tabel 1"])
    sheet.append(["Buurt", "Gas", None, "Stroom", None])
    sheet.append([None, "2022", "2023", "2022", "2023"])
    sheet.append([None, "m3", "m3", "kWh", "kWh"])
    for at in range(15):
        sheet.append([f"b{at}", at, at, at * 2, at * 3])
    sheet.merge_cells("B2:C2")
    sheet.merge_cells("D2:E2")


NAMES = ["Buurt", "Gas 2022 m3", "Gas 2023 m3", "Stroom 2022 kWh", "Stroom 2023 kWh"]


def test_three_rows_make_one_header(tmp_path):
    found = read(tmp_path, built(three_levels))
    assert found.names == NAMES
    assert found.types == ["tekst", "geheel", "geheel", "geheel", "geheel"]
    assert (found.reading.rows, found.reading.header_line) == (15, 2)


def test_three_rows_with_a_key_that_reaches_down(tmp_path):
    def fill(sheet):
        three_levels(sheet)
        sheet.merge_cells("A2:A3")

    assert read(tmp_path, built(fill)).names == NAMES


def test_texts_under_two_header_rows_are_rows(tmp_path):
    def fill(sheet):
        sheet.append(["Buurt", "Gas", None])
        sheet.append([None, "2022", "2023"])
        for at in range(5):
            sheet.append([f"b{at}", "veel", "weinig"])
        sheet.merge_cells("B1:C1")

    found = read(tmp_path, built(fill))
    assert found.names == ["Buurt", "Gas 2022", "Gas 2023"]
    assert found.reading.rows == 5


def merged_down(sheet):
    sheet.append(["wijk", "buurt", "n"])
    for at in range(16):
        sheet.append([at // 4 * 1.5 if at % 4 == 0 else None, f"b{at}", at])
    for at in range(4):
        sheet.merge_cells(start_row=2 + 4 * at, end_row=5 + 4 * at, start_column=1, end_column=1)


def test_a_merged_cell_holds_for_every_row_it_spans(tmp_path):
    found = read(tmp_path, built(merged_down))
    assert found.cells("wijk") == [at // 4 * 1.5 for at in range(16)]
    assert found.column("wijk").notes == ("merged-down:12",)
    assert found.column("wijk").empty == 0
    assert found.column("buurt").notes == ()
    assert found.reading.notes == ("merged-down:12",)


def test_an_ods_says_so_too(tmp_path):
    given = (
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{name}</text:p></table:table-cell>'
            for name in ("wijk", "buurt", "n")
        )
        + "</table:table-row>"
    )
    for at in range(6):
        first = (
            '<table:table-cell table:number-rows-spanned="3" office:value-type="string">'
            f"<text:p>W{at // 3}</text:p></table:table-cell>"
            if at % 3 == 0
            else "<table:covered-table-cell/>"
        )
        given += (
            f"<table:table-row>{first}"
            f'<table:table-cell office:value-type="string"><text:p>b{at}</text:p></table:table-cell>'
            f'<table:table-cell office:value-type="float" office:value="{at}"/></table:table-row>'
        )
    found = read(tmp_path, ods({"Blad1": given}), "ods")
    assert found.cells("wijk") == ["W0", "W0", "W0", "W1", "W1", "W1"]
    assert found.reading.notes == ("merged-down:4",)


def test_empty_cells_that_are_not_merged_stay_empty(tmp_path):
    given = [["wijk", "buurt", "n"], ["W1", "a", 1], [None, "b", 2], ["W2", "c", 3]]
    assert read(tmp_path, rows(*given)).cells("wijk") == ["W1", None, "W2"]
    assert read(tmp_path, xls(given), "xls").cells("wijk") == ["W1", None, "W2"]


@pytest.mark.parametrize(
    ("note", "said"),
    [
        ("merged-down:12", "The value of a merged cell also holds for the rows below it: 12 cells"),
        ("garbled:1:2", "in 1 cell, first on line 2"),
        ("garbled-signs:1200:2:7", "1.200 cells, first on line 7 (2 columns)."),
    ],
)
def test_notes_tell_their_numbers(note, said, settings):
    from django.utils import translation

    with translation.override("en"):
        assert said.replace(".", "") in note_words(note).replace(".", "").replace(
            ",200", "200"
        ) or (said in note_words(note))
    with translation.override("nl"):
        assert note_words(note) != note
        assert "cell" not in note_words(note).replace("cellen", "")

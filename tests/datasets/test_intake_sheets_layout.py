"""The table on a sheet is found among titles, totals, notes, and other sheets."""

import openpyxl
import pytest

from datasets import intake
from tests.datasets.sheet_files import built, ods, read, rows, saved

BODY = [["Berkum", 1, 2], ["Assendorp", 3, 4], ["Holtenbroek", 5, 6]]


def merged(header, *ranges, body=BODY):
    def fill(sheet):
        for row in [*header, *body]:
            sheet.append(row)
        for one in ranges:
            sheet.merge_cells(one)

    return built(fill)


class TestAroundTheTable:
    def test_titles_totals_and_sources_are_told_apart_from_rows(self, tmp_path):
        found = read(
            tmp_path,
            rows(
                ["Inwoners van Zwolle"],
                [],
                ["buurt", "man", "vrouw"],
                *BODY,
                ["Totaal", 9, 12],
                [],
                ["Bron: CBS"],
            ),
        )
        assert found.reading.title_lines == ("Inwoners van Zwolle",)
        assert (found.reading.header_line, found.reading.footer_line) == (3, 7)
        assert found.reading.footer_lines == ((7, "Totaal; 9; 12"), (9, "Bron: CBS"))
        assert found.cells("man") == [1, 3, 5]
        assert found.lines() == [4, 5, 6]
        assert (found.reading.lines, found.reading.blank_lines) == (9, 2)

    def test_a_person_says_where_header_and_footer_are(self, tmp_path):
        content = rows(["buurt", "n"], ["a", 1], ["b", 2], ["Totaal", 3])
        assert read(tmp_path, content, footer_line=0).cells("n") == [1, 2, 3]
        assert read(tmp_path, content, footer_line=3).cells("n") == [1]
        assert read(tmp_path, content, header_line=2).names == ["a", "1"]
        assert read(tmp_path, content, header_line=0).reading.rows == 3
        with pytest.raises(intake.IntakeError, match="bad-option"):
            read(tmp_path, content, header_line=99)

    def test_a_total_among_the_rows_is_a_row(self, tmp_path):
        found = read(tmp_path, rows(["buurt", "n"], ["Totaal", 3], ["a", 1], ["b", 2]))
        assert found.reading.rows == 3

    def test_a_table_may_start_in_any_column(self, tmp_path):
        found = read(
            tmp_path,
            rows(
                ["Titel"], [], [None, None, "buurt", "n"], [None, None, "a", 1], [None, None, "b"]
            ),
        )
        assert found.names == ["buurt", "n"]
        assert found.values == [["a", 1], ["b", None]]

    def test_values_without_a_name_get_a_column_of_their_own(self, tmp_path):
        found = read(tmp_path, rows(["buurt", "n"], ["a", 1], ["b", 2, "let op"], ["c", 3]))
        assert found.names == ["buurt", "n", "kolom 3"]
        assert found.cells("kolom 3") == [None, "let op", None]

    def test_a_row_with_cells_far_beside_the_table_is_rejected_and_counted(self, tmp_path):
        far = ["b", 2, *[None] * 40, "ver weg"]
        found = read(tmp_path, rows(["buurt", "n"], ["a", 1], far, ["c", 3]))
        assert found.cells("buurt") == ["a", "c"]
        assert found.reading.reasons == {"too-many-cells": 1}
        line, reason, raw = found.rejected[0]
        assert (line, reason) == ("3", "too-many-cells")
        assert raw.startswith("b;2;;")
        assert raw.endswith("ver weg")

    def test_hidden_rows_are_rows(self, tmp_path):
        def fill(sheet):
            for row in (["buurt", "n"], ["a", 1], ["b", 2]):
                sheet.append(row)
            sheet.row_dimensions[3].hidden = True

        found = read(tmp_path, built(fill))
        assert found.reading.rows == 2
        assert found.reading.notes == ("hidden-rows",)

    def test_rows_and_rejected_rows_are_all_rows_of_a_long_sheet(self, tmp_path):
        given = [
            [f"rij {n}", n, *([None] * 60 + ["x"] if n % 500 == 7 else [])] for n in range(3000)
        ]
        found = read(tmp_path, rows(["naam", "n"], *given))
        assert found.reading.file_rows == 3000
        assert found.reading.rejected == 6
        assert found.lines()[-1] == 3001


class TestHeaders:
    def test_a_text_over_several_columns_is_joined_to_the_names_below(self, tmp_path):
        header = [["buurt", "2023", None], [None, "man", "vrouw"]]
        found = read(tmp_path, merged(header, "A1:A2", "B1:C1"))
        assert found.names == ["buurt", "2023 man", "2023 vrouw"]
        assert found.reading.header_line == 1
        assert set(found.reading.notes) == {"merged-header", "two-line-header"}
        assert found.lines() == [3, 4, 5]

    def test_years_over_the_same_names_under_a_title(self, tmp_path):
        header = [
            ["Bevolking", None, None, None, None],
            [None, 2022, None, 2023, None],
            ["buurt", "man", "vrouw", "man", "vrouw"],
        ]
        body = [["Berkum", 1, 2, 3, 4], ["Assendorp", 5, 6, 7, 8]]
        found = read(tmp_path, merged(header, "A1:E1", "B2:C2", "D2:E2", body=body))
        assert found.names == ["buurt", "2022 man", "2022 vrouw", "2023 man", "2023 vrouw"]
        assert found.reading.title_lines == ("Bevolking",)

    def test_names_twice_are_told_apart_by_the_row_above_also_without_merged_cells(self, tmp_path):
        header = [["", "2022", None, "2023"], ["buurt", "man", "vrouw", "man"]]
        body = [["Berkum", 1, 2, 3], ["Assendorp", 5, 6, 7]]
        found = read(tmp_path, merged(header, body=body))
        assert found.names == ["buurt", "2022 man", "2022 vrouw", "2023 man"]
        assert found.reading.notes == ("two-line-header",)

    def test_a_spanning_name_over_values_is_numbered(self, tmp_path):
        found = read(tmp_path, merged([["buurt", "aantal", None]], "B1:C1"))
        assert found.names == ["buurt", "aantal", "aantal (2)"]
        assert found.reading.notes == ("merged-header",)

    def test_a_merged_title_is_no_header(self, tmp_path):
        header = [["Een lange titel", None, None], ["buurt", "man", "vrouw"]]
        found = read(tmp_path, merged(header, "A1:C1"))
        assert found.names == ["buurt", "man", "vrouw"]
        assert found.reading.notes == ()

    def test_a_spanning_header_of_an_ods(self, tmp_path):
        spans = '<table:table-cell office:value-type="string" table:number-columns-spanned="2"><text:p>2023</text:p></table:table-cell>'
        down = '<table:table-cell office:value-type="string" table:number-rows-spanned="2"><text:p>buurt</text:p></table:table-cell>'
        header = [
            [down, spans, "<table:covered-table-cell/>"],
            ["<table:covered-table-cell/>", "man", "vrouw"],
        ]
        found = read(tmp_path, ods({"Blad1": [*header, *BODY]}), "ods")
        assert found.names == ["buurt", "2023 man", "2023 vrouw"]


class TestSheets:
    @staticmethod
    def book(**states):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for name in ("Toelichting", "Leeg", "Geheim", "Cijfers", "Meer"):
            sheet = book.create_sheet(name)
            sheet.sheet_state = states.get(name, "visible")
            if name == "Toelichting":
                for row in (["Dit is een uitleg"], ["Maker", "team data"], ["Versie", "2"]):
                    sheet.append(row)
            elif name != "Leeg":
                for row in (["buurt", "n", name], ["a", 1, 2], ["b", 3, 4]):
                    sheet.append(row)
        return saved(book)

    def test_the_first_visible_sheet_with_a_table_is_read(self, tmp_path):
        reading = read(tmp_path, self.book(Geheim="hidden")).reading
        assert reading.sheet == "Cijfers"
        assert reading.sheets == ("Toelichting", "Leeg", "Geheim", "Cijfers", "Meer")

    def test_a_person_chooses_any_sheet(self, tmp_path):
        content = self.book(Geheim="veryHidden")
        assert read(tmp_path, content, sheet="Geheim").names[2] == "Geheim"
        assert read(tmp_path, content, sheet="Meer").reading.sheet == "Meer"

    def test_an_unknown_sheet_is_no_choice(self, tmp_path):
        with pytest.raises(intake.IntakeError) as refusal:
            read(tmp_path, self.book(), sheet="Bestaat niet")
        assert refusal.value.code == "bad-option"
        assert refusal.value.params == {"option": "sheet", "value": "Bestaat niet"}

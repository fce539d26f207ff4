"""Cells of a workbook arrive as what they are; what is wrong with them stays visible."""

from datetime import date, datetime

import openpyxl
import pytest
import xlwt
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from datasets import intake
from datasets.intake.sheets.xlsx import Workbook
from tests.datasets.sheet_files import (
    built,
    by_hand,
    ods,
    ods_row,
    read,
    rows,
    saved,
    saved_xls,
    text_cell,
    xls,
)

DATE_STYLE = (
    '<numFmts><numFmt numFmtId="200" formatCode="dd\\-mm\\-yyyy;@"/></numFmts>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="200"/><xf numFmtId="9"/></cellXfs>'
)


def column(*cells, name="kop"):
    """Rows of XML: a header and these cells under it, a first column of names beside them."""
    header = f'<row r="1">{text_cell("A1", "naam")}{text_cell("B1", name)}</row>'
    return header + "".join(
        f'<row r="{at}">{text_cell(f"A{at}", f"rij {at}")}{cell.replace("@", f"B{at}")}</row>'
        for at, cell in enumerate(cells, 2)
    )


class TestNumbersAndDates:
    def test_a_sheet_becomes_a_typed_table_that_knows_its_rows(self, tmp_path):
        found = read(
            tmp_path,
            rows(
                ["buurt", "inwoners", "dichtheid"], ["Berkum", 1200, 1.5], ["Assendorp", 80, 2.25]
            ),
        )
        assert found.types == ["tekst", "geheel", "getal"]
        assert found.values == [["Berkum", 1200, 1.5], ["Assendorp", 80, 2.25]]
        assert found.lines() == [2, 3]
        assert (found.reading.format, found.reading.sheet) == ("xlsx", "Sheet")
        assert found.reading.sheets == ("Sheet",)
        assert found.reading.header_line == 1

    def test_dates_of_a_workbook_become_dates_and_moments(self, tmp_path):
        def fill(sheet):
            sheet.append(["dag", "moment", "nummer"])
            sheet.append([date(2024, 2, 29), datetime.fromisoformat("2024-05-01T13:45"), 45351])
            sheet.append([date(1900, 3, 1), datetime.fromisoformat("2024-05-02T00:00"), 45352])

        found = read(tmp_path, built(fill))
        assert found.types == ["datum", "tijdstip", "geheel"]
        assert found.values[0] == ["2024-02-29", "2024-05-01T13:45:00", 45351]
        assert found.values[1][0] == "1900-03-01"
        assert "serial-dates" in found.column("dag").notes
        assert "serial-dates" not in found.column("nummer").notes

    def test_a_workbook_that_counts_from_1904_gives_the_same_dates(self, tmp_path):
        book = openpyxl.Workbook()
        book.epoch = CALENDAR_MAC_1904
        book.active.append(["naam", "dag"])
        book.active.append(["a", date(2024, 2, 29)])
        found = read(tmp_path, saved(book))
        assert found.cells("dag") == ["2024-02-29"]
        assert "dates-1904" in found.reading.notes

    def test_a_day_that_is_in_no_calendar_stays_a_misfit(self, tmp_path):
        cells = ['<c r="@" s="1"><v>45000</v></c>'] * 30 + ['<c r="@" s="1"><v>60</v></c>']
        found = read(tmp_path, by_hand(column(*cells), styles=DATE_STYLE))
        assert found.column("kop").type == "datum"
        assert found.column("kop").misfits == 1
        assert found.text[-1][1] == "60"

    def test_a_percentage_is_the_number_that_was_shown(self, tmp_path):
        cells = [f'<c r="@" s="2"><v>{raw}</v></c>' for raw in ("0.23", "0.285", "1", "0.07")]
        found = read(tmp_path, by_hand(column(*cells), styles=DATE_STYLE))
        assert found.cells("kop") == [23, 28.5, 100, 7]
        assert found.column("kop").unit == "%"

    def test_three_decimals_are_never_taken_for_a_thousand(self, tmp_path):
        found = read(tmp_path, rows(["naam", "waarde"], ["a", 1.234], ["b", 2.345]))
        assert found.cells("waarde") == [1.234, 2.345]
        assert found.column("waarde").notes == ()

    def test_a_number_has_the_digits_that_a_person_typed(self, tmp_path):
        cells = [f'<c r="@"><v>{raw}</v></c>' for raw in ("0.28999999999999998", "1E-3", "-0")]
        found = read(tmp_path, by_hand(column(*cells)))
        assert found.text[0][1] == "0.29"
        assert found.cells("kop") == [0.29, 0.001, 0]

    def test_numbers_kept_as_text_become_numbers_and_say_so(self, tmp_path):
        found = read(tmp_path, rows(["naam", "aantal"], ["a", "12"], ["b", 13], ["c", "14"]))
        assert found.cells("aantal") == [12, 13, 14]
        assert "text-numbers" in found.column("aantal").notes

    def test_leading_zeros_and_long_identifiers_stay_exact(self, tmp_path):
        def fill(sheet):
            sheet.append(["gemeentecode", "bag", "code"])
            for at in range(3):
                sheet.append([f"0{193 + at}", f"019301000000000{at}", 193 + at])
                sheet.cell(at + 2, 3).number_format = "0000"

        found = read(tmp_path, built(fill))
        assert found.types == ["tekst", "tekst", "tekst"]
        assert found.values[0] == ["0193", "0193010000000000", "0193"]

    def test_a_long_number_keeps_what_the_workbook_still_knew_of_it(self, tmp_path):
        found = read(
            tmp_path, by_hand(column('<c r="@"><v>1.23456789012346E+17</v></c>' * 1, "<c/>"))
        )
        assert found.cells("kop")[0] == "123456789012346000"
        assert "long-numbers" in found.column("kop").notes

    def test_true_and_false_are_ja_and_nee(self, tmp_path):
        found = read(tmp_path, rows(["naam", "actief"], ["a", True], ["b", False]))
        assert found.column("actief").type == "ja-nee"
        assert found.cells("actief") == [True, False]


class TestFormulasAndErrors:
    def test_a_formula_counts_as_its_result(self, tmp_path):
        cells = ['<c r="@"><f>1+1</f><v>2</v></c>', '<c r="@"><f t="shared" si="0"/><v>3</v></c>']
        found = read(tmp_path, by_hand(column(*cells)))
        assert found.cells("kop") == [2, 3]
        assert "formula-results" in found.column("kop").notes

    def test_a_formula_without_a_result_stays_visible_as_a_misfit(self, tmp_path):
        def fill(sheet):
            sheet.append(["naam", "som"])
            for at in range(3):
                sheet.append([f"rij {at}", at])
            sheet.append(["rij 3", "=B2+B3"])

        found = read(tmp_path, built(fill))
        assert found.column("som").type == "geheel"
        assert found.column("som").misfits == 1
        assert found.text[3][1] == "=B2+B3"
        assert found.column("som").notes == ("formula-without-result",)

    @pytest.mark.parametrize("error", ["#N/A", "#DIV/0!", "#REF!"])
    def test_an_error_is_shown_and_never_taken_for_an_empty_cell(self, tmp_path, error):
        cells = ['<c r="@"><v>1</v></c>'] * 2 + [f'<c r="@" t="e"><v>{error}</v></c>'] * 3
        found = read(tmp_path, by_hand(column(*cells)))
        read_column = found.column("kop")
        assert (read_column.type, read_column.misfits, read_column.empty) == ("geheel", 3, 0)
        assert read_column.missing == {}
        assert found.text[4][1] == error
        assert "error-cells" in read_column.notes


class TestTextAndXml:
    def test_text_stays_as_it_is_whatever_signs_are_in_it(self, tmp_path):
        texts = ["a & b <c>", "twee\nregels", " spatie ", "_x0041_", "ontsnapt\x1e", "=1+1"]
        found = read(tmp_path, rows(["kop", "n"], *[[t.replace("\x1e", ""), 1] for t in texts]))
        assert found.cells("kop")[:3] == ["a & b <c>", "twee\nregels", " spatie "]
        assert found.cells("kop")[5] is not None

    def test_every_way_to_write_a_row_gives_the_same_row(self, tmp_path):
        usual = '<row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2"><v>5</v></c></row>'
        others = [
            usual.replace('r="2"', "r='2'"),
            usual.replace('<c r="B2"><v>', '<c t="n" r="B2" ><v >'),
            usual.replace("<v>5</v>", "<v><![CDATA[5]]></v>"),
            usual.replace("<row", "<!-- rij --><row"),
            usual.replace(' r="B2"', "").replace(' r="A2"', "").replace(' r="2"', ""),
            '<row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2"><v>&#53;</v></c></row>',
        ]
        header = f'<row r="1">{text_cell("A1", "naam")}{text_cell("B1", "n")}</row>'
        source = tmp_path / "a.xlsx"
        for row in [usual, *others]:
            source.write_bytes(by_hand(header + row, texts=["Berkum"]))
            _, found = Workbook(source).rows(0)
            assert (found.number, found.cells, found.kinds) == (2, ["Berkum", "5"], "si")

    def test_prefixed_xml_is_read_as_well(self, tmp_path):
        plain = column('<c r="@"><v>5</v></c>').replace("<", "<x:").replace("<x:/", "</x:")
        tag = '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        content = f"<?xml version='1.0'?>{tag}<x:sheetData>{plain}</x:sheetData></x:worksheet>"
        assert read(tmp_path, by_hand(content)).cells("kop") == [5]

    def test_it_reads_what_openpyxl_reads(self, tmp_path):
        """The oracle: cells of every kind, in places that do not follow each other."""

        def fill(sheet):
            sheet["B2"], sheet["D2"], sheet["E4"] = "kop", 1.5, "é & <x>"
            sheet["C7"], sheet["F7"] = date(2024, 1, 31), True
            sheet["AA9"] = "ver weg"

        content = built(fill)
        (tmp_path / "a.xlsx").write_bytes(content)
        ours = {
            (row.number, at): text
            for row in Workbook(tmp_path / "a.xlsx").rows(0)
            for at, text in enumerate(row.cells, 1)
            if text
        }
        theirs = {
            (cell.row, cell.column): cell.value
            for line in openpyxl.load_workbook(tmp_path / "a.xlsx").active.iter_rows()
            for cell in line
            if cell.value is not None
        }
        assert ours.keys() == theirs.keys()
        assert ours[2, 4] == "1.5"
        assert ours[4, 5] == theirs[4, 5]
        assert ours[7, 3] == theirs[7, 3].date().isoformat()


class TestOtherKinds:
    def test_an_ods_gives_what_an_xlsx_gives(self, tmp_path):
        row = [
            "Berkum",
            '<table:table-cell office:value-type="percentage" office:value="0.23"/>',
            '<table:table-cell office:value-type="date" office:date-value="2024-02-29"/>',
            '<table:table-cell office:value-type="boolean" office:boolean-value="true"/>',
            '<table:table-cell office:value-type="float" office:value="193">'
            "<text:p>0193</text:p></table:table-cell>",
        ]
        content = ods({"Blad1": [["buurt", "aandeel", "dag", "actief", "code"], row]})
        found = read(tmp_path, content, "ods")
        assert found.values == [["Berkum", 23, "2024-02-29", True, "0193"]]
        assert found.column("aandeel").unit == "%"
        assert found.reading.format == "ods"

    def test_repeats_errors_and_formulas_of_an_ods(self, tmp_path):
        error = (
            '<table:table-cell table:formula="of:=1/0" office:value-type="string"'
            ' calcext:value-type="error"><text:p>#DEEL/0!</text:p></table:table-cell>'
        )
        formula = '<table:table-cell table:formula="of:=[.B2]+1" office:value-type="float" office:value="2"/>'
        unknown = '<table:table-cell table:formula="of:=[.B2]+1"/>'
        body = (
            ods_row(["naam", "n"])
            + ods_row(["a", 1], '<table:table-row table:number-rows-repeated="3">')
            + '<table:table-row table:number-rows-repeated="2"><table:table-cell '
            'table:number-columns-repeated="1024"/></table:table-row>'
            + ods_row(["b", error], '<table:table-row table:visibility="filter">')
            + ods_row(["c", formula])
            + ods_row(["d", unknown])
            + '<table:table-row table:number-rows-repeated="1048000"><table:table-cell '
            'table:number-columns-repeated="16384"/></table:table-row>'
        )
        found = read(tmp_path, ods({"Blad1": body}), "ods")
        assert found.cells("n") == [1, 1, 1, "#DEEL/0!", 2, "=[.B2]+1"]
        assert found.lines() == [2, 3, 4, 7, 8, 9]
        assert found.reading.blank_lines == 2
        assert found.reading.notes == ("hidden-rows",)
        assert set(found.column("n").notes) == {
            "formula-results",
            "formula-without-result",
            "error-cells",
        }

    def test_an_old_workbook_gives_what_an_xlsx_gives(self, tmp_path):
        formats = {(1, 1): "0%", (1, 2): "DD-MM-YYYY", (1, 4): "0000"}
        content = xls(
            [["buurt", "aandeel", "dag", "actief", "code"], ["Berkum", 0.23, 45351, True, 193]],
            formats=formats,
        )
        found = read(tmp_path, content, "xls")
        assert found.values == [["Berkum", 23, "2024-02-29", True, "0193"]]
        assert found.reading.format == "xls"

    def test_errors_formulas_and_hidden_parts_of_an_old_workbook(self, tmp_path):
        book = xlwt.Workbook()
        secret = book.add_sheet("verborgen")
        secret.visibility = 1
        sheet = book.add_sheet("cijfers")
        for at, (name, n) in enumerate([("naam", "n"), ("a", 1), ("b", 2), ("c", 3), ("d", 4)]):
            sheet.write(at, 0, name)
            sheet.write(at, 1, n)
        sheet.row(5).set_cell_text(0, "e")
        sheet.row(5).set_cell_error(1, "#DIV/0!")
        sheet.write(6, 0, "f")
        sheet.write(6, 1, xlwt.Formula("1+1"))
        sheet.row(2).hidden = True
        found = read(tmp_path, saved_xls(book), "xls")
        assert found.reading.sheet == "cijfers"
        assert found.reading.sheets == ("verborgen", "cijfers")
        assert found.text[4][1] == "#DIV/0!"
        assert "error-cells" in found.column("n").notes
        assert "hidden-rows" in found.reading.notes
        assert found.reading.rows == 6

    def test_the_sealed_child_reads_a_workbook_by_its_content(self, tmp_path):
        source = tmp_path / "heet-anders.csv"
        source.write_bytes(rows(["naam", "n"], ["a", 1]))
        reading = intake.read(source, tmp_path / "uit")
        assert (reading.format, reading.rows) == ("xlsx", 1)

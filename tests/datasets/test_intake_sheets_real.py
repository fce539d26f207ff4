"""The workbooks among the reference files are read as their makers meant them."""

import os
from pathlib import Path

import pytest

from datasets import intake

pytestmark = pytest.mark.real_data
ENERGY, PEOPLE = "zwolle-energie-buurt", "zwolle-bevolking-buurt"


@pytest.fixture(scope="module")
def reference():
    folder = os.environ.get("KOERS_REFERENCE_DATA", "")
    if not folder:
        pytest.skip("KOERS_REFERENCE_DATA does not name the folder of reference files")
    return Path(folder)


def read(source, target):
    reading = intake.read(source, target)
    return reading, list(intake.values(target / "table.parquet", reading))


def test_the_workbook_of_energy_holds_the_figures_of_its_csv(reference, tmp_path):
    sheet, of_sheet = read(reference / ENERGY / "themas-energie-2023-bron.xlsx", tmp_path / "xlsx")
    text, of_text = read(reference / ENERGY / "energyconsumption-buurt-2023.csv", tmp_path / "csv")
    assert (sheet.rows, sheet.rejected, sheet.lines) == (78, 0, 95)
    assert of_sheet == of_text
    assert [column.type for column in sheet.columns] == [column.type for column in text.columns]
    assert [column.missing for column in sheet.columns] == [c.missing for c in text.columns]
    # The workbook leaves its first name out, and writes the 2 of CO2 below the line.
    names = [column.name.replace("₂", "2") for column in sheet.columns]
    assert names[1:] == [column.name for column in text.columns][1:]
    assert sheet.title_lines == ("Thema's - 2023 - Buurten (2023) van Gemeente Zwolle",)
    assert sheet.header_line == 2
    assert sheet.footer_lines[0] == (82, "Speciale waarden; ? Ontbreekt")
    assert sheet.footer_lines[-1] == (95, "Datum export; donderdag 20 maart 2025")


def test_the_workbook_of_people_keeps_its_title_and_notes_out_of_the_rows(reference, tmp_path):
    reading, found = read(reference / PEOPLE / "themas-bevolking-2022-bron.xlsx", tmp_path)
    assert (reading.rows, reading.rejected, len(reading.columns)) == (79, 0, 19)
    assert reading.title_lines == ("Thema's - 2022 - Buurten",)
    assert reading.footer_lines[0] == (83, "Speciale waarden; - Niet van toepassing")
    assert (88, "Voetnoot") in reading.footer_lines
    assert found[0][:5] == ["Binnenstad-Zuid", 1536, 1537, 2292, 32]
    assert reading.columns[1].missing == {"-": 1}

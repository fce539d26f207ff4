"""The demo's files: what a source system would deliver, and what intake makes of them."""

from pathlib import Path

import pytest

from datasets import intake
from portal.demo import areas, crime, energy, population
from portal.demo.entries import ENTRIES
from portal.demo.entry import Export
from portal.demo.writing import dutch, export


def read(written: Export, folder: Path) -> intake.Reading:
    source = folder / written.filename
    source.write_bytes(written.content)
    return intake.read(source, folder / "table")


def column(reading: intake.Reading, name: str) -> intake.ReadColumn:
    [found] = [column for column in reading.columns if column.name == name]
    return found


def test_a_file_has_titles_semicolons_decimal_commas_and_notes() -> None:
    written = export(
        ("buurt", "gas"),
        [["Noord", "1.5"], ["Zuid", "?"]],
        titles=(["Gas per buurt"],),
        notes=([""], ["Bron: niemand"]),
        padded=True,
    )
    assert written == (
        b"Gas per buurt;\r\nbuurt;gas\r\nNoord;1,5\r\nZuid;?\r\n;\r\nBron: niemand;\r\n"
    )


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("1.5", "1,5"),
        ("-0.25", "-0,25"),
        ("23%", "23%"),
        ("?", "?"),
        (".", "."),
        ("v1.2.3", "v1.2.3"),
    ],
)
def test_only_numbers_get_a_decimal_comma(cell: str, written: str) -> None:
    assert dutch(cell) == written


def test_the_files_are_the_same_every_time_so_that_a_second_load_knows_them() -> None:
    for entry in ENTRIES:
        first, second = entry.exports(), entry.exports()
        assert [one.content for one in first] == [one.content for one in second]
        assert len({one.period for one in first}) == len(first)


def test_every_column_of_every_file_is_described() -> None:
    for entry in (areas.ENTRY, energy.ENTRY, population.ENTRY, crime.ENTRY):
        for written in entry.exports():
            encoding = "cp1252" if entry is population.ENTRY else "utf-8-sig"
            lines = written.content.decode(encoding).splitlines()
            assert ";".join(entry.columns) in lines, written.filename


def test_a_year_of_energy_is_read_without_loss(tmp_path: Path) -> None:
    [written] = [one for one in energy.exports() if one.period == "2022"]
    reading = read(written, tmp_path)
    assert (reading.rows, reading.rejected) == (78, 0)
    assert (reading.encoding, reading.bom, reading.delimiter) == ("utf-8", True, ";")
    assert reading.header_line == 3
    assert any("Bron: Klimaatmonitor" in text for _line, text in reading.footer_lines)
    gas, share = column(reading, "gas (miljoen m3)"), column(reading, "zonnepanelen (%)")
    assert (gas.type, gas.decimal, gas.missing) == ("getal", ",", {"?": 6})
    assert (share.type, share.unit) == ("geheel", "%")
    assert not any(one.misfits for one in reading.columns)


def test_solar_panels_stop_and_incomes_thin_out(tmp_path: Path) -> None:
    filled = {}
    for written in energy.exports():
        reading = read(written, tmp_path)
        filled[written.period] = (
            column(reading, "zonnepanelen").filled > 0,
            column(reading, "inkomen per huishouden").filled,
        )
    assert [year for year, (panels, _incomes) in filled.items() if not panels] == ["2015", "2023"]
    assert [filled[year][1] for year in ("2021", "2022", "2023")] == [67, 23, 23]


def test_population_comes_in_windows_1252_with_dutch_dates(tmp_path: Path) -> None:
    [written] = [one for one in population.exports() if one.period == "2021-01-01"]
    with pytest.raises(UnicodeDecodeError):
        written.content.decode("utf-8")
    reading = read(written, tmp_path)
    assert (reading.encoding, reading.rows, reading.rejected) == ("windows-1252", 79, 0)
    day, income = column(reading, "peildatum"), column(reading, "inkomen (€)")
    assert (day.type, day.date_order, day.filled) == ("datum", "dmy", 79)
    assert (income.type, income.filled, income.missing) == ("geheel", 62, {"-": 17})
    assert column(reading, "85 jaar en ouder").missing["x"] > 0


def test_crime_is_read_with_its_gaps(tmp_path: Path) -> None:
    [written] = crime.exports()
    reading = read(written, tmp_path)
    rate = column(reading, "per 1000 inwoners")
    assert (reading.rows, reading.rejected, reading.header_line) == (78, 0, 4)
    assert (rate.type, rate.decimal, rate.missing) == ("getal", ",", {"?": 1, "x": 3})

"""Every reference file, as it was found: what is in it, and what Koers makes of what it gets wrong.

The figures were counted outside Koers, with csv, json and DuckDB, and agree with the README of the
files. Of nothing that a file gets wrong the trace is lost: it stands here as a footer line, a
missing token, a kind of column, or a note.
"""

import os
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest

from datasets import intake
from tests.datasets.intake_files import read

pytestmark = pytest.mark.real_data


class Expected(NamedTuple):
    """A file: its format, rows and columns, lines above and below the table, and some columns.

    `types`: a column by the beginning of its name, and the type that it must have.
    """

    path: str
    format: str
    rows: int
    columns: int
    titles: int = 0
    footer: int = 0
    types: dict[str, str] = {}
    member: str = ""


_PEOPLE = {"Buurt": "tekst", "inwoners op 1": "geheel", "inwoners in de leeftijd van 85": "geheel"}
# In 2015 and 2023 no neighbourhood has a figure for solar panels, and there is nothing to type.
_ENERGY = {"Totaal aardgas": "geheel", "Aardgasverbruik": "getal", "Huishoudens": "geheel"}
_SOLAR = {**_ENERGY, "Percentage woningen": "geheel", "Vermogen geregistreerde": "geheel"}
_BUDGET = {
    "Gemeenten": "tekst",
    "Taakveld": "tekst",
    "Lasten": "getal",
    "Inwonertal": "geheel",
    "L1.1": "getal",
}
_PERCENTAGES = {"aantalInwoners": "geheel", "lon": "getal", "lat": "getal", "jrstatcode": "tekst"}

FILES = (
    Expected("cbs-gemeenten/gemeenten.json", "geojson", 343, 39, types=_PERCENTAGES),
    Expected("geo/gemeentegrenzen-2023.geojson", "geojson", 343, 4, types={"lon": "getal"}),
    Expected("geo/zwolle-buurten.geojson", "geojson", 78, 6, types={"BRTNR": "geheel"}),
    Expected("geo/gemeentecodes-2010-2026.csv", "csv", 6401, 3, types={"gm_code": "tekst"}),
    Expected("iv3-gemeentefinancien/2023_begroting.csv", "csv", 24353, 11, types=_BUDGET),
    Expected("iv3-gemeentefinancien/2023_jaarrekening.csv", "csv", 24353, 11, types=_BUDGET),
    Expected("iv3-gemeentefinancien/2024_begroting.csv", "csv", 24353, 11, types=_BUDGET),
    Expected("iv3-gemeentefinancien/2025_begroting.csv", "csv", 23667, 11, types=_BUDGET),
    Expected(
        "rvo-subsidies-zwolle/SDE.csv",
        *("csv", 131, 25),
        types={"Maximale": "geheel", "Vermogen": "getal", "Latitude": "getal", "Post": "tekst"},
    ),
    Expected(
        "rvo-subsidies-zwolle/isde_subsidies_clean.csv",
        *("csv", 6326, 14),
        types={"postcode": "tekst", "gemeentecode": "getal", "aantal_adressen": "getal"},
    ),
    # A spreadsheet took the point out of the degrees: whole numbers of millions, for all to see.
    Expected(
        "rvo-subsidies-zwolle/subsidies.csv",
        *("csv", 130, 23),
        types={"Vermogen": "getal", "Latitude": "geheel", "Longitude": "geheel"},
    ),
    Expected(
        "veiligheid-gezondheid/GM0193.json",
        *("json", 78, 40),
        types={"demografie.inwoners": "geheel", "veiligheid.per1000": "getal"},
    ),
    Expected("veiligheid-gezondheid/GM0193.json", "json", 16, 24, member="wijken"),
    Expected(
        "veiligheid-gezondheid/GM0193.json",
        *("json", 1, 54),
        member="$",
        types={"provincie.code": "tekst", "demografie.inwoners": "geheel"},
    ),
    Expected("veiligheid-gezondheid/gemeenten.json", "json", 342, 8, types={"inwoners": "geheel"}),
    *(
        Expected(
            f"zwolle-bevolking-buurt/demographics-buurt-{year}.csv",
            *("csv", 79, 19),
            footer=10 if year == 2015 else 9,
            types=_PEOPLE,
        )
        for year in (2015, 2016, 2017, 2018, 2019, 2020, 2021, 2023, 2024)
    ),
    # The header has no name over the neighbourhoods.
    Expected(
        "zwolle-bevolking-buurt/themas-bevolking-2022-bron.xlsx",
        *("xlsx", 79, 19, 1, 9),
        types={**_PEOPLE, "Buurt": "", "kolom 1": "tekst"},
    ),
    *(
        Expected(
            f"zwolle-energie-buurt/energyconsumption-buurt-{year}.csv",
            *("csv", 78, 21),
            types=_ENERGY if year in (2015, 2023) else _SOLAR,
        )
        for year in range(2015, 2024)
    ),
    Expected(
        "zwolle-energie-buurt/themas-energie-2023-bron.xlsx",
        *("xlsx", 78, 21, 1, 12),
        types=_ENERGY,
    ),
    Expected(
        "zwolle-isolatie-interventies/coachgesprekken-opgeschoond.csv",
        *("csv", 312, 4),
        types={"datum": "datum", "valid": "ja-nee"},
    ),
    Expected(
        "zwolle-isolatie-interventies/coachgesprekken.csv",
        *("csv", 312, 4),
        types={"datum": "datum", "postcode": "tekst"},
    ),
    Expected(
        "zwolle-isolatie-interventies/isolatiesubsidies-zwolle.csv",
        *("csv", 237, 10),
        types={"Date": "datum", "Do-it": "ja-nee", "Amount": "getal"},
    ),
)


@pytest.fixture
def reference() -> Path:
    folder = os.environ.get("KOERS_REFERENCE_DATA")
    if not folder:
        pytest.skip("KOERS_REFERENCE_DATA names no folder with the reference files")
    return Path(folder)


def load(folder, reference, path, member=""):
    options = intake.ReadingOptions(member=member or None)
    return read(folder, (reference / path).read_bytes(), options=options)


@pytest.mark.parametrize("expected", FILES, ids=lambda one: f"{one.path}{one.member}")
def test_a_reference_file_is_read_for_all_that_is_in_it(tmp_path, reference, expected):
    found = load(tmp_path, reference, expected.path, expected.member)
    told = found.reading
    assert (told.format, told.rows, told.rejected) == (expected.format, expected.rows, 0)
    assert len(told.columns) == expected.columns
    assert (len(told.title_lines), len(told.footer_lines)) == (expected.titles, expected.footer)
    for start, kind in expected.types.items():
        column = next((one for one in told.columns if one.name.startswith(start)), None)
        assert (column.type if column else "") == kind, start
    assert [one.name for one in told.columns if one.misfits] == []


def test_no_file_of_the_reference_is_forgotten(reference):
    there = {
        str(path.relative_to(reference))
        for path in reference.glob("*/*")
        if path.suffix in {".csv", ".json", ".geojson", ".xlsx"}
    }
    assert there == {one.path for one in FILES}


def test_the_energy_files_have_their_question_marks_and_percentages(tmp_path, reference):
    tokens: Counter[str] = Counter()
    units = []
    for year in range(2015, 2024):
        path = f"zwolle-energie-buurt/energyconsumption-buurt-{year}.csv"
        for column in load(tmp_path, reference, path).reading.columns:
            tokens.update(column.missing)
            units += [column.unit] if column.name.startswith("Percentage") else []
    assert tokens["?"] == 1312
    assert units == ["", *["%"] * 7, ""]


def test_the_nested_file_offers_its_three_tables(tmp_path, reference):
    path = "veiligheid-gezondheid/GM0193.json"
    found = load(tmp_path, reference, path)
    assert (found.reading.member, found.reading.members) == ("buurten", ("$", "wijken", "buurten"))
    assert found.reading.notes == ("nested-flattened",)
    whole = load(tmp_path, reference, path, "$")
    assert whole.cells("demografie.inwoners") == [133_141]
    assert whole.cells("code") == ["GM0193"]


def test_shapes_lie_where_the_netherlands_are(tmp_path, reference):
    found = load(tmp_path, reference, "cbs-gemeenten/gemeenten.json")
    places = dict(
        zip(
            found.cells("gemeentecode"),
            zip(found.cells("lon"), found.cells("lat"), strict=True),
            strict=True,
        )
    )
    lon, lat = places["GM0193"]
    assert (round(lon, 1), round(lat, 1)) == (6.1, 52.5)
    assert found.reading.notes == ("centroids",)
    # 'Buitenland' is the one that has no figures.
    assert found.column("aantalInwoners").empty == 1


def test_the_wrong_encoding_in_a_name_stays_as_it_is(tmp_path, reference):
    names = load(tmp_path, reference, "geo/gemeentecodes-2010-2026.csv").cells("gm_naam")
    assert "S˙dwest-Frysl‚n" in names

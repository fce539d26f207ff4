"""Numbers that a file keeps as numbers keep their value; texts beside them are read the Dutch way."""

import json

import duckdb
import pytest

from datasets import intake
from datasets.intake.documents import scan_json
from datasets.intake.parquet import scan_parquet
from tests.datasets.intake_files import Result
from tests.datasets.sheet_files import built, ods, read, rows, xls

NUMBERS = [1.125 + at for at in range(12)]
CHOSEN = {"types": {"m": "getal"}, "decimals": {"m": ","}}
CHOICES = [
    CHOSEN,
    {"decimals": {"m": ","}},
    {"habits": {"m": {"type": "getal", "decimal": ","}}},
    {"types": {"maat": "getal"}, "decimals": {"maat": ","}, "aliases": {"m": "maat"}},
]


TABLE = [["id", "m"], *[[at, number] for at, number in enumerate(NUMBERS)]]
WORKBOOKS = {
    "xlsx": lambda: rows(*TABLE),
    "xls": lambda: xls(TABLE),
    "ods": lambda: ods({"Blad1": TABLE}),
}


def document(folder, name, content, scan, options):
    source, target = folder / name, folder / "lezing"
    source.write_bytes(content)
    target.mkdir(exist_ok=True)
    given = intake.ReadingOptions(**options)
    reading = scan(source, target, given, intake.Limits(threads=1))
    return Result(reading, target / "table.parquet", [])


def from_json(folder, values, options):
    told = json.dumps([{"id": at, "m": value} for at, value in enumerate(values)]).encode()
    return document(folder, "bron.json", told, scan_json, options)


def from_parquet(folder, values, kind, options):
    made = folder / "gemaakt.parquet"
    cells = ", ".join(f"({at}, {value!r})" for at, value in enumerate(values))
    with duckdb.connect() as connection:
        connection.execute(
            f"COPY (SELECT a AS id, CAST(b AS {kind}) AS m FROM (VALUES {cells}) AS t(a, b))"
            f" TO '{made}' (FORMAT parquet)"
        )
    return document(folder, "bron.parquet", made.read_bytes(), scan_parquet, options)


@pytest.mark.parametrize("options", CHOICES)
class TestAChosenSignIsForTexts:
    @pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
    def test_cells_of_a_workbook_keep_their_value(self, tmp_path, kind, options):
        found = read(tmp_path, WORKBOOKS[kind](), kind, **options)
        assert found.cells("m") == NUMBERS
        assert found.column("m").misfits == 0

    def test_numbers_of_json_keep_their_value(self, tmp_path, options):
        assert from_json(tmp_path, NUMBERS, options).cells("m") == NUMBERS

    @pytest.mark.parametrize("kind", ["DOUBLE", "FLOAT"])
    def test_numbers_of_parquet_keep_their_value(self, tmp_path, kind, options):
        assert from_parquet(tmp_path, NUMBERS, kind, options).cells("m") == NUMBERS

    def test_texts_of_json_beside_them_follow_it(self, tmp_path, options):
        found = from_json(tmp_path, [*NUMBERS, "0,125", "1.234,5"], options)
        assert found.cells("m") == [*NUMBERS, 0.125, 1234.5]
        assert found.column("m").misfits == 0


def test_texts_of_parquet_follow_a_chosen_sign(tmp_path):
    found = from_parquet(tmp_path, ["0,125", "1.250", "3"], "VARCHAR", CHOSEN)
    assert found.cells("m") == [0.125, 1250, 3]


def test_a_share_and_a_whole_number_survive_a_choice(tmp_path):
    def fill(sheet):
        sheet.append(["id", "m"])
        for at, share in enumerate([0.125, 0.25, 0.5]):
            sheet.append([at, share])
            sheet.cell(at + 2, 2).number_format = "0.0%"

    found = read(tmp_path, built(fill), **CHOSEN)
    assert found.cells("m") == [12.5, 25, 50]
    forced = read(tmp_path, rows(["id", "m"], [1, 1.125], [2, 7]), types={"m": "geheel"})
    assert forced.text[0][1] == "1.125"
    assert forced.column("m").misfits == 1


def test_a_number_that_someone_calls_missing_is_missing(tmp_path):
    given = rows(["id", "m"], [1, 99.9], [2, 1.5], [3, 2.5])
    found = read(tmp_path, given, column_missing={"m": ("99.9",)})
    assert found.cells("m") == [None, 1.5, 2.5]
    assert found.column("m").missing == {"99.9": 1}


class TestDutchTextAmongNumbers:
    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("1234,50", 1234.5),
            ("1.234,50", 1234.5),
            ("€ 1.234,50", 1234.5),
            ("1.234.567", 1234567),
            ("5,5", 5.5),
            ("1234.5", 1234.5),
            ("12", 12),
        ],
    )
    @pytest.mark.parametrize("every", [4, 20])
    def test_it_is_the_number_that_it_says(self, tmp_path, text, value, every):
        cells = [text if at % every == 0 else at + 0.234 for at in range(20)]
        found = read(tmp_path, rows(["id", "m"], *[[at, cell] for at, cell in enumerate(cells)]))
        read_column = found.column("m")
        assert (read_column.type, read_column.misfits) == ("getal", 0)
        assert found.cells("m") == [value if cell == text else cell for cell in cells]
        assert "text-numbers" in read_column.notes

    def test_whole_numbers_take_it_too(self, tmp_path):
        cells = [1000 + at for at in range(9)] + ["1.234.567"]
        found = read(tmp_path, rows(["id", "m"], *[[at, cell] for at, cell in enumerate(cells)]))
        assert found.column("m").type == "geheel"
        assert found.cells("m")[-1] == 1234567

    def test_what_is_written_the_other_way_is_a_misfit_and_no_reason_for_text(self, tmp_path):
        cells = [0.125, 2.5, 3.5, 4.5, "1,5", "2,5", "3.75"]
        found = read(tmp_path, rows(["id", "m"], *[[at, cell] for at, cell in enumerate(cells)]))
        read_column = found.column("m")
        assert (read_column.type, read_column.misfits, read_column.decimal) == ("getal", 1, ",")
        assert found.text[-1][1] == "3.75"
        assert [float(row[1]) for row in found.text[:-1]] == [0.125, 2.5, 3.5, 4.5, 1.5, 2.5]

    def test_words_make_it_text_with_every_cell_as_it_was(self, tmp_path):
        cells = [1.5, 2.25, "zie bijlage", "nader te bepalen"]
        found = read(tmp_path, rows(["id", "m"], *[[at, cell] for at, cell in enumerate(cells)]))
        assert found.column("m").type == "tekst"
        assert found.cells("m") == ["1.5", "2.25", "zie bijlage", "nader te bepalen"]

"""Labels above a table are its title, however narrow the table; a real header is never one."""

import pytest

from tests.datasets.intake_files import read
from tests.datasets.sheet_files import ods, rows, xls
from tests.datasets.sheet_files import read as read_sheet

ABOVE = {
    "a title and a date": [["Subsidieoverzicht"], ["Peildatum", "1-1-2025"], []],
    "only a date": [["Peildatum", "1-1-2025"], []],
    "names": [["Afdeling", "Sociaal domein"], ["Periode", "2024"], []],
    "in blocks": [["Rapport X"], [], ["Opgesteld door", "J. Jansen"], ["Versie", "3"], []],
    "no blank line": [["Peildatum:", "1-1-2025"]],
    "nothing": [],
}


def table(width):
    names = [f"kol{at}" for at in range(width)]
    return [names, *[[f"b{row}", *[row * 10 + at for at in range(width - 1)]] for row in range(50)]]


def text(given, width):
    return "".join(";".join([*map(str, row), *[""] * (width - len(row))]) + "\n" for row in given)


@pytest.mark.parametrize(
    ("above", "width"),
    [
        pytest.param(above, width, id=f"{name}, {width} wide")
        for name, above in ABOVE.items()
        for width in (2, 3, 4, 6)
        # Without a blank line a label and its value are a row as wide as a table of two columns.
        if (name, width) != ("no blank line", 2)
    ],
)
class TestLabelsAboveATable:
    def expect(self, reading, above, width):
        assert reading.header_line == len(above) + 1
        assert [column.name for column in reading.columns] == table(width)[0]
        assert (reading.rows, reading.rejected) == (50, 0)
        assert len([line for line in reading.title_lines if line.strip(";")]) == len(
            [row for row in above if row]
        )

    def test_in_a_workbook(self, tmp_path, above, width):
        found = read_sheet(tmp_path, rows(*above, *table(width)))
        self.expect(found.reading, above, width)

    def test_in_text(self, tmp_path, above, width):
        self.expect(read(tmp_path, text([*above, *table(width)], width)).reading, above, width)


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_labels_in_other_workbooks(tmp_path, kind):
    given = [["Rapport"], ["Peildatum", "1-1-2025"], [None], *table(2)]
    content = xls(given) if kind == "xls" else ods({"Blad1": given})
    assert read_sheet(tmp_path, content, kind).reading.header_line == 4


@pytest.mark.parametrize(
    "content",
    [
        "code;naam\n\nA;Appartement\nB;Bungalow\nC;Chalet\n",
        "jaar;aantal\n\n2020;5\n2021;6\n2022;7\n",
        "buurt;2023\n\nA;5\nB;6\nC;7\n",
        "wijk;aantal\n\nCentrum;onbekend\nNoord;5\nOost;6\nZuid;7\n",
        "gemeente;Zwolle\n\nInwoners;130000\nHuizen;60000\nAuto's;50000\n",
        "buurt;2023;\n;m;v\nA;1;2\nB;3;4\n",
        "naam;\nJan;1\nPiet;2\nKees;3\n",
    ],
)
def test_a_header_of_two_names_stays_the_header(tmp_path, content):
    assert read(tmp_path, content).reading.header_line == 1


def test_a_sheet_of_labels_alone_loses_none(tmp_path):
    given = [["Naam", "Zwolle"], ["Peildatum", "1-1-2025"], [], ["Bron", "BAG"]]
    found = read_sheet(tmp_path, rows(*given)).reading
    assert found.header_line == 1
    assert found.rows + len(found.footer_lines) == 2

"""Every encoding that Dutch municipal files come in is told from its bytes."""

import pytest

from datasets import intake
from tests.datasets.intake_files import read

TEXT = "plaats;opmerking\nCoevorden;één reünie\nSúdwest-Fryslân;ingeënt, geïnd, coöperatie\n"


@pytest.mark.parametrize(
    ("encoding", "mark", "expected"),
    [
        ("utf-8", b"", "utf-8"),
        ("utf-8", b"\xef\xbb\xbf", "utf-8"),
        ("utf-16-le", b"\xff\xfe", "utf-16-le"),
        ("utf-16-be", b"\xfe\xff", "utf-16-be"),
        ("utf-16-le", b"", "utf-16-le"),
        ("utf-16-be", b"", "utf-16-be"),
        ("windows-1252", b"", "windows-1252"),
        ("cp850", b"", "cp850"),
    ],
)
def test_dutch_letters_survive_in_every_encoding(tmp_path, encoding, mark, expected):
    found = read(tmp_path, mark + TEXT.encode(encoding))
    assert found.reading.encoding == expected
    assert found.reading.bom is bool(mark)
    assert found.names == ["plaats", "opmerking"]
    assert found.values[1] == ["Súdwest-Fryslân", "ingeënt, geïnd, coöperatie"]


def test_euro_sign_alone_speaks_for_windows_1252(tmp_path):
    found = read(tmp_path, "naam;bedrag\na;€ 12,50\nb;€ 3,00\n".encode("windows-1252"))
    assert found.reading.encoding == "windows-1252"
    assert found.cells("bedrag") == [12.5, 3.0]


def test_a_few_broken_bytes_in_utf8_reject_their_rows_and_no_others(tmp_path):
    good = "".join(f"{n};café é ë ï\n" for n in range(50)).encode()
    found = read(tmp_path, b"nr;naam\n" + good + b"50;kapot \xff\n51;goed\n")
    assert found.reading.encoding == "utf-8"
    assert found.reading.rows == 51
    assert found.rejected == [["52", "undecodable", "50;kapot \\udcff"]]


def test_a_letter_cut_in_two_by_a_block_of_reading_stays_one_letter(tmp_path):
    filler = "x" * ((1 << 20) - len("a;b\n1;") - 1)
    found = read(
        tmp_path,
        f"a;b\n1;{filler}é\n",
        limits=intake.Limits(threads=1, field_chars=2_000_000),
    )
    assert found.reading.encoding == "utf-8"
    assert found.values[0][1].endswith("xé")


def test_a_person_may_overrule_the_encoding(tmp_path):
    content = "naam;code\nR\x82gie;1\n".encode("latin-1")
    options = intake.ReadingOptions(encoding="windows-1252")
    assert read(tmp_path, content).values[0][0] == "Régie"
    assert read(tmp_path, content, options=options).values[0][0] == "R‚gie"


def test_end_of_file_sign_of_dos_is_no_row(tmp_path):
    found = read(tmp_path, b"a;b\r\n1;2\r\n\x1a")
    assert (found.reading.rows, found.reading.rejected) == (1, 0)

"""Garbled signs are told with their number and first line; real letters never are."""

import pytest

from datasets.intake import garbled
from tests.datasets.intake_files import read

NAMES = ["Zoë Súdwest-Fryslân", "€ 12,50", "café", "’s-Gravenhage", "Curaçao", "Jürgen Ångström"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("wrong", ["windows-1252", "latin-1", "cp850", "mac-roman"])
def test_utf_8_taken_for_something_else(name, wrong):
    assert garbled.in_name(name.encode().decode(wrong, "replace"))


@pytest.mark.parametrize(
    "text", ["S˙dwest-Frysl‚n", "Zo‰ de Boer", "caf\ufffd", "prijs \u0080 12", "Ã©Ã©n"]
)
def test_other_ways_to_go_wrong(text):
    assert garbled.in_name(text)


@pytest.mark.parametrize(
    "text",
    [
        *NAMES,
        "één naïef coördinator reëel Chloë Noël façade",
        "SÃO PAULO", "São Tomé", "Ântonio", "Åland", "Łódź", "Dvořák", "İstanbul", "Ýmir",
        "„aanhaling” en ‘enkel’ – streep — en … punten",
        "5‰ hoger, 20 °C, 3 m², 10 µg, ½ uur, §3, ±2, × 4",
        "Â. Jansen", "Ã", "l·l col·lega", "ﬁets", "日本 Україна Ελλάδα", "†1987 ‡ voetnoot", "😀",
        "√2", "│ tabel ├─ tak └─",
    ],
)  # fmt: skip
def test_real_text_is_no_alarm(text):
    assert not garbled.in_name(text)


def test_the_reading_says_where_and_how_many(tmp_path):
    odd = "Zoë".encode().decode("windows-1252")
    content = "naam;plaats;n\n" + f"Jan;Zwolle;1\n{odd};Zwolle;2\nPiet;{odd}stad;3\n{odd};Ommen;4\n"
    found = read(tmp_path, content)
    assert found.column("naam").notes == ("garbled:2:3",)
    assert found.column("plaats").notes == ("garbled:1:4",)
    assert found.column("n").notes == ()
    assert found.reading.notes == ("garbled-signs:3:2:3",)
    assert found.cells("naam")[1] == odd  # as it stands in the file


def test_a_garbled_name_of_a_column_is_told(tmp_path):
    assert read(tmp_path, "stra\ufffde;n\na;1\nb;2\n").reading.columns[0].notes == ("garbled",)


def test_a_good_file_has_no_such_note(tmp_path):
    found = read(tmp_path, "naam;n\n" + "".join(f"{name};1\n" for name in NAMES if "," not in name))
    assert found.reading.notes == ()

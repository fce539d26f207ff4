"""What leaves as CSV is data in a spreadsheet, never a formula."""

import csv
import io
from datetime import UTC, date, datetime

import pytest

from kit.exports import safe_cell, write_csv


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－x", "＠a", "-"],
)
def test_text_that_starts_like_a_formula_gets_an_apostrophe(text: str) -> None:
    assert safe_cell(text) == "'" + text


@pytest.mark.parametrize("text", ["-12", "+3,5", "-1.234,50", "-12%", "-1e5", "Noord", "a=b", ""])
def test_signed_numbers_and_plain_text_stay_as_they_are(text: str) -> None:
    assert safe_cell(text) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (float("nan"), ""),
        (-3, "-3"),
        (0.5, "0.5"),
        (date(2026, 3, 12), "2026-03-12"),
        (datetime(2026, 3, 12, 14, 5, tzinfo=UTC), "2026-03-12T14:05:00+00:00"),
    ],
)
def test_values_are_written_for_machines(value: object, text: str) -> None:
    assert safe_cell(value) == text  # type: ignore[arg-type]


def test_csv_reads_back_with_headers_quotes_and_line_breaks_whole() -> None:
    made = write_csv(["naam", "=kop"], [['zei "ja"; en', "a\nb"], ["é", None]])
    assert made.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(made.decode("utf-8-sig"), newline="")))
    assert rows == [["naam", "'=kop"], ['zei "ja"; en', "a\nb"], ["é", ""]]


def test_a_part_of_a_text_that_another_separator_cuts_off_is_no_formula() -> None:
    assert safe_cell("x;=1+1;y") == "x;'=1+1;y"
    assert safe_cell("tekst\n=1") == "tekst\n'=1"
    assert safe_cell("a; b = c") == "a; b = c"

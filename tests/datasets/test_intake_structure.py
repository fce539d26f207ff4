"""Delimiter, quotes, header, titles and footers: where the table is, and where each line went."""

import pytest

from datasets import intake
from tests.datasets.intake_files import read


@pytest.mark.parametrize("sign", [";", ",", "\t", "|"])
def test_each_delimiter_is_found(tmp_path, sign):
    rows = [["naam", "aantal", "soort"], ["a b", "1", "x"], ["c", "2", "y"], ["d", "3", "z"]]
    found = read(tmp_path, "\n".join(sign.join(row) for row in rows) + "\n")
    assert found.reading.delimiter == sign
    assert found.values == [["a b", 1, "x"], ["c", 2, "y"], ["d", 3, "z"]]


def test_decimal_commas_are_not_taken_for_delimiters(tmp_path):
    found = read(tmp_path, "naam;bedrag;korting\nA;1,5;0,5\nB;2,5;0,1\nC;3,5;0,2\n")
    assert found.reading.delimiter == ";"
    assert found.cells("bedrag") == [1.5, 2.5, 3.5]


def test_decimal_commas_in_every_cell_are_not_taken_for_delimiters(tmp_path):
    found = read(tmp_path, "a;b\n1,5;2,5\n3,5;4,5\n")
    assert (found.reading.delimiter, found.values) == (";", [[1.5, 2.5], [3.5, 4.5]])


def test_semicolons_in_quoted_text_do_not_win_from_commas(tmp_path):
    found = read(tmp_path, 'a,b\n1,"x; y; z"\n2,"p; q; r"\n')
    assert found.values == [[1, "x; y; z"], [2, "p; q; r"]]


def test_a_spreadsheets_separator_line_is_obeyed_and_is_no_header(tmp_path):
    found = read(tmp_path, "sep=;\r\na;b\r\n1;2\r\n")
    assert found.names == ["a", "b"]
    assert (found.reading.header_line, found.reading.title_lines) == (2, ("sep=;",))


def test_one_column_is_a_table(tmp_path):
    found = read(tmp_path, 'opmerking\nkort, maar krachtig\n"tussen; quotes"\n')
    assert (found.reading.delimiter, found.names) == ("", ["opmerking"])
    assert found.values == [["kort, maar krachtig"], ["tussen; quotes"]]


def test_quotes_hold_delimiters_quotes_and_line_ends(tmp_path):
    found = read(tmp_path, 'a;b;c\n1;"x;y ""z""\nregel twee";3\n4;plat "woord" hier;6\n')
    assert found.values == [[1, 'x;y "z"\nregel twee', 3], [4, 'plat "woord" hier', 6]]
    assert found.lines() == [2, 4]


def test_control_signs_of_the_staging_format_survive_in_cells(tmp_path):
    found = read(tmp_path, 'a;b\n1;"x\x1ey\x1fz\n\r\nq"\n2;\x1e1\n')
    assert [row[1] for row in found.values] == ["x\x1ey\x1fz\n\r\nq", "\x1e1"]


def test_single_quotes_quote_only_when_nearly_all_text_has_them(tmp_path):
    quoted = read(tmp_path, "'a';'b'\n'x;y';1\n'z';2\n")
    assert quoted.values == [["x;y", 1], ["z", 2]]
    plain = read(tmp_path, "plaats;n\n's-Gravenhage;1\n's-Hertogenbosch;2\n")
    assert plain.cells("plaats") == ["'s-Gravenhage", "'s-Hertogenbosch"]


def test_a_space_before_a_quoted_cell_is_no_part_of_it(tmp_path):
    found = read(tmp_path, 'a, b\n1, "x, y"\n2, "z, q"\n')
    assert found.values == [[1, "x, y"], [2, "z, q"]]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_ends_a_line(tmp_path, end):
    found = read(tmp_path, end.join(["a;b", "1;2", "3;4"]))
    assert (found.values, found.lines()) == ([[1, 2], [3, 4]], [2, 3])


def test_title_lines_and_footers_are_kept_as_decisions(tmp_path):
    content = (
        "Overzicht leerlingen\nPeildatum 1 oktober;;\n\nschool;leerlingen;kosten\n"
        "A;10;1,5\nB;20;2,5\n;;\nBron;DUO;\nVoetnoot;;\n(1) voorlopig\n"
    )
    found = read(tmp_path, content)
    reading = found.reading
    assert reading.header_line == 4
    assert reading.title_lines == ("Overzicht leerlingen", "Peildatum 1 oktober;;")
    assert reading.footer_lines == ((8, "Bron;DUO;"), (9, "Voetnoot;;"), (10, "(1) voorlopig"))
    assert (reading.rows, reading.rejected, reading.blank_lines) == (2, 0, 2)
    assert reading.lines == 10


def test_a_file_that_was_cut_short_loses_no_row_to_a_footer(tmp_path):
    found = read(tmp_path, "a;b;c;d\n1;2;3;4\n5;6;7;8\n9;1")
    assert found.reading.footer_lines == ()
    assert found.rejected == [["4", "too-few-cells", "9;1"]]


def test_a_nearly_empty_table_is_no_footer(tmp_path):
    found = read(tmp_path, "a;b;c;d;e;f\n1;;;;;\n;2;;;;\n\n;;3;;;\n;;;4;;\n")
    assert (found.reading.rows, found.reading.footer_lines) == (4, ())


def test_an_empty_row_between_rows_is_rejected_and_trailing_ones_are_blank_lines(tmp_path):
    found = read(tmp_path, "a;b\n1;2\n;\n3;4\n;\n;\n")
    assert found.rejected == [["3", "empty-row", ";"]]
    assert (found.reading.rows, found.reading.blank_lines) == (2, 2)


def test_ragged_rows_are_rejected_with_line_reason_and_raw_text(tmp_path):
    found = read(tmp_path, "a;b;c\n1;2;3\n4;5\n6;7;8;9\n7;8;9;\n")
    assert found.rejected == [["3", "too-few-cells", "4;5"], ["4", "too-many-cells", "6;7;8;9"]]
    assert found.values == [[1, 2, 3], [7, 8, 9]]


def test_a_header_over_several_lines_is_one_name(tmp_path):
    found = read(tmp_path, '"naam\nvan de buurt";b\nx;2\n')
    assert (found.names, found.lines()) == (["naam van de buurt", "b"], [3])


def test_blank_names_get_a_number_and_are_reported(tmp_path):
    found = read(tmp_path, "a;;kolom 2; \n1;2;3;4\n")
    assert found.names == ["a", "kolom 2 (2)", "kolom 2", "kolom 4"]
    assert [c.notes for c in found.reading.columns] == [(), ("blank-name",), (), ("blank-name",)]


def test_years_as_names_are_a_header_and_figures_over_figures_are_not(tmp_path):
    years = read(tmp_path, "gemeente;2022;2023\nA;1;2\nB;3;4\nC;5;6\n")
    assert years.names == ["gemeente", "2022", "2023"]
    rows = read(tmp_path, "2010;GM0003;12,5\n2011;GM0005;13,5\n2012;GM0007;14\n2013;GM0009;15\n")
    assert (rows.reading.header_line, rows.reading.rows) == (0, 4)
    assert rows.names == ["kolom 1", "kolom 2", "kolom 3"]


def test_header_only_is_a_table_without_rows(tmp_path):
    found = read(tmp_path, "a;b\n")
    assert (found.reading.rows, found.names, found.types) == (0, ["a", "b"], ["tekst", "tekst"])
    assert found.text == []


def test_a_person_may_overrule_structure(tmp_path):
    content = "titel;van;alles\na;b;c\n1;2;3\n4;5;6\nslot;van;alles\n"
    options = intake.ReadingOptions(header_line=2, footer_line=5)
    found = read(tmp_path, content, options=options)
    assert found.values == [[1, 2, 3], [4, 5, 6]]
    assert found.reading.footer_lines == ((5, "slot;van;alles"),)
    bare = read(tmp_path, "a;b\n1;2\n", options=intake.ReadingOptions(header_line=0))
    assert bare.values == [["a", "b"], ["1", "2"]]


def test_a_stray_quote_costs_one_row(tmp_path):
    content = 'a;b;c\n1;"open;2\n3;"dicht";4\n5;x;6\n7;y;8\n'
    found = read(tmp_path, content)
    assert found.rejected == [["2", "stray-quote", '1;"open;2']]
    assert found.values == [[3, "dicht", 4], [5, "x", 6], [7, "y", 8]]


def test_two_stray_quotes_do_not_join_two_rows(tmp_path):
    found = read(tmp_path, 'a;b;c\n1;"open;2\n3;dicht";4\n5;x;6\n')
    assert found.rejected == [["2", "stray-quote", '1;"open;2']]
    assert found.values == [[3, 'dicht"', 4], [5, "x", 6]]


@pytest.mark.parametrize(
    "lines",
    [
        [f"{at},5" if at % 2 else f"{at}.5" for at in range(20)],
        [f"{at},5" for at in range(20)],
        [f"{at},5" if at % 3 else f"{at}" for at in range(20)],
    ],
)
def test_the_decimal_comma_of_one_column_separates_nothing(tmp_path, lines):
    found = read(tmp_path, "a\n" + "\n".join(lines) + "\n")
    assert (found.reading.delimiter, found.names) == ("", ["a"])
    assert (found.reading.rows, found.reading.rejected) == (20, 0)


def test_two_columns_of_whole_numbers_are_two_columns(tmp_path):
    found = read(tmp_path, "a,b\n" + "".join(f"{at},{at}\n" for at in range(20)))
    assert (found.reading.delimiter, found.names) == (",", ["a", "b"])

"""What a column is read as, over all its rows, and what becomes of the cells that do not fit."""

import json

import pytest

from datasets import intake
from tests.datasets.intake_files import read


def column(tmp_path, cells, *, name="waarde", options=None, delimiter=";"):
    body = "".join(f"r{i}{delimiter}{cell}\n" for i, cell in enumerate(cells))
    found = read(tmp_path, f"sleutel{delimiter}{name}\n{body}", options=options)
    return found.column(name), found.cells(name)


@pytest.mark.parametrize(
    ("cells", "kind", "values"),
    [
        (["1", "-2", "+3"], "geheel", [1, -2, 3]),
        (["1.234", "12.345.678"], "geheel", [1234, 12345678]),
        (["1 234", "12 345"], "geheel", [1234, 12345]),
        (["1,5", "1.234,25", "-0,5", ",5"], "getal", [1.5, 1234.25, -0.5, 0.5]),
        (["1.5", "1,234.25", "2"], "getal", [1.5, 1234.25, 2.0]),
        (["52.468987", "6.1067627"], "getal", [52.468987, 6.1067627]),
        (["0.302", "250.614"], "getal", [0.302, 250.614]),
        (["€ 1.234,50", "€ -3,00", "12,00 €", "EUR 4,5"], "getal", [1234.5, -3.0, 12.0, 4.5]),
        (["€ 12,-", "€ 1.250,--"], "geheel", [12, 1250]),
        (["12,50-", "3,25"], "getal", [-12.5, 3.25]),
        (["1,5E+03", "2,5"], "getal", [1500.0, 2.5]),
        (["23%", "4%"], "geheel", [23, 4]),
        (["ja", "Nee", "JA"], "ja-nee", [True, False, True]),
        (["True", "False"], "ja-nee", [True, False]),
        (["j", "n", "j"], "ja-nee", [True, False, True]),
        (["31-12-2024", "1-2-2024"], "datum", ["2024-12-31", "2024-02-01"]),
        (["31/12/24", "1/2/68"], "datum", ["2024-12-31", "1968-02-01"]),
        (["2024-12-31", "2024-1-2"], "datum", ["2024-12-31", "2024-01-02"]),
        (["5 mrt 2024", "12 oktober 2023"], "datum", ["2024-03-05", "2023-10-12"]),
        (["woensdag 19 maart 2025", "do 20 mrt 2025"], "datum", ["2025-03-19", "2025-03-20"]),
        (["12/31/2024", "01/02/2024"], "datum", ["2024-12-31", "2024-01-02"]),
        (
            ["31-12-2024 09:30", "2024-01-02T10:11:12.5", "3-1-2024"],
            "tijdstip",
            ["2024-12-31T09:30:00", "2024-01-02T10:11:12.5", "2024-01-03T00:00:00"],
        ),
        (["0012", "0345", "12"], "tekst", ["0012", "0345", "12"]),
        (["1234567890123456", "1"], "tekst", ["1234567890123456", "1"]),
        (["9073 CT", "4524 HC"], "tekst", ["9073 CT", "4524 HC"]),
        (["12E3", "7A"], "tekst", ["12E3", "7A"]),
        (["N", "N", "N"], "tekst", ["N", "N", "N"]),
        (["10:30", "11:45"], "tekst", ["10:30", "11:45"]),
        (["06-12345678", "038-4989111"], "tekst", ["06-12345678", "038-4989111"]),
    ],
)
def test_cells_as_dutch_people_write_them(tmp_path, cells, kind, values):
    found, read_values = column(tmp_path, cells)
    assert found.type == kind
    assert read_values == values
    assert found.misfits == 0


def test_percentages_are_numbers_with_a_visible_unit(tmp_path):
    found, values = column(tmp_path, ["23%", "?", "4,5 %"])
    assert (found.type, found.unit, values) == ("getal", "%", [23.0, None, 4.5])


def test_a_bare_number_among_percentages_does_not_fit(tmp_path):
    found, values = column(tmp_path, ["5%"] * 30 + ["0,05"])
    assert (found.misfits, values[-1]) == (1, "0,05")


def test_missing_tokens_are_counted_one_by_one(tmp_path):
    found, values = column(tmp_path, ["1", "?", "-", "n.v.t.", "Onbekend", "?", "", "x", "2", "."])
    assert found.missing == {"-": 1, ".": 1, "?": 2, "n.v.t.": 1, "onbekend": 1, "x": 1}
    assert (found.empty, found.filled, values[1]) == (1, 2, None)


def test_words_stay_words_in_text_and_are_named_as_doubtful(tmp_path):
    found, values = column(tmp_path, ["nieuw", "onbekend", "n.v.t.", "?", "X"])
    assert values == ["nieuw", "onbekend", "n.v.t.", None, "X"]
    assert found.missing == {"?": 1}
    assert found.doubtful == {"n.v.t.": 1, "onbekend": 1, "x": 1}


def test_a_cell_that_does_not_fit_keeps_its_text(tmp_path):
    found, values = column(tmp_path, [str(n) for n in range(19)] + ["twaalf"])
    assert (found.type, found.misfits, values[-1]) == ("geheel", 1, "twaalf")


def test_under_the_share_of_fitting_cells_a_column_is_text(tmp_path):
    found, values = column(tmp_path, [str(n) for n in range(18)] + ["a", "b"])
    assert (found.type, found.misfits, values[0]) == ("tekst", 0, "0")


def test_days_that_do_not_exist_are_misfits(tmp_path):
    found, values = column(tmp_path, ["28-02-2023"] * 30 + ["30-02-2023"])
    assert (found.type, found.misfits, values[-1]) == ("datum", 1, "30-02-2023")


def test_an_open_order_of_day_and_month_is_dutch_and_visible(tmp_path):
    found, values = column(tmp_path, ["01/02/2024", "03/04/2024"])
    assert (found.date_order, found.notes) == ("dmy", ("ambiguous-date-order",))
    assert values == ["2024-02-01", "2024-04-03"]
    overruled, values = column(
        tmp_path,
        ["01/02/2024", "03/04/2024"],
        options=intake.ReadingOptions(date_orders={"waarde": "mdy"}),
    )
    assert (overruled.date_order, values) == ("mdy", ["2024-01-02", "2024-03-04"])


def test_an_open_thousand_follows_the_other_columns_and_is_visible(tmp_path):
    dutch = read(tmp_path, "a;b;c\nx;1.234;1,5\ny;5.678;2,5\n")
    assert dutch.cells("b") == [1234, 5678]
    assert dutch.column("b").notes == ("ambiguous-decimal",)
    english = read(tmp_path, "a;b;c\nx;1.234;1.5\ny;5.678;2.5\n")
    assert english.cells("b") == [1.234, 5.678]
    loose, values = column(tmp_path, ["1010", "302", "2.506"])
    assert (loose.decimal, values) == (".", [1010.0, 302.0, 2.506])


def test_eight_digits_are_dates_where_the_name_says_so(tmp_path):
    found, values = column(tmp_path, ["20240131", "19991231"], name="ingangsdatum")
    assert (found.type, found.notes, values[0]) == ("datum", ("compact-dates",), "2024-01-31")
    assert column(tmp_path, ["20240131", "19991231"])[0].type == "geheel"


def test_a_zone_is_noted_and_the_clock_kept(tmp_path):
    found, values = column(tmp_path, ["2024-06-01T10:00:00+02:00", "2024-12-01T10:00:00Z"])
    assert (found.type, found.notes) == ("tijdstip", ("zone-ignored",))
    assert values == ["2024-06-01T10:00:00", "2024-12-01T10:00:00"]


def test_types_are_decided_from_all_rows(tmp_path):
    cells = ["1"] * 5_000 + [f"tekst {n}" for n in range(400)]
    assert column(tmp_path, cells)[0].type == "tekst"


def test_a_person_may_overrule_type_tokens_and_decimal(tmp_path):
    forced, values = column(
        tmp_path, ["007", "8"], options=intake.ReadingOptions(types={"waarde": "geheel"})
    )
    assert (forced.type, values) == ("geheel", [7, 8])
    text, values = column(
        tmp_path, ["7", "8"], options=intake.ReadingOptions(types={"waarde": "tekst"})
    )
    assert values == ["7", "8"]
    tokens, values = column(
        tmp_path, ["1", "geen", "-"], options=intake.ReadingOptions(missing=("geen",))
    )
    assert tokens.type == "tekst"
    assert tokens.missing == {"geen": 1}
    point, values = column(
        tmp_path, ["1.234", "2.345"], options=intake.ReadingOptions(decimals={"waarde": "."})
    )
    assert values == [1.234, 2.345]
    wrong, values = column(
        tmp_path, ["aap", "3"], options=intake.ReadingOptions(types={"waarde": "getal"})
    )
    assert (wrong.misfits, values) == (1, ["aap", 3.0])


def test_a_wish_that_cannot_be_is_refused(tmp_path):
    with pytest.raises(intake.IntakeError) as refusal:
        column(tmp_path, ["1"], options=intake.ReadingOptions(types={"waarde": "float"}))
    assert refusal.value.code == "bad-option"


def test_a_reading_and_its_options_travel_as_json(tmp_path):
    found = read(tmp_path, "a;b\n1,5;31-12-2024\n2,5;1-2-2024\n")
    copy = intake.Reading.from_dict(json.loads(json.dumps(found.reading.as_dict())))
    assert copy == found.reading
    options = intake.ReadingOptions(
        types={"a": "getal"}, habits={"b": {"type": "datum", "date_order": "dmy"}}
    )
    assert intake.ReadingOptions.from_dict(json.loads(json.dumps(options.as_dict()))) == options
    again = read(tmp_path, "a;b\n?;01-02-2024\n3;03-04-2024\n", options=options)
    assert again.types == ["getal", "datum"]
    assert again.cells("b") == ["2024-02-01", "2024-04-03"]


def test_space_around_a_value_does_not_hide_it_and_stays_in_text(tmp_path):
    found = read(tmp_path, "a;b\n 1 ; x \n\u00a02;y\n")
    assert found.values == [[1, " x "], [2, "y"]]

"""JSON becomes a table of exactly what it says, and what is no record is told with its place."""

import json

import pytest

from datasets import intake
from datasets.intake.documents import stream
from tests.datasets.intake_files import read


def refused(folder, content, *, options=None, **limits):
    with pytest.raises(intake.IntakeError) as refusal:
        read(folder, content, options=options, limits=intake.Limits(threads=1, **limits))
    return refusal.value.code, refusal.value.params


def test_a_list_of_objects_is_a_table_of_all_their_names(tmp_path):
    found = read(tmp_path, '[{"a": 1, "b": "x"}, {"c": true, "a": null}, {"b": "z", "c": false}]')
    assert found.names == ["a", "b", "c"]
    assert found.types == ["geheel", "tekst", "ja-nee"]
    assert found.values == [[1, "x", None], [None, None, True], [None, "z", False]]
    assert (found.reading.format, found.reading.encoding) == ("json", "utf-8")
    assert found.lines() == [1, 2, 3]


def test_numbers_and_codes_stay_exact(tmp_path):
    found = read(
        tmp_path,
        '[{"bsn": "012345678", "lang": 9007199254740993, "n": 1.234, "e": 1e5, "t": "12,50"},'
        ' {"bsn": "999", "lang": 12345678901234567890, "n": 1234, "e": 2.5E-3, "t": "1.000,25"}]',
    )
    assert found.cells("bsn") == ["012345678", "999"]
    assert found.cells("lang") == ["9007199254740993", "12345678901234567890"]
    assert found.cells("n") == [1.234, 1234]
    assert found.cells("e") == [100000, 0.0025]
    assert found.cells("t") == [12.5, 1000.25]
    assert found.column("bsn").notes == ("leading-zeros",)
    assert found.column("lang").notes == ("long-numbers",)
    assert found.column("t").notes == ("text-numbers",)


def test_objects_within_become_columns_and_lists_stay_text(tmp_path):
    found = read(
        tmp_path,
        '[{"adres": {"straat": "Kerkweg", "punt": {"x": 1.50}}, "l": [1.50, "a", null, {"b": []}]},'
        ' {"adres": null}, {"adres": {}, "l": []}]',
    )
    assert found.names == ["adres.straat", "adres.punt.x", "l"]
    assert found.values == [["Kerkweg", 1.5, '[1.50, "a", null, {"b": []}]'], [None, None, "[]"]]
    assert found.rejected == [["2", "empty-row", '{"adres": null}']]
    assert found.reading.notes == ("nested-flattened", "lists-as-text")


def test_every_record_that_is_none_is_kept_with_its_place_and_reason(tmp_path):
    found = read(
        tmp_path,
        '[{"a": 1}, 7, {"a": 2, "a": 3}, null, ["x"], {"a": {"b": 1}, "a.b": 2}, {},'
        ' {"a": "\\ud800"}, {"a": "x\\u0000"}, {"a": "\\ud83d\\ude00"}]',
    )
    assert [row[:2] for row in found.rejected] == [
        ["2", "no-record"],
        ["3", "double-name"],
        ["4", "no-record"],
        ["5", "no-record"],
        ["6", "double-name"],
        ["7", "empty-row"],
        ["8", "undecodable"],
        ["9", "undecodable"],
    ]
    assert found.rejected[1][2] == '{"a": 2, "a": 3}'
    assert found.cells("a") == ["1", "😀"]


def test_a_record_a_line_with_broken_lines_told_apart(tmp_path):
    found = read(
        tmp_path,
        '{"a": 1, "b": "x"}\n\n{"a": 2, "b": "y"\n{"a": 3} {"a": 4}\n  {"a": 5, "b": "z"}  \r\n[1]\n',
    )
    assert found.reading.format == "jsonl"
    assert found.values == [[1, "x"], [5, "z"]]
    assert found.lines() == [1, 5]
    assert [row[:2] for row in found.rejected] == [
        ["3", "broken-json"],
        ["4", "broken-json"],
        ["6", "no-record"],
    ]
    assert (found.reading.lines, found.reading.blank_lines) == (6, 1)


def test_lists_of_lists_have_a_header(tmp_path):
    found = read(
        tmp_path, '[["naam", "waarde"], ["x", 1.234], ["y", 1234], [null, ""], ["q"], ["a", 1, 2]]'
    )
    assert (found.names, found.reading.header_line) == (["naam", "waarde"], 1)
    assert found.values == [["x", 1.234], ["y", 1234.0]]
    assert [row[:2] for row in found.rejected] == [
        ["4", "empty-row"],
        ["5", "too-few-cells"],
        ["6", "too-many-cells"],
    ]


NESTED = json.dumps(
    {
        "naam": "Zwolle",
        "cijfers": {"inwoners": 133141, "lijst": [1, 2]},
        "wijken": [{"code": "W1"}],
        "diep": {"buurten": [{"code": "B1"}, {"code": "B2"}, 3]},
    }
)


def test_the_largest_list_is_read_and_every_other_can_be_chosen(tmp_path):
    found = read(tmp_path, NESTED)
    assert (found.reading.member, found.cells("code")) == ("diep.buurten", ["B1", "B2"])
    assert found.reading.members == ("$", "wijken", "diep.buurten")
    assert found.reading.rejected == 1
    found = read(tmp_path, NESTED, options=intake.ReadingOptions(member="wijken"))
    assert found.values == [["W1"]]
    found = read(tmp_path, NESTED, options=intake.ReadingOptions(member="$"))
    assert found.names == ["naam", "cijfers.inwoners", "cijfers.lijst"]
    assert found.values == [["Zwolle", 133141, "[1, 2]"]]
    wrong = intake.ReadingOptions(member="weg")
    code, params = refused(tmp_path, NESTED, options=wrong)
    assert (code, params["value"]) == ("bad-option", "weg")


def test_a_wrapping_around_one_list_is_not_a_choice(tmp_path):
    found = read(tmp_path, '{"versie": 1, "rijen": [{"a": 1}], "totaal": 1}')
    assert (found.values, found.reading.member, found.reading.members) == ([[1]], "", ())


def feature(properties, coordinates, kind="Polygon"):
    geometry = coordinates and {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(*features):
    return json.dumps({"type": "FeatureCollection", "name": "x", "features": features})


def test_features_have_their_properties_and_the_middle_of_their_box(tmp_path):
    ring = [[[6.0, 52.0], [6.2, 52.0], [6.2, 52.5], [6.0, 52.0]]]
    found = read(
        tmp_path,
        collection(
            feature({"naam": "a"}, ring),
            feature({"naam": "b"}, [6.1, 52.3], "Point"),
            feature({"naam": "c"}, None),
            feature({"naam": "d", "later": 1}, [[1]], "Point"),
            {"naam": "geen feature"},
        ),
    )
    assert found.names == ["naam", "later", "lon", "lat"]
    assert found.cells("lon")[:3] == ["6.1", "6.1", None]
    assert found.cells("lat")[3] == '{"type": "Point", "coordinates": [[1]]}'
    assert (found.reading.format, found.reading.notes) == ("geojson", ("centroids",))
    assert [row[1] for row in found.rejected] == ["no-record"]


def test_features_in_metres_are_not_called_degrees(tmp_path):
    found = read(tmp_path, collection(feature({"lon": "x"}, [200_000, 500_000.5], "Point")))
    assert found.names == ["lon", "x", "y"]
    assert found.values == [["x", 200000.0, 500000.5]]
    found = read(tmp_path, collection(feature({"lon": "x"}, [6, 52], "Point")))
    assert found.names == ["lon", "midden.lon", "midden.lat"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "windows-1252", "cp850"])
def test_json_is_read_in_every_encoding(tmp_path, encoding):
    content = '[{"naam": "Zoë", "plaats": "Súdwest-Fryslân"}, {"naam": "één"}]'
    found = read(tmp_path, content.encode(encoding))
    assert found.cells("naam") == ["Zoë", "één"]


def test_a_steward_overrules_the_type_and_the_missing_tokens_of_json(tmp_path):
    options = intake.ReadingOptions(types={"a": "tekst"}, missing=("x",))
    found = read(tmp_path, '[{"a": 1.50, "b": "x"}, {"a": 2, "b": "y"}]', options=options)
    assert found.values == [["1.50", None], ["2", "y"]]
    assert found.column("b").missing == {"x": 1}


def test_what_is_no_number_in_json_stays_visible(tmp_path):
    rows = ", ".join(f'{{"a": {n}}}' for n in range(40))
    found = read(tmp_path, f'[{rows}, {{"a": Infinity}}, {{"a": NaN}}]')
    assert found.column("a").misfits == 1
    assert found.column("a").missing == {"NaN": 1}
    assert found.cells("a")[40:] == ["Infinity", None]


@pytest.mark.parametrize(
    ("content", "code", "params"),
    [
        ('[{"a": 1},\n {"a" 2}]', "broken-json", {"line": 2, "column": 7}),
        ('[{"a": 1},\n {"a": 2}', "broken-json", {"line": 2, "column": 10}),
        ('{"a": [{"b": 1}]} {"c": 1}', "broken-json", {"line": 1, "column": 19}),
        ("[" * 100_000, "too-deep", {"line": 1}),
        ('{"a":' * 100_000, "too-deep", {"line": 1}),
        ("[]", "no-columns", {}),
        ("[1, 2, 3]", "no-columns", {}),
        ('{"rijen": []}', "no-columns", {}),
        (
            '[{"Naam": 1, "naam ": 2}]',
            "duplicate-header",
            {"name": "naam", "first": 1, "second": 2},
        ),
    ],
)
def test_json_that_is_no_table_is_refused_with_its_place(tmp_path, content, code, params):
    assert refused(tmp_path, content) == (code, params)


def test_wide_and_long_json_is_refused(tmp_path, monkeypatch):
    wide = json.dumps([{f"k{n}": 1 for n in range(1_001)}])
    assert refused(tmp_path, wide)[0] == "too-many-columns"
    long = json.dumps([{"a": "x" * 2_000}])
    assert refused(tmp_path, long, field_chars=1_000) == (
        "field-too-large",
        {"line": 1, "limit": 1_000},
    )
    monkeypatch.setattr(stream, "_CHUNK", 500)
    assert refused(tmp_path, long, line_bytes=1_000)[0] == "field-too-large"


def test_values_over_the_edge_of_a_piece_are_read_whole(tmp_path, monkeypatch):
    rows = [
        {"id": f"{n:016d}", "n": n * 1.5, "t": "é\n" * (n % 7), "b": n % 2 == 0} for n in range(60)
    ]
    text = json.dumps({"x": {"rijen": rows}}, ensure_ascii=False, indent=1)
    whole = read(tmp_path, text).text
    assert len(whole) == 60
    for size in (7, 1_000):
        monkeypatch.setattr(stream, "_CHUNK", size)
        assert read(tmp_path, text).text == whole

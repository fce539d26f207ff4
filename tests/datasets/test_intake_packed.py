"""Parquet keeps its types; tables in a zip or gzip are read, and traps are not walked into."""

import gzip
import io
import zipfile

import duckdb
import pytest

from datasets import intake
from tests.datasets.intake_files import read


def refused(folder, content, *, options=None, **limits):
    with pytest.raises(intake.IntakeError) as refusal:
        read(folder, content, options=options, limits=intake.Limits(threads=1, **limits))
    return refusal.value.code


def parquet(folder, query, options="", *, before=()):
    path = folder / "echt.parquet"
    with duckdb.connect() as connection:
        for statement in before:
            connection.execute(statement)
        connection.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet{options})")
    return path.read_bytes()


def zipped(*files, **options):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return buffer.getvalue()


def test_parquet_keeps_the_types_that_it_gives(tmp_path):
    found = read(
        tmp_path,
        parquet(
            tmp_path,
            "SELECT i::INT AS id, '0' || i AS code, 9007199254740993 + i AS lang, i / 8.0 AS v,"
            " (i * 1.25)::DECIMAL(9, 2) AS d, DATE '2024-02-28' + i::INT AS dag,"
            " TIMESTAMP '2024-01-01 10:00:00.5' AS ts,"
            " TIMESTAMPTZ '2024-06-01 10:00:00+02' AS tz, i % 2 = 0 AS b, [i, 2] AS l,"
            " {'a': i} AS s, 'abc'::BLOB AS tekst, '\\xFF'::BLOB AS bytes,"
            " CASE i WHEN 1 THEN '?' ELSE '12' END AS jaar, 'een\nregel' AS \"raar \"\"teken\""
            " FROM range(3) t(i)",
        ),
    )
    assert found.values[1] == [
        *(1, "01", "9007199254740994", 0.125, 1.25, "2024-02-29"),
        *("2024-01-01T10:00:00.5", "2024-06-01T08:00:00", False, "[1,2]", '{"a":1}'),
        *("abc", "0xFF", None, "een\nregel"),
    ]
    assert found.column("lang").notes == ("long-numbers",)
    assert found.column("tz").notes == ("utc-clock",)
    assert found.column("bytes").notes == ("bytes-as-text",)
    assert (found.column("jaar").type, found.column("jaar").missing) == ("tekst", {"?": 1})
    assert (found.reading.format, found.reading.notes) == ("parquet", ("lists-as-text",))
    assert found.lines() == [1, 2, 3]


def test_a_steward_overrules_a_type_of_parquet(tmp_path):
    content = parquet(tmp_path, "SELECT '12,5' AS a, 193 AS b")
    options = intake.ReadingOptions(types={"a": "getal", "b": "tekst"}, decimals={"a": ","})
    assert read(tmp_path, content, options=options).values == [[12.5, "193"]]


def test_what_no_number_can_be_is_a_misfit_of_a_parquet_column(tmp_path):
    content = parquet(tmp_path, "SELECT unnest([1.5, 'inf'::DOUBLE, 'nan'::DOUBLE, NULL]) AS a")
    column = read(tmp_path, content).column("a")
    assert (column.filled, column.misfits, column.missing, column.empty) == (1, 2, {}, 1)


def test_dates_that_no_calendar_has_are_misfits(tmp_path):
    query = "SELECT unnest([DATE '2024-01-01', 'infinity'::DATE, DATE '12024-01-01']) AS dag"
    found = read(tmp_path, parquet(tmp_path, query))
    assert (found.types, found.cells("dag")) == (
        ["datum"],
        ["2024-01-01", "infinity", "12024-01-01"],
    )
    assert found.column("dag").misfits == 2


def test_a_float_is_what_it_says(tmp_path):
    found = read(tmp_path, parquet(tmp_path, "SELECT 0.1::FLOAT AS a, 1.1::DECIMAL(5, 1) AS b"))
    assert found.values == [[0.1, 1.1]]


def test_parquet_without_rows_has_its_columns(tmp_path):
    found = read(tmp_path, parquet(tmp_path, "SELECT 1 AS a WHERE false"))
    assert (found.names, found.values) == (["a"], [])


def test_broken_and_locked_parquet_has_a_plain_reason(tmp_path):
    whole = parquet(tmp_path, "SELECT i AS a FROM range(1000) t(i)")
    assert refused(tmp_path, whole[: len(whole) // 2]) == "broken-parquet"
    assert refused(tmp_path, b"PAR1" + bytes(range(256)) * 4 + b"PAR1") == "broken-parquet"
    assert refused(tmp_path, whole[:20] + b"\xff" * 300 + whole[320:]) == "broken-parquet"
    assert refused(tmp_path, b"PAR1") == "broken-parquet"
    locked = parquet(
        tmp_path,
        "SELECT 1 AS a",
        ", ENCRYPTION_CONFIG {footer_key: 'k'}",
        before=(
            "SET force_mbedtls_unsafe = 'true'",
            "PRAGMA add_parquet_key('k', '0123456789112345')",
        ),
    )
    assert refused(tmp_path, locked) == "encrypted"


def test_a_cell_that_is_too_long_is_refused_in_parquet(tmp_path):
    content = parquet(tmp_path, "SELECT repeat('x', 2000) AS a")
    assert refused(tmp_path, content, field_chars=1_000) == "field-too-large"


CSV = "Rapport over 2024\n\nid;naam\n001;Zoë\n002;b\n"


def test_csv_in_gzip_is_read_as_csv(tmp_path):
    found = read(tmp_path, gzip.compress(CSV.encode("cp1252")))
    assert found.values == [["001", "Zoë"], ["002", "b"]]
    told = found.reading
    assert (told.container, told.format, told.encoding) == ("gzip", "csv", "windows-1252")
    assert (told.header_line, told.title_lines) == (3, ("Rapport over 2024",))


def test_the_one_table_in_a_zip_is_read_and_junk_is_passed_over(tmp_path):
    found = read(
        tmp_path,
        zipped(
            ("map/", ""),
            ("__MACOSX/map/._t.csv", "x" * 500),
            ("map/.DS_Store", "y" * 500),
            ("foto.png", b"\x89PNG\r\n\x1a\n" + bytes(500)),
            ("map/t.csv", CSV),
        ),
    )
    assert found.values == [["001", "Zoë"], ["002", "b"]]
    assert (found.reading.member, found.reading.members) == ("map/t.csv", ())


def test_of_more_tables_in_a_zip_the_largest_is_read_and_any_can_be_chosen(tmp_path):
    lists = '{"x": [{"a": 1}, {"a": 2}], "y": [{"b": 3}]}' + " " * 200
    content = zipped(("a.csv", CSV), ("b.json", lists))
    found = read(tmp_path, content)
    assert found.cells("a") == [1, 2]
    assert found.reading.member == "b.json#x"
    assert found.reading.members == ("a.csv", "b.json#x", "b.json#y")
    for member, names in (("a.csv", ["id", "naam"]), ("b.json#y", ["b"]), ("b.json", ["a"])):
        found = read(tmp_path, content, options=intake.ReadingOptions(member=member))
        assert found.names == names
    assert refused(tmp_path, content, options=intake.ReadingOptions(member="c")) == "bad-option"


def locked(content):
    """The same zip with the flag of encryption on every entry."""
    changed = bytearray(content)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = 0
        while (at := changed.find(mark, at)) >= 0:
            changed[at + offset] |= 1
            at += 4
    return bytes(changed)


def lying(content):
    """The same zip, whose first entry says that it is five bytes long."""
    changed = bytearray(content)
    at = changed.find(b"PK\x01\x02")
    changed[at + 24 : at + 28] = (5).to_bytes(4, "little")
    return bytes(changed)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (zipped(("b.csv", b"0" * 12_000_000)), "archive-bomb"),
        (gzip.compress(b"0" * 12_000_000), "archive-bomb"),
        (zipped(*((f"{n}.csv", "a;b\n") for n in range(1_001))), "archive-too-full"),
        (lying(zipped(("a.csv", CSV))), "broken-archive"),
        (locked(zipped(("a.csv", CSV))), "encrypted"),
        (gzip.compress(gzip.compress(gzip.compress(b"a;b\n1;2\n"))), "archive-in-archive"),
        (zipped(("in.zip", zipped(("a.csv", CSV)))), "archive-in-archive"),
        (zipped(("../../etc/a.csv", CSV)), "broken-archive"),
        (zipped(("foto.png", b"\x89PNG\r\n\x1a\n")), "archive-without-table"),
        (zipped(("a.html", "<!doctype html><p>")), "archive-without-table"),
        (zipped(), "archive-without-table"),
        (gzip.compress(b"a;b\n1;2\n" * 1_000)[:-12], "broken-archive"),
        (b"\x1f\x8b\x08" + bytes(40), "broken-archive"),
        (b"PK\x03\x04" + bytes(60), "broken-archive"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_traps_in_an_archive_are_refused(tmp_path, content, code):
    assert refused(tmp_path, content) == code
    assert {path.name for path in tmp_path.iterdir()} == {"bron.csv", "lezing"}


def test_unpacked_the_same_limit_holds(tmp_path):
    content = gzip.compress(b"a;b\n1;2\n" * 1_000)
    assert refused(tmp_path, content, file_bytes=2_000) == "unpacked-too-large"
    content = zipped(("a.csv", "a;b\n1;2\n" * 1_000))
    assert refused(tmp_path, content, file_bytes=2_000) == "unpacked-too-large"

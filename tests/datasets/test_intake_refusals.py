"""Bad files get a code and its facts, and leave nothing behind."""

import io
import os
import sqlite3
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from datasets import intake
from datasets.intake import sealed
from tests.datasets.intake_files import read


def refused(folder, content, **limits):
    with pytest.raises(intake.IntakeError) as refusal:
        read(folder, content, limits=intake.Limits(threads=1, **limits))
    return refusal.value.code, refusal.value.params


def zipped(*names):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "inhoud")
    return buffer.getvalue()


def database(folder):
    path = folder / "echt.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE a (b)")
    connection.commit()
    connection.close()
    return path.read_bytes()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(60), "png"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(60), "jpeg"),
        (b"%PDF-1.7\n%abc", "pdf"),
        (zipped("[Content_Types].xml", "word/document.xml"), "docx"),
        (b"MZ\x90\x00\x03" + bytes(80), "exe"),
        (b"\x7fELF\x02\x01" + bytes(60), "exe"),
        (bytes(8) + b"DUCK" + bytes(60), "duckdb"),
        (b"<!DOCTYPE html>\n<html><body>a;b</body></html>", "html"),
        (b'\xef\xbb\xbf<?xml version="1.0"?><a/>', "xml"),
        (bytes(range(256)) * 8, "binary"),
    ],
)
def test_what_is_no_text_is_named_whatever_the_extension(tmp_path, content, kind):
    assert refused(tmp_path, content) == ("not-text", {"found": kind})


def test_a_database_is_no_table_of_text(tmp_path):
    assert refused(tmp_path, database(tmp_path)) == ("not-text", {"found": "sqlite"})


def test_column_names_that_resemble_signatures_are_read(tmp_path):
    found = read(tmp_path, "MZ;BM;PK\n1;2;3\n")
    assert found.names == ["MZ", "BM", "PK"]


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_nothing_is_an_empty_file(tmp_path, content):
    assert refused(tmp_path, content) == ("empty-file", {})


@pytest.mark.parametrize("content", [b"\n\n\n", b"   \r\n \t\r\n", b";;;\n;;;\n"])
def test_lines_without_anything_have_no_columns(tmp_path, content):
    assert refused(tmp_path, content) == ("no-columns", {})


@pytest.mark.parametrize("count", [2_000, 20_000])
def test_too_many_columns_are_counted(tmp_path, count):
    content = ";".join(f"k{n}" for n in range(count)) + "\n"
    assert refused(tmp_path, content) == ("too-many-columns", {"found": count, "limit": 1_000})


def test_double_names_are_refused_with_both_columns(tmp_path):
    assert refused(tmp_path, "a;b;a\n1;2;3\n") == (
        "duplicate-header",
        {"name": "a", "first": 1, "second": 3},
    )
    assert refused(tmp_path, "Naam;b; naam \nx;2;3\n")[0] == "duplicate-header"


def test_an_unclosed_quote_is_named_by_the_line_that_opens_it(tmp_path):
    assert refused(tmp_path, 'a;b\n1;2\n3;"x\n5;6\n') == ("unclosed-quote", {"line": 3})
    text = 'a;b\n1;"twee\nregels"\n3;"x\n5;6\n'
    assert refused(tmp_path, text) == ("unclosed-quote", {"line": 4})


def test_an_unclosed_quote_in_a_long_file_is_named_as_well(tmp_path):
    content = 'a;b\n1;"x\n' + "2;y\n" * 5_000
    assert refused(tmp_path, content, field_chars=10_000) == ("unclosed-quote", {"line": 2})


def test_a_cell_of_five_million_signs_is_refused_by_line(tmp_path):
    content = "a;b\n1;2\n3;" + "x" * 5_000_000 + "\n"
    assert refused(tmp_path, content) == ("field-too-large", {"line": 3, "limit": 1_000_000})


def test_a_line_without_end_is_refused_before_it_fills_the_memory(tmp_path):
    content = "a;b\n" + "x;" * 3_000_000
    code, params = refused(tmp_path, content, line_bytes=1_000_000)
    assert (code, params["line"]) == ("field-too-large", 2)


def test_zero_bytes_are_named_by_line(tmp_path):
    assert refused(tmp_path, b"a;b\n1;2\n3;\x004\n") == ("null-bytes", {"line": 3})


def test_a_file_over_the_limit_is_refused(tmp_path):
    assert refused(tmp_path, "a;b\n1;2\n", file_bytes=5) == (
        "file-too-large",
        {"size": 8, "limit": 5},
    )


def test_sql_and_markup_in_headers_and_cells_are_text(tmp_path):
    content = 'a\'); DROP TABLE x; --,<img src=x onerror=alert(1)>\n=1+1,"</script>"\n'
    found = read(tmp_path, content)
    assert found.names == ["a'); DROP TABLE x; --", "<img src=x onerror=alert(1)>"]
    assert found.values == [["=1+1", "</script>"]]


# ----------------------------------------------------------------------- the sealed child itself


def child_that(monkeypatch, folder, body):
    script = folder / "kind.py"
    script.write_text(f"import sys\nsys.stdin.read()\n{body}\n")
    monkeypatch.setattr(sealed, "_MAIN", script)
    source = folder / "bron.csv"
    source.write_text("a;b\n1;2\n")
    target = folder / "doel"
    with pytest.raises(intake.IntakeError) as refusal:
        intake.read(source, target, limits=intake.Limits(wall_seconds=1, answer_bytes=1_000))
    assert list(target.iterdir()) == []
    return refusal.value.code


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("import time; time.sleep(60)", "read-timeout"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "out-of-memory"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGABRT)", "unreadable"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGXCPU)", "read-timeout"),
        ("sys.exit(3)", "unreadable"),
        ("print('dit is geen JSON')", "unreadable"),
        ("print('[]')", "unreadable"),
        ('print(\'{"error": "verzonnen", "params": {}}\')', "unreadable"),
        ('print(\'{"reading": {"columns": []}}\')', "unreadable"),
        ("print('x' * 100_000)", "unreadable"),
        ("", "unreadable"),
    ],
)
def test_however_the_child_fails_the_caller_gets_a_code(monkeypatch, tmp_path, body, code):
    assert child_that(monkeypatch, tmp_path, body) == code


def test_the_child_has_an_empty_environment_and_hard_limits(tmp_path):
    probe = (
        "import json, os, resource, sys\n"
        f"sys.path.insert(0, {str(Path(sealed.__file__).parents[2])!r})\n"
        "from datasets.intake import child\n"
        "from datasets.intake.limits import Limits\n"
        "child.seal(Limits(memory_bytes=300_000_000))\n"
        "try:\n    x = bytearray(400_000_000); held = True\nexcept MemoryError:\n    held = False\n"
        "print(json.dumps([held, resource.getrlimit(resource.RLIMIT_NOFILE),"
        " resource.getrlimit(resource.RLIMIT_CORE)]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", probe], env={}, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[false, [64, 64], [0, 0]]"


def test_too_little_memory_is_a_code(tmp_path):
    source = tmp_path / "bron.csv"
    source.write_text("a;b\n1;2\n")
    with pytest.raises(intake.IntakeError) as refusal:
        intake.read(source, tmp_path / "doel", limits=intake.Limits(memory_bytes=60_000_000))
    assert refusal.value.code in {"out-of-memory", "unreadable"}
    assert list((tmp_path / "doel").iterdir()) == []


def test_the_whole_way_through_the_sealed_child(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "/nergens")
    source = tmp_path / "bron met 'aanhaling'.csv"
    source.write_bytes("naam;bedrag\nZoë;1,5\nb\n".encode("cp850"))
    target = tmp_path / "doel"
    reading = intake.read(source, target)
    assert sorted(os.listdir(target)) == ["rejected.csv", "table.parquet"]
    assert (reading.encoding, reading.rows, reading.rejected) == ("cp850", 1, 1)
    assert list(intake.values(target / "table.parquet", reading)) == [["Zoë", 1.5]]
    assert list(intake.rejected_rows(target / "rejected.csv")) == [(3, "too-few-cells", "b")]


def test_a_missing_file_is_a_code(tmp_path):
    with pytest.raises(intake.IntakeError) as refusal:
        intake.read(tmp_path / "weg.csv", tmp_path / "doel")
    assert refusal.value.code == "not-found"

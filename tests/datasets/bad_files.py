"""Files that people should not bring, and what each must come to. Made in a few lines each."""

import bz2
import gzip
import io
import json
import sqlite3
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from tests.datasets.sheet_files import by_hand, text_cell, zipped

DOOR = "refused when it arrives"
FAILED = "kept, and failed with a reason"
READ = "read"

_TWO = f'<row r="1">{text_cell("A1", "a")}{text_cell("B1", "b")}</row>'
_LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    '<row r="1"><c r="A1" t="str"><v>&b;</v></c></row></sheetData></worksheet>'
)


@dataclass(frozen=True)
class Bad:
    """`ends`: DOOR, FAILED or READ; for READ how many rows, and how many of them rejected."""

    name: str
    content: Callable[[], bytes]
    ends: str
    rows: int = 0
    rejected: int = 0


def _deflated(name: str, size: int, piece: bytes = b" " * 1_000_000) -> bytes:
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open(name, "w") as part,
    ):
        for _turn in range(size // len(piece)):
            part.write(piece)
    return buffer.getvalue()


def _packed(*members: tuple[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return buffer.getvalue()


def _deep_gzip() -> bytes:
    content = b"a;b\n1;2\n"
    for _turn in range(12):
        content = gzip.compress(content)
    return content


def _gzip_bomb() -> bytes:
    # Stored members one after the other: 700 MB unpacked from 700 kB.
    member = gzip.compress(b"1;2;3;4;5;6;7\n" * 5_000_000)
    return gzip.compress(b"a;b;c;d;e;f;g\n") + member * 10


def _sqlite() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.db"
        connection = sqlite3.connect(path)
        connection.execute("CREATE TABLE a (b)")
        connection.commit()
        connection.close()
        return path.read_bytes()


def _parquet(cut: int | None = None) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.parquet"
        with duckdb.connect() as connection:
            connection.execute(f"COPY (SELECT range AS a FROM range(1000)) TO '{path}'")
        return path.read_bytes()[:cut]


def _header(count: int) -> str:
    return ";".join(f"kolom {number}" for number in range(count))


BAD: dict[str, Bad] = {
    # B1: more than it seems
    "one cell of 1.5 GB": Bad(
        "b.xlsx", lambda: _deflated("xl/worksheets/sheet1.xml", 1_500_000_000), FAILED
    ),
    "far corners": Bad(
        "b.xlsx",
        lambda: by_hand(_TWO + f'<row r="1048576">{text_cell("XFD1048576", "x")}</row>'),
        FAILED,
    ),
    "many entries": Bad(
        "b.xlsx", lambda: zipped({f"xl/{number}.xml": "" for number in range(1_500)}), FAILED
    ),
    "gzip in gzip": Bad("b.csv.gz", _deep_gzip, FAILED),
    "gzip bomb": Bad("b.csv.gz", _gzip_bomb, FAILED),
    "zip bomb": Bad("b.zip", lambda: _deflated("b.csv", 1_200_000_000), FAILED),
    # B3: entities, ways out, macros
    "laughs": Bad("b.xlsx", lambda: by_hand(_LAUGHS), FAILED),
    "external entity": Bad(
        "b.xlsx",
        lambda: by_hand(_LAUGHS.replace('"ha"', 'SYSTEM "file:///etc/passwd"')),
        FAILED,
    ),
    "zip slip": Bad("b.xlsx", lambda: by_hand(_TWO, extra={"xl/../../x": "x"}), FAILED),
    "macro": Bad("b.xlsx", lambda: by_hand(_TWO, extra={"xl/vbaProject.bin": "x"}), FAILED),
    # B4: something else under another name
    "program": Bad("b.csv", lambda: b"MZ\x90\x00\x03" + bytes(80), DOOR),
    "pdf": Bad("b.csv", lambda: b"%PDF-1.7\n%abc\n" * 10, DOOR),
    "database": Bad("b.csv", _sqlite, DOOR),
    "duckdb": Bad("b.csv", lambda: bytes(8) + b"DUCK" + bytes(80), DOOR),
    "web page": Bad("b.csv", lambda: b"<!DOCTYPE html>\n<html><body>a;b</body></html>", DOOR),
    "bzip2": Bad("b.csv", lambda: bz2.compress(b"a;b\n1;2\n"), DOOR),
    "junk parquet": Bad("b.parquet", lambda: b"PAR1" + b"junk" * 200 + b"PAR1", FAILED),
    "cut parquet": Bad("b.parquet", lambda: _parquet(700), FAILED),
    "text called a workbook": Bad("b.xlsx", lambda: b"a;b\n1;2\n", DOOR),
    # B6: odd text
    "empty": Bad("b.csv", lambda: b"", DOOR),
    "only blanks": Bad("b.csv", lambda: b"\r\n\r\n  \r\n", FAILED),
    "nul bytes": Bad("b.csv", lambda: b"a;b\n1;\x00\n", FAILED),
    "open quote": Bad("b.csv", lambda: b'a;b\n1;"twee\n3;4\n', FAILED),
    "20,000 columns": Bad("b.csv", lambda: f"{_header(20_000)}\n".encode() + b"1;2\n", FAILED),
    "double header": Bad("b.csv", lambda: b"a;a\n1;2\n", FAILED),
    "header with a blank": Bad("b.csv", lambda: b"a;;c\n1;2;3\n", READ, rows=1),
    "carriage returns only": Bad("b.csv", lambda: b"a;b\r1;2\r3;4\r", READ, rows=2),
    "byte order mark": Bad("b.csv", lambda: b"\xef\xbb\xbfa;b\n1;2\n", READ, rows=1),
    "utf-16": Bad("b.csv", lambda: "a;b\n1;é\n".encode("utf-16"), READ, rows=1),
    "windows-1252": Bad("b.csv", lambda: "a;b\n1;café\n2;één\n".encode("cp1252"), READ, rows=2),
    "ragged": Bad("b.csv", lambda: b"a;b;c\n1;2;3\n4;5\n6;7;8;9\n1;1;1\n", READ, 2, 2),
    "a field of 5 MB": Bad("b.csv", lambda: b"a;b\n1;" + b"x" * 5_000_000 + b"\n", FAILED),
    # JSON
    "half JSON": Bad("b.json", lambda: b'[{"a": 1}, {"a": 2', FAILED),
    "deep JSON": Bad(
        "b.json", lambda: b'[{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}]", FAILED
    ),
    "a number as JSON": Bad("b.json", lambda: b"12", DOOR),
    # B9, B10: names and cells that mean something elsewhere
    "mark-up": Bad(
        "b.csv",
        lambda: b"<img src=x onerror=alert(1)>;b\n</script><script>alert(1)</script>;2\n",
        READ,
        rows=1,
    ),
    "SQL in a header": Bad(
        "b.csv", lambda: b"a') DROP TABLE x -- ;select * from y\n1;2\n", READ, rows=1
    ),
    "reserved names": Bad("b.csv", lambda: b"select;_line;c0\n1;2;3\n", READ, rows=1),
    "a name of 300 signs": Bad("b.csv", lambda: b"k" * 300 + b";b\n1;2\n", READ, rows=1),
    "formulas": Bad(
        "b.csv", lambda: "=1+1;b\n=cmd|' /C calc'!A0;-2\n＝1;+31\n".encode(), READ, rows=2
    ),
}
# Names that a file may come with, and never the path that it is kept under.
NAMES = (
    "../../etc/passwd.csv", "a\r\nSet-Cookie: x=1.csv", "x" * 300 + ".csv", "\u202evsc.exe.csv",
    "con.csv", 'a"; filename="b.csv', "<b>.csv", ".csv",
)  # fmt: skip
PATTERNS = ("(a+)+$", "(", "[", "(?=a)", "\\1", "a" * 5_000)
HOSTILE_RULES = (
    {"soort": "patroon", "kolommen": ["a"], "parameters": {"patroon": "("}},
    {"soort": "in-lijst", "kolommen": ["a"], "parameters": {"waarden": ["'); DROP TABLE x; --"]}},
    {"soort": "bereik", "kolommen": ["a"], "parameters": {"minimum": "1 OR 1=1"}},
    {"soort": "gevuld", "kolommen": ["a\"; COPY x TO '/tmp/x'; --"], "parameters": {}},
    {"soort": "sql", "kolommen": ["a"], "parameters": {"sql": "select 1"}},
    {"soort": "verwijzing", "kolommen": ["a"], "parameters": {"dataset": "../x", "kolom": "y"}},
    {"soort": "bereik", "kolommen": ["a"], "parameters": {"minimum": 1e400}},
    json.loads('{"soort": ["gevuld"], "kolommen": {"a": 1}}'),
)

"""A bad workbook gets a plain reason, costs little, and never takes the reader along."""

import io
import struct
import zipfile
from pathlib import Path

import pytest
import xlwt

from datasets import intake
from datasets.intake import sealed
from tests.datasets.sheet_files import (
    by_hand,
    ods,
    ods_row,
    read,
    rows,
    saved_xls,
    text_cell,
    zipped,
)

LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    '<row r="1"><c r="A1" t="str"><v>&c;</v></c></row></sheetData></worksheet>'
)
OUTSIDE = LAUGHS.replace('<!ENTITY c "', '<!ENTITY c SYSTEM "file:///etc/passwd"><!ENTITY d "')
TWO = f'<row r="1">{text_cell("A1", "a")}{text_cell("B1", "b")}</row>'
FAR = TWO + f'<row r="1048576">{text_cell("XFD1048576", "x")}</row>'


def refused(folder, content, kind="xlsx", **options):
    with pytest.raises(intake.IntakeError) as refusal:
        read(folder, content, kind, **options)
    return refusal.value.code


def member(name, size):
    """A workbook with a member of this size that is one sign throughout."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open(name, "w") as part,
    ):
        piece = b" " * 1_000_000
        for _ in range(size // len(piece)):
            part.write(piece)
    return buffer.getvalue()


def lying(content, name=b"xl/worksheets/sheet1.xml", size=50):
    """The same zip, which says that this member is `size` bytes unpacked."""
    changed = bytearray(content)
    for mark, offset, tail in ((b"PK\x03\x04", 22, 30), (b"PK\x01\x02", 24, 46)):
        at = changed.find(mark)
        while at >= 0:
            if changed[at + tail : at + tail + len(name)] == name:
                struct.pack_into("<I", changed, at + offset, size)
            at = changed.find(mark, at + 4)
    return bytes(changed)


class TestRefused:
    @pytest.mark.parametrize(
        ("content", "code"),
        [
            pytest.param(by_hand(LAUGHS), "bad-workbook", id="laughs"),
            pytest.param(by_hand(OUTSIDE), "bad-workbook", id="external-entity"),
            pytest.param(
                by_hand(TWO, texts=[], extra={"xl/../../x": "x"}), "bad-workbook", id="slip"
            ),
            pytest.param(by_hand(TWO, extra={"xl/vbaProject.bin": "x"}), "macro", id="macro"),
            pytest.param(by_hand(FAR), "sheet-bomb", id="far-corners"),
            pytest.param(
                zipped({f"xl/{number}.xml": "" for number in range(1_001)}),
                "sheet-bomb",
                id="many-entries",
            ),
            pytest.param(member("xl/worksheets/sheet1.xml", 12_000_000), "sheet-bomb", id="ratio"),
            pytest.param(lying(by_hand(TWO * 30)), "bad-workbook", id="liar"),
            pytest.param(b"PK\x03\x04" + bytes(90), "bad-workbook", id="junk"),
            pytest.param(by_hand(TWO)[:-60], "bad-workbook", id="cut-short"),
            pytest.param(zipped({"xl/anders.xml": "<a/>"}), "bad-workbook", id="no-workbook"),
            pytest.param(by_hand(TWO[:-6]), "bad-workbook", id="broken-xml"),
            pytest.param(
                by_hand('<row r="1"><c r="A1" t="s"><v>7</v></c></row>'),
                "bad-workbook",
                id="no-text",
            ),
            pytest.param(by_hand(TWO + TWO), "bad-workbook", id="row-twice"),
            pytest.param(by_hand(""), "no-table-in-sheet", id="empty-sheet"),
            pytest.param(rows([None, "  "]), "no-table-in-sheet", id="blank-sheet"),
            pytest.param(rows(["a", "a"], ["b", "c"]), "duplicate-header", id="same-name"),
            pytest.param(rows([f"k{n}" for n in range(1_001)]), "too-many-columns", id="wide"),
        ],
    )
    def test_a_bad_xlsx(self, tmp_path, content, code):
        assert refused(tmp_path, content) == code

    @pytest.mark.parametrize(
        ("content", "code"),
        [
            pytest.param(
                ods({"a": ods_row(["x", "y"], '<table:table-row table:number-rows-repeated="40000000">')}),
                "sheet-bomb",
                id="40-million-rows",
            ),
            pytest.param(
                ods({"a": [['<table:table-cell office:value-type="string" '
                            'table:number-columns-repeated="900000000"><text:p>x</text:p>'
                            "</table:table-cell>"]]}),
                "sheet-bomb",
                id="wide-row",
            ),
            pytest.param(
                ods({"a": [["x"]]}, extra={"META-INF/manifest.xml": "<m><encryption-data/></m>"}),
                "encrypted",
                id="password",
            ),
            pytest.param(ods({"a": [["x"]]}, extra={"Basic/Standard/m.xml": "x"}), "macro", id="macro"),
            pytest.param(zipped({"mimetype": "x", "content.xml": LAUGHS}), "bad-workbook", id="laughs"),
            pytest.param(zipped({"mimetype": "x"}), "bad-workbook", id="no-content"),
            pytest.param(ods({}), "no-table-in-sheet", id="no-sheet"),
        ],
    )  # fmt: skip
    def test_a_bad_ods(self, tmp_path, content, code):
        assert refused(tmp_path, content, "ods") == code

    @pytest.mark.parametrize(
        ("content", "code"),
        [
            pytest.param(
                b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(90), "bad-workbook", id="junk"
            ),
            pytest.param(
                b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(9000), "bad-workbook", id="zeros"
            ),
        ],
    )
    def test_a_bad_xls(self, tmp_path, content, code):
        assert refused(tmp_path, content, "xls") == code

    @pytest.mark.parametrize("offset", [31, 40, 60, 90])
    def test_bytes_that_changed_underway_are_a_plain_reason(self, tmp_path, offset):
        body = "".join(f'<row r="{n}">{text_cell(f"A{n}", f"rij {n}")}</row>' for n in range(2, 40))
        changed = bytearray(by_hand(TWO + body))
        at = changed.find(b"xl/worksheets/sheet1.xml")
        changed[at + offset] ^= 0xFF
        assert refused(tmp_path, bytes(changed)) == "bad-workbook"

    def test_an_xls_cut_short_at_any_place_is_refused(self, tmp_path):
        book = xlwt.Workbook()
        sheet = book.add_sheet("a")
        for at in range(300):
            sheet.write(at, 0, f"rij {at}")
            sheet.write(at, 1, at)
        whole = saved_xls(book)
        for share in (0.1, 0.3, 0.5, 0.8):
            code = refused(tmp_path, whole[: int(len(whole) * share)], "xls")
            assert code in ("bad-workbook", "not-text", "no-table-in-sheet")

    def test_a_workbook_with_a_password_says_so(self, tmp_path):
        """Office wraps an encrypted xlsx in the file system of the old format."""
        assert refused(tmp_path, wrapped("EncryptedPackage"), "xls") == "encrypted"

    def test_another_document_of_old_office_is_not_taken_for_a_workbook(self, tmp_path):
        assert refused(tmp_path, wrapped("WordDocument"), "xls") == "not-text"


class TestSealed:
    def test_a_cell_that_unpacks_beyond_all_bounds_is_refused_at_once(self, tmp_path):
        source = tmp_path / "bom.xlsx"
        source.write_bytes(lying(by_hand(TWO), size=1_500_000_000))
        with pytest.raises(intake.IntakeError) as refusal:
            intake.read(source, tmp_path / "uit")
        assert refusal.value.code == "sheet-bomb"
        assert not list((tmp_path / "uit").iterdir())

    def test_a_child_that_aborts_is_a_plain_reason_for_the_parent(self, tmp_path, monkeypatch):
        child = tmp_path / "abort.py"
        child.write_text("import os\nos.abort()\n")
        monkeypatch.setattr(sealed, "_MAIN", child)
        source = tmp_path / "a.xlsx"
        source.write_bytes(rows(["a"], [1]))
        with pytest.raises(intake.IntakeError) as refusal:
            intake.read(source, tmp_path / "uit")
        assert refusal.value.code == "unreadable"
        assert not list(Path(tmp_path / "uit").iterdir())


def wrapped(stream):
    """A file system of the old format with one stream of this name, by xlwt."""
    book = xlwt.Workbook()
    book.add_sheet("a").write(0, 0, "x" * 5_000)
    content = saved_xls(book)
    old, new = "Workbook".encode("utf-16-le"), stream.encode("utf-16-le")
    at = content.rfind(old + b"\x00" * 8)
    changed = bytearray(content)
    changed[at : at + 64] = new.ljust(64, b"\x00")
    struct.pack_into("<H", changed, at + 64, len(new) + 2)
    return bytes(changed)

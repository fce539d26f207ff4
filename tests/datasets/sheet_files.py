"""Workbooks for the tests, of a few lines each: xlsx by openpyxl or by hand, ods by hand, xls by xlwt."""

import csv
import io
import zipfile
from xml.sax.saxutils import escape, quoteattr

import openpyxl
import xlwt

from datasets import intake
from datasets.intake.sheets import scan_sheet
from tests.datasets.intake_files import Result

_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def read(folder, content, kind="xlsx", *, limits=None, **options):
    """What the child does, in this process; every row of the sheet is accounted for."""
    source = folder / f"bron.{kind}"
    source.write_bytes(content)
    target = folder / "lezing"
    target.mkdir(exist_ok=True)
    reading = scan_sheet(
        source, target, intake.ReadingOptions(**options), limits or intake.Limits(threads=1), kind
    )
    with (target / "rejected.csv").open(encoding="utf-8", newline="") as file:
        rejected = list(csv.reader(file))[1:]
    for column in reading.columns:
        total = column.filled + column.misfits + column.empty + sum(column.missing.values())
        assert total == reading.rows
    (target / "spill").rmdir()
    return Result(reading, target / "table.parquet", rejected)


def built(make):
    """An xlsx made by openpyxl: `make` fills its first sheet."""
    book = openpyxl.Workbook()
    make(book.active)
    return saved(book)


def saved(book):
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def rows(*given):
    """An xlsx of one sheet with these rows."""

    def fill(sheet):
        for row in given:
            sheet.append(row)

    return built(fill)


def by_hand(
    cells, *, styles="", texts=(), book="", sheet_tag=f"<worksheet {_MAIN}>", after="", extra=None
):
    """An xlsx whose rows are the XML given; `extra`: more members, name -> content."""
    closing = sheet_tag[1:].split(" ")[0].rstrip(">")
    parts = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": _relations(officeDocument="xl/workbook.xml"),
        "xl/workbook.xml": book
        or f'<workbook {_MAIN} xmlns:r="{_RELATIONS}"><sheets>'
        '<sheet name="Blad1" sheetId="1" r:id="worksheet"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relations(
            worksheet="worksheets/sheet1.xml",
            styles="styles.xml",
            sharedStrings="sharedStrings.xml",
        ),
        "xl/styles.xml": f"<styleSheet {_MAIN}>{styles}</styleSheet>",
        "xl/sharedStrings.xml": f"<sst {_MAIN}>"
        + "".join(f"<si><t>{escape(text)}</t></si>" for text in texts)
        + "</sst>",
        "xl/worksheets/sheet1.xml": cells
        if cells.startswith("<?xml") or cells.startswith("<!")
        else f"{sheet_tag}<sheetData>{cells}</sheetData>{after}</{closing}>",
    }
    return zipped({**parts, **(extra or {})})


def zipped(parts, *, stored=()):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            method = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            archive.writestr(name, content, method)
    return buffer.getvalue()


def _relations(**targets):
    listed = "".join(
        f'<Relationship Id="{kind}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for kind, target in targets.items()
    )
    return f'<Relationships xmlns="{_PACKAGE}">{listed}</Relationships>'


def text_cell(place, text):
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'


# ------------------------------------------------------------------------------------------ ods

_ODS = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text", "style")
) + (' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"')


def ods(sheets, *, styles="", extra=None):
    """An ods; `sheets`: name -> the XML of its rows, or a list of rows of plain values."""
    tables = "".join(
        f"<table:table table:name={quoteattr(name)}>"
        + (given if isinstance(given, str) else "".join(map(ods_row, given)))
        + "</table:table>"
        for name, given in sheets.items()
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_ODS}>'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    parts = {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": content,
        **(extra or {}),
    }
    return zipped(parts, stored=("mimetype",))


def ods_row(values, tag="<table:table-row>"):
    return f"{tag}{''.join(map(ods_cell, values))}</table:table-row>"


def ods_cell(value):
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, str) and value.startswith("<"):
        return value
    if isinstance(value, str):
        return (
            '<table:table-cell office:value-type="string">'
            f"<text:p>{escape(value)}</text:p></table:table-cell>"
        )
    return f'<table:table-cell office:value-type="float" office:value="{value}"/>'


# ------------------------------------------------------------------------------------------ xls


def xls(given, *, formats=None, name="Blad1"):
    """An xls with these rows; `formats`: (row, column) -> number format."""
    book = xlwt.Workbook()
    sheet = book.add_sheet(name)
    for at, row in enumerate(given):
        for column, value in enumerate(row):
            if value is not None:
                code = (formats or {}).get((at, column))
                style = xlwt.easyxf(num_format_str=code) if code else xlwt.Style.default_style
                sheet.write(at, column, value, style)
    return saved_xls(book)


def saved_xls(book):
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()

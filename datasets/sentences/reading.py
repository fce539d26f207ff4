"""How a file was read, decision by decision, and why one could not be read."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kit.notation import number as count

Params = Mapping[str, Any]
_OTHERS = 8  # other sheets or parts that are named

_DELIMITERS: dict[str, Callable[[], str]] = {
    ";": lambda: _("semicolon (;)"),
    ",": lambda: _("comma (,)"),
    "\t": lambda: _("tab"),
    "|": lambda: _("vertical bar (|)"),
    "": lambda: _("none: one column"),
}
_ENCODINGS: dict[str, Callable[[], str]] = {
    "utf-8": lambda: _("UTF-8"),
    "utf-16-le": lambda: _("UTF-16"),
    "utf-16-be": lambda: _("UTF-16 (big-endian)"),
    "windows-1252": lambda: _("Windows-1252 (older Windows programs)"),
    "cp850": lambda: _("cp850 (old DOS programs)"),
}


_FORMATS: dict[str, Callable[[], str]] = {
    "csv": lambda: _("text with a separator (CSV)"),
    "xlsx": lambda: _("Excel workbook (xlsx)"),
    "xls": lambda: _("old Excel workbook (xls)"),
    "ods": lambda: _("OpenDocument workbook (ods)"),
    "parquet": lambda: _("Parquet"),
    "json": lambda: _("JSON"),
    "jsonl": lambda: _("JSON, one record a line"),
    "geojson": lambda: _("GeoJSON (map data)"),
}
_SHEETS = ("xlsx", "xls", "ods")
_RECORDS = ("json", "jsonl", "geojson")


def reading_words(reading: Params) -> list[tuple[str, str]]:
    """The decisions about a file as (what, decided), for a list on the screen."""
    form = str(reading.get("format", "csv"))
    words = [(_("Format"), _FORMATS.get(form, lambda: form)())]
    words += _where(reading)
    if form in ("csv", *_RECORDS):
        words.append((_("Encoding"), encoding_words(str(reading.get("encoding", "")))))
    if form == "csv":
        words.append((_("Separator"), delimiter_words(str(reading.get("delimiter", "")))))
    words.append((_("Header"), _header(reading, form)))
    above = _legible(reading.get("title_lines", ()))
    if above:
        words.append((_("Lines above the header"), above))
    below = _footer(reading, form)
    if below:
        words.append((_("Lines below the data"), below))
    notes = " ".join(note_words(str(note)) for note in reading.get("notes", ()))
    return [*words, (_("Also decided"), notes)] if notes else words


def _footer(reading: Params, form: str) -> str:
    """What stands below the data, and from which line on."""
    lines = list(reading.get("footer_lines", ()))
    text = _legible(text for _line, text in lines)
    if not text:
        return ""
    told = (
        _("from row %(line)s: %(text)s") if form in _SHEETS else _("from line %(line)s: %(text)s")
    )
    return told % {"line": lines[0][0], "text": text}


def _where(reading: Params) -> list[tuple[str, str]]:
    """Where in the file the table was: the sheet, the file in a zip, the list in a JSON file."""
    words = []
    if reading.get("container"):
        words.append((_("Packed as"), str(reading["container"])))
    for what, chosen, others in (
        (_("Sheet"), "sheet", "sheets"),
        (_("Part that was read"), "member", "members"),
    ):
        name = str(reading.get(chosen, ""))
        if name:
            rest = [str(other) for other in reading.get(others, ()) if other != name]
            words.append((what, _beside(part_words(name), [part_words(other) for other in rest])))
    return words


def encoding_words(code: str) -> str:
    say = _ENCODINGS.get(code)
    return say() if say else code


def delimiter_words(sign: str) -> str:
    say = _DELIMITERS.get(sign)
    return say() if say else sign


def part_words(name: str) -> str:
    """A part by its name; the object that a whole JSON file is has none."""
    file, _mark, path = name.rpartition("#") if name.endswith("#$") else ("", "", name)
    if path != "$":
        return name
    whole = _("the object itself")
    return f"{file}: {whole}" if file else whole


def _beside(name: str, rest: list[str]) -> str:
    if not rest:
        return name
    others = ", ".join(rest[:_OTHERS])
    more = len(rest) - _OTHERS
    if more > 0:
        others = ngettext("%(names)s and %(more)s more", "%(names)s and %(more)s more", more) % {
            "names": others,
            "more": count(more),
        }
    return _("%(name)s (there is also: %(others)s)") % {"name": name, "others": others}


def _legible(lines: Iterable[str]) -> str:
    """Lines without the separators and quotes that a source system puts round an empty cell."""
    return " / ".join(text for line in lines if (text := line.strip(" \t;,|\"'")))


def _header(reading: Params, form: str) -> str:
    line = reading.get("header_line", 0)
    if line:
        text = _("on row %(line)s") if form in _SHEETS else _("on line %(line)s")
        return text % {"line": line}
    if form in ("parquet", *_RECORDS):
        return _("the names that the file gives its columns")
    return _("none: columns are numbered")


def note_words(note: str) -> str:
    """A note on how a column was read, as a sentence; numbers may stand in it after colons."""
    code, *numbers = note.split(":")
    counted = _COUNTED.get(code)
    if numbers and counted:
        return counted(*map(int, numbers))
    say = _NOTES.get(code)
    return say() if say else note


def _garbled(cells: int, line: int) -> str:
    return ngettext(
        "Signs are garbled (such as Ã« for ë) in %(count)s cell, first on line %(line)s. "
        "Export the file again as UTF-8.",
        "Signs are garbled (such as Ã« for ë) in %(count)s cells, first on line %(line)s. "
        "Export the file again as UTF-8.",
        cells,
    ) % {"count": count(cells), "line": line}


def _garbled_file(cells: int, columns: int, line: int) -> str:
    words = ngettext(
        "Garbled signs (such as Ã« for ë) stand in %(count)s cell, first on line %(line)s",
        "Garbled signs (such as Ã« for ë) stand in %(count)s cells, first on line %(line)s",
        cells,
    ) % {"count": count(cells), "line": line}
    among = ngettext(" (%(count)s column).", " (%(count)s columns).", columns)
    return words + among % {"count": count(columns)}


def _merged_down(cells: int) -> str:
    return ngettext(
        "The value of a merged cell also holds for the rows below it: %(count)s cell was filled.",
        "The value of a merged cell also holds for the rows below it: %(count)s cells were filled.",
        cells,
    ) % {"count": count(cells)}


_COUNTED: dict[str, Callable[..., str]] = {
    "garbled": _garbled,
    "garbled-signs": _garbled_file,
    "merged-down": _merged_down,
}


def missing_words(missing: Mapping[str, int]) -> str:
    """`"?" 12 times, "-" 3 times`: what was taken for a missing value, and how often."""
    return ", ".join(
        ngettext("“%(token)s” %(count)s time", "“%(token)s” %(count)s times", times)
        % {"token": token, "count": count(times)}
        for token, times in missing.items()
    )


_NOTES: dict[str, Callable[[], str]] = {
    "blank-name": lambda: _("The column had no name in the header."),
    "leading-zeros": lambda: _("Kept as text, so that leading zeros stay."),
    "long-numbers": lambda: _("Kept as text, so that long numbers stay exact."),
    "ambiguous-decimal": lambda: _("1.234 could be read in two ways; look whether this is right."),
    "ambiguous-date-order": lambda: _(
        "Day and month could be swapped; look whether this is right."
    ),
    "two-digit-years": lambda: _("Years have two digits; 00 to 49 became 2000 to 2049."),
    "zone-ignored": lambda: _("Times carry a time zone; the clock time was kept as written."),
    "compact-dates": lambda: _("Dates are written as eight digits."),
    "whole-as-decimal": lambda: _("All numbers are whole, though written with decimals."),
    "serial-dates": lambda: _("Day numbers of the workbook are shown as dates."),
    "formula-results": lambda: _("Results of formulas, as the workbook kept them."),
    "formula-without-result": lambda: _("Some formulas were never calculated; they have no value."),
    "error-cells": lambda: _("Some cells hold an error of the workbook, such as #N/A."),
    "text-numbers": lambda: _("The file keeps these numbers as text."),
    "utc-clock": lambda: _("Moments with a time zone are shown in UTC."),
    "bytes-as-text": lambda: _(
        "Bytes without a type: shown as text, or as 0x and digits where they are no text."
    ),
    "garbled": lambda: _("Signs in the name are garbled (such as Ã« for ë)."),
    "garbled-signs": lambda: _("There are garbled signs in the file (such as Ã« for ë)."),
    "merged-down": lambda: _("The value of a merged cell also holds for the rows below it."),
    "as-before": lambda: _("The type of the delivery before; these values alone do not show it."),
    "dates-1904": lambda: _("The workbook counts its days from 1904."),
    "merged-header": lambda: _("Merged cells in the header were taken apart."),
    "two-line-header": lambda: _("The header stands on more than one row."),
    "hidden-rows": lambda: _("Hidden rows were read as well."),
    "nested-flattened": lambda: _("Objects within objects became columns, with a point between."),
    "lists-as-text": lambda: _("Lists within a record are kept as JSON text."),
    "centroids": lambda: _("Of each shape only the middle of its bounding box is kept."),
}


def rejection_words(reason: str) -> str:
    """Why a row of the file is not in the table."""
    say = _REJECTIONS.get(reason)
    return say() if say else reason


_REJECTIONS: dict[str, Callable[[], str]] = {
    "too-few-cells": lambda: _("Fewer cells than there are columns."),
    "too-many-cells": lambda: _("More cells than there are columns."),
    "stray-quote": lambda: _("A quotation mark stands in the wrong place."),
    "undecodable": lambda: _("It has signs that cannot be read."),
    "empty-row": lambda: _("A row without any value."),
    "broken-json": lambda: _("This is no valid JSON."),
    "no-record": lambda: _("This is no record like the others."),
    "double-name": lambda: _("A name stands in the record twice."),
    "too-deep": lambda: _("Lists or objects are nested too deep."),
}


def reading_error(code: str, params: Params) -> str:
    """Why a file could not be read as a table, and what to do about it."""
    return READING_CODES[code](params)


def _not_text(params: Params) -> str:
    return _(
        "This is not a table but something else (%(found)s). Save the data as CSV, Excel or JSON "
        "and deliver that."
    ) % {"found": params.get("found", "?")}


def _other_kind(params: Params) -> str:
    found = str(params.get("found", ""))
    kinds = {"": "csv", "gzip": "gz"}
    return _(
        "The name ends in %(ending)s, but what is in the file is something else (%(found)s). Give "
        "it the right name (%(right)s), or save the data anew, and deliver that."
    ) % {
        "ending": params.get("ending", ""),
        "found": found or _("text"),
        "right": "." + kinds.get(found, found),
    }


def _duplicate_header(params: Params) -> str:
    return _(
        "Two columns have the same name: “%(name)s” stands in column %(first)s and in column "
        "%(second)s. Give each column a name of its own."
    ) % dict(params)


READING_CODES: dict[str, Callable[[Params], str]] = {
    "empty-file": lambda p: _("The file is empty. Look whether the export went well."),
    "not-found": lambda p: _("The file is gone. Deliver it again."),
    "not-text": _not_text,
    "other-kind": _other_kind,
    "broken-json": lambda p: (
        _("The JSON breaks off on line %(line)s, position %(column)s. Export the file again.") % p
    ),
    "too-deep": lambda p: (
        _("On line %(line)s lists or objects are nested too deep. Deliver a flat list.") % p
    ),
    "broken-parquet": lambda p: _(
        "This Parquet file is damaged or not complete. Export the file again."
    ),
    "encrypted": lambda p: _("This file has a password. Take it off and deliver the file again."),
    "sheet-bomb": lambda p: _(
        "Inside, this workbook is far larger than a table can be. Put only the table in a new "
        "workbook, or save the sheet as CSV."
    ),
    "macro": lambda p: _(
        "This workbook holds macros. Save it as a normal workbook (xlsx) without macros and "
        "deliver that."
    ),
    "bad-workbook": lambda p: _(
        "This workbook is damaged or not made as a workbook should be. Open it, save it again as "
        "xlsx and deliver that."
    ),
    "no-table-in-sheet": lambda p: _(
        "There is no table on the visible sheets of this workbook. Look whether it is the right one."
    ),
    "broken-archive": lambda p: _(
        "This packed file is damaged. Pack it again, or deliver the file that is in it."
    ),
    "archive-in-archive": lambda p: _(
        "There is another packed file in this one. Unpack it and deliver the file that is in it."
    ),
    "archive-too-full": lambda p: (
        _(
            "There are %(found)s files in this zip; at most %(limit)s may be. Deliver the file with "
            "the table itself."
        )
        % {"found": count(p["found"]), "limit": count(p["limit"])}
    ),
    "archive-without-table": lambda p: _(
        "There is no CSV, JSON or Parquet file in this packed file. Unpack it and deliver the file "
        "that is in it."
    ),
    "archive-bomb": lambda p: _(
        "This file is packed far tighter than a table can be. Unpack it and deliver the file that "
        "is in it."
    ),
    "unpacked-too-large": lambda p: (
        _("Unpacked this file is larger than %(limit)s MB. Deliver it in parts.")
        % {"limit": _megabytes(p["limit"])}
    ),
    "no-columns": lambda p: _(
        "There are no columns in this file. Look whether it is the right one."
    ),
    "too-many-columns": lambda p: (
        _("The file has %(found)s columns; at most %(limit)s fit. Leave out columns.")
        % {"found": count(p["found"]), "limit": count(p["limit"])}
    ),
    "duplicate-header": _duplicate_header,
    "unclosed-quote": lambda p: (
        _("On line %(line)s a quotation mark opens that never closes. Repair that line.") % p
    ),
    "file-too-large": lambda p: (
        _("The file is larger than %(limit)s MB. Deliver it in parts, or leave out columns.")
        % {"limit": _megabytes(p.get("limit", 0))}
    ),
    "field-too-large": lambda p: (
        _(
            "On line %(line)s stands a value that is far too long. Look for a missing quotation mark."
        )
        % p
    ),
    "null-bytes": lambda p: (
        _("On line %(line)s stand bytes that no text has. Export the file again as CSV.") % p
    ),
    "bad-option": lambda p: _("“%(value)s” is not a valid choice for %(option)s.") % p,
    "read-timeout": lambda p: _("Reading the file took too long. Deliver it in parts."),
    "out-of-memory": lambda p: _(
        "The file asks for more memory than there is. Deliver it in parts."
    ),
    "unreadable": lambda p: _("The file could not be read as a table. Export it again as CSV."),
}


def _megabytes(limit: int | str) -> str:
    """The engine counts bytes, a setting counts megabytes; both are shown as megabytes."""
    value = int(limit)
    return count(value // 1024**2 if value > 1024**2 else value)

"""Which files may come in: told by their first bytes, and no other than their name says."""

import re
from pathlib import PurePath

from django.conf import settings

from datasets import intake
from datasets.lifecycle import Refused

HEAD = 65_536  # bytes enough to know what a file is
# What the bytes of a file may be, by the ending of its name; "" is text.
ENDINGS: dict[str, str] = {
    ".csv": "",
    ".txt": "",
    ".tsv": "",
    ".tab": "",
    ".dat": "",
    ".xlsx": "xlsx",
    ".xls": "xls",
    ".ods": "ods",
    ".json": "json",
    ".jsonl": "json",
    ".ndjson": "json",
    ".geojson": "json",
    ".parquet": "parquet",
    ".zip": "zip",
    ".gz": "gzip",
}
# A workbook that may hold macros: the reader looks, and says so.
_LOOKED_INTO = {".xlsm": "xlsx"}
# What looks like the kind of a file; `levering.2026` and `lijst.v2` end in a year and a version.
_ENDING = re.compile(r"\.(?!v?\d+$)[a-z0-9]{1,8}")
_SHEETS = ("xlsx", "xls", "ods")


def admit(head: bytes, filename: str) -> int:
    """How many megabytes this file may be.

    Raises Refused: not-text for what is no table, other-kind for a table under another's name,
    such as a text called `.exe` or `.html`. Of a name without an ending the bytes decide.
    """
    found = intake.kind_of(head)
    if found not in ENDINGS.values():
        raise Refused("not-text", found=found)
    ending = PurePath(filename).suffix.lower()
    if head and _kind_by_name(ending, found) != found:
        raise Refused("other-kind", ending=ending, found=found)
    return int(settings.SHEET_LIMIT_MB if found in _SHEETS else settings.CSV_LIMIT_MB)


def _kind_by_name(ending: str, found: str) -> str | None:
    """What a file of this ending is; None for what no table is called."""
    if ending in ENDINGS:
        return ENDINGS[ending]
    return _LOOKED_INTO.get(ending) if _ENDING.fullmatch(ending) else found

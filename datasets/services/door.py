"""Which files may come in: told by their first bytes, and no other than their name says."""

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
_SHEETS = ("xlsx", "xls", "ods")


def admit(head: bytes, filename: str) -> int:
    """How many megabytes this file may be.

    Raises Refused: not-text for what is no table, other-kind for a table under another's name. A
    name without a known ending says nothing, so there the bytes decide.
    """
    found = intake.kind_of(head)
    if found not in ENDINGS.values():
        raise Refused("not-text", found=found)
    ending = PurePath(filename).suffix.lower()
    if head and ENDINGS.get(ending, found) != found:
        raise Refused("other-kind", ending=ending, found=found)
    return int(settings.SHEET_LIMIT_MB if found in _SHEETS else settings.CSV_LIMIT_MB)

"""`python -m datasets.intake FILE`: a file as JSON or as RFC 4180 CSV, without the portal."""

import argparse
import contextlib
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any, TextIO

from datasets.intake import contents
from datasets.intake.errors import IntakeError
from datasets.intake.reading import Reading
from datasets.intake.reasons import USAGE, sentence
from datasets.intake.rejected import rejected_rows
from datasets.intake.sealed import read
from datasets.intake.staging import REJECTED, TABLE


def main(argv: list[str] | None = None) -> int:
    """Print one JSON object; 0 when the file is a table, 1 when it is not, 2 for wrong usage."""
    chosen = _parser().parse_args(argv)
    out = sys.stdout
    try:
        with tempfile.TemporaryDirectory(prefix="koers-intake-") as folder:
            _answer(chosen, Path(folder), out)
    except IntakeError as error:
        return _refuse(error, out)
    except BrokenPipeError:
        # Whoever read along has seen enough; without this Python complains once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), out.fileno())
        return 1
    except Exception as error:  # noqa: BLE001 - a reason, never a traceback
        return _refuse(IntakeError("unreadable", detail=type(error).__name__), out)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m datasets.intake", description=USAGE["about"])
    parser.add_argument("file", metavar="FILE", type=Path)
    parser.add_argument("--json", action="store_true", help=USAGE["json"])
    parser.add_argument("--csv", metavar="OUT", type=Path, help=USAGE["csv"])
    return parser


def _answer(chosen: argparse.Namespace, folder: Path, out: TextIO) -> None:
    reading = read(chosen.file, folder)
    table = folder / TABLE
    if chosen.csv is not None:
        _write_csv(table, reading, chosen.csv)
    if chosen.json:
        _print_json(table, reading, folder / REJECTED, out)
    elif chosen.csv is None:
        out.write(json.dumps({"ok": True, "reading": reading.as_dict()}, ensure_ascii=True) + "\n")


def _refuse(error: IntakeError, out: TextIO) -> int:
    answer = {"ok": False, "reason": sentence(error), "code": error.code, "params": error.params}
    out.write(json.dumps(answer, ensure_ascii=True) + "\n")
    return 1


def _write_csv(table: Path, reading: Reading, target: Path) -> None:
    """All or nothing: a file of that name is replaced only by a whole one."""
    try:
        handle, made = tempfile.mkstemp(prefix=".koers-", dir=target.resolve().parent)
    except OSError as error:
        raise IntakeError("unwritable", name=str(target)[:200]) from error
    try:
        with os.fdopen(handle, "wb") as file:
            for chunk in contents.csv_chunks(table, reading, for_spreadsheet=False):
                file.write(chunk)
        # mkstemp makes a private file; this one is the caller's, as any other it writes.
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(made, 0o666 & ~mask)
        os.replace(made, target)
    except OSError as error:
        with contextlib.suppress(OSError):
            os.unlink(made)
        raise IntakeError("unwritable", name=str(target)[:200]) from error


def _print_json(table: Path, reading: Reading, rejected: Path, out: TextIO) -> None:
    """Written piece by piece: a million rows need no more memory than a thousand."""
    head: dict[str, Any] = {
        "columns": [column.name for column in reading.columns],
        "types": [column.type for column in reading.columns],
    }
    out.write('{"ok":true,' + _bare(head) + ',"rows":[')
    for number, row in enumerate(contents.values(table, reading)):
        out.write(("," if number else "") + _compact(row))
    out.write('],"rejected":[')
    for number, (line, reason, raw) in enumerate(rejected_rows(rejected)):
        item = {"line": line, "reason": reason, "raw": raw}
        out.write(("," if number else "") + _compact(item))
    out.write("]," + _bare({"reading": reading.as_dict()}) + "}\n")


def _compact(value: Any) -> str:
    # ASCII, so that the answer is the same whatever encoding the terminal has.
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"))


def _bare(members: dict[str, Any]) -> str:
    return _compact(members)[1:-1]

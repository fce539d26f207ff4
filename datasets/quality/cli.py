"""What the command line does; `__main__` only prints it.

FILE is a CSV, read by intake as a delivery would be, or a Parquet file. RULES is a JSON list of
rules as the API has them. Where a rule names another dataset, a `bestand` beside the rules file
takes its place.
"""

import argparse
import json
import tempfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import NoReturn

from datasets.quality.engine import check
from datasets.quality.errors import CheckError, QualityError, RuleError
from datasets.quality.findings import Outcome, refused
from datasets.quality.kinds import KINDS
from datasets.quality.reasons import sentence
from datasets.quality.rule import RuleSpec
from datasets.quality.table import Table

PARQUET = b"PAR1"
MAX_RULES_BYTES = 10 * 1024 * 1024


class BadUse(Exception):
    """The command was not called as it should be."""


class Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise BadUse


def main(arguments: Sequence[str]) -> tuple[str, int]:
    """The answer as JSON text, and the exit status: 0, or 1 where nothing was checked at all."""
    try:
        options = parser().parse_args(arguments)
    except BadUse:
        return refusal(f"Gebruik: {parser().format_usage().partition(': ')[2].strip()}")
    try:
        with tempfile.TemporaryDirectory(prefix="quality-cli-") as folder:
            answer = run(options, Path(folder))
        return json.dumps(answer), 0
    except QualityError as error:
        return refusal(sentence(error.code, error.params), error.code)
    except Exception:  # noqa: BLE001 - a reason, never a traceback
        return refusal(sentence("internal", {}), "internal")


def refusal(reason: str, code: str = "usage") -> tuple[str, int]:
    return json.dumps({"ok": False, "code": code, "reason": reason}), 1


def parser() -> Parser:
    found = Parser(prog="python -m datasets.quality", add_help=True)
    commands = found.add_subparsers(dest="command", required=True)
    command = commands.add_parser("check", help="controleer een bestand met regels")
    command.add_argument("file", type=Path, metavar="FILE")
    command.add_argument("--rules", type=Path, required=True, metavar="RULES.json")
    command.add_argument("--today", required=True, metavar="DATE")
    command.add_argument("--key", default="", metavar="KOLOM,KOLOM")
    command.add_argument("--memory", type=int, default=512, metavar="MB")
    command.add_argument("--threads", type=int, default=1, metavar="N")
    return found


def run(options: argparse.Namespace, folder: Path) -> list[dict[str, object]]:
    """One answer per rule, in the order of the rules. Raises QualityError."""
    today = read_today(options.today)
    given = read_rules(options.rules)
    table = read_table(options.file, folder / "table")
    references: dict[str, Table] = {}
    outcomes: dict[int, Outcome] = {}
    rules: dict[int, RuleSpec] = {}
    for index, data in enumerate(given):
        try:
            rule = RuleSpec.from_dict(data, id=str(index + 1))
            rules[index] = with_file(rule, options.rules.parent, folder, references)
        except QualityError as error:
            blank = RuleSpec(str(index + 1), "", ())
            outcomes[index] = refused(blank, RuleError(error.code, **error.params))
    found = check(
        table,
        list(rules.values()),
        today=today,
        key=[column for column in options.key.split(",") if column],
        memory_mb=max(32, options.memory),
        threads=max(1, options.threads),
        references=references,
        time_limit=None,
    )
    outcomes |= dict(zip(rules, found, strict=True))
    return [answer(data, outcomes[index]) for index, data in enumerate(given)]


def read_today(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CheckError("bad-date") from None


def read_rules(path: Path) -> list[object]:
    """The list of rules; NaN and Infinity are no JSON."""
    if not path.is_file():
        raise CheckError("not-found", file=path.name)
    if path.stat().st_size > MAX_RULES_BYTES:
        raise CheckError("unreadable-rules")
    try:
        rules = json.loads(path.read_bytes(), parse_constant=refuse_constant)
    except (ValueError, RecursionError):
        raise CheckError("unreadable-rules") from None
    if not isinstance(rules, list):
        raise CheckError("no-list")
    return rules


def refuse_constant(text: str) -> float:
    raise ValueError(text)


def read_table(path: Path, folder: Path) -> Table:
    """A Parquet file as it is; anything else as intake reads it, in its sealed child process."""
    if not path.is_file():
        raise CheckError("not-found", file=path.name)
    with path.open("rb") as file:
        if file.read(len(PARQUET)) == PARQUET:
            return Table.from_parquet(path)
    # Only this command reads files that people bring; the engine itself has no need of intake.
    from datasets import intake
    from datasets.intake.reasons import sentence as intake_sentence

    folder.mkdir(parents=True)
    try:
        reading = intake.read(path, folder)
    except intake.IntakeError as error:
        raise CheckError("unread", reason=intake_sentence(error)) from None
    return Table.from_reading(reading, folder / "table.parquet")


def with_file(rule: RuleSpec, beside: Path, folder: Path, references: dict[str, Table]) -> RuleSpec:
    """The rule with its `bestand` read and made known as a dataset of that name."""
    label = rule.parameters.get("bestand")
    kind = KINDS.get(rule.kind)
    refers = kind is not None and any(p.type == "dataset" for p in kind.parameters)
    if not refers or label is None:
        return rule
    if not isinstance(label, str) or Path(label).name != label:
        raise RuleError("outside-folder", file=str(label)[:200])
    if label not in references:
        references[label] = read_table(beside / label, folder / f"reference{len(references)}")
    parameters = {key: value for key, value in rule.parameters.items() if key != "bestand"}
    changed = {**parameters, "dataset": label}
    return RuleSpec(rule.id, rule.kind, rule.columns, changed, rule.norm_count, rule.norm_share)


def answer(data: object, outcome: Outcome) -> dict[str, object]:
    """One rule's answer. `reason` is there where the verdict is niet-te-bepalen."""
    given: Mapping[str, object] = data if isinstance(data, Mapping) else {}
    said: dict[str, object] = {
        "rule": outcome.rule_id,
        "soort": given.get("soort"),
        "kolommen": given.get("kolommen"),
        "checked": outcome.checked,
        "failed": outcome.failed,
        "verdict": outcome.verdict,
        "examples": [example.as_dict() for example in outcome.examples],
    }
    if outcome.reason_code:
        said["reason"] = sentence(outcome.reason_code, outcome.reason_params)
        if outcome.reason_code not in ("no-rows", "nothing-to-check"):
            said["ok"] = False
    return said

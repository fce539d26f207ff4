"""Rules as a file: JSON in the words of the API, written by us, read from anybody."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NoReturn

from datasets import quality
from datasets.lifecycle import Refused, RuleStatus, Severity
from datasets.models import Dataset, Rule

VERSION = 1
LARGEST = 1024 * 1024  # bytes
MOST_RULES = 500
DEEPEST = 12  # a rule's own parameters need four levels
LONGEST_NUMBER = 30  # digits
LONGEST_REASON = 1000
MOST_ROWS = 2**53

SEVERITY_WORDS = {Severity.WARNING: "waarschuwing", Severity.BLOCKING: "blokkerend"}
STATUS_WORDS = {
    RuleStatus.DRAFT: "concept",
    RuleStatus.ACTIVE: "actief",
    RuleStatus.RETIRED: "beeindigd",
}
SEVERITIES = {word: severity for severity, word in SEVERITY_WORDS.items()}
# What an export tells and an import does not take over: each import starts as a draft.
TOLD_ONLY = ("status", "dimensie", "zin")


@dataclass(frozen=True)
class Entry:
    """A rule of a file; `place` counts from 1. With `error` it could not be read as a rule."""

    place: int
    spec: quality.RuleSpec
    severity: str = Severity.WARNING
    reason: str = ""
    error: quality.RuleError | None = field(default=None, compare=False)


def write_rule_file(
    dataset: Dataset, rules: Iterable[Rule], *, hidden: Iterable[str] = (), now: datetime
) -> dict[str, Any]:
    """The rules of a dataset as data for JSON.

    Of the datasets `hidden` (addresses) neither name nor columns are told.
    """
    return {
        "versie": VERSION,
        "dataset": {"id": dataset.slug, "naam": dataset.name},
        "gemaakt": now.isoformat(timespec="seconds"),
        "regels": [rule_entry(rule, hidden=hidden) for rule in rules],
    }


def rule_entry(rule: Rule, *, hidden: Iterable[str] = ()) -> dict[str, Any]:
    """One rule in the words of the API."""
    parameters = dict(rule.parameters)
    if parameters.get("dataset") in set(hidden):
        kind = quality.KINDS.get(rule.kind)
        of_another = {
            parameter.name
            for parameter in (kind.parameters if kind else ())
            if parameter.type in quality.OF_ANOTHER_DATASET
        }
        parameters = {k: v for k, v in parameters.items() if k not in of_another}
    norm: dict[str, Any] = {}
    if rule.norm_count is not None:
        norm["maxAantal"] = rule.norm_count
    if rule.norm_share is not None:
        norm["maxAandeel"] = rule.norm_share
    return {
        "id": rule.number,
        "soort": rule.kind,
        "kolommen": list(rule.columns),
        "parameters": parameters,
        "ernst": SEVERITY_WORDS[Severity(rule.severity)],
        "norm": norm,
        "reden": rule.reason,
        "status": STATUS_WORDS[RuleStatus(rule.status)],
    }


def read_rule_file(content: bytes | str) -> list[Entry]:
    """The rules in a file, each read by itself, so that one bad rule does not hide the others.

    Takes what `write_rule_file` makes, and a bare list of rules. Raises Refused where the file as
    a whole cannot be read: rules-too-large (limit), rules-not-text, rules-syntax (line, column),
    rules-number (number), rules-twice (name), rules-too-deep, rules-bad-text, rules-shape,
    rules-version (found), rules-none, rules-too-many (found, limit).
    """
    if len(content) > LARGEST:
        raise Refused("rules-too-large", limit=LARGEST // 1024**2)
    data = _parse(_text(content))
    _look_over(data, 0)
    if isinstance(data, Mapping):
        version = data.get("versie", VERSION)
        if version != VERSION:
            raise Refused("rules-version", found=str(version)[:20])
        data = data.get("regels")
    if not isinstance(data, list):
        raise Refused("rules-shape")
    if not data:
        raise Refused("rules-none")
    if len(data) > MOST_RULES:
        raise Refused("rules-too-many", found=len(data), limit=MOST_RULES)
    return [_entry(place, told) for place, told in enumerate(data, start=1)]


def _text(content: bytes | str) -> str:
    if isinstance(content, str):
        if len(content.encode(errors="surrogatepass")) > LARGEST:
            raise Refused("rules-too-large", limit=LARGEST // 1024**2)
        return content.removeprefix("\ufeff")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused("rules-not-text") from error


def _parse(text: str) -> Any:
    try:
        return json.loads(
            text,
            parse_constant=_no_number,
            parse_int=_whole,
            parse_float=_decimal,
            object_pairs_hook=_once,
        )
    except json.JSONDecodeError as error:
        raise Refused("rules-syntax", line=error.lineno, column=error.colno) from error
    except RecursionError as error:
        raise Refused("rules-too-deep") from error


def _no_number(written: str) -> NoReturn:
    raise Refused("rules-number", number=written)


def _whole(written: str) -> int:
    if len(written) > LONGEST_NUMBER:
        raise Refused("rules-number", number=f"{written[:20]}…")
    return int(written)


def _decimal(written: str) -> float:
    value = float(written)
    if value in (float("inf"), float("-inf")) or len(written) > LONGEST_NUMBER:
        raise Refused("rules-number", number=written[:20])
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise Refused("rules-twice", name=_printable(name)[:60])
        found[name] = value
    return found


def _look_over(data: Any, depth: int) -> None:
    """Texts that no database keeps (NUL, half a character), and nesting that no rule has."""
    if depth > DEEPEST:
        raise Refused("rules-too-deep")
    if isinstance(data, str) and _printable(data) != data:
        raise Refused("rules-bad-text")
    if isinstance(data, Mapping):
        for name, value in data.items():
            _look_over(name, depth + 1)
            _look_over(value, depth + 1)
    elif isinstance(data, list):
        for value in data:
            _look_over(value, depth + 1)


def _printable(text: str) -> str:
    return text.encode(errors="replace").decode().replace("\x00", "?")


def _entry(place: int, told: Any) -> Entry:
    try:
        if not isinstance(told, Mapping):
            raise quality.RuleError("bad-rule", key="soort")
        severity = told.get("ernst", SEVERITY_WORDS[Severity.WARNING])
        if not isinstance(severity, str) or severity not in SEVERITIES:
            raise quality.RuleError("bad-rule", key="ernst")
        reason = told.get("reden") or ""
        if not isinstance(reason, str) or len(reason) > LONGEST_REASON:
            raise quality.RuleError("bad-rule", key="reden")
        plain = {name: value for name, value in told.items() if name not in TOLD_ONLY}
        spec = quality.RuleSpec.from_dict(plain | {"id": str(place)})
        if (spec.norm_count or 0) > MOST_ROWS:
            raise quality.RuleError("bad-norm")
        return Entry(place, spec, SEVERITIES[severity], reason)
    except quality.RuleError as error:
        kind = told.get("soort") if isinstance(told, Mapping) else ""
        named = str(kind)[:40] if isinstance(kind, str) else ""
        return Entry(place, quality.RuleSpec(str(place), named, ()), error=error)

"""Judges an answer: every count equals what was planted, every example really fails."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from bench.checks import CHECKS, Check, Context

EXAMPLES = 20


class WrongAnswer(Exception):
    """A way of checking counted wrong, or showed a row that does not fail."""


@dataclass(frozen=True)
class Truth:
    """Of one table: the failing rows (numbers from 1) of each check, and its context."""

    rows: dict[str, frozenset[int]]
    context: Context

    @classmethod
    def read(cls, folder: Path, size: int) -> "Truth":
        planted = json.loads((folder / f"planted_{size}.json").read_text())
        reference = f"SELECT wijkcode FROM read_parquet('{folder / 'wijken.parquet'}')"
        known = frozenset(code for (code,) in duckdb.sql(reference).fetchall())
        rows = {name: frozenset(found) for name, found in planted["rows"].items()}
        return cls(rows, Context(known, frozenset(planted["repeated"])))

    def by_rule(self) -> dict[tuple[str, ...], frozenset[int]]:
        """The failing rows by kind and columns of the rule."""
        return {(check.kind, *check.columns): self.rows[check.name] for check in CHECKS}

    def count(self, answer: dict[str, Any]) -> None:
        """Only the counts of `answer`, for a way that shows no rows. Raises WrongAnswer."""
        for check in CHECKS:
            counted = answer["counts"].get(check.name, 0)
            if counted != len(self.rows[check.name]):
                raise WrongAnswer(f"{check.name}: {counted} counted")

    def judge(self, answer: dict[str, Any]) -> None:
        """`answer`: counts by check, and examples by check: {values, row?}. Raises WrongAnswer.

        An example with a row number must also be a row on which the defect was planted. A check
        that fails anywhere must show EXAMPLES rows, or all where it fails on fewer.
        """
        for check in CHECKS:
            planted = self.rows[check.name]
            counted = answer["counts"][check.name]
            if counted != len(planted):
                raise WrongAnswer(f"{check.name}: {counted} counted, {len(planted)} planted")
            examples = answer["examples"][check.name]
            if len(examples) != min(EXAMPLES, len(planted)):
                raise WrongAnswer(f"{check.name}: {len(examples)} examples")
            for example in examples:
                self._look_at(check, example)

    def _look_at(self, check: Check, example: dict[str, Any]) -> None:
        planted = example.get("row") is None or example["row"] in self.rows[check.name]
        if not planted or not check.fails(example["values"], self.context):
            raise WrongAnswer(f"{check.name}: this row does not fail: {example}")

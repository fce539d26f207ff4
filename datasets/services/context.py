"""Where a dataset has no key: what else stands in a failing row, so that people recognise it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from datasets import quality

MOST = 4  # columns beside those of the rule


def with_context(
    table: quality.Table, outcomes: Sequence[quality.Outcome], *, key: Sequence[str], temp: Path
) -> list[quality.Outcome]:
    """Examples with the first few columns of their rows beside the columns of the rule.

    All rows of all outcomes are looked up at once. With a key nothing is added: it names the row.
    A table that cannot be read a second time leaves the examples as they are.
    """
    places = {
        (example.part, example.line)
        for outcome in outcomes
        for example in outcome.examples
        if example.line
    }
    columns = list(table.columns)
    if not places or any(column in table.columns for column in key):
        return list(outcomes)
    widest = max(len(example.values) for outcome in outcomes for example in outcome.examples)
    columns = columns[: MOST + widest]
    try:
        rows = quality.rows_at(table, sorted(places), columns, temp=temp)
    except quality.CheckError:
        return list(outcomes)
    found = {
        (row.part, row.line): dict(zip(columns, (text or "" for text in row.texts), strict=True))
        for row in rows
    }
    return [
        replace(outcome, examples=[_beside(example, found) for example in outcome.examples])
        for outcome in outcomes
    ]


def _beside(
    example: quality.Example, found: Mapping[tuple[str, int], Mapping[str, str]]
) -> quality.Example:
    row = found.get((example.part, example.line), {})
    more = [name for name in row if name not in example.values][:MOST]
    return replace(example, values={**example.values, **{name: row[name] for name in more}})

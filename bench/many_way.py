"""Koers with 30 rules on the table: the twelve of the benchmark and eighteen that a steward adds.

    python -m bench.many_way FILE

Prints the counts of the twelve and of all; that many rules share one scan is what is measured.
"""

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

from bench.checks import CHECKS, LAST_DAY, REFERENCE, STATUSES
from datasets import quality

MORE: tuple[tuple[str, tuple[str, ...], dict[str, object]], ...] = (
    ("gevuld", ("id",), {}),
    ("gevuld", ("postcode",), {}),
    ("gevuld", ("huisnummer",), {}),
    ("gevuld", ("gemeentecode",), {}),
    ("gevuld", ("wijkcode",), {}),
    ("gevuld", ("startdatum",), {}),
    ("gevuld", ("status",), {}),
    ("gevuld", ("omschrijving",), {}),
    ("bereik", ("huisnummer",), {"minimum": 1, "maximum": 300}),
    ("bereik", ("einddatum",), {"minimum": "2015-01-01"}),
    ("patroon", ("gemeentecode",), {"patroon": "[0-9]{4}"}),
    ("patroon", ("wijkcode",), {"patroon": "WK[0-9]{6}"}),
    ("patroon", ("id",), {"patroon": "[A-Z]*[0-9-]+"}),
    ("lengte", ("omschrijving",), {"minimum": 5, "maximum": 200}),
    ("lengte", ("email",), {"maximum": 60}),
    ("voorwaardelijk-gevuld", ("status", "einddatum"), {"waarden": [STATUSES[-1]]}),
    ("bereik", ("bedrag",), {"maximum": 24_000}),
    ("vergelijking", ("startdatum", "einddatum"), {"teken": "<="}),
)


def rules() -> list[quality.RuleSpec]:
    twelve = [quality.RuleSpec(c.name, c.kind, c.columns, c.parameters) for c in CHECKS]
    more = [
        quality.RuleSpec(f"more {number}", kind, columns, parameters)
        for number, (kind, columns, parameters) in enumerate(MORE)
    ]
    return twelve + more


def check(path: Path) -> dict[str, Any]:
    """Counts by rule. Raises AssertionError when one of the thirty could not be carried out."""
    outcomes = quality.check(
        quality.Table.from_parquet(path),
        rules(),
        today=date.fromisoformat(LAST_DAY),
        references={REFERENCE: quality.Table.from_parquet(path.with_name("wijken.parquet"))},
    )
    assert len(outcomes) == 30
    assert not any(outcome.reason_code for outcome in outcomes), outcomes
    return {"counts": {outcome.rule_id: outcome.failed for outcome in outcomes}}


if __name__ == "__main__":
    print(json.dumps(check(Path(sys.argv[1]))))

"""Koers' own engine on the table, with the settings that its jobs use.

    python -m bench.koers_way FILE

Prints counts and examples as JSON.
"""

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

from bench.checks import CHECKS, LAST_DAY, REFERENCE
from datasets import quality


def check(path: Path) -> dict[str, Any]:
    """Counts and examples by check."""
    rules = [quality.RuleSpec(c.name, c.kind, c.columns, c.parameters) for c in CHECKS]
    outcomes = quality.check(
        quality.Table.from_parquet(path),
        rules,
        today=date.fromisoformat(LAST_DAY),
        references={REFERENCE: quality.Table.from_parquet(path.with_name("wijken.parquet"))},
    )
    assert not any(outcome.reason_code for outcome in outcomes), outcomes
    return {
        "counts": {outcome.rule_id: outcome.failed for outcome in outcomes},
        "examples": {
            outcome.rule_id: [
                {"row": example.line, "values": dict(example.values)}
                for example in outcome.examples
            ]
            for outcome in outcomes
        },
    }


if __name__ == "__main__":
    print(json.dumps(check(Path(sys.argv[1]))))

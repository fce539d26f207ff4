"""The same checks in pandera, on pandas, in an environment of its own.

    python -m bench.pandera_way FILE

Prints counts as JSON. A lazy validation collects every failing cell; two checks that compare
columns are checks of the whole frame.
"""

import json
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from bench.checks import EMAIL, FIRST_DAY, LAST_DAY, LEAST, MOST, POSTCODE, STATUSES
from bench.pandas_way import _eleven_proof


def schema(known: pd.Series) -> pa.DataFrameSchema:
    """Every check under its own name."""

    def named(name: str, check: Any) -> pa.Check:
        return pa.Check(check, name=name, ignore_na=True)

    return pa.DataFrameSchema(
        {
            "bsn": pa.Column(
                checks=[
                    pa.Check(lambda s: s.notna(), name="bsn filled", ignore_na=False),
                    named("bsn eleven-proof", lambda s: _eleven_proof(s)),
                ],
                nullable=True,
            ),
            "email": pa.Column(
                checks=[
                    pa.Check(lambda s: s.notna(), name="email filled", ignore_na=False),
                    named("email pattern", lambda s: s.str.fullmatch(EMAIL)),
                ],
                nullable=True,
            ),
            "id": pa.Column(checks=[named("id unique", lambda s: ~s.duplicated(keep=False))]),
            "bedrag": pa.Column(
                checks=[named("bedrag in range", lambda s: s.between(LEAST, MOST))], nullable=True
            ),
            "postcode": pa.Column(
                checks=[named("postcode pattern", lambda s: s.str.fullmatch(POSTCODE))],
                nullable=True,
            ),
            "wijkcode": pa.Column(
                checks=[named("wijkcode exists", lambda s: s.isin(known))], nullable=True
            ),
            "startdatum": pa.Column(
                checks=[
                    named("startdatum in period", lambda s: s.between(FIRST_DAY, LAST_DAY)),
                ],
                nullable=True,
            ),
            "status": pa.Column(
                checks=[named("status in list", lambda s: s.isin(STATUSES))], nullable=True
            ),
        },
        checks=[
            pa.Check(
                lambda f: ~(f["einddatum"] < f["startdatum"]),
                name="dates in order",
                ignore_na=False,
            ),
            pa.Check(
                lambda f: f["wijkcode"].str[2:6] == f["gemeentecode"],
                name="wijkcode in gemeente",
                ignore_na=False,
            ),
        ],
    )


def check(path: Path) -> dict[str, Any]:
    """Counts by check: distinct failing rows of each."""
    known = pd.read_parquet(path.with_name("wijken.parquet"))["wijkcode"]
    frame = pd.read_parquet(path)
    for column in ("startdatum", "einddatum"):
        frame[column] = pd.to_datetime(frame[column])
    try:
        schema(known).validate(frame, lazy=True)
    except SchemaErrors as found:
        cases = found.failure_cases
        return {"counts": cases.groupby("check")["index"].nunique().to_dict()}
    return {"counts": {}}


if __name__ == "__main__":
    print(json.dumps(check(Path(sys.argv[1]))))

"""The same checks in Great Expectations, on pandas, in an environment of its own.

    python -m bench.great_expectations_way FILE

Prints counts as JSON. What it has no expectation for (eleven-proof, a district within its
municipality) is given to it as a column of true and false, which pandas makes.
"""

import json
import logging
import sys
from pathlib import Path
from typing import Any

import great_expectations as gx
import pandas as pd
from great_expectations import expectations as gxe

from bench.checks import EMAIL, FIRST_DAY, LAST_DAY, LEAST, MOST, POSTCODE, STATUSES
from bench.pandas_way import _eleven_proof


def expectations(known: pd.Series) -> dict[str, Any]:
    """By check."""
    return {
        "bsn filled": gxe.ExpectColumnValuesToNotBeNull(column="bsn"),
        "email filled": gxe.ExpectColumnValuesToNotBeNull(column="email"),
        "id unique": gxe.ExpectColumnValuesToBeUnique(column="id"),
        "bedrag in range": gxe.ExpectColumnValuesToBeBetween(
            column="bedrag", min_value=LEAST, max_value=MOST
        ),
        "postcode pattern": gxe.ExpectColumnValuesToMatchRegex(
            column="postcode", regex=f"^{POSTCODE}$"
        ),
        "dates in order": gxe.ExpectColumnPairValuesAToBeGreaterThanB(
            column_A="einddatum",
            column_B="startdatum",
            or_equal=True,
            ignore_row_if="either_value_is_missing",
        ),
        "wijkcode exists": gxe.ExpectColumnValuesToBeInSet(
            column="wijkcode", value_set=list(known)
        ),
        "startdatum in period": gxe.ExpectColumnValuesToBeBetween(
            column="startdatum",
            min_value=pd.Timestamp(FIRST_DAY),
            max_value=pd.Timestamp(LAST_DAY),
        ),
        "status in list": gxe.ExpectColumnValuesToBeInSet(
            column="status", value_set=list(STATUSES)
        ),
        "email pattern": gxe.ExpectColumnValuesToMatchRegex(column="email", regex=f"^{EMAIL}$"),
        "bsn eleven-proof": gxe.ExpectColumnValuesToBeInSet(column="_eleven", value_set=[True]),
        "wijkcode in gemeente": gxe.ExpectColumnValuesToBeInSet(
            column="_district", value_set=[True]
        ),
    }


def check(path: Path) -> dict[str, Any]:
    """Counts by check."""
    logging.disable(logging.WARNING)
    known = pd.read_parquet(path.with_name("wijken.parquet"))["wijkcode"]
    frame = pd.read_parquet(path)
    for column in ("startdatum", "einddatum"):
        frame[column] = pd.to_datetime(frame[column])
    frame["_eleven"] = _eleven_proof(frame["bsn"]) | frame["bsn"].isna()
    frame["_district"] = frame["wijkcode"].str[2:6] == frame["gemeentecode"]
    context = gx.get_context(mode="ephemeral")
    batch = (
        context.data_sources.add_pandas("bench")
        .add_dataframe_asset("table")
        .add_batch_definition_whole_dataframe("whole")
        .get_batch(batch_parameters={"dataframe": frame})
    )
    suite = gx.ExpectationSuite(name="twelve")
    names = {}
    for name, expectation in expectations(known).items():
        expectation.meta = {"name": name}
        suite.add_expectation(expectation)
        names[name] = expectation
    result = batch.validate(suite, result_format="BASIC")
    return {
        "counts": {
            one.expectation_config.meta["name"]: int(one.result["unexpected_count"])
            for one in result.results
        }
    }


if __name__ == "__main__":
    print(json.dumps(check(Path(sys.argv[1]))))

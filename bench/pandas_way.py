"""The same checks in plain pandas, a whole column at a time.

    python -m bench.pandas_way FILE

Prints counts and examples as JSON. Reading Parquet needs pyarrow, which Koers itself does not.
"""

import json
import sys
from pathlib import Path
from typing import Any

import pandas as pd

from bench.checks import CHECKS, EMAIL, FIRST_DAY, LAST_DAY, LEAST, MOST, POSTCODE, STATUSES


def failing(frame: pd.DataFrame, known: pd.Series) -> dict[str, pd.Series]:
    """By check: True for each row that fails."""

    def misses(column: str, pattern: str) -> pd.Series:
        text = frame[column]
        return text.notna() & ~text.str.fullmatch(pattern).fillna(False).astype(bool)

    start = frame["startdatum"]
    return {
        "bsn filled": frame["bsn"].isna(),
        "email filled": frame["email"].isna(),
        "id unique": frame["id"].duplicated(keep=False) & frame["id"].notna(),
        "bedrag in range": (frame["bedrag"] < LEAST) | (frame["bedrag"] > MOST),
        "postcode pattern": misses("postcode", POSTCODE),
        "dates in order": frame["einddatum"] < start,
        "wijkcode exists": frame["wijkcode"].notna() & ~frame["wijkcode"].isin(known),
        "startdatum in period": (start < FIRST_DAY) | (start > LAST_DAY),
        "status in list": frame["status"].notna() & ~frame["status"].isin(STATUSES),
        "email pattern": misses("email", EMAIL),
        "bsn eleven-proof": frame["bsn"].notna() & ~_eleven_proof(frame["bsn"]),
        "wijkcode in gemeente": frame["wijkcode"].str[2:6] != frame["gemeentecode"],
    }


def _eleven_proof(numbers: pd.Series) -> pd.Series:
    """True for nine digits whose weighted sum (9 to 2, and -1) divides by eleven."""
    whole = numbers.str.fullmatch("[0-9]{9}").fillna(False).astype(bool)
    digits = pd.to_numeric(numbers[whole]).to_numpy("int64")
    total = -(digits % 10)
    for weight in range(9, 1, -1):
        total = total + digits // 10 ** (weight - 1) % 10 * weight
    good = pd.Series(False, index=numbers.index)
    good.loc[whole[whole].index] = total % 11 == 0
    return good


def check(path: Path) -> dict[str, Any]:
    """Counts and examples by check."""
    known = pd.read_parquet(path.with_name("wijken.parquet"))["wijkcode"]
    frame = pd.read_parquet(path)
    for column in ("startdatum", "einddatum"):
        frame[column] = pd.to_datetime(frame[column])
    masks = failing(frame, known)
    assert masks.keys() == {check.name for check in CHECKS}
    return {
        "counts": {name: int(mask.sum()) for name, mask in masks.items()},
        "examples": {name: _shown(frame[mask].head(20)) for name, mask in masks.items()},
    }


def _shown(rows: pd.DataFrame) -> list[dict[str, Any]]:
    found = rows.astype(object).where(rows.notna(), None)
    for column in ("startdatum", "einddatum"):
        found[column] = rows[column].dt.strftime("%Y-%m-%d").where(rows[column].notna(), None)
    numbers = [int(index) + 1 for index in rows.index]
    pairs = zip(numbers, found.to_dict("records"), strict=True)
    return [{"row": number, "values": values} for number, values in pairs]


if __name__ == "__main__":
    print(json.dumps(check(Path(sys.argv[1]))))

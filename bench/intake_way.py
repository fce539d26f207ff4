"""Intake of a CSV file: typed Parquet by the sealed child, with every row accounted for.

    python -m bench.intake_way FILE ROWS

Prints the child's highest resident memory in MiB as JSON.
"""

import json
import resource
import sys
import tempfile
from pathlib import Path

from bench.truth import WrongAnswer
from datasets import intake

if __name__ == "__main__":
    source, rows = Path(sys.argv[1]), int(sys.argv[2])
    with tempfile.TemporaryDirectory(dir=source.parent) as target:
        reading = intake.read(source, Path(target))
    if (reading.rows, reading.rejected) != (rows, 0):
        raise WrongAnswer(f"{reading.rows} rows and {reading.rejected} rejected of {rows}")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(json.dumps({"child_mib": peak}))

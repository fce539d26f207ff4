"""A file of a million rows from its arrival to its verdict (see bench.in_portal)."""

import resource
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.checks import REFERENCE
from bench.jobs_way import deliver, demand_twelve, people, reference_csv, register
from bench.truth import Truth, WrongAnswer
from datasets.lifecycle import Channel, DeliveryStatus
from datasets.services import receive
from kit.jobs import work_off

ROWS = 1_000_000
PIECE = 1 << 20


def measure(folder: Path) -> dict[str, Any]:
    """Seconds until the file is kept, and until it is checked; the highest memory of a child."""
    department, steward = people()
    reference = reference_csv(folder)
    deliver(register(REFERENCE, department, steward), [reference.encode()])
    dataset = register("meldingen", department, steward)
    with (folder / "m100000.csv").open("rb") as small:
        first = b"".join(small.readlines(200_000))
    deliver(dataset, [first])
    demand_twelve(dataset, steward)
    work_off()
    source = folder / f"m{ROWS}.csv"
    started = time.perf_counter()
    delivery = receive(
        dataset, chunks=_pieces(source), filename="demo.csv", by=None, channel=Channel.API
    ).delivery
    kept = time.perf_counter() - started
    work_off()
    whole = time.perf_counter() - started
    delivery.refresh_from_db()
    if delivery.status != DeliveryStatus.CHECKED or delivery.rows != ROWS:
        raise RuntimeError(f"Not checked: {delivery.status} {delivery.error_code}")
    _judge(dataset.runs.order_by("-number").first(), Truth.read(folder, ROWS))
    return {
        "rows": ROWS,
        "megabytes": source.stat().st_size / 1e6,
        "kept": kept,
        "wall": whole,
        "child_mib": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
    }


def _pieces(source: Path) -> Iterator[bytes]:
    with source.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def _judge(run: Any, truth: Truth) -> None:
    """The run counted what was planted, all but where reading already took a cell for missing."""
    counts = {
        (finding.rule.kind, *finding.rule.columns): finding.failed
        for finding in run.findings.select_related("rule")
    }
    if len(counts) != len(truth.rows):
        raise WrongAnswer(f"{len(counts)} rules were judged")
    for check, rows in truth.by_rule().items():
        # `n.v.t.` as a status is a missing value once it was read from text.
        if check[0] != "in-lijst" and counts[check] != len(rows):
            raise WrongAnswer(f"{check}: {counts[check]} counted, {len(rows)} planted")

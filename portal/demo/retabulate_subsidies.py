"""Subsidies of the RVO: grants per neighbourhood, year and technique, and projects without people."""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from portal.demo.tables import HIDDEN, LEAST, Table

_ANONYMOUS = "Geanonimiseerd"
_SDE_HEADER = (
    "projectnummer", "programma", "indienronde", "realisatiejaar", "kwartaal", "vermogen_mw",
    "maximale_subsidie", "looptijd_jaar", "categorie", "thema", "breedtegraad", "lengtegraad",
)  # fmt: skip
_SDE_COLUMNS = (
    "Projectnummer", "Programma", "Indienronde", "Realisatiejaar", "Kwartaal", "Vermogen",
    "Maximale_subsidie", "Looptijd", "Categorie", "Thema", "Latitude", "Longitude",
)  # fmt: skip


def isde(folder: Path) -> Table:
    """Grants by neighbourhood, year and technique; a number under ten is hidden.

    The source writes a year as 2023.0; a grant without neighbourhood counts under an empty name.
    """
    grants: Counter[tuple[str, str, str]] = Counter()
    for row in _records(folder / "isde_subsidies_clean.csv", ","):
        year = row["subsidiejaar"].removesuffix(".0")
        grants[(row["buurtnaam"], year, row["techniek"])] += 1
    rows = [
        (area, year, technique, str(count) if count >= LEAST else HIDDEN)
        for (area, year, technique), count in grants.items()
    ]
    return ("buurt", "jaar", "techniek", "toekenningen"), sorted(rows)


def sde(folder: Path) -> Table:
    """One row per project, cells as the source writes them, without applicant and address."""
    return _projects(folder / "SDE.csv", ",")


def damaged_copy(folder: Path) -> Table:
    """The same projects after a spreadsheet: coordinates and amounts that are no numbers now."""
    return _projects(folder / "subsidies.csv", ";")


def _projects(path: Path, delimiter: str) -> Table:
    rows = []
    for record in _records(path, delimiter):
        cells = [record[name] for name in _SDE_COLUMNS]
        if record["Aanvrager"] == _ANONYMOUS:
            cells[-2:] = [HIDDEN, HIDDEN]
        rows.append(tuple(cells))
    return _SDE_HEADER, sorted(rows)


def _records(path: Path, delimiter: str) -> Iterator[Mapping[str, str]]:
    return csv.DictReader(io.StringIO(path.read_text("utf-8-sig")), delimiter=delimiter)

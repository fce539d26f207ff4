"""Health per neighbourhood, municipalities, and the budgets of those in Overijssel."""

import csv
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from portal.demo.tables import HIDDEN, Table, as_text, few_households, says_something

_HEALTH_YEARS = ("2012", "2016", "2020", "2022", "2024")
_BUDGET_YEARS = (2023, 2024, 2025)
_PROVINCE, _TOTALS = "Overijssel", "Nederland"
_CBS = {
    "gemeentecode": "gemeentecode",
    "gemeentenaam": "gemeentenaam",
    "jaar": "jaar",
    "aantalInwoners": "inwoners",
    "aantalHuishoudens": "huishoudens",
    "gemiddeldeHuishoudsgrootte": "huishoudensgrootte",
    "percentagePersonen65JaarEnOuder": "aandeel_65_plus",
    "oppervlakteLandInHa": "land_ha",
    "oppervlakteWaterInHa": "water_ha",
    "oppervlakteTotaalInHa": "oppervlakte_ha",
}


def health(region: Mapping[str, Any]) -> Table:
    """One row per neighbourhood: people in good health by their own judgement, in per cent."""
    rows = []
    for area in region["buurten"]:
        found = area["gezondheid"] or {"trend": {}}
        figures = [as_text(found["trend"].get(year)) for year in _HEALTH_YEARS]
        if few_households(area):
            figures = [HIDDEN if says_something(cell) else cell for cell in figures]
        rows.append((area["code"], area["name"], *figures))
    years = tuple(f"goede_gezondheid_{year}" for year in _HEALTH_YEARS)
    return ("buurtcode", "buurt", *years), sorted(rows)


def municipalities(folder: Path) -> Table:
    """One row per object of the CBS map, also its `Buitenland`; what it lacks stays empty."""
    told = json.loads((folder / "gemeenten.json").read_text("utf-8"))
    rows = [
        tuple(str(feature["properties"].get(name, "")) for name in _CBS)
        for feature in told["features"]
    ]
    return tuple(_CBS.values()), sorted(rows)


def budgets(folder: Path) -> Table:
    """Budgets in thousands of euros by task, of Overijssel and the source's own totals."""
    rows = []
    for year in _BUDGET_YEARS:
        text = (folder / f"{year}_begroting.csv").read_text("utf-8-sig")
        for record in csv.DictReader(io.StringIO(text), delimiter=";"):
            if record["Provincie"] == _PROVINCE or record["Gemeenten"] == _TOTALS:
                money = (record[name] for name in _MONEY)
                rows.append(
                    (
                        str(year),
                        record["Gemeenten"],
                        record["Taakveld"],
                        *(cell.removesuffix(".0") for cell in money),
                        record["Inwonertal"],
                    )
                )
    header = ("jaar", "gemeente", "taakveld", "salarissen", "baten", "lasten", "inwoners")
    return header, sorted(rows)


_MONEY = ("L1.1 Salarissen en sociale lasten", "Baten", "Lasten")

"""How the tables in figures/ were made from the published files; run by hand, never by the portal.

    KOERS_REFERENCE_DATA=<folder> python -m portal.demo.retabulate

Only facts are taken over, in tables of our own. Small numbers are left out and marked `x`, so that
they differ from what the source itself left out (`?`, `-`, `.` or empty, kept as they were):

- a neighbourhood in which people live in fewer than 10 households (or homes, where households are
  not given) shows no figure at all;
- a count of people or homes from 1 to 9 is not shown;
- where one hidden age group could be worked out from the total, the smallest other group is hidden
  too, until at least two groups and ten people are hidden.
"""

import csv
import io
import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from portal.demo import retabulate_municipal, retabulate_subsidies
from portal.demo.tables import (
    FIGURES,
    HIDDEN,
    LEAST,
    Table,
    as_text,
    few_households,
    is_small,
    says_something,
)

_ENERGY_YEARS = range(2015, 2024)
# Our name, theirs, and whether it counts homes.
_ENERGY = (
    ("gas_tj", "Totaal aardgasverbruik woningen (temperatuurgecorrigeerd) [TJ]", False),
    ("gas_mln_m3", "Aardgasverbruik woningen [miljoen m3]", False),
    ("stroom_gwh", "Elektriciteitsverbruik woningen [GWh (miljoen kWh)]", False),
    (
        "co2_gas_kton",
        "CO2-uitstoot Woningen (aardgas, temperatuurgecorrigeerd) [kton]",
        False,
    ),
    ("co2_stroom_kton", "CO2-uitstoot Woningen (elektriciteit) [kton]", False),
    (
        "woningen_gas",
        "Aantal woningen met verwarming op basis van aardgas  (benadering) [aantal]",
        True,
    ),
    (
        "woningen_elektrisch",
        "Aantal woningen met elektrische verwarming (benadering) [aantal]",
        True,
    ),
    (
        "zonnepanelen",
        "Aantal geregistreerde installaties met zonnepanelen woningen [aantal]",
        True,
    ),
    (
        "zonnepanelen_aandeel",
        "Percentage woningen met geregistreerde zonnepanelen [%]",
        False,
    ),
    ("inkomen_huishouden", "Gemiddeld inkomen per huishouden [€]", False),
)
_HOUSEHOLDS = "Huishoudens [aantal]"

_POPULATION_YEARS = (2015, 2016, 2017, 2018, 2019, 2020, 2021, 2023, 2024)
_AGES = (
    "leeftijd_0_3", "leeftijd_4_11", "leeftijd_12_17", "leeftijd_18_24", "leeftijd_25_39",
    "leeftijd_40_54", "leeftijd_55_64", "leeftijd_65_74", "leeftijd_75_84", "leeftijd_85_plus",
)  # fmt: skip

_CRIME_YEARS = ("2021", "2022", "2023", "2024", "2025")


def retabulate(source: Path) -> dict[str, Table]:
    """Every table by file name: header and rows, all cells text, sorted by their key.

    `source`: the folder with the published files. Raises OSError when one is not there.
    """
    region = json.loads((source / "veiligheid-gezondheid" / "GM0193.json").read_text("utf-8"))
    return {
        "buurten.csv": areas(region),
        "energie.csv": energy(source / "zwolle-energie-buurt"),
        "bevolking.csv": population(source / "zwolle-bevolking-buurt"),
        "misdrijven.csv": crime(region),
        "gezondheid.csv": retabulate_municipal.health(region),
        "gemeenten.csv": retabulate_municipal.municipalities(source / "cbs-gemeenten"),
        "begroting.csv": retabulate_municipal.budgets(source / "iv3-gemeentefinancien"),
        "isde.csv": retabulate_subsidies.isde(source / "rvo-subsidies-zwolle"),
        "sde.csv": retabulate_subsidies.sde(source / "rvo-subsidies-zwolle"),
        "sde-kopie.csv": retabulate_subsidies.damaged_copy(source / "rvo-subsidies-zwolle"),
    }


def areas(region: Mapping[str, Any]) -> Table:
    """Neighbourhoods with their district, which is the first part of their own code.

    The source names districts that do not exist (WK01933110); those stay in the crime table.
    """
    districts = {district["code"]: district["name"] for district in region["wijken"]}
    rows = []
    for area in region["buurten"]:
        district = f"WK{area['code'][2:8]}"
        rows.append((area["code"], area["name"], district, districts[district], region["code"]))
    return ("buurtcode", "buurt", "wijkcode", "wijk", "gemeentecode"), sorted(rows)


def energy(folder: Path) -> Table:
    """One row per year and neighbourhood; the percentage keeps its sign."""
    rows = []
    for year in _ENERGY_YEARS:
        path = folder / f"energyconsumption-buurt-{year}.csv"
        for record in csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))):
            rows.append((str(year), record["Buurt_naam"], *_energy_cells(record)))
    header = ("jaar", "buurt", *(name for name, _theirs, _homes in _ENERGY), "huishoudens")
    return header, sorted(rows)


def _energy_cells(record: Mapping[str, str]) -> list[str]:
    households = record[_HOUSEHOLDS]
    few = int(households) < LEAST
    cells = {}
    for name, theirs, counts_homes in _ENERGY:
        cell = record[theirs]
        small = few or (counts_homes and is_small(cell))
        cells[name] = HIDDEN if small and says_something(cell) else cell
    if cells["zonnepanelen"] == HIDDEN and says_something(cells["zonnepanelen_aandeel"]):
        cells["zonnepanelen_aandeel"] = HIDDEN
    return [*cells.values(), HIDDEN if is_small(households) else households]


def population(folder: Path) -> Table:
    """One row per year and line of the source, also its line `Onbekend`. 2022 has no csv."""
    rows = []
    for year in _POPULATION_YEARS:
        text = (folder / f"demographics-buurt-{year}.csv").read_text("utf-8-sig")
        lines = list(csv.reader(io.StringIO(text), delimiter=";"))[1:]
        for line in lines:
            if line[0] and line[3]:  # the notes below the table fill two cells at most
                rows.append((str(year), line[0], *_population_cells(line)))
    header = ("jaar", "buurt", "woningen", "inwoners", *_AGES, "inkomen", "minima_aandeel")
    return header, sorted(rows)


def _population_cells(line: Sequence[str]) -> list[str]:
    homes, people, ages = line[1], line[3], list(line[4:14])
    income, poor = line[17], line[18].replace(",", ".")
    few = homes.isdigit() and int(homes) < LEAST and people != "0"
    if few or is_small(people):
        shown = [homes, people, *ages, income, poor]
        return [HIDDEN if says_something(cell) else cell for cell in shown]
    return [homes, people, *hide_small(ages), income, poor]


def hide_small(cells: Sequence[str]) -> list[str]:
    """Parts of a known total, with those under ten hidden such that none can be worked out."""
    hidden = {index for index, cell in enumerate(cells) if is_small(cell)}
    rest = sorted(
        (int(cell), index)
        for index, cell in enumerate(cells)
        if index not in hidden and cell.isdigit() and int(cell)
    )
    while hidden and rest and (len(hidden) < 2 or sum(int(cells[i]) for i in hidden) < LEAST):
        hidden.add(rest.pop(0)[1])
    return [HIDDEN if index in hidden else cell for index, cell in enumerate(cells)]


def crime(region: Mapping[str, Any]) -> Table:
    """One row per neighbourhood: crimes per year, people, and the mean per 1,000 over five years.

    `wijkcode` is what the source says, although no such district exists.
    """
    rows = []
    for area in region["buurten"]:
        people, safety = area["demografie"], area["veiligheid"]
        found = [safety["trend"][year] for year in _CRIME_YEARS]
        figures = [as_text(value) for value in (*found, people["inwoners"], safety["per1000"])]
        if few_households(area):
            figures = [HIDDEN if says_something(cell) else cell for cell in figures]
        rows.append((area["code"], area["name"], area["wijkCode"], *figures))
    years = tuple(f"misdrijven_{year}" for year in _CRIME_YEARS)
    return ("buurtcode", "buurt", "wijkcode", *years, "inwoners", "per_1000"), sorted(rows)


def as_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Comma separated with a point for decimals: the layout of figures/."""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return target.getvalue()


def main() -> None:
    source = os.environ.get("KOERS_REFERENCE_DATA")
    if not source:
        sys.exit("KOERS_REFERENCE_DATA does not name the folder with the published files.")
    for name, (header, rows) in retabulate(Path(source)).items():
        text = as_csv(header, rows)
        (FIGURES / name).write_text(text, "utf-8", newline="\n")
        sys.stdout.write(f"{name}: {len(rows)} rows, {len(text.encode())} bytes\n")


if __name__ == "__main__":
    main()

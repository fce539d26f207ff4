"""The original municipal files as tables, each read once by intake as a steward would deliver it."""

import os
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest

from datasets import intake, quality

ENERGY_YEARS = tuple(range(2015, 2024))
PEOPLE_YEARS = (2015, 2016, 2017, 2018, 2019, 2020, 2021, 2023, 2024)
ENERGY, PEOPLE, COACHES = (
    "zwolle-energie-buurt",
    "zwolle-bevolking-buurt",
    "zwolle-isolatie-interventies",
)
GRANTS, SAFETY, FINANCE = "rvo-subsidies-zwolle", "veiligheid-gezondheid", "iv3-gemeentefinancien"

Piece = tuple[str, str, intake.ReadingOptions]  # label, file, decisions of a steward

NONE = intake.ReadingOptions()
# What a steward says once. In 2023 the source began to write Buurt-naam, and 'Onbekend' between the
# neighbourhoods is no name of one.
PEOPLE_DECISIONS = intake.ReadingOptions(
    aliases={"Buurt-naam": "Buurt_naam"}, column_missing={"Buurt_naam": ("Onbekend",)}
)
# Codes are texts, though 193.0 looks like a number.
CODES_ARE_TEXTS = intake.ReadingOptions(types={"gemeentecode": "tekst"})


def files() -> dict[str, tuple[Piece, ...]]:
    """By name of a dataset: the deliveries that make it."""
    found: dict[str, tuple[Piece, ...]] = {
        "energie": tuple(
            (str(year), f"{ENERGY}/energyconsumption-buurt-{year}.csv", NONE)
            for year in ENERGY_YEARS
        ),
        "bevolking": tuple(
            (str(year), f"{PEOPLE}/demographics-buurt-{year}.csv", PEOPLE_DECISIONS)
            for year in PEOPLE_YEARS
        ),
        "coach": (("1", f"{COACHES}/coachgesprekken.csv", NONE),),
        "subsidie": (("1", f"{COACHES}/isolatiesubsidies-zwolle.csv", NONE),),
        "isde": (("1", f"{GRANTS}/isde_subsidies_clean.csv", CODES_ARE_TEXTS),),
        "sde": (("1", f"{GRANTS}/SDE.csv", NONE),),
        # A steward says that a latitude is a number; the broken ones then do not fit.
        "sde_kopie": (
            (
                "1",
                f"{GRANTS}/subsidies.csv",
                intake.ReadingOptions(types={"Latitude": "getal"}, decimals={"Latitude": "."}),
            ),
        ),
        "buurt": (("1", f"{SAFETY}/GM0193.json", intake.ReadingOptions(member="buurten")),),
        "wijk": (("1", f"{SAFETY}/GM0193.json", intake.ReadingOptions(member="wijken")),),
        "gemeente_nl": (("1", f"{SAFETY}/gemeenten.json", NONE),),
        "cbs": (("1", "cbs-gemeenten/gemeenten.json", NONE),),
        "codes": (("1", "geo/gemeentecodes-2010-2026.csv", NONE),),
    }
    for label in ("2023_begroting", "2023_jaarrekening", "2024_begroting", "2025_begroting"):
        found[f"iv3_{label}"] = ((label, f"{FINANCE}/{label}.csv", NONE),)
    found["iv3_2023"] = found["iv3_2023_begroting"] + found["iv3_2023_jaarrekening"]
    found["iv3"] = found["iv3_2023"] + found["iv3_2024_begroting"] + found["iv3_2025_begroting"]
    return found


@cache
def folder() -> Path:
    named = os.environ.get("KOERS_REFERENCE_DATA")
    if not named:
        pytest.skip("KOERS_REFERENCE_DATA does not name the folder with the published files.")
    return Path(named)


@cache
def read(label: str, name: str, options: str) -> tuple[intake.Reading, quality.Table]:
    """One file, once; `options` is the text of its decisions, which a cache can remember."""
    chosen = next(
        piece[2]
        for pieces in files().values()
        for piece in pieces
        if key_of(piece) == (name, options)
    )
    target = Path(mkdtemp(prefix="koers-known-"))
    reading = intake.read(folder() / name, target, options=chosen)
    called = intake.known_as([column.name for column in reading.columns], chosen.aliases)
    columns = tuple(replace(column, name=called[column.name]) for column in reading.columns)
    reading = replace(reading, columns=columns)
    table = quality.Table.from_reading(reading, target / "table.parquet", label=label)
    return reading, table


def key_of(piece: Piece) -> tuple[str, str]:
    return piece[1], repr(piece[2].as_dict())


def readings(dataset: str) -> list[intake.Reading]:
    return [read(piece[0], *key_of(piece))[0] for piece in files()[dataset]]


@cache
def table(dataset: str) -> quality.Table:
    """The deliveries of the dataset as one table."""
    tables = [read(piece[0], *key_of(piece))[1] for piece in files()[dataset]]
    return quality.Table([part for one in tables for part in one.parts])


@cache
def profile(dataset: str, label: str = "") -> dict[str, quality.ColumnProfile]:
    """Profiles by column, of the whole or of the delivery with that label."""
    parts = [part for part in table(dataset).parts if label in ("", part.label)]
    return {found.name: found for found in quality.profile(quality.Table(parts))}

"""Municipalities with key figures, delivered as JSON: one of the 343 is no municipality."""

from collections.abc import Sequence

from datasets.lifecycle import Classification, Mode, Refresh, Severity
from portal.demo.entry import NOT_INVOLVED, Demand, Entry, Export, Words
from portal.demo.writing import json_export, read_figures

NAME = "Gemeenten van Nederland 2023"


def exports() -> Sequence[Export]:
    return [Export("2023", "gemeenten-2023.json", json_export(read_figures("gemeenten.csv")))]


ENTRY = Entry(
    name=NAME,
    department="Informatievoorziening (demo)",
    knowers=("datateam",),
    exports=exports,
    fields={
        "description": (
            f"Deze lijst komt van het CBS. {NOT_INVOLVED} Alle gemeenten van 2023 met inwoners, "
            "huishoudens en oppervlakte. De lijst komt als JSON."
        ),
        "purpose": "Zwolle vergelijken met andere gemeenten. Namen en codes controleren.",
        "not_for": (
            "Niet voor een ander jaar: gemeenten gaan samen en krijgen andere codes. De regel "
            "Buitenland is geen gemeente."
        ),
        "questions": (
            "Hoeveel inwoners heeft een gemeente?\nWelke gemeenten zijn even groot als Zwolle?"
        ),
        "source_system": "CBS Wijk- en buurtkaart via PDOK",
        "source_url": "https://www.pdok.nl",
        "refresh": Refresh.ONCE,
        "mode": Mode.REPLACES,
        "key": ["gemeentecode"],
        "classification": Classification.PUBLIC,
        "licence": "CC BY 4.0. Bron: CBS en Kadaster, Wijk- en buurtkaart 2023; bewerkt.",
    },
    columns={
        "gemeentecode": Words("Gemeentecode", "GM en vier cijfers: GM0193 is Zwolle."),
        "gemeentenaam": Words("Gemeente", "De naam, zonder toevoeging van de provincie."),
        "jaar": Words("Jaar", "Het jaar van de indeling."),
        "inwoners": Words("Inwoners", "Inwoners op 1 januari.", "personen"),
        "huishoudens": Words("Huishoudens", "Huishoudens op 1 januari.", "huishoudens"),
        "huishoudensgrootte": Words("Grootte van een huishouden", "Gemiddeld.", "personen"),
        "aandeel_65_plus": Words("Inwoners van 65 jaar en ouder", "Deel van alle.", "procent"),
        "land_ha": Words("Land", "Oppervlakte van het land.", "hectare"),
        "water_ha": Words("Water", "Oppervlakte van het water.", "hectare"),
        "oppervlakte_ha": Words("Oppervlakte", "Land en water samen.", "hectare"),
    },
    demands=(
        Demand(
            "uniek",
            ("gemeentecode",),
            "Andere datasets verwijzen naar de code. Die moet dus één gemeente aanwijzen.",
            Severity.BLOCKING,
        ),
        Demand(
            "gevuld",
            ("inwoners",),
            "Zonder inwoners kunnen wij niet vergelijken. De regel Buitenland (GM0998) heeft ze "
            "niet, want dat is geen gemeente.",
        ),
        Demand(
            "gemeentecode",
            ("gemeentecode",),
            "Elke code moet in 2023 een gemeente zijn. GM0998 is er geen.",
            parameters={"jaar": 2023, "vorm": "GM0193"},
        ),
        Demand(
            "som",
            ("oppervlakte_ha", "land_ha", "water_ha"),
            "Land en water zijn samen de oppervlakte. Door afronding mag het 1 hectare schelen.",
            parameters={"marge": 1},
        ),
        Demand(
            "aantal-rijen",
            (),
            "In 2023 waren er 342 gemeenten. Veel minder betekent een half bestand.",
            Severity.BLOCKING,
            {"minimum": 342, "maximum": 345},
        ),
    ),
)

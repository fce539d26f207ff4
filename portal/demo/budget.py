"""Budgets by task of the municipalities in Overijssel: tasks come and go, totals stand between."""

from collections.abc import Sequence

from datasets.lifecycle import Classification, Mode, Refresh, Severity
from portal.demo import municipalities
from portal.demo.entry import NOT_INVOLVED, Demand, Entry, Export, Words
from portal.demo.writing import plain_export, read_figures

_HEADER = ("jaar", "gemeente", "taakveld", "salarissen", "baten", "lasten", "inwoners")


def exports() -> Sequence[Export]:
    years: dict[str, list[list[str]]] = {}
    for row in read_figures("begroting.csv"):
        years.setdefault(row["jaar"], []).append([row[name] for name in _HEADER])
    return [
        Export(year, f"begroting-{year}.csv", plain_export(_HEADER, rows, delimiter=";"))
        for year, rows in years.items()
    ]


ENTRY = Entry(
    name="Begroting per taakveld in Overijssel",
    department="Bedrijfsvoering (demo)",
    knowers=("bestuur", "datateam"),
    exports=exports,
    fields={
        "description": (
            f"Deze cijfers komen van het CBS (Iv3). {NOT_INVOLVED} Wat de 25 gemeenten in "
            "Overijssel begroten per taakveld, voor 2023 tot en met 2025. Elk jaar is één "
            "levering. Bedragen zijn in duizenden euro's; de bron zegt dat nergens."
        ),
        "purpose": "Uitgaven van Zwolle per taakveld vergelijken met andere gemeenten.",
        "not_for": (
            "Niet om taakvelden van 2025 zomaar met 2024 te vergelijken: 25 taakvelden verdwenen "
            "en 23 kwamen erbij. Niet om op te tellen zonder de regels Nederland weg te laten."
        ),
        "questions": (
            "Hoeveel begroot Zwolle voor een taakveld per inwoner?\n"
            "Welke gemeenten geven meer uit aan het sociaal domein?"
        ),
        "source_system": "CBS Iv3",
        "source_url": "https://www.cbs.nl/iv3",
        "refresh": Refresh.YEARLY,
        # A budget is made before its year ends; the figures come within it.
        "lag_days": 0,
        "mode": Mode.ACCUMULATES,
        "key": ["jaar", "gemeente", "taakveld"],
        "classification": Classification.PUBLIC,
        "licence": "CC BY 4.0. Bron: CBS, Iv3; bewerkt.",
    },
    columns={
        "jaar": Words("Jaar", "Het jaar van de begroting."),
        "gemeente": Words("Gemeente", "De naam van de gemeente. Nederland is het totaal."),
        "taakveld": Words("Taakveld", "Waar het geld voor is. Lange namen zijn afgekapt."),
        "salarissen": Words("Salarissen", "Salarissen en sociale lasten.", "duizend euro"),
        "baten": Words("Baten", "Wat er binnenkomt.", "duizend euro"),
        "lasten": Words("Lasten", "Wat het kost.", "duizend euro"),
        "inwoners": Words("Inwoners", "Inwoners van de gemeente.", "personen"),
    },
    demands=(
        Demand(
            "uniek",
            ("jaar", "gemeente", "taakveld"),
            "Een taakveld hoort één keer per gemeente en jaar in het bestand.",
            Severity.BLOCKING,
        ),
        Demand(
            "verwijzing",
            ("gemeente",),
            "De totaalregels Nederland staan tussen de gemeenten. Wie optelt, telt dubbel.",
            parameters={"dataset": municipalities.NAME, "kolom": "gemeentenaam"},
        ),
        Demand(
            "bereik",
            ("lasten",),
            "Negatieve lasten kunnen een correctie zijn. Iemand moet dat per gemeente nagaan.",
            parameters={"minimum": 0},
        ),
        Demand(
            "verdeling",
            ("taakveld",),
            "In 2025 verdwenen 25 taakvelden en kwamen er 23 bij. Een reeks over de jaren breekt "
            "daar.",
            parameters={"maxPunten": 1},
        ),
        Demand(
            "perioden",
            (),
            "Elk jaar vanaf 2023 hoort er te zijn, ook als niemand erom vraagt.",
            Severity.BLOCKING,
            {"van": "2023", "tot": "2025"},
        ),
        Demand(
            "patroon",
            ("taakveld",),
            "De bron kapt lange namen af met twee punten. Zo zijn zij niet te koppelen.",
            parameters={"patroon": ".*[^.]"},
        ),
    ),
)

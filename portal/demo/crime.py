"""Recorded crime per neighbourhood: figures that are right, and a few that say little."""

from collections.abc import Sequence

from datasets.lifecycle import Classification, Mode, Refresh, Severity
from portal.demo import areas
from portal.demo.entry import NOT_INVOLVED, Demand, Entry, Export, Words
from portal.demo.writing import export, read_figures

_YEARS = ("2021", "2022", "2023", "2024", "2025")
_COLUMNS = {
    "buurtcode": "buurtcode",
    "buurt": "buurt",
    "wijkcode": "wijkcode",
    **{f"misdrijven {year}": f"misdrijven_{year}" for year in _YEARS},
    "inwoners": "inwoners",
    "per 1000 inwoners": "per_1000",
}


def exports() -> Sequence[Export]:
    rows = [[row[name] for name in _COLUMNS.values()] for row in read_figures("misdrijven.csv")]
    content = export(
        tuple(_COLUMNS),
        rows,
        titles=(["Geregistreerde misdrijven per buurt, 2021-2025"], ["Gemeente Zwolle"], [""]),
        notes=(
            [""],
            ["Bron: Politie via CBS (tabel 47022NED); inwoners: CBS (tabel 85984NED)"],
            ["Verklaring van tekens: ? geen gegevens, x weggelaten (minder dan 10 huishoudens)"],
            ["Peildatum: 19-07-2026"],
        ),
    )
    return [Export("2025", "misdrijven-buurten-2021-2025.csv", content)]


ENTRY = Entry(
    name="Misdrijven per buurt",
    department="Veiligheid (demo)",
    knowers=("bestuur", "datateam"),
    exports=exports,
    fields={
        "description": (
            f"Deze cijfers komen van de politie, via het CBS. {NOT_INVOLVED} Geregistreerde "
            "misdrijven per buurt en jaar, van 2021 tot en met 2025. Buurten met minder dan 10 "
            "huishoudens zijn weggelaten en staan als x in het bestand."
        ),
        "purpose": "Zien waar meer of minder misdrijven zijn en waar inzet nodig is.",
        "not_for": (
            "Niet om buurten met weinig inwoners te vergelijken: op een bedrijventerrein of bij het "
            "station zegt 'per 1000 inwoners' weinig. Niet voor wat niet bij de politie gemeld is."
        ),
        "questions": (
            "Hoeveel misdrijven registreerde de politie in een buurt?\n"
            "In welke buurten neemt het aantal misdrijven af?\n"
            "Hoe staat een buurt ervoor per 1000 inwoners?"
        ),
        "source_system": "CBS StatLine",
        "source_url": "https://opendata.cbs.nl/statline/#/CBS/nl/dataset/47022NED/table",
        "refresh": Refresh.YEARLY,
        # The figures over a year are complete in the spring after it.
        "lag_days": 90,
        "mode": Mode.REPLACES,
        "key": ["buurtcode"],
        "classification": Classification.INTERNAL,
        "licence": "CC BY 4.0. Bron: Politie en CBS (47022NED en 85984NED); bewerkt.",
    },
    columns={
        "buurtcode": Words("Buurtcode", "De code van de buurt bij het CBS."),
        "buurt": Words("Buurt", "De naam van de buurt zoals het CBS die schrijft."),
        "wijkcode": Words(
            "Wijkcode", "De code van de wijk volgens de bron. Zo'n wijk bestaat niet bij het CBS."
        ),
        **{
            f"misdrijven {year}": Words(
                f"Misdrijven {year}",
                f"Misdrijven die de politie in {year} registreerde.",
                "misdrijven",
            )
            for year in _YEARS
        },
        "inwoners": Words("Inwoners", "Inwoners in 2024, afgerond op 5.", "personen"),
        "per 1000 inwoners": Words(
            "Misdrijven per 1000 inwoners",
            "Gemiddeld per jaar over 2021 tot en met 2025, gedeeld door de inwoners.",
            "misdrijven per 1000 inwoners",
        ),
    },
    demands=(
        Demand(
            "gevuld",
            ("misdrijven 2025",),
            "Van bijna alle buurten moet het laatste jaar er zijn. Enkele zeer kleine buurten "
            "mogen ontbreken.",
            Severity.BLOCKING,
            norm_share=0.10,
        ),
        Demand(
            "uniek",
            ("buurtcode",),
            "Een buurt hoort één keer in het bestand. Anders tellen wij dubbel.",
            Severity.BLOCKING,
        ),
        Demand(
            "verwijzing",
            ("buurtcode",),
            "Met een onbekende code kunnen wij de cijfers aan geen andere buurtcijfers koppelen.",
            Severity.BLOCKING,
            {"dataset": areas.NAME, "kolom": "buurtcode"},
        ),
        Demand(
            "verwijzing",
            ("wijkcode",),
            "Met deze codes kunnen wij niet optellen naar wijken. Dat kan wel met de buurtcode, "
            "dus het is een waarschuwing.",
            parameters={"dataset": areas.NAME, "kolom": "wijkcode"},
        ),
        Demand(
            "bereik",
            ("inwoners",),
            "Onder de 100 inwoners zegt een aantal per 1000 inwoners niets over veiligheid.",
            parameters={"minimum": 100},
        ),
        Demand(
            "bereik",
            ("per 1000 inwoners",),
            "Boven 500 per 1000 inwoners gaat het om plekken waar mensen vooral werken of reizen.",
            parameters={"minimum": 0, "maximum": 500},
        ),
    ),
)

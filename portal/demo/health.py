"""Health per neighbourhood: a survey of every few years, with neighbourhoods that are too small."""

from collections.abc import Sequence

from datasets.lifecycle import Classification, Mode, Refresh, Severity
from portal.demo import areas
from portal.demo.entry import NOT_INVOLVED, Demand, Entry, Export, Words
from portal.demo.writing import export, read_figures

_YEARS = ("2012", "2016", "2020", "2022", "2024")
_COLUMNS = {
    "buurtcode": "buurtcode",
    "buurt": "buurt",
    **{f"goede gezondheid {year} (%)": f"goede_gezondheid_{year}" for year in _YEARS},
}


def exports() -> Sequence[Export]:
    rows = [[row[name] for name in _COLUMNS.values()] for row in read_figures("gezondheid.csv")]
    content = export(
        tuple(_COLUMNS),
        rows,
        titles=(["Gezondheidsmonitor per buurt"], ["Gemeente Zwolle"], [""]),
        notes=(
            [""],
            ["Bron: RIVM en GGD'en, Gezondheidsmonitor, via CBS (tabel 50150NED)"],
            ["Verklaring van tekens: ? geen gegevens, x weggelaten (minder dan 10 huishoudens)"],
        ),
    )
    return [Export("2024", "gezondheid-buurten-2012-2024.csv", content)]


ENTRY = Entry(
    name="Gezondheid per buurt",
    department="Sociaal domein (demo)",
    knowers=("medewerker", "datateam"),
    exports=exports,
    fields={
        "description": (
            f"Deze cijfers komen van het RIVM en de GGD'en, via het CBS. {NOT_INVOLVED} Het deel "
            "van de volwassenen dat de eigen gezondheid goed of zeer goed noemt, per buurt, voor "
            "2012, 2016, 2020, 2022 en 2024."
        ),
        "purpose": "Zien in welke buurten mensen zich minder gezond voelen, en of dat verandert.",
        "not_for": (
            "Niet voor kleine verschillen tussen buurten: de cijfers zijn geschat met een model. "
            "Niet voor bedrijventerreinen, want daar wonen te weinig mensen."
        ),
        "questions": (
            "In welke buurten voelen mensen zich minder gezond?\n"
            "Waar ging het ervaren van gezondheid achteruit na 2020?"
        ),
        "source_system": "Gezondheidsmonitor",
        "source_url": "https://opendata.cbs.nl/statline/#/CBS/nl/dataset/50150NED/table",
        # The survey is held every two to four years.
        "refresh": Refresh.IRREGULAR,
        "mode": Mode.REPLACES,
        "key": ["buurtcode"],
        "classification": Classification.PUBLIC,
        "licence": "CC BY 4.0. Bron: RIVM en GGD'en via CBS (50150NED); bewerkt.",
    },
    columns={
        "buurtcode": Words("Buurtcode", "De code van de buurt bij het CBS."),
        "buurt": Words("Buurt", "De naam van de buurt zoals het CBS die schrijft."),
        **{
            f"goede gezondheid {year} (%)": Words(
                f"Goed ervaren gezondheid {year}",
                f"Volwassenen die in {year} hun gezondheid goed of zeer goed noemden.",
                "procent",
            )
            for year in _YEARS
        },
    },
    demands=(
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
            "gevuld",
            ("goede gezondheid 2024 (%)",),
            "Elf buurten zijn te klein voor een cijfer. Zijn het er meer, dan mist er een deel van "
            "de stad.",
            norm_count=11,
        ),
        Demand(
            "bereik",
            ("goede gezondheid 2024 (%)",),
            "Een aandeel ligt tussen 0 en 100 procent.",
            Severity.BLOCKING,
            {"minimum": 0, "maximum": 100},
        ),
    ),
)

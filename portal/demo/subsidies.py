"""Subsidies of the RVO: grants by neighbourhood, projects, and a copy that a spreadsheet broke."""

from collections.abc import Sequence

from datasets.lifecycle import Classification, Mode, Refresh, Severity
from portal.demo import areas
from portal.demo.entry import NOT_INVOLVED, Demand, Entry, Export, Words
from portal.demo.writing import export, plain_export, read_figures

PROJECTS_NAME = "SDE-projecten in Zwolle"
_PROJECT_HEADER = (
    "projectnummer", "programma", "indienronde", "realisatiejaar", "kwartaal", "vermogen_mw",
    "maximale_subsidie", "looptijd_jaar", "categorie", "thema", "breedtegraad", "lengtegraad",
)  # fmt: skip
_PROJECT_WORDS = {
    "projectnummer": Words("Projectnummer", "Het nummer van het project bij de RVO."),
    "programma": Words("Programma", "SDE: stimulering van duurzame energie."),
    "indienronde": Words("Indienronde", "Het jaar van de aanvraag."),
    "realisatiejaar": Words("Realisatiejaar", "Het jaar waarin het project klaar was."),
    "kwartaal": Words("Kwartaal", "Het kwartaal waarin het project klaar was."),
    "vermogen_mw": Words("Vermogen", "Het vermogen van het project.", "megawatt"),
    "maximale_subsidie": Words("Maximale subsidie", "Het hoogste bedrag.", "euro"),
    "looptijd_jaar": Words("Looptijd", "Zo lang loopt de subsidie.", "jaar"),
    "categorie": Words("Categorie", "Zon, wind of biomassa."),
    "thema": Words("Thema", "De soort project."),
    "breedtegraad": Words("Breedtegraad", "Plaats op de kaart, in graden (WGS84).", "graden"),
    "lengtegraad": Words("Lengtegraad", "Plaats op de kaart, in graden (WGS84).", "graden"),
}


def _isde_exports() -> Sequence[Export]:
    header = ("buurt", "jaar", "techniek", "toekenningen")
    years: dict[str, list[list[str]]] = {}
    for row in read_figures("isde.csv"):
        years.setdefault(row["jaar"], []).append([row[name] for name in header])
    return [
        Export(
            year,
            f"isde-buurten-{year}.csv",
            export(
                header,
                rows,
                titles=([f"ISDE-subsidies per buurt en techniek, Zwolle, {year}"],),
                notes=(
                    [""],
                    ["Bron: RVO"],
                    ["Verklaring van tekens: x weggelaten (minder dan 10 toekenningen)"],
                ),
            ),
        )
        for year, rows in sorted(years.items())
    ]


# Made up for the demo: what stood wrongly in the delivery before, by project and column.
FAULTS = {
    ("SDE1755287", "vermogen_mw"): "260",
    ("SDE1782787", "realisatiejaar"): "2002",
    ("SDE1773095", "realisatiejaar"): "2012",
}
_ARRIVED_WEEKS_AGO = 3


def _project_exports() -> Sequence[Export]:
    rows = [list(row.values()) for row in read_figures("sde.csv")]
    content = plain_export(_PROJECT_HEADER, rows, delimiter=",")
    return [Export("2024", "sde-projecten.csv", content, _ARRIVED_WEEKS_AGO)]


def _faulty_exports() -> Sequence[Export]:
    """The delivery before, with three faults that the source has repaired since."""
    rows = [
        [FAULTS.get((row["projectnummer"], name), cell) for name, cell in row.items()]
        for row in read_figures("sde.csv")
    ]
    content = plain_export(_PROJECT_HEADER, rows, delimiter=",")
    return [Export("2024", "sde-projecten-vorige.csv", content)]


def _copy_exports() -> Sequence[Export]:
    rows = [list(row.values()) for row in read_figures("sde-kopie.csv")]
    content = plain_export(_PROJECT_HEADER, rows, delimiter=";")
    return [Export("2024", "sde-projecten-kopie.csv", content)]


GRANTS = Entry(
    name="ISDE-subsidies per buurt",
    department="Energie en wonen (demo)",
    knowers=("medewerker",),
    exports=_isde_exports,
    fields={
        "description": (
            f"Deze gegevens publiceert de RVO. {NOT_INVOLVED} Hoe vaak inwoners en bedrijven "
            "subsidie kregen voor een warmtepomp, isolatie of een zonneboiler, per buurt, jaar en "
            "techniek. Aantallen onder de 10 zijn weggelaten en staan als x in het bestand."
        ),
        "purpose": "Zien in welke buurten inwoners subsidie gebruiken en waar niet.",
        "not_for": (
            "Niet om buurten op te tellen: de kleine aantallen ontbreken. Niet voor 2025, want dat "
            "jaar was nog niet om."
        ),
        "questions": (
            "Hoeveel subsidies voor warmtepompen zijn er per buurt en jaar?\n"
            "Welke techniek kiezen mensen in een buurt?"
        ),
        "source_system": "RVO",
        "source_url": "https://www.rvo.nl",
        "refresh": Refresh.YEARLY,
        "lag_days": 90,
        "mode": Mode.ACCUMULATES,
        "key": ["buurt", "jaar", "techniek"],
        "classification": Classification.INTERNAL,
        "licence": "Openbare publicatie. Bron: RVO; bewerkt.",
    },
    columns={
        "buurt": Words("Buurt", "De naam van de buurt zoals het CBS die schrijft."),
        "jaar": Words("Jaar", "Het jaar van de subsidie."),
        "techniek": Words("Techniek", "Waar de subsidie voor is."),
        "toekenningen": Words("Toekenningen", "Aantal keer dat subsidie is gegeven.", "subsidies"),
    },
    demands=(
        Demand(
            "uniek",
            ("buurt", "jaar", "techniek"),
            "Een techniek hoort één keer per buurt en jaar in het bestand.",
            Severity.BLOCKING,
        ),
        Demand(
            "gevuld",
            ("buurt",),
            "Zonder buurt weten wij niet waar het werk is gedaan. Van drie subsidies is de buurt "
            "onbekend.",
        ),
        Demand(
            "verwijzing",
            ("buurt",),
            "Met een onbekende naam kunnen wij de cijfers aan geen andere buurtcijfers koppelen.",
            Severity.BLOCKING,
            {"dataset": areas.NAME, "kolom": "buurt"},
        ),
        Demand(
            "in-lijst",
            ("techniek",),
            "Een nieuwe of anders geschreven techniek breekt de reeks.",
            parameters={
                "waarden": [
                    "Dakisolatie", "Gevelisolatie", "Glasisolatie", "Spouwmuurisolatie",
                    "Vloerisolatie", "Warmtepomp", "Zonneboiler",
                ]
            },
        ),
    ),
)  # fmt: skip

_PROJECT_FIELDS = {
    "source_system": "RVO",
    "source_url": "https://www.rvo.nl",
    # What the RVO had published on the day of the export; a newer one would be another dataset.
    "refresh": Refresh.ONCE,
    "mode": Mode.REPLACES,
    "key": ["projectnummer"],
    "licence": "Openbare publicatie. Bron: RVO; bewerkt.",
}

PROJECTS = Entry(
    name=PROJECTS_NAME,
    department="Energie en wonen (demo)",
    knowers=("medewerker", "datateam"),
    exports=_project_exports,
    earlier=_faulty_exports,
    fields={
        "description": (
            f"Deze gegevens publiceert de RVO. {NOT_INVOLVED} Projecten voor zon, wind en biomassa "
            "in Zwolle die met SDE-subsidie zijn gebouwd. Aanvragers en adressen zijn weggelaten; "
            "van dertien aanvragers die de bron niet noemt ook de plaats op de kaart."
        ),
        "purpose": "Weten hoeveel vermogen er is gebouwd, waar en wanneer.",
        "not_for": "Niet voor projecten zonder SDE-subsidie.",
        "questions": (
            "Hoeveel megawatt is er per jaar gebouwd?\nWaar staan de grootste projecten?"
        ),
        "classification": Classification.PUBLIC,
        **_PROJECT_FIELDS,
    },
    columns=_PROJECT_WORDS,
    demands=(
        Demand(
            "uniek",
            ("projectnummer",),
            "Een project hoort één keer in het bestand. Anders tellen wij vermogen dubbel.",
            Severity.BLOCKING,
        ),
        Demand(
            "patroon",
            ("projectnummer",),
            "Zo schrijft de RVO een projectnummer. Een andere vorm is een typefout.",
            Severity.BLOCKING,
            {"patroon": "SDE[0-9]{7}"},
        ),
        Demand(
            "gevuld",
            ("vermogen_mw",),
            "Zonder vermogen telt een project niet mee in het totaal.",
            Severity.BLOCKING,
        ),
        Demand(
            "bereik",
            ("breedtegraad",),
            "Zwolle ligt tussen 52,4 en 52,6 graden. Daarbuiten staat een project op de kaart op "
            "de verkeerde plek.",
            parameters={"minimum": 52.4, "maximum": 52.6},
        ),
        Demand(
            "bereik",
            ("vermogen_mw",),
            "Meer dan 30 megawatt is geen project in Zwolle, maar een fout in de komma.",
            Severity.BLOCKING,
            {"minimum": 0, "maximum": 30},
        ),
    ),
)

COPY = Entry(
    name="SDE-projecten, kopie uit een rekenblad",
    department="Energie en wonen (demo)",
    knowers=("datateam",),
    exports=_copy_exports,
    fields={
        "description": (
            f"Deze kopie ging door een rekenblad dat de punten verkeerd las. {NOT_INVOLVED} Het "
            "zijn dezelfde projecten als in de dataset van de RVO, maar coördinaten en bedragen "
            "zijn kapot en een project ontbreekt. Zo ziet een goed bedoelde kopie eruit."
        ),
        "purpose": "Laten zien wat er misgaat als iemand met een eigen kopie werkt.",
        "not_for": "Niet voor besluiten. Gebruik de dataset van de RVO zelf.",
        "questions": "Wat gaat er mis in een kopie?",
        "classification": Classification.INTERNAL,
        **_PROJECT_FIELDS,
    },
    columns=_PROJECT_WORDS,
    demands=(
        Demand(
            "uniek",
            ("projectnummer",),
            "Een project hoort één keer in het bestand. Anders tellen wij vermogen dubbel.",
            Severity.BLOCKING,
        ),
        Demand(
            "patroon",
            ("breedtegraad",),
            "Een breedtegraad in Zwolle begint met 52 en heeft één punt. Het rekenblad zette er "
            "meer in.",
            Severity.BLOCKING,
            {"patroon": "52[.,][0-9]+"},
        ),
        Demand(
            "bereik",
            ("vermogen_mw",),
            "Meer dan 30 megawatt is geen project in Zwolle, maar een fout in de komma.",
            Severity.BLOCKING,
            {"minimum": 0, "maximum": 30},
        ),
        Demand(
            "gelijk-aan",
            ("projectnummer", "vermogen_mw"),
            "Het vermogen moet hetzelfde zijn als bij de RVO. Een project is hier 100 keer te "
            "groot.",
            Severity.BLOCKING,
            {"dataset": PROJECTS_NAME, "kolom": "vermogen_mw"},
        ),
        Demand(
            "gelijk-aan",
            ("projectnummer", "maximale_subsidie"),
            "De subsidie moet hetzelfde zijn als bij de RVO. Hier staat iets anders in de kolom: "
            "het vermogen keer duizend.",
            Severity.BLOCKING,
            {"dataset": PROJECTS_NAME, "kolom": "maximale_subsidie", "tolerantie": 1},
        ),
        Demand(
            "totaal",
            ("vermogen_mw",),
            "Samen moeten de projecten even groot zijn als bij de RVO. Hier is het ruim drie keer "
            "zoveel.",
            Severity.BLOCKING,
            {"dataset": PROJECTS_NAME, "kolom": "vermogen_mw", "tolerantie": 0.1},
        ),
    ),
)

ENTRY = Entry(
    name="Energielabels van woningen",
    department="Energie en wonen (demo)",
    knowers=("medewerker",),
    fields={
        "description": (
            f"Deze gegevens publiceert de RVO (EP-Online). {NOT_INVOLVED} Het energielabel van elke "
            "woning die er een heeft. Wij weten dat deze gegevens bestaan, maar er is nog geen "
            "levering."
        ),
        "purpose": "Zien waar woningen met een slecht label staan.",
        "not_for": "Nog nergens voor: er zijn nog geen gegevens.",
        "questions": (
            "In welke buurten staan veel woningen met label E, F of G?\n"
            "Verbeteren de labels waar subsidie is gegeven?"
        ),
        "source_system": "EP-Online",
        "source_url": "https://www.ep-online.nl",
        "refresh": Refresh.MONTHLY,
        "mode": Mode.REPLACES,
        "classification": Classification.CONFIDENTIAL,
        "licence": "Bron: RVO, EP-Online.",
    },
)

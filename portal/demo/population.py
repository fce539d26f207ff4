"""People per neighbourhood on 1 January: exports of a reporting tool, with a name of its own."""

from collections.abc import Sequence

from datasets.lifecycle import Classification, Mode, Refresh, Severity
from portal.demo import areas
from portal.demo.entry import NOT_INVOLVED, Demand, Entry, Export, Words
from portal.demo.writing import dutch_date, export, read_figures

# Header of the export, name in figures/bevolking.csv, and the label of an age group.
_AGES = {
    "0-3 jaar": "leeftijd_0_3",
    "4-11 jaar": "leeftijd_4_11",
    "12-17 jaar": "leeftijd_12_17",
    "18-24 jaar": "leeftijd_18_24",
    "25-39 jaar": "leeftijd_25_39",
    "40-54 jaar": "leeftijd_40_54",
    "55-64 jaar": "leeftijd_55_64",
    "65-74 jaar": "leeftijd_65_74",
    "75-84 jaar": "leeftijd_75_84",
    "85 jaar en ouder": "leeftijd_85_plus",
}
_COLUMNS = {
    "buurt": "buurt",
    "woningen": "woningen",
    "inwoners": "inwoners",
    **_AGES,
    "inkomen (€)": "inkomen",
    "onder 105% sociaal minimum (%)": "minima_aandeel",
}


def exports() -> Sequence[Export]:
    days: dict[str, list[list[str]]] = {}
    for row in read_figures("bevolking.csv"):
        day = f"{row['jaar']}-01-01"
        cells = [row[name] for name in _COLUMNS.values()]
        days.setdefault(day, []).append([dutch_date(day), *cells])
    return [
        Export(
            day,
            f"bevolking-buurten-{day[:4]}.csv",
            export(
                ("peildatum", *_COLUMNS),
                rows,
                titles=([f"Bevolking per buurt – Zwolle, 1 januari {day[:4]}"],),
                notes=(
                    [""],
                    ["Speciale waarden", "- niet van toepassing"],
                    ["", ". verborgen waarde"],
                    ["", "x weggelaten (1 t/m 9, of om dat niet te kunnen uitrekenen)"],
                    ["Bron", "BAG / BRP / CBS"],
                    ["cijfersoverzwolle.nl"],
                    ["Datum export", "woensdag 19 maart 2025"],
                ),
                encoding="cp1252",
                padded=True,
            ),
        )
        for day, rows in days.items()
    ]


ENTRY = Entry(
    name="Bevolking per buurt",
    department="Onderzoek en statistiek (demo)",
    knowers=("eigenaar",),
    reader_departments=("Onderzoek en statistiek (demo)",),
    exports=exports,
    fields={
        "description": (
            f"Deze cijfers komen van cijfersoverzwolle.nl. {NOT_INVOLVED} Woningen, inwoners naar "
            "leeftijd, inkomen en lage inkomens per buurt, telkens op 1 januari. Het jaar 2022 "
            "ontbreekt. Aantallen van 1 tot en met 9 zijn weggelaten en staan als x in het "
            "bestand."
        ),
        "purpose": (
            "Weten voor hoeveel mensen een buurt voorzieningen nodig heeft. Cijfers van buurten "
            "per inwoner kunnen vergelijken."
        ),
        "not_for": (
            "Niet om groepen van enkele mensen te bekijken. Niet voor inkomens na 2021: die zijn "
            "leeg. Niet om jaar op jaar te vergelijken zonder op 2022 te letten."
        ),
        "questions": (
            "Hoeveel mensen wonen in een buurt?\nWelke buurten vergrijzen?\n"
            "Waar komen veel kinderen bij?"
        ),
        "source_system": "Cijfers over Zwolle",
        "source_url": "https://cijfersoverzwolle.nl",
        "refresh": Refresh.YEARLY,
        # Counted on 1 January; in March the source shows figures of the same year.
        "lag_days": 90,
        "mode": Mode.ACCUMULATES,
        "key": ["peildatum", "buurt"],
        # The source shows small groups, so whoever keeps such a table does not show it to all.
        "classification": Classification.CONFIDENTIAL,
        "licence": (
            "Openbare publicatie. Bron: Gemeente Zwolle, cijfersoverzwolle.nl (BAG, BRP, CBS); "
            "bewerkt. In de demo vertrouwelijk: de bron toont ook kleine groepen mensen."
        ),
    },
    columns={
        "peildatum": Words("Peildatum", "De dag waarop geteld is: altijd 1 januari."),
        "buurt": Words("Buurt", "De naam van de buurt. Soms anders dan bij het CBS."),
        "woningen": Words("Woningen", "Woningen in de buurt volgens de BAG.", "woningen"),
        "inwoners": Words("Inwoners", "Mensen die in de buurt ingeschreven staan.", "personen"),
        **{
            name: Words(f"Inwoners {name}", f"Inwoners met een leeftijd van {name}.", "personen")
            for name in _AGES
        },
        "inkomen (€)": Words(
            "Inkomen",
            "Gemiddeld inkomen per huishouden, vergelijkbaar gemaakt voor de grootte van het "
            "huishouden. Tot en met 2021.",
            "euro per jaar",
        ),
        "onder 105% sociaal minimum (%)": Words(
            "Lage inkomens",
            "Deel van de huishoudens met minder dan 105 procent van het sociaal minimum. Tot en "
            "met 2021.",
            "procent",
        ),
    },
    demands=(
        Demand(
            "gevuld",
            ("inwoners",),
            "Wij rekenen andere cijfers om per inwoner. Een paar kleine buurten mogen ontbreken.",
            norm_share=0.10,
        ),
        Demand(
            "gevuld",
            ("inkomen (€)",),
            "Met inkomens zien wij waar hulp nodig is. De bron heeft ze na 2021 niet meer.",
            norm_share=0.30,
        ),
        Demand(
            "uniek",
            ("peildatum", "buurt"),
            "Een buurt hoort één keer per peildatum in het bestand. Anders tellen wij dubbel.",
            Severity.BLOCKING,
        ),
        Demand(
            "verwijzing",
            ("buurt",),
            "Namen moeten gelijk zijn aan die van het CBS, anders valt een buurt weg bij het "
            "koppelen. De Tippe heet bij het CBS Tippe bij de IJssel, en Onbekend is geen buurt.",
            parameters={"dataset": areas.NAME, "kolom": "buurt"},
        ),
        Demand(
            "bereik",
            ("onder 105% sociaal minimum (%)",),
            "Een aandeel ligt tussen 0 en 100 procent.",
            parameters={"minimum": 0, "maximum": 100},
        ),
    ),
)

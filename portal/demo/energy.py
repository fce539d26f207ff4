"""Energy per neighbourhood and year: nine yearly exports in which figures stop and gas is missing."""

from collections.abc import Sequence

from datasets.lifecycle import Classification, Mode, Refresh, Severity
from portal.demo import areas
from portal.demo.entry import NOT_INVOLVED, Demand, Entry, Export, Words
from portal.demo.writing import export, read_figures

# The header of the export, and the name in figures/energie.csv.
_COLUMNS = {
    "jaar": "jaar",
    "buurt": "buurt",
    "gas (TJ)": "gas_tj",
    "gas (miljoen m3)": "gas_mln_m3",
    "stroom (GWh)": "stroom_gwh",
    "CO2 gas (kton)": "co2_gas_kton",
    "CO2 stroom (kton)": "co2_stroom_kton",
    "woningen op gas": "woningen_gas",
    "woningen elektrisch verwarmd": "woningen_elektrisch",
    "zonnepanelen": "zonnepanelen",
    "zonnepanelen (%)": "zonnepanelen_aandeel",
    "inkomen per huishouden": "inkomen_huishouden",
    "huishoudens": "huishoudens",
}


def exports() -> Sequence[Export]:
    years: dict[str, list[list[str]]] = {}
    for row in read_figures("energie.csv"):
        years.setdefault(row["jaar"], []).append([row[name] for name in _COLUMNS.values()])
    return [
        Export(
            year,
            f"energie-buurten-{year}.csv",
            export(
                tuple(_COLUMNS),
                rows,
                titles=([f"Energie van woningen per buurt, Zwolle, {year}"], [""]),
                notes=(
                    [""],
                    ["Bron: Klimaatmonitor (Rijkswaterstaat), met cijfers van CBS en RVO"],
                    ["Verklaring van tekens: ? geen gegevens, x weggelaten (minder dan 10)"],
                    ["Export: 20-03-2025"],
                ),
                encoding="utf-8-sig",
            ),
        )
        for year, rows in years.items()
    ]


ENTRY = Entry(
    name="Energie per buurt en jaar",
    department="Energie en wonen (demo)",
    knowers=("medewerker", "datateam"),
    exports=exports,
    fields={
        "description": (
            f"Deze cijfers komen uit de Klimaatmonitor van Rijkswaterstaat. {NOT_INVOLVED} "
            "Gas, stroom, CO2-uitstoot, zonnepanelen en inkomen van huishoudens per buurt, voor "
            "2015 tot en met 2023. Elk jaar is één levering. Cijfers over minder dan 10 "
            "huishoudens zijn weggelaten en staan als x in het bestand."
        ),
        "purpose": ("Volgen of buurten van het aardgas af gaan. Kiezen waar de wijkaanpak begint."),
        "not_for": (
            "Niet voor een uitspraak over één woning of straat. Niet voor zonnepanelen na 2022 of "
            "inkomens na 2021: die cijfers zijn er niet meer. Zonder uitleg ook niet voor "
            "buurten met 0 TJ gas: dat kan ontbrekend zijn of echt aardgasvrij."
        ),
        "questions": (
            "Hoeveel gas gebruiken woningen in een buurt?\n"
            "Welke buurten gebruiken elk jaar minder gas?\n"
            "Waar liggen al veel zonnepanelen op woningen?"
        ),
        "source_system": "Klimaatmonitor",
        "source_url": "https://klimaatmonitor.databank.nl",
        "refresh": Refresh.YEARLY,
        # Figures over a year come in the autumn after it.
        "lag_days": 300,
        "mode": Mode.ACCUMULATES,
        "key": ["jaar", "buurt"],
        "classification": Classification.PUBLIC,
        "licence": (
            "Openbare publicatie. Bron: Klimaatmonitor (Rijkswaterstaat), met cijfers van CBS en "
            "RVO; bewerkt."
        ),
    },
    columns={
        "jaar": Words("Jaar", "Het kalenderjaar waarover het cijfer gaat."),
        "buurt": Words("Buurt", "De naam van de buurt zoals het CBS die schrijft."),
        "gas (TJ)": Words(
            "Gasverbruik",
            "Aardgas van alle woningen in de buurt, gecorrigeerd voor koude en zachte winters.",
            "terajoule",
        ),
        "gas (miljoen m3)": Words(
            "Gasverbruik in kubieke meters",
            "Aardgas van alle woningen in de buurt, zonder correctie voor het weer.",
            "miljoen m3",
        ),
        "stroom (GWh)": Words(
            "Stroomverbruik", "Stroom die alle woningen samen van het net namen.", "gigawattuur"
        ),
        "CO2 gas (kton)": Words(
            "CO2 door gas",
            "CO2-uitstoot door aardgas in woningen, gecorrigeerd voor het weer.",
            "kiloton",
        ),
        "CO2 stroom (kton)": Words(
            "CO2 door stroom", "CO2-uitstoot door de stroom van woningen.", "kiloton"
        ),
        "woningen op gas": Words(
            "Woningen op gas",
            "Woningen die met aardgas verwarmd worden. Een benadering van de bron, vanaf 2017.",
            "woningen",
        ),
        "woningen elektrisch verwarmd": Words(
            "Woningen elektrisch verwarmd",
            "Woningen die elektrisch verwarmd worden. Een benadering van de bron, vanaf 2017.",
            "woningen",
        ),
        "zonnepanelen": Words(
            "Woningen met zonnepanelen",
            "Geregistreerde installaties met zonnepanelen op woningen, van 2016 tot en met 2022.",
            "installaties",
        ),
        "zonnepanelen (%)": Words(
            "Aandeel woningen met zonnepanelen",
            "Deel van de woningen met geregistreerde zonnepanelen, van 2016 tot en met 2022.",
            "procent",
        ),
        "inkomen per huishouden": Words(
            "Inkomen per huishouden",
            "Gemiddeld inkomen van de huishoudens in de buurt. Vanaf 2022 voor weinig buurten.",
            "euro per jaar",
        ),
        "huishoudens": Words(
            "Huishoudens", "Aantal huishoudens, door de bron afgerond op 5.", "huishoudens"
        ),
    },
    demands=(
        Demand(
            "uniek",
            ("jaar", "buurt"),
            "Een buurt hoort één keer per jaar in het bestand. Anders tellen wij dubbel.",
            Severity.BLOCKING,
        ),
        Demand(
            "verwijzing",
            ("buurt",),
            "Met een onbekende naam kunnen wij de cijfers aan geen andere buurtcijfers koppelen.",
            Severity.BLOCKING,
            {"dataset": areas.NAME, "kolom": "buurt"},
        ),
        Demand(
            "gevuld",
            ("gas (TJ)",),
            "Het gasverbruik is waar de wijkaanpak op stuurt. Ontbreekt meer dan 5 procent, dan "
            "klopt een optelling naar wijk of stad niet meer. Weggelaten kleine buurten tellen "
            "mee.",
            Severity.BLOCKING,
            norm_share=0.05,
        ),
        Demand(
            "gevuld",
            ("zonnepanelen",),
            "Wij willen de groei van zonnepanelen volgen. De bron heeft geen cijfers over 2015 en "
            "stopt na 2022.",
            norm_share=0.10,
        ),
        Demand(
            "gevuld",
            ("inkomen per huishouden",),
            "Met inkomens zien wij waar energie-armoede dreigt. Na 2021 heeft de bron ze nog maar "
            "voor 23 buurten.",
            norm_share=0.25,
        ),
        Demand(
            "bereik",
            ("gas (TJ)",),
            "0 TJ kan ontbrekend zijn of echt aardgasvrij, zoals in Breezicht. Dat moet iemand per "
            "buurt uitzoeken.",
            parameters={"minimum": 1},
        ),
        Demand(
            "bereik",
            ("zonnepanelen (%)",),
            "Een aandeel ligt tussen 0 en 100 procent. Breezicht staat in 2021 op 225 procent: 347 "
            "installaties bij 145 huishoudens.",
            parameters={"minimum": 0, "maximum": 100},
        ),
    ),
)

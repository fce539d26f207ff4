"""The demo's list of neighbourhoods and districts: what the other datasets refer to."""

from collections.abc import Sequence

from datasets.lifecycle import Classification, Mode, Refresh, Severity
from portal.demo.entry import NOT_INVOLVED, Demand, Entry, Export, Words
from portal.demo.writing import export, read_figures

NAME = "Buurten en wijken van Zwolle 2024"
_HEADER = ("buurtcode", "buurt", "wijkcode", "wijk", "gemeentecode")


def exports() -> Sequence[Export]:
    rows = [[row[name] for name in _HEADER] for row in read_figures("buurten.csv")]
    content = export(
        _HEADER,
        rows,
        titles=(["Gebiedsindeling 2024: buurten van de gemeente Zwolle"],),
        notes=([""], ["Bron: CBS, Gebieden in Nederland 2024 (tabel 85755NED)"]),
    )
    return [Export("2024", "buurten-zwolle-2024.csv", content)]


ENTRY = Entry(
    name=NAME,
    department="Informatievoorziening (demo)",
    knowers=("datateam",),
    exports=exports,
    fields={
        "description": (
            f"Deze lijst komt van het CBS. {NOT_INVOLVED} Alle 78 buurten van Zwolle met hun code "
            "en de wijk waar zij bij horen, in de indeling van 2024."
        ),
        "purpose": (
            "Codes en namen van buurten controleren. Cijfers van buurten optellen naar wijken. "
            "Andere datasets verwijzen naar deze lijst."
        ),
        "not_for": (
            "Niet voor een ander jaar: het CBS kan buurten elk jaar anders indelen. Een nieuwe "
            "indeling wordt een nieuwe dataset."
        ),
        "questions": (
            "Welke buurten heeft Zwolle?\nBij welke wijk hoort een buurt?\n"
            "Welke code heeft een buurt bij het CBS?"
        ),
        "source_system": "CBS StatLine",
        "source_url": "https://opendata.cbs.nl/statline/#/CBS/nl/dataset/85755NED/table",
        "refresh": Refresh.ONCE,
        "mode": Mode.REPLACES,
        "key": ["buurtcode"],
        "classification": Classification.PUBLIC,
        "licence": "CC BY 4.0. Bron: CBS, Gebieden in Nederland 2024 (85755NED); bewerkt.",
    },
    columns={
        "buurtcode": Words("Buurtcode", "De code van de buurt bij het CBS: BU en acht cijfers."),
        "buurt": Words("Buurt", "De naam van de buurt zoals het CBS die schrijft."),
        "wijkcode": Words("Wijkcode", "De code van de wijk waarin de buurt ligt."),
        "wijk": Words("Wijk", "De naam van de wijk, met het nummer van de wijk ervoor."),
        "gemeentecode": Words("Gemeentecode", "De code van de gemeente: GM0193 is Zwolle."),
    },
    demands=(
        Demand(
            "gevuld",
            ("buurt",),
            "Zonder naam weet niemand om welke buurt het gaat.",
            Severity.BLOCKING,
        ),
        Demand(
            "gevuld",
            ("wijk",),
            "Zonder wijk kan een buurt niet meetellen in een wijktotaal.",
            Severity.BLOCKING,
        ),
        Demand(
            "uniek",
            ("buurtcode",),
            "Een code hoort bij één buurt. Staat een code er twee keer, dan tellen wij dubbel.",
            Severity.BLOCKING,
        ),
        Demand(
            "uniek",
            ("buurt",),
            "Andere datasets verwijzen naar de naam. Die moet dus één buurt aanwijzen.",
            Severity.BLOCKING,
        ),
        Demand(
            "patroon",
            ("buurtcode",),
            "Zo schrijft het CBS een buurtcode in Zwolle. Een andere vorm is een typefout.",
            Severity.BLOCKING,
            {"patroon": "BU0193[0-9]{4}"},
        ),
        Demand(
            "in-lijst",
            ("gemeentecode",),
            "Deze lijst gaat alleen over Zwolle.",
            parameters={"waarden": ["GM0193"]},
        ),
    ),
)

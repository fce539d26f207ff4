"""bag-id: the value is an identifier of the Dutch register of addresses and buildings (BAG).

Sixteen digits: the municipality (4), the type of object (2) and a number (10). A place of
residence (woonplaats) has four. Source: Catalogus BAG 2018 of the Kadaster. Whether the object
exists is another question (verwijzing).
"""

from collections.abc import Mapping

from sqlglot import exp

from datasets.quality.expressions import matches_fully
from datasets.quality.kind import Draft, Kind, RowCheck
from datasets.quality.parameters import Parameter, Value

TYPES = {
    "verblijfsobject": "01",
    "ligplaats": "02",
    "standplaats": "03",
    "pand": "10",
    "nummeraanduiding": "20",
    "openbare-ruimte": "30",
}
PLACE = "woonplaats"
FOUR_DIGITS = "(?:[1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])"
NO_ZEROS = "[1-9][0-9]{0,3}"  # four digits as an integer has them


def compile_bag(draft: Draft) -> RowCheck:
    """Checks filled cells. Fails where the text form is no identifier of the BAG; with
    `objecttype` where it is none of that type of object.

    Without it any of the types with sixteen digits is allowed. In a column of integers the
    leading zeros of the municipality are gone, and nobody misses them; in a text they must stand.
    """
    wanted = draft.values.get("objecttype")
    start = NO_ZEROS if draft.cell.type == "geheel" else FOUR_DIGITS
    if wanted == PLACE:
        pattern = start
    else:
        types = [TYPES[str(wanted)]] if wanted else list(TYPES.values())
        pattern = f"{start}(?:{'|'.join(types)})[0-9]{{10}}"
    return RowCheck(
        fails=exp.Not(this=matches_fully(draft.cell.text, pattern)), applies=draft.cell.filled
    )


def sentence(count: int, values: Mapping[str, Value]) -> str:
    return "bag-id-van" if "objecttype" in values else "bag-id"


KIND = Kind(
    name="bag-id",
    dimension="validity",
    compile=compile_bag,
    parameters=(Parameter("objecttype", "choice", choices=(*TYPES, PLACE)),),
    fits=("tekst", "geheel"),
    sentences=("bag-id", "bag-id-van"),
    sentence=sentence,
)

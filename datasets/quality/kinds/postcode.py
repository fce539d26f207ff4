"""postcode: the value is written as a Dutch postcode.

Four digits of which the first is not 0, then two capitals; SA, SD and SS are never issued.
Whether the postcode exists is another question (verwijzing).
"""

from collections.abc import Mapping

from sqlglot import exp

from datasets.quality.expressions import matches_fully
from datasets.quality.kind import Draft, Kind, RowCheck
from datasets.quality.parameters import Parameter, Value

LETTERS = "(?:[A-RT-Z][A-Z]|S[BCE-RT-Z])"


def compile_postcode(draft: Draft) -> RowCheck:
    """Checks filled cells. Fails where the text form is no postcode.

    One space between digits and letters is allowed; with `spatie` it is required.
    """
    space = " " if draft.values["spatie"] else " ?"
    known = matches_fully(draft.cell.text, f"[1-9][0-9]{{3}}{space}{LETTERS}")
    return RowCheck(fails=exp.Not(this=known), applies=draft.cell.filled)


def sentence(count: int, values: Mapping[str, Value]) -> str:
    return "postcode-met-spatie" if values["spatie"] else "postcode"


KIND = Kind(
    name="postcode",
    dimension="validity",
    compile=compile_postcode,
    parameters=(Parameter("spatie", "flag", default=False),),
    sentences=("postcode", "postcode-met-spatie"),
    sentence=sentence,
)

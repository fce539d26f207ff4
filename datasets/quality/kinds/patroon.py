"""patroon: the whole value has a given shape."""

from sqlglot import exp

from datasets.quality.expressions import matches_fully
from datasets.quality.kind import Draft, Kind, RowCheck
from datasets.quality.parameters import Parameter


def compile_pattern(draft: Draft) -> RowCheck:
    """Checks filled cells. Fails where the text form does not match from begin to end.

    A regular expression of RE2: linear in time, so without look-around and back-references.
    Capitals count (write `(?i)` to ignore them); a dot is any character but a line break.
    """
    known = matches_fully(draft.cell.text, str(draft.values["patroon"]))
    return RowCheck(fails=exp.Not(this=known), applies=draft.cell.filled)


KIND = Kind(
    name="patroon",
    dimension="validity",
    compile=compile_pattern,
    parameters=(Parameter("patroon", "regex", required=True),),
)

"""gevuld: every row has something in the column."""

from datasets.quality.kind import Draft, Kind, RowCheck


def compile_filled(draft: Draft) -> RowCheck:
    """Checks every row. Fails where the cell is empty (or held a word for "missing").

    A cell that does not fit its type is filled: something was written there.
    """
    return RowCheck(fails=draft.cell.missing, applies=None)


KIND = Kind(name="gevuld", dimension="completeness", compile=compile_filled)

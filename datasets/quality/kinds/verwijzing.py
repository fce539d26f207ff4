"""verwijzing: the value exists in a column of another dataset, or in a list."""

from collections.abc import Mapping

from sqlglot import exp

from datasets.quality.errors import RuleError
from datasets.quality.expressions import all_of, one_of
from datasets.quality.kind import Draft, Kind, RowCheck
from datasets.quality.parameters import Parameter, Value


def compile_reference(draft: Draft) -> RowCheck:
    """Checks filled cells. Fails where the text form is not among the texts referred to.

    Letter for letter, leading zeros too: `0014` does not refer to `14`. Empty cells of the other
    dataset refer to nothing.
    """
    text, filled = draft.cell.text, draft.cell.filled
    if "waarden" in draft.values:
        known = one_of(text, draft.texts("waarden"))
    else:
        there = draft.reference(str(draft.values["dataset"]), str(draft.values["kolom"]))
        known = exp.In(this=text, query=there)
    # Nothing is "in" an empty dataset, not even an empty cell: so the cell has to be filled.
    return RowCheck(fails=all_of([filled, exp.Not(this=known)]), applies=filled)


def demand(values: Mapping[str, Value]) -> None:
    """Either a list, or a dataset with a column."""
    if "waarden" in values:
        if "dataset" in values or "kolom" in values:
            raise RuleError("unknown-parameter", parameter="waarden", hint="")
        return
    for parameter in ("dataset", "kolom"):
        if parameter not in values:
            raise RuleError("missing-parameter", parameter=parameter)


def sentence(count: int, values: Mapping[str, Value]) -> str:
    return "verwijzing-lijst" if "waarden" in values else "verwijzing"


KIND = Kind(
    name="verwijzing",
    dimension="consistency",
    compile=compile_reference,
    parameters=(
        Parameter("dataset", "dataset"),
        Parameter("kolom", "column"),
        Parameter("waarden", "text-list"),
    ),
    demand=demand,
    sentences=("verwijzing", "verwijzing-lijst"),
    sentence=sentence,
)

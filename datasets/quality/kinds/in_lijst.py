"""in-lijst: the value is one of a fixed list."""

from collections.abc import Mapping

from sqlglot import exp

from datasets.quality.expressions import Expression, literal, one_of
from datasets.quality.kind import Draft, Kind, RowCheck
from datasets.quality.parameters import Parameter, Value


def compile_listed(draft: Draft) -> RowCheck:
    """Checks filled cells. Fails where the text form is not on the list.

    Letter for letter, unless `hoofdlettergevoelig` is false; a misfit is compared by its text, so
    a list can allow "n.v.t." in a column of numbers.
    """
    text, values = draft.cell.text, draft.texts("waarden")
    known = (
        one_of(text, values)
        if draft.values["hoofdlettergevoelig"]
        else _ignoring_case(text, values)
    )
    return RowCheck(fails=exp.Not(this=known), applies=draft.cell.filled)


def _ignoring_case(text: Expression, values: tuple[str, ...]) -> Expression:
    # The database folds both sides, so that both follow the same table of letters.
    return exp.In(
        this=exp.Lower(this=text),
        expressions=[exp.Lower(this=literal(value)) for value in values],
    )


def sentence(count: int, values: Mapping[str, Value]) -> str:
    return "in-lijst" if values["hoofdlettergevoelig"] else "in-lijst-zonder-hoofdletters"


KIND = Kind(
    name="in-lijst",
    dimension="validity",
    compile=compile_listed,
    parameters=(
        Parameter("waarden", "text-list", required=True),
        Parameter("hoofdlettergevoelig", "flag", default=True),
    ),
    sentences=("in-lijst", "in-lijst-zonder-hoofdletters"),
    sentence=sentence,
)

"""voorwaardelijk-gevuld: where one column has a value, another is filled, or just empty."""

from collections.abc import Mapping

from datasets.quality.expressions import all_of, one_of
from datasets.quality.kind import Draft, Kind, RowCheck
from datasets.quality.parameters import Parameter, Value


def compile_condition(draft: Draft) -> RowCheck:
    """Checks rows in which the first cell is filled; with `waarden` only those where its text form
    is one of them, letter for letter. Fails where the second cell is empty; with `leeg` where it is
    filled.

    A cell that does not fit its type is filled, and is compared with the list by its text.
    """
    condition, asked = draft.cells
    when = condition.filled
    if "waarden" in draft.values:
        when = one_of(condition.text, draft.texts("waarden"))
    fails = asked.filled if draft.values["leeg"] else asked.missing
    return RowCheck(fails=all_of([fails, when]), applies=when)


def sentence(count: int, values: Mapping[str, Value]) -> str:
    name = "voorwaardelijk-leeg" if values["leeg"] else "voorwaardelijk-gevuld"
    return f"{name}-bij" if "waarden" in values else name


KIND = Kind(
    name="voorwaardelijk-gevuld",
    dimension="completeness",
    columns="two",
    compile=compile_condition,
    parameters=(Parameter("waarden", "text-list"), Parameter("leeg", "flag", default=False)),
    sentences=(
        "voorwaardelijk-gevuld",
        "voorwaardelijk-gevuld-bij",
        "voorwaardelijk-leeg",
        "voorwaardelijk-leeg-bij",
    ),
    sentence=sentence,
)

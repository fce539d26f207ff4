"""gelijk-aan: the row with the same key in another dataset has the same value."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from sqlglot import exp

from datasets.quality.comparing import same_text, same_value
from datasets.quality.errors import RuleError
from datasets.quality.expressions import all_of, any_of, literal, name
from datasets.quality.grouped import rows_by_number
from datasets.quality.kind import ORDER, SOURCE, Draft, GroupedCheck, Kind
from datasets.quality.parameters import NUMBERS, Parameter, Value

THERE = "there"


def compile_same(draft: Draft) -> GroupedCheck:
    """Checks rows in which the key (all columns but the last) and the value (the last) are
    filled, and whose key is in the other dataset; with `ontbrekendIsFout` also the rows whose key
    is not there, and these fail.

    Fails rows for which no row with that key in the other dataset has the same value. Keys are
    compared letter for letter by their text. Numbers may differ by `tolerantie`, that bound
    included; numbers are exact to a millionth, or as far as the tolerance is written. A day and a
    moment are compared by the day, everything else by its text. An empty value in the other
    dataset is not the same as a filled one.
    """
    *keys, value = draft.cells
    own = [cell.name for cell in draft.cells]
    there = draft.other(str(draft.values["dataset"]), elsewhere(draft.values, own))
    *other_keys, other_value = there.cells
    tolerance = draft.values.get("tolerantie")
    same_key = all_of(
        [same_text(key, other, SOURCE, THERE) for key, other in zip(keys, other_keys, strict=True)]
    )
    equal = same_value(
        value,
        other_value,
        SOURCE,
        THERE,
        tolerance if isinstance(tolerance, Decimal) else None,
    )

    def known(condition: exp.Expr) -> exp.Exists:
        other = exp.alias_(exp.to_table(there.name), THERE, table=True)
        return exp.Exists(this=exp.select(literal(1)).from_(other).where(condition))

    applies = all_of([*[any_of([key.filled]) for key in keys], value.filled])
    wrong = exp.Not(this=known(all_of([same_key, equal])))
    rows = exp.select(name(ORDER)).from_(exp.to_table(SOURCE)).where(applies)
    if draft.values["ontbrekendIsFout"]:
        return rows_by_number(draft, rows.where(wrong), applies)
    found = known(same_key)
    checked = exp.select(exp.Count(this=exp.Star())).from_(exp.to_table(SOURCE))
    return rows_by_number(
        draft,
        rows.where(wrong).where(found.copy()),
        None,
        checked.where(applies.copy()).where(found),
    )


def agree(columns: Mapping[str, str], values: Mapping[str, Value]) -> None:
    """As many key columns there as here, and a tolerance only between numbers."""
    *keys, value = columns
    there = values.get("sleutel")
    if isinstance(there, tuple) and len(there) != len(keys):
        raise RuleError("key-count", parameter="sleutel", found=len(there), expected=len(keys))
    if values.get("tolerantie") and columns[value] and columns[value] not in NUMBERS:
        expected = " ".join(NUMBERS)
        raise RuleError("column-type", column=value, type=columns[value], expected=expected)


def elsewhere(values: Mapping[str, Value], columns: Sequence[str]) -> tuple[str, ...]:
    """The other dataset's columns: of the key, in the order of ours, and of the value."""
    there = values.get("sleutel")
    return (*(there if isinstance(there, tuple) else columns[:-1]), str(values["kolom"]))


def sentence(count: int, values: Mapping[str, Value]) -> str:
    strict = "-verplicht" if values["ontbrekendIsFout"] else ""
    return f"gelijk-aan{'-ongeveer' if values.get('tolerantie') else ''}{strict}"


KIND = Kind(
    name="gelijk-aan",
    dimension="consistency",
    columns="parts",
    compile=compile_same,
    parameters=(
        Parameter("dataset", "dataset", required=True),
        Parameter("kolom", "column", required=True),
        Parameter("sleutel", "columns"),
        Parameter("tolerantie", "amount"),
        Parameter("ontbrekendIsFout", "flag", default=False),
    ),
    agree=agree,
    elsewhere=elsewhere,
    sentences=(
        "gelijk-aan",
        "gelijk-aan-verplicht",
        "gelijk-aan-ongeveer",
        "gelijk-aan-ongeveer-verplicht",
    ),
    sentence=sentence,
)

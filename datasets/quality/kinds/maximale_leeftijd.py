"""maximale-leeftijd: a date is at most so many days ago."""

from datetime import timedelta
from decimal import Decimal

from datasets.quality.expressions import any_of, as_date, less_than, literal
from datasets.quality.kind import Draft, Kind, RowCheck
from datasets.quality.parameters import Parameter


def compile_age(draft: Draft) -> RowCheck:
    """Checks filled cells. Fails where the date is more than `dagen` days before today, and where
    the cell is no date at all.

    Exactly `dagen` days ago is allowed, and so is the future: what lies ahead is not too old
    (datumbereik with `vandaag` as maximum looks at that). A moment is compared by its day.
    """
    cell, days = draft.cell, draft.values["dagen"]
    if not cell.type or not isinstance(days, Decimal):
        return RowCheck(fails=any_of([]), applies=cell.filled)
    value = as_date(cell.value) if cell.type == "tijdstip" else cell.value
    too_old = less_than(value, literal(draft.today - timedelta(days=int(days))))
    wrong = [too_old] if cell.raw is None else [cell.misfit, too_old]
    return RowCheck(fails=any_of(wrong), applies=cell.filled)


KIND = Kind(
    name="maximale-leeftijd",
    dimension="timeliness",
    compile=compile_age,
    parameters=(Parameter("dagen", "days", required=True),),
    fits=("datum", "tijdstip"),
    depends_on_date=lambda values: True,
)

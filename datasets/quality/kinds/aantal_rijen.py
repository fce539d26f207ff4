"""aantal-rijen: a delivery has as many rows as it should, and not many more or less than before."""

from collections.abc import Mapping
from decimal import Decimal

from sqlglot import exp

from datasets.quality.delivered import Delivered
from datasets.quality.errors import RuleError
from datasets.quality.expressions import literal, name
from datasets.quality.kind import ORDER, SOURCE, Ask, Counted, Draft, Kind, TableCheck, Unit
from datasets.quality.parameters import Parameter, Value
from datasets.quality.source import LINES_PER_PART

BOUNDS = ("minimum", "maximum")
CHANGES = ("maxProcent", "maxRijen")


def compile_rows(draft: Draft) -> TableCheck:
    """Checks deliveries; with only a bound on the change, those that have one before them.

    Fails a delivery with fewer rows than `minimum` or more than `maximum`, and one whose number of
    rows differs from the delivery before by more than `maxProcent` percent of that delivery or by
    more than `maxRijen` rows. The delivery before is the one that it replaced, or else that of the
    period before. Every row that could be read counts, also one with only empty cells.
    """

    def count(ask: Ask) -> Counted:
        found = {int(part): int(rows) for part, rows in ask(rows_by_part())}
        bounded = any(bound in draft.values for bound in BOUNDS)
        judged = [
            (delivery, found.get(part, 0))
            for part, delivery in enumerate(draft.deliveries)
            if bounded or delivery.rows_before is not None
        ]
        wrong = [_unit(*pair) for pair in judged if not _fits(*pair, draft.values)]
        return Counted(len(judged), len(wrong), wrong, "" if judged else "no-previous")

    return TableCheck(count)


def rows_by_part() -> exp.Select:
    """The number of rows of each part that has any."""
    part = exp.IntDiv(this=name(ORDER), expression=literal(LINES_PER_PART))
    return exp.select(part, exp.Count(this=exp.Star())).from_(exp.to_table(SOURCE)).group_by(part)


def _fits(delivery: Delivered, rows: int, values: Mapping[str, Value]) -> bool:
    least, most, percent, change = (_number(values, key) for key in (*BOUNDS, *CHANGES))
    if (least is not None and rows < least) or (most is not None and rows > most):
        return False
    if delivery.rows_before is None:
        return True
    moved = abs(rows - delivery.rows_before)
    if change is not None and moved > change:
        return False
    return percent is None or moved * 100 <= percent * delivery.rows_before


def _number(values: Mapping[str, Value], key: str) -> Decimal | None:
    value = values.get(key)
    return value if isinstance(value, Decimal) else None


def _unit(delivery: Delivered, rows: int) -> Unit:
    facts: dict[str, str | int | float] = {"rijen": rows}
    if delivery.period:
        facts["periode"] = delivery.period
    if delivery.rows_before is not None:
        facts |= {"vorige": delivery.rows_before, "vorigeLevering": delivery.label_before}
    return Unit(delivery.label, facts=facts, part=delivery.label)


def demand(values: Mapping[str, Value]) -> None:
    """Bounds, or a change in percents, or a change in rows: a rule says one thing."""
    given = [key for key in (*CHANGES, *BOUNDS) if key in values]
    if not given:
        raise RuleError("missing-parameter", parameter="minimum")
    if len(given) > 1 and given[0] in CHANGES:
        raise RuleError("either-or", parameter=given[0], other=given[1])
    low, high = _number(values, "minimum"), _number(values, "maximum")
    if low is not None and high is not None and high < low:
        raise RuleError("empty-range")


def sentence(count: int, values: Mapping[str, Value]) -> str:
    if "maxProcent" in values:
        return "aantal-rijen-procent"
    if "maxRijen" in values:
        return "aantal-rijen-verschil"
    if "maximum" not in values:
        return "aantal-rijen-vanaf"
    return "aantal-rijen" if "minimum" in values else "aantal-rijen-tot"


KIND = Kind(
    name="aantal-rijen",
    dimension="completeness",
    columns="none",
    unit="levering",
    compile=compile_rows,
    parameters=(
        Parameter("minimum", "count"),
        Parameter("maximum", "count"),
        Parameter("maxProcent", "amount"),
        Parameter("maxRijen", "count"),
    ),
    demand=demand,
    sentences=(
        "aantal-rijen",
        "aantal-rijen-vanaf",
        "aantal-rijen-tot",
        "aantal-rijen-procent",
        "aantal-rijen-verschil",
    ),
    sentence=sentence,
)

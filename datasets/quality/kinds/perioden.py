"""perioden: every period that is expected is there, in the deliveries or in a column."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from sqlglot import exp

from datasets.quality.errors import RuleError
from datasets.quality.expressions import all_of, as_date, is_filled, literal, name
from datasets.quality.kind import SOURCE, Ask, Counted, Draft, Kind, TableCheck, Unit
from datasets.quality.parameters import TODAY, Parameter, Value
from datasets.quality.periods import Period, newest_due, read_period, series

DATES = ("datum", "tijdstip")


def compile_periods(draft: Draft) -> TableCheck:
    """Checks every period from `van` to `tot`, in years, quarters, months, … as `van` is written.

    Without columns it asks whether a delivery is about that period, or about a longer one that
    holds it. With columns: whether the first column has it in some row, for each combination of
    the further columns by itself. Fails the periods that are not there. `tot` is a period, or
    `vandaag`: the newest that ended more than `dagenNaAfloop` days ago.

    A date lies in the period; a text or number names it (2023, 202305, 2023-K2, 2023KW02). Empty
    cells, dates that are no date and rows in which a further column is empty say nothing.
    """
    expected = _expected(draft)

    def count(ask: Ask) -> Counted:
        if not draft.cells:
            return _in_deliveries(draft, expected)
        return _in_column(draft, expected, ask)

    return TableCheck(count)


def _expected(draft: Draft) -> list[Period]:
    first = read_period(str(draft.values["van"]))
    if first is None:
        raise TypeError("The first period was read before")
    last = read_period(str(draft.values["tot"]))
    if last is None:
        lag = int(str(draft.values["dagenNaAfloop"]))
        last = newest_due(first.step, draft.today, lag)
    return series(first, last)


def _in_deliveries(draft: Draft, expected: Sequence[Period]) -> Counted:
    read = [read_period(delivery.period) for delivery in draft.deliveries]
    found = [period for period in read if period]
    if not found:
        return Counted(0, 0, reason="no-period")
    missing = [
        period
        for period in expected
        if not any(there.first <= period.first and period.last <= there.last for there in found)
    ]
    units = [Unit(str(period)) for period in missing[: draft.examples]]
    return Counted(len(expected), len(missing), units, "" if expected else "no-period-yet")


def _in_column(draft: Draft, expected: Sequence[Period], ask: Ask) -> Counted:
    if not expected:
        return Counted(0, 0, reason="no-period-yet")
    groups = len(draft.cells) - 1
    query = (
        exp.select(
            exp.select(exp.Count(this=exp.Star())).from_("groups").subquery(),
            exp.select(exp.Count(this=exp.Star())).from_("found").subquery(),
        )
        .with_("wanted", as_=_wanted(draft, expected))
        .with_("cells", as_=_cells(draft), materialized=True)
        .with_("groups", as_=_groups(groups), materialized=True)
        .with_("found", as_=_found(draft), materialized=True)
    )
    known, there = ask(query)[0]
    checked = int(known) * len(expected)
    failed = checked - int(there)
    units: list[Unit] = []
    if failed and draft.examples:
        rows = ask(_missing(query, groups).limit(draft.examples))
        columns = [cell.name for cell in draft.cells[1:]]
        units = [
            Unit(str(period), dict(zip(columns, cells, strict=True))) for period, *cells in rows
        ]
    return Counted(checked, failed, units)


def _wanted(draft: Draft, expected: Sequence[Period]) -> exp.Select:
    """The expected periods: n (their order), p (how we write them), and how a cell is known."""
    by_date = draft.cell.type in DATES
    rows = []
    for number, period in enumerate(expected):
        marks = (
            [[literal(period.first), literal(period.last)]]
            if by_date
            else [[literal(spelling)] for spelling in period.spellings]
        )
        rows += [
            exp.Tuple(expressions=[literal(number), literal(str(period)), *mark]) for mark in marks
        ]
    columns = ["n", "p", "a", "b"] if by_date else ["n", "p", "a"]
    alias = exp.TableAlias(
        this=exp.to_identifier("w"), columns=[exp.to_identifier(column) for column in columns]
    )
    return exp.select(*columns).from_(exp.Values(expressions=rows, alias=alias))


def _cells(draft: Draft) -> exp.Select:
    """What the columns hold, each combination once: v (the period's cell), g0, g1, …"""
    value = as_date(draft.cell.value) if draft.cell.type in DATES else draft.cell.text
    texts = [cell.text for cell in draft.cells[1:]]
    select = exp.select(exp.alias_(value, "v")).distinct().from_(exp.to_table(SOURCE))
    for number, text in enumerate(texts):
        select = select.select(exp.alias_(text, f"g{number}"))
    return select.where(all_of([is_filled(text) for text in texts])) if texts else select


def _groups(groups: int) -> exp.Select:
    """Each combination of the further columns; without such columns the table is one group."""
    if not groups:
        return exp.select(exp.alias_(literal(0), "one"))
    return exp.select(*_names(groups)).distinct().from_("cells")


def _found(draft: Draft) -> exp.Select:
    """The expected periods that are there, by group."""
    if draft.cell.type in DATES:
        there = exp.Between(this=name("v"), low=name("a"), high=name("b"))
        same: exp.Expr = there
    else:
        same = exp.EQ(this=name("v"), expression=name("a"))
    return (
        exp.select(name("n"), *_names(len(draft.cells) - 1))
        .distinct()
        .from_("cells")
        .join("wanted", on=same)
    )


def _missing(query: exp.Select, groups: int) -> exp.Select:
    """The periods that are not there, group by group."""
    names = _names(groups)
    wanted = exp.select("n", "p").distinct().from_("wanted").subquery("w")
    same = all_of(
        [
            exp.EQ(this=name(column, "w" if column == "n" else "g"), expression=name(column, "f"))
            for column in ("n", *(found.name for found in names))
        ]
    )
    there = exp.select(literal(1)).from_(exp.alias_(exp.to_table("found"), "f", table=True))
    found = (
        exp.select(name("p", "w"), *[name(column.name, "g") for column in names])
        .from_(exp.alias_(exp.to_table("groups"), "g", table=True))
        .join(wanted, join_type="cross")
        .where(exp.Not(this=exp.Exists(this=there.where(same))))
        .order_by(*[name(column.name, "g") for column in names], name("n", "w"))
    )
    found.set("with_", query.args["with_"].copy())
    return found


def _names(groups: int) -> list[exp.Column]:
    return [name(f"g{number}") for number in range(groups)]


def demand(values: Mapping[str, Value]) -> None:
    """A last period of the same length, not before the first; a delay only until today."""
    if values["tot"] == TODAY:
        return
    first, last = read_period(str(values["van"])), read_period(str(values["tot"]))
    if first is None or last is None or first.step != last.step:
        raise RuleError("bad-parameter", parameter="tot", expected="same-length")
    if last.number < first.number:
        raise RuleError("empty-range")
    series(first, last)


def sentence(count: int, values: Mapping[str, Value]) -> str:
    until = "-tot-vandaag" if values["tot"] == TODAY else ""
    where = {0: "-leveringen", 1: ""}.get(count, "-per")
    return f"perioden{where}{until}"


KIND = Kind(
    name="perioden",
    dimension="completeness",
    columns="any",
    unit="periode",
    compile=compile_periods,
    parameters=(
        Parameter("van", "period", required=True),
        Parameter("tot", "period-or-today", default=TODAY),
        Parameter("dagenNaAfloop", "days", default=Decimal(0)),
    ),
    places=(
        ("tekst", "geheel", "getal", "datum", "tijdstip"),
        ("tekst", "geheel", "getal", "datum", "tijdstip", "ja-nee"),
    ),
    demand=demand,
    sentences=(
        "perioden-tot-vandaag",
        "perioden",
        "perioden-per-tot-vandaag",
        "perioden-per",
        "perioden-leveringen-tot-vandaag",
        "perioden-leveringen",
    ),
    sentence=sentence,
    depends_on_date=lambda values: values["tot"] == TODAY,
)

"""A check: rules and a table in, an outcome per rule out.

The order of work: bind every rule to the table's columns, compile, open a sealed session, read
the table once for all row rules, then let each grouped rule and each table rule ask its own
questions.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from sqlglot import exp

from datasets.quality.delivered import Delivered
from datasets.quality.errors import RuleError
from datasets.quality.expressions import name, render
from datasets.quality.findings import Outcome, judge, present, present_units, refused
from datasets.quality.kind import ORDER
from datasets.quality.plan import Plan, prepare
from datasets.quality.row_scan import Row, Scan, scan_rows
from datasets.quality.rule import RuleSpec
from datasets.quality.session import Session, sealed
from datasets.quality.table import Table


def check(
    table: Table,
    rules: Sequence[RuleSpec],
    *,
    today: date,
    key: Sequence[str] = (),
    examples: int = 20,
    memory_mb: int = 512,
    threads: int = 1,
    temp: Path | None = None,
    references: Mapping[str, Table] | None = None,
    deliveries: Sequence[Delivered] = (),
    progress: Callable[[float], None] | None = None,
    cancel: Callable[[], bool] | None = None,
    time_limit: float | None = 300,
) -> list[Outcome]:
    """An outcome per rule, in the order of the rules. One draft of a rule is checked the same way.

    Counts are exact; examples are at most `examples` failing rows. `key` names the columns that
    identify a row (unknown ones are left out). A rule that cannot be carried out has the verdict
    niet-te-bepalen with the code of its RuleError; the others go on. `references` are the tables
    of other datasets by name; `deliveries` is what is known of the parts' deliveries, by label;
    rules about deliveries cannot be judged without. `progress` gets a share from
    0 to 1; when `cancel` says True the check stops; both are called in the caller's thread, about
    ten times a second, and what they raise stops the check too. `time_limit` is in seconds.

    Raises CheckError: unreadable-table, out-of-memory, time-limit (seconds), cancelled.
    """
    known_key = tuple(column for column in key if column in table.columns)
    plan = Plan(table, references or {}, today, examples, known_key, deliveries)
    plan.compile(rules)
    with sealed(
        plan.files,
        memory_mb=memory_mb,
        threads=threads,
        temp=temp,
        cancel=cancel,
        progress=progress,
        time_limit=time_limit,
    ) as session:
        session.steps = plan.steps
        return _carry_out(plan, rules, session)


def _carry_out(plan: Plan, rules: Sequence[RuleSpec], session: Session) -> list[Outcome]:
    prepare(plan, session)
    applies = [check.applies for check in plan.row_checks.values()]
    applies += [check.applies for check in plan.grouped_checks.values()]
    conditions = [condition for condition in applies if condition is not None]
    started = time.monotonic()
    scan = scan_rows(session, plan.cells, plan.row_checks, conditions, plan.examples)
    each = (time.monotonic() - started) / max(1, len(plan.row_checks))
    outcomes = []
    for index, rule in enumerate(rules):
        if index in plan.refused:
            outcomes.append(refused(rule, plan.refused[index]))
        elif index in plan.row_checks:
            outcomes.append(_of_rows(plan, rule, index, scan, each))
        elif index in plan.grouped_checks:
            outcomes.append(_of_groups(plan, rule, index, scan, session))
        else:
            outcomes.append(_of_table(plan, rule, index, scan, session))
    return outcomes


def _of_rows(plan: Plan, rule: RuleSpec, index: int, scan: Scan[int], seconds: float) -> Outcome:
    applies = plan.row_checks[index].applies
    return judge(
        rule,
        rows=scan.rows,
        checked=scan.rows if applies is None else scan.applies[render(applies)],
        failed=scan.failed[index],
        examples=present(plan.table, scan.examples[index], plan.columns, rule.columns, plan.key),
        seconds=seconds,
    )


def _of_groups(
    plan: Plan, rule: RuleSpec, index: int, scan: Scan[int], session: Session
) -> Outcome:
    started = time.monotonic()
    check = plan.grouped_checks[index]
    columns = list(dict.fromkeys([*rule.columns, *plan.key]))
    checked = scan.rows if check.applies is None else scan.applies[render(check.applies)]
    if check.checked is not None:
        checked = int(session.run(render(check.checked))[0][0])
    failed, rows = _ask_groups(plan, index, columns, session)
    return judge(
        rule,
        rows=scan.rows,
        checked=checked,
        failed=failed,
        examples=present(plan.table, rows, columns, rule.columns, plan.key),
        seconds=time.monotonic() - started,
    )


def _of_table(plan: Plan, rule: RuleSpec, index: int, scan: Scan[int], session: Session) -> Outcome:
    started = time.monotonic()

    def ask(query: exp.Query) -> list[tuple[Any, ...]]:
        return session.run(render(query))

    try:
        found = plan.table_checks[index].count(ask)
    except RuleError as error:  # what only the data could tell
        return refused(rule, error)
    session.step()
    return judge(
        rule,
        rows=scan.rows,
        checked=found.checked,
        failed=found.failed,
        examples=present_units(found.units[: plan.examples]),
        seconds=time.monotonic() - started,
        reason=found.reason,
    )


def _ask_groups(
    plan: Plan, index: int, columns: Sequence[str], session: Session
) -> tuple[int, list[Row]]:
    """Failures of one grouped rule, and example rows with the texts of `columns`."""
    check = plan.grouped_checks[index]
    scratch = f"scratch{index}"
    session.run(f"CREATE TEMP TABLE {scratch} AS {render(check.scratch)}")
    failed = int(session.run(render(check.failed))[0][0])
    rows: list[Row] = []
    if failed and plan.examples:
        cells = {cell.name: cell for cell in plan.cells}
        texts = [cells[column].text for column in columns]
        wanted = check.rows.select(name(ORDER), *texts).limit(plan.examples)
        rows = [(order, list(found)) for order, *found in session.run(render(wanted))]
    session.run(f"DROP TABLE {scratch}")
    session.step()
    return failed, rows

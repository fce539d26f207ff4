"""What one check will ask of the database: rules bound to columns, and the relations they read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sqlglot import exp

from datasets.quality.delivered import Delivered
from datasets.quality.errors import RuleError
from datasets.quality.expressions import Expression, name, render
from datasets.quality.kind import (
    SOURCE,
    Cell,
    Draft,
    GroupedCheck,
    Relation,
    RowCheck,
    TableCheck,
)
from datasets.quality.kinds import KINDS
from datasets.quality.parameters import Value
from datasets.quality.row_scan import MOST_RULES
from datasets.quality.rule import RuleSpec
from datasets.quality.session import Session
from datasets.quality.source import cells_of, source_sql
from datasets.quality.table import Table
from datasets.quality.validation import validate


@dataclass
class Plan:
    """Everything that one check will ask of the database, by position of the rule."""

    table: Table
    references: Mapping[str, Table]
    today: date
    examples: int
    key: tuple[str, ...]
    deliveries: Sequence[Delivered] = ()
    columns: list[str] = field(default_factory=list)
    refused: dict[int, RuleError] = field(default_factory=dict)
    row_checks: dict[int, RowCheck] = field(default_factory=dict)
    grouped_checks: dict[int, GroupedCheck] = field(default_factory=dict)
    table_checks: dict[int, TableCheck] = field(default_factory=dict)
    lookups: dict[tuple[str, str], str] = field(default_factory=dict)
    views: dict[str, str] = field(default_factory=dict)  # SQL of a relation -> its name
    more_files: list[Path] = field(default_factory=list)

    def compile(self, rules: Sequence[RuleSpec]) -> None:
        """A bad rule is refused by itself; it does not take the others along."""
        others = {label: table.columns for label, table in self.references.items()}
        read: dict[int, dict[str, Value]] = {}
        for index, rule in enumerate(rules):
            try:
                read[index] = validate(rule, self.table.columns, others)
            except RuleError as error:
                self.refused[index] = error
        named = [column for index in read for column in rules[index].columns]
        self.columns = list(dict.fromkeys([*named, *self.key]))
        cells = {cell.name: cell for cell in cells_of(self.table, self.columns)}
        for index, values in read.items():
            own = tuple(cells[column] for column in rules[index].columns)
            try:
                compiled = KINDS[rules[index].kind].compile(self._draft(index, own, values))
            except RuleError as error:
                self.refused[index] = error
                continue
            if isinstance(compiled, RowCheck):
                self.row_checks[index] = compiled
            elif isinstance(compiled, GroupedCheck):
                self.grouped_checks[index] = compiled
            else:
                self.table_checks[index] = compiled

    def _draft(self, index: int, cells: tuple[Cell, ...], values: dict[str, Value]) -> Draft:
        return Draft(
            cells=cells,
            values=values,
            today=self.today,
            scratch=f"scratch{index}",
            examples=self.examples,
            reference=self.lookup,
            deliveries=self.delivered,
            other=self.other,
            before=self.before,
        )

    @property
    def delivered(self) -> tuple[Delivered, ...]:
        """What is known of each part's delivery, in the order of the parts."""
        known = {delivery.label: delivery for delivery in self.deliveries}
        return tuple(known.get(part.label, Delivered(part.label)) for part in self.table.parts)

    def lookup(self, dataset: str, column: str) -> Expression:
        """A sub-query with the texts of another dataset's column."""
        known = self.lookups.setdefault((dataset, column), f"lookup{len(self.lookups)}")
        return exp.select(name("value")).from_(exp.to_table(known)).subquery()

    def other(self, dataset: str, columns: Sequence[str]) -> Relation:
        """Columns of another dataset."""
        return self._relation(self.references[dataset], columns)

    def before(self, columns: Sequence[str]) -> Relation | None:
        """Columns of the deliveries before, each numbered as the part that it came before.

        A delivery that lacked one of the columns says nothing about it.
        """
        found = [
            (number, delivery.before)
            for number, delivery in enumerate(self.delivered)
            if delivery.before and all(column in delivery.before.columns for column in columns)
        ]
        if not found:
            return None
        return self._relation(
            Table([part for _, part in found]), columns, [number for number, _ in found]
        )

    def _relation(
        self, table: Table, columns: Sequence[str], numbers: Sequence[int] | None = None
    ) -> Relation:
        self.more_files += [part.location for part in table.parts]
        sql = source_sql(table, columns, numbers)
        known = self.views.setdefault(sql, f"relation{len(self.views)}")
        return Relation(known, tuple(cells_of(table, columns)))

    @property
    def cells(self) -> list[Cell]:
        return cells_of(self.table, self.columns)

    @property
    def files(self) -> list[Path]:
        tables = [self.table, *[self.references[dataset] for dataset, _ in self.lookups]]
        found = [part.location for table in tables for part in table.parts]
        return list(dict.fromkeys([*found, *self.more_files]))

    @property
    def steps(self) -> int:
        scans = max(1, -(-len(self.row_checks) // MOST_RULES))
        apart = len(self.grouped_checks) + len(self.table_checks)
        return scans + len(self.lookups) + apart


def prepare(plan: Plan, session: Session) -> None:
    """The rows of the table as SOURCE, and what the rules look up in other datasets."""
    session.run(f"CREATE TEMP VIEW {SOURCE} AS {source_sql(plan.table, plan.columns)}")
    for sql, view in plan.views.items():
        session.run(f"CREATE TEMP VIEW {view} AS {sql}")
    for (dataset, column), lookup in plan.lookups.items():
        there = plan.references[dataset]
        text = render(cells_of(there, [column])[0].text)
        session.run(
            f"CREATE TEMP TABLE {lookup} AS SELECT DISTINCT {text} AS value "  # noqa: S608
            f"FROM ({source_sql(there, [column])}) WHERE {text} IS NOT NULL"
        )
        session.step()

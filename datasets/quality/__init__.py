"""The quality engine: rules and a table in, counts and examples out.

Plain Python on DuckDB and SQLGlot. It returns codes with parameters; sentences are made by who
shows them. Everything that others may use is named here.
"""

from datasets.quality.delivered import Delivered
from datasets.quality.engine import check
from datasets.quality.errors import CheckError, QualityError, RuleError
from datasets.quality.failing import Failing, failing_rows, rows_at
from datasets.quality.failing import Row as FailingRow
from datasets.quality.findings import Example, Outcome
from datasets.quality.kind import COLUMN_TYPES, DIMENSIONS, Kind
from datasets.quality.kinds import KINDS
from datasets.quality.lookup import find_rows, search_rows
from datasets.quality.meaning import as_stored, same_meaning
from datasets.quality.misfit_cells import Misfits, misfits
from datasets.quality.parameters import OF_ANOTHER_DATASET, Parameter, as_json
from datasets.quality.pattern_trial import fits_pattern
from datasets.quality.periods import Period, read_period
from datasets.quality.profile import (
    ColumnProfile,
    PersonalGuess,
    Proposal,
    guess_personal,
    guess_unit,
    profile,
    propose,
    weigh,
)
from datasets.quality.rule import RuleSpec
from datasets.quality.table import Part, Table
from datasets.quality.validation import depends_on_date, describe, validate

__all__ = [
    "COLUMN_TYPES",
    "DIMENSIONS",
    "KINDS",
    "OF_ANOTHER_DATASET",
    "CheckError",
    "ColumnProfile",
    "Delivered",
    "Example",
    "Failing",
    "FailingRow",
    "Kind",
    "Misfits",
    "Outcome",
    "Parameter",
    "Part",
    "Period",
    "PersonalGuess",
    "Proposal",
    "QualityError",
    "RuleError",
    "RuleSpec",
    "Table",
    "as_json",
    "as_stored",
    "check",
    "depends_on_date",
    "describe",
    "failing_rows",
    "find_rows",
    "fits_pattern",
    "guess_personal",
    "guess_unit",
    "misfits",
    "profile",
    "propose",
    "read_period",
    "rows_at",
    "same_meaning",
    "search_rows",
    "validate",
    "weigh",
]

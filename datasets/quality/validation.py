"""Whether a rule can be carried out, and which sentence says what it says."""

from collections.abc import Mapping
from difflib import get_close_matches

from datasets.quality.errors import RuleError
from datasets.quality.kind import Kind
from datasets.quality.kinds import KINDS
from datasets.quality.parameters import Value, as_json, parse_all
from datasets.quality.rule import RuleSpec, check_norm
from datasets.quality.table import find_column

Columns = Mapping[str, str]  # type per column name


def find_kind(name: str) -> Kind:
    """The kind of that name; raises RuleError unknown-kind (kind, hint)."""
    if name not in KINDS:
        raise RuleError(
            "unknown-kind", kind=name[:100], hint="".join(get_close_matches(name, KINDS, n=1))
        )
    return KINDS[name]


def read_values(rule: RuleSpec, column_type: str) -> dict[str, Value]:
    """The rule's parameters, read for a first column of that type; raises RuleError."""
    kind = find_kind(rule.kind)
    values = parse_all(kind.parameters, rule.parameters, column_type)
    kind.demand(values)
    return values


def validate(
    rule: RuleSpec, columns: Columns, references: Mapping[str, Columns] | None = None
) -> dict[str, Value]:
    """The rule's parameters as read, if the rule can be carried out on such columns.

    Raises RuleError with one of the codes (parameters): unknown-kind (kind, hint), column-count
    (found, least, most), repeated-column (column), unknown-column (column, hint), column-type
    (column, type, expected), unknown-dataset (dataset), those of `parameters.parse_all`,
    empty-range, bad-norm. `references` are the columns of other datasets by name; None leaves
    references unchecked.
    """
    kind = find_kind(rule.kind)
    kind.check_columns(rule.columns)
    types = [find_column(column, columns) for column in rule.columns]
    for column, type_ in zip(rule.columns, types, strict=True):
        fits = kind.fits_at(rule.columns.index(column))
        if type_ and type_ not in fits:
            raise RuleError("column-type", column=column, type=type_, expected=" ".join(fits))
    values = read_values(rule, types[0] if types else "")
    kind.agree(dict(zip(rule.columns, types, strict=True)), values)
    check_norm(rule.norm_count, rule.norm_share)
    if references is not None and "dataset" in values:
        dataset = str(values["dataset"])
        if dataset not in references:
            raise RuleError("unknown-dataset", dataset=dataset)
        for column in kind.elsewhere(values, rule.columns):
            find_column(column, references[dataset])
    return values


def describe(rule: RuleSpec, column_type: str = "") -> tuple[str, dict[str, object]]:
    """Which sentence says what the rule says, and what goes into its blanks.

    The code is one of the kind's `sentence_codes`. The blanks: `kolom` (the first column),
    `kolommen` (all, a list), `tweede` (the second, if any), every parameter under its own name
    (text, number, list of texts, ISO date or boolean), and `maxAantal` or `maxAandeel` where the
    norm is not 0. Raises RuleError for a rule that no sentence can say.
    """
    kind = find_kind(rule.kind)
    kind.check_columns(rule.columns)
    values = read_values(rule, column_type)
    blanks: dict[str, object] = {key: as_json(value) for key, value in values.items()}
    # `kolom` is also the name of a parameter of a reference: that one becomes `andereKolom`.
    if "kolom" in blanks:
        blanks["andereKolom"] = blanks["kolom"]
    blanks |= {"kolom": rule.columns[0] if rule.columns else "", "kolommen": list(rule.columns)}
    if len(rule.columns) > 1:
        blanks["tweede"] = rule.columns[1]
    if rule.norm_count:
        blanks["maxAantal"] = rule.norm_count
    if rule.norm_share:
        blanks["maxAandeel"] = rule.norm_share
    return kind.sentence(len(rule.columns), values) or kind.name, blanks


def depends_on_date(rule: RuleSpec) -> bool:
    """Whether the rule can find something else tomorrow on the same data.

    A rule that cannot be read finds nothing on any day.
    """
    try:
        kind = find_kind(rule.kind)
        return kind.depends_on_date(read_values(rule, ""))
    except RuleError:
        return False

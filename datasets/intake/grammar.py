"""How Dutch cells are written, as SQL: what class a cell is, and what value it has.

The classes are counted (see `decide`), the values go into the table; both rest on the same
patterns. Expressions refer to columns of a sub-select (`s` the trimmed cell, `n` the tidied number,
`d` the day of a moment), because a macro repeats its argument wherever it uses it: with nested
calls in their place planning one column took a quarter of a second.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from datasets.intake.decide import PAIRS, Choice
from datasets.intake.reading import DATE, MOMENT, WHOLE, YES_NO

SPACES = " \t\u00a0\u202f"
GAP = "[ \u00a0\u202f]"
SIGN = "[+-]?"
GROUP = "[1-9][0-9]{0,2}"
_PLAIN = "(?:0|[1-9][0-9]*)"
_POWER = "(?:[eE][+-]?[0-9]{1,3})?"
COMMA = f"{SIGN}(?:{_PLAIN}|{GROUP}(?:(?:[.][0-9]{{3}})+|(?:{GAP}[0-9]{{3}})+))?,[0-9]+{_POWER}"
DOT = f"{SIGN}(?:{_PLAIN}|{GROUP}(?:(?:,[0-9]{{3}})+|(?:{GAP}[0-9]{{3}})+))?[.][0-9]+{_POWER}"
POWERED = f"{SIGN}{_PLAIN}[eE][+-][0-9]{{1,3}}"  # 1E+05; 12E3 may be a house number

_NUMBER_CLASSES: tuple[tuple[str, str], ...] = (
    (f"{SIGN}0[0-9]+", "zero"),
    (f"{SIGN}[0-9]{{1,3}}", "int"),
    (f"{SIGN}[0-9]{{4,15}}", "int4"),
    (f"{SIGN}[0-9]{{16,}}", "long"),
    (f"{SIGN}{GROUP},[0-9]{{3}}", "comma3"),
    (f"{SIGN}{GROUP}[.][0-9]{{3}}", "dot3"),
    (COMMA, "comma"),
    (f"{DOT}|{POWERED}", "dot"),
    (f"{SIGN}{GROUP}(?:,[0-9]{{3}}){{2,4}}", "commas"),
    (f"{SIGN}{GROUP}(?:[.][0-9]{{3}}){{2,4}}", "dots"),
    (f"{SIGN}{GROUP}(?:{GAP}[0-9]{{3}}){{1,4}}", "spaces"),
)

MONTHS = (
    ("jan", "januari|january|jan"), ("feb", "februari|february|feb"),
    ("mrt", "maart|march|mrt|mar|maa"), ("apr", "april|apr"), ("mei", "mei|may"),
    ("jun", "juni|june|jun"), ("jul", "juli|july|jul"), ("aug", "augustus|august|aug"),
    ("sep", "september|sept|sep"), ("okt", "oktober|october|okt|oct"),
    ("nov", "november|nov"), ("dec", "december|dec"),
)  # fmt: skip
_MONTH = "|".join(names for _, names in MONTHS)
_WEEKDAY = (
    "(?:(?:maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|ma|di|wo|do|vr|za|zo)[.,]? )?"
)
_YEAR = "([1-9][0-9]{3}|[0-9]{2})"
YMD = "([1-9][0-9]{3})[-/]([0-9]{1,2})[-/]([0-9]{1,2})"
# One sign between the parts of a date; 1-2/2024 is nothing.
NUMERIC_DATE = "[0-9]{1,2}(?:-[0-9]{1,2}-|/[0-9]{1,2}/|[.][0-9]{1,2}[.])(?:[1-9][0-9]{3}|[0-9]{2})"
PARTS = f"([0-9]{{1,2}})[-/.]([0-9]{{1,2}})[-/.]{_YEAR}"
NAMED_DATE = f"(?i){_WEEKDAY}[0-9]{{1,2}}[ -](?:{_MONTH})[.]?[ -](?:[0-9]{{4}}|[0-9]{{2}})"
NAMED_PARTS = f"(?i)([0-9]{{1,2}})[ -]({_MONTH})[.]?[ -]{_YEAR}$"
_CLOCK = "(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:[.,][0-9]{1,9})?)?"
_ZONE = " ?(?:Z|UTC|GMT|[+-][0-2][0-9](?::?[0-5][0-9])?)"
_MOMENT = f".*[0-9](?:[ T]|, ?){_CLOCK}(?: uur)?(?:{_ZONE})?"
CLOCK_PARTS = f"(?:[ T]|, ?)({_CLOCK})(?: uur)?(?:{_ZONE})?$"
_BARE = "[+-]?[0-9.,]*[0-9]"  # digits and signs of a number only: nothing to tidy
_CAN_BE_VALUE = r"^[-+−(]?[ ]?(?:€|eur|[0-9.,])|^(?:ma|di|wo|do|vr|za|zo)"


def quoted(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def _full(expression: str, pattern: str) -> str:
    return f"regexp_full_match({expression}, {quoted(pattern)})"


def _tidy_number(text: str) -> str:
    """Without currency, percent sign, `,-` and with the minus in front."""
    steps = (
        ("−", "-", ""),
        (r"^([+-]?)\s*(?:€|eur)\s*([+-]?)\s*", r"\1\2", "i"),
        (r"\s*(?:€|eur|%)$", "", "i"),
        (r",-+$", "", ""),
        (r"^([0-9.,]*[.,][0-9]+)\s?-$", r"-\1", ""),
    )
    expression = text
    for pattern, new, flags in steps:
        options = f", {quoted(flags)}" if flags else ""
        expression = f"regexp_replace({expression}, {quoted(pattern)}, {quoted(new)}{options})"
    return expression


def macros() -> list[str]:
    """Statements that define what the expressions below use."""
    months = " ".join(
        f"WHEN m IN ({listed(names.split('|'))}) THEN '{number}'"
        for number, (_, names) in enumerate(MONTHS, 1)
    )
    numbers = " ".join(f"WHEN {_full('n', p)} THEN '{cls}'" for p, cls in _NUMBER_CLASSES)
    # Signs beside a number are rare: only cells that have one pay for taking it off.
    signed = (
        "contains(s, '€') OR contains(s, '−') OR ends_with(s, '%') OR ends_with(s, '-')"
        " OR lower(s[1:3]) = 'eur' OR lower(right(s, 3)) = 'eur'"
    )
    return [
        "CREATE TEMP MACRO koers_century(y) AS CASE WHEN length(y) = 4 THEN y"
        " WHEN y < '50' THEN '20' || y ELSE '19' || y END",
        f"CREATE TEMP MACRO koers_month(m) AS CASE {months} END",
        # The parts of a date as text: day or month first, then the other, and the year.
        f"CREATE TEMP MACRO koers_part(d, i) AS regexp_extract(d, {quoted(PARTS)}, i)",
        f"CREATE TEMP MACRO koers_named_part(d, i) AS regexp_extract(d, {quoted(NAMED_PARTS)}, i)",
        f"CREATE TEMP MACRO koers_number(s) AS CASE WHEN {_full('s', _BARE)} THEN s"
        f" WHEN {signed} THEN {_tidy_number('s')} ELSE s END",
        f"CREATE TEMP MACRO koers_unit(s) AS CASE WHEN {_full('s', _BARE)} THEN ''"
        " WHEN ends_with(s, '%') THEN '~%'"
        " WHEN contains(s, '€') OR lower(s[1:3]) = 'eur' OR lower(right(s, 3)) = 'eur'"
        " THEN '~€' ELSE '' END",
        f"CREATE TEMP MACRO koers_number_class(n) AS CASE {numbers} END",
    ]


def is_padded(column: str) -> str:
    """Whether a cell has space around it. Trimming is dear, so only padded columns get it."""
    ends = " OR ".join(f"ends_with({column}, {quoted(space)})" for space in SPACES)
    return f"({column} < '!' OR {column} >= '\u00a0' OR {ends})"


def trimmed(column: str) -> str:
    return f"trim({column}, {quoted(SPACES)})"


def present(s: str, signs: Sequence[str], words: Sequence[str]) -> str:
    """The trimmed cell `s`, NULL where it is empty or a missing-value token.

    A pattern and no IN: of an IN the planner makes a join with tables of its own, for each column.
    """
    pattern = "|".join(
        ["", *(re.escape(sign) for sign in signs), *(f"(?i:{re.escape(word)})" for word in words)]
    )
    longest = max((len(token.encode()) for token in (*signs, *words)), default=0)
    # Tokens are short and long cells dear to match: most cells leave at the first question.
    return f"CASE WHEN strlen({s}) > {longest} OR NOT {_full(s, pattern)} THEN {s} END"


# ----------------------------------------------------------------------------------- classes


def rough_class(s: str, signs: Sequence[str], words: Sequence[str]) -> str:
    """empty, =token, :answer, text, or value: a cell `s` that may be a number or a date."""
    answers = sorted({word for pair in PAIRS for word in pair})
    short = {*answers, *words, *(sign.lower() for sign in signs)}
    longest = max(len(token.encode()) for token in short)
    parts = [f"WHEN {s} = '' THEN 'empty'"]
    if signs:
        parts.append(f"WHEN {s} IN ({listed(signs)}) THEN '=' || {s}")
    if words:
        parts.append(f"WHEN lower({s}) IN ({listed(words)}) THEN '=' || lower({s})")
    parts.append(f"WHEN lower({s}) IN ({listed(answers)}) THEN ':' || lower({s})")
    rest = f"CASE WHEN {can_be_value(s)} THEN 'value' ELSE 'text' END"
    return (
        f"CASE WHEN {s} IS NULL THEN 'empty' WHEN strlen({s}) > {longest} THEN {rest}"
        f" WHEN {s} = '' OR lower({s}) IN ({listed(sorted(short))}) THEN"
        f" CASE {' '.join(parts)} ELSE {rest} END ELSE {rest} END"
    )


def can_be_value(s: str) -> str:
    return f"regexp_matches({s}, {quoted('(?i)' + _CAN_BE_VALUE)})"


def number_classes(cells: str) -> str:
    """A query: per column `i` and number class the cells, and how many are compact dates.

    `cells` is a sub-select of `i` and `s`, the cells that may be values; the class is NULL for
    what is no number. All columns at once, because patterns cost more to plan than to match.
    """
    compact = f"regexp_full_match(n, '(?:19|20)[0-9]{{6}}') AND {_compact('n')} IS NOT NULL"
    return (
        "SELECT i, u || koers_number_class(n) AS cls, count(*),"  # noqa: S608
        f" count(*) FILTER (WHERE {compact})"
        f" FROM (SELECT i, koers_unit(s) AS u, koers_number(s) AS n FROM {cells}) GROUP BY i, cls"
    )


def date_classes(cells: str) -> str:
    """A query: per column `i` and date class the cells; the class is NULL for what is no date."""
    zoned = f"regexp_matches(s, {quoted(_CLOCK + '(?: uur)?' + _ZONE + '$')})"
    kind = (
        "CASE WHEN a IS NULL AND b IS NULL THEN NULL"
        f" WHEN {_full('d', YMD)} THEN 'ymd' WHEN {_full('d', NAMED_DATE)} THEN 'month'"
        " WHEN a IS NULL THEN 'mdy' WHEN b IS NULL THEN 'dmy' ELSE 'both' END"
    )
    two_digits = f"{_full('d', '.*[^0-9][0-9]{2}')} AND d[5] NOT IN ('-', '/')"
    return (
        f"SELECT i, {kind} || CASE WHEN {two_digits} THEN '2' ELSE '' END || z AS cls, count(*)"  # noqa: S608
        f" FROM (SELECT i, d, z, {_day('d', 'dmy')} AS a, {_day('d', 'mdy')} AS b"
        f" FROM (SELECT i, {_day_part('s', 't')} AS d,"
        f" CASE WHEN NOT t THEN '' WHEN {zoned} THEN '+z' ELSE '+' END AS z"
        f" FROM (SELECT i, s, {_timed('s')} AS t FROM {cells}))) GROUP BY i, cls"
    )


def is_answer(s: str) -> str:
    """Whether a cell is a word for yes or no, which no number or date is."""
    answers = listed(sorted({word for pair in PAIRS for word in pair}))
    return f"(strlen({s}) <= 6 AND lower({s}) IN ({answers}))"


# ------------------------------------------------------------------------------------ values


def prepared(column: str, choice: Choice) -> dict[str, str]:
    """What `value` needs of a column, by name, computed from its `s_` column."""
    s = f"s_{column}"
    if choice.type in (DATE, MOMENT) and not choice.compact:
        return {f"t_{column}": _timed(s)}
    if choice.type in (DATE, MOMENT, YES_NO):
        return {}
    return {f"n_{column}": f"koers_number({s})", f"u_{column}": f"koers_unit({s})"}


def value(column: str, choice: Choice, *, exact: bool = False) -> str:
    """The typed value of a cell, NULL where the cell does not fit; `choice` is not text.

    BIGINT, DOUBLE, DATE, TIMESTAMP or BOOLEAN. `exact`: where its `m` column says so the cell is a
    number of the file itself, written with a point whatever the sign of the texts.
    """
    s = f"s_{column}"
    if choice.type == YES_NO:
        yes, no = (listed(sorted({pair[side] for pair in PAIRS})) for side in (0, 1))
        return f"CASE WHEN lower({s}) IN ({yes}) THEN true WHEN lower({s}) IN ({no}) THEN false END"
    if choice.type not in (DATE, MOMENT):
        told = _number_value(f"n_{column}", f"u_{column}", choice)
        if not exact or choice.decimal == ".":
            return told
        pointed = _number_value(f"n_{column}", f"u_{column}", replace(choice, decimal="."))
        return f"CASE WHEN m_{column} THEN {pointed} ELSE {told} END"
    if choice.compact:
        day = f"CASE WHEN {_full(s, '(?:19|20)[0-9]{6}')} THEN {_compact(s)} END"
        return day if choice.type == DATE else f"CAST({day} AS TIMESTAMP)"
    timed = f"t_{column}"
    order = "mdy" if choice.date_order == "mdy" else "dmy"
    if choice.type == DATE:
        return f"CASE WHEN NOT {timed} THEN {_day(s, order)} END"
    day = _day(_day_part(s, timed), order)
    clock = f"replace(regexp_extract({s}, {quoted(CLOCK_PARTS)}, 1), ',', '.')"
    return (
        f"TRY_CAST(CAST({day} AS VARCHAR) || ' ' ||"
        f" CASE WHEN {timed} THEN {clock} ELSE '00:00' END AS TIMESTAMP)"
    )


def _number_value(n: str, u: str, choice: Choice) -> str:
    signed = f"{u} = '~%'" if choice.unit == "%" else f"{u} <> '~%'"
    point = choice.decimal == "."
    group = "," if point else "[.]"
    grouped = f"{SIGN}{GROUP}(?:(?:{group}[0-9]{{3}}){{1,4}}|(?:{GAP}[0-9]{{3}}){{1,4}})"
    bare = f"regexp_replace({n}, {quoted(f'[{SPACES},]' if point else f'[.{SPACES}]')}, '', 'g')"
    if choice.type == WHOLE:
        fits = _full(n, f"{SIGN}[0-9]{{1,15}}|{grouped}")
        return f"CASE WHEN {signed} AND {fits} THEN TRY_CAST({bare} AS BIGINT) END"
    fits = _full(n, f"{SIGN}{_PLAIN}|{grouped}|{DOT if point else COMMA}|{POWERED}")
    plain = bare if point else f"replace({bare}, ',', '.')"
    return f"CASE WHEN {signed} AND {fits} THEN TRY_CAST({plain} AS DOUBLE) END"


def _timed(s: str) -> str:
    return _full(s, _MOMENT)


def _day_part(s: str, timed: str) -> str:
    return f"CASE WHEN {timed} THEN regexp_replace({s}, {quoted(CLOCK_PARTS)}, '') ELSE {s} END"


def _compact(n: str) -> str:
    return f"TRY_CAST({n}[1:4] || '-' || {n}[5:6] || '-' || {n}[7:8] AS DATE)"


def _day(d: str, order: str) -> str:
    """A text as a DATE with its day and month in this order, or NULL."""
    day, month = (1, 2) if order == "dmy" else (2, 1)
    return (
        f"CASE WHEN {_full(d, YMD)} THEN TRY_CAST(replace({d}, '/', '-') AS DATE)"
        f" WHEN {_full(d, NUMERIC_DATE)} THEN TRY_CAST(koers_century(koers_part({d}, 3)) || '-'"
        f" || koers_part({d}, {month}) || '-' || koers_part({d}, {day}) AS DATE)"
        f" WHEN {_full(d, NAMED_DATE)} THEN TRY_CAST(koers_century(koers_named_part({d}, 3))"
        f" || '-' || koers_month(lower(koers_named_part({d}, 2))) || '-'"
        f" || koers_named_part({d}, 1) AS DATE) END"
    )


def listed(texts: Sequence[str]) -> str:
    """Texts as the inside of an SQL list."""
    return ", ".join(quoted(text) for text in texts)

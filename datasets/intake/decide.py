"""The type of a column, decided from what each of its cells looks like. Pure Python.

The input is a count per class of cell over all rows (the classes are made by `grammar`):

    empty, =token          nothing there, or a missing-value token
    int, int4, zero, long  digits: up to 3 or 4 to 15 digits, with a leading zero, over 15 digits
    comma, dot             a number with decimals after that sign
    commas, dots, spaces   a whole number whose thousands are grouped by that sign
    comma3, dot3           1,234 or 1.234: decimals or a grouped thousand
    ymd dmy mdy both month a date in that order ("both": dmy or mdy), or with a month by name;
                           "+" behind it: with a time, "+z": with a time and a zone, "2" with a
                           year of two digits
    :ja :nee :j :n ...     words for yes and no
    text                   anything else
    point                  a number with decimals that the file keeps as a number, not as text
    ~€ or ~% before a number class: the cell carries that sign
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from datasets.intake.reading import DATE, MOMENT, NUMBER, TEXT, WHOLE, YES_NO

FIT_SHARE = 0.95  # a column is not text when at least this share of its values fits the type
HABIT_SHARE = 0.5  # the same, for a column that was of this type in the delivery before

PAIRS: tuple[tuple[str, str], ...] = (
    ("ja", "nee"), ("true", "false"), ("waar", "onwaar"), ("yes", "no"),
    ("j", "n"), ("y", "n"), ("t", "f"),
)  # fmt: skip
_DATE_NAMES = ("datum", "date", "dat_", "_dat", "dtm", "ingang", "geboorte", "_dt", "dag")

Counts = Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What a column is read as; the fields mean what they do in `reading.ReadColumn`."""

    type: str = TEXT
    decimal: str = ""
    grouping: bool = False
    date_order: str = ""
    compact: bool = False
    unit: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a person decided about a column; "" where the file decides.

    `habits` (type, decimal, date_order) is what the source did before: see `_habitual`.
    """

    type: str = ""
    decimal: str = ""
    date_order: str = ""
    habits: Mapping[str, str] = field(default_factory=dict)


def choose(
    name: str, counts: Counts, *, habit: str, wish: Wish | None = None, compact: int = 0
) -> Choice:
    """The reading of a column.

    `habit` is the decimal sign of the other columns, used where 1.234 leaves it open; `compact`
    counts the cells of eight digits that are a date (in `counts` they are int4).
    """
    wish = wish or Wish()
    habit = wish.habits.get("decimal") or habit
    values = sum(n for cls, n in counts.items() if cls != "empty" and not cls.startswith("="))
    if wish.type:
        return _forced(wish, counts, values, habit, compact)
    if values == 0:
        return Choice(type=wish.habits.get("type") or TEXT)
    seen = _seen(name, counts, values, habit=habit, wish=wish, compact=compact)
    return _habitual(seen, wish, counts, values, habit)


def _seen(
    name: str, counts: Counts, values: int, *, habit: str, wish: Wish, compact: int
) -> Choice:
    """What the cells themselves say."""
    if _enough(compact, values) and any(part in name.casefold() for part in _DATE_NAMES):
        return Choice(type=DATE, date_order="ymd", compact=True, notes=("compact-dates",))
    numbers = _number(counts, values, habit, wish.decimal)
    for choice in (_yes_no(counts, values), _date(counts, values, wish), numbers):
        if choice is not None:
            return choice
    return Choice()


def decimal_proof(counts: Counts) -> tuple[int, int]:
    """How many cells of a column prove a decimal comma, and how many a decimal point."""
    return (
        _any_sign(counts, "comma") + _any_sign(counts, "dots"),
        _any_sign(counts, "dot") + _any_sign(counts, "commas"),
    )


def _enough(fitting: int, values: int) -> bool:
    return fitting > 0 and fitting >= FIT_SHARE * values


def _any_sign(counts: Counts, cls: str) -> int:
    return counts.get(cls, 0) + counts.get("~€" + cls, 0) + counts.get("~%" + cls, 0)


def _yes_no(counts: Counts, values: int) -> Choice | None:
    for yes, no in PAIRS:
        one, other = counts.get(":" + yes, 0), counts.get(":" + no, 0)
        # One letter all through a column is rather a code than an answer.
        if _enough(one + other, values) and (len(yes) > 1 or (one and other)):
            return Choice(type=YES_NO)
    return None


# ---------------------------------------------------------------------------------- numbers

_PARTS = ("int", "int4", "comma", "dot", "commas", "dots", "comma3", "dot3", "spaces", "point")


def _unit(counts: Counts, values: int) -> str:
    percent = sum(counts.get("~%" + cls, 0) for cls in (*_PARTS, "zero", "long"))
    if _enough(percent, values):
        return "%"
    return "€" if any(cls.startswith("~€") for cls in counts) else ""


def _of_unit(counts: Counts, unit: str) -> dict[str, int]:
    """The number classes that count under this unit: 23% only among percentages."""
    if unit == "%":
        return {cls[2:]: n for cls, n in counts.items() if cls.startswith("~%")}
    found = {cls: n for cls, n in counts.items() if not cls.startswith("~")}
    for cls, n in counts.items():
        if cls.startswith("~€"):
            found[cls[2:]] = found.get(cls[2:], 0) + n
    return found


def _number(counts: Counts, values: int, habit: str, wish: str) -> Choice | None:
    unit = _unit(counts, values)
    seen = _of_unit(counts, unit)
    zero, long = seen.get("zero", 0), seen.get("long", 0)
    decimal, ambiguous = _decimal(seen, habit, wish)
    fitting = _fitting(seen, decimal)
    if not _enough(fitting + zero + long, values):
        # Beside cells that are numbers already, a text in the other notation is a number gone wrong.
        mixed = seen.get("point", 0) and _enough(fitting + _other_way(seen, decimal), values)
        if not mixed or fitting < HABIT_SHARE * values:
            return None
        return _number_choice(seen, decimal, unit, ambiguous=ambiguous)
    whole = not _decimals(seen, decimal)
    if whole and (zero or long):
        # One code with a leading zero makes all of them codes: as numbers they would be others.
        notes = (("leading-zeros",) if zero else ()) + (("long-numbers",) if long else ())
        return Choice(notes=notes)
    if not _enough(fitting, values):
        return None
    return _number_choice(seen, decimal, unit, ambiguous=ambiguous)


def _number_choice(seen: Counts, decimal: str, unit: str, *, ambiguous: bool) -> Choice:
    decimals = _decimals(seen, decimal)
    grouped = ("dots", "dot3") if decimal == "," else ("commas", "comma3")
    grouping = any(seen.get(cls, 0) for cls in (*grouped, "spaces"))
    return Choice(
        type=NUMBER if decimals else WHOLE,
        decimal=decimal if decimals or grouping else "",
        grouping=grouping,
        unit=unit,
        notes=("ambiguous-decimal",) if ambiguous else (),
    )


def _fitting(seen: Counts, decimal: str) -> int:
    own = ("comma", "dots") if decimal == "," else ("dot", "commas")
    either = ("int", "int4", "comma3", "dot3", "spaces", "point")
    return sum(seen.get(cls, 0) for cls in (*either, *own))


def _other_way(seen: Counts, decimal: str) -> int:
    """Numbers that only the other decimal sign explains."""
    other = ("dot", "commas") if decimal == "," else ("comma", "dots")
    return sum(seen.get(cls, 0) for cls in other)


def _decimals(seen: Counts, decimal: str) -> int:
    own = ("comma", "comma3") if decimal == "," else ("dot", "dot3")
    return sum(seen.get(cls, 0) for cls in (*own, "point"))


def _decimal(seen: Counts, habit: str, wish: str) -> tuple[str, bool]:
    """The decimal sign of a column, and whether the column itself leaves it open."""
    if wish:
        return wish, False
    comma = seen.get("comma", 0) + seen.get("dots", 0)
    dot = seen.get("dot", 0) + seen.get("commas", 0)
    if comma != dot:
        return ("," if comma > dot else "."), False
    three_comma, three_dot = seen.get("comma3", 0), seen.get("dot3", 0)
    if not (three_comma or three_dot):
        # No text tells; numbers that the file keeps as such are shown with a point.
        return "." if seen.get("point", 0) and not comma else habit, False
    if comma == 0 and seen.get("int4", 0):
        # 1010 beside 1.234: these thousands are not grouped, so the sign is a decimal one.
        return ("," if three_comma > three_dot else "."), True
    return habit, True


# ------------------------------------------------------------------------------------ dates


def _date(counts: Counts, values: int, wish: Wish) -> Choice | None:
    order, ambiguous = _order(counts, wish)
    fitting = _dated(counts, order)
    if not _enough(fitting, values):
        return None
    fits = _classes(order)
    present = [cls for cls, n in counts.items() if n and cls.rstrip("2z+") in fits]
    notes = (
        (("ambiguous-date-order",) if ambiguous else ())
        + (("two-digit-years",) if any("2" in cls for cls in present) else ())
        + (("zone-ignored",) if any("z" in cls for cls in present) else ())
    )
    timed = any("+" in cls for cls in present)
    only_iso = all(cls.rstrip("2z+") == "ymd" for cls in present)
    return Choice(
        type=MOMENT if timed else DATE, date_order="ymd" if only_iso else order, notes=notes
    )


def _classes(order: str) -> tuple[str, ...]:
    return ("ymd", "month", "both", "mdy" if order == "mdy" else "dmy")


def _dated(counts: Counts, order: str) -> int:
    fits = _classes(order)
    return sum(n for cls, n in counts.items() if cls.rstrip("2z+") in fits)


def _order(counts: Counts, wish: Wish) -> tuple[str, bool]:
    if wish.date_order:
        return ("mdy" if wish.date_order == "mdy" else "dmy"), False
    base = {"dmy": 0, "mdy": 0, "both": 0}
    for cls, n in counts.items():
        kind = cls.rstrip("2z+")
        if kind in base:
            base[kind] += n
    open_ = base["both"] > 0 and base["dmy"] == base["mdy"] == 0
    if open_ and wish.habits.get("date_order") in ("dmy", "mdy"):
        return wish.habits["date_order"], False
    return "mdy" if base["mdy"] > base["dmy"] else "dmy", open_


# ------------------------------------------------------------------------- a person's choice


def _forced(wish: Wish, counts: Counts, values: int, habit: str, compact: int) -> Choice:
    if wish.type in (WHOLE, NUMBER):
        unit = _unit(counts, values)
        decimal, _ = _decimal(_of_unit(counts, unit), habit, wish.decimal)
        return Choice(type=wish.type, decimal=decimal, unit=unit)
    if wish.type in (DATE, MOMENT):
        order, _ = _order(counts, wish)
        digits = compact > _dated(counts, order)
        return Choice(type=wish.type, date_order="ymd" if digits else order, compact=digits)
    return Choice(type=wish.type)


# ---------------------------------------------------------------------- what the source did before


def _habitual(seen: Choice, wish: Wish, counts: Counts, values: int, habit: str) -> Choice:
    """The type of the delivery before, where the cells do not prove that the column changed.

    Text stays text, so that codes stay exact and keys stay equal. A column of numbers, dates or
    ja-nee stays so while at least half of its values fit: the others are misfits to repair, where
    text would blind every rule. A code with a leading zero does prove a change.
    """
    before = wish.habits.get("type", "")
    if not before or before == seen.type:
        return seen
    if before == TEXT:
        return Choice(notes=("as-before",))
    if seen.type != TEXT or "leading-zeros" in seen.notes or "long-numbers" in seen.notes:
        return seen
    order, _ = _order(counts, wish)
    cells = _of_unit(counts, _unit(counts, values))
    decimal, _ = _decimal(cells, habit, wish.decimal)
    fitting = {
        WHOLE: _fitting(cells, decimal),
        NUMBER: _fitting(cells, decimal),
        YES_NO: sum(n for cls, n in counts.items() if cls.startswith(":")),
    }.get(before, _dated(counts, order))
    if fitting < HABIT_SHARE * values:
        return seen
    if before == WHOLE and _decimals(cells, decimal):
        before = NUMBER
    kept = _forced(replace(wish, type=before), counts, values, habit, 0)
    return replace(kept, notes=("as-before",))

"""What a service or an engine will not do, and what the reader can do instead."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from datasets.lifecycle import Refused
from datasets.quality import RuleError
from datasets.sentences.reading import READING_CODES, reading_error

Params = Mapping[str, Any]


def refusal(error: Refused) -> str:
    """A full sentence for a refusal of a service."""
    if error.code in READING_CODES:
        return reading_error(error.code, error.params)
    say = _REFUSALS.get(error.code)
    return say(error.params) if say else error.code


def rule_error(error: RuleError) -> str:
    """A full sentence for a rule that cannot be checked as it is written."""
    say = _RULE_ERRORS.get(error.code)
    return say(error.params) if say else error.code


def run_error(code: str, params: Params) -> str:
    """Why a job ended badly, and what to do."""
    if code in READING_CODES:
        return reading_error(code, params)
    say = _RUN_ERRORS.get(code, _RUN_ERRORS["internal"])
    return say(params)


def _reference_unknown(params: Params) -> str:
    if params.get("hint"):
        return (
            _("There is no dataset “%(dataset)s” that you may read. Did you mean “%(hint)s”?")
            % params
        )
    return _("There is no dataset “%(dataset)s” that you may read.") % params


def _held(type_: str) -> str:
    """What a column of this type holds, with an example."""
    held = {
        "geheel": _("whole numbers, such as 1234"),
        "getal": _("numbers, such as 1234.5"),
        "datum": _("dates, such as 31-12-2026"),
        "tijdstip": _("moments, such as 31-12-2026 13:45"),
        "ja-nee": _("yes or no"),
    }
    return held.get(type_, type_)


_REFUSALS: dict[str, Callable[[Params], str]] = {
    "dataset-retired": lambda p: _("This dataset is retired. Take it up again before delivering."),
    "period-needed": lambda p: _(
        "Say which period this file is about, for example 2026, 2026-K2, 2026-05 or 2026-05-31."
    ),
    "period-unreadable": lambda p: (
        _("“%(period)s” is not a period. Write it as 2026, 2026-K2, 2026-05 or 2026-05-31.") % p
    ),
    "file-too-large": lambda p: (
        _("The file is larger than %(limit)s MB. Deliver it in parts, or leave out columns.") % p
    ),
    "nothing-proposed": lambda p: _("Someone else was first: this was done already."),
    "nothing-to-check": lambda p: _("There is no data to check yet. Deliver a file first."),
    "mode-fixed": lambda p: _(
        "There are deliveries already, so the way they follow each other cannot change. "
        "Register a new dataset for the other way."
    ),
    "one-norm": lambda p: _("Give a number of rows or a share, not both."),
    "rule-not-draft": lambda p: _("This rule is in use already. End it and write a new one."),
    "reference-unknown": _reference_unknown,
    "bytes-gone": lambda p: _("The file itself was cleared away. Deliver it again."),
    "not-the-owner": lambda p: _("Only the owner of this dataset can accept its rules."),
    "values-not-allowed": lambda p: _("You may not see personal values of this dataset."),
    "values-reason": lambda p: _("Say what you need these values for, in at least a few words."),
    "export-not-allowed": lambda p: _("You may not see the rows of this dataset."),
    "export-no-rows": lambda p: _("There are no failing rows to download here."),
    "export-gone": lambda p: _(
        "A delivery that was checked here was withdrawn or destroyed. Check once more, and "
        "download the rows of that check."
    ),
    "export-limit": lambda p: (
        _("You have %(limit)s files ready or on their way. Wait until one has expired.") % p
    ),
    "rules-too-large": lambda p: _("The file is larger than %(limit)s MB.") % p,
    "rules-not-text": lambda p: _("This is no text in UTF-8. Save the file as JSON in UTF-8."),
    "rules-syntax": lambda p: (
        _(
            "This is no valid JSON: look at line %(line)s, position %(column)s. Often a comma, a "
            "bracket or a quotation mark is missing just before it."
        )
        % p
    ),
    "rules-number": lambda p: _("“%(number)s” is not a number that a rule can have.") % p,
    "rules-twice": lambda p: _("“%(name)s” stands twice in the same object.") % p,
    "rules-too-deep": lambda p: _("The brackets in this file stand too deep for rules."),
    "rules-bad-text": lambda p: _("There are signs in a text that cannot be kept. Remove them."),
    "rules-shape": lambda p: _(
        "There is no list of rules in this file. Koers expects {“regels”: […]}, as its export has."
    ),
    "rules-version": lambda p: (
        _("This file is of version %(found)s, which Koers does not know.") % p
    ),
    "rules-none": lambda p: _("There are no rules in this file."),
    "rules-too-many": lambda p: (
        _("There are %(found)s rules in this file; at most %(limit)s go at a time.") % p
    ),
    "rules-changed": lambda p: (
        _("Rule %(place)s cannot be taken over any more. Nothing was written; look again.") % p
    ),
    "rules-none-chosen": lambda p: _("There is no new rule among these; nothing was written."),
    "not-the-owner-of-risk": lambda p: _("Only the owner of this dataset can accept its risks."),
    "risk-reason": lambda p: _("Say why this risk is acceptable, in at least a few words."),
    "risk-date": lambda p: (
        _("Choose a day from %(first)s through %(last)s.")
        % {name: date_format(date.fromisoformat(str(p[name])), "j F Y") for name in p}
    ),
    "risk-not-blocking": lambda p: _("This flag is closed by now, or blocks nothing."),
    "values-gone": lambda p: _(
        "The delivery with these rows was withdrawn or destroyed, so its values cannot be shown."
    ),
    "patch-empty": lambda p: _("Nothing was asked to be repaired."),
    "patch-misfit": lambda p: (
        _("The value for %(column)s does not fit: this column holds %(kind)s.")
        % {**p, "kind": _held(str(p["type"]))}
    ),
    "patch-line": lambda p: _("There is no row at line %(line)s any more.") % p,
    "not-in-use": lambda p: _("Delivery %(delivery)s is not in use, so it is not repaired.") % p,
    "being-checked": lambda p: (
        _("Delivery %(delivery)s is being checked now. Repair it after that.") % p
    ),
    "rows-unreadable": lambda p: _("The rows cannot be read now. Try again later."),
    "busy": lambda p: _("Someone else is busy with the same name. Try again."),
    "not-to-be-read": lambda p: _("This delivery cannot be read again."),
    "mapping-not-now": lambda p: _(
        "Columns can be mapped only while the delivery waits for a yes."
    ),
    "unknown-name": lambda p: _("There is no column “%(name)s” in this file.") % p,
    "unknown-target": lambda p: _("There is no column “%(name)s” in this dataset.") % p,
    "mapped-twice": lambda p: (
        _("“%(one)s” and “%(other)s” cannot both be column “%(name)s”. Choose one of them.") % p
    ),
    "reason-needed": lambda p: _("Give a reason, so that colleagues understand it later."),
    "newer-in-use": lambda p: (
        _("Delivery %(delivery)s is newer and in use. Withdraw that one first.") % p
    ),
    "repeat": lambda p: (
        _("This delivery has the same bytes as delivery %(delivery)s. Do it with that one.") % p
    ),
    "being-read": lambda p: _(
        "Koers is busy with this data. Wait until the reading or the check is done, and try again."
    ),
    "daily-limit": lambda p: (
        _(
            "You delivered so much in the past 24 hours that this file no longer fits in the "
            "%(limit)s GB a day that one person may bring. Go on tomorrow, or ask the administrator."
        )
        % p
    ),
}


def _unknown_column(params: Params) -> str:
    if params.get("hint"):
        return _("There is no column “%(column)s”. Did you mean “%(hint)s”?") % params
    return _("There is no column “%(column)s” in this dataset.") % params


def _unknown_kind(params: Params) -> str:
    if params.get("hint"):
        return _("There is no kind of rule “%(kind)s”. Did you mean “%(hint)s”?") % params
    return _("There is no kind of rule “%(kind)s”.") % params


def _bad_parameter(params: Params) -> str:
    expected = {
        "number": _("a number"),
        "date": _("a date such as 2026-05-31"),
        "number-or-date": _("a number, or a date such as 2026-05-31"),
        "list": _("a list of values"),
        "text": _("a text"),
        "flag": _("yes or no"),
        "amount": _("a number that is not below 0"),
        "count": _("a whole number that is not below 0"),
        "days": _("a number of days"),
        "period": _("a period such as 2026, 2026-K2 or 2026-05"),
        "period-or-today": _("a period such as 2026, 2026-K2 or 2026-05, or the word vandaag"),
        "points": _("a number from 0 to 100"),
        "same-length": _("a period as long as the first one"),
        "millionths": _("a number with at most six decimals"),
        "day": _("a date such as 2026-05-31, or a day such as “vandaag - 30 dagen”"),
        "year": _("a year such as 2026"),
        "known-year": _("a year of which the municipal codes are known (2010 to 2026)"),
    }.get(str(params.get("expected")), str(params.get("expected")))
    return _("“%(parameter)s” must be %(expected)s.") % {**params, "expected": expected}


def _column_count(params: Params) -> str:
    least, most = params["least"], params["most"]
    if least != most:
        asked = _("This kind of rule takes %(least)s to %(most)s columns; %(found)s were given.")
    else:
        asked = ngettext(
            "This kind of rule takes %(most)s column; %(found)s were given.",
            "This kind of rule takes %(most)s columns; %(found)s were given.",
            most,
        )
    return asked % params


def _bad_pattern(params: Params) -> str:
    """The pattern's own parser speaks English; what people mistype most is said in words."""
    detail = str(params.get("detail", ""))
    for sign, said in (
        ("missing )", _("a bracket opens that never closes")),
        ("unexpected )", _("a bracket closes that never opened")),
        ("missing ]", _("a square bracket opens that never closes")),
        ("no argument for repetition", _("a repetition (* + ?) has nothing before it")),
        ("invalid escape", _("a backslash stands before a sign that needs none")),
        ("trailing \\", _("a backslash stands at the end")),
    ):
        if sign in detail:
            return _("The pattern cannot be read: %(detail)s.") % {"detail": said}
    return _("The pattern cannot be read. Look at its brackets, repetitions and backslashes.")


_RULE_ERRORS: dict[str, Callable[[Params], str]] = {
    "unknown-column": _unknown_column,
    "unknown-kind": _unknown_kind,
    "column-count": _column_count,
    "repeated-column": lambda p: _("Column “%(column)s” is named twice.") % p,
    "unknown-dataset": lambda p: _("There is no dataset “%(dataset)s” that you may read.") % p,
    "column-type": lambda p: (
        _("Column “%(column)s” has type %(type)s, and this kind of rule cannot look at that.") % p
    ),
    "bad-parameter": _bad_parameter,
    "bad-choice": lambda p: _("“%(parameter)s” must be one of: %(expected)s.") % p,
    "two-years": lambda p: _("Give one year, or a column with the year, not both."),
    "unlike-columns": lambda p: (
        _("“%(column)s” (%(type)s) and “%(other)s” (%(other_type)s) cannot be compared.") % p
    ),
    "either-or": lambda p: _("Choose “%(parameter)s” or “%(other)s”, not both.") % p,
    "key-count": lambda p: (
        _("The key has %(expected)s columns here and %(found)s in the other dataset.") % p
    ),
    "too-many-periods": lambda p: _("These are %(found)s periods; at most %(limit)s fit.") % p,
    "too-large": lambda p: (
        _("Column “%(column)s” has a number that is too large to add up exactly.") % p
    ),
    "missing-parameter": lambda p: _("Fill in “%(parameter)s”.") % p,
    "unknown-parameter": lambda p: _("This kind of rule has no “%(parameter)s”.") % p,
    "bad-pattern": _bad_pattern,
    "too-many-values": lambda p: _("The list has %(found)s values; at most %(limit)s fit.") % p,
    "empty-range": lambda p: _("The upper bound is below the lower bound."),
    "bad-norm": lambda p: _("The norm is a number of rows, or a share from 0 to 1."),
    "bad-rule": lambda p: _("“%(key)s” of the rule is missing or has the wrong form.") % p,
    "unknown-key": lambda p: _("A rule has no “%(key)s”.") % p,
}
_RUN_ERRORS: dict[str, Callable[[Params], str]] = {
    "internal": lambda p: _(
        "Something went wrong in Koers itself. Try again; if it stays, tell the administrator."
    ),
    "time-limit": lambda p: _(
        "It took longer than allowed. Try again, or deliver the file in parts."
    ),
    "worker-died": lambda p: _(
        "It stopped three times half-way. Try again; if it stays, tell the administrator."
    ),
    "out-of-memory": lambda p: _(
        "It asked for more memory than there is. Deliver the file in parts."
    ),
    "unreadable-table": lambda p: _(
        "The table of this delivery could not be read. Deliver the file again."
    ),
    "export-gone": lambda p: _(
        "A delivery that was checked here was withdrawn or destroyed. Check once more, and "
        "download the rows of that check."
    ),
    "export-not-possible": lambda p: _(
        "This rule cannot be carried out any more on the data of then. Check once more, and "
        "download the rows of that check."
    ),
    "disk-full": lambda p: _("There is no room to write the file. Tell the administrator."),
    "cancelled": lambda p: _("It was stopped half-way. Try again."),
}

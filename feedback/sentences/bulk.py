"""A list of doubts: why it cannot be read, what is wrong with a line, and what became of it."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feedback.models import Batch

# What the columns of a list are called on the screen and in its example.
LIST_COLUMNS: dict[str, Callable[[], str]] = {
    "key": lambda: _("key"),
    "column": lambda: _("column"),
    "doubted": lambda: _("doubted value"),
    "proposed": lambda: _("proposed value"),
    "text": lambda: _("explanation"),
    "reason": lambda: _("reason"),
}

LISTS: dict[str, Callable[[], str]] = {
    "list-empty": lambda: _("This list has no lines below its header."),
    "list-too-large": lambda: _("A list is at most %(most)s MB. Leave out what is not needed."),
    "list-encoding": lambda: _(
        "Line %(line)s, position %(column)s holds a sign that cannot be read. Save the file once "
        "more as CSV UTF-8."
    ),
    "list-sign": lambda: _(
        "Line %(line)s, position %(column)s holds a sign that belongs in no text. Is it really a "
        "CSV file?"
    ),
    "list-header": lambda: _(
        "The first line has no column “%(needed)s”. It has: %(found)s. Use the names of the "
        "example."
    ),
    "list-double": lambda: _("The first line has the column “%(name)s” twice."),
    "list-quotes": lambda: _(
        "From line %(line)s on the quotation marks are not right: one that opens does not close."
    ),
    "list-too-long": lambda: _(
        "The list has %(lines)s lines, and at most %(most)s go at once. Bring it in parts."
    ),
}

_LINES: dict[str, Callable[[], str]] = {
    "fine": lambda: _("Will be reported"),
    "joins": lambda: _("Is doubted already: you join %(reference)s"),
    "known": lambda: _("You reported this already: %(reference)s"),
    "made": lambda: _("Reported: %(reference)s"),
    "joined": lambda: _("Joined: %(reference)s"),
    "key-needed": lambda: _("The key is missing."),
    "key-unreadable": lambda: _("This key cannot be read. Write it as %(example)s."),
    "row-unknown": lambda: _("No row with this key is in the data."),
    "rows-unreadable": lambda: _("The rows cannot be read now. Bring the list again later."),
    "column-unknown": lambda: _("There is no column “%(name)s”."),
    "column-near": lambda: _("There is no column “%(name)s”. Did you mean “%(hint)s”?"),
    "value-differs": lambda: _("Another value stands there now. Look at the row again."),
    "reason-unknown": lambda: _("The reason “%(name)s” is not known."),
    "nothing-said": lambda: _("Say in your own words what you doubt, or what it should be."),
    "twin": lambda: _("The same value stands on line %(line)s of the list."),
    "too-many-cells": lambda: _(
        "This line has %(cells)s cells and the first line %(width)s. Put text with a separator in "
        "quotation marks."
    ),
    "cell-too-long": lambda: _("This is too long: use at most %(most)s characters."),
    "report-closed": lambda: _("The report about it closed meanwhile. Bring this line again."),
}


def line_words(code: str, params: Mapping[str, Any]) -> str:
    """What is said of one line of a list, before or after it was reported."""
    if code == "column-unknown" and params.get("hint"):
        code = "column-near"
    say = _LINES.get(code)
    return say() % params if say else code


def told_list(batch: Batch, *, made: int, joined: int, mine: bool) -> str:
    """One message about a whole list: to who brought it, or to who takes it up."""
    told = {"count": made, "dataset": batch.dataset.name, "joined": joined}
    if not mine:
        return (
            ngettext(
                "%(count)s new report about %(dataset)s came in with a list.",
                "%(count)s new reports about %(dataset)s came in with a list.",
                made,
            )
            % told
        )
    text = (
        ngettext(
            "Your list about %(dataset)s: %(count)s report made.",
            "Your list about %(dataset)s: %(count)s reports made.",
            made,
        )
        % told
    )
    more = ngettext("You joined %(joined)s.", "You joined %(joined)s.", joined) % told
    return f"{text} {more}" if joined else text

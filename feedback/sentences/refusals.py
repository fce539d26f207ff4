"""Why a service will not do what was asked, and what to do instead."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from feedback.lifecycle import NotAllowed, NotPermitted, Refused, Status
from feedback.sentences.bulk import LISTS
from feedback.sentences.evidence import EVIDENCE
from feedback.sentences.repair import REPAIR


def refusal(error: Refused | NotAllowed | NotPermitted) -> str:
    """The sentence for a refusal."""
    if isinstance(error, Refused):
        say = _REFUSALS.get(error.code)
        return say() % error.params if say else error.code
    told = {"old": Status(error.old).label.lower(), "new": Status(error.new).label.lower()}
    if isinstance(error, NotPermitted):
        return _("You may not bring this report from “%(old)s” to “%(new)s”.") % told
    return (
        _(
            "This report cannot go from “%(old)s” to “%(new)s”. Perhaps a colleague was first: "
            "open the page again."
        )
        % told
    )


_REFUSALS: dict[str, Callable[[], str]] = {
    **EVIDENCE,
    **LISTS,
    **REPAIR,
    "nothing-doubted": lambda: _("Say which value you doubt."),
    "too-many-points": lambda: _(
        "One report holds at most %(most)s values. Report more of them with a CSV file."
    ),
    "column-needed": lambda: _("Choose the column that you doubt."),
    "column-unknown": lambda: _("This dataset has no column “%(column)s”."),
    "record-needed": lambda: _("Say which row you doubt: look it up, or give its key."),
    "nothing-said": lambda: _("Say in your own words what you doubt, or what it should be."),
    "token-taken": lambda: _("This form was used before. Open a new one."),
    "report-closed": lambda: _("This report is closed. Make a new one."),
    "text-needed": lambda: _("Give a reason: the reporter reads it."),
    "text-too-long": lambda: _("This is too long: use at most %(most)s characters."),
    "too-late-to-reopen": lambda: _(
        "A case can be opened again within %(days)s days after it closed. Make a new report."
    ),
    "needs-target": lambda: _("Say with which report this one is merged."),
    "needs-repair": lambda: _("Say what the value should become."),
    "merge-itself": lambda: _("A report cannot be merged with itself."),
    "merge-elsewhere": lambda: _("Only reports about the same dataset can be merged."),
    "merge-closed": lambda: _("That report is closed. Choose one that is open."),
    "nothing-written": lambda: _("Write something first."),
    "react-not-closed": lambda: _("This case is still open. You can react when it has closed."),
    "react-late": lambda: _("You can react within %(days)s days after a case closed."),
    "react-done": lambda: _("You reacted already. Thank you."),
    "norm-order": lambda: _(
        "Judging cannot be due before taking up, nor the repair before judging."
    ),
    "view-name-needed": lambda: _("Give this view a name."),
    "too-many-views": lambda: _("You can keep %(most)s views. Delete one first."),
    "cannot-judge": lambda: _("This person may not judge reports."),
}

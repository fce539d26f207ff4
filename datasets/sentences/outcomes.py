"""Why a rule could not be judged on the data that was there."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from datasets.quality import RuleError
from datasets.sentences.refusals import rule_error
from kit.notation import number as count

Params = Mapping[str, Any]


def found_sentence(judged: int, failing: int, undecided: int = 0) -> str:
    """What a check found, in a few words: 2 of 5 rules fail. What is not known is never met."""
    if not judged:
        return ""
    if undecided and not failing:
        return ngettext(
            "%(undecided)s of %(judged)s rules could not be judged",
            "%(undecided)s of %(judged)s rules could not be judged",
            undecided,
        ) % {"undecided": count(undecided), "judged": count(judged)}
    if not failing:
        return _("all rules are met")
    return ngettext(
        "%(failing)s of %(judged)s rules is not met",
        "%(failing)s of %(judged)s rules are not met",
        failing,
    ) % {"failing": count(failing), "judged": count(judged)}


def undecided_sentence(code: str, params: Params) -> str:
    """A full sentence for the reason that the engine gave with niet-te-bepalen."""
    say = _UNDECIDED.get(code)
    if say:
        return say(params)
    told = rule_error(RuleError(code, **params)) if code else ""
    return told if told and told != code else _("It could not be judged on this data.")


_UNDECIDED: dict[str, Callable[[Params], str]] = {
    "no-rows": lambda p: _("The data has no rows, so there was nothing to look at."),
    "nothing-to-check": lambda p: _("Every row is empty here, so there was nothing to look at."),
    "no-previous": lambda p: _("There is no delivery before this one to compare with."),
    "no-period": lambda p: _("No delivery says which period it is about."),
    "no-period-yet": lambda p: _("The first period is not over yet."),
    "nothing-to-compare": lambda p: _("The other dataset has no numbers here to compare with."),
    "unknown-dataset": lambda p: _("The dataset to compare with has no data."),
}

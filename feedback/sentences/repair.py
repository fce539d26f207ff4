"""The words of a repair: why it is refused, what a delivery proved, which term comes near."""

from collections.abc import Callable

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from feedback.lifecycle import Status
from feedback.models import Report
from feedback.sentences.conversation import thanks
from feedback.sentences.subject import about

REPAIR: dict[str, Callable[[], str]] = {
    "agreed-needed": lambda: _(
        "Say what value %(point)s should become, or that it should be empty."
    ),
    "agreed-is-old": lambda: _(
        "This is the value that is doubted. Say what it should become instead."
    ),
    "agreed-type": lambda: _("The column “%(column)s” holds values of the kind “%(type)s”."),
    "record-unknown": lambda: _(
        "Nobody can tell yet which row this is. Choose a rule that shows the repair."
    ),
    "rule-needed": lambda: _("Choose the rule that shows the repair."),
    "rule-elsewhere": lambda: _("Choose a rule of this dataset that is in use."),
    "registration-unknown": lambda: _("Choose the registration that you pass it on to."),
    "cannot-patch": lambda: _("Only values in rows can be corrected in Koers itself."),
    "reason-needed": lambda: _("Give a reason, so that colleagues understand it later."),
    "nothing-to-send": lambda: _("There are no open corrections to send."),
}


def repaired_rows(report: Report) -> int:
    """How many rows the corrections of a report repaired; 0 for a repair that is no row."""
    repaired = report.corrections.filter(status="repaired", rule=None)
    return len({(one.record_key, str(sorted(one.record.items()))) for one in repaired})


def told_effect(report: Report) -> str:
    """What the report brought about, as its thanks; "" where no row was repaired."""
    repaired = report.corrections.filter(status="repaired", rule=None).count()
    return thanks(repaired_rows(report), repaired, report.joiners.count())


def told_asked(report: Report) -> str:
    """To the owner of the source: there is something to repair."""
    return _(
        "A repair was agreed for report %(reference)s about %(about)s. It stands on the list of "
        "corrections."
    ) % {"reference": report.reference, "about": about(report)}


def told_returned(report: Report) -> str:
    """To the owner and the steward: a delivery came without the repair."""
    step = report.steps.filter(new=Status.REOPENED).last()
    told = {"reference": report.reference, "about": about(report), "number": 0}
    if step is None or step.delivery is None:
        return _("Report %(reference)s about %(about)s is open again.") % told
    return _(
        "Delivery %(number)s still holds the old value: report %(reference)s about %(about)s "
        "is open again. The term for the repair runs on."
    ) % (told | {"number": step.delivery.number})


def told_review(report: Report) -> str:
    """To the steward: a delivery says something else than was agreed."""
    return _(
        "A delivery says something else than was agreed in report %(reference)s about %(about)s. "
        "Look at it and decide."
    ) % {"reference": report.reference, "about": about(report)}


def told_term(report: Report, kind: str) -> str:
    """A warning before a term ends or after it did; `kind` is one of services.reminders."""
    day = {
        "take-up": report.take_up_by,
        "judge": report.judge_by,
        "repair": report.repair_by,
    }.get(kind.rpartition("-")[0], report.judge_by)
    return _TERMS[kind]() % {
        "reference": report.reference,
        "about": about(report),
        "day": date_format(day, "j F Y"),
    }


_TERMS: dict[str, Callable[[], str]] = {
    "take-up-soon": lambda: _("Take up report %(reference)s about %(about)s by %(day)s."),
    "judge-soon": lambda: _("Judge report %(reference)s about %(about)s by %(day)s."),
    "repair-soon": lambda: _(
        "The repair of report %(reference)s about %(about)s must show in a delivery by %(day)s."
    ),
    "take-up-over": lambda: _(
        "Nobody took up report %(reference)s about %(about)s. That was due on %(day)s."
    ),
    "judge-over": lambda: _(
        "Report %(reference)s about %(about)s was not judged. That was due on %(day)s."
    ),
    "repair-over": lambda: _(
        "The repair of report %(reference)s about %(about)s was not confirmed. That was due on "
        "%(day)s."
    ),
    "asked-waits": lambda: _(
        "We still wait for your answer to the question about report %(reference)s (%(about)s)."
    ),
}

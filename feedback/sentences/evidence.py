"""Why a file cannot be evidence, and what to do instead; and that evidence came."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from feedback.models import Report
from feedback.sentences.subject import about


def told_evidence(report: Report) -> str:
    """To who has the report in hand."""
    return _("Evidence was added to report %(reference)s about %(about)s.") % {
        "reference": report.reference,
        "about": about(report),
    }


EVIDENCE: dict[str, Callable[[], str]] = {
    "evidence-too-many": lambda: _("At most %(most)s files go with one report."),
    "evidence-too-large": lambda: _(
        "The files with one report are together at most %(most)s MB. Leave one out, or make a "
        "picture smaller."
    ),
    "evidence-not-yours": lambda: _(
        "Only who reported it, who joined, and who judges it may add evidence."
    ),
    "evidence-empty": lambda: _("“%(name)s” is empty."),
    "evidence-executable": lambda: _(
        "“%(name)s” is a program. It was not kept: send a picture, a PDF or a table."
    ),
    "evidence-archive": lambda: _(
        "“%(name)s” is a packed file (such as zip). Send the files themselves."
    ),
    "evidence-page": lambda: _(
        "“%(name)s” is a web page or a drawing in which a script can stand. Make a picture (PNG) "
        "or a PDF of it."
    ),
    "evidence-macros": lambda: _(
        "“%(name)s” holds macros or scripts. Save it without those, or as a plain PDF."
    ),
    "evidence-old-office": lambda: _(
        "“%(name)s” is in an old format of Office, or has a password. Save it as xlsx, docx or PDF, "
        "without a password."
    ),
    "evidence-broken": lambda: _("“%(name)s” is damaged: it cannot be opened. Save it once more."),
    "evidence-unknown": lambda: _(
        "“%(name)s” is of a kind that cannot be kept. Send PDF, PNG, JPEG, text, CSV, xlsx, ods or "
        "docx."
    ),
    "evidence-other-kind": lambda: _(
        "“%(name)s” calls itself %(ending)s, but what is in it is %(found)s. Give it the right "
        "name, or save it once more."
    ),
}

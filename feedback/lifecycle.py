"""The words a report of doubt can be in, who may make which move, and what a move asks for."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class NotAllowed(Exception):
    """A report may not go from `old` to `new`, or someone else was first."""

    def __init__(self, old: str, new: str) -> None:
        super().__init__(f"{old} -> {new}")
        self.old = old
        self.new = new


class NotPermitted(Exception):
    """The move exists, but not for this person."""

    def __init__(self, old: str, new: str) -> None:
        super().__init__(f"{old} -> {new}")
        self.old = old
        self.new = new


class Refused(Exception):
    """A service will not do this. `code` with `params` becomes a sentence in feedback.sentences."""

    def __init__(self, code: str, **params: str | int | float) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


class Status(TextChoices):
    REPORTED = "reported", pgettext_lazy("report", "Reported")
    INVESTIGATING = "investigating", _("Under investigation")
    ASKED = "asked", _("Question to the reporter")
    RIGHT = "right", pgettext_lazy("report", "Right")
    WRONG = "wrong", pgettext_lazy("report", "Not right")
    UNDECIDABLE = "undecidable", pgettext_lazy("report", "Cannot be determined")
    MERGED = "merged", pgettext_lazy("report", "Merged")
    WITHDRAWN = "withdrawn", pgettext_lazy("report", "Withdrawn")
    REQUESTED = "requested", _("Correction asked for")
    FORWARDED = "forwarded", _("Passed on")
    PATCHED = "patched", _("Corrected in Koers")
    CONFIRMED = "confirmed", _("Repair confirmed")
    REVIEW = "review", _("To be looked at")
    REOPENED = "reopened", _("Opened again")


class Actor(TextChoices):
    """Who makes a move. VERIFICATION is Koers itself, comparing a delivery: never a person."""

    REPORTER = "reporter", _("reporter")
    STEWARD = "steward", _("data team")
    VERIFICATION = "verification", _("verification")


_S = Status
_R, _D, _V = Actor.REPORTER, Actor.STEWARD, Actor.VERIFICATION
_AWAY: dict[Status, set[Actor]] = {_S.MERGED: {_D}, _S.WITHDRAWN: {_R}}
_PROOF: dict[Status, set[Actor]] = {_S.CONFIRMED: {_V}, _S.REOPENED: {_V}, _S.REVIEW: {_V}}
# The whole table: from -> to -> who may make the move.
NEXT: dict[Status, dict[Status, set[Actor]]] = {
    _S.REPORTED: {_S.INVESTIGATING: {_D}, **_AWAY},
    _S.INVESTIGATING: {
        _S.ASKED: {_D},
        _S.RIGHT: {_D},
        _S.WRONG: {_D},
        _S.UNDECIDABLE: {_D},
        **_AWAY,
    },
    _S.ASKED: {_S.INVESTIGATING: {_R, _D}, _S.WITHDRAWN: {_R}},
    _S.RIGHT: {_S.REQUESTED: {_D}, _S.FORWARDED: {_D}, _S.PATCHED: {_D}},
    _S.REQUESTED: _PROOF,
    _S.FORWARDED: _PROOF,
    _S.PATCHED: _PROOF,
    # A later delivery may still prove the repair; a person may not.
    _S.REVIEW: {
        _S.CONFIRMED: {_V},
        _S.REOPENED: {_D},
        _S.WRONG: {_D},
        _S.REQUESTED: {_D},
    },
    _S.REOPENED: {_S.INVESTIGATING: {_D}},
    _S.WRONG: {_S.REOPENED: {_R}},
    _S.UNDECIDABLE: {_S.REOPENED: {_R}},
    _S.CONFIRMED: {_S.REOPENED: {_R}},
    _S.MERGED: {},
    _S.WITHDRAWN: {},
}
REOPEN_DAYS = 14  # days after closing in which a reporter may open the case again

# The reporter reads why: a move to one of these takes a text.
TEXT_NEEDED = frozenset({_S.ASKED, _S.WRONG, _S.UNDECIDABLE, _S.FORWARDED, _S.REOPENED})
# Nothing more is expected of anybody.
CLOSED = frozenset({_S.WRONG, _S.UNDECIDABLE, _S.MERGED, _S.WITHDRAWN, _S.CONFIRMED})
OPEN = frozenset(set(_S) - CLOSED)
# A flag stands on the value.
FLAGGED = OPEN - {_S.REPORTED}
# Not judged yet: the first clock.
UNJUDGED = frozenset({_S.REPORTED, _S.INVESTIGATING, _S.ASKED, _S.REOPENED})
# The source was asked; a delivery will tell.
AWAITING_PROOF = frozenset({_S.REQUESTED, _S.FORWARDED, _S.PATCHED, _S.REVIEW})


class Subject(TextChoices):
    """What is doubted."""

    CELL = "cell", _("A value in a row")
    ROW = "row", _("A whole row")
    MISSING = "missing", _("A row that is missing")
    COLUMN = "column", _("A whole column")
    PERIOD = "period", _("A period")
    NUMBER = "number", _("A number on a page")
    DEFINITION = "definition", _("What the data means")
    DATASET = "dataset", _("The dataset as a whole")


# Subjects that are about one record.
OF_A_RECORD = frozenset({Subject.CELL, Subject.ROW, Subject.MISSING})


class Reason(TextChoices):
    """Why someone doubts; own words stand beside it."""

    WRONG = "wrong-value", _("The value is not right")
    OUTDATED = "outdated", _("The value is no longer right")
    EMPTY = "empty", _("Something should be filled in")
    IMPOSSIBLE = "impossible", _("This cannot be")
    DOUBLE = "double", _("It stands here twice")
    MISSING = "missing", _("Something is missing here")
    SURPLUS = "surplus", _("This should not be here")
    DIFFERS = "differs", _("Another source says something else")
    MEANING = "meaning", _("I do not understand what it means")
    OTHER = "other", pgettext_lazy("reason", "Something else")


class Sureness(TextChoices):
    CERTAIN = "certain", _("I am certain")
    FAIRLY = "fairly", _("I am fairly sure")
    HUNCH = "hunch", _("It is a hunch")


class CorrectionStatus(TextChoices):
    OPEN = "open", pgettext_lazy("correction", "Open")
    REPAIRED = "repaired", pgettext_lazy("correction", "Repaired")
    DROPPED = "dropped", pgettext_lazy("correction", "Dropped")


class Outcome(TextChoices):
    """What a delivery says of a correction."""

    AGREED = "agreed", _("The agreed value is there")
    OLD = "old", _("The old value is still there")
    OTHER = "other", _("Another value is there")
    GONE = "gone", _("The record is not there")


class Registration(TextChoices):
    """The Dutch base registrations (basisregistraties) that take reports of doubt."""

    BRP = "BRP", "BRP (personen)"
    BAG = "BAG", "BAG (adressen en gebouwen)"
    BRK = "BRK", "BRK (kadaster)"
    WOZ = "WOZ", "WOZ (waarde van onroerende zaken)"
    BGT = "BGT", "BGT (grootschalige topografie)"
    HR = "HR", "HR (handelsregister)"
    BRT = "BRT", "BRT (topografie)"
    BRO = "BRO", "BRO (ondergrond)"
    BRV = "BRV", "BRV (voertuigen)"
    BRI = "BRI", "BRI (inkomen)"


# Working days within which the keeper of a registration must act, where a law names a number.
LEGAL_DAYS: dict[Registration, int] = {
    Registration.BAG: 2,
    Registration.BGT: 5,
    Registration.BRP: 5,
}

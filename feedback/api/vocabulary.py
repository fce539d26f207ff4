"""The public words of reports, corrections and their proof; states and reasons as in addresses."""

from feedback.forms.words import REASON_WORDS, STATUS_WORDS
from feedback.lifecycle import Actor, CorrectionStatus, Outcome, Subject, Sureness

SUBJECT = {
    Subject.CELL: "waarde",
    Subject.ROW: "rij",
    Subject.MISSING: "ontbrekende-rij",
    Subject.COLUMN: "kolom",
    Subject.PERIOD: "periode",
    Subject.NUMBER: "cijfer",
    Subject.DEFINITION: "definitie",
    Subject.DATASET: "dataset",
}
SURENESS = {Sureness.CERTAIN: "zeker", Sureness.FAIRLY: "vrij-zeker", Sureness.HUNCH: "vermoeden"}
ACTOR = {
    Actor.REPORTER: "melder",
    Actor.STEWARD: "datateam",
    Actor.VERIFICATION: "hercontrole",
}
OUTCOME = {
    Outcome.AGREED: "afgesproken-waarde",
    Outcome.OLD: "oude-waarde",
    Outcome.OTHER: "andere-waarde",
    Outcome.GONE: "rij-weg",
}
CORRECTION = {
    CorrectionStatus.OPEN: "open",
    CorrectionStatus.REPAIRED: "hersteld",
    CorrectionStatus.DROPPED: "vervallen",
}
# Names in openapi.json for lists of choices that stand under several fields (settings).
REPORT_WORDS = list(STATUS_WORDS.values())
REASONS = list(REASON_WORDS.values())
SUBJECT_WORDS = list(SUBJECT.values())
CORRECTION_WORDS = list(CORRECTION.values())

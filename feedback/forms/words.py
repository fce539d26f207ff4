"""States and reasons as addresses of pages and the API say them: Dutch, with hyphens."""

from feedback.lifecycle import Reason, Status

STATUS_WORDS: dict[Status, str] = {
    Status.REPORTED: "gemeld",
    Status.INVESTIGATING: "in-onderzoek",
    Status.ASKED: "vraag-aan-melder",
    Status.RIGHT: "terecht",
    Status.WRONG: "onterecht",
    Status.UNDECIDABLE: "niet-te-bepalen",
    Status.MERGED: "samengevoegd",
    Status.WITHDRAWN: "ingetrokken",
    Status.REQUESTED: "correctie-gevraagd",
    Status.FORWARDED: "doorgezet",
    Status.PATCHED: "gecorrigeerd-in-koers",
    Status.CONFIRMED: "bevestigd-hersteld",
    Status.REVIEW: "te-bezien",
    Status.REOPENED: "heropend",
}
STATUS_OF = {word: status for status, word in STATUS_WORDS.items()}
REASON_WORDS: dict[Reason, str] = {
    Reason.WRONG: "onjuist",
    Reason.OUTDATED: "verouderd",
    Reason.EMPTY: "leeg",
    Reason.IMPOSSIBLE: "onmogelijk",
    Reason.DOUBLE: "dubbel",
    Reason.MISSING: "ontbreekt",
    Reason.SURPLUS: "te-veel",
    Reason.DIFFERS: "wijkt-af",
    Reason.MEANING: "betekenis",
    Reason.OTHER: "anders",
}
REASON_OF = {word: reason for reason, word in REASON_WORDS.items()}

"""What happened to a report, what happens next, and why a service refuses, in words."""

from feedback.sentences.bulk import LIST_COLUMNS, line_words, told_list
from feedback.sentences.conversation import thanks, told_handed_over, told_message, told_note
from feedback.sentences.evidence import told_evidence
from feedback.sentences.moves import (
    told_joined,
    told_new,
    told_received,
    told_step,
    what_next,
)
from feedback.sentences.refusals import refusal
from feedback.sentences.subject import about, point_words, what_of
from feedback.sentences.terms import Term, term_of, terms_told, what_now

__all__ = [
    "LIST_COLUMNS",
    "Term",
    "about",
    "line_words",
    "point_words",
    "refusal",
    "term_of",
    "terms_told",
    "thanks",
    "told_evidence",
    "told_handed_over",
    "told_joined",
    "told_list",
    "told_message",
    "told_new",
    "told_note",
    "told_received",
    "told_step",
    "what_next",
    "what_now",
    "what_of",
]

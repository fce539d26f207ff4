"""The one place where codes of the engines and services become sentences, in the reader's language."""

from datasets.sentences.history import change_note, change_title
from datasets.sentences.outcomes import found_sentence, undecided_sentence
from datasets.sentences.reading import note_words, reading_error, reading_words, rejection_words
from datasets.sentences.reasons import broken_rule, flag_sentence, reason_sentence
from datasets.sentences.refusals import refusal, rule_error, run_error
from datasets.sentences.rules import (
    kind_sentence,
    kind_title,
    nameless_sentence,
    norm_sentence,
    rule_sentence,
    told_of_another,
)
from datasets.sentences.suggestions import guess_words, suggestion_fit, suggestion_reason
from datasets.sentences.units import unit_name, unit_words
from datasets.sentences.verdict import trust_answer

__all__ = [
    "broken_rule",
    "change_note",
    "change_title",
    "flag_sentence",
    "found_sentence",
    "guess_words",
    "kind_sentence",
    "kind_title",
    "nameless_sentence",
    "norm_sentence",
    "note_words",
    "reading_error",
    "reading_words",
    "reason_sentence",
    "refusal",
    "rejection_words",
    "rule_error",
    "rule_sentence",
    "run_error",
    "told_of_another",
    "suggestion_fit",
    "suggestion_reason",
    "trust_answer",
    "undecided_sentence",
    "unit_name",
    "unit_words",
]

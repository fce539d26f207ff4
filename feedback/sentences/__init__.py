"""What happened to a report, what happens next, and why a service refuses, in words."""

from feedback.sentences.moves import (
    told_joined,
    told_new,
    told_received,
    told_step,
    what_next,
)
from feedback.sentences.refusals import refusal
from feedback.sentences.subject import about, point_words

__all__ = [
    "about",
    "point_words",
    "refusal",
    "told_joined",
    "told_new",
    "told_received",
    "told_step",
    "what_next",
]

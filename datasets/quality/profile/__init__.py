"""Profiles: what the values of each column look like, and the rules that follow from that."""

from datasets.quality.profile.column import Bin, ColumnProfile, Frequent, Pattern
from datasets.quality.profile.guess import PersonalGuess, guess_personal, guess_unit
from datasets.quality.profile.proposal import Proposal, weigh
from datasets.quality.profile.propose import propose
from datasets.quality.profile.scan import profile

__all__ = [
    "Bin",
    "ColumnProfile",
    "Frequent",
    "Pattern",
    "PersonalGuess",
    "Proposal",
    "guess_personal",
    "guess_unit",
    "profile",
    "propose",
    "weigh",
]

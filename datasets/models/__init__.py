"""What the register holds."""

from datasets.models.change import Change
from datasets.models.dataset import Column, Dataset
from datasets.models.delivery import Delivery
from datasets.models.export import Export
from datasets.models.flag import Flag
from datasets.models.patch import PatchedCell
from datasets.models.profile import ColumnProfile, Suggestion
from datasets.models.rule import Rule
from datasets.models.run import Finding, Run

__all__ = [
    "Change",
    "Column",
    "ColumnProfile",
    "Dataset",
    "Delivery",
    "Export",
    "Finding",
    "Flag",
    "PatchedCell",
    "Rule",
    "Run",
    "Suggestion",
]

"""What the demo tells of one dataset: its words, its exports, its rules."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from datasets.lifecycle import Severity

# Opens every description, after the sentence that names the source.
NOT_INVOLVED = "De gemeente Zwolle is niet betrokken bij deze demo."


@dataclass(frozen=True)
class Words:
    """A line of the data dictionary."""

    label: str
    meaning: str
    unit: str = ""


@dataclass(frozen=True)
class Demand:
    """A rule that the demo writes and activates.

    A parameter `dataset` holds the name of another entry; its address is looked up on loading.
    """

    kind: str
    columns: tuple[str, ...]
    reason: str
    severity: Severity = Severity.WARNING
    parameters: Mapping[str, Any] = field(default_factory=dict)
    norm_count: int | None = None
    norm_share: float | None = None


@dataclass(frozen=True)
class Export:
    """A file as the source system would deliver it. The same bytes on every machine and day.

    `weeks_ago`: when it arrived, counted from the day on which the demo is loaded. Reports of
    doubt in the demo came after that.
    """

    period: str
    filename: str
    content: bytes
    weeks_ago: int = 11


def no_exports() -> Sequence[Export]:
    """For an entry without data: knowing that it exists is the first step."""
    return ()


@dataclass(frozen=True)
class Entry:
    """A dataset of the demo. `fields` are those of datasets.services.register_dataset.

    `earlier` are deliveries with made-up faults that came before `exports` and were repaired since:
    what reports of doubt in the demo are about.
    """

    name: str
    department: str
    fields: Mapping[str, Any]
    columns: Mapping[str, Words] = field(default_factory=dict)
    demands: tuple[Demand, ...] = ()
    exports: Callable[[], Sequence[Export]] = no_exports
    earlier: Callable[[], Sequence[Export]] = no_exports
    knowers: tuple[str, ...] = ()
    reader_departments: tuple[str, ...] = ()

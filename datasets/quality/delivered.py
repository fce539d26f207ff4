"""What is known of a delivery beside its table: plain facts, for rules about deliveries."""

from dataclasses import dataclass
from datetime import date

from datasets.quality.table import Part


@dataclass(frozen=True)
class Delivered:
    """One delivery, by the label of its part.

    `period` is what it is about, as it was written (2023, 2023-K2, 2023-05). `received` is the
    day on which figures about that period first arrived. `rows_before` are the rows of the
    delivery before it: the one that it replaced, or else that of the period before. `before` is
    that delivery's table, None where it is gone; `label_before` its name.
    """

    label: str
    period: str = ""
    received: date | None = None
    rows_before: int | None = None
    before: Part | None = None
    label_before: str = ""

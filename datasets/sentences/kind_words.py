"""What a kind of rule is called, how it reads, and what its blanks ask: all its words together."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

# Where a kind stands on the page where one is chosen, below its aspect; in this order.
GROUPS: dict[str, StrPromise] = {
    "values": _("One value"),
    "codes": _("Numbers and codes that everyone knows"),
    "dates": _("Dates"),
    "together": _("Columns that belong together"),
    "table": _("The rows together"),
    "deliveries": _("Deliveries and periods"),
    "elsewhere": _("Compared with another dataset"),
}


@dataclass(frozen=True)
class KindWords:
    """The words of one kind.

    `sentences` has one for each of the engine's sentence codes. Blanks: `kolom` (the first
    column), `kolom2` (the second), `laatste` (the last), `kolommen` (all), `delen` and `delen2`
    (all but the first, and but the first two), `sleutels` (all but the last), `bronkolom` (the
    column of another dataset), and the kind's own parameters under their own names. `columns` are
    the labels of the column fields; the last one is repeated. `labels` and `help` are those of
    the parameters; what is not named here has the words in `datasets.forms.parameter`. `choices`
    are the words of a parameter's fixed values; `chosen` are the same as they read within a
    sentence, where that differs. `search` are other words by which people look for the kind.
    `offered` is the sentence to choose it by, where the first one says too little with open
    blanks. `fields` is the number of column fields for a kind that takes many columns.
    """

    title: StrPromise
    sentences: Mapping[str, StrPromise]
    example: StrPromise
    group: str = "values"
    columns: tuple[StrPromise, ...] = (_("Column"),)
    labels: Mapping[str, StrPromise] = field(default_factory=dict)
    help: Mapping[str, StrPromise] = field(default_factory=dict)
    choices: Mapping[str, Mapping[str, StrPromise]] = field(default_factory=dict)
    chosen: Mapping[str, Mapping[str, StrPromise]] = field(default_factory=dict)
    search: StrPromise | str = ""
    offered: StrPromise | None = None
    fields: int = 4

    def __post_init__(self) -> None:
        if self.group not in GROUPS:
            raise ValueError(f"{self.title}: unknown group {self.group}")

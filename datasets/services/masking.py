"""Values of personal columns are kept masked; who may see them reads them from the table."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from datasets import quality
from datasets.lifecycle import PersonalData
from datasets.models import Column, Dataset, Delivery, Finding
from people.models import User

# What a check keeps of one value: a cell may hold a million characters, a run many examples.
LONGEST = 500


def cut(text: str, longest: int = LONGEST) -> str:
    """The text, or of a longer one the beginning and an ellipsis."""
    return text if len(text) <= longest else text[:longest] + "…"


def mask_value(value: str | None, personal: str) -> str | None:
    """`Jansen` -> `J****n`; a BSN shows its last two digits; nothing stays of short values."""
    if value is None or personal == PersonalData.NONE:
        return value
    if personal == PersonalData.BSN:
        return "*" * max(len(value) - 2, 0) + value[-2:] if len(value) > 4 else "*" * len(value)
    if len(value) < 4 or personal == PersonalData.SPECIAL:
        return "*" * min(len(value), 8)
    return f"{value[0]}{'*' * min(len(value) - 2, 8)}{value[-1]}"


@dataclass(frozen=True)
class Mask:
    """`columns`: personal columns only. `key`: the columns of the record key, in order."""

    columns: Mapping[str, str]
    key: tuple[str, ...]

    def example(self, example: quality.Example) -> dict[str, Any]:
        """A failing row as it is stored: {line, part, key, values}; what is no row has line 0, and
        a label and facts too.

        Personal values are masked, long ones cut.
        """
        facts = {
            name: fact
            for name, fact in example.facts.items()
            # The sum of a few people's values tells of each; its label is the column.
            if name != "totaal" or example.label not in self.columns
        }
        no_row = {"label": cut(example.label), "facts": facts}
        return ({} if example.line else no_row) | {
            "line": example.line,
            "part": example.part,
            "key": "" if any(name in self.columns for name in self.key) else cut(example.key),
            "values": {
                name: mask_value(cut(value), self.columns.get(name, PersonalData.NONE))
                for name, value in example.values.items()
            },
        }

    def kept(self, example: Mapping[str, Any]) -> dict[str, Any]:
        """A stored example masked once more: a column may have become personal since."""
        hidden = any(name in self.columns for name in self.key)
        return {
            **example,
            "key": "" if hidden else example["key"],
            "values": {
                name: mask_value(value, self.columns.get(name, PersonalData.NONE))
                for name, value in example["values"].items()
            },
        }


def mask_of(dataset: Dataset) -> Mask:
    """What is masked in every row of this dataset, as it is kept and as anybody sees it."""
    return Mask(personal_columns(dataset), tuple(dataset.key))


def personal_columns(dataset: Dataset) -> dict[str, str]:
    """The columns that stand masked everywhere, with their class of personal data.

    A column that only seems to be personal is masked until a steward says that it is not. Where an
    entry says that it holds personal data and nobody has said yet in which columns, every column
    counts as personal: hidden until someone knows.
    """
    columns = list(dataset.columns.values_list("name", "personal", "personal_guess"))
    none = PersonalData.NONE
    marked = any(personal != none for _name, personal, _guess in columns)
    if not marked and dataset.personal_data != none:
        return {name: dataset.personal_data for name, _personal, _guess in columns}
    seems = {name: guess if personal == none else personal for name, personal, guess in columns}
    return {name: personal for name, personal in seems.items() if personal != none}


def personal_of(delivery: Delivery) -> dict[str, str]:
    """`personal_columns` for a delivery's own columns, of which some may be known to nobody yet.

    A new column is hidden until a yes where the entry says that it holds personal data, or where
    a personal column is gone: it may be that one under another name.
    """
    dataset = delivery.dataset
    personal = personal_columns(dataset)
    names = {column["name"] for column in delivery.reading.get("columns", ())}
    class_ = dataset.personal_data
    if class_ == PersonalData.NONE and not personal.keys() <= names:
        class_ = PersonalData.SPECIAL  # of which nothing shows: which column it is, nobody knows
    if class_ == PersonalData.NONE:
        return personal
    known = set(dataset.columns.values_list("name", flat=True))
    return personal | dict.fromkeys(names - known, class_)


def mask_stored(column: Column) -> None:
    """Mask what checks kept of a column that turns out to be personal, and the keys with it."""
    for finding in Finding.objects.filter(rule__dataset=column.dataset).exclude(examples=[]):
        touched = False
        for example in finding.examples:
            if column.name in example["values"]:
                value = example["values"][column.name]
                example["values"][column.name] = mask_value(value, column.personal)
                touched = True
            if example["key"] and column.name in column.dataset.key:
                example["key"], touched = "", True
        if touched:
            Finding.objects.filter(pk=finding.pk).update(examples=finding.examples)


def shown_masked(dataset: Dataset, *, to: User) -> dict[str, str]:
    """The personal columns, for who may not see their values even when asked why; else none.

    For lines of a file as they stand in it, which cannot be masked by column. While a dataset with
    personal data has no columns yet, before its first yes, all of the line counts as one.
    """
    if Dataset.objects.values_visible_to(to).filter(pk=dataset.pk).exists():
        return {}
    known = personal_columns(dataset)
    if known or dataset.personal_data == PersonalData.NONE:
        return known
    return {"": dataset.personal_data}

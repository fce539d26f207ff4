"""Which column of the dataset a new name in a file is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _

from datasets.sentences.decisions import likeness_words, type_words
from datasets.services.mapping import NameChoices


@dataclass(frozen=True)
class NamePart:
    """One new name on the page: its values, and why a column is proposed ("" where none is)."""

    name: str
    type: str
    examples: str
    why: str
    field: BoundField


class MappingForm(forms.Form):
    """A choice for each new name: a column that is known, or a column of its own.

    `names` is then what `services.map_columns` takes. What is likely is chosen beforehand.
    """

    def __init__(
        self,
        choices: NameChoices,
        *,
        labels: Mapping[str, str],
        examples: Mapping[str, str],
        data: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data)
        self.choices, self.examples = choices, examples
        known = [(name, _described(labels.get(name, ""), name, t)) for name, t in choices.free]
        for number, new in enumerate(choices.new):
            field = forms.ChoiceField(
                label=_("“%(name)s” is") % {"name": new.name},
                required=False,
                choices=[("", _("a new column")), *known],
            )
            self.fields[f"naam_{number}"] = field
            self.initial[f"naam_{number}"] = new.known or new.likely

    def parts(self) -> list[NamePart]:
        return [
            NamePart(
                name=new.name,
                type=type_words(new.type),
                examples=self.examples.get(new.name, ""),
                why=likeness_words(new.why) if new.why else "",
                field=self[f"naam_{number}"],
            )
            for number, new in enumerate(self.choices.new)
        ]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        taken: dict[str, str] = {}
        for number, new in enumerate(self.choices.new):
            known = found.get(f"naam_{number}", "")
            if known and known in taken:
                self.add_error(
                    f"naam_{number}",
                    _("“%(other)s” is column “%(known)s” already. Choose another one.")
                    % {"other": taken[known], "known": known},
                )
            elif known:
                taken[known] = new.name
        return found

    @property
    def names(self) -> dict[str, str]:
        return {
            new.name: self.cleaned_data[f"naam_{number}"]
            for number, new in enumerate(self.choices.new)
        }


def _described(label: str, name: str, type_: str) -> str:
    """A known column by its name, with its label where that tells more, and its type."""
    told = f"{name} ({label})" if label and label != name else name
    return f"{told} – {type_words(type_)}"

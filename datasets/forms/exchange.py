"""Rules that someone brings from elsewhere: a file or pasted text, or those of another dataset."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from datasets.lifecycle import Refused
from datasets.sentences import refusal
from datasets.services.rule_file import LARGEST, Entry, read_rule_file


class ImportForm(forms.Form):
    """`entries` is filled by a valid form; `text` is what stood in the file, to send once more."""

    bestand = forms.FileField(
        label=_("File with rules (JSON)"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
    )
    tekst = forms.CharField(
        label=_("Or paste the rules here"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
    )
    entries: list[Entry]
    text: str

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        file, text = told.get("bestand"), told.get("tekst") or ""
        try:
            if file is not None:
                # One byte too many is enough to know; the rest is never read.
                content = file.read(LARGEST + 1)
                self.entries = read_rule_file(content)
                self.text = content.decode("utf-8-sig")
            elif text.strip():
                self.entries, self.text = read_rule_file(text), text
            else:
                raise forms.ValidationError(
                    {"bestand": _("Choose a file, or paste the rules below.")}, code="required"
                )
        except Refused as error:
            field = "bestand" if file is not None else "tekst"
            raise forms.ValidationError({field: refusal(error)}) from error
        return told


class MappingForm(forms.Form):
    """For each column that the rules need: which one it is in the other dataset."""

    def __init__(
        self,
        data: Any = None,
        *,
        needed: Sequence[str],
        here: Sequence[str],
        proposed: Mapping[str, str],
    ) -> None:
        super().__init__(data)
        self._names = {f"kolom_{place}": name for place, name in enumerate(needed)}
        choices = [("", _("no column: leave those rules out")), *((name, name) for name in here)]
        for field, name in self._names.items():
            self.fields[field] = forms.ChoiceField(
                label=name, choices=choices, required=False, initial=proposed.get(name, "")
            )

    @property
    def mapping(self) -> dict[str, str]:
        """Name elsewhere -> name here, of a valid form or as it was proposed."""
        if self.is_bound and self.is_valid():
            told = {name: self.cleaned_data[field] for field, name in self._names.items()}
        else:
            told = {name: self[field].initial for field, name in self._names.items()}
        return {name: here for name, here in told.items() if here}

"""A file that someone brings, and the reason for taking one out of use."""

from pathlib import PurePath
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from datasets.lifecycle import Mode
from datasets.models import Dataset
from datasets.services.door import ENDINGS


class DeliveryForm(forms.Form):
    """What is in the file is judged by the service, which sees its bytes."""

    bestand = forms.FileField(
        label=_("File"),
        allow_empty_file=True,  # the service says it, with what to do
        widget=forms.FileInput(attrs={"accept": ",".join((*ENDINGS, "text/csv"))}),
        error_messages={"required": _("Choose a file.")},
    )
    periode = forms.CharField(
        label=_("Period"),
        required=False,
        max_length=40,
        help_text=_("What the figures are about: 2026, 2026-K2, 2026-05 or 2026-05-31."),
    )

    def __init__(self, *args: Any, dataset: Dataset, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.dataset = dataset
        if dataset.mode == Mode.REPLACES:
            del self.fields["periode"]
        else:
            self.fields["periode"].required = True
            self.fields["periode"].error_messages["required"] = _(
                "Say which period this file is about, for example 2026, 2026-K2, 2026-05 or 2026-05-31."
            )

    def clean_bestand(self) -> Any:
        file = self.cleaned_data["bestand"]
        ending = PurePath(file.name or "").suffix.lower()
        if ending not in ENDINGS:
            raise forms.ValidationError(
                _(
                    "Koers reads tables: CSV, Excel, ODS, JSON, GeoJSON and Parquet (%(endings)s). "
                    "Save the data as one of these in the program it comes from, and deliver that."
                ),
                code="ending",
                params={"endings": ", ".join(ENDINGS)},
            )
        return file


class WithdrawForm(forms.Form):
    reden = forms.CharField(
        label=_("Why do you withdraw this delivery?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Give a reason, so that colleagues understand it later.")},
    )

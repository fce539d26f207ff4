"""A list of doubts as a file."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from feedback.lifecycle import Refused
from feedback.sentences import refusal
from feedback.services.bulk_file import MOST_BYTES


class ListForm(forms.Form):
    bestand = forms.FileField(
        label=_("The list, as a CSV file"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv"}),
    )

    def clean_bestand(self) -> Any:
        """Nothing is read of a file that is too large."""
        file = self.cleaned_data["bestand"]
        if (file.size or 0) > MOST_BYTES:
            error = Refused("list-too-large", most=MOST_BYTES // 1024 // 1024)
            raise forms.ValidationError(refusal(error), code=error.code)
        return file

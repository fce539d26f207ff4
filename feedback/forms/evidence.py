"""Files as evidence: each is looked at by what is in it, and each fault is told by name."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from feedback.lifecycle import Refused
from feedback.sentences import refusal
from feedback.services.evidence import MOST_FILES, MOST_MB, refuse_too_much
from feedback.services.evidence_kind import Evidence, examined

ACCEPT = ".pdf,.png,.jpg,.jpeg,.txt,.csv,.xlsx,.ods,.docx"


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class EvidenceField(forms.FileField):
    """Any number of files up to the limit of a report; cleaned to a list of Evidence."""

    widget = FilesInput

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Evidence"))
        options.setdefault(
            "help_text",
            _(
                "A screenshot, letter or list: PDF, PNG, JPEG, text, CSV, xlsx, ods or docx. At most "
                "%(files)s files, together %(size)s MB. Of a picture only the picture is kept, not "
                "where it was taken."
            )
            % {"files": MOST_FILES, "size": MOST_MB},
        )
        super().__init__(**options)
        self.widget.attrs.update({"accept": ACCEPT, "multiple": True})

    def clean(self, data: Any, initial: Any = None) -> list[Evidence]:
        """The files as they may be kept. Nothing is read of files that are too many or too large."""
        given = [file for file in data or [] if file is not None]
        if not given:
            if self.required:
                raise forms.ValidationError(self.error_messages["required"], code="required")
            return []
        try:
            refuse_too_much([file.size or 0 for file in given])
        except Refused as error:
            raise forms.ValidationError(refusal(error), code=error.code) from error
        found, faults = [], []
        for file in given:
            try:
                found.append(examined(file.name or "", file.read()))
            except Refused as error:
                faults.append(forms.ValidationError(refusal(error), code=error.code))
        if faults:
            raise forms.ValidationError(faults)
        return found


class EvidenceForm(forms.Form):
    """Evidence that comes after the report."""

    bewijs = EvidenceField(label=_("Which files?"))

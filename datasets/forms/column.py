"""The words of one column of the data dictionary."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from datasets.models import Column


class ColumnForm(forms.ModelForm):  # type: ignore[type-arg]  # Django has no such type at run time
    """The words of a column; a proposed unit stands filled in, and says that it is a proposal."""

    def __init__(self, *args: Any, proposed_unit: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if proposed_unit:
            self.initial["unit"] = proposed_unit
            self.fields["unit"].help_text = _(
                "Proposed from the name of the column or its values. Change it, or empty it."
            )

    class Meta:
        model = Column
        fields = ["label", "meaning", "unit", "personal"]
        widgets = {
            "meaning": forms.Textarea(attrs={"rows": 4}),
            "personal": forms.RadioSelect,
        }
        help_texts = {
            "label": _("The name that people read. Empty: the name in the file."),
            "meaning": _("What is counted or described, and what is not."),
            "unit": _("For example euro, hours or percent."),
            "personal": _(
                "Values of personal columns are shown masked, also in examples of failing rows."
            ),
        }

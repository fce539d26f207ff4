"""The terms of one dataset."""

from django import forms

from feedback.models import Norm
from feedback.services.norm import LONGEST_TERM


class NormForm(forms.ModelForm):  # type: ignore[type-arg]  # Django has no such type at run time
    class Meta:
        model = Norm
        fields = ["take_up_days", "judge_days", "repair_days"]

    field_order = ["take_up_days", "judge_days", "repair_days"]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for name in self.fields:
            self.fields[name] = forms.IntegerField(
                label=self.fields[name].label, min_value=1, max_value=LONGEST_TERM
            )

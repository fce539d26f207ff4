"""The owner's word for a risk: through which day it is accepted, and why."""

from django import forms
from django.utils.translation import gettext_lazy as _


class RiskForm(forms.Form):
    tot = forms.DateField(
        label=_("Through which day?"),
        help_text=_("From the day after, this flag blocks again. At most a year ahead."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d-%m-%Y"],
        error_messages={"required": _("Choose a day.")},
    )
    reden = forms.CharField(
        label=_("Why is this acceptable until then?"),
        help_text=_("Everyone who uses this data reads it."),
        min_length=5,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Give a reason, so that colleagues understand it later.")},
    )

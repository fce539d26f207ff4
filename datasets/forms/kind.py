"""Looking for a kind of rule among all of them."""

from django import forms
from django.utils.translation import gettext_lazy


class KindFilter(forms.Form):
    """What the data must do, in one's own words."""

    zoek = forms.CharField(
        label=gettext_lazy("Search in the sentences"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
        help_text=gettext_lazy("For example: date, empty, BSN, total."),
    )

"""Forms of the portal's own pages."""

from django import forms
from django.utils.translation import gettext_lazy as _


class TextForm(forms.Form):
    """One text in one language."""

    body = forms.CharField(
        label=_("Text"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 24}),
        help_text=_(
            "An empty line starts a new paragraph. A line that starts with ## is a heading, "
            "a line that starts with - is an item of a list. Web and mail addresses become links."
        ),
    )

"""Why someone looks at the rows of a confidential dataset, or carries rows out."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class ReasonForm(forms.Form):
    reden = forms.CharField(
        label=_("What do you need these rows for?"),
        help_text=_("Your answer stands in the access log, beside your name and the time."),
        min_length=5,
        max_length=300,
    )


class ExportForm(forms.Form):
    """A file with failing rows. The reason is asked only where there must be one."""

    waarden = forms.BooleanField(
        label=_("With personal values as they are, not masked"), required=False
    )
    reden = forms.CharField(
        label=_("What do you need these rows for?"),
        help_text=_("Your answer stands in the access log, beside your name and the time."),
        min_length=5,
        max_length=300,
        required=False,
    )

    def __init__(self, *args: Any, ask_reason: bool, ask_bare: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reden"].required = ask_reason
        if not ask_bare:
            del self.fields["waarden"]
        if not ask_bare and not ask_reason:
            del self.fields["reden"]

"""How a rule is put into use or ended: its severity, its norm and the reason."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from datasets.lifecycle import Refused, Severity
from datasets.models import Rule
from datasets.sentences import refusal


class ActivateForm(forms.Form):
    """How grave a failure is, how much of it is accepted, and why the rule is there."""

    severity = forms.ChoiceField(
        label=gettext_lazy("When the norm is not met"),
        choices=(
            (Severity.WARNING, gettext_lazy("Warning: trust becomes amber")),
            (Severity.BLOCKING, gettext_lazy("Blocking: trust becomes red")),
        ),
        widget=forms.RadioSelect,
        initial=Severity.WARNING,
    )
    norm_count = forms.IntegerField(
        label=gettext_lazy("Rows that may fail"),
        required=False,
        min_value=0,
        max_value=10**15,
        localize=True,
        help_text=gettext_lazy("A number of rows. Leave empty when no row may fail."),
    )
    norm_percent = forms.DecimalField(
        label=gettext_lazy("Or: percentage of the rows that may fail"),
        required=False,
        min_value=0,
        max_value=100,
        decimal_places=4,
        localize=True,
        help_text=gettext_lazy("For example 2,5. Fill in one of the two, not both."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why this rule"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("What goes wrong when the data does not meet it?"),
    )

    def __init__(self, rule: Rule, data: Mapping[str, Any] | None = None) -> None:
        share = rule.norm_share
        told = {
            "severity": rule.severity,
            "norm_count": rule.norm_count,
            "norm_percent": None if share is None else round(Decimal(str(share)) * 100, 4),
            "reason": rule.reason,
        }
        super().__init__(data, initial=told)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        both = cleaned.get("norm_count") is not None and cleaned.get("norm_percent") is not None
        if both:
            self.add_error("norm_percent", refusal(Refused("one-norm")))
        return cleaned

    @property
    def norm_share(self) -> float | None:
        """The accepted share, 0 to 1."""
        percent = self.cleaned_data.get("norm_percent")
        return None if percent is None else float(percent / 100)


class RetireForm(forms.Form):
    """Ending a rule takes a reason: who reads an old check must understand why it is gone."""

    note = forms.CharField(
        label=pgettext_lazy("rule", "Why it ends"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

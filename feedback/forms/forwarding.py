"""What the keeper of a registration says of a report that was passed on."""

from django import forms
from django.utils.translation import gettext_lazy as _

from feedback.models import Forwarding


class ForwardingForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Forwarding
        fields = ["external_reference", "external_status"]
        labels = {
            "external_reference": _("Their reference"),
            "external_status": _("How it stands there"),
        }

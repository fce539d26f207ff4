"""Using a delivery that was set aside, and destroying one: a reason, and a look at which one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from datasets.lifecycle import DeliveryStatus
from datasets.models import Delivery


class UseForm(forms.Form):
    reden = forms.CharField(
        label=_("Why is this number of rows right?"),
        help_text=_("Your answer stands in the history of the dataset, beside your name."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Give a reason, so that colleagues understand it later.")},
    )


class DestroyForm(forms.Form):
    """`nummer` is typed over, so that nobody destroys the delivery beside the one they mean."""

    reden = forms.CharField(
        label=_("Why do you destroy this delivery?"),
        help_text=_(
            "Your answer stays in the history of the dataset and in the access log. Write no "
            "personal data in it."
        ),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Give a reason, so that colleagues understand it later.")},
    )
    nummer = forms.CharField(
        label=_("Number of the delivery"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("Type the number of this delivery.")},
    )

    def __init__(self, *args: Any, delivery: Delivery, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.delivery = delivery
        self.fields["nummer"].help_text = _(
            "Type %(number)s, to be sure that this is the one you mean."
        ) % {"number": delivery.number}

    def clean_nummer(self) -> str:
        typed: str = self.cleaned_data["nummer"].strip()
        if typed != str(self.delivery.number):
            raise forms.ValidationError(
                _("This is delivery %(number)s, and you typed another number."),
                code="other",
                params={"number": self.delivery.number},
            )
        return typed


# Words of the public vocabulary for the address; each stands for a state as a reader sees it.
SHOWN_STATES: dict[str, DeliveryStatus] = {
    "wacht-op-akkoord": DeliveryStatus.AWAITING,
    "geparkeerd": DeliveryStatus.PARKED,
    "gecontroleerd": DeliveryStatus.CHECKED,
    "mislukt": DeliveryStatus.FAILED,
    "ingetrokken": DeliveryStatus.WITHDRAWN,
    "vernietigd": DeliveryStatus.DESTROYED,
}
IN_USE = "in-gebruik"


class DeliveryFilter(forms.Form):
    """Which deliveries a list shows, from the address; what cannot be read is left out."""

    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[
            ("", _("All")),
            (IN_USE, _("In use now")),
            *((word, status.label) for word, status in SHOWN_STATES.items()),
        ],
    )

    def chosen(self) -> str:
        """The word of the filter that is on; "" for all."""
        self.is_valid()
        return str(self.cleaned_data.get("status", ""))

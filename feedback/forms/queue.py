"""Filters of the work queue and of the reports of a dataset, from the address; and bulk moves."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from feedback.forms.words import REASON_WORDS, STATUS_OF, STATUS_WORDS
from feedback.lifecycle import Status
from people.models import User

OPEN_ONES, ALL_ONES = "open", "alle"
WORK = (
    ("mijn", _("My queue")),
    ("afdeling", _("My department")),
    ("vrij", _("Nobody's yet")),
    ("alles", _("All")),
)
TERMS = (
    ("te-laat", pgettext_lazy("term", "Too late")),
    ("bijna", _("Today or the next working day")),
    ("op-tijd", pgettext_lazy("term", "In time")),
)


def status_choices() -> list[tuple[str, Any]]:
    states = [(STATUS_WORDS[status], status.label) for status in Status]
    return [(OPEN_ONES, _("Open")), (ALL_ONES, _("All")), *states]


class QueueFilter(forms.Form):
    """What the address asks for; what cannot be read is left out. `chosen()` gives the rest."""

    q = forms.CharField(label=_("Search"), required=False, max_length=100)
    status = forms.ChoiceField(label=_("Status"), required=False)
    dataset = forms.ChoiceField(label=_("Dataset"), required=False)
    afdeling = forms.ChoiceField(label=_("Department"), required=False)
    reden = forms.ChoiceField(label=_("Reason"), required=False)
    wie = forms.ChoiceField(label=_("In whose hands"), required=False)
    termijn = forms.ChoiceField(label=_("Term"), required=False)

    def __init__(
        self,
        data: Any,
        *,
        datasets: Iterable[tuple[str, str]],
        departments: Iterable[tuple[str, str]],
        handlers: Iterable[tuple[str, str]],
    ) -> None:
        super().__init__(data)
        every = ("", _("All"))
        self.fields["status"].choices = status_choices()  # type: ignore[attr-defined]
        self.fields["dataset"].choices = [every, *datasets]  # type: ignore[attr-defined]
        self.fields["afdeling"].choices = [every, *departments]  # type: ignore[attr-defined]
        self.fields["reden"].choices = [  # type: ignore[attr-defined]
            every,
            *((word, reason.label) for reason, word in REASON_WORDS.items()),
        ]
        self.fields["wie"].choices = [every, *handlers]  # type: ignore[attr-defined]
        self.fields["termijn"].choices = [every, *TERMS]  # type: ignore[attr-defined]

    def chosen(self) -> dict[str, str]:
        """The filters that are on and can be read."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class BulkForm(forms.Form):
    """What is done with the reports that were ticked."""

    DOING = (
        ("oppakken", _("Take in hand")),
        ("overdragen", _("Hand over")),
        *(
            (STATUS_WORDS[status], status.label)
            for status in (Status.INVESTIGATING, Status.RIGHT, Status.WRONG, Status.UNDECIDABLE)
        ),
    )
    kenmerk = forms.MultipleChoiceField(
        choices=(), error_messages={"required": _("Tick at least one report.")}
    )
    doe = forms.ChoiceField(
        label=_("Do with what is ticked"),
        choices=[("", _("Choose")), *DOING],
        error_messages={"required": _("Choose what should happen.")},
    )
    aan = forms.ModelChoiceField(
        queryset=User.objects.none(),
        label=_("To whom?"),
        required=False,
        empty_label=_("Only for handing over"),
    )
    tekst = forms.CharField(
        label=_("What do you tell the reporters?"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, references: Iterable[str], judges: Any, data: Any = None) -> None:
        super().__init__(data, auto_id="bulk_%s")
        self.fields["kenmerk"].choices = [(one, one) for one in references]  # type: ignore[attr-defined]
        self.fields["aan"].queryset = judges  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("doe") == "overdragen" and not given.get("aan"):
            self.add_error("aan", _("Choose a colleague."))
        return given

    def to(self) -> Status | None:
        """The state to move to; None for taking in hand and handing over."""
        return STATUS_OF.get(self.cleaned_data["doe"])


class ViewForm(forms.Form):
    """A name for the filters that are on."""

    naam = forms.CharField(
        label=_("Keep these filters as"),
        max_length=60,
        error_messages={"required": _("Give this view a name.")},
    )


class DatasetFilter(forms.Form):
    """Filters of the reports of one dataset, from the address."""

    status = forms.ChoiceField(label=_("Status"), required=False)
    kolom = forms.ChoiceField(label=_("Column"), required=False)

    def __init__(self, data: Any, *, columns: Iterable[str]) -> None:
        super().__init__(data)
        states = [("", _("All")), *(one for one in status_choices() if one[0] != ALL_ONES)]
        self.fields["status"].choices = states  # type: ignore[attr-defined]
        self.fields["kolom"].choices = [  # type: ignore[attr-defined]
            ("", _("All")), *((name, name) for name in columns),
        ]  # fmt: skip

    def chosen(self) -> dict[str, str]:
        """The filters that are on and can be read."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

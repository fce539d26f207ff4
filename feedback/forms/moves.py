"""What people fill in on the page of a report: a move, an answer, a line, a reaction."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from feedback.forms.words import STATUS_OF, STATUS_WORDS
from feedback.lifecycle import OPEN, Status
from feedback.models import Report
from people.models import User

LONGEST = 4000
MOST_TO_MERGE = 100


def _text(label: Any, *, required: bool, rows: int = 3, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=LONGEST,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class _Form(forms.Form):
    """A form among others on one page: the ids of its fields begin with `own_id`."""

    own_id = "id"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["auto_id"] = f"{self.own_id}_%s"
        super().__init__(*args, **kwargs)


class MoveForm(_Form):
    """A move: the button that was pressed says where to (`naar`), as the API spells it."""

    own_id = "stap"
    naar = forms.CharField(max_length=40)
    tekst = _text(
        _("What do you tell the reporter?"),
        required=False,
        help_text=_("Needed for a question, and for “not right” and “cannot be determined”."),
    )
    doorslaggevend = forms.BooleanField(
        label=_("Decisions depend on this value: once it is right, its flag blocks"), required=False
    )

    def clean_naar(self) -> Status:
        status = STATUS_OF.get(self.cleaned_data["naar"])
        if status is None:
            raise forms.ValidationError(_("Choose what should happen."))
        return status


class AnswerForm(_Form):
    """The reporter's answer to a question."""

    own_id = "antwoord"
    naar = forms.CharField(widget=forms.HiddenInput, initial=STATUS_WORDS[Status.INVESTIGATING])
    tekst = _text(_("Your answer"), required=True)


class ReasonForm(_Form):
    """Why a case opens again."""

    own_id = "heropenen"
    tekst = _text(_("Why?"), required=True)


class WithdrawForm(_Form):
    """A report is taken back; why, where one likes to say so."""

    own_id = "intrekken"
    tekst = _text(_("Why?"), required=False)


class MergeForm(_Form):
    """With which open report of the same dataset this one goes on."""

    own_id = "samenvoegen"
    met = forms.ModelChoiceField(
        queryset=Report.objects.none(),
        label=_("With which report?"),
        empty_label=_("Choose a report"),
        to_field_name="reference",
        error_messages={
            "required": _("Say with which report this one is merged."),
            "invalid_choice": _("That report is closed. Choose one that is open."),
        },
    )
    tekst = _text(_("What do you tell the reporter?"), required=False, rows=2)

    def __init__(self, report: Report, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # More than fit in a list still can be named: the choice is checked against all of them.
        others = Report.objects.filter(dataset=report.dataset_id, status__in=OPEN)
        self.fields["met"].queryset = others.exclude(pk=report.pk)  # type: ignore[attr-defined]

    def choose_from(self, labels: Sequence[tuple[str, str]]) -> None:
        """The choices that the page shows: (reference, words), the likeliest first."""
        self.fields["met"].widget.choices = [
            ("", str(_("Choose a report"))), *labels[:MOST_TO_MERGE],
        ]  # fmt: skip


class HandOverForm(_Form):
    """Which colleague takes it over."""

    own_id = "overdragen"
    aan = forms.ModelChoiceField(
        queryset=User.objects.none(),
        label=_("To whom?"),
        empty_label=_("Choose a colleague"),
        error_messages={"required": _("Choose a colleague.")},
    )

    def __init__(self, people: Sequence[User], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["aan"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = User.objects.filter(pk__in=[person.pk for person in people])
        field.widget.choices = [
            ("", str(_("Choose a colleague"))), *((person.pk, str(person)) for person in people),
        ]  # fmt: skip


class SayForm(_Form):
    """A line of the conversation."""

    own_id = "bericht"
    tekst = _text(_("Your message"), required=True, rows=2)


class NoteForm(_Form):
    """A line among who judge."""

    own_id = "notitie"
    tekst = _text(
        _("Internal note"),
        required=True,
        rows=2,
        help_text=_("Only who may judge reads it, never the reporter."),
    )


class JoinForm(_Form):
    """*Ik ook*, with what one adds (views.join)."""

    own_id = "ook"
    toelichting = forms.CharField(
        label=_("What can you add?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ReactForm(_Form):
    """One question after closing."""

    own_id = "reactie"
    tevreden = forms.ChoiceField(
        label=_("Are you satisfied with how this ended?"),
        choices=[
            ("ja", pgettext_lazy("satisfied", "Yes")),
            ("nee", pgettext_lazy("satisfied", "No")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no.")},
    )
    tekst = forms.CharField(
        label=_("Why?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    heropenen = forms.BooleanField(label=_("Open the case again: then say why"), required=False)

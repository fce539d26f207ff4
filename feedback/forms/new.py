"""The form of a doubt: what is doubted differs by subject, the questions after it do not."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from datasets.models import Column, Dataset
from datasets.services.records import Record, record_key_of
from feedback.forms.evidence import EvidenceField
from feedback.lifecycle import Reason, Subject, Sureness
from feedback.services import Doubt

LONGEST = 4000
LONGEST_KEY = 300
# What a doubt most often means, so that who agrees need not choose.
LIKELY = {
    Subject.CELL: Reason.WRONG,
    Subject.MISSING: Reason.MISSING,
    Subject.DEFINITION: Reason.MEANING,
}


def short_text(label: Any, *, required: bool = False, most: int = LONGEST) -> forms.CharField:
    """A text that most often fits a line."""
    return forms.CharField(label=label, required=required, max_length=most)


class DoubtForm(forms.Form):
    """The questions that every report asks, after what is doubted."""

    reden = forms.ChoiceField(
        label=gettext_lazy("Why do you doubt it?"),
        choices=Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what comes nearest.")},
    )
    toelichting = forms.CharField(
        label=gettext_lazy("In your own words"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    sinds = forms.DateField(
        label=gettext_lazy("Since when is it so?"),
        required=False,
        help_text=gettext_lazy("The day from which it is not right, if you know it."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d-%m-%Y"],
    )
    zekerheid = forms.ChoiceField(
        label=gettext_lazy("How sure are you?"),
        choices=Sureness.choices,
        initial=Sureness.FAIRLY,
        widget=forms.RadioSelect,
    )
    bewijs = EvidenceField(required=False)
    kenmerk = forms.UUIDField(widget=forms.HiddenInput)
    # Said once that the same is doubted already: it is to be a report of its own all the same.
    apart = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, subject: str, **kwargs: Any) -> None:
        initial = {"kenmerk": uuid.uuid4(), "reden": LIKELY.get(Subject(subject), "")}
        kwargs["initial"] = initial | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.asked = Subject(subject)
        self.fields["sinds"].widget.attrs["max"] = timezone.localdate().isoformat()

    def clean_sinds(self) -> Any:
        day = self.cleaned_data["sinds"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."), code="future")
        return day

    @property
    def subject(self) -> Subject:
        return self.asked

    def doubts(self) -> list[Doubt]:
        """What is doubted. Only of a form that is valid."""
        raise NotImplementedError

    def told(self) -> dict[str, Any]:
        """Everything else, as `report_doubt` takes it."""
        data = self.cleaned_data
        return {
            "subject": self.subject,
            "reason": data["reden"],
            "explanation": data["toelichting"],
            "since": data["sinds"],
            "sureness": data["zekerheid"],
            "token": data["kenmerk"],
        }


class CellsForm(DoubtForm):
    """Cells of a row that was read from the table: ticked, each with what it should be.

    Values come from the record, never from what is sent.
    """

    def __init__(
        self,
        *args: Any,
        record: Record,
        columns: Mapping[str, Column],
        ticked: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.record = record
        self.names = list(record.values)
        for place, name in enumerate(self.names):
            label = str(columns.get(name, name))
            self.fields[f"kies-{place}"] = forms.BooleanField(
                label=label, required=False, initial=name == ticked
            )
            self.fields[f"voorstel-{place}"] = short_text(
                _("%(column)s should be") % {"column": label}
            )
        self.fields["rij"] = forms.BooleanField(
            label=gettext_lazy("The whole row, for example because it should not be here"),
            required=False,
            initial=self.asked == Subject.ROW,
        )
        if record.values.get(ticked) == "":
            self.initial["reden"] = Reason.EMPTY
        elif self.asked == Subject.ROW:
            self.initial["reden"] = ""

    def cells(self) -> list[dict[str, Any]]:
        """The fields of each cell, for the page."""
        return [
            {
                "name": name,
                "tick": self[f"kies-{place}"],
                "proposed": self[f"voorstel-{place}"],
            }
            for place, name in enumerate(self.names)
        ]

    def clean(self) -> dict[str, Any] | None:
        data = super().clean()
        if data is not None and not self.doubted_places() and not data.get("rij"):
            raise forms.ValidationError(_("Tick what you doubt."), code="nothing")
        return data

    def doubted_places(self) -> list[int]:
        """The cells that were ticked; where none was, those with a proposal."""
        places = range(len(self.names))
        ticked = [place for place in places if self.cleaned_data.get(f"kies-{place}")]
        if ticked or self.cleaned_data.get("rij"):
            return ticked
        return [place for place in places if self.cleaned_data.get(f"voorstel-{place}")]

    @property
    def subject(self) -> Subject:
        return Subject.CELL if self.doubted_places() else Subject.ROW

    def doubts(self) -> list[Doubt]:
        row = {"record_key": self.record.key[:LONGEST_KEY], "record": self.record.values}
        return [
            Doubt(
                column=self.names[place],
                doubted=self.record.values[self.names[place]][:LONGEST],
                proposed=self.cleaned_data[f"voorstel-{place}"],
                **row,  # type: ignore[arg-type]
            )
            for place in self.doubted_places()
        ] or [Doubt(**row)]  # type: ignore[arg-type]


class _KeyFields(DoubtForm):
    """Fields for the columns of the key, or one for a row in words where there is no key."""

    def __init__(self, *args: Any, dataset: Dataset, columns: Sequence[Column], **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.dataset, self.columns = dataset, columns
        labels = {column.name: str(column) for column in columns}
        for place, name in enumerate(dataset.key):
            self.fields[f"sleutel-{place}"] = short_text(
                labels.get(name, name), required=True, most=LONGEST_KEY
            )

    def key_fields(self) -> list[forms.BoundField]:
        return [self[f"sleutel-{place}"] for place in range(len(self.dataset.key))]

    def key_values(self) -> dict[str, str]:
        """What was filled in for the key, by column."""
        return {
            name: self.cleaned_data[f"sleutel-{place}"]
            for place, name in enumerate(self.dataset.key)
        }

    def record_key(self) -> str:
        return record_key_of(self.dataset, self.key_values())[:LONGEST_KEY]


class KeyedForm(_KeyFields):
    """A value or a row told by its key, for who may not see the rows: nothing is shown back."""

    def __init__(self, *args: Any, ticked: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.dataset.key:
            self.fields["welke"] = short_text(
                gettext_lazy("Which row?"), required=True, most=LONGEST_KEY
            )
            self.fields["welke"].help_text = _("The number, name or address by which one knows it.")
        self.fields["kolom"] = column_field(
            self.columns, empty=_("The whole row"), initial=ticked, label=_("Which value?")
        )
        self.fields["betwijfeld"] = short_text(_("Which value do you doubt?"))
        self.fields["voorstel"] = short_text(_("What should it be?"))

    @property
    def subject(self) -> Subject:
        return Subject.CELL if self.cleaned_data["kolom"] else Subject.ROW

    def doubts(self) -> list[Doubt]:
        data = self.cleaned_data
        key = self.record_key() if self.dataset.key else data["welke"]
        return [
            Doubt(
                column=data["kolom"],
                record_key=key,
                doubted=data["betwijfeld"],
                proposed=data["voorstel"],
            )
        ]


class MissingForm(_KeyFields):
    """A row that should be there: its key, and what else one knows of it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.others = [column for column in self.columns if column.name not in self.dataset.key]
        for place, column in enumerate(self.others):
            self.fields[f"waarde-{place}"] = short_text(str(column))

    def other_fields(self) -> list[forms.BoundField]:
        return [self[f"waarde-{place}"] for place in range(len(self.others))]

    def record(self) -> dict[str, str]:
        """What was filled in, by column."""
        given = {
            column.name: self.cleaned_data[f"waarde-{place}"]
            for place, column in enumerate(self.others)
        }
        return self.key_values() | {name: text for name, text in given.items() if text}

    def clean(self) -> dict[str, Any] | None:
        data = super().clean()
        if not self.errors and not self.record():
            raise forms.ValidationError(_("Say what you know of the row."), code="nothing")
        return data

    def doubts(self) -> list[Doubt]:
        return [Doubt(record_key=self.record_key(), record=self.record())]


class WholeForm(DoubtForm):
    """A whole column, a period, what the data means, a number on a page, or all of it."""

    def __init__(
        self,
        *args: Any,
        columns: Sequence[Column],
        periods: Iterable[tuple[str, str]] = (),
        ticked: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        subject = self.asked
        if columns and subject != Subject.DATASET:
            self.fields["kolom"] = column_field(
                columns,
                empty="" if subject == Subject.COLUMN else _("All of it"),
                initial=ticked,
                label=_("Which column?"),
                required=subject == Subject.COLUMN,
            )
        if subject == Subject.PERIOD:
            self.fields["periode"] = forms.ChoiceField(
                label=_("Which period?"), choices=[("", _("Choose a period")), *periods]
            )
        if subject == Subject.NUMBER:
            self.fields["betwijfeld"] = short_text(_("Which number do you doubt?"))
        if subject in (Subject.COLUMN, Subject.NUMBER):
            self.fields["voorstel"] = short_text(_("What should it be?"))
        if subject in (Subject.DEFINITION, Subject.DATASET, Subject.PERIOD):
            self.fields["toelichting"].required = True
            self.fields["toelichting"].error_messages["required"] = _(
                "Say in your own words what you doubt."
            )

    def what_fields(self) -> list[forms.BoundField]:
        names = ("periode", "kolom", "betwijfeld", "voorstel")
        return [self[name] for name in names if name in self.fields]

    def doubts(self) -> list[Doubt]:
        data = self.cleaned_data
        return [
            Doubt(
                column=data.get("kolom", ""),
                doubted=data.get("betwijfeld", ""),
                proposed=data.get("voorstel", ""),
            )
        ]


def column_field(
    columns: Sequence[Column], *, empty: str, initial: str, label: str, required: bool = False
) -> forms.ChoiceField:
    """A choice of the columns of a dataset; `empty` says what no column means."""
    return forms.ChoiceField(
        label=label,
        required=required,
        initial=initial,
        choices=[
            ("", empty or _("Choose a column")),
            *((column.name, str(column)) for column in columns),
        ],
    )

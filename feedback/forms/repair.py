"""How a doubt that is right is repaired: the way, the agreed values, what proves it, the text."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from datasets.models import Rule
from feedback.forms.words import STATUS_OF, STATUS_WORDS
from feedback.lifecycle import CorrectionStatus, Refused, Registration, Status, Subject
from feedback.models import Point, Report
from feedback.services.repair import RULE_BOUND, TO_GO

WAYS = {
    Status.REQUESTED: gettext_lazy("Ask the source to repair it"),
    Status.FORWARDED: gettext_lazy("Pass it on to a base registration"),
    Status.PATCHED: gettext_lazy("Correct it in Koers, until the source follows"),
}
CORRECTION_WORDS = {
    CorrectionStatus.OPEN: "open",
    CorrectionStatus.REPAIRED: "hersteld",
    CorrectionStatus.DROPPED: "vervallen",
}
CORRECTION_CHOICES = [(word, status.label) for status, word in CORRECTION_WORDS.items()]
_CORRECTION_OF: dict[str, str] = {word: status for status, word in CORRECTION_WORDS.items()}
# The field that a refusal belongs to.
FIELD_OF = {
    "rule-needed": "regel",
    "rule-elsewhere": "regel",
    "record-unknown": "regel",
    "registration-unknown": "registratie",
    "text-needed": "toelichting",
    "text-too-long": "toelichting",
    "cannot-patch": "manier",
}


class RuleChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # Django has no such type at run time
    """Rules in words; `sentences` {pk: sentence} are given by the page."""

    sentences: dict[int, str] = {}

    def label_from_instance(self, obj: Any) -> str:
        return self.sentences.get(obj.pk, str(obj))


class RepairForm(forms.Form):
    """`waarde_N` and `leeg_N` stand for point N. `names` say which value each point is."""

    manier = forms.ChoiceField(
        label=gettext_lazy("How is it repaired?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose how it is repaired.")},
    )

    def __init__(
        self,
        report: Report,
        ways: Sequence[Status],
        names: dict[int, str],
        rules: dict[int, str],
        *args: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.report = report
        self.points = list(report.points.all())
        if report.subject != Subject.CELL:
            ways = [way for way in ways if way != Status.PATCHED]
        choices = [(STATUS_WORDS[way], WAYS[way]) for way in ways]
        self.fields["manier"].choices = choices  # type: ignore[attr-defined]
        self.fields["manier"].initial = choices[0][0] if choices else ""
        if report.subject == Subject.CELL:
            for point in self.points:
                self._ask_value(point, names[point.number])
        self._ask_rule(rules)
        if Status.FORWARDED in ways:
            self._ask_registration()
        self.fields["toelichting"] = forms.CharField(
            label=_("What do you tell the reporter?"),
            help_text=_("Needed where you pass it on."),
            required=False,
            max_length=4000,
            widget=forms.Textarea(attrs={"rows": 3}),
        )

    def _ask_value(self, point: Point, name: str) -> None:
        self.fields[f"waarde_{point.number}"] = forms.CharField(
            label=_("What should %(value)s become?") % {"value": name},
            initial=point.proposed,
            required=not (self._sent(f"leeg_{point.number}") or self._sent("regel")),
            max_length=4000,
            error_messages={"required": _("Give a value, or say that it should be empty.")},
        )
        self.fields[f"leeg_{point.number}"] = forms.BooleanField(
            label=_("It should be empty"), required=False
        )

    def _ask_rule(self, rules: dict[int, str]) -> None:
        needed = self.report.subject in RULE_BOUND
        if not rules and not needed:
            return
        help_text = _("The next delivery in which this rule passes proves the repair.")
        if not needed:
            help_text = _(
                "Only where no value can show the repair: then it is proved by the next delivery "
                "in which this rule passes."
            )
        if self.report.subject == Subject.ROW and self.report.reason not in TO_GO:
            help_text = _(
                "Without a rule the repair is proved when the row is gone. Choose a rule where the "
                "row must stay and change."
            )
        field = RuleChoice(
            queryset=Rule.objects.filter(pk__in=rules),
            label=_("Which rule shows the repair?"),
            help_text=help_text,
            required=False,
            empty_label=_("No rule"),
        )
        field.sentences = rules
        self.fields["regel"] = field

    def _sent(self, name: str) -> bool:
        return bool(self.data.get(name))

    def _ask_registration(self) -> None:
        way = STATUS_WORDS[Status.FORWARDED]
        needed = not self.is_bound or self.data.get("manier") == way
        missing = {"required": _("This is needed to pass it on.")}
        self.fields["registratie"] = forms.ChoiceField(
            label=_("Registration"),
            choices=[("", _("Choose a registration")), *Registration.choices],
            required=needed,
            error_messages=missing,
        )
        self.fields["object"] = forms.CharField(
            label=_("Number of the object there"),
            help_text=_("For an address, for example, its BAG number."),
            required=needed,
            max_length=100,
            error_messages=missing,
        )
        self.fields["attribuut"] = forms.CharField(
            label=_("Attribute"),
            help_text=_("What the registration calls the value that is not right."),
            required=needed,
            max_length=100,
            error_messages=missing,
            initial=next((point.column for point in self.points if point.column), "")[:100],
        )
        self.fields["extern"] = forms.CharField(
            label=_("Their reference"), required=False, max_length=100
        )

    @property
    def value_fields(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The value and the tick "empty" of each point."""
        return [
            (self[f"waarde_{point.number}"], self[f"leeg_{point.number}"])
            for point in self.points
            if f"waarde_{point.number}" in self.fields
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for point in self.points:
            value, empty = f"waarde_{point.number}", f"leeg_{point.number}"
            if given.get(empty) and given.get(value, "").strip():
                if value in self.changed_data:
                    self.add_error(value, _("Give a value, or say that it should be empty."))
                given[value] = ""
        passed_on = given.get("manier") == STATUS_WORDS[Status.FORWARDED]
        if passed_on and not given.get("toelichting", "").strip():
            self.add_error("toelichting", _("This is needed to pass it on."))
        return given

    def way(self) -> Status:
        return STATUS_OF[self.cleaned_data["manier"]]

    def agreed(self) -> dict[int, str]:
        """{point: value}; a point of which nobody said anything is left out."""
        told = {}
        for point in self.points:
            value = self.cleaned_data.get(f"waarde_{point.number}", "")
            if value.strip() or self.cleaned_data.get(f"leeg_{point.number}"):
                told[point.number] = value
        return told

    def blame(self, error: Refused) -> str | None:
        """The field that a refusal is about; None for the form as a whole."""
        name = FIELD_OF.get(error.code)
        if error.code.startswith("agreed-"):
            number = error.params.get("point")
            name = f"waarde_{number}" if number else None
        return name if name in self.fields else None


class CorrectionFilter(forms.Form):
    """Which corrections a list shows, from the address; what cannot be read is left out."""

    status = forms.ChoiceField(
        label=gettext_lazy("Status"),
        required=False,
        choices=[("", gettext_lazy("All")), *CORRECTION_CHOICES],
    )

    def chosen(self) -> str:
        """A state of lifecycle.CorrectionStatus, or "" for all."""
        self.is_valid()
        return _CORRECTION_OF.get(str(self.cleaned_data.get("status", "")), "")

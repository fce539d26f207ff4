"""The entry of a dataset, and the search and filters of the register."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from datasets.lifecycle import PersonalData, Trust
from datasets.models import Column, Dataset
from datasets.services.register import FIELDS, PEOPLE
from people.models import Department, User
from people.services import department_tree

# The parts of the form, each with its heading and its fields.
PARTS = (
    ("what", _("What is it?"), ("name", "description", "department")),
    ("why", _("What is it for?"), ("purpose", "not_for", "questions")),
    ("who", _("Who answers for it?"), ("owner", "steward", "knowers")),
    (
        "how",
        _("How does it come in?"),
        ("source_system", "source_url", "mode", "refresh", "lag_days", "key"),
    ),
    (
        "access",
        _("Who may see it?"),
        ("classification", "readers", "reader_departments", "shielded"),
    ),
    (
        "law",
        _("Which rules apply?"),
        ("personal_data", "legal_ground", "retention_months", "licence"),
    ),
)
HELP = {
    "name": _("The name by which colleagues know this data."),
    "description": _("In a few sentences, for a colleague who has never seen it."),
    "purpose": _("For which work or decision this data is kept."),
    "not_for": _("What people might use it for, but should not."),
    "owner": _("Answers for the data: accepts rules and has mistakes corrected at the source."),
    "steward": _("Watches over deliveries and quality."),
    "knowers": _("Colleagues can ask these people what the data means."),
    "source_system": _("The program or organisation the data comes from."),
    "refresh": _("Koers warns when a delivery is late."),
    "classification": _(
        "Public and internal: every colleague may read the rows. Confidential: only the owner, "
        "the steward, the data team and who you name below."
    ),
    "readers": _("Only for confidential data."),
    "reader_departments": _("Only for confidential data."),
    "legal_ground": _("For personal data: the law or agreement that allows it."),
    "retention_months": _(
        "Empty when nothing was agreed. Each night Koers destroys what is older, also what is in "
        "use, for good. Owner and steward hear of it 30 days before."
    ),
    "licence": _("For example CC0 or CC BY 4.0, when others may use the data too."),
}


def department_choices(empty: Any) -> list[tuple[Any, Any]]:
    """All departments in use, those below another indented under it."""
    dash = "\N{EN DASH}\N{NO-BREAK SPACE}"
    tree = [(dept.pk, f"{dash * depth}{dept.name}") for dept, depth in department_tree()]
    return [("", empty), *tree]


class DatasetForm(forms.ModelForm):  # type: ignore[type-arg]  # Django has no such type at run time
    """An entry of the register; the view hands `cleaned_data` to the service."""

    source_url = forms.URLField(
        label=_("Web address of the source"), required=False, max_length=500, assume_scheme="https"
    )

    class Meta:
        model = Dataset
        fields = [*(field for field in FIELDS if field != "key"), *PEOPLE]
        widgets = {
            "description": forms.Textarea(attrs={"rows": 4}),
            "purpose": forms.Textarea(attrs={"rows": 3}),
            "not_for": forms.Textarea(attrs={"rows": 2}),
            "questions": forms.Textarea(attrs={"rows": 4}),
            "mode": forms.RadioSelect,
            "classification": forms.RadioSelect,
            "personal_data": forms.RadioSelect,
            "knowers": forms.CheckboxSelectMultiple,
            "readers": forms.CheckboxSelectMultiple,
            "reader_departments": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choose_people()
        self._choose_key()
        for name, text in HELP.items():
            self.fields[name].help_text = text
        self.fields["lag_days"].required = False
        self.fields["retention_months"].widget.attrs["min"] = 1
        self.fields["source_url"].widget.attrs["placeholder"] = "https://"

    def _choose_people(self) -> None:
        entry = self.instance if self.instance.pk else None
        for name in ("owner", "steward", "knowers", "readers"):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            there = Q(is_active=True)
            if entry:  # who was named stays to be seen, also when the account was closed since
                named = getattr(entry, name)
                there |= (
                    Q(pk__in=named.values("pk"))
                    if name in PEOPLE
                    else Q(pk=named.pk if named else None)
                )
            field.queryset = User.objects.filter(there)
            if name in ("owner", "steward"):
                field.empty_label = str(_("Nobody yet"))
        department = self.fields["department"]
        assert isinstance(department, forms.ModelChoiceField)
        department.queryset = Department.objects.active()
        department.choices = department_choices(_("Choose a department"))
        readers = self.fields["reader_departments"]
        assert isinstance(readers, forms.ModelMultipleChoiceField)
        readers.queryset = Department.objects.active()

    def _choose_key(self) -> None:
        """Columns to tick once they are known; before that their names as text."""
        label = _("Columns that together name one record")
        names = list(self._columns())
        if names:
            self.fields["key"] = forms.MultipleChoiceField(
                label=label,
                required=False,
                choices=[(name, name) for name in names],
                widget=forms.CheckboxSelectMultiple,
                help_text=_("For example the case number. With a key Koers can point at a record."),
            )
        else:
            self.fields["key"] = forms.CharField(
                label=label,
                required=False,
                max_length=600,
                help_text=_(
                    "Names as in the file, with commas between them. You can do this later too."
                ),
            )
        given = self.instance.key
        self.initial["key"] = given if names else ", ".join(given)

    def _columns(self) -> Any:
        if not self.instance.pk:
            return ()
        return Column.objects.filter(dataset=self.instance, absent_since=None).values_list(
            "name", flat=True
        )

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        twin = Dataset.objects.filter(name__iexact=name).exclude(pk=self.instance.pk).first()
        if twin:
            raise forms.ValidationError(
                _(
                    "There is a dataset with this name already, of %(department)s. Add what differs."
                ),
                code="taken",
                params={"department": twin.department.name},
            )
        return name

    def clean_lag_days(self) -> int:
        return self.cleaned_data.get("lag_days") or 0

    def clean_key(self) -> list[str]:
        given = self.cleaned_data["key"]
        names = given.split(",") if isinstance(given, str) else given
        return list(dict.fromkeys(name.strip() for name in names if name.strip()))

    def parts(self) -> list[dict[str, Any]]:
        """The form in its parts: {code, title, fields: bound fields}."""
        return [
            {"code": code, "title": title, "fields": [self[name] for name in names]}
            for code, title, names in PARTS
        ]

    def entry(self) -> dict[str, Any]:
        """What register_dataset and edit_dataset take: fields, and `people` apart."""
        fields = {name: self.cleaned_data[name] for name in FIELDS}
        return fields | {"people": {name: self.cleaned_data[name] for name in PEOPLE}}


class RegisterFilter(forms.Form):
    """Search and filters of the register, from the address; unreadable ones are left out."""

    zoek = forms.CharField(label=_("Search"), required=False, max_length=100)
    afdeling = forms.TypedChoiceField(
        label=_("Department"), required=False, coerce=int, empty_value=None
    )
    vertrouwen = forms.ChoiceField(label=_("Trust"), required=False)
    persoonsgegevens = forms.ChoiceField(label=_("Personal data"), required=False)
    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[
            ("", pgettext_lazy("dataset", "In use")),
            ("uit-gebruik", pgettext_lazy("dataset", "Retired")),
            ("alle", _("All")),
        ],
    )
    mijn = forms.BooleanField(label=_("Only mine"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choices("afdeling", department_choices(_("All departments")))
        self._choices("vertrouwen", [("", _("All")), *Trust.choices])
        self._choices("persoonsgegevens", [("", _("All")), *PersonalData.choices])

    def _choices(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def chosen(self) -> dict[str, Any]:
        """The filters that are on and readable, by name."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

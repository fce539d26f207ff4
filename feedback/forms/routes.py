"""Routes as an ordered list: each line says what fits it and who takes it up."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from datasets.models import Dataset
from feedback.lifecycle import Reason
from feedback.models import Route
from people.models import Department, User

FIELDS = ("dataset", "of_department", "column", "reason", "department", "person")
MOST_ROUTES = 60


class RouteForm(forms.Form):
    """One line. What is left empty fits anything; who takes it up is a department or a person."""

    dataset = forms.ModelChoiceField(
        queryset=Dataset.objects.none(), label=_("Dataset"), required=False, empty_label=_("any")
    )
    of_department = forms.ModelChoiceField(
        queryset=Department.objects.none(),
        label=_("Department of the dataset"),
        required=False,
        empty_label=_("any"),
    )
    column = forms.CharField(label=_("Column"), required=False, max_length=300)
    reason = forms.ChoiceField(
        label=_("Reason"), required=False, choices=[("", _("any")), *Reason.choices]
    )
    department = forms.ModelChoiceField(
        queryset=Department.objects.none(),
        label=_("To the department"),
        required=False,
        empty_label=_("that of the person"),
    )
    person = forms.ModelChoiceField(
        queryset=User.objects.none(),
        label=_("To the person"),
        required=False,
        empty_label=_("whoever takes it"),
    )

    def __init__(self, choices: "Choices", *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, queryset, shown in (
            ("dataset", choices.datasets, choices.dataset_words),
            ("of_department", choices.departments, choices.department_words),
            ("department", choices.departments, choices.department_words),
            ("person", choices.people, choices.person_words),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = queryset
            # Drawn from what was asked once for all lines.
            field.widget.choices = [("", field.empty_label), *shown]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not (given.get("department") or given.get("person")):
            self.add_error("department", _("Choose a department or a person who takes it up."))
        return given


class Choices:
    """What the lines may choose from: three queries, however many lines there are."""

    def __init__(self) -> None:
        self.datasets = Dataset.objects.active()
        self.departments = Department.objects.active()
        self.people = User.objects.active().filter(
            Q(pk__in=User.objects.with_permission("feedback.judge_reports").values("pk"))
            | Q(stewarded_datasets__isnull=False)
        ).distinct()  # fmt: skip
        self.dataset_words = list(self.datasets.values_list("pk", "name"))
        self.department_words = list(self.departments.values_list("pk", "name"))
        self.person_words = [(person.pk, str(person)) for person in self.people]


def lines_of(routes: Iterable[Route]) -> list[dict[str, str]]:
    """Routes as the form sends them."""
    return [
        {
            "dataset": str(route.dataset_id or ""),
            "of_department": str(route.of_department_id or ""),
            "column": route.column,
            "reason": route.reason,
            "department": str(route.department_id or ""),
            "person": str(route.person_id or ""),
        }
        for route in routes
    ]


def sent_lines(data: Mapping[str, str]) -> list[dict[str, str]]:
    """The lines that a page sent, in their order there."""
    count = data.get("aantal", "")
    number = min(int(count), MOST_ROUTES) if count.isdecimal() and len(count) < 4 else 0
    return [
        {name: str(data.get(f"r{place}-{name}", "")) for name in FIELDS} for place in range(number)
    ]


def changed(lines: Sequence[dict[str, str]], do: str) -> list[dict[str, str]]:
    """The lines after a button: `erbij`, `omhoog-2`, `omlaag-2`, `weg-2`; others change nothing."""
    left = list(lines)
    what, _dash, given = do.partition("-")
    place = int(given) if given.isdecimal() and len(given) < 4 else -1
    if what == "erbij" and len(left) < MOST_ROUTES:
        left.append(dict.fromkeys(FIELDS, ""))
    if not 0 <= place < len(left):
        return left
    if what == "weg":
        del left[place]
    if what == "omhoog" and place:
        left[place - 1], left[place] = left[place], left[place - 1]
    if what == "omlaag" and place < len(left) - 1:
        left[place + 1], left[place] = left[place], left[place + 1]
    return left


def forms_for(
    lines: Sequence[dict[str, str]], *, bound: bool, choices: Choices | None = None
) -> list[RouteForm]:
    """A form for each line; `bound`: judged, with what is wrong."""
    choices = choices or Choices()
    made = []
    for place, line in enumerate(lines):
        prefix = f"r{place}"
        data = {f"{prefix}-{name}": value for name, value in line.items()} if bound else None
        made.append(RouteForm(choices, data, prefix=prefix, initial=line))
    return made

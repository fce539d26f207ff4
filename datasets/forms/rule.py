"""Writing a rule in words: the blanks of its sentence."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from datasets import quality, services
from datasets.forms.parameter import (
    Choices,
    column_choices,
    parameter_field,
    read_parameter,
    typed,
)
from datasets.lifecycle import Refused
from datasets.models import Column, Dataset, Rule
from datasets.sentences import refusal, rule_error, rule_sentence
from datasets.sentences.kinds import WORDS
from people.models import User

_MAX_PROBES = 20


class RuleForm(forms.Form):
    """The blanks of one kind of rule. Valid means: the engine can check it on this dataset.

    `columns` and `parameters` are then what `services.create_rule` takes. `sentence` reads the
    rule as far as it is filled in, also when the form is not valid. `told` is what someone typed
    who only wants to read the sentence: it fills the form, and nothing is judged.
    """

    def __init__(
        self,
        dataset: Dataset,
        kind: quality.Kind,
        *,
        user: User,
        data: Mapping[str, Any] | None = None,
        rule: Rule | None = None,
        told: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=_initial(rule) if rule else None)
        if told is not None:
            self.initial = {name: told[name] for name in told}
        self.dataset, self.kind, self.user, self.rule = dataset, kind, user, rule
        self.words = WORDS[kind.name]
        self.readable = Dataset.objects.rows_visible_to(user).order_by("name")
        self._add_columns()
        for parameter in kind.parameters:
            self._add_parameter(parameter)
        for name, made in self.fields.items():
            if told is not None and isinstance(made, forms.BooleanField):
                self.initial[name] = name in told  # a box without a tick is not sent

    # --- the fields -----------------------------------------------------------------------------

    def _add_columns(self) -> None:
        known = list(self.dataset.columns.filter(absent_since=None))
        least, most = self.kind.column_count
        kept = len(self.rule.columns) if self.rule else 0
        count = most if most <= 2 else max(self.words.fields, kept, least)
        labels = self.words.columns
        self.fits_none = False
        self.knows_columns = bool(known) or not most
        for place in range(min(count, most)):
            fits = self.kind.fits_at(place)
            fitting = [column for column in known if column.type in fits]
            needed = place < least
            self.fits_none |= needed and bool(known) and not fitting
            blank = _("Choose a column") if needed else _("No column")
            self.fields[f"column_{place + 1}"] = forms.CharField(
                label=labels[min(place, len(labels) - 1)],
                required=needed,
                max_length=300,
                widget=forms.Select(choices=column_choices(fitting, blank)) if known else None,
                error_messages={"required": _("Choose a column.")},
            )

    def _add_parameter(self, parameter: quality.Parameter) -> None:
        if self.kind.name == "verwijzing" and not self._fits_reference(parameter):
            return
        made = parameter_field(
            parameter,
            self.words,
            datasets=list(self.readable.values_list("slug", "name")),
            there=self._reference_columns() if parameter.type == "column" else [],
        )
        if self.kind.name == "verwijzing" and not self._had("waarden"):
            made.required = True
        self.fields[f"parameter_{parameter.name}"] = made
        if parameter.type == "regex":
            self.fields["probe"] = forms.CharField(
                label=_("Try the pattern on examples"),
                required=False,
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
                help_text=_("One example on each line. Below you see which ones fit."),
            )

    def _fits_reference(self, parameter: quality.Parameter) -> bool:
        """A rule against a list is the kind in-lijst; only an old one is kept."""
        return parameter.name != "waarden" or self._had("waarden")

    def _had(self, name: str) -> bool:
        return bool(self.rule and name in self.rule.parameters)

    def _reference_columns(self) -> Choices:
        slug = str(
            self.data.get("parameter_dataset")
            if self.is_bound
            else self.initial.get("parameter_dataset", "")
        )
        columns = Column.objects.filter(
            dataset__in=self.readable.filter(slug=slug), absent_since=None
        )
        if not slug:
            return [("", _("First choose a dataset"))]
        return column_choices(list(columns), _("Choose a column"))

    @property
    def reference_names(self) -> list[str]:
        """The fields with columns of another dataset, which the page draws together."""
        return [
            f"parameter_{parameter.name}"
            for parameter in self.kind.parameters
            if parameter.type == "column" and f"parameter_{parameter.name}" in self.fields
        ]

    @property
    def reference_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.reference_names]

    # --- what was filled in ---------------------------------------------------------------------

    @property
    def columns(self) -> list[str]:
        told = self._told()
        names = [name for name in self.fields if name.startswith("column_")]
        return [value for name in names if (value := told.get(name, ""))]

    @property
    def parameters(self) -> dict[str, Any]:
        """As JSON, in the engine's words; what is empty is left out."""
        told, given = self._told(), {}
        for parameter in self.kind.parameters:
            value = told.get(f"parameter_{parameter.name}")
            if parameter.type == "flag":
                untouched = not self.is_bound and value is None
                given[parameter.name] = bool(parameter.default if untouched else value)
            elif value:
                given[parameter.name] = read_parameter(parameter.type, str(value))
        return given

    def _told(self) -> Mapping[str, Any]:
        """What stands in the form now, cleaned where it could be."""
        if not self.is_bound:
            return self.initial
        if hasattr(self, "cleaned_data"):
            return self.cleaned_data
        return {name: self.data.get(name, "") for name in self.fields}

    @property
    def sentence(self) -> str:
        slug = str(self._told().get("parameter_dataset") or "")
        named = self.readable.filter(slug=slug).values_list("name", flat=True).first()
        return rule_sentence(
            self.kind.name, self.columns, self.parameters, dataset_name=named or ""
        )

    @property
    def probes(self) -> list[tuple[str, bool]]:
        """(example, fits) for each line to try the pattern on; empty while the pattern is bad."""
        pattern = str(self._told().get("parameter_patroon") or "")
        lines = [line for line in str(self._told().get("probe") or "").splitlines() if line]
        if not pattern or not lines:
            return []
        try:
            fits = quality.fits_pattern(pattern, lines[:_MAX_PROBES])
        except quality.RuleError:
            return []
        return list(zip(lines, fits, strict=False))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        try:
            services.validate_rule(
                self.dataset,
                kind=self.kind.name,
                columns=self.columns,
                parameters=self.parameters,
                by=self.user,
            )
        except quality.RuleError as error:
            name = self._field_of(error)
            self.add_error(name, rule_error(self._in_words_of_the_form(error, name)))
        except Refused as error:
            self.add_error("parameter_dataset", refusal(error))
        return cleaned

    def _in_words_of_the_form(
        self, error: quality.RuleError, name: str | None
    ) -> quality.RuleError:
        """The same error, with the parameter called as its field is."""
        if name is None or "parameter" not in error.params:
            return error
        label = str(self.fields[name].label)
        return quality.RuleError(error.code, **{**error.params, "parameter": label})

    def _field_of(self, error: quality.RuleError) -> str | None:
        """The field that an error is about; None where it is about the rule as a whole."""
        parameter = f"parameter_{error.params.get('parameter', '')}"
        if parameter in self.fields:
            return parameter
        for name in self.fields:
            if name.startswith("column_") and self.cleaned_data.get(name) == error.column != "":
                return name
        named = [n for n in self.reference_names if self.cleaned_data.get(n) == error.column != ""]
        return named[0] if named else None


def _initial(rule: Rule) -> dict[str, Any]:
    columns = {f"column_{number}": name for number, name in enumerate(rule.columns, start=1)}
    values = {f"parameter_{name}": typed(value) for name, value in rule.parameters.items()}
    return columns | values

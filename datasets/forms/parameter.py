"""The field of each parameter of a rule: what it asks, and what was typed as the API's JSON."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from datasets import quality
from datasets.models import Column
from datasets.sentences.kind_words import KindWords

_DATE = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_THOUSANDS = re.compile(r"-?\d{1,3}(\.\d{3})+(,\d+)?")
ONE_A_LINE = ("text-list", "columns")
NUMBERS = ("number", "number-or-date", "amount", "count", "days")

# What parameters of many kinds are called, where the kind has no words of its own for them.
_LABELS = {
    "waarden": gettext_lazy("Values that are allowed"),
    "hoofdlettergevoelig": gettext_lazy("Capitals must match"),
    "patroon": gettext_lazy("Pattern"),
    "minimum": gettext_lazy("At least"),
    "maximum": gettext_lazy("At most"),
    "spatie": gettext_lazy("A space between digits and letters is required"),
    "dataset": gettext_lazy("The dataset it must exist in"),
    "kolom": gettext_lazy("The column of that dataset"),
}
_HELP = {
    "waarden": gettext_lazy("One value on each line."),
    "patroon": gettext_lazy(
        "A regular expression for the whole value. [0-9]{4} is four digits; [A-Z]{2} two "
        "capitals; .* anything; a|b is a or b."
    ),
    "maximum": gettext_lazy("Leave empty when there is no upper bound."),
    "dataset": gettext_lazy("Only datasets whose rows you may read."),
}
_HELP_BY_TYPE = {
    "number-or-date": gettext_lazy(
        "A number such as 12,5, or a date such as 31-12-2026. The bound itself is allowed."
    ),
    "number": gettext_lazy("A number such as 12,5."),
    "amount": gettext_lazy("A number such as 12,5."),
    "count": gettext_lazy("A whole number."),
    "days": gettext_lazy("A whole number of days."),
    "year": gettext_lazy("A year such as 2026."),
}
# Another dataset has other columns: the page asks for them when one is chosen.
ASK_FOR_COLUMNS = {
    "hx-post": "",
    "hx-trigger": "change",
    "hx-include": "#rule-form",
    "hx-vals": '{"look": "columns"}',
    "hx-target": "#reference-column",
    "hx-swap": "outerHTML",
    "hx-sync": "this:replace",
}
Choices = list[tuple[str, str]]


def parameter_field(
    parameter: quality.Parameter, words: KindWords, *, datasets: Choices, there: Choices
) -> forms.Field:
    """A field without its value. `datasets` are those that a rule may refer to, `there` the
    columns of the one that was chosen."""
    made = _field(parameter, words, datasets, there)
    made.required = parameter.required
    name = parameter.name
    made.label = words.labels.get(name) or _LABELS.get(name, name)
    helps = (words.help.get(name), _HELP.get(name), _HELP_BY_TYPE.get(parameter.type))
    made.help_text = next((told for told in helps if told), "")
    return made


def _field(
    parameter: quality.Parameter, words: KindWords, datasets: Choices, there: Choices
) -> forms.Field:
    default = parameter.default
    if parameter.type == "flag":
        return forms.BooleanField(initial=bool(default))
    if parameter.type == "dataset":
        options = [("", _("Choose a dataset")), *datasets]
        return forms.CharField(widget=forms.Select(choices=options, attrs=ASK_FOR_COLUMNS))
    if parameter.type == "column":
        return forms.CharField(widget=forms.Select(choices=there))
    if parameter.type == "choice":
        return forms.CharField(
            initial=default, widget=forms.Select(choices=_choices(parameter, words))
        )
    if parameter.type in ONE_A_LINE:
        rows = 6 if parameter.required else 4
        return forms.CharField(max_length=200_000, widget=forms.Textarea(attrs={"rows": rows}))
    attrs = {"spellcheck": "false", "autocapitalize": "off"}
    return forms.CharField(
        max_length=1000,
        strip=False,
        initial=str(default) if default else None,
        widget=forms.TextInput(attrs=attrs),
    )


def _choices(parameter: quality.Parameter, words: KindWords) -> Choices:
    said = words.choices.get(parameter.name, {})
    # In the order of the words: what is asked most comes first there.
    names = [*said, *(name for name in parameter.choices if name not in said)]
    options = [(name, str(said.get(name, name))) for name in names]
    if parameter.default is not None:
        return options
    blank = _("Make a choice") if parameter.required else _("No choice")
    return [("", blank), *options]


def column_choices(columns: list[Column], blank: str) -> Choices:
    """Name, label and type, so that a column can be known by any of them."""
    return [
        ("", blank),
        *(
            (
                column.name,
                f"{column.label} - {column.name} ({column.type})"
                if column.label and column.label != column.name
                else f"{column.name} ({column.type})",
            )
            for column in columns
        ),
    ]


def read_parameter(type_: str, text: str) -> Any:
    """What was typed, as JSON; what cannot be read stays as it was, for the engine to refuse."""
    if type_ in ONE_A_LINE:
        return [line.strip() for line in text.splitlines() if line.strip()]
    if type_ in NUMBERS:
        return read_bound(text)
    if type_ == "day":
        return _read_date(text) or text.strip()
    return text


def read_bound(text: str) -> int | float | str:
    """A Dutch number or date as JSON: 1.234,5 is 1234.5, 31-12-2026 is "2026-12-31".

    What is neither stays as it was written, for the engine to refuse.
    """
    text = text.strip()
    if found := _read_date(text):
        return found
    plain = text.replace(".", "") if _THOUSANDS.fullmatch(text) else text
    try:
        number = Decimal(plain.replace(",", ".")) if re.fullmatch(r"-?[\d.,]+", plain) else None
    except InvalidOperation:
        number = None
    if number is None:
        return text
    return int(number) if number == number.to_integral_value() else float(number)


def _read_date(text: str) -> str:
    found = _DATE.fullmatch(text.strip())
    if not found:
        return ""
    day, month, year = found.groups()
    return f"{year}-{month:0>2}-{day:0>2}"


def typed(value: Any) -> Any:
    """A value of JSON as someone would type it in the field."""
    if isinstance(value, list):
        return "\n".join(str(item) for item in value)
    if isinstance(value, float):
        return f"{Decimal(str(value)):f}".replace(".", ",")
    return value

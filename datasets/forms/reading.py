"""How a file is to be read: a choice for each decision, where "automatic" leaves it to Koers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from datasets import intake
from datasets.sentences.decisions import (
    choices_of,
    decision_title,
    decision_words,
    type_words,
)

# Signs that stand badly in the value of an option: a word for each.
_CODES = {
    "delimiter": {";": "puntkomma", ",": "komma", "\t": "tab", "|": "streep", "": "geen"},
    "quote": {'"': "dubbel", "'": "enkel"},
    "decimals": {",": "komma", ".": "punt"},
}
FIELDS = {
    "encoding": "codering",
    "delimiter": "scheidingsteken",
    "quote": "aanhalingsteken",
    "header_line": "kopregel",
    "footer_line": "voetregel",
    "sheet": "blad",
    "member": "deel",
    "missing": "ontbrekend",
}
OF_COLUMN = {
    "types": "type",
    "decimals": "decimaalteken",
    "date_orders": "datumvolgorde",
    "column_missing": "ontbrekend",
}
MOST_LINES = 100_000_000
MOST_TOKENS, LONGEST_TOKEN = 40, 60
_LINES = ("header_line", "footer_line")
_SEPARATOR = ";"
_NUMBERS, _DATES = ("geheel", "getal"), ("datum", "tijdstip")


@dataclass(frozen=True)
class ColumnPart:
    """The choices about one column. `now`: what stands, in words; `chosen`: something is chosen."""

    number: int
    name: str
    source_name: str
    now: str
    notes: tuple[str, ...]
    fields: list[tuple[str, BoundField]]
    chosen: bool
    wrong: bool

    @property
    def back(self) -> str:
        """What the button "automatic again" of this column sends."""
        return f"column:{self.name}"


class ReadingForm(forms.Form):
    """The decisions about one file. `options` is then what `services.read_again` takes.

    `columns` are those that the page shows, with their place in the file; what is chosen about
    other columns stays. `fits` names the decisions about the file that mean something for it.
    """

    ontbrekend_keuze = forms.ChoiceField(
        label=gettext_lazy("Taken for missing"),
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(
        self,
        *,
        reading: Mapping[str, Any],
        chosen: Mapping[str, Any],
        fits: Sequence[str],
        columns: Sequence[tuple[int, Mapping[str, Any]]] = (),
        data: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data)
        self.reading, self.chosen, self.fits = reading, chosen, fits
        self.columns = columns
        makers: dict[str, Callable[[], forms.Field]] = {
            "sheet": lambda: self._part("sheet", "sheets"),
            "member": lambda: self._part("member", "members"),
            "header_line": lambda: _line(_header_help(reading)),
            "footer_line": lambda: _line(_footer_help(reading)),
        }
        for option in fits:
            if option == "missing":
                self._add_missing()
                continue
            make = makers.get(option, lambda option=option: self._select(option))
            field = make()
            field.label = decision_title(option)
            self.fields[FIELDS[option]] = field
            self.initial[FIELDS[option]] = _coded(option, chosen.get(option))
        if "missing" not in fits:
            del self.fields["ontbrekend_keuze"]
        else:
            self.order_fields([name for name in self.fields if not name.startswith("ontbrekend")])
        for number, column in columns:
            self._add_column(number, column)

    # ----------------------------------------------------------------------------- the fields

    def _select(self, option: str) -> forms.Field:
        now = self.reading.get(option)
        words = "" if now is None or option in self.chosen else decision_words(option, now)
        return _choice(option, choices_of(option), now=words)

    def _part(self, option: str, among: str) -> forms.Field:
        """One of the sheets or files; where nobody knows them yet, its name."""
        names = [str(name) for name in self.reading.get(among, ())]
        if not names:
            return forms.CharField(required=False, max_length=300)
        now = "" if option in self.chosen else decision_words(option, self.reading.get(option, ""))
        return _choice(option, [(name, decision_words(option, name)) for name in names], now=now)

    def _add_missing(self) -> None:
        field = self.fields["ontbrekend_keuze"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", _("Automatic: signs such as ? and -, and words such as n.v.t. beside numbers")),
            ("eigen", _("Only these:")),
        ]
        own = self.chosen.get("missing")
        self.initial["ontbrekend_keuze"] = "" if own is None else "eigen"
        self.initial["ontbrekend"] = "\n".join(own or ())
        self.fields["ontbrekend"] = forms.CharField(
            label=_("Signs and words that mean that nothing is known"),
            help_text=_("One on each line. Empty: only empty cells are missing."),
            required=False,
            strip=False,
            max_length=MOST_TOKENS * (LONGEST_TOKEN + 2),
            widget=forms.Textarea(attrs={"rows": 3}),
        )

    def _add_column(self, number: int, column: Mapping[str, Any]) -> None:
        name = str(column["name"])
        now = {
            "types": column.get("type", ""),
            "decimals": column.get("decimal", ""),
            "date_orders": column.get("date_order", ""),
        }
        for option in _column_options(column):
            told = self._told(option, column)
            key = f"{OF_COLUMN[option]}_{number}"
            self.initial[key] = _coded(option, told)
            if option == "column_missing":
                self.fields[key] = forms.CharField(
                    label=decision_title(option),
                    required=False,
                    max_length=MOST_TOKENS * (LONGEST_TOKEN + 2),
                    help_text=_(
                        "Put a semicolon between them. Just a semicolon: only empty cells. "
                        "Empty: as for the whole file."
                    ),
                )
                continue
            words = decision_words(option, now[option]) if now[option] and told is None else ""
            self.fields[key] = _choice(option, choices_of(option), now=words)
            self.fields[key].label = decision_title(option)
        self._column_names = {**getattr(self, "_column_names", {}), number: name}

    def _told(self, option: str, column: Mapping[str, Any]) -> Any:
        """What is chosen about a column, under its name or the one that it has in the file."""
        told = self.chosen.get(option, {})
        return told.get(column["name"], told.get(column.get("source_name") or column["name"]))

    # ----------------------------------------------------------------------------- for the page

    def file_fields(self) -> list[tuple[str, BoundField, bool]]:
        """(option, field, whether a person chose it) for the file as a whole, but its missing."""
        return [
            (option, self[FIELDS[option]], option in self.chosen)
            for option in self.fits
            if option != "missing"
        ]

    def column_parts(self) -> list[ColumnPart]:
        parts = []
        for number, column in self.columns:
            options = _column_options(column)
            fields = [(option, self[f"{OF_COLUMN[option]}_{number}"]) for option in options]
            parts.append(
                ColumnPart(
                    number=number,
                    name=str(column["name"]),
                    source_name=str(column.get("source_name", "")),
                    now=type_words(str(column.get("type", ""))),
                    notes=tuple(column.get("notes", ())),
                    fields=fields,
                    chosen=any(self._told(option, column) is not None for option in options),
                    wrong=any(bound.errors for _option, bound in fields),
                )
            )
        return parts

    def blame(self, option: str, words: str) -> None:
        """Say at its field what is wrong with a choice; above the form where it has none."""
        name = FIELDS.get(option, "")
        self.add_error(name if name in self.fields else None, words)

    # ----------------------------------------------------------------------------- what is asked

    def clean_kopregel(self) -> int | None:
        return self._within(self.cleaned_data["kopregel"])

    def clean_voetregel(self) -> int | None:
        line = self._within(self.cleaned_data["voetregel"])
        header = self.cleaned_data.get("kopregel") or 0
        if line and header and line <= header:
            raise forms.ValidationError(_("These lines come below the header."))
        return line

    def _within(self, line: int | None) -> int | None:
        lines = int(self.reading.get("lines", 0))
        if any(self._elsewhere(option) for option in ("sheet", "member")):
            return line  # nobody knows yet how long that sheet or file is
        if line and lines and line > lines:
            raise forms.ValidationError(
                _("The file has %(lines)s lines.") % {"lines": lines}, code="beyond"
            )
        return line

    def _elsewhere(self, option: str) -> bool:
        asked = self.cleaned_data.get(FIELDS[option])
        now = self.chosen.get(option, self.reading.get(option))
        return bool(asked) and asked != now

    def clean_ontbrekend(self) -> tuple[str, ...]:
        return _tokens(self.cleaned_data["ontbrekend"].splitlines())

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        for number, _column in self.columns:
            key = f"{OF_COLUMN['column_missing']}_{number}"
            if key in found:
                try:
                    found[key] = _listed(found[key])
                except forms.ValidationError as error:
                    self.add_error(key, error)
        return found

    @property
    def options(self) -> intake.ReadingOptions:
        """Only when valid: what was chosen, and nothing for what stays automatic."""
        cleaned = self.cleaned_data
        told: dict[str, Any] = {}
        for option in self.fits:
            value = cleaned.get(FIELDS[option])
            if option == "missing":
                told[option] = value if cleaned.get("ontbrekend_keuze") == "eigen" else None
            elif option in _LINES:
                told[option] = value
            else:
                told[option] = _decoded(option, value)
        for option in OF_COLUMN:
            told[option] = self._of_columns(option)
        return intake.ReadingOptions.from_dict(told)

    def _of_columns(self, option: str) -> dict[str, Any]:
        kept = dict(self.chosen.get(option, {}))
        for number, column in self.columns:
            kept.pop(str(column["name"]), None)
            kept.pop(str(column.get("source_name", "")), None)
            value = self.cleaned_data.get(f"{OF_COLUMN[option]}_{number}")
            value = value if option == "column_missing" else _decoded(option, value)
            if value is not None:
                kept[str(column["name"])] = value
        return kept


def _column_options(column: Mapping[str, Any]) -> list[str]:
    """What may be chosen: signs and orders only where the column has, or may get, such values."""
    type_ = str(column.get("type", ""))
    found = ["types"]
    if type_ in (*_NUMBERS, "tekst"):
        found.append("decimals")
    if type_ in (*_DATES, "tekst"):
        found.append("date_orders")
    return [*found, "column_missing"]


def _choice(option: str, choices: Sequence[tuple[str, str]], *, now: str) -> forms.Field:
    codes = _CODES.get(option, {})
    automatic = _("Automatic (now: %(now)s)") % {"now": now} if now else _("Automatic")
    # Every answer but "automatic" has a sign or a name; an empty one would be taken for it.
    known = [(codes.get(value, value), words) for value, words in choices]
    return forms.ChoiceField(required=False, choices=[("", automatic), *known])


def _line(help_text: str) -> forms.Field:
    return forms.IntegerField(
        required=False,
        min_value=0,
        max_value=MOST_LINES,
        help_text=help_text,
        error_messages={"invalid": _("Give a number of a line, 0 or nothing.")},
    )


def _header_help(reading: Mapping[str, Any]) -> str:
    if "header_line" not in reading:
        return _("The line with the names of the columns. 0: there is none. Empty: automatic.")
    return _(
        "The line with the names of the columns. 0: there is none. Empty: automatic. Now: %(line)s."
    ) % {"line": reading["header_line"]}


def _footer_help(reading: Mapping[str, Any]) -> str:
    lines = reading.get("footer_lines", ())
    if "footer_lines" not in reading:
        return _("The first line that is no data any more. 0: all is data. Empty: automatic.")
    return _(
        "The first line that is no data any more. 0: all is data. Empty: automatic. Now: %(line)s."
    ) % {"line": lines[0][0] if lines else 0}


def _coded(option: str, value: Any) -> Any:
    """A decision as the value of its field; "" for none."""
    if value is None:
        return ""
    if option == "column_missing":
        return f"{_SEPARATOR} ".join(value) or _SEPARATOR
    return _CODES[option].get(value, value) if option in _CODES else value


def _decoded(option: str, value: Any) -> Any:
    """The value of a field as a decision; None for "automatic"."""
    if value in ("", None):
        return None
    signs = {code: sign for sign, code in _CODES.get(option, {}).items()}
    return signs.get(value, value)


def _listed(text: str) -> tuple[str, ...] | None:
    return _tokens(text.split(_SEPARATOR)) if text.strip() else None


def _tokens(texts: Sequence[str]) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(text.strip() for text in texts if text.strip()))
    if len(found) > MOST_TOKENS:
        raise forms.ValidationError(_("At most %(most)s fit here.") % {"most": MOST_TOKENS})
    long = next((token for token in found if len(token) > LONGEST_TOKEN), "")
    if long:
        raise forms.ValidationError(
            _("“%(token)s” is too long for a sign of missing.") % {"token": f"{long[:20]}…"}
        )
    return found

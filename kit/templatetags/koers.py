"""The tags every page of Koers is built with: `{% load koers %}`.

Form fields, the error summary, icons, charts, addresses that keep their other parameters, and
numbers and moments in the reader's own notation. Each tag draws a template of
templates/components, so that a page never writes the markup of the design system itself.
"""

import base64
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField, widgets
from django.forms.boundfield import BoundWidget
from django.http import HttpRequest
from django.template import Context
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext as _

from kit import notation
from kit.chart_words import cell_text, describe
from kit.charts import Chart, csv_bytes
from kit.icons import ICONS

register = template.Library()

# What the design system calls the control that a Django widget draws.
CONTROLS: tuple[tuple[type[widgets.Widget], str], ...] = (
    (widgets.CheckboxSelectMultiple, "choices"),
    (widgets.RadioSelect, "choices"),
    (widgets.CheckboxInput, "checkbox"),
    (widgets.ClearableFileInput, "file"),
    (widgets.FileInput, "file"),
    (widgets.Textarea, "textarea"),
    (widgets.Select, "select"),
    (widgets.Widget, "textbox"),
)
CLASSES = {
    "textbox": "utrecht-textbox utrecht-textbox--html-input",
    "textarea": "utrecht-textarea utrecht-textarea--html-textarea",
    "select": "utrecht-select utrecht-select--html-select",
    "checkbox": "utrecht-checkbox utrecht-checkbox--html-input",
    "file": "koers-file__input",
    "choices": "",
}


def _control(bound: BoundField) -> str:
    """Name the control of a field: textbox, textarea, select, checkbox, choices or file."""
    return next(name for kind, name in CONTROLS if isinstance(bound.field.widget, kind))


def _attributes(bound: BoundField, control: str) -> dict[str, Any]:
    """Give the control its classes and tie label, help and error text to it (WCAG 3.3.1)."""
    invalid = bool(bound.errors)
    classes = [CLASSES[control]] if CLASSES[control] else []
    if invalid and control in ("textbox", "textarea", "select"):
        classes.append(f"utrecht-{control}--invalid")
    own = bound.field.widget.attrs.get("class")
    attributes: dict[str, Any] = {"class": " ".join([*classes, own] if own else classes)}
    if not attributes["class"]:
        del attributes["class"]
    described = [f"{bound.auto_id}_helptext"] if bound.help_text else []
    if invalid:
        described.append(f"{bound.auto_id}_error")
        attributes["aria-invalid"] = "true"
    if described:
        attributes["aria-describedby"] = " ".join(described)
    return attributes


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, *, label: str = "", wide: bool = False) -> dict[str, Any]:
    """Draw a form field with its label, help, errors and control.

    `label` replaces the field's own label; `wide` lets a text control take the whole line.
    Hidden fields are drawn as they are.
    """
    control = _control(bound)
    attributes = _attributes(bound, control)
    return {
        "field": bound,
        "control": control,
        "label": label or bound.label,
        "optional": not bound.field.required and control not in ("checkbox",),
        "wide": wide,
        "widget": bound.as_widget(attrs=attributes) if control != "choices" else "",
        "options": _options(bound, attributes) if control == "choices" else (),
        "described": attributes.get("aria-describedby", ""),
    }


def _options(bound: BoundField, attributes: dict[str, Any]) -> list[BoundWidget]:
    """Give the choices of a group, each with the attributes of the group's control."""
    widget = bound.field.widget
    own = bound.build_widget_attrs({"id": bound.auto_id, **attributes}, widget)
    return [
        BoundWidget(widget, option, bound.form.renderer)
        for option in widget.subwidgets(bound.html_name, bound.value(), attrs=own)
    ]


@register.inclusion_tag("components/error_summary.html")
def error_summary(form: BaseForm | None) -> dict[str, Any]:
    """Say at the top of a form what went wrong, each line leading to its field.

    Draws nothing for a form without errors, and for no form.
    """
    lines: list[dict[str, str]] = []
    if form is not None and form.is_bound:
        lines += [{"target": "", "text": text} for text in map(str, form.non_field_errors())]
        for name in form.errors:
            if name in form.fields:
                bound = form[name]
                lines += [
                    {"target": bound.auto_id, "text": _labelled(bound, text)}
                    for text in map(str, bound.errors)
                ]
    return {"lines": lines}


def _labelled(bound: BoundField, text: str) -> str:
    """Put the label before an error that does not name its field."""
    label = str(bound.label or bound.name)
    if strip_tags(label).lower() in text.lower():
        return text
    if label.endswith("?"):
        return f"{label} {text}"
    return _("%(label)s: %(error)s") % {"label": label, "error": text}


@register.simple_block_tag(takes_context=True, end_name="endcomponent")
def component(context: Context, content: str, name: str, **variables: Any) -> SafeString:
    """Draw templates/components/NAME.html around what stands between the tags.

    The component sees the variables given here and `content`, and nothing else of the page.
    """
    assert context.template is not None
    drawn = context.template.engine.get_template(f"components/{name}.html")
    return drawn.render(context.new({**variables, "content": content}))


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Draw an icon of kit.icons; silent beside a word, or with `label` where it stands alone."""
    if name not in ICONS:
        raise template.TemplateSyntaxError(f"There is no icon '{name}'; see kit/icons.py.")
    return format_html(
        '<svg class="koers-icon" {} focusable="false"><use href="{}#{}"></use></svg>',
        format_html('role="img" aria-label="{}"', label)
        if label
        else SafeString('aria-hidden="true"'),
        static("vendor/icons/sprite.svg"),
        name,
    )


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: Any) -> str:
    """Give this page's query string with some parameters changed; "" or None takes one out."""
    return _query(context["request"], changes)


def _query(request: HttpRequest, changes: Mapping[str, Any]) -> str:
    parameters = request.GET.copy()
    for name, value in changes.items():
        if value is None or value == "":
            parameters.pop(name, None)
        else:
            parameters[name] = str(value)
    return f"?{parameters.urlencode()}" if parameters else "?"


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: Context, page: Page[Any], parameter: str = "pagina") -> dict[str, Any]:
    """Lead through the pages of a list, keeping the other parameters (filters, order)."""
    request = context["request"]
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {
        "page": page,
        "links": [
            {
                "text": notation.number(number) if isinstance(number, int) else str(number),
                "url": _query(request, {parameter: number}) if isinstance(number, int) else "",
                "current": number == page.number,
            }
            for number in numbers
        ],
        "previous": _query(request, {parameter: page.number - 1}) if page.has_previous() else "",
        "next": _query(request, {parameter: page.number + 1}) if page.has_next() else "",
    }


@register.inclusion_tag("components/breadcrumb.html")
def crumbs(*parts: Any) -> dict[str, Any]:
    """Draw the way to this page: label, address, label, address, ..., label of this page."""
    labels, addresses = parts[::2], [*parts[1::2], ""]
    return {
        "crumbs": [
            {"label": label, "url": address}
            for label, address in zip(labels, addresses, strict=False)
        ]
    }


@register.inclusion_tag("components/chart.html")
def chart(
    drawn: Chart, *, trust: str = "", csv: str = "", name: str = "", level: int = 3
) -> dict[str, Any]:
    """Draw a chart of kit.charts in its frame: title, date, trust, table, CSV and PNG.

    `csv` is the address of the numbers as CSV where a page has one; without it the link carries
    them itself. `name` tells charts with the same title on one page apart.
    """
    key = slugify(name or drawn.title)[:60] or "chart"
    carried = base64.b64encode(csv_bytes(drawn)).decode()
    return {
        "chart": drawn,
        "name": f"chart-{key}",
        "file_name": key,
        "trust": trust,
        "level": level,
        "summary": describe(drawn),
        "rows": [
            [
                {"text": cell_text(value, column), "numeric": column.numeric}
                for value, column in zip(row, drawn.columns, strict=True)
            ]
            for row in drawn.rows
        ],
        "csv": csv or f"data:text/csv;charset=utf-8;base64,{carried}",
    }


@register.filter
def number(value: notation.Number | None, decimals: int | None = None) -> str:
    """{{ rows|number }}, {{ mean|number:1 }}: 12.345 and 31,0."""
    return notation.number(value, decimals)


@register.filter
def percent(share: notation.Number | None, decimals: int = 1) -> str:
    """{{ share|percent }}: 0.983 becomes 98,3%."""
    return notation.percent(share, decimals)


@register.filter
def size(count: int | None) -> str:
    """{{ file.size|size }}: 1.500.000 becomes 1,5 MB."""
    return notation.size(count)


@register.simple_tag
def moment(value: datetime | None) -> str:
    """{% moment run.started_at %}: 12 mrt 2026, 14:05."""
    return _time(value, notation.moment(value))


@register.simple_tag
def day(value: date | None) -> str:
    """{% day delivery.period %}: 12 mrt 2026."""
    return _time(value, notation.day(value))


@register.simple_tag
def ago(value: datetime | None) -> str:
    """{% ago flag.opened_at %}: 3 uur geleden, gisteren, or the day from a week on."""
    return _time(value, notation.ago(value, timezone.now()))


def _time(value: date | None, text: str) -> str:
    if value is None:
        return text
    return format_html('<time datetime="{}">{}</time>', notation.machine(value), text)

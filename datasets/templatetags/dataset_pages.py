"""What the pages of a dataset share: `{% load dataset_pages %}`."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from datasets.lifecycle import Dimension, Trust
from datasets.models import Dataset
from datasets.sentences.period import period_words

register = template.Library()


@register.filter
def period(value: str) -> str:
    """{{ delivery.period|period }}: May 2026."""
    return period_words(value)


@register.simple_tag
def dataset_tabs(dataset: Dataset, tab: str) -> list[dict[str, Any]]:
    """The tabs of a dataset, `tab` (overview, rows, quality, deliveries, usage) being this page."""
    tabs = (
        ("overview", _("Overview"), "datasets:detail"),
        ("rows", _("Data"), "datasets:rows"),
        ("quality", _("Quality"), "datasets:quality"),
        ("deliveries", _("Deliveries"), "datasets:deliveries"),
        ("usage", _("Usage"), "datasets:usage"),
    )
    return [
        {"label": label, "url": reverse(name, args=[dataset.slug]), "current": code == tab}
        for code, label, name in tabs
    ]


@register.simple_tag
def dimensions_of(dataset: Dataset) -> list[dict[str, str]]:
    """Trust of a dataset by dimension, as {label, state, word}, in the order of the mission."""
    return [
        {
            "code": code,
            "label": str(Dimension(code).label),
            "state": state,
            "word": str(Trust(state).label).lower(),
        }
        for code, state in dataset.dimension_states().items()
    ]

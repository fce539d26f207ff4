"""The living page Bouwstenen: every component in its states, for who builds and who tests."""

from datetime import date, timedelta
from typing import Any

import pandas as pd
from django import forms
from django.contrib.auth.decorators import login_required
from django.contrib.messages.constants import SUCCESS, WARNING
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from kit.charts import Chart, bars, spark, stacked, trend
from portal import prose

STATES = ["green", "amber", "red", "unknown"]


class SampleForm(forms.Form):
    """One field of every kind."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=60)
    purpose = forms.CharField(
        label=gettext_lazy("What is it for?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("One or two sentences that a colleague understands."),
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    rows = forms.IntegerField(label=gettext_lazy("Number of rows"), min_value=1, required=False)
    day = forms.DateField(
        label=gettext_lazy("Day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    interval = forms.ChoiceField(
        label=gettext_lazy("Refreshed"),
        choices=[
            ("day", gettext_lazy("every day")),
            ("month", gettext_lazy("every month")),
            ("year", gettext_lazy("every year")),
        ],
    )
    classification = forms.ChoiceField(
        label=gettext_lazy("Who may see the rows?"),
        widget=forms.RadioSelect,
        help_text=gettext_lazy("When in doubt choose the strictest."),
        choices=[
            ("open", gettext_lazy("everyone")),
            ("internal", gettext_lazy("colleagues")),
            ("confidential", gettext_lazy("named people")),
        ],
    )
    dimensions = forms.MultipleChoiceField(
        label=gettext_lazy("What is checked?"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        choices=[
            ("complete", gettext_lazy("complete")),
            ("current", gettext_lazy("current")),
            ("correct", gettext_lazy("correct")),
        ],
    )
    file = forms.FileField(
        label=gettext_lazy("File"), help_text=gettext_lazy("CSV, at most 500 MB")
    )
    agreed = forms.BooleanField(
        label=gettext_lazy("I know this data and I answer for it"),
        help_text=gettext_lazy("Your name stands with the delivery."),
    )


class FilterForm(forms.Form):
    """Filters as a list page has them."""

    q = forms.CharField(label=gettext_lazy("Search"), required=False)
    vertrouwen = forms.ChoiceField(
        label=gettext_lazy("Trust"),
        required=False,
        choices=[
            ("", gettext_lazy("all")),
            ("green", gettext_lazy("green")),
            ("red", gettext_lazy("red")),
        ],
    )


@require_safe
@login_required
def show(request: HttpRequest) -> HttpResponse:
    """Every component, with the names and variables to include it by."""
    page = Paginator(range(1, 1261), 25).get_page(request.GET.get("pagina"))
    broken = SampleForm({"name": "", "rows": "0", "email": "geen adres"})
    filters = FilterForm(request.GET or None)
    for form in (broken, filters):
        form.auto_id = f"id_{type(form).__name__}_%s" if form is filters else "id_broken_%s"
    now = timezone.now()
    return render(
        request,
        "portal/components.html",
        {
            "states": STATES,
            "page": page,
            "form": SampleForm(),
            "broken": broken,
            "filters": filters,
            "filtered": any(request.GET.values()),
            "now": now,
            "yesterday": now - timedelta(days=1),
            "last_month": now - timedelta(days=33),
            "rows": _rows(),
            "matrix": _matrix(),
            "sample_messages": [
                Message(level, text)
                for level, text in (
                    (SUCCESS, _("The entry has been saved.")),
                    (WARNING, _("The entry has no owner yet.")),
                )
            ],
            "sample_prose": prose.blocks(
                _("## A heading\n\nA paragraph.\n\n- One item\n- Another item")
            ),
            **_charts(),
        },
    )


@require_safe
@login_required
def progress(request: HttpRequest) -> HttpResponse:
    """Answer the sample progress bar: it moves on at every question, and then is done."""
    known = request.GET.get("stand", "")
    value = min(int(known) + 20, 100) if known.isdecimal() and len(known) <= 3 else 20
    address = reverse("portal:components_progress")
    done = value == 100
    return render(
        request,
        "components/progress.html",
        {
            "id": "sample-progress",
            "label": _("Checking sample"),
            "value": value,
            "state": "done" if done else "running",
            "step": "" if done else _("Rule %(number)s of 5") % {"number": value // 20},
            "url": "" if done else f"{address}?stand={value}",
        },
    )


def _rows() -> list[dict[str, Any]]:
    filled = [1.0, 0.983, 0.9996, 0.0]
    names = [_("Start date"), _("Postcode"), _("Waiting time (days)"), _("Reason")]
    profiles = [[3, 8, 21, 34, 20, 9, 2], [5, 5, 6, 5, 4, 5, 6], [40, 22, 11, 6, 3, 1, 1], []]
    return [
        {
            "name": name,
            "rows": 12_345 * (index + 1),
            "filled": share,
            "state": STATES[index],
            "spark": spark(profile, label=_("Spread of %(column)s") % {"column": name}),
        }
        for index, (name, share, profile) in enumerate(zip(names, filled, profiles, strict=True))
    ]


def _matrix() -> list[dict[str, Any]]:
    names = [_("Sample A"), _("Sample B"), _("Sample C, with a name that takes more room")]
    order = [
        ("green", "green", "green"),
        ("green", "amber", "red"),
        ("unknown", "green", "unknown"),
    ]
    counts = {"green": 0, "amber": 1, "red": 12, "unknown": 0}
    return [
        {"name": name, "cells": [{"state": state, "count": counts[state]} for state in states]}
        for name, states in zip(names, order, strict=True)
    ]


def _charts() -> dict[str, Chart]:
    months = pd.date_range("2026-01-01", periods=9, freq="MS")
    waiting = pd.DataFrame(
        {
            "month": months,
            "north": [36, 35, 34.5, 34, None, 33, 32.5, 31, 31],
            "south": [30, 29, 28.1, 28, 28.4, 27.5, 27, 27.2, 26.8],
        }
    )
    flags = pd.DataFrame(
        {
            "department": [_("Youth"), _("Work and income"), _("Public space"), _("Taxes")],
            "amber": [4, 2, 7, 0],
            "red": [1, 0, 3, 0],
        }
    )
    share = pd.DataFrame(
        {"column": [_("Name"), _("Postcode"), _("Birth date")], "filled": [1.0, 0.983, 0.74]}
    )
    empty = pd.DataFrame({"month": months[:0], "value": []})
    of = date(2026, 9, 1)
    return {
        "line": trend(
            waiting, x="month", series={"north": _("North"), "south": _("South")},
            title=_("Waiting time falls in both areas"), x_label=_("Month"),
            unit=_("days"), norm=28, norm_label=_("norm 28 days"), day=of,
        ),
        "stack": stacked(
            flags, x="department", series={"red": _("blocking"), "amber": _("warning")},
            title=_("Public space has the most open flags"), x_label=_("Department"),
            meanings={"red": "red", "amber": "amber"}, horizontal=True, day=of,
        ),
        "bar": bars(
            share, x="column", series={"filled": _("Filled")}, share=True,
            title=_("A quarter of the birth dates is missing"), x_label=_("Column"), day=of,
        ),
        "no_numbers": trend(
            empty, x="month", series={"value": _("Value")}, title=_("A chart without numbers"),
        ),
    }  # fmt: skip

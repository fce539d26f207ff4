"""*Meld twijfel*: from the place where the number stands to a report that was sent."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from datasets.forms.reason import ReasonForm
from datasets.lifecycle import Refused as DatasetRefused
from datasets.models import Delivery
from datasets.sentences.period import period_words
from datasets.services.records import find_record
from datasets.views.access import keep_reason, reader
from datasets.views.rows import current_deliveries
from datasets.views.search import find_datasets
from feedback.forms.new import CellsForm, DoubtForm, KeyedForm, MissingForm, WholeForm
from feedback.lifecycle import Refused, Subject
from feedback.models import Report
from feedback.sentences import refusal
from feedback.services.evidence import send_report
from feedback.services.similar import already_doubted, open_reports_like
from feedback.views.asked import Asked, asked_of, shown_values
from kit.paging import page_of

PER_PAGE = 25


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new(request: HttpRequest) -> HttpResponse:
    """The form, prefilled with what its address names; step by step where it names too little."""
    asked = asked_of(request)
    if asked is None:
        return choose_dataset(request)
    if asked.asks_reason:
        return _ask_reason(request, asked)
    if not asked.subject:
        return _choose_subject(request, asked)
    if asked.subject in (Subject.CELL, Subject.ROW) and not asked.record and asked.rights.see_rows:
        return redirect(f"{reverse('feedback:new_search')}?{request.GET.urlencode()}")
    sent = request.method == "POST"
    form = form_of(asked, request) if sent else form_of(asked)
    if not sent:
        return _page(request, asked, form)
    if not form.is_valid():
        return _page(request, asked, form, status=422)
    return _send(request, asked, form)


def form_of(asked: Asked, request: HttpRequest | None = None) -> DoubtForm:
    """The form for this subject, bound to what was sent with a request."""
    sent = (request.POST, request.FILES) if request else ()
    shared: dict[str, Any] = {"subject": asked.subject, "ticked": asked.column}
    columns = list(asked.columns.values())
    if asked.record is not None:
        return CellsForm(*sent, record=asked.record, columns=asked.columns, **shared)
    if asked.subject in (Subject.CELL, Subject.ROW):
        return KeyedForm(*sent, dataset=asked.dataset, columns=columns, **shared)
    if asked.subject == Subject.MISSING:
        shared.pop("ticked")
        return MissingForm(*sent, dataset=asked.dataset, columns=columns, **shared)
    periods = [
        (delivery.period, period_words(delivery.period))
        for delivery in current_deliveries(asked.dataset)
        if delivery.period
    ]
    initial = {"periode": asked.period}
    return WholeForm(*sent, columns=columns, periods=periods, initial=initial, **shared)


def _send(request: HttpRequest, asked: Asked, form: DoubtForm) -> HttpResponse:
    doubts = form.doubts()
    # Without the right to rows nobody learns here which of them are doubted.
    same = None
    if asked.rights.see_rows and not form.cleaned_data["apart"]:
        same = already_doubted(asked.dataset, doubts, subject=form.subject)
    if same is not None and same.token != form.cleaned_data["kenmerk"]:
        return _page(request, asked, form, status=422, same=same)
    if isinstance(form, MissingForm) and _is_there(asked, form):
        form.add_error(None, _("This row is in the data. Look it up to doubt a value in it."))
        return _page(request, asked, form, status=422)
    period = form.cleaned_data.get("periode") or asked.period
    try:
        report = send_report(
            asked.dataset,
            by=reader(request),
            files=form.cleaned_data["bewijs"],
            doubts=doubts,
            period=period,
            delivery=asked.delivery or _delivery_of(asked, period),
            page=asked.page,
            page_label=asked.page_label,
            **form.told(),
        )
    except Refused as error:
        form.add_error("bewijs" if error.code.startswith("evidence") else None, refusal(error))
        return _page(request, asked, form, status=422)
    messages.success(
        request,
        _("Thank you. Your report %(reference)s has arrived.") % {"reference": report.reference},
    )
    there = redirect("feedback:report", report.reference)
    if "X-Koers-Upload" in request.headers:
        # A script that follows a redirect would read the page, and with it what was just said.
        return HttpResponse(status=201, headers={"Location": there.url})
    return there


def _is_there(asked: Asked, form: MissingForm) -> bool:
    """Whether the row that is said to be missing is there. Only for who may know."""
    key = form.record_key()
    if not key or not asked.rights.see_rows:
        return False
    if any(name in asked.masks for name in asked.dataset.key):
        return False  # a personal key must not be guessed
    try:
        return find_record(asked.dataset, key=key) is not None
    except DatasetRefused:
        return False


def _delivery_of(asked: Asked, period: str) -> Delivery | None:
    """What counted when it was doubted: of this period, or the only one there is."""
    current = current_deliveries(asked.dataset)
    fitting = [delivery for delivery in current if delivery.period == period]
    return fitting[0] if fitting else current[0] if len(current) == 1 else None


def _page(
    request: HttpRequest,
    asked: Asked,
    form: DoubtForm,
    *,
    status: int = 200,
    same: Report | None = None,
) -> HttpResponse:
    like = open_reports_like(
        asked.dataset,
        subject=asked.subject,
        record_key=asked.record.key if asked.record else "",
        column=asked.column,
        period=asked.period,
        page=asked.page,
    )
    person, cells = reader(request), _cells(asked, form)
    context = {
        "asked": asked,
        "dataset": asked.dataset,
        "form": form,
        "subject_label": Subject(asked.subject).label,
        "cells": cells,
        "others_used": any(
            cell["tick"].value() or cell["proposed"].value()
            for cell in cells
            if not cell["clicked"]
        )
        or form.has_error(NON_FIELD_ERRORS, "nothing")
        or bool(cells and form["rij"].value()),
        "kind": type(form).__name__,
        "key_parts": _key_parts(asked),
        "same": {"report": same, "mine": same.reporter_id == person.pk} if same else None,
        "like": [
            {
                "report": report,
                "mine": report.reporter_id == person.pk,
                "joined": any(joiner.person_id == person.pk for joiner in report.joiners.all()),
                "others": len(report.joiners.all()),
            }
            for report in like
            if same is None or report.pk != same.pk
        ],
        "files_lost": bool(request.FILES),
    }
    return render(request, "feedback/new.html", context, status=status)


def _key_parts(asked: Asked) -> list[dict[str, str]]:
    """Which row it is, in the words of the data dictionary."""
    if asked.record is None:
        return []
    shown = shown_values(asked)
    return [
        {"label": str(asked.columns.get(name, name)), "value": shown[name]}
        for name in asked.dataset.key
        if shown.get(name)
    ]


def _cells(asked: Asked, form: DoubtForm) -> list[dict[str, Any]]:
    """The cells of the row with their values and meaning, the one that was clicked first."""
    if not isinstance(form, CellsForm):
        return []
    shown = shown_values(asked)
    cells = [
        {
            **cell,
            "column": asked.columns.get(cell["name"]),
            "value": shown[cell["name"]],
            "masked": cell["name"] in asked.masks,
            "clicked": cell["name"] == asked.column,
        }
        for cell in form.cells()
    ]
    return sorted(cells, key=lambda cell: not cell["clicked"])


def _ask_reason(request: HttpRequest, asked: Asked) -> HttpResponse:
    """Why one looks at the rows of a confidential dataset; asked once in a session."""
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        keep_reason(request, asked.dataset, form.cleaned_data["reden"])
        return redirect(request.get_full_path())
    context = {"asked": asked, "dataset": asked.dataset, "form": form}
    return render(request, "feedback/new_reason.html", context, status=422 if form.errors else 200)


def choose_dataset(request: HttpRequest) -> HttpResponse:
    """The first step: which data is it about?"""
    words = request.GET.get("zoek", "").strip()[:100]
    found = find_datasets(reader(request), {"zoek": words})
    page = page_of(found, PER_PAGE, request.GET.get("pagina"))
    return render(request, "feedback/new_dataset.html", {"page": page, "words": words})


def _choose_subject(request: HttpRequest, asked: Asked) -> HttpResponse:
    """The second step: what of it?"""
    choices = [
        (Subject.CELL, _("Look the row up, then tick what is not right.")),
        (Subject.MISSING, _("Something or somebody that should be in it.")),
        (Subject.COLUMN, _("The same mistake in many rows.")),
        (Subject.PERIOD, _("A year, quarter or month that cannot be right.")),
        (Subject.NUMBER, _("A total, a share or a chart.")),
        (Subject.DEFINITION, _("What a column or the whole means, or how it is counted.")),
        (Subject.DATASET, _("Anything else about this data.")),
    ]
    bare = not asked.columns
    if bare:  # an entry without a file: nothing is known of its rows
        choices = [one for one in choices if one[0] in (Subject.DEFINITION, Subject.DATASET)]
    elif not any(delivery.period for delivery in current_deliveries(asked.dataset)):
        choices = [one for one in choices if one[0] != Subject.PERIOD]
    context = {
        "asked": asked,
        "dataset": asked.dataset,
        "choices": [
            {"code": code, "label": code.label, "note": note, "url": _subject_url(request, code)}
            for code, note in choices
        ],
        "may_list": not bare,
    }
    return render(request, "feedback/new_subject.html", context)


def _subject_url(request: HttpRequest, code: Subject) -> str:
    """This address with its subject chosen, and without the row that is gone."""
    told = request.GET.copy()
    for name in ("levering", "regel"):
        told.pop(name, None)
    told["onderwerp"] = code
    return f"?{told.urlencode()}"

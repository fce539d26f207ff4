"""What the address of the form says: which dataset, which row or column, seen on which page."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import Resolver404, resolve, reverse
from django.utils.formats import date_format, number_format
from django.utils.http import url_has_allowed_host_and_scheme

from datasets.models import Column, Dataset, Delivery, Finding
from datasets.models.delivery import period_end
from datasets.services import mask_value, personal_columns
from datasets.services.masking import cut
from datasets.services.records import Record, record_at
from datasets.views.access import (
    Rights,
    find_dataset,
    find_delivery,
    log_rows,
    log_values,
    must_give_reason,
    reader,
    rights_of,
    values_reason,
)
from datasets.views.findings import names_of, sentence_of
from feedback.lifecycle import Subject

NUMERIC = {"geheel", "getal"}


@dataclass(frozen=True)
class Asked:
    """`subject`: "" while it is still to be chosen. `gone`: the row asked for is not there (now).

    `asks_reason`: the rows are shown only once the reader says why. `masks`: personal columns of
    which this reader sees no values.
    """

    dataset: Dataset
    rights: Rights
    columns: dict[str, Column]
    subject: str = ""
    delivery: Delivery | None = None
    record: Record | None = None
    gone: bool = False
    asks_reason: bool = False
    masks: Mapping[str, str] = field(default_factory=dict)
    column: str = ""
    period: str = ""
    finding: str = ""
    page: str = ""
    page_label: str = ""

    @property
    def about_column(self) -> Column | None:
        return self.columns.get(self.column)


def asked_of(request: HttpRequest) -> Asked | None:
    """What this address asks for; None where it names no dataset.

    404 for a dataset that the reader may not see, and for what there is not.
    """
    slug = request.GET.get("dataset", "")
    if not slug:
        return None
    dataset = find_dataset(request, slug)
    rights = rights_of(reader(request), dataset)
    columns = {column.name: column for column in dataset.columns.all()}
    known: dict[str, Any] = {
        **_column(request, columns),
        **_period(request),
        **_record(request, dataset, rights),
        **_page(request),
    }
    if "bevinding" in request.GET:
        found = _finding(request, dataset)
        known = {**found, **{name: value for name, value in known.items() if value}}
    subject = _subject(request, known, rights)
    return Asked(dataset, rights, columns, subject=subject, **known)


def _column(request: HttpRequest, columns: Mapping[str, Column]) -> dict[str, Any]:
    name = request.GET.get("kolom", "")
    if name and name not in columns:
        raise Http404
    return {"column": name}


def _period(request: HttpRequest) -> dict[str, Any]:
    period = request.GET.get("periode", "")
    if period and period_end(period) is None:
        raise Http404
    return {"period": period}


def _number(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or len(text) > 9:
        raise Http404
    return int(text)


def _record(request: HttpRequest, dataset: Dataset, rights: Rights) -> dict[str, Any]:
    """The row at a line of a delivery, read from its table, for who may see rows."""
    if "levering" not in request.GET or "regel" not in request.GET:
        return {}
    delivery = find_delivery(dataset, _number(request.GET["levering"]))
    line = _number(request.GET["regel"])
    delivery.dataset = dataset
    if not rights.see_rows:
        return {"delivery": delivery, "period": delivery.period}
    if must_give_reason(request, dataset):
        return {"delivery": delivery, "period": delivery.period, "asks_reason": True}
    record = record_at(delivery, line)
    if record is None:
        return {"gone": True}
    return {
        "record": record,
        "delivery": delivery,
        "period": delivery.period,
        "masks": masks_of(request, dataset, rights),
    }


def masks_of(request: HttpRequest, dataset: Dataset, rights: Rights) -> dict[str, str]:
    """The columns that stand masked for this reader; leaves the lines that a look at rows leaves."""
    personal, why = personal_columns(dataset), values_reason(request, dataset, rights)
    log_rows(request, dataset, action="rows-seen")
    if personal and why:
        log_values(request, dataset, personal, reason=why, granted=True)
    return {} if why else personal


def _finding(request: HttpRequest, dataset: Dataset) -> dict[str, Any]:
    """A finding as check.rule: its columns, and its check as the page it was seen on."""
    run, _dot, rule = request.GET["bevinding"].partition(".")
    found = Finding.objects.select_related("rule", "run").filter(run__dataset=dataset)
    finding = get_object_or_404(found, run__number=_number(run), rule__number=_number(rule))
    was = finding.as_checked
    names, parameters = was.get("columns", []), was.get("parameters", {})
    sentence = sentence_of(
        was.get("kind", finding.rule.kind), names, parameters, names_of(request, [parameters])
    )
    return {
        "finding": sentence,
        "column": names[0] if len(names) == 1 else "",
        "page": reverse("datasets:run", args=[dataset.slug, finding.run.number]),
        "page_label": sentence[:200],
    }


def _page(request: HttpRequest) -> dict[str, Any]:
    """The page that the reporter came from, when it is one of this portal."""
    address = request.GET.get("van", "")
    own = url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    if not address.startswith("/") or not own or len(address) > 500:
        return {}
    try:
        resolve(urlsplit(address).path)
    except (Resolver404, ValueError):
        return {}
    return {"page": address, "page_label": request.GET.get("label", "").strip()[:200]}


def _subject(request: HttpRequest, known: Mapping[str, Any], rights: Rights) -> str:
    given = request.GET.get("onderwerp", "")
    if given and given not in Subject.values:
        raise Http404
    if known.get("record") or (known.get("delivery") and not known.get("gone")):
        return given if given == Subject.ROW else Subject.CELL
    if given or known.get("gone"):
        return given if not known.get("gone") else ""
    if known.get("column"):
        return Subject.COLUMN
    if known.get("page_label"):
        return Subject.NUMBER
    return Subject.PERIOD if known.get("period") else ""


def shown_values(asked: Asked) -> dict[str, str]:
    """The row in the reader's own notation, with personal values masked."""
    assert asked.record is not None
    types = {name: column.type for name, column in asked.columns.items()}
    return {
        name: shown_value(text, types.get(name, "tekst"), asked.masks.get(name, ""))
        for name, text in asked.record.values.items()
    }


def shown_value(text: str, type_: str, personal: str = "") -> str:
    """One value for a reader: masked where it is personal, in Dutch notation, cut when long."""
    if personal:
        return mask_value(text, personal) or ""
    return cut(written(text, type_))


def written(text: str, type_: str) -> str:
    """A value in the reader's notation; what does not fit its type stays as it was written."""
    try:
        if type_ == "getal" and text:
            places = len(text.partition(".")[2])
            return number_format(Decimal(text), decimal_pos=places, force_grouping=True)
        if type_ == "datum" and text:
            return date_format(date.fromisoformat(text), "d-m-Y")
    except (InvalidOperation, ValueError):
        return text
    return text.replace("T", " ") if type_ == "tijdstip" else text

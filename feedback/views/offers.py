"""*Meld twijfel* on the pages of the floors below, through their slots; no query for each row."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from datasets.models import Column, Dataset, Delivery, Finding
from feedback.services import open_on
from kit.slots import Filling, Offer


def form_url(request: HttpRequest, **asked: Any) -> str:
    """The address of the form for this; it says which page one came from, and holds no values."""
    told = {name: value for name, value in asked.items() if value not in ("", None)}
    if request.method == "GET" and not getattr(request, "htmx", False):
        told["van"] = request.path
    return f"{reverse('feedback:new')}?{urlencode(told)}"


def on_dataset(request: HttpRequest, *, dataset: Dataset) -> Filling | None:
    """The button in the head of every page of a dataset."""
    return Filling(
        "components/button.html",
        {
            "label": _("Report doubt"),
            "url": form_url(request, dataset=dataset.slug),
            "icon_name": "flag",
        },
    )


def as_tab(request: HttpRequest, *, dataset: Dataset, tab: str) -> Filling:
    """The tab with the reports of a dataset and how many of them are open."""
    return Filling(
        "components/tab.html",
        {
            "label": _("Reports"),
            "url": reverse("feedback:of_dataset", args=[dataset.slug]),
            "current": tab == "reports",
            "count": open_on(dataset) or "",
        },
    )


def on_record(request: HttpRequest, *, dataset: Dataset, delivery: Delivery, line: int) -> Filling:
    """The link in each row; a click on a cell adds the column to its address (report.js)."""
    url = form_url(request, dataset=dataset.slug, levering=delivery.number, regel=line)
    return Filling("feedback/_offer.html", {"url": url, "what": _("row %(line)s") % {"line": line}})


def on_column(request: HttpRequest, *, dataset: Dataset, column: Column) -> Filling:
    url = form_url(request, dataset=dataset.slug, kolom=column.name)
    return Filling("feedback/_offer.html", {"url": url, "what": str(column)})


def on_finding(
    request: HttpRequest, *, dataset: Dataset, finding: Finding, delivery: str = "", line: int = 0
) -> Filling:
    """The link beside a finding, and beside each row that fails."""
    url = form_url(
        request,
        dataset=dataset.slug,
        bevinding=f"{finding.run.number}.{finding.rule.number}",
        levering=delivery,
        regel=line or "",
    )
    what = _("row %(line)s") % {"line": line} if line else _("this finding")
    return Filling("feedback/_offer.html", {"url": url, "what": what})


def on_page(request: HttpRequest) -> Filling | None:
    """The link in the foot of every page, for a number that has no button of its own."""
    reader = getattr(request, "user", None)  # an error page may come before it is known
    if reader is None or not reader.is_authenticated or request.path == reverse("feedback:new"):
        return None
    return Filling("feedback/_offer_foot.html", {"url": form_url(request)})


OFFERS: dict[str, Offer] = {
    "dataset.actions": on_dataset,
    "dataset.tabs": as_tab,
    "record.actions": on_record,
    "column.actions": on_column,
    "finding.actions": on_finding,
    "page.doubt": on_page,
}

"""A file whose columns have other names: which of them are columns that the dataset knows."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from datasets.forms.mapping import MappingForm
from datasets.lifecycle import DeliveryStatus, Refused
from datasets.models import Dataset, Delivery
from datasets.sentences import refusal
from datasets.services import compare_schema
from datasets.services.mapping import NameChoices, map_columns, mapping_of
from datasets.services.masking import personal_of
from datasets.views.access import Rights, log_rows, reader
from datasets.views.reading import find_readable
from datasets.views.rows import shown_rows

_ROWS, _EXAMPLES = 20, 3


@require_http_methods(["GET", "POST"])
@login_required
def columns(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Say of each new name which column it is."""
    dataset, delivery, rights = find_readable(request, slug, number)
    choices = mapping_of(delivery) if delivery.status == DeliveryStatus.AWAITING else None
    if choices is None or not choices.new:
        messages.info(request, _("There is nothing to map in this delivery."))
        return redirect("datasets:delivery", slug, number)
    form = _form(request, dataset, delivery, rights, choices)
    if request.method != "POST":
        return _show(request, dataset, delivery, form, choices)
    if not form.is_valid():
        return _show(request, dataset, delivery, form, choices, status=422)
    try:
        again = map_columns(delivery, names=form.names, by=reader(request))
    except Refused as error:
        form.add_error(None, refusal(error))
        return _show(request, dataset, delivery, form, choices, status=422)
    if again:
        messages.info(
            request, _("A column is of another type than before: Koers reads the file once more.")
        )
    else:
        messages.success(request, _("The columns were mapped."))
    return redirect("datasets:delivery", slug, number)


def _form(
    request: HttpRequest,
    dataset: Dataset,
    delivery: Delivery,
    rights: Rights,
    choices: NameChoices,
) -> MappingForm:
    labels = dict(dataset.columns.values_list("name", "label"))
    examples = _examples(request, dataset, delivery, rights)
    data = request.POST if request.method == "POST" else None
    return MappingForm(choices, labels=labels, examples=examples, data=data)


def _examples(
    request: HttpRequest, dataset: Dataset, delivery: Delivery, rights: Rights
) -> dict[str, str]:
    """The first values of each column, by its name in the file; none where values are masked."""
    masks = personal_of(delivery)
    may_show = rights.see_rows and len(masks) < len(delivery.reading["columns"])
    if not (may_show and delivery.table and delivery.table_path.exists()):
        return {}
    purpose = _("to map the columns of delivery %(number)s") % {"number": delivery.number}
    log_rows(request, dataset, action="rows-seen", purpose=purpose)
    table = shown_rows(delivery, masks, offset=0, limit=_ROWS)
    found = {}
    for place, column in enumerate(delivery.reading["columns"]):
        if column["name"] in masks:
            continue
        cells = (row.cells[place] for row in table["rows"])
        seen = dict.fromkeys(cell.text for cell in cells if not cell.missing)
        found[column.get("source_name") or column["name"]] = ", ".join(list(seen)[:_EXAMPLES])
    return found


def _show(
    request: HttpRequest,
    dataset: Dataset,
    delivery: Delivery,
    form: MappingForm,
    choices: NameChoices,
    *,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "dataset": dataset,
        "delivery": delivery,
        "form": form,
        "gone": compare_schema(delivery).gone,
        "any_likely": any(new.likely for new in choices.new),
    }
    return render(request, "datasets/mapping.html", context, status=status)

"""How a delivery's file was read, with a choice for each decision; and what a dataset remembers."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from datasets import intake
from datasets.forms.reading import ReadingForm
from datasets.lifecycle import DeliveryStatus, Refused, TransitionNotAllowed
from datasets.models import Dataset, Delivery
from datasets.sentences import note_words, refusal, run_error
from datasets.sentences.decisions import all_decisions, dropped_words
from datasets.services.decisions import Wishes, applicable, last_asked
from datasets.services.masking import personal_of
from datasets.services.remembered import forget_all, forget_choice, forget_name
from datasets.services.reread import BESIDE, IN_PLACE, read_again
from datasets.views.access import (
    Rights,
    find_dataset,
    find_deliverable,
    find_delivery,
    log_rows,
    log_values,
    reader,
    rights_of,
    values_reason,
)
from datasets.views.arrival import arrival_of
from datasets.views.rows import shown_rows

COLUMNS_PER_PAGE = 40
FIRST_ROWS = 5
FIRST_LINES = 12
FARTHEST_HEADER = 60
# What the reader's refusals are about: the choice to look at again.
_BLAMED = {
    "duplicate-header": "header_line",
    "no-columns": "header_line",
    "too-many-columns": "delimiter",
    "unclosed-quote": "quote",
    "null-bytes": "encoding",
    "no-table-in-sheet": "sheet",
}


def find_readable(request: HttpRequest, slug: str, number: int) -> tuple[Dataset, Delivery, Rights]:
    """A delivery whose reading this reader may decide on; 404 for everybody else."""
    dataset = find_deliverable(request, slug)
    delivery = find_delivery(dataset, number)
    rights = rights_of(reader(request), dataset)
    if not rights.accept or delivery.same_as or delivery.patch_of:
        raise Http404
    return dataset, delivery, rights


@require_http_methods(["GET", "POST"])
@login_required
def decide(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Look how a file was read, choose otherwise, and read it again."""
    dataset, delivery, rights = find_readable(request, slug, number)
    if delivery.status == DeliveryStatus.RECEIVED:
        return _busy(request, dataset, delivery)
    if delivery.status not in (*IN_PLACE, *BESIDE):
        messages.info(request, _("This delivery cannot be read again."))
        return redirect("datasets:delivery", slug, number)
    if request.method != "POST":
        return _show(request, dataset, delivery, rights, _form(request, delivery))
    form = _form(request, delivery, data=request.POST)
    if not form.is_valid():
        return _show(request, dataset, delivery, rights, form, status=422)
    options = _without(form.options, request.POST.get("automatisch", ""))
    try:
        read = read_again(delivery, options=options, by=reader(request))
    except TransitionNotAllowed:
        messages.info(request, _("Someone else was first: this was done already."))
        return redirect("datasets:reading", slug, number)
    except Refused as error:
        form.add_error(None, refusal(error))
        return _show(request, dataset, delivery, rights, form, status=422)
    if read.number != number:
        messages.info(
            request, _("Koers reads the file once more, as delivery %(n)s.") % {"n": read.number}
        )
    return redirect("datasets:reading", slug, read.number)


def _without(options: intake.ReadingOptions, which: str) -> intake.ReadingOptions:
    """The options but one (`header_line`), those of one column (`column:3`), or all of them."""
    if not which:
        return options
    if which == "alles":
        return intake.ReadingOptions()
    told = options.as_dict()
    option, _colon, column = which.partition(":")
    if option == "column":
        for mapping in ("types", "decimals", "date_orders", "column_missing"):
            told[mapping] = {n: value for n, value in told[mapping].items() if n != column}
    elif option in told and not isinstance(told[option], Mapping):
        told[option] = None
    return intake.ReadingOptions.from_dict(told)


def _form(
    request: HttpRequest, delivery: Delivery, *, data: Mapping[str, Any] | None = None
) -> ReadingForm:
    """The form with what stands, or with what was asked last and could not be read."""
    asked = last_asked(delivery)
    chosen = (asked or Wishes.from_dict(delivery.options)).decisions
    page = _columns(request, delivery)
    columns = [
        (page.start_index() - 1 + place, column) for place, column in enumerate(page.object_list)
    ]
    fits = applicable(delivery.reading, kind=_kind(delivery))
    return ReadingForm(
        reading=delivery.reading, chosen=chosen, fits=fits, columns=columns, data=data
    )


def _columns(request: HttpRequest, delivery: Delivery) -> Page[Any]:
    """A piece of the columns: a form of a thousand of them is too much for people and browsers."""
    columns = [
        {**column, "notes": [note_words(note) for note in column.get("notes", ())]}
        for column in delivery.reading.get("columns", ())
    ]
    return Paginator(columns, COLUMNS_PER_PAGE).get_page(request.GET.get("pagina"))


def _kind(delivery: Delivery) -> str:
    """What the bytes look like, where no reading tells it."""
    if delivery.reading or not delivery.original_path.exists():
        return ""
    with delivery.original_path.open("rb") as file:
        return intake.kind_of(file.read(8192))


def _show(
    request: HttpRequest,
    dataset: Dataset,
    delivery: Delivery,
    rights: Rights,
    form: ReadingForm,
    *,
    status: int = 200,
) -> HttpResponse:
    asked = last_asked(delivery)
    if asked and not form.is_bound:
        form = _blamed(delivery, form, asked)
    wishes = Wishes.from_dict(delivery.options)
    dropped = wishes.dropped
    context: dict[str, Any] = {
        "dataset": dataset,
        "delivery": delivery,
        "rights": rights,
        "form": form,
        "page": _columns(request, delivery),
        "beside": delivery.status in BESIDE,
        "why": run_error(delivery.error_code, delivery.error_params) if delivery.error_code else "",
        "dropped": all_decisions(dropped.get("decisions", {})),
        "dropped_why": dropped_words(dropped),
        "chosen_by": _chosen_by(request, asked or wishes),
        "any_chosen": bool(form.chosen),
        "from_memory": bool(wishes.decisions) and not wishes.by,
        "table": None,
        "masked": False,
        "lines": [],
    }
    context |= _what_it_holds(request, dataset, delivery, rights)
    return render(request, "datasets/reading.html", context, status=status)


def _blamed(delivery: Delivery, form: ReadingForm, asked: Wishes) -> ReadingForm:
    """The same choices once more, with what was wrong with them said where it was chosen."""
    sent = {bound.html_name: bound.value() for bound in form}
    again = ReadingForm(
        reading=delivery.reading,
        chosen=asked.decisions,
        fits=form.fits,
        columns=form.columns,
        data={name: value for name, value in sent.items() if value not in ("", None)},
    )
    again.is_valid()
    code, params = delivery.error_code, delivery.error_params
    option = str(params.get("option", "")) or _BLAMED.get(code, "")
    again.blame(option, run_error(code, params))
    return again


def _chosen_by(request: HttpRequest, wishes: Wishes) -> str:
    """Whose choices these are, in a few words."""
    if not wishes.by:
        return _("remembered of an earlier delivery")
    return _("chosen by you") if wishes.by == reader(request).pk else _("chosen by a colleague")


def _what_it_holds(
    request: HttpRequest, dataset: Dataset, delivery: Delivery, rights: Rights
) -> dict[str, Any]:
    """The first rows as they were read, and the first lines as they stand in the file."""
    if not rights.see_rows:
        return {}
    found: dict[str, Any] = {}
    personal, why = personal_of(delivery), values_reason(request, dataset, rights)
    masks = {} if why else personal
    if delivery.table and delivery.table_path.exists():
        found["table"] = shown_rows(delivery, masks, offset=0, limit=FIRST_ROWS)
        found["masked"] = bool(masks)
    if not masks and delivery.original_path.exists() and not delivery.reading.get("container"):
        found["lines"] = _lines(delivery)
    if personal and why:
        log_values(request, dataset, personal, reason=why, granted=True)
    if found:
        purpose = _("to judge how delivery %(number)s was read") % {"number": delivery.number}
        log_rows(request, dataset, action="rows-seen", purpose=purpose)
    return found


def _lines(delivery: Delivery) -> list[dict[str, Any]]:
    """The first lines of a text file with their numbers; the header's is told apart."""
    encoding = str(delivery.reading.get("encoding", ""))
    header = int(delivery.reading.get("header_line", 0))
    many = max(FIRST_LINES, min(header, FARTHEST_HEADER) + 3)
    return [
        {"number": number, "text": text, "header": number == header}
        for number, text in enumerate(
            intake.first_lines(delivery.original_path, encoding, limit=many), start=1
        )
    ]


def _busy(request: HttpRequest, dataset: Dataset, delivery: Delivery) -> HttpResponse:
    context = {
        "dataset": dataset,
        "delivery": delivery,
        "arrival": arrival_of(delivery),
        "poll_url": reverse("datasets:reading_progress", args=[dataset.slug, delivery.number]),
    }
    return render(request, "datasets/reading_busy.html", context)


@require_safe
@login_required
def progress(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """How far the reading is; once it is done the browser shows the page anew."""
    dataset, delivery, _rights = find_readable(request, slug, number)
    if not getattr(request, "htmx", False):  # opened by hand: a piece is no page
        return redirect("datasets:reading", slug, number)
    arrival = arrival_of(delivery)
    if arrival.busy:
        poll = reverse("datasets:reading_progress", args=[slug, number])
        context = {"arrival": arrival, "poll_url": poll}
        return render(request, "datasets/_reading_progress.html", context)
    response = HttpResponse()
    response.headers["HX-Redirect"] = reverse("datasets:reading", args=[dataset.slug, number])
    return response


@require_safe
@login_required
def memory(request: HttpRequest, slug: str) -> HttpResponse:
    """What is remembered about reading this dataset's files, and which names are which column."""
    dataset = find_dataset(request, slug)
    rights = rights_of(reader(request), dataset)
    context = {
        "dataset": dataset,
        "rights": rights,
        "decisions": all_decisions(dataset.remembered),
        "names": sorted(dataset.column_mapping.items(), key=lambda pair: (pair[1], pair[0])),
    }
    return render(request, "datasets/memory.html", context)


@require_POST
@login_required
def forget(request: HttpRequest, slug: str) -> HttpResponse:
    """Forget one remembered choice or name, or all of them."""
    dataset = find_deliverable(request, slug)
    by = reader(request)
    if not rights_of(by, dataset).accept:
        raise Http404
    name, option = request.POST.get("naam", ""), request.POST.get("keuze", "")
    if name:
        done = forget_name(dataset, name=name, by=by)
    elif option:
        column = request.POST.get("kolom", "")
        done = forget_choice(dataset, option=option, column=column, by=by)
    else:
        done = forget_all(dataset, by=by)
    if done:
        messages.success(request, _("Forgotten: from the next file on."))
    else:
        messages.info(request, _("Someone else was first: this was done already."))
    return redirect("datasets:memory", slug)

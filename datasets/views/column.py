"""A column of the data dictionary: its words, and whether it is what it seems to be."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from datasets import services
from datasets.forms.column import ColumnForm
from datasets.lifecycle import Refused
from datasets.models import Column, Dataset
from datasets.sentences import guess_words, refusal
from datasets.views.access import find_dataset, may_describe, reader


def _describable(request: HttpRequest, slug: str, pk: int) -> Column:
    """The column, or 404 for who may not describe it."""
    dataset = find_dataset(request, slug)
    if not may_describe(reader(request), dataset):
        raise Http404
    column: Column = get_object_or_404(dataset.columns, pk=pk)
    column.dataset = dataset
    return column


@require_http_methods(["GET", "POST"])
@login_required
def edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Give a column of the data dictionary its words."""
    column = _describable(request, slug, pk)
    unit = services.proposed_unit(column, _unit_as_read(column.dataset, column))
    # The form writes into what it is given; the service must see what stood before.
    form = ColumnForm(
        request.POST or None,
        instance=get_object_or_404(column.dataset.columns, pk=pk),
        proposed_unit=unit,
    )
    if request.method == "POST" and form.is_valid():
        services.describe_column(column, by=reader(request), **form.cleaned_data)
        messages.success(request, _("The column was described."))
        return redirect("datasets:rows", slug)
    guess = column.guess_reason if column.personal_guess != "none" else ""
    context = {
        "dataset": column.dataset,
        "column": column,
        "form": form,
        "guess": guess_words(guess) if guess else "",
        "profiled": column.dataset.deliveries.filter(profiles__name=column.name).exists(),
    }
    status = 422 if form.is_bound else 200
    return render(request, "datasets/column.html", context, status=status)


def _unit_as_read(dataset: Dataset, column: Column) -> str:
    newest = dataset.deliveries.current().order_by("-number").first()
    return services.unit_as_read(newest, column) if newest else ""


@require_POST
@login_required
def guess(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Say whether a column has the personal data that it seems to have (`antwoord`)."""
    column = _describable(request, slug, pk)
    try:
        match request.POST.get("antwoord"):
            case "ja":
                services.accept_guess(column, by=reader(request))
                messages.success(request, _("The values of this column are masked from now on."))
            case "nee":
                services.dismiss_guess(column, by=reader(request))
                messages.success(request, _("Noted. This is not asked again."))
            case _:
                messages.error(request, _("Say yes or no to the proposal."))
    except Refused as error:
        messages.info(request, refusal(error))
    if request.POST.get("naar") == "voorstellen":
        return redirect("datasets:suggestions", slug)
    return redirect("datasets:column_profile", slug, pk)

"""The end of a delivery: set aside and used all the same, withdrawn, destroyed; and what is told of it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from datasets.forms.disposal import IN_USE, SHOWN_STATES, DestroyForm, UseForm
from datasets.lifecycle import DeliveryStatus, Refused, TransitionNotAllowed
from datasets.models import Dataset, Delivery
from datasets.sentences import change_note, refusal
from datasets.services import accept_delivery, destroy_delivery, ends_on
from datasets.views.access import (
    find_dataset,
    find_deliverable,
    find_delivery,
    reader,
    rights_of,
)
from people.services import log_access

_ENDED = (DeliveryStatus.PARKED, DeliveryStatus.WITHDRAWN, DeliveryStatus.DESTROYED)


@dataclass(frozen=True)
class Ending:
    """Why a delivery does not count (any more): who did it, when, and the words left with it.

    `rule`: the number of the rule that set it aside. `others`: something else is in use.
    """

    status: str
    who: str
    at: datetime | None
    note: str
    rule: int | None
    others: bool


def ending_of(delivery: Delivery) -> Ending | None:
    """For a delivery that was set aside, withdrawn or destroyed; a repeat ends with its original."""
    holder = delivery.same_as or delivery
    if holder.status not in _ENDED:
        return None
    changes = holder.changes.filter(new=holder.status).exclude(old=holder.status)
    change = changes.select_related("by", "delivery", "rule").first()
    parked = holder.status == DeliveryStatus.PARKED
    return Ending(
        status=holder.status,
        who=str(change.by or "Koers") if change else "",
        at=change.at if change else None,
        note=change_note(change) if change else "",
        rule=int(change.note) if parked and change and change.note.isdigit() else None,
        others=holder.dataset.deliveries.current().exists(),
    )


def kept_until(delivery: Delivery) -> date | None:
    """The day on which it is destroyed by itself; None where that is not agreed, or done."""
    return ends_on(delivery.same_as or delivery)


def filtered(deliveries: QuerySet[Delivery], word: str) -> QuerySet[Delivery]:
    """Those of one state, as a reader sees it: a repeat stands where its original stands."""
    if word == IN_USE:
        return deliveries.filter(is_current=True)
    if word not in SHOWN_STATES:
        return deliveries
    shown = Coalesce(F("same_as__status"), F("status"))
    return deliveries.alias(shown=shown).filter(shown=SHOWN_STATES[word])


@require_http_methods(["GET", "POST"])
@login_required
def use(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Use a delivery that was set aside all the same, with the reason."""
    dataset = find_deliverable(request, slug)
    delivery = find_delivery(dataset, number)
    by = reader(request)
    if not rights_of(by, dataset).accept:
        raise Http404
    if delivery.status != DeliveryStatus.PARKED:
        messages.info(request, _("Someone else was first: this was done already."))
        return redirect("datasets:delivery", slug, number)
    form = UseForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        context = {"ending": ending_of(delivery)}
        return _ask(request, "datasets/delivery_use.html", dataset, delivery, form, context)
    try:
        accept_delivery(delivery, by=by, note=form.cleaned_data["reden"])
    except TransitionNotAllowed:
        messages.info(request, _("Someone else was first: this was done already."))
    except Refused as error:
        messages.error(request, refusal(error))
    else:
        messages.success(request, _("The delivery is in use. Koers checks it now."))
    return redirect("datasets:delivery", slug, number)


@require_http_methods(["GET", "POST"])
@login_required
def destroy(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Destroy a delivery: first what goes and what stays, then the reason and its number."""
    dataset = find_dataset(request, slug)
    delivery = find_delivery(dataset, number)
    by = reader(request)
    if not rights_of(by, dataset).destroy:
        log_access(by, action="delivery-destroyed", target=delivery, granted=False, request=request)
        raise Http404
    holder = delivery.same_as or delivery
    if holder.status == DeliveryStatus.DESTROYED:
        messages.info(request, _("Someone else was first: this was done already."))
        return redirect("datasets:delivery", slug, number)
    if delivery.same_as:
        return redirect("datasets:delivery_destroy", slug, delivery.same_as.number)
    given = request.POST if request.method == "POST" else None
    form = DestroyForm(given, delivery=delivery)
    if request.method == "POST" and form.is_valid():
        try:
            destroy_delivery(delivery, by=by, note=form.cleaned_data["reden"], request=request)
        except TransitionNotAllowed:
            messages.info(request, _("Someone else was first: this was done already."))
            return redirect("datasets:delivery", slug, number)
        except Refused as error:
            form.add_error(None, refusal(error))
        else:
            messages.success(request, _("The delivery was destroyed."))
            return redirect("datasets:delivery", slug, number)
    context = {"twins": _twins(delivery), "repeats": delivery.repeats.count()}
    return _ask(request, "datasets/delivery_destroy.html", dataset, delivery, form, context)


def _twins(delivery: Delivery) -> list[Delivery]:
    """Other deliveries that hold the same file; destroying this one leaves theirs."""
    same = delivery.dataset.deliveries.filter(sha256=delivery.sha256, same_as=None)
    return list(same.exclude(pk=delivery.pk).exclude(status=DeliveryStatus.DESTROYED))


def _ask(
    request: HttpRequest,
    template: str,
    dataset: Dataset,
    delivery: Delivery,
    form: UseForm | DestroyForm,
    more: dict[str, Any],
) -> HttpResponse:
    context = {"dataset": dataset, "delivery": delivery, "form": form, **more}
    return render(request, template, context, status=422 if form.is_bound else 200)

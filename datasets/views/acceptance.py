"""What an owner answers for: rules that wait for a yes, and risks that are accepted for a while."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from datasets.forms.risk import RiskForm
from datasets.lifecycle import Refused, Severity
from datasets.models import Dataset, Flag, Rule
from datasets.sentences import broken_rule, flag_sentence, refusal
from datasets.services.risk import accept_risk, withdraw_risk
from datasets.views.access import find_dataset, reader, rights_of
from datasets.views.findings import names_of, words_of
from kit.paging import page_of

ROWS = 20


@login_required
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """Rules in use of one's own datasets that wait for one's yes, the longest waiting first."""
    user = reader(request)
    own = Rule.objects.none()
    if user.has_perm("datasets.accept_rules"):
        own = Rule.objects.waiting_for(user).order_by("activated_at", "pk")
    page = page_of(own.select_related("dataset"), ROWS, request.GET.get("pagina"))
    names = names_of(request, [rule.parameters for rule in page.object_list])
    rows = [{"words": words_of(rule, names), "rule": rule} for rule in page.object_list]
    return render(request, "datasets/rules_waiting.html", {"page": page, "rows": rows})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def risk(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Accept the risk of a blocking flag through a day, or change what was accepted."""
    dataset, flag = _answerable(request, slug, pk)
    start: dict[str, Any] = {"tot": flag.accepted_until, "reden": flag.accepted_reason}
    form = RiskForm(request.POST if request.method == "POST" else None, initial=start)
    if form.is_valid():
        given = form.cleaned_data
        try:
            accept_risk(flag, by=reader(request), until=given["tot"], reason=given["reden"])
        except Refused as error:
            form.add_error("tot" if error.code == "risk-date" else None, refusal(error))
        else:
            messages.success(
                request, _("You accepted this risk. Until then it counts as a warning.")
            )
            return redirect(reverse("datasets:quality", args=[dataset.slug]) + "#vlaggen")
    rule = flag.rule
    said = words_of(rule, names_of(request, [rule.parameters])).sentence if rule else ""
    context = {
        "dataset": dataset,
        "flag": flag,
        "form": form,
        "reason": flag_sentence(flag),
        "rule": broken_rule(said),
    }
    return render(request, "datasets/risk.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def end_risk(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take the acceptance back: the flag blocks again at once."""
    dataset, flag = _answerable(request, slug, pk)
    if withdraw_risk(flag, by=reader(request)):
        messages.success(request, _("The risk is no longer accepted; the flag blocks again."))
    else:
        messages.info(request, _("Someone else was first: this was done already."))
    return redirect(reverse("datasets:quality", args=[dataset.slug]) + "#vlaggen")


def _answerable(request: HttpRequest, slug: str, pk: int) -> tuple[Dataset, Flag]:
    """An open blocking flag of a dataset of which this reader is the owner, or 404."""
    dataset = find_dataset(request, slug)
    if not rights_of(reader(request), dataset).accept_rules:
        raise Http404
    flags = dataset.flags.open().filter(severity=Severity.BLOCKING).select_related("rule")
    flag = get_object_or_404(flags, pk=pk)
    flag.dataset = dataset
    return dataset, flag

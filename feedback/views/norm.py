"""The terms of one dataset, in working days."""

from dataclasses import asdict

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from datasets.views.access import find_dataset, reader
from feedback.forms.norm import NormForm
from feedback.lifecycle import Refused
from feedback.models import Norm
from feedback.sentences import refusal
from feedback.services.norm import drop_norm, may_set_norm, set_norm
from feedback.services.terms import default_terms, terms_of


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def norm(request: HttpRequest, slug: str) -> HttpResponse:
    """Three numbers for this dataset, or those of the settings."""
    dataset, by = find_dataset(request, slug), reader(request)
    if not may_set_norm(dataset, by):
        raise PermissionDenied
    if request.method == "POST" and "standaard" in request.POST:
        drop_norm(dataset, by=by)
        messages.success(request, _("The general norms hold again for this dataset."))
        return redirect("feedback:of_dataset", slug)
    start = {f"{name}_days": days for name, days in asdict(terms_of(dataset)).items()}
    form = NormForm(request.POST if request.method == "POST" else None, initial=start)
    if form.is_valid():
        try:
            set_norm(dataset, by=by, **form.cleaned_data)
        except Refused as error:
            form.add_error(None, refusal(error))
        else:
            messages.success(request, _("The norms hold for new reports."))
            return redirect("feedback:of_dataset", slug)
    own = Norm.objects.filter(dataset=dataset).exists()
    context = {"dataset": dataset, "form": form, "own": own, "general": default_terms()}
    return render(request, "feedback/norm.html", context, status=422 if form.is_bound else 200)

"""*Toon waarden*: the personal values of failing rows, shown once to who may and says why."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from datasets.forms.reason import ReasonForm
from datasets.lifecycle import Refused
from datasets.models import Dataset, Finding
from datasets.sentences import refusal
from datasets.services import personal_columns, show_values
from datasets.views.access import find_dataset, reader, rights_of
from datasets.views.findings import names_of, sentence_of
from datasets.views.run import find_run


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def ask(request: HttpRequest, slug: str, number: int, rule: int) -> HttpResponse:
    """Ask why; then show the rows of this finding as they stand in the table now, this once.

    There is no redirect after sending: what is shown has no address, so nobody finds it later.
    """
    dataset = find_dataset(request, slug)
    finding = find_finding(dataset, number, rule)
    if request.method != "POST":
        if not rights_of(reader(request), dataset).see_personal:
            raise PermissionDenied
        return _page(request, finding, form=ReasonForm())
    form = ReasonForm(request.POST)
    given = form.cleaned_data["reden"] if form.is_valid() else ""
    try:
        shown = show_values(finding, by=reader(request), reason=given, request=request)
    except Refused as error:
        if error.code == "values-not-allowed":
            raise PermissionDenied from error
        if error.code == "values-gone":
            return _page(request, finding, status=409, gone=refusal(error))
        return _page(request, finding, status=422, form=form)
    return _page(request, finding, shown=shown, reason=given)


def find_finding(dataset: Dataset, number: int, rule: int) -> Finding:
    """What check `number` found for a rule, or 404."""
    run = find_run(dataset, number)
    finding = run.findings.select_related("rule").filter(rule__number=rule).first()
    if finding is None:
        raise Http404
    finding.run = run
    return finding


def _page(
    request: HttpRequest, finding: Finding, *, status: int = 200, **shown: Any
) -> HttpResponse:
    dataset, was = finding.run.dataset, finding.as_checked
    parameters = was.get("parameters", {})
    columns = dict.fromkeys(name for example in finding.examples for name in example["values"])
    context = {
        "dataset": dataset,
        "finding": finding,
        "run": finding.run,
        "sentence": sentence_of(
            was.get("kind", finding.rule.kind),
            was.get("columns", []),
            parameters,
            names_of(request, [parameters]),
        ),
        "personal": [name for name in personal_columns(dataset) if name in columns],
        "form": None,
        "shown": None,
        "gone": "",
        "reason": "",
    }
    return render(request, "datasets/values.html", context | shown, status=status)

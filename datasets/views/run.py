"""A check of a dataset: asked for, followed while it is busy, read when it is done."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from datasets import services
from datasets.lifecycle import DatasetStatus, Refused
from datasets.models import Dataset, Run
from datasets.models.run import Trigger
from datasets.sentences import refusal, run_error
from datasets.views.access import Rights, find_dataset, reader, rights_of
from datasets.views.findings import outcomes_of
from people.models import User


def may_check(user: User, dataset: Dataset, rights: Rights) -> bool:
    """The data team, and the owner of this dataset."""
    in_use = dataset.status == DatasetStatus.ACTIVE
    return rights.run_checks or (in_use and dataset.owner_id == user.pk)


@login_required
@require_POST
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for a check of the current data, and go and watch it."""
    dataset = find_dataset(request, slug)
    user = reader(request)
    if not may_check(user, dataset, rights_of(user, dataset)):
        raise Http404
    try:
        run = services.start_check(dataset, by=user, trigger=Trigger.MANUAL)
    except Refused as error:
        messages.error(request, refusal(error))
        return redirect("datasets:quality", dataset.slug)
    return redirect("datasets:run", dataset.slug, run.number)


@login_required
@require_safe
def detail(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One check: how far it is, or what it found in what. A trial stands on its rule's page."""
    dataset = find_dataset(request, slug)
    run = find_run(dataset, number)
    if run.trigger == Trigger.TRIAL and run.rule:
        return redirect("datasets:rule", dataset.slug, run.rule.number)
    rights = rights_of(reader(request), dataset)
    context = {"dataset": dataset, "rights": rights} | standing(request, run, rights)
    context["may_check"] = may_check(reader(request), dataset, rights)
    return render(request, "datasets/run.html", context)


@login_required
@require_safe
def progress(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """How far a check is: the piece of a page that asks for itself until the check has ended."""
    dataset = find_dataset(request, slug)
    run = find_run(dataset, number)
    if not getattr(request, "htmx", False):
        return redirect("datasets:run", dataset.slug, run.number)
    rights = rights_of(reader(request), dataset)
    return render(request, "datasets/_run_progress.html", standing(request, run, rights))


def find_run(dataset: Dataset, number: int) -> Run:
    """Check `number` of a dataset that was found, or 404."""
    runs = dataset.runs.filter(job__isnull=False)
    run = get_object_or_404(runs.select_related("job", "rule", "asked_by"), number=number)
    run.dataset = dataset
    return run


def standing(request: HttpRequest, run: Run, rights: Rights) -> dict[str, Any]:
    """What `_run_progress.html` takes: the state of a check and, once it is done, its outcome."""
    job = run.job
    assert job is not None
    busy = not job.has_ended
    done = job.state == "done"
    address = reverse("datasets:run_progress", args=[run.dataset.slug, run.number])
    outcomes = outcomes_of(request, run, rights) if done else []
    trial = run.trigger == Trigger.TRIAL
    return {
        "run": run,
        "job": job,
        "poll_url": address if busy else "",
        "label": _("Trial of this rule")
        if trial
        else _("Check %(number)s") % {"number": run.number},
        "step": _step(job.step) if busy else "",
        "why": run_error(job.error_code, job.error_params) if job.state == "failed" else "",
        "outcomes": outcomes,
        "failing": sum(outcome.finding.verdict == "voldoet-niet" for outcome in outcomes),
        "undecided": sum(outcome.finding.verdict == "niet-te-bepalen" for outcome in outcomes),
        "trial": trial,
    }


def _step(code: str) -> str:
    steps = {"checking": _("Looking at the rows"), "writing": _("Writing down what was found")}
    return steps.get(code, _("Waiting for a free worker. You may leave this page."))

"""The work queue (werkvoorraad): what is to be judged, the most urgent first."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from datasets.models import Dataset
from datasets.views.access import reader
from feedback.forms.queue import WORK, BulkForm, QueueFilter, ViewForm
from feedback.lifecycle import Refused
from feedback.models import Report, SavedView
from feedback.sentences import refusal
from feedback.services.queue import (
    Done,
    drop_view,
    hand_over_several,
    move_several,
    save_view,
    take_several,
)
from feedback.views.found import (
    filtered,
    has_work,
    known_order,
    lines_of,
    of_work,
    ordered,
    with_parts,
    workable,
)
from kit.paging import page_of
from people.models import Department, User

PER_PAGE = 25
# Parameters that make a view; the page of the list is none.
_KEPT = ("werk", "q", "status", "dataset", "afdeling", "reden", "wie", "termijn", "volgorde")


@require_safe
@login_required
def queue(request: HttpRequest) -> HttpResponse:
    """My queue, my department's, what nobody took up, or all; filters live in the address."""
    _must_work(request)
    return _page(request, request.GET)


def _must_work(request: HttpRequest) -> None:
    if not has_work(reader(request)):
        raise PermissionDenied


def _page(
    request: HttpRequest,
    given: QueryDict,
    *,
    status: int = 200,
    bulk: BulkForm | None = None,
    view_form: ViewForm | None = None,
    done: list[Done] | None = None,
) -> HttpResponse:
    user, today = reader(request), timezone.localdate()
    judges = User.objects.with_permission("feedback.judge_reports").order_by("name", "pk")
    people = list(judges)
    form = QueueFilter(
        given,
        datasets=_datasets(user),
        departments=Department.objects.active().values_list("slug", "name"),
        handlers=[(person.username, str(person)) for person in people],
    )
    chosen, work = form.chosen(), _work(given)
    order = known_order(given.get("volgorde", ""))
    found = filtered(of_work(workable(user), work, user), chosen, today=today)
    page = page_of(with_parts(ordered(found, order)), PER_PAGE, given.get("pagina"), counted=found)
    reports = list(page.object_list)
    if bulk is None:
        bulk = BulkForm([], judges)
        bulk.fields["aan"].widget.choices = [
            ("", _("Only for handing over")), *((person.pk, str(person)) for person in people),
        ]  # fmt: skip
    context: dict[str, Any] = {
        "form": form,
        "page": page,
        "lines": lines_of(reports, today=today),
        "work": work,
        "works": [{"code": code, "label": label, "current": code == work} for code, label in WORK],
        "order": order,
        "filtered": bool(chosen),
        "more_filters": bool({"dataset", "afdeling", "reden", "wie"} & set(chosen)),
        "heads": _heads(order),
        "views": SavedView.objects.filter(person=user),
        "kept": _kept(given),
        "bulk": bulk,
        "view_form": view_form or ViewForm(),
        "ticked": set(bulk.data.getlist("kenmerk")) if isinstance(bulk.data, QueryDict) else set(),
        "done": _told(done or []),
    }
    return render(request, "feedback/queue.html", context, status=status)


def _work(given: QueryDict) -> str:
    work = given.get("werk", "")
    return work if work in dict(WORK) else "mijn"


def _datasets(user: User) -> list[tuple[str, str]]:
    """The datasets on which there are reports in one's work, for the filter."""
    having = Dataset.objects.filter(pk__in=workable(user).order_by().values("dataset"))
    return list(having.values_list("slug", "name"))


def _kept(given: QueryDict) -> str:
    """The filters of an address, without what is no filter."""
    query = QueryDict(mutable=True)
    for name in _KEPT:
        if given.get(name):
            query[name] = given.get(name, "")
    return query.urlencode()


def _heads(order: str) -> list[dict[str, Any]]:
    heads = [
        ("", _("Report")),
        ("dataset", _("Dataset")),
        ("status", _("Status")),
        ("gemeld", _("Age")),
        ("", _("Who")),
        ("termijn", _("Term")),
    ]
    return [
        {
            "label": label,
            "sortable": bool(name),
            "sorted": bool(name) and order.removeprefix("-") == name,
            "down": order == f"-{name}",
            "next": f"-{name}" if order == name else name,
        }
        for name, label in heads
    ]


@require_POST
@login_required
def move(request: HttpRequest) -> HttpResponse:
    """The same with several reports at once; what did not work is told line by line."""
    _must_work(request)
    user = reader(request)
    back = QueryDict(request.POST.get("terug", ""))
    judges = User.objects.with_permission("feedback.judge_reports").order_by("name", "pk")
    asked = request.POST.getlist("kenmerk")[:PER_PAGE]
    reports = {one.reference: one for one in with_parts(workable(user).filter(reference__in=asked))}
    form = BulkForm(reports, judges, request.POST)
    if not form.is_valid():
        return _page(request, back, status=422, bulk=form)
    done = _do(form, list(reports.values()), user)
    failed = [one for one in done if one.refused]
    worked = len(done) - len(failed)
    if worked:
        text = ngettext("Done for %(n)s report.", "Done for %(n)s reports.", worked)
        messages.success(request, text % {"n": worked})
    if failed:
        return _page(request, back, status=409 if not worked else 200, done=failed)
    return redirect(f"{reverse('feedback:queue')}?{_kept(back)}")


def _do(form: BulkForm, reports: list[Report], user: User) -> list[Done]:
    given = form.cleaned_data
    to = form.to()
    if to is not None:
        return move_several(reports, to=to, by=user, text=given["tekst"])
    if given["doe"] == "overdragen":
        return hand_over_several(reports, to=given["aan"], by=user)
    return take_several(reports, by=user)


def _told(done: list[Done]) -> list[dict[str, Any]]:
    return [{"report": one.report, "why": refusal(one.refused)} for one in done if one.refused]


@require_POST
@login_required
def views(request: HttpRequest) -> HttpResponse:
    """Keep the filters that are on under a name, or delete a view."""
    _must_work(request)
    user = reader(request)
    if given := request.POST.get("weg"):
        if given.isdecimal():
            drop_view(user, int(given))
            messages.info(request, _("The view was deleted."))
        return redirect("feedback:queue")
    kept = _kept(QueryDict(request.POST.get("terug", "")))
    form = ViewForm(request.POST)
    if form.is_valid():
        try:
            view = save_view(user, name=form.cleaned_data["naam"], query=kept)
        except Refused as error:
            form.add_error("naam", refusal(error))
        else:
            messages.success(request, _("“%(name)s” was kept.") % {"name": view.name})
            return redirect(f"{reverse('feedback:queue')}?{view.query}")
    return _page(request, QueryDict(kept), status=422, view_form=form)

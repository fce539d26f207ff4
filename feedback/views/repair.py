"""The page on which a steward says how a doubt that is right is repaired, and what it becomes."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from datasets.services import mask_of, mask_value
from datasets.views.access import log_rows, reader, rights_of, values_reason
from datasets.views.findings import names_of, words_of
from feedback.forms.repair import WAYS, RepairForm
from feedback.lifecycle import Actor, NotAllowed, NotPermitted, Refused, Status
from feedback.models import Report
from feedback.sentences import refusal
from feedback.services import moves_for, roles_of
from feedback.services.repair import ask_correction, forward_report, patch_report
from feedback.views.report import find_report
from people.models import User


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def repair(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask the source, pass it on, or correct it here; what was agreed is kept."""
    report, user = find_report(request, reference), reader(request)
    if Actor.STEWARD not in roles_of(report, user):
        raise PermissionDenied
    ways = [to for to in moves_for(report, user) if to in WAYS]
    if not ways:
        messages.info(request, _("This report does not wait for a repair now."))
        return redirect("feedback:report", report.reference)
    log_rows(request, report.dataset, action="rows-seen", purpose=report.reference)
    form = RepairForm(
        report,
        ways,
        _names(request, report),
        _rules(request, report),
        request.POST if request.method == "POST" else None,
    )
    if form.is_valid():
        try:
            _carry_out(report, form, user)
        except Refused as error:
            form.add_error(form.blame(error), refusal(error))
        except (NotAllowed, NotPermitted) as error:
            form.add_error(None, refusal(error))
        else:
            messages.success(request, _DONE[form.way()]())
            return redirect("feedback:report", report.reference)
    context = {"report": report, "form": form, "points": _points(request, report)}
    status = 422 if form.errors else 200
    return render(request, "feedback/repair.html", context, status=status)


_DONE = {
    Status.REQUESTED: lambda: _(
        "The correction stands on the list for the owner. The next delivery shows whether it was "
        "repaired."
    ),
    Status.FORWARDED: lambda: _(
        "The report was passed on. Download the message on the page of what was passed on."
    ),
    Status.PATCHED: lambda: _(
        "Koers makes a corrected delivery. The file of the source stays as it is."
    ),
}


def _carry_out(report: Report, form: RepairForm, user: User) -> None:
    given, way = form.cleaned_data, form.way()
    agreed, text = form.agreed(), given["toelichting"]
    if way == Status.REQUESTED:
        ask_correction(report, by=user, agreed=agreed, text=text, rule=given.get("regel"))
    elif way == Status.PATCHED:
        patch_report(report, by=user, agreed=agreed, text=text)
    else:
        forward_report(
            report,
            by=user,
            agreed=agreed,
            text=text,
            rule=given.get("regel"),
            registration=given["registratie"],
            object_id=given["object"],
            attribute=given["attribuut"],
            external_reference=given["extern"],
        )


def _masked(request: HttpRequest, report: Report) -> dict[str, str]:
    """The personal columns that stand masked for this reader."""
    shown = values_reason(request, report.dataset, rights_of(reader(request), report.dataset))
    return {} if shown else dict(mask_of(report.dataset).columns)


def _names(request: HttpRequest, report: Report) -> dict[int, str]:
    """What the form calls each point: its column, and its row where there are more."""
    points = list(report.points.all())
    hidden = any(name in _masked(request, report) for name in report.dataset.key)
    several = len({point.record_key for point in points}) > 1 and not hidden
    return {
        point.number: f"{point.column} ({point.record_key})" if several else point.column
        for point in points
    }


def _points(request: HttpRequest, report: Report) -> list[dict[str, str]]:
    personal = _masked(request, report)
    hidden = any(name in personal for name in report.dataset.key)
    return [
        {
            "key": "" if hidden else point.record_key,
            "column": point.column,
            "doubted": mask_value(point.doubted, personal.get(point.column, "none")) or "",
            "proposed": mask_value(point.proposed, personal.get(point.column, "none")) or "",
        }
        for point in report.points.all()
    ]


def _rules(request: HttpRequest, report: Report) -> dict[int, str]:
    """The rules in use of this dataset in words, those on a doubted column first."""
    rules = list(report.dataset.rules.active().order_by("number"))
    columns = {point.column for point in report.points.all()}
    rules.sort(key=lambda rule: not columns & set(rule.columns))
    names = names_of(request, [rule.parameters for rule in rules])
    return {rule.pk: words_of(rule, names).sentence for rule in rules}

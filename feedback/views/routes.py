"""Who takes up which report: the ordered list of routes, for administrators."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from feedback.forms.routes import RouteForm, changed, forms_for, lines_of, sent_lines
from feedback.models import Route
from feedback.services import save_routes


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@permission_required("feedback.order_routes", raise_exception=True)
def routes(request: HttpRequest) -> HttpResponse:
    """Lines are added, moved and taken out on the page; nothing holds before it is kept."""
    if request.method != "POST":
        return _page(request, forms_for(lines_of(Route.objects.all()), bound=False))
    do, lines = request.POST.get("doe", ""), sent_lines(request.POST)
    if do != "bewaar":
        return _page(request, forms_for(changed(lines, do), bound=False), unsaved=True)
    forms = forms_for(lines, bound=True)
    valid = [form.is_valid() for form in forms]  # each, so that each says what is wrong
    if not all(valid):
        return _page(request, forms, status=422, unsaved=True)
    save_routes([form.cleaned_data for form in forms])
    messages.success(request, _("The routes hold for new reports."))
    return redirect("feedback:routes")


def _page(
    request: HttpRequest, forms: list[RouteForm], *, status: int = 200, unsaved: bool = False
) -> HttpResponse:
    wrong = [
        {
            "text": f"{_('Route %(number)s') % {'number': number}}: {text}",
            "target": form[name].auto_id,
        }
        for number, form in enumerate(forms, 1)
        if form.is_bound
        for name, texts in form.errors.items()
        for text in texts
    ]
    context = {"forms": forms, "unsaved": unsaved, "wrong": wrong}
    return render(request, "feedback/routes.html", context, status=status)

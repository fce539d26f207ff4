"""The tree of departments, for who manages people."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from people.forms import DepartmentForm, MergeForm
from people.models import Department
from people.services import (
    add_department,
    change_place,
    department_tree,
    log_access,
    merge_department,
    retire_department,
    uses_of,
)
from people.views.permission import page_for, reader

MANAGE = "people.manage_people"


@page_for(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def departments(request: HttpRequest) -> HttpResponseBase:
    """The whole tree with how many people work where, and a form to add one."""
    form = DepartmentForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            added = add_department(**form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("%(name)s is added.") % {"name": added})
            return redirect("people:departments")
    counts = dict(
        Department.objects.order_by()
        .annotate(count=Count("people", filter=Q(people__is_active=True)))
        .values_list("pk", "count")
    )
    tree = [
        (department, "\N{EM DASH} " * depth, counts[department.pk])
        for department, depth in department_tree()
    ]
    return render(
        request,
        "people/departments.html",
        {"form": form, "tree": tree},
        status=422 if form.errors else 200,
    )


@page_for(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def department(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Rename or move one department."""
    found = get_object_or_404(Department.objects.active(), pk=pk)
    name = found.name
    form = DepartmentForm(
        request.POST if request.method == "POST" else None,
        initial={"name": found.name, "parent": found.parent},
    )
    if form.is_valid():
        try:
            change_place(found, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
            found = Department.objects.get(pk=pk)
        else:
            log_access(reader(request), action="department-changed", target=found, request=request)
            messages.success(request, _("%(name)s is saved.") % {"name": found})
            return redirect("people:departments")
    return _show(request, found, name=name, form=form)


def _show(
    request: HttpRequest,
    found: Department,
    *,
    name: str,
    form: DepartmentForm | None = None,
    merge: MergeForm | None = None,
) -> HttpResponse:
    invalid = bool((form and form.errors) or (merge and merge.errors))
    return render(
        request,
        "people/department.html",
        {
            "department": found,
            "name": name,
            "form": form or DepartmentForm(initial={"name": found.name, "parent": found.parent}),
            "merge": merge or MergeForm(),
            "uses": uses_of(found),
        },
        status=422 if invalid else 200,
    )


@page_for(MANAGE)
@require_POST
def merge(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Move all people and sub-departments to another department and retire this one."""
    found = get_object_or_404(Department.objects.active(), pk=pk)
    form = MergeForm(request.POST)
    if form.is_valid():
        try:
            moved = merge_department(found, into=form.cleaned_data["into"], by=reader(request))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            log_access(reader(request), action="department-changed", target=found, request=request)
            messages.success(request, moved)
            return redirect("people:departments")
    return _show(request, found, name=found.name, merge=form)


@page_for(MANAGE)
@require_POST
def retire(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take an empty department out of use."""
    found = get_object_or_404(Department.objects.active(), pk=pk)
    try:
        retire_department(found)
    except ValidationError as error:
        for text in error.messages:
            messages.error(request, text)
        return redirect("people:department", pk=pk)
    log_access(reader(request), action="department-changed", target=found, request=request)
    messages.success(request, _("%(name)s is retired.") % {"name": found})
    return redirect("people:departments")

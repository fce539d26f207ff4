"""The tree of departments. One that is still in use is never lost."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from people.models import Department, User
from people.services.person import change_department


@transaction.atomic
def add_department(*, name: str, parent: Department | None = None) -> Department:
    """Add a department. Raises ValidationError for a name that its parent has already."""
    department = Department(name=" ".join(name.split()), parent=parent)
    department.slug = _free_slug(department.name)
    _check(department)
    department.save()
    return department


def _free_slug(name: str) -> str:
    stem = slugify(name)[:120] or "afdeling"
    taken = set(Department.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    number = 1
    while (stem if number == 1 else f"{stem}-{number}") in taken:
        number += 1
    return stem if number == 1 else f"{stem}-{number}"


def _check(department: Department) -> None:
    department.clean_fields()
    if department.parent is not None and department.parent.retired_at:
        raise ValidationError({"parent": _("This department is retired.")}, code="retired")
    twins = Department.objects.active().filter(
        parent=department.parent, name__iexact=department.name
    )
    if twins.exclude(pk=department.pk).exists():
        raise ValidationError(
            {"name": _("There is a department with this name here.")}, code="taken"
        )


@transaction.atomic
def change_place(department: Department, *, name: str, parent: Department | None) -> None:
    """Rename a department or move it, with all below it. Its slug, the API's id, stays.

    Raises ValidationError for a name that is taken there, and for a move into itself or below.
    """
    list(Department.objects.select_for_update().values_list("pk"))  # two moves could make a ring
    if parent is not None and (
        parent == department or department.descendants().filter(pk=parent.pk).exists()
    ):
        raise ValidationError({"parent": _("A department cannot be part of itself.")}, code="cycle")
    department.name, department.parent = " ".join(name.split()), parent
    _check(department)
    department.save(update_fields=["name", "parent"])


def uses_of(department: Department) -> dict[str, int]:
    """What still names this department: {plural name of the kind: count}, without zeros.

    Looks at every table that refers to departments, also those of apps above this one.
    """
    found: dict[str, int] = {}
    for relation in Department._meta.related_objects:
        rows = relation.related_model._base_manager.filter(**{relation.field.name: department})
        if relation.related_model is Department:
            rows = rows.filter(retired_at__isnull=True)
        if count := rows.count():
            kind = str(relation.related_model._meta.verbose_name_plural)
            found[kind] = found.get(kind, 0) + count
    return found


@transaction.atomic
def retire_department(department: Department) -> None:
    """Take an empty department out of use. Raises ValidationError with what still names it."""
    uses = uses_of(department)
    if uses:
        listed = ", ".join(f"{kind} ({count})" for kind, count in uses.items())
        raise ValidationError(
            _("This department is still in use: %(uses)s."), code="in-use", params={"uses": listed}
        )
    if not Department.objects.active().filter(pk=department.pk).update(retired_at=timezone.now()):
        raise ValidationError(_("This department is retired."), code="retired")


@transaction.atomic
def merge_department(department: Department, *, into: Department, by: User) -> str:
    """Move people and sub-departments to another department, then retire this one.

    Returns a sentence that says what moved. Raises ValidationError for a merge with itself or
    with a department below, for two sub-departments of one name, and when something else, such
    as a dataset, still names it: that has an owner who must move it.
    """
    if into == department or department.descendants().filter(pk=into.pk).exists():
        raise ValidationError(_("A department cannot be part of itself."), code="cycle")
    people = list(department.people.all())
    reason = _("Department %(name)s was merged.") % {"name": department.name}
    for person in people:
        change_department(person, department=into, by=by, reason=reason)
    for child in department.children.active():
        change_place(child, name=child.name, parent=into)
    retire_department(department)
    return ngettext(
        "%(count)s person moved to %(name)s.", "%(count)s people moved to %(name)s.", len(people)
    ) % {"count": len(people), "name": into.name}


def department_tree() -> list[tuple[Department, int]]:
    """All departments in use in the order of the tree, each with its depth; one query."""
    below: dict[int | None, list[Department]] = {}
    for department in Department.objects.active():
        below.setdefault(department.parent_id, []).append(department)
    found: list[tuple[Department, int]] = []
    stack = [(department, 0) for department in reversed(below.get(None, []))]
    while stack:
        department, depth = stack.pop()
        found.append((department, depth))
        stack += [(child, depth + 1) for child in reversed(below.get(department.pk, []))]
    return found

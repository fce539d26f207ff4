"""Roles are groups with permissions; the code asks for permissions only."""

from collections.abc import Mapping

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db import transaction

from people.models import RoleDefault
from people.roles import ROLES


@transaction.atomic
def grant_roles(roles: Mapping[str, tuple[str, ...]] = ROLES) -> list[str]:
    """Make the roles and give each the defaults it never had before; safe to repeat.

    A role that was removed and is made again starts with all its defaults.

    A permission that an administrator took from a role, or gave to it, stays as it is. A
    permission that no installed app declares is left for the time when one does. Returns what
    was given, as "role: app_label.codename".
    """
    for config in apps.get_app_configs():
        create_permissions(config, verbosity=0)
    known = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.select_related("content_type")
    }
    missing = set(roles) - set(Group.objects.values_list("name", flat=True))
    RoleDefault.objects.filter(role__in=missing).delete()
    had = set(RoleDefault.objects.values_list("role", "permission"))
    given = []
    for role, names in roles.items():
        group, _created = Group.objects.get_or_create(name=role)
        for name in names:
            if name in known and (role, name) not in had:
                group.permissions.add(known[name])
                RoleDefault.objects.create(role=role, permission=name)
                given.append(f"{role}: {name}")
    return given

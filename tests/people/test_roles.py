"""Roles are data: given once, then the administrator's own."""

from io import StringIO

from django.contrib.auth.models import Group, Permission
from django.core.management import call_command

from people.roles import CHOSEN_ROLES, ROLE_NAMES, ROLES
from people.services import grant_roles


def names(role):
    return set(Group.objects.get(name=role).permissions.values_list("codename", flat=True))


def test_granting_makes_the_five_roles_and_is_safe_to_repeat(roles):
    Group.objects.all().delete()  # also those that a migration made
    grant_roles()
    assert set(ROLES) == set(Group.objects.values_list("name", flat=True))
    assert {"manage_people", "view_access_log"} <= names("admins")
    assert names("staff") == set()
    assert grant_roles() == []


def test_what_an_administrator_took_or_gave_stays(roles):
    admins = Group.objects.get(name="admins")
    manage = Permission.objects.get(codename="manage_people")
    log = Permission.objects.get(codename="view_access_log")
    admins.permissions.remove(log)
    Group.objects.get(name="leaders").permissions.add(manage)
    assert grant_roles() == []
    assert "view_access_log" not in names("admins")
    assert names("leaders") == {"manage_people"}


def test_a_default_of_a_later_version_reaches_a_role_that_exists(roles):
    later = {**ROLES, "leaders": ("people.view_access_log", "nergens.bestaat_niet")}
    assert grant_roles(later) == ["leaders: people.view_access_log"]
    assert names("leaders") == {"view_access_log"}


def test_the_command_says_what_it_gave(db):
    out = StringIO()
    call_command("roles", stdout=out)
    call_command("roles", stdout=out)
    assert "Nothing new to give." in out.getvalue()


def test_every_role_has_a_name_and_all_but_staff_can_be_chosen():
    assert set(ROLE_NAMES) == set(ROLES)
    assert set(CHOSEN_ROLES) == set(ROLES) - {"staff"}

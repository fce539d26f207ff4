"""Accounts, and what an administrator decides about them."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from people.models import PersonChange, User
from people.roles import ROLES
from people.sentences import describe_change
from people.services import (
    change_department,
    change_details,
    change_roles,
    create_person,
    create_token,
    deactivate,
    find_token,
    reactivate,
    retire_department,
    roles_of,
)


def test_a_new_person_is_staff_and_has_no_password(make_person, department):
    person = make_person("Iemand", department, "owners")
    assert person.username == "iemand"
    assert not person.has_usable_password()
    assert {group.name for group in person.groups.all()} == {"staff", "owners"}
    assert not person.is_superuser
    assert not person.is_demo


@pytest.mark.parametrize(
    "taken",
    [
        {"username": "COLLEGA", "email": "vrij@voorbeeld.invalid"},
        {"username": "vrij", "email": "Collega@Voorbeeld.invalid"},
        {"username": "vrij@voorbeeld.invalid", "email": "vrij@voorbeeld.invalid"},
        {"username": "vrij", "email": "geen adres"},
        {"username": "", "email": "vrij@voorbeeld.invalid"},
    ],
)
def test_a_taken_or_malformed_name_or_address_is_refused(colleague, taken):
    with pytest.raises(ValidationError):
        create_person(name="Demo", department=None, **taken)
    assert User.objects.count() == 1


def test_the_database_itself_keeps_addresses_unique_in_any_capitals(colleague):
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(username="ander", email="COLLEGA@voorbeeld.invalid", name="Demo")
    User.objects.create(username="een", name="Zonder adres")
    User.objects.create(username="twee", name="Ook zonder adres")


def test_an_unknown_role_is_refused(db):
    with pytest.raises(ValueError, match="koning"):
        create_person(
            username="x", email="x@voorbeeld.invalid", name="X", department=None, roles=["koning"]
        )


@pytest.mark.parametrize("code", ROLES)
def test_every_role_gives_its_permissions_and_no_others(make_person, department, code):
    person = make_person("iemand", department, code)
    present = {name for name in ROLES[code] if name in all_permissions()}
    assert person.get_all_permissions() == present


def all_permissions():
    from django.contrib.auth.models import Permission

    return {
        f"{permission.content_type.app_label}.{permission.codename}"
        for permission in Permission.objects.select_related("content_type")
    }


def test_an_administrator_gets_no_right_to_datasets_by_that_role(admin):
    assert not [name for name in admin.get_all_permissions() if name.startswith("datasets.")]


def test_a_change_of_roles_leaves_a_row_with_from_to_who_and_why(colleague, admin):
    assert change_roles(colleague, roles=["owners", "stewards"], by=admin, reason="nieuwe taak")
    assert roles_of(User.objects.get(pk=colleague.pk)) == ["stewards", "owners"]
    row = colleague.changes.filter(kind="roles").get()
    assert (row.old, row.new, row.by, row.reason) == ("", "stewards owners", admin, "nieuwe taak")
    assert not change_roles(colleague, roles=["owners", "stewards"], by=admin)
    assert colleague.changes.filter(kind="roles").count() == 1


def test_an_administrator_cannot_take_their_own_role_or_close_their_own_account(
    admin, make_person, department
):
    make_person("beheer2", department, "admins")
    with pytest.raises(ValidationError) as refused:
        change_roles(admin, roles=[], by=admin)
    assert refused.value.code == "own-role"
    with pytest.raises(ValidationError) as refused:
        deactivate(admin, by=admin, reason="weg")
    assert refused.value.code == "own-account"
    fresh = User.objects.get(pk=admin.pk)
    assert fresh.is_active
    assert roles_of(fresh) == ["admins"]
    assert change_roles(fresh, roles=["admins", "leaders"], by=fresh)  # an extra role is fine


def test_the_last_administrator_stays(admin, make_person, department):
    second = make_person("beheer2", department, "admins")
    deactivate(admin, by=second, reason="uit dienst")
    # an account that is closed meanwhile may not remove the last one either
    with pytest.raises(ValidationError) as refused:
        change_roles(second, roles=[], by=admin)
    assert refused.value.code == "last-admin"
    with pytest.raises(ValidationError) as refused:
        deactivate(second, by=admin, reason="weg")
    assert refused.value.code == "last-admin"
    second = User.objects.get(pk=second.pk)
    assert second.is_active
    assert second.has_perm("people.manage_people")


def test_deactivation_ends_tokens_and_says_why(colleague, admin, client):
    token = create_token(colleague)
    assert find_token(token) is not None
    assert deactivate(colleague, by=admin, reason="uit dienst")
    assert find_token(token) is None
    assert not deactivate(colleague, by=admin, reason="nog eens")
    assert reactivate(colleague, by=admin, reason="terug")
    assert find_token(token) is None
    with_reason = colleague.changes.filter(kind="activation").exclude(reason="")
    assert [(row.new, row.reason) for row in with_reason] == [
        ("active", "terug"),
        ("inactive", "uit dienst"),
    ]


def test_a_move_to_another_department_leaves_a_row(colleague, admin, department, other_department):
    assert change_department(colleague, department=other_department, by=admin, reason="verhuisd")
    assert not change_department(colleague, department=other_department, by=admin)
    row = colleague.changes.get(kind="department")
    assert (row.old, row.new) == (department.name, other_department.name)
    assert change_department(colleague, department=None, by=admin)


def test_nobody_moves_to_a_retired_department(colleague, admin, other_department):
    retire_department(other_department)
    other_department.refresh_from_db()
    with pytest.raises(ValidationError):
        change_department(colleague, department=other_department, by=admin)


def test_details_change_with_a_trace_and_not_to_a_taken_address(colleague, admin):
    change_details(colleague, name=" Demo  Ander ", email="ander@voorbeeld.invalid", by=admin)
    assert User.objects.get(pk=colleague.pk).name == "Demo Ander"
    assert colleague.changes.get(kind="details").by == admin
    with pytest.raises(ValidationError):
        change_details(colleague, name="Demo", email=admin.email.upper(), by=admin)


def test_every_kind_of_change_has_its_sentence(colleague, admin, other_department):
    change_roles(colleague, roles=["owners"], by=admin)
    change_department(colleague, department=other_department, by=admin)
    change_details(colleague, name="Demo Ander", email=colleague.email, by=admin)
    deactivate(colleague, by=admin, reason="x")
    reactivate(colleague, by=admin, reason="x")
    said = {describe_change(change) for change in colleague.changes.all()}
    assert len(said) == 6
    assert {change.kind for change in colleague.changes.all()} | {"invitation"} == set(
        PersonChange.Kind.values
    )


def test_the_administrator_does_all_of_it_on_the_page_of_the_person(
    as_, admin, colleague, other_department
):
    client = as_(admin)

    def send(action, **data):
        address = reverse(f"people:{action}", args=[colleague.pk])
        assert client.post(address, data).status_code == 302
        colleague.refresh_from_db()

    send("roles", **{"roles-roles": ["owners"], "roles-reason": "taak"})
    assert roles_of(User.objects.get(pk=colleague.pk)) == ["owners"]
    send("person_department", **{"department-department": other_department.pk})
    assert colleague.department == other_department
    send("details", **{"details-name": "Demo Ander", "details-email": "ander@voorbeeld.invalid"})
    assert colleague.email == "ander@voorbeeld.invalid"
    send("deactivate", **{"activation-reason": "uit dienst"})
    assert not colleague.is_active
    send("reactivate", **{"activation-reason": "terug"})
    assert colleague.is_active
    page = client.get(reverse("people:person", args=[colleague.pk])).content.decode()
    assert "uit dienst" in page


def test_closing_an_account_asks_for_a_reason_and_says_what_is_wrong(as_, admin, colleague):
    client = as_(admin)
    answer = client.post(reverse("people:deactivate", args=[colleague.pk]), {})
    assert answer.status_code == 422
    colleague.refresh_from_db()
    assert colleague.is_active
    own = client.post(reverse("people:roles", args=[admin.pk]), {})
    assert own.status_code == 422
    assert own.context["wrong"].non_field_errors()
    taken = {"details-name": "Demo", "details-email": admin.email}
    answer = client.post(reverse("people:details", args=[colleague.pk]), taken)
    assert answer.status_code == 422
    colleague.refresh_from_db()
    assert colleague.email == "collega@voorbeeld.invalid"
    assert client.get(reverse("people:person", args=[999999])).status_code == 404


def test_a_profile_is_ones_own_and_changes_what_one_decides_oneself(as_, colleague):
    client = as_(colleague)
    form = {"name": "Demo Ik", "language": "en", "is_superuser": "on", "username": "baas"}
    assert client.post(reverse("people:profile"), form).status_code == 302
    colleague.refresh_from_db()
    assert (colleague.name, colleague.language, colleague.mail_notifications) == (
        "Demo Ik",
        "en",
        False,
    )
    assert (colleague.username, colleague.is_superuser) == ("collega", False)
    assert client.post(reverse("people:profile"), {"name": "", "language": "xx"}).status_code == 422

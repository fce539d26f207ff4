"""Making people, and changing what they may do. Every change leaves a PersonChange row."""

import uuid
from collections.abc import Iterable

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from people.models import Department, Language, PersonChange, User
from people.roles import CHOSEN_ROLES, ROLES, STAFF
from people.services.token import revoke_tokens

MANAGE = "people.manage_people"


@transaction.atomic
def create_person(
    *,
    username: str,
    email: str,
    name: str,
    department: Department | None,
    roles: Iterable[str] = (),
    password: str | None = None,
    by: User | None = None,
    demo: bool = False,
    language: str = Language.DUTCH,
) -> User:
    """Make an account. Without a password nobody can log in until a link sets one.

    `roles` are codes of people.roles; every person is staff as well. The user name is kept in
    small letters. Raises ValidationError for a name or address that is taken or malformed, and
    ValueError for an unknown role.
    """
    person = User(
        username=username.strip().lower(),
        email=email.strip(),
        name=" ".join(name.split()),
        department=department,
        language=language,
        is_demo=demo,
    )
    if "@" in person.username:
        raise ValidationError({"username": _("A user name has no @ in it.")})
    if password is None:
        person.set_unusable_password()
    else:
        person.set_password(password)
    person.full_clean()
    person.save()
    person.groups.set(_groups({STAFF, *roles}))
    _note(person, PersonChange.Kind.ACTIVATION, new="active", by=by)
    if set(roles) - {STAFF}:
        _note(person, PersonChange.Kind.ROLES, new=_codes(roles), by=by)
    return person


def _groups(codes: Iterable[str]) -> list[Group]:
    codes = set(codes)
    if unknown := codes - set(ROLES):
        raise ValueError(f"No such role: {', '.join(sorted(unknown))}.")
    return [Group.objects.get_or_create(name=code)[0] for code in sorted(codes)]


def _codes(roles: Iterable[str]) -> str:
    return " ".join(code for code in CHOSEN_ROLES if code in set(roles))


def _note(
    person: User,
    kind: PersonChange.Kind,
    *,
    by: User | None,
    old: str = "",
    new: str = "",
    reason: str = "",
) -> None:
    PersonChange.objects.create(
        person=person, kind=kind, old=old, new=new, by=by, reason=reason, at=timezone.now()
    )


def roles_of(person: User) -> list[str]:
    """The roles that were chosen for a person, in the order of CHOSEN_ROLES; without staff."""
    held = {group.name for group in person.groups.all()}
    return [code for code in CHOSEN_ROLES if code in held]


@transaction.atomic
def change_details(person: User, *, name: str, email: str, by: User, reason: str = "") -> None:
    """Change someone's name or e-mail address. Raises ValidationError for one that is taken.

    Another address ends links that were sent to the old one.
    """
    old = f"{person.name} <{person.email}>"
    person.name, person.email = " ".join(name.split()), email.strip()
    person.full_clean()
    person.save(update_fields=["name", "email"])
    new = f"{person.name} <{person.email}>"
    if new != old:
        _note(person, PersonChange.Kind.DETAILS, old=old, new=new, by=by, reason=reason)


@transaction.atomic
def change_roles(person: User, *, roles: Iterable[str], by: User, reason: str = "") -> bool:
    """Give a person exactly these roles; their sessions end. False when nothing changed.

    Raises ValidationError (codes "own-role", "last-admin") when this would take away one's own
    right to manage people, or the last one that exists.
    """
    _lock_managers()
    roles = set(roles)
    old = roles_of(person)
    if set(old) == roles - {STAFF}:
        return False
    was_manager = _is_manager(person)
    person.groups.set(_groups(roles | {STAFF}))
    person = User.objects.get(pk=person.pk)  # permissions are remembered per object
    if was_manager and not _is_manager(person):
        if person == by:
            raise ValidationError(
                _("You cannot take your own administrator role. Ask a colleague."), code="own-role"
            )
        _keep_a_manager()
    end_sessions(person)
    _note(
        person, PersonChange.Kind.ROLES,
        old=_codes(old), new=_codes(roles), by=by, reason=reason,
    )  # fmt: skip
    return True


def _is_manager(person: User) -> bool:
    return person.is_active and person.has_perm(MANAGE)


def _lock_managers() -> None:
    """Let two administrators who would remove each other act one after the other."""
    managers = User.objects.with_permission(MANAGE).order_by("pk")
    list(managers.select_for_update().values_list("pk", flat=True))


def _keep_a_manager() -> None:
    if not User.objects.with_permission(MANAGE).exists():
        raise ValidationError(
            _("This is the last administrator. First give someone else that role."),
            code="last-admin",
        )


@transaction.atomic
def change_department(
    person: User, *, department: Department | None, by: User, reason: str = ""
) -> bool:
    """Move a person to another department. False when they were there already.

    Raises ValidationError for a retired department.
    """
    if person.department_id == (department.pk if department else None):
        return False
    if department is not None and department.retired_at:
        raise ValidationError(_("This department is retired."), code="retired")
    old = str(person.department or "")
    person.department = department
    person.save(update_fields=["department"])
    _note(
        person, PersonChange.Kind.DEPARTMENT,
        old=old, new=str(department or ""), by=by, reason=reason,
    )  # fmt: skip
    return True


@transaction.atomic
def deactivate(person: User, *, by: User, reason: str) -> bool:
    """Close an account: sessions and API tokens end at once. False when it was closed already.

    Raises ValidationError (codes "own-account", "last-admin").
    """
    _lock_managers()
    if person == by:
        raise ValidationError(
            _("You cannot deactivate your own account. Ask a colleague."), code="own-account"
        )
    was_manager = _is_manager(person)
    if not User.objects.filter(pk=person.pk, is_active=True).update(is_active=False):
        return False
    if was_manager:
        _keep_a_manager()
    person.is_active = False
    end_sessions(person)
    revoke_tokens(person)
    _note(
        person, PersonChange.Kind.ACTIVATION,
        old="active", new="inactive", by=by, reason=reason,
    )  # fmt: skip
    return True


@transaction.atomic
def reactivate(person: User, *, by: User, reason: str) -> bool:
    """Open a closed account again; old sessions and tokens stay ended. False when it was open."""
    if not User.objects.filter(pk=person.pk, is_active=False).update(is_active=True):
        return False
    person.is_active = True
    _note(
        person, PersonChange.Kind.ACTIVATION,
        old="inactive", new="active", by=by, reason=reason,
    )  # fmt: skip
    return True


def end_sessions(person: User) -> None:
    """End every session of a person, and every link to set a password, by a new stamp."""
    person.session_stamp = uuid.uuid4()
    person.save(update_fields=["session_stamp"])


def change_profile(person: User, *, name: str, language: str, mail_notifications: bool) -> None:
    """Change what a person decides about themself. Raises ValidationError for a bad value."""
    person.name = " ".join(name.split())
    person.language = language
    person.mail_notifications = mail_notifications
    person.full_clean(exclude=["password"])
    person.save(update_fields=["name", "language", "mail_notifications"])


def change_language(person: User, *, language: str) -> None:
    """Show the portal, and write mails, in this language from now on."""
    person.language = Language(language)
    person.save(update_fields=["language"])

"""The made-up people and departments of the demo; every name says that it is a demo."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext as _

from people.models import Department, User
from people.roles import ADMINS, LEADERS, OWNERS, STEWARDS
from people.services import add_department, change_profile, create_person, set_password
from portal.demo.password import DEFAULT

# Name and the department above it; one that is named here must stand earlier in the list.
DEPARTMENTS = (
    ("Gemeente (demo)", ""),
    ("Bestuur en directie (demo)", "Gemeente (demo)"),
    ("Fysiek domein (demo)", "Gemeente (demo)"),
    ("Energie en wonen (demo)", "Fysiek domein (demo)"),
    ("Veiligheid (demo)", "Gemeente (demo)"),
    ("Sociaal domein (demo)", "Gemeente (demo)"),
    ("Onderzoek en statistiek (demo)", "Sociaal domein (demo)"),
    ("Bedrijfsvoering (demo)", "Gemeente (demo)"),
    ("Datateam (demo)", "Bedrijfsvoering (demo)"),
    ("Informatievoorziening (demo)", "Bedrijfsvoering (demo)"),
)


@dataclass(frozen=True)
class Account:
    username: str
    name: str
    department: str
    roles: tuple[str, ...] = ()


ACCOUNTS = (
    Account("medewerker", "Demo Medewerker", "Energie en wonen (demo)"),
    Account("datateam", "Demo Datateam", "Datateam (demo)", (STEWARDS,)),
    Account("eigenaar", "Demo Eigenaar", "Onderzoek en statistiek (demo)", (OWNERS,)),
    Account("bestuur", "Demo Bestuur", "Bestuur en directie (demo)", (LEADERS,)),
    Account("beheer", "Demo Beheer", "Informatievoorziening (demo)", (ADMINS,)),
)


class NameTaken(Exception):
    """A demo account would need a user name that a real colleague has."""


def ensure_departments() -> dict[str, Department]:
    """The demo's departments by name; those that are not there yet are added."""
    found: dict[str, Department] = {}
    for name, above in DEPARTMENTS:
        # The slug stays when somebody gives a department another name.
        same = Q(name=name) | Q(slug=slugify(name))
        known = Department.objects.active().filter(same).order_by("pk").first()
        found[name] = known or add_department(name=name, parent=found.get(above))
    return found


def ensure_people(departments: dict[str, Department], *, password: str) -> dict[str, User]:
    """The demo's people by user name; those that are not there yet are made.

    An account keeps what was changed about it, but not the password that everybody knows once
    another is set. Raises NameTaken before anything is made.
    """
    known = {
        person.username: person
        for person in User.objects.filter(username__in=[one.username for one in ACCOUNTS])
    }
    for person in known.values():
        if not person.is_demo:
            raise NameTaken(
                _("There is a real account with the name %(username)s. The demo needs that name.")
                % {"username": person.username}
            )
    for account in ACCOUNTS:
        if account.username not in known:
            known[account.username] = _make(account, departments, password)
        elif password != DEFAULT and known[account.username].check_password(DEFAULT):
            set_password(known[account.username], password=password)
    return {account.username: known[account.username] for account in ACCOUNTS}


def _make(account: Account, departments: dict[str, Department], password: str) -> User:
    person = create_person(
        username=account.username,
        email=f"{account.username}@demo.invalid",
        name=account.name,
        department=departments[account.department],
        roles=account.roles,
        password=password,
        demo=True,
    )
    # Nobody reads these addresses: messages stay in the portal.
    change_profile(person, name=person.name, language=person.language, mail_notifications=False)
    return person

"""List pages ask the database as often for a large register as for a small one."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from datasets.models import Dataset
from people.models import Department, User
from tests.conftest import As
from tests.datasets.register_of import fill_register

MOST = 15  # queries, of which the session and the person are two
PAGES: dict[str, Callable[[str], str]] = {
    "start": lambda slug: reverse("portal:home"),
    "register": lambda slug: reverse("datasets:list"),
    "zoeken": lambda slug: reverse("datasets:list") + "?q=demo&pagina=2",
    "kwaliteit": lambda slug: reverse("portal:quality"),
    "dataset": lambda slug: reverse("datasets:detail", args=[slug]),
    "kwaliteit van een dataset": lambda slug: reverse("datasets:quality", args=[slug]),
    "leveringen": lambda slug: reverse("datasets:deliveries", args=[slug]),
    "controle": lambda slug: reverse("datasets:run", args=[slug, 21]),
    "regel": lambda slug: reverse("datasets:rule", args=[slug, 1]),
    "regels voor akkoord": lambda slug: reverse("datasets:rules_waiting"),
    "regels kopieren": lambda slug: reverse("datasets:rules_targets", args=[slug]),
    "inzagelog": lambda slug: reverse("people:access_log"),
    "berichten": lambda slug: reverse("people:inbox"),
}


def count(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


@pytest.fixture
def everyone(
    admin: User, steward: User, owner: User, colleague: User, as_: As
) -> dict[str, Client]:
    """Who look: the data team sees most and is asked most; the log is for the administrator."""
    people = {"steward": steward, "owner": owner, "colleague": colleague, "admin": admin}
    clients = {name: as_(person) for name, person in people.items()}
    for client in clients.values():
        client.get(reverse("people:inbox"))  # a session begins with its first page
    return clients


def looked(everyone: dict[str, Client], first: Dataset, *readers: str) -> dict[str, int]:
    """{page (reader): queries}."""
    found = {}
    for page, address in PAGES.items():
        own = {"inzagelog": ("admin",), "regels kopieren": ("steward",)}
        for reader in own.get(page, readers):
            found[f"{page} ({reader})"] = count(everyone[reader], address(first.slug))
    return found


def over(found: dict[str, int]) -> dict[str, int]:
    return {page: asked for page, asked in found.items() if asked > MOST}


@pytest.mark.django_db
def test_no_list_page_asks_more_of_a_larger_register(
    everyone: dict[str, Client], department: Department, steward: User, owner: User
) -> None:
    people = {"department": department, "steward": steward, "owner": owner}
    few = looked(everyone, fill_register(datasets=30, rules=120, flags=120, **people), "steward")
    larger = fill_register(datasets=60, rules=400, flags=400, of_first=200, offset=30, **people)
    many = looked(everyone, larger, "steward")
    assert over(few) == {}
    assert many == few


@pytest.mark.slow
@pytest.mark.django_db
def test_fifteen_queries_do_for_five_hundred_datasets_and_five_thousand_rules_and_flags(
    everyone: dict[str, Client], department: Department, steward: User, owner: User
) -> None:
    people = {"department": department, "steward": steward, "owner": owner}
    first = fill_register(datasets=500, rules=5_000, flags=5_000, of_first=200, **people)
    assert over(looked(everyone, first, "steward", "owner", "colleague")) == {}

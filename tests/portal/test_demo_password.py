"""Demo accounts are never open to others with a password that everybody knows."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from datasets.models import Dataset
from people.models import Department, User
from portal.demo.password import DEFAULT, PasswordRefused, demo_password, is_loopback
from portal.demo.people import NameTaken, ensure_departments, ensure_people

HERE = ["localhost", "127.0.0.1", "[::1]", "testserver"]


@pytest.mark.parametrize("host", [*HERE, "127.8.9.1", "::1", "LOCALHOST", "koers.localhost"])
def test_a_name_for_this_machine_alone_is_loopback(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host", ["0.0.0.0", "::", "", "*", ".example.org", "10.0.0.1", "localhost.example.org"]
)
def test_anything_else_is_not(host: str) -> None:
    assert not is_loopback(host)


def test_on_this_machine_alone_the_known_password_will_do(settings: Settings) -> None:
    settings.HOST, settings.ALLOWED_HOSTS, settings.DEMO_PASSWORD = "127.0.0.1", HERE, DEFAULT
    assert demo_password() == DEFAULT


@pytest.mark.parametrize(
    ("host", "names"),
    [
        ("0.0.0.0", HERE),
        ("192.168.1.4", HERE),
        ("127.0.0.1", [*HERE, "koers.example.org"]),
        ("127.0.0.1", ["*"]),
    ],
)
def test_where_others_can_come_the_known_password_is_refused_and_nothing_is_made(
    settings: Settings, db: None, host: str, names: list[str]
) -> None:
    settings.HOST, settings.ALLOWED_HOSTS, settings.DEMO_PASSWORD = host, names, DEFAULT
    with pytest.raises(CommandError, match="DEMO_PASSWORD"):
        call_command("demo", stdout=StringIO())
    assert not User.objects.exists()
    assert not Department.objects.exists()
    assert not Dataset.objects.exists()


@pytest.mark.parametrize("password", ["", "kort"])
def test_an_empty_or_weak_password_is_refused_there_too(settings: Settings, password: str) -> None:
    settings.HOST, settings.DEMO_PASSWORD = "0.0.0.0", password
    with pytest.raises(PasswordRefused):
        demo_password()


def test_a_password_of_ones_own_is_accepted_everywhere(settings: Settings) -> None:
    settings.HOST, settings.DEMO_PASSWORD = "0.0.0.0", "zelf-gekozen-wachtzin"
    assert demo_password() == "zelf-gekozen-wachtzin"


def test_a_new_password_replaces_the_known_one_but_not_one_that_someone_chose(
    roles: None,
) -> None:
    departments = ensure_departments()
    people = ensure_people(departments, password=DEFAULT)
    people["bestuur"].set_password("een-eigen-wachtwoord")
    people["bestuur"].save()
    again = ensure_people(departments, password="zelf-gekozen-wachtzin")
    assert again["beheer"].check_password("zelf-gekozen-wachtzin")
    assert again["bestuur"].check_password("een-eigen-wachtwoord")


def test_a_real_colleague_with_a_demo_name_is_left_alone(owner: User) -> None:
    with pytest.raises(NameTaken, match="eigenaar"):
        ensure_people(ensure_departments(), password=DEFAULT)
    assert not User.objects.filter(is_demo=True).exists()

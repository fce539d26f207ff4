"""Getting in, staying in, and how often one may try."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from people.middleware import ACTIVE, STARTED
from people.models import AccessLogEntry, LoginFailure
from people.services import (
    change_roles,
    client_address,
    deactivate,
    network_of,
    reactivate,
    set_password,
)

PASSWORD = "een-lang-wachtwoord"
LOGIN = "/inloggen"


@pytest.fixture
def someone(colleague):
    set_password(colleague, password=PASSWORD)
    return colleague


def try_(client, identity="collega", password=PASSWORD, **extra):
    return client.post(LOGIN, {"username": identity, "password": password}, **extra)


def is_in(client):
    return client.get(reverse("people:profile")).status_code == 200


@pytest.mark.parametrize(
    "identity", ["collega", "Collega", " COLLEGA ", "Collega@Voorbeeld.invalid"]
)
def test_one_logs_in_with_name_or_address_in_any_capitals(client, someone, identity):
    answer = try_(client, identity)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert is_in(client)
    assert AccessLogEntry.objects.filter(action="login", person=someone).count() == 1


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(client, someone, outsider):
    deactivate(outsider, by=someone, reason="uit dienst")

    def said(identity):
        page = try_(client, identity, "fout")
        assert page.status_code == 200
        return [str(line) for line in page.context["form"].non_field_errors()]

    assert said("collega") == said("niemand") == said("buitenstaander") != []


def test_login_gives_a_new_session_and_closes_the_old_one(client, someone):
    session = client.session
    session["planted"] = 1
    session.save()
    before = client.session.session_key
    try_(client)
    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


@pytest.mark.parametrize(
    ("wanted", "goes_to"),
    [
        ("/profiel", "/profiel"),
        ("https://elders.invalid/", "/"),
        ("//elders.invalid", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_login_leads_on_within_the_portal_only(client, someone, wanted, goes_to):
    answer = client.post(LOGIN, {"username": "collega", "password": PASSWORD, "next": wanted})
    assert answer["Location"] == goes_to


def test_login_asks_for_the_csrf_token(someone):
    assert try_(Client(enforce_csrf_checks=True)).status_code == 403


def test_the_login_form_helps_password_managers(client, db):
    page = client.get(LOGIN).content.decode()
    assert 'autocomplete="username"' in page
    assert 'autocomplete="current-password"' in page


def test_ten_wrong_tries_close_that_name_from_that_address_for_a_while(client, someone):
    for _number in range(9):
        assert try_(client, password="fout").status_code == 200
    # another spelling is no extra try
    answer = try_(client, "Collega@voorbeeld.invalid", "fout")
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) == 15 * 60
    assert try_(client).status_code == 429  # the right password too
    assert try_(Client(), REMOTE_ADDR="192.0.2.7").status_code == 302  # not from elsewhere


def fail_often(times, address="192.0.2.1", **extra):
    answers = [
        try_(Client(), f"naam{number}", "fout", REMOTE_ADDR=address, **extra).status_code
        for number in range(times)
    ]
    assert set(answers) == {200}


def test_one_address_fails_thirty_times_in_five_minutes_and_no_longer(someone, as_, outsider):
    inside = as_(outsider)
    fail_often(30)
    refused = try_(Client(), REMOTE_ADDR="192.0.2.1")
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) == 300
    assert inside.get("/profiel", REMOTE_ADDR="192.0.2.1").status_code == 200
    assert try_(Client(), REMOTE_ADDR="192.0.2.2").status_code == 302
    assert LoginFailure.objects.count() == 30  # refused tries do not make it longer
    LoginFailure.objects.update(at=timezone.now() - timedelta(minutes=5, seconds=1))
    assert try_(Client(), REMOTE_ADDR="192.0.2.1").status_code == 302


def test_addresses_of_one_ipv6_network_count_together(someone):
    fail_often(15, "2001:db8:1:2::1")
    fail_often(15, "2001:db8:1:2:ffff::9")
    assert try_(Client(), REMOTE_ADDR="2001:db8:1:2::77").status_code == 429
    assert try_(Client(), REMOTE_ADDR="2001:db8:1:3::77").status_code == 302


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8::1", "2001:db8::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("onzin", "unknown"),
        (None, "unknown"),
    ],
)
def test_a_network_is_an_ipv4_address_or_an_ipv6_64(address, network):
    assert network_of(address) == network


@pytest.mark.parametrize(
    ("proxies", "forwarded", "found"),
    [
        (0, "203.0.113.9", "192.0.2.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "1.1.1.1, 203.0.113.9", "203.0.113.9"),
        (2, "1.1.1.1, 203.0.113.9, 10.0.0.1", "203.0.113.9"),
        (1, "", None),
        (1, "onzin", None),
    ],
)
def test_the_address_is_what_our_own_proxies_saw(rf, settings, proxies, forwarded, found):
    settings.PROXY_COUNT = proxies
    request = rf.get("/", REMOTE_ADDR="192.0.2.1", HTTP_X_FORWARDED_FOR=forwarded)
    assert client_address(request) == found


def test_logout_ends_the_session(client, someone):
    try_(client)
    assert client.post("/uitloggen")["Location"] == LOGIN
    assert not is_in(client)


def test_who_is_logged_in_does_not_see_the_login_page(as_, someone):
    assert as_(someone).get(LOGIN, {"next": "/berichten"})["Location"] == "/berichten"


def aged(client, **seconds):
    """Let a session have started or been active so many seconds ago."""
    now = int(timezone.now().timestamp())
    session = client.session
    for key, age in seconds.items():
        session[f"_{key}"] = now - age
    session.save()


def test_a_session_ends_after_idle_time_and_after_ten_hours(as_, someone):
    client = as_(someone)
    assert is_in(client)
    aged(client, started=3600, active=2 * 3600 - 5)
    assert is_in(client)
    aged(client, active=2 * 3600 + 5)
    assert not is_in(client)

    client = as_(someone)
    aged(client, started=10 * 3600 - 5, active=0)
    assert is_in(client)
    aged(client, started=10 * 3600 + 5, active=0)
    assert not is_in(client)


@pytest.mark.parametrize("header", [{"X-Koers-Poll": "1"}, {"HX-Trigger-Name": "poll"}])
def test_a_page_that_asks_by_itself_does_not_keep_a_session_alive(as_, someone, header):
    client = as_(someone)
    assert is_in(client)
    aged(client, started=600, active=300)
    before = client.session[ACTIVE]
    client.get("/profiel", headers=header)
    assert client.session[ACTIVE] == before
    client.get("/profiel")
    assert client.session[ACTIVE] > before
    assert client.session[STARTED] < before


def test_a_piece_of_a_page_that_lost_its_session_takes_the_whole_page_to_login(client, db):
    answer = client.get(
        "/berichten",
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/datasets?q=x"},
    )
    assert answer.status_code == 204
    assert answer["HX-Redirect"] == "/inloggen?next=%2Fdatasets%3Fq%3Dx"


def test_deactivation_ends_sessions_at_once_and_for_good(as_, someone, admin):
    client = as_(someone)
    assert is_in(client)
    deactivate(someone, by=admin, reason="uit dienst")
    assert not is_in(client)
    reactivate(someone, by=admin, reason="toch niet")
    assert not is_in(client)


def test_a_change_of_role_or_password_ends_sessions(as_, someone, admin):
    client = as_(someone)
    change_roles(someone, roles=["owners"], by=admin)
    assert not is_in(client)
    client = as_(someone)
    set_password(someone, password="een-ander-lang-wachtwoord")
    assert not is_in(client)


def test_changing_ones_own_password_ends_the_other_sessions_only(as_, someone):
    here, elsewhere = as_(someone), as_(someone)
    assert is_in(here)
    assert is_in(elsewhere)
    new = {"password": "nieuw-lang-wachtwoord", "repeat": "nieuw-lang-wachtwoord"}
    wrong = here.post("/profiel/wachtwoord", {"old": "fout", **new})
    assert wrong.status_code == 422
    assert is_in(elsewhere)
    assert here.post("/profiel/wachtwoord", {"old": PASSWORD, **new}).status_code == 302
    assert is_in(here)
    assert not is_in(elsewhere)


@pytest.mark.parametrize("secret", ["kort", "demo collega", "password123"])
def test_a_weak_password_is_refused(as_, someone, secret):
    client = as_(someone)
    answer = client.post(
        "/profiel/wachtwoord", {"old": PASSWORD, "password": secret, "repeat": secret}
    )
    assert answer.status_code == 422
    someone.refresh_from_db()
    assert someone.check_password(PASSWORD)


def language_of(response):
    return response["Content-Language"]


def test_a_page_is_dutch_until_someone_chooses_english(client, as_, someone):
    assert language_of(client.get(LOGIN, headers={"Accept-Language": "en"})) == "nl"
    client.cookies["django_language"] = "en"
    assert language_of(client.get(LOGIN)) == "en"
    client.cookies["django_language"] = "xx"
    assert language_of(client.get(LOGIN)) == "nl"

    own = as_(someone)
    own.cookies["django_language"] = "en"
    assert language_of(own.get("/profiel")) == "nl"  # the person's choice goes first
    own.post("/profiel", {"name": "Demo Collega", "language": "en", "mail_notifications": "on"})
    assert language_of(own.get("/profiel")) == "en"

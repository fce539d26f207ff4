"""Invitations and forgotten passwords: links that work once."""

import logging
import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kit.jobs import work_off
from kit.logs import HideKeys
from kit.models import Job
from people.models import OutgoingMail, User
from people.services import (
    deactivate,
    invite,
    password_link,
    person_for_link,
    resend_invitation,
    withdraw_invitation,
)

NEW = {"password": "een-heel-lang-wachtwoord", "repeat": "een-heel-lang-wachtwoord"}


def path_in(message):
    return re.search(r"http://[^/]+(/\S+)", message.body)[1]


@pytest.fixture
def invited(admin, department):
    return invite(
        name="Demo Nieuw", email="Nieuw.Iemand@voorbeeld.invalid", department=department,
        roles=["owners"], by=admin,
    )  # fmt: skip


def test_an_invitation_is_a_mail_with_a_link_that_sets_a_password_once(client, invited):
    assert mail.outbox == []  # nothing leaves during the request
    work_off()
    [message] = mail.outbox
    assert message.to == ["Nieuw.Iemand@voorbeeld.invalid"]
    path = path_in(message)
    assert client.get(path).status_code == 200
    assert client.post(path, {**NEW, "repeat": "anders-lang-genoeg"}).status_code == 422
    assert client.post(path, NEW)["Location"] == reverse("people:login")
    assert client.get(path).status_code == 410
    assert client.post(path, NEW).status_code == 410
    login = {"username": "nieuw.iemand", "password": NEW["password"]}
    assert client.post("/inloggen", login).status_code == 302


def test_the_body_of_a_sent_mail_is_not_kept(invited):
    assert "wachtwoord-instellen" in OutgoingMail.objects.get().body
    work_off()
    sent = OutgoingMail.objects.get()
    assert sent.body == ""
    assert sent.sent_at is not None
    Job.objects.update(state="queued")
    work_off()
    assert len(mail.outbox) == 1


def test_a_link_ends_after_three_days(invited, monkeypatch, client):
    path = password_link(invited).removeprefix("http://127.0.0.1:8000")
    generator = "people.services.password._LinkTokens._now"
    later = timezone.localtime().replace(tzinfo=None) + timedelta(days=3, minutes=1)
    monkeypatch.setattr(generator, lambda self: later - timedelta(minutes=3))
    assert client.get(path).status_code == 200
    monkeypatch.setattr(generator, lambda self: later)
    assert client.get(path).status_code == 410


def test_a_newer_link_ends_the_older_one(invited, admin, client):
    old = password_link(invited).removeprefix("http://127.0.0.1:8000")
    resend_invitation(invited, by=admin)
    assert client.get(old).status_code == 410
    work_off()
    assert client.get(path_in(mail.outbox[-1])).status_code == 200


def test_a_withdrawn_invitation_ends_the_link_and_the_account(invited, admin, client):
    path = password_link(invited).removeprefix("http://127.0.0.1:8000")
    withdraw_invitation(invited, by=admin)
    assert client.get(path).status_code == 410
    assert not User.objects.get(pk=invited.pk).is_active
    with pytest.raises(ValidationError):
        resend_invitation(invited, by=admin)


def test_who_has_a_password_is_not_invited_again(invited, admin):
    invited.set_password("een-heel-lang-wachtwoord")
    invited.save()
    with pytest.raises(ValidationError):
        resend_invitation(invited, by=admin)
    with pytest.raises(ValidationError):
        withdraw_invitation(invited, by=admin)


@pytest.mark.parametrize(
    ("uid", "token"), [("x", "y"), ("AA", "b-c"), ("", ""), ("OTk5OTk5", "a-b")]
)
def test_a_made_up_link_leads_to_nobody(db, uid, token):
    assert person_for_link(uid, token) is None


def test_the_administrator_invites_by_page_and_sees_who_is_waiting(as_, admin, department):
    client = as_(admin)
    form = {
        "name": "Demo Gast", "email": "gast@voorbeeld.invalid", "username": "",
        "department": department.pk, "roles": ["stewards", "leaders"], "language": "en",
    }  # fmt: skip
    answer = client.post(reverse("people:invite"), form)
    person = User.objects.get(email="gast@voorbeeld.invalid")
    assert answer["Location"] == reverse("people:person", args=[person.pk])
    assert person.username == "gast"
    assert {group.name for group in person.groups.all()} == {"staff", "stewards", "leaders"}
    page = client.get(reverse("people:list"), {"state": "invited"})
    assert [row["person"] for row in page.context["rows"]] == [person]
    assert client.get(reverse("people:person", args=[person.pk])).status_code == 200

    again = client.post(reverse("people:invite"), {**form, "email": "GAST@voorbeeld.invalid"})
    assert again.status_code == 422
    assert "email" in again.context["form"].errors
    assert client.post(reverse("people:invite"), {**form, "email": "geen"}).status_code == 422
    bad_role = {**form, "email": "b@voorbeeld.invalid", "roles": ["koning"]}
    assert client.post(reverse("people:invite"), bad_role).status_code == 422

    client.post(reverse("people:invite_again", args=[person.pk]))
    work_off()
    assert [message.subject for message in mail.outbox] == ["Your account for Koers"] * 2
    client.post(reverse("people:withdraw", args=[person.pk]))
    assert client.get(reverse("people:list"), {"state": "invited"}).context["rows"] == []


def test_user_names_from_addresses_are_numbered_when_taken(admin, department):
    names = [
        invite(
            name="Demo", email=f"jan@{host}.invalid", department=None, roles=[], by=admin
        ).username
        for host in ("een", "twee", "drie")
    ]
    assert names == ["jan", "jan2", "jan3"]


def ask(client, email):
    return client.post(reverse("people:forgotten"), {"email": email})


def plain(page, email):
    """The page without the address that was typed and without the form's token."""
    text = page.content.decode().replace(email, "X")
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)


def test_a_reset_tells_nobody_whether_an_account_exists(client, colleague):
    known = ask(client, "COLLEGA@voorbeeld.invalid")
    unknown = ask(client, "niemand@voorbeeld.invalid")
    assert known.status_code == unknown.status_code == 200
    assert plain(known, "COLLEGA@voorbeeld.invalid") == plain(unknown, "niemand@voorbeeld.invalid")
    assert Job.objects.filter(kind="password-reset").count() == 2  # equal work for both
    work_off()
    [message] = mail.outbox
    assert message.to == [colleague.email]
    assert "collega" in message.body


def test_a_reset_link_sets_a_new_password_and_ends_sessions(as_, client, colleague):
    inside = as_(colleague)
    ask(client, colleague.email)
    work_off()
    assert client.post(path_in(mail.outbox[0]), NEW).status_code == 302
    assert inside.get("/profiel").status_code == 302
    colleague.refresh_from_db()
    assert colleague.check_password(NEW["password"])


def test_a_closed_account_gets_no_link_and_its_links_end(client, colleague, admin):
    path = password_link(colleague).removeprefix("http://127.0.0.1:8000")
    deactivate(colleague, by=admin, reason="uit dienst")
    assert client.get(path).status_code == 410
    ask(client, colleague.email)
    work_off()
    assert mail.outbox == []


def test_a_mailbox_is_not_filled_by_asking_again(client, colleague):
    for _number in range(5):
        ask(client, colleague.email)
        work_off()
    assert len(mail.outbox) == 1
    OutgoingMail.objects.update(created_at=timezone.now() - timedelta(minutes=6))
    ask(client, colleague.email)
    work_off()
    assert len(mail.outbox) == 2


def test_asking_for_links_has_a_limit_per_address(db):
    for number in range(30):
        assert ask(Client(), f"x{number}@voorbeeld.invalid").status_code == 200
    assert ask(Client(), "y@voorbeeld.invalid").status_code == 429
    other = Client(REMOTE_ADDR="192.0.2.3")
    assert ask(other, "y@voorbeeld.invalid").status_code == 200


def test_a_malformed_address_is_said_so(client, db):
    assert ask(client, "geen adres").status_code == 422


def test_a_link_that_still_works_is_not_in_the_log(client, colleague, caplog, settings):
    [path] = re.findall(r"/wachtwoord-instellen/\S+", password_link(colleague))
    assert client.post(path, {**NEW, "repeat": "anders-lang-genoeg"}).status_code == 422
    assert client.put(path).status_code == 405
    lines = [line for line in caplog.records if "wachtwoord-instellen" in line.getMessage()]
    assert len(lines) == 2  # as Django hands them to the handlers
    assert settings.LOGGING["handlers"]["console"]["filters"] == ["keys"]
    hide = HideKeys(settings.LOGGING["filters"]["keys"]["pattern"])
    for line in lines:
        assert hide.filter(line)
        assert path not in line.getMessage()
        assert line.getMessage().endswith("/wachtwoord-instellen/…")
    other = logging.LogRecord("x", logging.INFO, "", 0, "%s of %s", (1, 2), None)
    assert hide.filter(other)
    assert other.args == (1, 2)

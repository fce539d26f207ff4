"""What people are told."""

import pytest
from django.core import mail
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from kit.jobs import work_off
from people.models import Notification, OutgoingMail
from people.services import notify, send_mail, unread_count


def test_a_message_stands_in_the_inbox_and_goes_by_mail(colleague):
    line = notify(colleague, kind="test", text="Er is iets gebeurd.", url="/datasets/demo")
    assert unread_count(colleague) == 1
    assert mail.outbox == []
    work_off()
    [message] = mail.outbox
    assert message.to == [colleague.email]
    assert "http://127.0.0.1:8000/datasets/demo" in message.body
    line.refresh_from_db()
    assert line.mailed_at is not None


def test_who_wants_no_mail_gets_the_message_only_in_the_inbox(colleague):
    colleague.mail_notifications = False
    notify(colleague, kind="test", text="Hallo")
    assert unread_count(colleague) == 1
    assert not OutgoingMail.objects.exists()


def test_a_message_that_is_rolled_back_leaves_no_mail(colleague):
    def undone():
        with transaction.atomic():
            notify(colleague, kind="test", text="Hallo")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        undone()
    work_off()
    assert mail.outbox == []
    assert unread_count(colleague) == 0


@pytest.mark.parametrize("text", [gettext_lazy("Monday"), lambda: gettext("Monday")])
def test_a_message_is_in_the_language_of_its_receiver(colleague, text):
    assert notify(colleague, kind="test", text=text).text == "maandag"
    colleague.language = "en"
    assert notify(colleague, kind="test", text=text).text == "Monday"


@pytest.mark.parametrize("url", ["https://elders.invalid", "//elders.invalid", "/\\elders", "x"])
def test_a_message_leads_within_the_portal_only(colleague, url):
    with pytest.raises(ValueError, match="not a path"):
        notify(colleague, kind="test", text="Hallo", url=url)


def test_a_closed_account_gets_no_messages(colleague):
    colleague.is_active = False
    assert notify(colleague, kind="test", text="Hallo") is None
    assert not Notification.objects.exists()


def test_a_line_end_in_a_subject_starts_no_header(db):
    send_mail(kind="test", to="a@voorbeeld.invalid", subject="Hallo\r\nBcc: b@x.invalid", body="x")
    work_off()
    assert mail.outbox[0].subject == "Hallo Bcc: b@x.invalid"
    assert mail.outbox[0].recipients() == ["a@voorbeeld.invalid"]


def test_the_inbox_shows_unread_first_and_marks_by_post(as_, colleague, outsider):
    old, middle, new = [
        notify(colleague, kind="test", text=f"bericht {number}", url="/profiel")
        for number in range(3)
    ]
    notify(outsider, kind="test", text="van een ander")
    client = as_(colleague)
    assert client.post(reverse("people:read", args=[new.pk])).status_code == 302
    page = client.get(reverse("people:inbox"))
    assert list(page.context["page"]) == [middle, old, new]
    assert page.context["unread"] == 2
    assert "van een ander" not in page.content.decode()
    assert client.get(reverse("people:read", args=[old.pk])).status_code == 405
    opened = client.post(reverse("people:read", args=[middle.pk]), {"open": "1"})
    assert opened["Location"] == "/profiel"
    client.post(reverse("people:read_all"))
    assert unread_count(colleague) == 0
    assert unread_count(outsider) == 1


def test_a_long_inbox_is_paged_and_an_empty_one_says_so(as_, colleague):
    client = as_(colleague)
    assert client.get(reverse("people:inbox")).status_code == 200
    colleague.mail_notifications = False
    for number in range(30):
        notify(colleague, kind="test", text=f"bericht {number}")
    assert len(client.get(reverse("people:inbox")).context["page"]) == 25
    assert len(client.get(reverse("people:inbox"), {"pagina": 2}).context["page"]) == 5

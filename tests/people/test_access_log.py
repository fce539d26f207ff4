"""Who saw what: written once, read by few, carried out safely."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.urls import reverse
from django.utils import timezone

from people.models import AccessLogEntry
from people.models.access import AppendOnly
from people.services import access_log, log_access, register_actions

LOG = "/inzage"


def test_a_line_says_who_what_which_why_and_from_where(rf, steward, colleague):
    request = rf.get("/x", REMOTE_ADDR="192.0.2.9")
    request.META["KOERS_REFERENCE"] = "abc12345"
    line = log_access(
        steward, action="rows-seen", target=colleague, reason="vraag van burger", request=request
    )
    line.refresh_from_db()
    assert (line.person, line.object_type, line.object_id) == (
        steward,
        "people.user",
        str(colleague.pk),
    )
    assert line.person_label == "Demo Datateam (datateam)"
    assert (line.object_label, line.reason) == ("Demo Collega", "vraag van burger")
    assert (line.ip, line.request_id, line.result) == ("192.0.2.9", "abc12345", "granted")


def test_a_line_is_never_changed_or_removed(steward):
    line = log_access(steward, action="rows-seen", object_label="x")
    line.reason = "anders"
    for attempt in (
        line.save,
        line.delete,
        AccessLogEntry.objects.all().delete,
        lambda: AccessLogEntry.objects.update(reason="anders"),
    ):
        with pytest.raises(AppendOnly):
            attempt()
    line.refresh_from_db()
    assert line.reason == ""


def lines(client, **wanted):
    return [line.object_label for line, _action in client.get(LOG, wanted).context["lines"]]


def test_the_log_is_read_by_who_may_and_filtered(as_, admin, steward, colleague, outsider, client):
    log_access(steward, action="rows-seen", object_type="demo", object_id=7, object_label="Bomen")
    log_access(colleague, action="rows-seen", object_label="Wegen", granted=False)
    reader = as_(admin)
    assert lines(reader, person="datateam") == ["Bomen"]
    assert lines(reader, target="wegen") == ["Wegen"]
    assert lines(reader, target="7") == ["Bomen"]
    assert lines(reader, result="refused") == ["Wegen"]
    today = timezone.localdate()
    assert "Bomen" in lines(reader, since=today, until=today)
    assert lines(reader, until=today - timedelta(days=1)) == []
    assert lines(reader, since=today + timedelta(days=1)) == []
    backwards = {"since": today, "until": today - timedelta(days=1)}
    assert reader.get(LOG, backwards).status_code == 422
    assert reader.get(LOG, {"since": "gisteren"}).status_code == 422
    assert reader.get(LOG, {"action": "onzin"}).status_code == 422
    for person in (steward, colleague, outsider):
        assert as_(person).get(LOG + ".csv").status_code == 404
        assert not AccessLogEntry.objects.visible_to(person).exists()
    assert client.get(LOG).status_code == 302


def test_reading_the_log_leaves_a_line_itself(as_, admin):
    client = as_(admin)
    client.get(LOG, {"person": "datateam"})
    b"".join(client.get(LOG + ".csv").streaming_content)
    read, exported = AccessLogEntry.objects.order_by("pk")
    assert (read.action, read.person, read.reason) == (
        "access-log-read",
        admin,
        "person: datateam",
    )
    assert exported.action == "access-log-exported"


def test_a_long_log_is_paged_with_the_same_number_of_queries(
    as_, admin, django_assert_max_num_queries
):
    for number in range(120):
        log_access(admin, action="rows-seen", object_label=f"regel {number}")
    client = as_(admin)
    with django_assert_max_num_queries(12):
        assert len(lines(client)) == 50
    assert len(lines(client, pagina="3")) == 20 + 2


@pytest.mark.parametrize("label", ["=1+1", "@SUM(A1)", "\tx", "＝1+1", "+cmd|x"])
def test_the_export_holds_no_formulas(as_, admin, label):
    log_access(admin, action="rows-seen", object_label=label, reason='met ; en "')
    answer = as_(admin).get(LOG + ".csv", {"target": label.strip()[-3:]})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    row = next(row for row in csv.reader(StringIO(text)) if 'met ; en "' in row)
    assert "'" + label in row
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_actions_have_words_and_a_code_has_one_meaning(db):
    register_actions({"proef": "geprobeerd"})
    register_actions({"proef": "geprobeerd"})
    assert access_log.action_name("proef") == "geprobeerd"
    with pytest.raises(ValueError, match="taken"):
        register_actions({"proef": "iets anders"})
    assert access_log.action_name("onbekend-woord") == "onbekend-woord"
    del access_log.ACTIONS["proef"]


def test_the_page_offers_every_action_it_knows(as_, admin):
    page = as_(admin).get(reverse("people:access_log"))
    offered = {code for code, _name in page.context["form"].fields["action"].choices}
    assert offered == {"", *access_log.ACTIONS}


@pytest.mark.parametrize("period", [{"since": "0001-01-01"}, {"until": "9999-12-31"}])
def test_a_day_at_the_edge_of_the_calendar_is_refused_in_words(as_, admin, period):
    answer = as_(admin).get(LOG, period)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == list(period)

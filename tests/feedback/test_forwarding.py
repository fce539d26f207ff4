"""Passing a report on to a base registration: the standard message, the legal term, their word."""

import csv
import io
from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from datasets.lifecycle import Classification, PersonalData
from feedback.lifecycle import NotPermitted, Status
from feedback.models import Forwarding, Message
from feedback.services import Doubt, forward_report
from feedback.services.forwarding import FIELDS, note_forwarding
from people.models import AccessLogEntry
from tests.feedback.factories import bring_to, make_doubtable, make_report

pytestmark = pytest.mark.django_db
# Thursday; Good Friday is 3 April and Easter Monday 6 April 2026.
THURSDAY = datetime(2026, 4, 2, 9, tzinfo=UTC)


@pytest.fixture
def dataset(department, steward, owner):
    return make_doubtable(department, steward=steward, owner=owner)


def pass_on(dataset, colleague, steward, registration="BAG", agreed=None, **fields):
    report = make_report(dataset, colleague, since=date(2026, 1, 1), **fields)
    forward_report(
        bring_to(report, Status.RIGHT),
        by=steward,
        registration=registration,
        object_id="0193010000012345",
        attribute="oorspronkelijkBouwjaar",
        agreed=agreed or {1: "1350.5"},
        text="Wij hebben het gemeld bij de BAG.",
        explanation="De gevelsteen zegt iets anders.",
        now=THURSDAY,
    )
    return report.forwarding


@pytest.fixture
def passed(dataset, colleague, steward):
    return pass_on(dataset, colleague, steward)


@pytest.mark.parametrize(
    ("registration", "due"),
    [
        ("BAG", date(2026, 4, 8)),
        ("BGT", date(2026, 4, 13)),
        ("BRP", date(2026, 4, 13)),
        ("WOZ", None),
    ],
)
def test_the_legal_term_counts_working_days_over_easter(
    dataset, colleague, steward, registration, due
):
    assert pass_on(dataset, colleague, steward, registration).due == due


def test_json_holds_the_standard_fields(passed, as_, steward):
    url = reverse("feedback:forwarding_json", args=[passed.report.reference])
    answer = as_(steward).get(url)
    assert f"{passed.report.reference}.json" in answer.headers["Content-Disposition"]
    assert answer.json() == {
        "registratie": "BAG",
        "objectIdentificatie": "0193010000012345",
        "attribuut": "oorspronkelijkBouwjaar",
        "betwijfeldeWaarde": "1250.5",
        "voorgesteldeWaarde": "1350.5",
        "peilmoment": "2026-01-01",
        "toelichting": "De gevelsteen zegt iets anders.",
        "bijlagen": [],
    }


def test_several_values_are_several_messages_also_as_csv(dataset, colleague, steward, as_):
    doubts = [
        Doubt(column="bedrag", record_key="nr:0001", doubted="1", proposed="2"),
        Doubt(column="straat", record_key="nr:0001", doubted="=Weg", proposed="Dijk"),
    ]
    passed = pass_on(dataset, colleague, steward, agreed={1: "2", 2: "Dijk"}, doubts=doubts)
    told = as_(steward).get(reverse("feedback:forwarding_json", args=[passed.report.reference]))
    assert [one["attribuut"] for one in told.json()] == ["bedrag", "straat"]
    answer = as_(steward).get(reverse("feedback:forwarding_csv", args=[passed.report.reference]))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    header, *rows = csv.reader(io.StringIO(text))
    assert tuple(header) == FIELDS
    assert [row[3] for row in rows] == ["1", "'=Weg"]


def test_each_person(passed, as_, steward, owner, colleague):
    for name in ("forwarding", "forwarding_json", "forwarding_csv"):
        url = reverse(f"feedback:{name}", args=[passed.report.reference])
        assert as_(steward).get(url).status_code == 200
        assert as_(owner).get(url).status_code == 403
        assert as_(colleague).get(url).status_code == 403


def test_what_the_keeper_says_is_kept_with_what_stood_before(passed, as_, steward):
    url = reverse("feedback:forwarding", args=[passed.report.reference])
    sent = {"external_reference": "BAG-77", "external_status": "in onderzoek"}
    assert as_(steward).post(url, sent).status_code == 302
    as_(steward).post(url, sent)  # nothing changed: no second note
    as_(steward).post(url, {**sent, "external_status": "aangepast"})
    kept = Forwarding.objects.get()
    assert (kept.external_reference, kept.external_status) == ("BAG-77", "aangepast")
    notes = Message.objects.filter(internal=True, by=steward)
    assert notes.count() == 2
    assert "in onderzoek" in notes.last().text
    assert "aangepast" in notes.last().text


def test_a_reference_that_is_too_long_is_told(passed, as_, steward):
    url = reverse("feedback:forwarding", args=[passed.report.reference])
    page = as_(steward).post(url, {"external_reference": "x" * 101})
    assert page.status_code == 422
    assert "external_reference" in page.context["form"].errors


def test_a_report_that_was_not_passed_on_has_no_message(dataset, colleague, steward, as_):
    report = make_report(dataset, colleague)
    url = reverse("feedback:forwarding", args=[report.reference])
    assert as_(steward).get(url).status_code == 404


def test_only_who_judges_notes_it(passed, owner):
    with pytest.raises(NotPermitted):
        note_forwarding(passed, by=owner, external_reference="x", external_status="y")


class TestPersonal:
    @pytest.fixture
    def dataset(self, dataset):
        dataset.columns.filter(name="straat").update(personal=PersonalData.ORDINARY)
        return dataset

    @pytest.fixture
    def passed(self, dataset, colleague, steward):
        return pass_on(
            dataset, colleague, steward, agreed={1: "Kerkweg"}, column="straat",
            doubted="Dorpsstraat", proposed="Kerkweg",
        )  # fmt: skip

    def test_values_stand_masked_until_a_reason_was_told(self, passed, as_, steward):
        client, dataset = as_(steward), passed.report.dataset
        url = reverse("feedback:forwarding", args=[passed.report.reference])
        told = client.get(url).context["messages_sent"][0]
        assert (told["betwijfeldeWaarde"], told["voorgesteldeWaarde"]) == ("D********t", "K*****g")
        assert not AccessLogEntry.objects.filter(action="values-shown").exists()
        reason = {"reden": "Melden bij de BAG"}
        client.post(reverse("datasets:rows_values", args=[dataset.slug]), reason)
        told = client.get(url).context["messages_sent"][0]
        assert told["betwijfeldeWaarde"] == "Dorpsstraat"
        line = AccessLogEntry.objects.get(action="values-shown")
        assert (line.reason, line.object_label) == (reason["reden"], f"{dataset}: straat")

    @pytest.mark.parametrize("name", ["forwarding_json", "forwarding_csv"])
    @pytest.mark.parametrize("closed", [False, True])
    def test_a_file_asks_for_a_reason_that_stands_in_the_log(
        self, passed, as_, steward, name, closed
    ):
        dataset = passed.report.dataset
        if closed:  # confidential rows without a personal column
            dataset.columns.update(personal=PersonalData.NONE)
            dataset.classification = Classification.CONFIDENTIAL
            dataset.save()
        client, url = as_(steward), reverse(f"feedback:{name}", args=[passed.report.reference])
        assert client.get(url).status_code == 302
        asked = client.post(url, {"reden": "BAG"})
        assert asked.status_code == 422
        assert asked.context["error"]
        assert not AccessLogEntry.objects.filter(action="values-shown").exists()
        answer = client.post(url, {"reden": "Melden bij de BAG"})
        assert "Dorpsstraat" in answer.getvalue().decode()
        line = AccessLogEntry.objects.get(action="values-shown")
        assert (line.person, line.reason, line.result) == (steward, "Melden bij de BAG", "granted")

    def test_a_personal_key_hides_the_object(self, passed, as_, steward):
        passed.report.dataset.columns.filter(name="nr").update(personal=PersonalData.BSN)
        url = reverse("feedback:forwarding", args=[passed.report.reference])
        told = as_(steward).get(url).context["messages_sent"][0]
        assert told["objectIdentificatie"] == "**************45"

"""Agreeing on a repair: what is written down, what is refused, and the page on which it is done."""

import pytest
from django.urls import reverse

from datasets.models import Rule
from feedback.lifecycle import NotAllowed, NotPermitted, Reason, Refused, Status, Subject
from feedback.models import Correction, Report
from feedback.services import (
    Doubt,
    ask_correction,
    forward_report,
    move_report,
    patch_report,
)
from people.models import Notification
from tests.datasets.factories import deliver, make_rule
from tests.feedback.factories import bring_to, make_doubtable, make_report

pytestmark = pytest.mark.django_db


@pytest.fixture
def dataset(department, steward, owner):
    return make_doubtable(department, steward=steward, owner=owner)


@pytest.fixture
def report(dataset, colleague):
    return bring_to(make_report(dataset, colleague), Status.RIGHT)


def make_sum(dataset) -> Rule:
    return make_rule(dataset, "bereik", ["bedrag"], parameters={"minimum": 0}, active=False)


def activate(rule):
    Rule.objects.filter(pk=rule.pk).update(status="active")
    rule.refresh_from_db()
    return rule


class TestAsking:
    def test_a_correction_keeps_record_column_old_agreed_who_and_when(self, report, steward):
        step = ask_correction(report, by=steward, agreed={1: "1.350,50"})
        one = Correction.objects.get()
        assert (report.status, step.old, step.by) == (Status.REQUESTED, Status.RIGHT, steward)
        assert (one.record_key, one.column, one.old) == ("nr:0001", "bedrag", "1250.5")
        assert one.agreed == "1350.5"  # as the table would hold it
        assert (one.agreed_by, one.agreed_at, one.status) == (steward, step.at, "open")
        assert one.record == {}

    def test_the_owner_of_the_source_hears_of_it(self, report, steward, owner):
        ask_correction(report, by=steward, agreed={1: "2"})
        told = Notification.objects.get(user=owner)
        assert told.url == reverse("feedback:corrections", args=[report.dataset.slug])
        assert report.reference in told.text

    def test_empty_is_an_agreement_and_silence_is_not(self, report, steward):
        with pytest.raises(Refused, match="agreed-needed"):
            ask_correction(report, by=steward, agreed={})
        assert Correction.objects.count() == 0
        ask_correction(report, by=steward, agreed={1: ""})
        assert Correction.objects.get().agreed == ""

    @pytest.mark.parametrize(
        ("agreed", "code"),
        [("1.250,50", "agreed-is-old"), ("veel", "agreed-type"), ("x" * 4001, "text-too-long")],
    )
    def test_what_is_no_repair_is_refused(self, report, steward, agreed, code):
        with pytest.raises(Refused, match=code):
            ask_correction(report, by=steward, agreed={1: agreed})
        assert Report.objects.get().status == Status.RIGHT

    def test_without_a_key_all_columns_but_the_doubted_ones_tell_the_row(
        self, dataset, colleague, steward
    ):
        dataset.key = []
        dataset.save()
        row = {"nr": "0001", "straat": "Dorpsstraat", "opgeleverd": "2024-02-01", "bedrag": "1"}
        doubts = [
            Doubt(column="bedrag", record=row, doubted="1", proposed="2"),
            Doubt(column="straat", record=row, doubted="Dorpsstraat", proposed="Kerkweg"),
        ]
        report = bring_to(make_report(dataset, colleague, doubts=doubts), Status.RIGHT)
        ask_correction(report, by=steward, agreed={1: "2", 2: "Kerkweg"})
        told = {"nr": "0001", "opgeleverd": "2024-02-01"}
        assert [one.record for one in Correction.objects.all()] == [told, told]

    def test_a_row_that_nobody_can_tell_needs_a_rule(self, dataset, colleague, steward):
        dataset.key = []
        dataset.save()
        report = bring_to(make_report(dataset, colleague), Status.RIGHT)
        with pytest.raises(Refused, match="record-unknown"):
            ask_correction(report, by=steward, agreed={1: "2"})

    def test_a_doubt_about_more_than_a_row_needs_a_rule_of_its_dataset_in_use(
        self, dataset, colleague, steward, department
    ):
        report = bring_to(
            make_report(
                dataset, colleague, subject=Subject.COLUMN, doubts=[Doubt(column="bedrag")]
            ),
            Status.RIGHT,
        )
        draft = make_sum(dataset)
        other = activate(make_sum(make_doubtable(department, "Demo-anders")))
        for rule, code in ((None, "rule-needed"), (draft, "rule-elsewhere"),
                           (other, "rule-elsewhere")):  # fmt: skip
            with pytest.raises(Refused, match=code):
                ask_correction(report, by=steward, agreed={}, rule=rule)
        ask_correction(report, by=steward, agreed={}, rule=activate(draft))
        assert Correction.objects.get().rule == draft

    def test_asking_again_drops_what_was_open(self, report, steward):
        ask_correction(report, by=steward, agreed={1: "2"})
        bring_to(report, Status.REVIEW)
        ask_correction(report, by=steward, agreed={1: "3"})
        told = [(one.agreed, one.status) for one in Correction.objects.order_by("pk")]
        assert told == [("2", "dropped"), ("3", "open")]

    def test_only_who_judges_and_only_when_it_is_right(self, report, owner, colleague, steward):
        for person in (owner, colleague):
            with pytest.raises(NotPermitted):
                ask_correction(report, by=person, agreed={1: "2"})
        bring_to(report, Status.INVESTIGATING)
        with pytest.raises(NotAllowed):
            ask_correction(report, by=steward, agreed={1: "2"})
        assert Correction.objects.count() == 0

    def test_a_case_found_wrong_drops_its_corrections(self, report, steward):
        ask_correction(report, by=steward, agreed={1: "2"})
        bring_to(report, Status.REVIEW)
        move_report(report, to=Status.WRONG, by=steward, text="De bron had gelijk.")
        assert Correction.objects.get().status == "dropped"


class TestPatching:
    def test_only_values_in_rows(self, dataset, colleague, steward):
        row = make_report(dataset, colleague, subject=Subject.ROW, column="", reason=Reason.SURPLUS)
        with pytest.raises(Refused, match="cannot-patch"):
            patch_report(bring_to(row, Status.RIGHT), by=steward, agreed={1: "2"})
        cell = bring_to(make_report(dataset, colleague), Status.RIGHT)
        patch_report(cell, by=steward, agreed={1: "2"})
        assert (cell.status, Correction.objects.get().patched) == (Status.PATCHED, True)


class TestForwarding:
    def test_it_takes_a_text_and_a_registration(self, report, steward):
        fields = {"by": steward, "agreed": {1: "2"}, "object_id": "1", "attribute": "bedrag"}
        with pytest.raises(Refused, match="text-needed"):
            forward_report(report, **fields, registration="BAG", text=" ")
        with pytest.raises(Refused, match="registration-unknown"):
            forward_report(report, **fields, registration="KVK", text="Doorgezet.")
        assert Report.objects.get().status == Status.RIGHT
        forward_report(report, **fields, registration="BAG", text="Doorgezet.")
        assert report.status == Status.FORWARDED
        assert Correction.objects.get().status == "open"


class TestPage:
    @pytest.fixture
    def url(self, report):
        return reverse("feedback:repair", args=[report.reference])

    def test_each_person(self, url, as_, steward, owner, colleague, report, outsider):
        assert as_(steward).get(url).status_code == 200
        assert as_(owner).get(url).status_code == 403
        assert as_(colleague).get(url).status_code == 403
        report.dataset.shielded = True
        report.dataset.save()
        assert as_(outsider).get(url).status_code == 404

    def test_the_proposed_value_stands_ready_and_one_click_asks(self, url, as_, steward, report):
        page = as_(steward).get(url)
        assert page.context["form"]["waarde_1"].value() == "1350.5"
        sent = {"manier": "correctie-gevraagd", "waarde_1": "1350.5", "toelichting": ""}
        answer = as_(steward).post(url, sent)
        assert answer.url == reverse("feedback:report", args=[report.reference])
        assert Correction.objects.get().agreed == "1350.5"

    def test_a_tick_says_that_it_should_be_empty(self, url, as_, steward):
        sent = {"manier": "correctie-gevraagd", "waarde_1": "1350.5", "leeg_1": "on"}
        assert as_(steward).post(url, sent).status_code == 302
        assert Correction.objects.get().agreed == ""

    @pytest.mark.parametrize(
        ("sent", "field"),
        [
            ({"manier": "correctie-gevraagd", "waarde_1": ""}, "waarde_1"),
            ({"manier": "correctie-gevraagd", "waarde_1": "7", "leeg_1": "on"}, "waarde_1"),
            ({"manier": "doorgezet", "waarde_1": "7"}, "registratie"),
            ({"manier": "bevestigd-hersteld", "waarde_1": "7"}, "manier"),
            ({}, "manier"),
        ],
    )
    def test_wrong_input_is_told_at_its_field(self, url, as_, steward, sent, field):
        page = as_(steward).post(url, sent)
        assert page.status_code == 422
        assert field in page.context["form"].errors
        assert Correction.objects.count() == 0

    def test_passing_it_on(self, url, as_, steward, report):
        sent = {
            "manier": "doorgezet", "waarde_1": "7", "registratie": "BAG", "object": "0193010000",
            "attribuut": "bouwjaar", "extern": "X-1", "toelichting": "Naar de BAG.",
        }  # fmt: skip
        assert as_(steward).post(url, sent).status_code == 302
        assert report.forwarding.external_reference == "X-1"

    def test_a_report_that_waits_for_no_repair_leads_back(self, url, as_, steward, report):
        bring_to(report, Status.INVESTIGATING)
        assert as_(steward).get(url).url == reverse("feedback:report", args=[report.reference])


@pytest.mark.slow
def test_who_named_only_the_key_leaves_the_old_value_to_the_table(dataset, colleague, steward):
    report = make_report(dataset, colleague, doubted="", delivery=deliver(dataset))
    ask_correction(bring_to(report, Status.RIGHT), by=steward, agreed={1: "2"})
    assert Correction.objects.get().old == "1250.5"

"""Proof: only a delivery from the source closes a case, or brings it back; each outcome once."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from datasets.lifecycle import Classification, Mode
from datasets.models import Flag
from feedback.lifecycle import Outcome, Reason, Status, Subject
from feedback.models import Correction, Report, Verification
from feedback.sentences import thanks
from feedback.sentences.repair import told_effect, told_returned
from feedback.services import Doubt, ask_correction, join_report, move_report
from feedback.services.comparing import Said, said_of, waiting_for
from feedback.services.verification import settle
from kit.jobs import enqueue, work_off
from people.models import Notification
from tests.datasets.factories import deliver, make_rule, send
from tests.datasets.test_api_slice import Api
from tests.feedback.factories import bring_to, make_doubtable, make_report

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
HEAD = "nr;straat;opgeleverd;bedrag\n"
FIRST = HEAD + "0001;Dorpsstraat;01-02-2024;1.250,50\n0002;Kerkweg;15-03-2024;980,00\n"
# The same rows, by what stands at the doubted amount, and how it is spelt.
OLD_AGAIN = HEAD + "0001;Dorpsstraat;01-02-2024;1250,5\n0002;Kerkweg;15-03-2024;981,00\n"
REPAIRED = HEAD + "0001;Dorpsstraat;01-02-2024;1.350,50\n0002;Kerkweg;15-03-2024;980,00\n"
OTHER = HEAD + "0001;Dorpsstraat;01-02-2024;1.400,00\n0002;Kerkweg;15-03-2024;980,00\n"
NEXT_YEAR = HEAD + "0009;Molenpad;15-03-2024;1,00\n"
GONE = HEAD + "0002;Kerkweg;15-03-2024;980,00\n0003;Molenpad;15-03-2024;1,00\n"


@pytest.fixture
def dataset(department, steward, owner):
    return make_doubtable(department, steward=steward, owner=owner)


@pytest.fixture
def first(dataset):
    return deliver(dataset, FIRST)


@pytest.fixture
def asked(dataset, first, colleague, steward):
    """A doubt about the amount of row 0001 that is right, and of which the repair is agreed."""
    report = make_report(dataset, colleague, delivery=first)
    return agree(report, steward, {1: "1350.50"})


def agree(report, steward, agreed, rule=None):
    move_report(report, to=Status.INVESTIGATING, by=steward)
    move_report(report, to=Status.RIGHT, by=steward)
    ask_correction(report, by=steward, agreed=agreed, rule=rule)
    Notification.objects.all().delete()
    return report


def now_of(report):
    return Status(Report.objects.get(pk=report.pk).status)


def outcomes():
    return list(Verification.objects.order_by("pk").values_list("outcome", flat=True))


class TestOutcomes:
    def test_the_agreed_value_confirms_thanks_and_takes_the_flag_away(
        self, dataset, asked, outsider, colleague
    ):
        join_report(asked, by=outsider)
        delivery = deliver(dataset, REPAIRED)
        report = Report.objects.get(pk=asked.pk)
        step = report.steps.last()
        assert (step.new, step.actor, step.by) == (Status.CONFIRMED, "verification", None)
        assert step.delivery == delivery
        assert report.confirmed_at == report.closed_at == step.at
        assert (outcomes(), Correction.objects.get().status) == (["agreed"], "repaired")
        assert not Flag.objects.open().filter(dataset=dataset, origin="report").exists()
        told = {line.user: line.text for line in Notification.objects.filter(kind="report")}
        for person in (colleague, outsider):
            assert told_effect(report) in told[person]
        assert told_effect(report) == thanks(rows=1, values=1, others=1)

    def test_the_old_value_in_other_spelling_brings_it_back_and_tells_the_owner(
        self, dataset, asked, owner, steward
    ):
        term = asked.repair_by
        delivery = deliver(dataset, OLD_AGAIN)
        report = Report.objects.get(pk=asked.pk)
        assert (report.status, report.repair_by) == (Status.REOPENED, term)
        assert report.steps.last().delivery == delivery
        assert (outcomes(), Correction.objects.get().status) == (["old"], "open")
        assert Flag.objects.open().filter(dataset=dataset, origin="report").count() == 1
        told = {line.user: line.text for line in Notification.objects.filter(kind="report")}
        for person in (owner, steward):
            assert told[person] == told_returned(report)

    @pytest.mark.parametrize(("text", "outcome"), [(OTHER, "other"), (GONE, "gone")])
    def test_anything_else_goes_to_the_steward(self, dataset, asked, text, outcome):
        deliver(dataset, text)
        assert (outcomes(), now_of(asked)) == ([outcome], Status.REVIEW)
        assert Correction.objects.get().status == "open"

    def test_the_same_bytes_again_prove_that_nothing_was_repaired(self, dataset, asked):
        received = send(dataset, FIRST)
        work_off()
        assert received.unchanged
        assert (outcomes(), now_of(asked)) == (["old"], Status.REOPENED)

    def test_after_a_look_a_later_delivery_may_still_confirm(self, dataset, asked):
        deliver(dataset, OTHER)
        deliver(dataset, REPAIRED)
        assert (outcomes(), now_of(asked)) == (["other", "agreed"], Status.CONFIRMED)

    def test_in_the_hands_of_the_steward_an_old_value_is_written_down_and_moves_nothing(
        self, dataset, asked
    ):
        deliver(dataset, OTHER)
        deliver(dataset, OLD_AGAIN)
        assert (outcomes(), now_of(asked)) == (["other", "old"], Status.REVIEW)


class TestWhatCounts:
    def test_the_job_twice_writes_once(self, dataset, asked):
        delivery = deliver(dataset, OTHER)
        steps = asked.steps.count()
        enqueue("verify", {"delivery": delivery.pk})
        work_off()
        assert (outcomes(), asked.steps.count()) == (["other"], steps)

    def test_a_delivery_from_before_the_agreement_proves_nothing(
        self, dataset, first, colleague, steward
    ):
        report = make_report(dataset, colleague, delivery=first)
        late = send(dataset, REPAIRED).delivery  # on its way when the repair was agreed
        agree(report, steward, {1: "1350.50"})
        work_off()
        late.refresh_from_db()
        assert late.is_current
        assert (outcomes(), now_of(report)) == ([], Status.REQUESTED)

    def test_a_report_that_moved_meanwhile_is_left_alone(self, dataset, asked, steward):
        delivery = send(dataset, REPAIRED).delivery
        delivery.refresh_from_db()
        correction = Correction.objects.get()
        bring_to(asked, Status.REOPENED)
        moved = settle(delivery, {correction.pk: Said(Outcome.AGREED)}, now=timezone.now())
        assert (moved, outcomes(), now_of(asked)) == ([], [], Status.REOPENED)

    def test_only_deliveries_of_its_period_say_something(
        self, department, steward, colleague, owner
    ):
        dataset = make_doubtable(department, mode=Mode.ACCUMULATES, steward=steward, owner=owner)
        first = deliver(dataset, FIRST, period="2023")
        report = make_report(dataset, colleague, delivery=first)
        agree(report, steward, {1: "1350.50"})
        deliver(dataset, REPAIRED, period="2024")
        assert (outcomes(), now_of(report)) == ([], Status.REQUESTED)
        deliver(dataset, REPAIRED, period="2023")
        assert (outcomes(), now_of(report)) == (["agreed"], Status.CONFIRMED)

    def test_a_record_told_by_its_key_alone_is_judged_by_the_period_that_holds_it(
        self, department, steward, colleague, owner
    ):
        dataset = make_doubtable(department, mode=Mode.ACCUMULATES, steward=steward, owner=owner)
        deliver(dataset, NEXT_YEAR, period="2023")
        held = deliver(dataset, FIRST, period="2024")
        report = make_report(dataset, colleague)
        assert (report.delivery, report.period) == (held, "2024")
        agree(report, steward, {1: "1350.50"})
        deliver(dataset, REPAIRED, period="2023")
        assert (outcomes(), now_of(report)) == ([], Status.REQUESTED)
        deliver(dataset, REPAIRED, period="2024")
        assert (outcomes(), now_of(report)) == (["agreed"], Status.CONFIRMED)

    def test_who_may_not_see_rows_does_not_learn_in_which_period_a_record_is(
        self, department, steward, outsider
    ):
        dataset = make_doubtable(
            department, mode=Mode.ACCUMULATES, steward=steward,
            classification=Classification.CONFIDENTIAL,
        )  # fmt: skip
        deliver(dataset, FIRST, period="2024")
        report = make_report(dataset, outsider)
        assert (report.delivery, report.period) == (None, "")

    def test_a_record_that_several_periods_hold_is_judged_over_all_of_them(
        self, department, steward, colleague, owner
    ):
        dataset = make_doubtable(department, mode=Mode.ACCUMULATES, steward=steward, owner=owner)
        deliver(dataset, FIRST, period="2023")
        deliver(dataset, FIRST, period="2024")
        report = make_report(dataset, colleague)
        assert (report.delivery, report.period) == (None, "")
        agree(report, steward, {1: "1350.50"})
        deliver(dataset, NEXT_YEAR, period="2025")  # without the record
        deliver(dataset, OTHER, period="2025")
        deliver(dataset, REPAIRED, period="2023")  # while 2024 has the old value
        deliver(dataset, OLD_AGAIN, period="2024")
        assert (outcomes(), now_of(report)) == ([], Status.REQUESTED)
        last = deliver(dataset, REPAIRED, period="2024")
        assert (outcomes(), now_of(report)) == (["agreed"], Status.CONFIRMED)
        # While another period cannot be read only a correction of a known period is judged.
        Verification.objects.all().delete()
        bring_to(report, Status.REQUESTED)
        dated = make_report(dataset, colleague, period="2024")
        agree(dated, steward, {1: "1350.50"})
        Correction.objects.update(agreed_at=last.received_at - timedelta(seconds=1))
        Path(dataset.deliveries.current().get(period="2023").table_path).unlink()
        said = said_of(last, list(waiting_for(last)))
        assert said == {dated.corrections.get().pk: Said(Outcome.AGREED, "1350.5")}

    def test_where_the_table_cannot_be_read_nothing_is_said(self, dataset, asked):
        delivery = deliver(dataset, OTHER)
        Verification.objects.all().delete()
        bring_to(asked, Status.REQUESTED)
        Path(delivery.table_path).unlink()
        assert said_of(delivery, list(waiting_for(delivery))) == {}

    def test_two_values_of_one_report_are_confirmed_together(
        self, dataset, first, colleague, steward
    ):
        doubts = [
            Doubt(column="bedrag", record_key="nr:0001", doubted="1250.5"),
            Doubt(column="straat", record_key="nr:0002", doubted="Kerkweg"),
        ]
        report = make_report(dataset, colleague, doubts=doubts, delivery=first)
        agree(report, steward, {1: "1350,50", 2: "Kerkstraat"})
        deliver(dataset, REPAIRED)
        assert now_of(report) == Status.REOPENED
        assert [one.status for one in Correction.objects.order_by("pk")] == ["repaired", "open"]


class TestOtherDoubts:
    def test_without_a_key_the_other_columns_tell_the_row(self, department, steward, colleague):
        dataset = make_doubtable(department, steward=steward)
        dataset.key = []
        dataset.save()
        first = deliver(dataset, FIRST)
        row = {
            "nr": "0001", "straat": "Dorpsstraat", "opgeleverd": "2024-02-01", "bedrag": "1250.5",
        }  # fmt: skip
        report = make_report(
            dataset, colleague, delivery=first, record_key="", record=row, doubted="1250.5"
        )
        agree(report, steward, {1: "1350,5"})
        deliver(dataset, REPAIRED)
        assert now_of(report) == Status.CONFIRMED

    def test_a_missing_record_is_confirmed_when_it_appears(
        self, dataset, first, colleague, steward
    ):
        report = make_report(
            dataset, colleague, subject=Subject.MISSING, reason=Reason.MISSING,
            doubts=[Doubt(record_key="nr:0003")],
        )  # fmt: skip
        agree(report, steward, {})
        deliver(dataset, OTHER)
        assert now_of(report) == Status.REOPENED
        report.refresh_from_db()
        agree(report, steward, {})
        deliver(dataset, GONE)
        assert now_of(report) == Status.CONFIRMED

    @pytest.mark.parametrize(
        ("before", "after", "outcome"),
        [
            (FIRST, GONE, "agreed"),
            (FIRST, OTHER, "old"),
        ],
    )
    def test_a_row_too_many_is_repaired_once_it_is_gone(
        self, dataset, colleague, steward, before, after, outcome
    ):
        report = make_report(
            dataset, colleague, subject=Subject.ROW, column="", reason=Reason.SURPLUS,
            delivery=deliver(dataset, before),
        )  # fmt: skip
        agree(report, steward, {})
        deliver(dataset, after)
        assert outcomes() == [outcome]

    def test_a_double_row_is_repaired_once_it_is_single(self, dataset, colleague, steward):
        twice = FIRST + "0001;Dorpsstraat;01-02-2024;1.250,50\n"
        report = make_report(
            dataset, colleague, subject=Subject.ROW, column="", reason=Reason.DOUBLE,
            delivery=deliver(dataset, twice),
        )  # fmt: skip
        agree(report, steward, {})
        deliver(dataset, OTHER)
        assert (outcomes(), now_of(report)) == (["agreed"], Status.CONFIRMED)

    def test_a_doubt_about_a_column_is_confirmed_when_its_new_rule_passes(
        self, dataset, first, colleague, steward
    ):
        rule = make_rule(dataset, "bereik", ["bedrag"], parameters={"minimum": 1000})
        report = make_report(
            dataset, colleague, subject=Subject.COLUMN, doubts=[Doubt(column="bedrag")]
        )
        agree(report, steward, {}, rule=rule)
        deliver(dataset, OTHER)
        assert now_of(report) == Status.REOPENED
        report.refresh_from_db()
        agree(report, steward, {}, rule=rule)
        deliver(dataset, REPAIRED.replace("980,00", "1.980,00"))
        assert now_of(report) == Status.CONFIRMED


def test_a_report_may_be_found_long_after(dataset, asked):
    """What is compared is what was agreed before the delivery came, however late that is."""
    delivery = deliver(dataset, REPAIRED)
    Correction.objects.update(agreed_at=delivery.received_at + timedelta(seconds=1))
    Verification.objects.all().delete()
    bring_to(asked, Status.REQUESTED)
    assert list(waiting_for(delivery)) == []


def test_the_api_tells_what_each_delivery_proved(dataset, asked, colleague, outsider):
    first, second = deliver(dataset, OTHER), deliver(dataset, REPAIRED)
    told = Api(colleague).get(f"/terugmeldingen/{asked.reference}")
    assert told["status"] == "bevestigd-hersteld"
    assert [(one["levering"], one["uitkomst"], one["gevonden"]) for one in told["hercontrole"]] == [
        (first.number, "andere-waarde", "1400"),
        (second.number, "afgesproken-waarde", "1350.5"),
    ]
    assert told["stappen"][-1]["door"] == "hercontrole"
    assert told["stappen"][-1]["levering"] == second.number


def test_a_key_that_the_dataset_has_no_more_proves_nothing(dataset, asked):
    dataset.key = []
    dataset.save()
    deliver(dataset, REPAIRED)
    assert (outcomes(), now_of(asked)) == ([], Status.REQUESTED)


def test_a_thousand_corrections_cost_as_many_queries_as_one(
    dataset, asked, django_assert_max_num_queries
):
    delivery = send(dataset, REPAIRED).delivery
    one = Correction.objects.get()
    fields = {
        name: getattr(one, name)
        for name in ("report", "dataset", "subject", "column", "old", "agreed", "agreed_at")
    }
    # Repaired ones are looked at again as well, so that there may be many of one point.
    Correction.objects.bulk_create(
        Correction(**fields, point=one.point, record_key=f"nr:{n}", status="repaired")
        for n in range(1000)
    )
    work_off()
    Verification.objects.all().delete()
    bring_to(asked, Status.REQUESTED)
    delivery.refresh_from_db()
    with django_assert_max_num_queries(10):
        said = said_of(delivery, list(waiting_for(delivery)))
    assert len(said) == 1001

"""Every move of a report: which there are, who makes them, what each leaves behind."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from datasets.models import Flag
from feedback.lifecycle import Actor, NotAllowed, NotPermitted, Refused, Status
from feedback.models import Report, Step
from feedback.services import (
    hand_over,
    join_report,
    make_move,
    merge_report,
    move_report,
    moves_for,
    take_report,
)
from people.models import Notification
from tests.feedback.factories import bring_to, make_doubtable, make_report

S = Status
# The table of the issue, written down a second time: from, to, who (R, S or V).
TABLE = {
    line
    for old, many in {
        "gemeld": "in-onderzoek:S samengevoegd:S ingetrokken:R",
        "in-onderzoek": "vraag-aan-melder:S terecht:S onterecht:S niet-te-bepalen:S "
        "samengevoegd:S ingetrokken:R",
        "vraag-aan-melder": "in-onderzoek:R in-onderzoek:S ingetrokken:R",
        "terecht": "correctie-gevraagd:S doorgezet:S gecorrigeerd-in-koers:S",
        "correctie-gevraagd": "bevestigd-hersteld:V heropend:V te-bezien:V",
        "doorgezet": "bevestigd-hersteld:V heropend:V te-bezien:V",
        "gecorrigeerd-in-koers": "bevestigd-hersteld:V heropend:V te-bezien:V",
        "te-bezien": "bevestigd-hersteld:V heropend:S onterecht:S correctie-gevraagd:S",
        "heropend": "in-onderzoek:S",
        "onterecht": "heropend:R",
        "niet-te-bepalen": "heropend:R",
        "bevestigd-hersteld": "heropend:R",
    }.items()
    for line in ((old, *each.split(":")) for each in many.split())
}
WORDS = {
    S.REPORTED: "gemeld",
    S.INVESTIGATING: "in-onderzoek",
    S.ASKED: "vraag-aan-melder",
    S.RIGHT: "terecht",
    S.WRONG: "onterecht",
    S.UNDECIDABLE: "niet-te-bepalen",
    S.MERGED: "samengevoegd",
    S.WITHDRAWN: "ingetrokken",
    S.REQUESTED: "correctie-gevraagd",
    S.FORWARDED: "doorgezet",
    S.PATCHED: "gecorrigeerd-in-koers",
    S.CONFIRMED: "bevestigd-hersteld",
    S.REVIEW: "te-bezien",
    S.REOPENED: "heropend",
}
LETTERS = {Actor.REPORTER: "R", Actor.STEWARD: "S", Actor.VERIFICATION: "V"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def report(department, colleague):
    return make_report(make_doubtable(department), colleague)


def test_the_whole_matrix_of_old_new_and_role(report):
    """14 x 14 x 3: each move that the table has is made, and no other."""
    made = set()
    for old in Status:
        for new in Status:
            for actor in Actor:
                bring_to(report, old)
                try:
                    make_move(report, to=new, actor=actor, by=None, text="Demo", now=timezone.now())
                except NotAllowed:
                    assert Report.objects.get(pk=report.pk).status == old
                else:
                    made.add((WORDS[old], WORDS[new], LETTERS[actor]))
    assert made == TABLE


def test_each_person_gets_the_moves_of_their_part(report, colleague, steward, outsider, owner):
    for old in Status:
        bring_to(report, old)

        def told(person):
            return {(WORDS[Status(report.status)], WORDS[to]) for to in moves_for(report, person)}

        for person, letter in ((colleague, "R"), (steward, "S")):
            assert told(person) == {
                (was, to) for was, to, who in TABLE if was == WORDS[old] and who == letter
            }
        assert told(outsider) == told(owner) == set()


@pytest.mark.parametrize("to", [S.CONFIRMED, S.REVIEW])
def test_nobody_confirms_a_repair_by_hand(report, admin, steward, colleague, to):
    for old in (S.REQUESTED, S.FORWARDED, S.PATCHED, S.REVIEW):
        bring_to(report, old)
        for person in (admin, steward, colleague):
            with pytest.raises((NotAllowed, NotPermitted)):
                move_report(report, to=to, by=person, text="Ik weet het zeker")


def test_who_may_see_but_not_judge_is_refused_and_nothing_changes(report, outsider, owner):
    for person in (outsider, owner):
        with pytest.raises(NotPermitted):
            move_report(report, to=S.INVESTIGATING, by=person)
    assert [step.new for step in report.steps.all()] == [S.REPORTED]


@pytest.mark.parametrize("to", [S.ASKED, S.WRONG, S.UNDECIDABLE])
def test_what_the_reporter_reads_takes_a_text(report, steward, to):
    move_report(report, to=S.INVESTIGATING, by=steward)
    with pytest.raises(Refused, match="text-needed"):
        move_report(report, to=to, by=steward, text="  ")
    move_report(report, to=to, by=steward, text="Omdat de bron dit zegt.")
    assert Step.objects.get(report=report, new=to).text == "Omdat de bron dit zegt."


def test_two_stewards_at_once_one_wins(report, steward):
    mine, theirs = (Report.objects.get(pk=report.pk) for _ in range(2))
    move_report(mine, to=S.INVESTIGATING, by=steward)
    with pytest.raises(NotAllowed):
        move_report(theirs, to=S.INVESTIGATING, by=steward)
    assert report.steps.count() == 2


def test_a_move_leaves_a_row_and_a_word_to_the_reporter_and_who_joined(
    report, steward, colleague, outsider
):
    join_report(report, by=outsider, note="Ik zie het ook")
    Notification.objects.all().delete()
    move_report(report, to=S.INVESTIGATING, by=steward)
    step = report.steps.last()
    assert (step.old, step.new, step.actor, step.by) == (
        S.REPORTED,
        S.INVESTIGATING,
        Actor.STEWARD,
        steward,
    )
    told = {line.user: line for line in Notification.objects.all()}
    assert set(told) == {colleague, outsider}
    assert report.reference in told[colleague].text
    assert told[colleague].url == f"/meldingen/{report.reference}"


class TestFlag:
    def open_flags(self, report):
        return list(
            Flag.objects.open()
            .filter(dataset=report.dataset)
            .values_list("record_key", "column", "severity", "origin")
        )

    def test_it_stands_from_investigation_until_the_end(self, report, steward):
        assert self.open_flags(report) == []
        move_report(report, to=S.INVESTIGATING, by=steward)
        assert self.open_flags(report) == [("nr:0001", "bedrag", "warning", "report")]
        assert "report" in {reason["code"] for reason in report.dataset.trust_reasons}
        move_report(report, to=S.WRONG, by=steward, text="De bron klopt.")
        assert self.open_flags(report) == []

    def test_it_blocks_where_decisions_depend_on_a_value_that_is_wrong(self, report, steward):
        move_report(report, to=S.INVESTIGATING, by=steward)
        move_report(report, to=S.RIGHT, by=steward, decisive=True)
        assert [flag[2] for flag in self.open_flags(report)] == ["blocking"]
        report.dataset.refresh_from_db()
        assert report.dataset.trust_correct == "red"

    def test_two_reports_on_one_value_hold_up_one_flag(self, report, steward, outsider):
        other = make_report(report.dataset, outsider)
        for each in (report, other):
            move_report(each, to=S.INVESTIGATING, by=steward)
        assert len(self.open_flags(report)) == 1
        move_report(report, to=S.WRONG, by=steward, text="Niet juist.")
        assert len(self.open_flags(report)) == 1
        move_report(other, to=S.WRONG, by=steward, text="Niet juist.")
        assert self.open_flags(report) == []

    def test_it_falls_when_the_reporter_withdraws(self, report, steward, colleague):
        move_report(report, to=S.INVESTIGATING, by=steward)
        move_report(report, to=S.WITHDRAWN, by=colleague)
        assert self.open_flags(report) == []


class TestMerging:
    def test_people_and_flag_move_along(self, report, steward, colleague, outsider):
        target = make_report(report.dataset, outsider)
        move_report(report, to=S.INVESTIGATING, by=steward)
        merge_report(report, into=target, by=steward)
        target.refresh_from_db()
        assert (report.status, report.merged_into) == (S.MERGED, target)
        assert target.status == S.INVESTIGATING
        assert [joiner.person for joiner in target.joiners.all()] == [colleague]
        assert Flag.objects.open().filter(record_key="nr:0001").count() == 1

    def test_what_cannot_be(self, report, steward, department, outsider):
        elsewhere = make_report(make_doubtable(department, "Demo-anders"), outsider)
        closed = bring_to(make_report(report.dataset, outsider), S.WRONG)
        for into, code in (
            (report, "merge-itself"),
            (elsewhere, "merge-elsewhere"),
            (closed, "merge-closed"),
        ):
            with pytest.raises(Refused, match=code):
                merge_report(report, into=into, by=steward)
        assert Report.objects.get(pk=report.pk).status == S.REPORTED


class TestReopening:
    def test_within_fourteen_days_and_not_after(self, report, colleague):
        now = timezone.now()
        bring_to(report, S.WRONG)
        late = now + timedelta(days=14, minutes=1)
        with pytest.raises(Refused, match="too-late-to-reopen"):
            move_report(report, to=S.REOPENED, by=colleague, text="Toch niet", now=late)
        move_report(
            report, to=S.REOPENED, by=colleague, text="Toch niet", now=now + timedelta(days=13)
        )
        assert report.closed_at is None
        assert report.judge_by > timezone.localdate(now)


class TestClocks:
    """Wednesday 25 March 2026: Good Friday is 3 April, Easter Monday 6 April."""

    at = datetime(2026, 3, 25, 11, tzinfo=UTC)

    @pytest.fixture
    def report(self, department, colleague):
        return make_report(make_doubtable(department), colleague, now=self.at)

    def test_they_count_working_days(self, report):
        assert report.take_up_by.isoformat() == "2026-03-27"
        assert report.judge_by.isoformat() == "2026-04-01"
        assert report.repair_by.isoformat() == "2026-04-24"  # over Good Friday and Easter Monday

    def test_waiting_for_the_reporter_stops_the_first_and_not_the_second(
        self, report, steward, colleague
    ):
        move_report(report, to=S.INVESTIGATING, by=steward, now=self.at)
        move_report(
            report, to=S.ASKED, by=steward, text="Welk jaar?", now=self.at + timedelta(days=1)
        )
        answered = datetime(2026, 4, 7, 9, tzinfo=UTC)  # six working days later
        move_report(report, to=S.INVESTIGATING, by=colleague, text="2024", now=answered)
        assert report.waited_days == 6
        assert report.judge_by.isoformat() == "2026-04-13"
        assert report.repair_by.isoformat() == "2026-04-24"

    def test_a_judgement_does_not_stop_the_clock_to_the_repair(self, report, steward):
        move_report(report, to=S.INVESTIGATING, by=steward, now=self.at)
        move_report(report, to=S.RIGHT, by=steward, now=self.at)
        assert report.confirmed_at is None
        assert report.repair_by.isoformat() == "2026-04-24"


class TestHands:
    def test_taking_and_handing_over(self, report, steward, make_person, department, outsider):
        other = make_person("tweede", department, "stewards")
        take_report(report, by=other)
        assert Report.objects.get(pk=report.pk).handler == other
        hand_over(report, to=steward, by=other)
        assert Report.objects.get(pk=report.pk).handler == steward
        with pytest.raises(Refused, match="cannot-judge"):
            hand_over(report, to=outsider, by=steward)
        with pytest.raises(NotPermitted):
            take_report(report, by=outsider)

    def test_a_colleague_who_was_first_wins(self, report, steward, make_person, department):
        other = make_person("tweede", department, "stewards")
        mine, theirs = (Report.objects.get(pk=report.pk) for _ in range(2))
        take_report(mine, by=steward)
        with pytest.raises(NotAllowed):
            take_report(theirs, by=other)

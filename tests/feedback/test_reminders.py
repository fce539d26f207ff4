"""Terms: a word before, a louder one after, each once; and a reporter who is waited for."""

from datetime import UTC, datetime

import pytest

from feedback.lifecycle import Status
from feedback.models import Report
from feedback.services import ask_correction, move_report
from feedback.services.reminders import due_reports, tell_due
from kit.jobs import enqueue, work_off
from people.models import Notification
from tests.feedback.factories import make_doubtable, make_report

pytestmark = pytest.mark.django_db


def day(text, hour=9):
    return datetime.fromisoformat(f"{text}T{hour:02}:00:00").replace(tzinfo=UTC)


@pytest.fixture
def report(department, steward, owner, colleague):
    """Wednesday 25 March 2026: take up by the 27th, judge by 1 April, repair by the 24th."""
    dataset = make_doubtable(department, steward=steward, owner=owner)
    report = make_report(dataset, colleague, now=day("2026-03-25"))
    Notification.objects.all().delete()
    return report


def remind(at):
    return tell_due([report.pk for report in due_reports(now=at)], now=at)


def news():
    return Notification.objects.filter(kind="report")


def test_nobody_is_told_before_it_is_near(report):
    assert remind(day("2026-03-25", 20)) == 0
    assert Report.objects.get().told == []


def test_one_working_day_before_who_has_it_in_hand_is_told_once(report, steward):
    assert remind(day("2026-03-26")) == 1
    assert remind(day("2026-03-26", 12)) == 0
    assert remind(day("2026-03-27")) == 0
    assert {line.user for line in news()} == {steward}
    assert Report.objects.get().told == ["take-up-soon"]


def test_after_the_last_day_the_owner_hears_of_it_too(report, steward, owner):
    assert remind(day("2026-03-28")) == 1
    assert {line.user for line in news()} == {steward, owner}
    assert Report.objects.get().told == ["take-up-over"]
    assert remind(day("2026-03-29")) == 0  # and no warning that it comes near, afterwards


def test_a_weekend_and_easter_lie_between_the_warning_and_the_day(report, steward):
    move_report(report, to=Status.INVESTIGATING, by=steward, now=day("2026-03-25"))
    move_report(report, to=Status.RIGHT, by=steward, now=day("2026-03-25"))
    Report.objects.update(repair_by="2026-04-07")  # the Tuesday after Easter
    assert remind(day("2026-04-01")) == 0
    assert remind(day("2026-04-02")) == 1  # Thursday; Friday and Monday are no working days
    assert Report.objects.get().told == ["repair-soon"]


def test_waiting_for_the_reporter_stops_the_first_clock(report, steward, colleague):
    move_report(report, to=Status.INVESTIGATING, by=steward, now=day("2026-03-25"))
    move_report(report, to=Status.ASKED, by=steward, text="Welk jaar?", now=day("2026-03-26"))
    Notification.objects.all().delete()
    assert remind(day("2026-04-01")) == 0  # the judgement was due today
    assert remind(day("2026-04-02")) == 1  # five working days after the question
    assert {line.user for line in news()} == {colleague}
    assert remind(day("2026-04-03")) == 0


def test_a_judgement_does_not_still_the_second_clock(report, steward, owner):
    move_report(report, to=Status.INVESTIGATING, by=steward, now=day("2026-03-25"))
    move_report(report, to=Status.RIGHT, by=steward, now=day("2026-03-25"))
    ask_correction(report, by=steward, agreed={1: "2"}, now=day("2026-03-25"))
    Notification.objects.all().delete()
    assert remind(day("2026-04-23")) == 1
    assert remind(day("2026-04-25")) == 1
    assert Report.objects.get().told == ["repair-soon", "repair-over"]
    assert {line.user for line in news()} == {steward, owner}


def test_a_closed_case_is_left_in_peace(report, steward):
    move_report(report, to=Status.INVESTIGATING, by=steward, now=day("2026-03-25"))
    move_report(report, to=Status.WRONG, by=steward, text="Klopt.", now=day("2026-03-25"))
    assert remind(day("2026-06-01")) == 0


def test_the_job_does_it(report):
    enqueue("reminders", {})
    work_off()
    assert Report.objects.get().told == ["take-up-over", "judge-over"]


def test_looking_costs_one_query_however_many_there_are(report, django_assert_num_queries, steward):
    for _ in range(5):
        make_report(report.dataset, steward, now=day("2026-03-25"))
    with django_assert_num_queries(1):
        assert len(due_reports(now=day("2026-05-01"))) == 6

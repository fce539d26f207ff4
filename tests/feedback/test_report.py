"""Reporting doubt: what is taken on, what is refused, and that a form sent twice is one report."""

import uuid

import pytest

from feedback.lifecycle import Reason, Refused, Subject
from feedback.models import Report
from feedback.services import Doubt, doubts_on, join_report, save_routes
from people.models import Notification
from tests.feedback.factories import make_doubtable, make_report

pytestmark = pytest.mark.django_db


@pytest.fixture
def dataset(department, steward):
    return make_doubtable(department, steward=steward)


def test_a_report_has_a_reference_a_route_a_step_and_two_people_who_know(
    dataset, colleague, steward, department
):
    report = make_report(dataset, colleague)
    assert report.reference.startswith("TM-20")
    assert report.reference.endswith(f"-{report.pk:05d}")
    assert (report.department, report.handler) == (department, steward)
    assert [(step.new, step.by) for step in report.steps.all()] == [("reported", colleague)]
    assert {line.user for line in Notification.objects.all()} == {colleague, steward}


def test_the_same_form_twice_is_one_report(dataset, colleague, outsider):
    token = uuid.uuid4()
    first = make_report(dataset, colleague, token=token)
    assert make_report(dataset, colleague, token=token) == first
    assert Report.objects.count() == 1
    with pytest.raises(Refused, match="token-taken"):
        make_report(dataset, outsider, token=token)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"doubts": []}, "nothing-doubted"),
        ({"doubts": [Doubt(column="bedrag", record_key="nr:1")] * 51}, "too-many-points"),
        ({"column": "prijs"}, "column-unknown"),
        ({"column": ""}, "column-needed"),
        ({"record_key": ""}, "record-needed"),
        ({"subject": Subject.MISSING, "column": "", "record_key": ""}, "record-needed"),
        ({"subject": Subject.DEFINITION, "column": "", "proposed": ""}, "nothing-said"),
        ({"reason": Reason.OTHER, "proposed": ""}, "nothing-said"),
    ],
)
def test_what_says_too_little_is_refused_and_leaves_nothing(dataset, colleague, fields, code):
    with pytest.raises(Refused, match=code):
        make_report(dataset, colleague, **fields)
    assert Report.objects.count() == 0


@pytest.mark.parametrize(
    ("subject", "doubt"),
    [
        (Subject.COLUMN, Doubt(column="bedrag")),
        (Subject.MISSING, Doubt(record_key="nr:0009")),
        (Subject.PERIOD, Doubt()),
        (Subject.DEFINITION, Doubt(column="bedrag")),
        (Subject.NUMBER, Doubt(doubted="1.204")),
        (Subject.DATASET, Doubt()),
    ],
)
def test_doubt_without_one_record_is_as_good(dataset, colleague, subject, doubt):
    report = make_report(
        dataset, colleague, subject=subject, doubts=[doubt], explanation="Dit is te hoog."
    )
    assert report.points.count() == 1


def test_open_doubts_on_a_value_are_found_and_joined_once(dataset, colleague, outsider, steward):
    report = make_report(dataset, colleague)
    make_report(dataset, colleague, record_key="nr:0002")
    found = list(doubts_on(dataset, record_key="nr:0001", column="bedrag"))
    assert found == [report]
    assert list(doubts_on(dataset, record_key="nr:0001", column="straat")) == []
    join_report(report, by=outsider, note="Ook in ons systeem")
    join_report(report, by=outsider, note="Zie de foto")
    assert join_report(report, by=colleague) is None
    assert [joiner.note for joiner in report.joiners.all()] == ["Ook in ons systeem\nZie de foto"]


def test_the_first_route_that_fits_says_who_takes_it_up(
    dataset, colleague, outsider, other_department, make_person, department
):
    expert = make_person("kenner", other_department)
    save_routes(
        [
            {"dataset": dataset, "column": "straat", "person": expert},
            {"reason": Reason.OUTDATED, "department": other_department},
            {"of_department": other_department, "person": outsider},
        ]
    )
    assert make_report(dataset, colleague, column="straat").handler == expert
    old = make_report(dataset, colleague, reason=Reason.OUTDATED)
    assert (old.department, old.handler) == (other_department, None)
    assert make_report(dataset, colleague).handler == dataset.steward


def test_a_shielded_dataset_shows_its_reports_to_who_sees_it_and_to_the_reporter(
    dataset, colleague, outsider, steward
):
    report = make_report(dataset, colleague)
    dataset.shielded = True
    dataset.save()
    assert list(Report.objects.visible_to(outsider)) == []
    assert list(Report.objects.visible_to(colleague)) == [report]
    assert list(Report.objects.visible_to(steward)) == [report]

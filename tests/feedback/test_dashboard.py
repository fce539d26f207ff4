"""The dashboard: right numbers over what the reader sees, per dataset and never per person."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from datasets.models import Dataset
from feedback.lifecycle import Actor, Status
from feedback.models import Report
from feedback.services import figures, make_move
from feedback.services.figures import closed_unjudged, figures_of, frame_of, in_sight, top_columns
from tests.feedback.factories import bring_to, make_doubtable, make_report

pytestmark = pytest.mark.django_db
S = Status
PAGE = "/terugmelddashboard"
# A Monday; no holiday falls in these weeks.
MONDAY = datetime(2026, 9, 7, 9, tzinfo=UTC)


@pytest.fixture
def dataset(department, steward, owner):
    return make_doubtable(department, steward=steward, owner=owner)


def judged(dataset, by, *, days, to=S.RIGHT, confirmed=None, start=MONDAY, waited=0):
    report = bring_to(make_report(dataset, by, now=start), to)
    Report.objects.filter(pk=report.pk).update(
        judged_at=start + timedelta(days=days),
        confirmed_at=start + timedelta(days=confirmed) if confirmed else None,
        waited_days=waited,
    )
    return report


def told(user, today=None):
    reports = in_sight(user)
    return figures_of(frame_of(reports), reports, today=today or MONDAY.date())


def test_times_are_working_days_as_median_and_ninetieth_percentile_against_the_norm(
    dataset, colleague
):
    # Working days after Monday 7 September: 1, 4, 5 (over a weekend), 10.
    for days in (1, 4, 7, 14):
        judged(dataset, colleague, days=days)
    judged(dataset, colleague, days=14, to=S.WRONG, waited=8)  # 10, of which 8 were waited for
    judged(dataset, colleague, days=2, to=S.CONFIRMED, confirmed=28)  # 20 working days
    make_report(dataset, colleague, now=MONDAY)
    one = told(colleague)
    assert (one.reported, one.judged, one.open, one.confirmed) == (7, 6, 5, 1)
    # 1, 2, 2, 4, 5, 10
    assert one.to_judge_median == 3
    assert one.to_judge_p90 == 7.5
    assert one.judged_in_time == pytest.approx(4 / 6)
    assert one.right_share == pytest.approx(5 / 6)
    assert (one.to_repair_median, one.repaired_in_time) == (20, 1)


def test_what_is_late_counts_by_the_clock_that_runs(dataset, colleague):
    judged(dataset, colleague, days=1)  # its repair is due on 5 October
    waits = make_report(dataset, colleague, now=MONDAY)  # to be judged by 14 September
    bring_to(make_report(dataset, colleague, now=MONDAY), S.ASKED)
    assert told(colleague, MONDAY.date()).overdue == 0
    assert told(colleague, waits.judge_by).overdue == 0
    assert told(colleague, waits.judge_by + timedelta(days=1)).overdue == 1
    assert told(colleague, waits.repair_by + timedelta(days=1)).overdue == 2


def test_closing_without_judgement_is_looked_up_in_the_steps(dataset, colleague, steward):
    report = make_report(dataset, colleague)
    for to in (S.INVESTIGATING, S.WRONG):
        make_move(report, to=to, actor=Actor.STEWARD, by=steward, text="x", now=timezone.now())
    withdrawn = make_report(dataset, colleague)
    make_move(withdrawn, to=S.WITHDRAWN, actor=Actor.REPORTER, by=colleague, now=timezone.now())
    assert closed_unjudged(Report.objects.all()) == 0
    bring_to(make_report(dataset, colleague), S.CONFIRMED)  # behind the back of the moves
    assert closed_unjudged(Report.objects.all()) == 1


def test_opened_again_counts_reports_not_times(dataset, colleague, steward):
    report = make_report(dataset, colleague)
    now = timezone.now()
    for _time in range(2):
        for to in (S.INVESTIGATING, S.WRONG):
            make_move(report, to=to, actor=Actor.STEWARD, by=steward, text="x", now=now)
        make_move(report, to=S.REOPENED, actor=Actor.REPORTER, by=colleague, text="x", now=now)
    assert told(colleague).reopened == 1


def test_numbers_tell_nothing_of_a_dataset_that_one_may_not_see(
    dataset, as_, colleague, outsider, department, steward
):
    hidden = make_doubtable(department, "Demo-geheim", steward=steward, shielded=True)
    make_report(dataset, outsider)
    make_report(hidden, steward)
    assert told(outsider, timezone.localdate()).reported == 1
    assert told(steward, timezone.localdate()).reported == 2
    page = as_(outsider).get(PAGE)
    assert page.context["told"].reported == 1
    assert b"Demo-geheim" not in page.content
    assert b"Demo-geheim" not in as_(outsider).get("/terugmelddashboard.csv").getvalue()
    asked = as_(outsider).get(PAGE, {"dataset": hidden.slug})
    assert asked.context["dataset"] is None
    assert b"Demo-geheim" in as_(steward).get(PAGE).content


def test_no_number_is_about_a_person(dataset, as_, steward, colleague, outsider):
    judged(dataset, outsider, days=1, start=timezone.now() - timedelta(days=5))
    client = as_(steward)
    for address in (PAGE, f"{PAGE}?periode=jaar"):
        page = client.get(address).content.decode()
        assert str(outsider) not in page
        assert outsider.username not in page
    assert str(outsider).encode() not in client.get("/terugmelddashboard.csv").getvalue()


def test_filters_by_department_dataset_and_period(
    dataset, as_, colleague, department, other_department, owner
):
    other = make_doubtable(other_department, "Demo-bomen")
    now = timezone.now()
    make_report(dataset, colleague)
    make_report(other, colleague)
    make_report(other, colleague, now=now - timedelta(days=200))
    client = as_(colleague)

    def reported(**asked):
        return client.get(PAGE, asked).context["told"].reported

    assert reported() == 2
    assert reported(periode="jaar") == 3
    assert reported(periode="onzin", dataset="onzin", afdeling="onzin") == 2
    assert reported(dataset=dataset.slug) == 1
    assert reported(afdeling=other_department.slug, periode="jaar") == 2
    groups = {group["code"]: group["rows"] for group in client.get(PAGE).context["groups"]}
    assert [(row["name"], row["reported"]) for row in groups["dataset"]] == [
        ("Demo-bomen", 1),
        ("Demo-woningen", 1),
    ]
    lines = client.get("/terugmelddashboard.csv").getvalue().decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + 2 + 2 + 1  # departments, datasets, one reason


def test_many_doubts_on_one_column_propose_a_rule_to_who_writes_rules(
    dataset, as_, steward, colleague
):
    now = timezone.now()
    for n in range(figures.RULE_REPORTS - 1):
        make_report(dataset, colleague, column="straat", record_key=f"nr:{n}")
    old = now - timedelta(days=91)
    make_report(dataset, colleague, column="straat", record_key="nr:90", now=old)
    bring_to(make_report(dataset, colleague, column="straat", record_key="nr:91"), S.WRONG)
    [one] = top_columns(Report.objects.all(), now=now, limit=10)
    assert (one.column, one.reports, one.recent, one.proposes) == ("straat", 6, 4, False)
    make_report(dataset, colleague, column="straat", record_key="nr:92")
    [one] = top_columns(Report.objects.all(), now=now, limit=10)
    assert (one.recent, one.proposes) == (5, True)
    link = f"/datasets/{dataset.slug}/regels/nieuw?kolom=straat".encode()
    assert link in as_(steward).get(PAGE).content
    assert link not in as_(colleague).get(PAGE).content


def test_without_reports_the_page_says_so(as_, colleague):
    assert b"koers-empty" in as_(colleague).get(PAGE).content
    assert Dataset.objects.count() == 0

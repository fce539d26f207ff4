"""My reports: the whole story, what waits for me first, thanks with the effect."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from feedback.lifecycle import CorrectionStatus, Status
from feedback.models import Correction, Report
from feedback.sentences import thanks, what_now
from feedback.services import join_report, watch_report
from feedback.services.reaction import react
from tests.feedback.factories import bring_to, make_doubtable, make_report

pytestmark = pytest.mark.django_db
S = Status
MINE = "/meldingen"


@pytest.fixture
def dataset(department, steward, owner):
    return make_doubtable(department, steward=steward, owner=owner)


def lines(client, **asked):
    page = client.get(MINE, asked)
    assert page.status_code == 200
    return {line["report"].reference: line for line in page.context["lines"]}


def repaired(report, *keys):
    point = report.points.get()
    for n, key in enumerate(keys):
        Correction.objects.create(
            report=report,
            point=point,
            dataset=report.dataset,
            subject="cell",
            record_key=key,
            column=f"kolom {n}",
            agreed_at=timezone.now(),
            status=CorrectionStatus.REPAIRED,
        )


def test_one_sees_what_one_reported_joined_and_follows_and_nothing_else(
    dataset, as_, colleague, outsider, owner
):
    own, joined, watched, other = (
        make_report(dataset, person) for person in (colleague, outsider, outsider, outsider)
    )
    join_report(joined, by=colleague)
    watch_report(watched, by=colleague, watching=True)
    found = lines(as_(colleague))
    assert set(found) == {own.reference, joined.reference, watched.reference}
    assert [found[one.reference]["mine"] for one in (own, joined, watched)] == [True, False, False]
    assert [found[one.reference]["joined"] for one in (own, joined, watched)] == [
        False,
        True,
        False,
    ]
    assert other.reference not in found
    assert lines(as_(owner)) == {}


def test_a_question_for_me_stands_first(dataset, as_, colleague):
    asked, newer = make_report(dataset, colleague), make_report(dataset, colleague)
    bring_to(asked, S.ASKED)
    Report.objects.filter(pk=newer.pk).update(changed_at=timezone.now() + timedelta(days=1))
    found = lines(as_(colleague))
    assert list(found) == [asked.reference, newer.reference]
    assert [line["asked"] for line in found.values()] == [True, False]


def test_a_question_to_somebody_else_does_not_wait_for_me(dataset, as_, colleague, outsider):
    asked = bring_to(make_report(dataset, outsider), S.INVESTIGATING)
    join_report(asked, by=colleague)
    bring_to(asked, S.ASKED)
    assert lines(as_(colleague))[asked.reference]["asked"] is False


def test_the_question_after_closing_is_asked_until_it_is_answered(dataset, as_, colleague):
    report = bring_to(make_report(dataset, colleague), S.WRONG)
    assert lines(as_(colleague))[report.reference]["react"] is True
    react(report, by=colleague, satisfied=True)
    assert lines(as_(colleague))[report.reference]["react"] is False


def test_thanks_count_repaired_rows_and_values(dataset, as_, colleague, outsider):
    report = make_report(dataset, colleague)
    join_report(report, by=outsider)
    bring_to(report, S.CONFIRMED)
    repaired(report, "nr:0001", "nr:0002", "nr:0002")
    with translation.override("en"):
        colleague.language = "en"
        colleague.save(update_fields=["language"])
        told = thanks(2, 3, 1)
    assert "3" in told
    assert "2" in told
    assert lines(as_(colleague))[report.reference]["thanks"]


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ((0, 0, 4), ""),
        ((1, 1, 0), "Thanks to your report 1 row was repaired."),
        ((3, 3, 0), "Thanks to your report 3 rows were repaired."),
        (
            (2, 3, 1),
            "Thanks to your report 3 values in 2 rows were repaired. 1 colleague doubted the same.",
        ),
        ((0, 1, 0), "Thanks to your report this was repaired."),
    ],
)
def test_thanks_say_the_effect(counts, told):
    with translation.override("en"):
        assert thanks(*counts) == told


def test_a_promise_that_was_not_kept_is_owned_up_to(dataset, colleague):
    report = make_report(dataset, colleague)
    now = timezone.now()
    with translation.override("en"):
        assert "too late" not in what_now(report, now=now)
        late = now + timedelta(days=20)
        assert "too late" in what_now(report, now=late)
        bring_to(report, S.REQUESTED)
        assert "too late" not in what_now(report, now=now)
        assert "too late" in what_now(report, now=now + timedelta(days=60))
        bring_to(report, S.WRONG)
        assert "again" in what_now(report, now=now)
        assert what_now(report, now=now + timedelta(days=15)) == ""


def test_parts_pages_and_an_empty_list(dataset, as_, colleague, outsider):
    for n in range(22):
        report = make_report(dataset, colleague, record_key=f"nr:{n}")
    bring_to(report, S.WRONG)
    client = as_(colleague)
    assert len(lines(client)) == 20
    assert len(lines(client, pagina="2")) == 2
    assert len(lines(client, pagina="99")) == 2
    assert list(lines(client, deel="gesloten")) == [report.reference]
    assert len(lines(client, deel="open", pagina="2")) == 1
    assert client.get(MINE, {"deel": "onzin"}).status_code == 200
    assert b"koers-empty" in as_(outsider).get(MINE).content


def test_the_reports_of_a_dataset_are_for_who_sees_its_entry(dataset, as_, colleague, outsider):
    shut, open_ = make_report(dataset, colleague, column="straat"), make_report(dataset, colleague)
    bring_to(shut, S.WRONG)
    client, address = as_(outsider), f"/datasets/{dataset.slug}/meldingen"

    def shown(**asked):
        return [line["report"] for line in client.get(address, asked).context["lines"]]

    assert shown() == [open_, shut]
    assert shown(status="open") == [open_]
    assert shown(status="onterecht") == [shut]
    assert shown(kolom="straat") == [shut]
    assert shown(kolom="onzin", status="onzin") == [open_, shut]
    dataset.shielded = True
    dataset.save()
    assert client.get(address).status_code == 404


def test_start_says_what_waits_for_me_and_what_my_reports_changed(
    dataset, as_, colleague, steward, outsider, django_assert_max_num_queries
):
    asked = bring_to(make_report(dataset, colleague), S.ASKED)
    done = bring_to(make_report(dataset, colleague), S.CONFIRMED)
    repaired(done, "nr:0001", "nr:0002")
    Correction.objects.update(closed_at=timezone.now())
    late = make_report(dataset, colleague)
    Report.objects.filter(pk=late.pk).update(take_up_by="2020-01-01")
    told = as_(colleague).get("/").context["reports"]
    assert {asked.status, done.status} == {S.ASKED, S.CONFIRMED}
    assert (told.waiting, told.repaired, told.queue) == (2, 2, 0)
    client = as_(steward)
    client.get("/berichten")
    with django_assert_max_num_queries(15):
        told = client.get("/").context["reports"]
    assert (told.waiting, told.queue, told.overdue) == (0, 1, 1)
    page = as_(outsider).get("/")
    assert not page.context["reports"]

"""The page of one report, for each part that people play in it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from datasets.lifecycle import Classification, PersonalData
from feedback.lifecycle import Status
from feedback.models import Report
from feedback.services import join_report, move_report
from people.models import AccessLogEntry, Notification
from tests.feedback.factories import bring_to, make_doubtable, make_report

pytestmark = pytest.mark.django_db
S = Status
RECORD = {"nr": "0001", "straat": "Dorpsstraat", "opgeleverd": "2024-02-01", "bedrag": "1250.5"}


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def dataset(department, steward, owner):
    return make_doubtable(department, steward=steward, owner=owner)


@pytest.fixture
def report(dataset, colleague):
    return make_report(dataset, colleague, record=RECORD, explanation="Op de brief staat 1350.")


def to(report, name="report"):
    return reverse(f"feedback:{name}", args=[report.reference])


def text(response):
    return " ".join(response.content.decode().split())


def english(as_, person):
    client = as_(person)
    client.cookies["django_language"] = "en"
    person.language = "en"
    person.save(update_fields=["language"])
    return client


def test_an_outsider_finds_no_report_of_a_shielded_dataset(
    report, dataset, as_, outsider, colleague, steward
):
    assert as_(outsider).get(to(report)).status_code == 200
    dataset.shielded = True
    dataset.save()
    assert as_(outsider).get(to(report)).status_code == 404
    assert as_(outsider).post(to(report, "step"), {"naar": "ingetrokken"}).status_code == 404
    assert as_(colleague).get(to(report)).status_code == 200  # one's own
    assert as_(steward).get(to(report)).status_code == 200


def test_each_part_gets_its_own_forms(report, as_, colleague, steward, outsider):
    def forms(person):
        context = as_(person).get(to(report)).context
        return {name for name, form in context["forms"].items() if form}, [
            button["value"] for button in context["buttons"]
        ]

    assert forms(colleague) == ({"withdraw", "say"}, [])
    assert forms(outsider) == ({"join"}, [])
    assert forms(steward) == ({"say", "note", "move"}, ["in-onderzoek"])
    bring_to(report, S.INVESTIGATING)
    assert forms(steward)[1] == ["terecht", "vraag-aan-melder", "onterecht", "niet-te-bepalen"]
    bring_to(report, S.WRONG)
    assert forms(colleague)[0] == {"react", "reopen", "say"}


def test_values_of_a_confidential_dataset_are_for_who_may_see_rows_and_are_logged(
    report, dataset, as_, outsider, colleague, steward
):
    dataset.classification = Classification.CONFIDENTIAL
    dataset.save()
    page = text(as_(outsider).get(to(report)))
    for secret in ("1250.5", "1350.5", "nr:0001", "Op de brief", "Dorpsstraat"):
        assert secret not in page
    own = text(as_(colleague).get(to(report)))
    assert "nr:0001" in own
    assert "1350.5" in own
    assert "Op de brief" in own
    assert "1250.5" not in own  # what stands there is not shown back
    assert not AccessLogEntry.objects.filter(action="rows-seen").exists()
    judged = text(as_(steward).get(to(report)))
    for seen in ("1250.5", "1350.5", "nr:0001", "Dorpsstraat"):
        assert seen in judged
    line = AccessLogEntry.objects.get(action="rows-seen")
    assert (line.person, line.result) == (steward, "granted")
    assert report.reference in line.reason


def test_personal_values_stand_masked_for_who_judges(report, dataset, as_, steward):
    dataset.columns.filter(name="straat").update(personal=PersonalData.ORDINARY)
    page = text(as_(steward).get(to(report)))
    assert "Dorpsstraat" not in page
    assert "D********t" in page


def test_who_reported_is_told_to_who_judges_and_not_to_every_colleague(
    report, as_, outsider, steward, colleague
):
    assert str(colleague) in text(as_(steward).get(to(report)))
    assert str(colleague) not in text(as_(outsider).get(to(report)))


def test_the_question_is_answered_on_top_of_the_page_and_the_case_goes_on(
    report, as_, colleague, steward
):
    as_(steward).post(to(report, "step"), {"naar": "in-onderzoek"})
    asked = as_(steward).post(to(report, "step"), {"naar": "vraag-aan-melder", "tekst": ""})
    assert asked.status_code == 422
    as_(steward).post(to(report, "step"), {"naar": "vraag-aan-melder", "tekst": "Welke brief?"})
    assert Notification.objects.filter(user=colleague).order_by("-pk")[0].url == to(report)
    page = text(as_(colleague).get(to(report)))
    assert page.index("Welke brief?") < page.index('id="twijfel"')
    empty = as_(colleague).post(to(report, "step"), {"naar": "in-onderzoek", "tekst": " "})
    assert empty.status_code == 422
    given = {"naar": "in-onderzoek", "tekst": "Die van 3 mei."}
    assert as_(colleague).post(to(report, "step"), given).status_code == 302
    report.refresh_from_db()
    assert report.status == S.INVESTIGATING
    assert report.steps.last().text == "Die van 3 mei."


def test_right_may_say_that_decisions_depend_on_it(report, as_, steward):
    bring_to(report, S.INVESTIGATING)
    given = {"naar": "terecht", "tekst": "Klopt.", "doorslaggevend": "on"}
    as_(steward).post(to(report, "step"), given)
    report.refresh_from_db()
    assert (report.status, report.decisive, report.judged_at is None) == (S.RIGHT, True, False)
    assert report.points.get().flag.severity == "blocking"


def test_the_second_of_two_stewards_reads_who_was_first(
    report, as_, steward, make_person, department
):
    second = make_person("tweede", department, "stewards")
    english(as_, second)
    move_report(report, to=S.INVESTIGATING, by=steward)
    late = as_(second).post(to(report, "step"), {"naar": "in-onderzoek"})
    assert late.status_code == 409
    assert str(steward) in late.context["first"]
    assert late.context["report"].status == S.INVESTIGATING
    assert Report.objects.get(pk=report.pk).steps.count() == 2


def test_taking_what_a_colleague_took_meanwhile_is_told(
    report, as_, steward, make_person, department
):
    second = make_person("tweede", department, "stewards")
    Report.objects.filter(pk=report.pk).update(handler=None)
    assert as_(second).post(to(report, "take"), {"van": ""}).status_code == 302
    late = as_(steward).post(to(report, "take"), {"van": ""})
    assert late.status_code == 409
    assert str(second) in late.context["first"]
    taken = as_(steward).post(to(report, "take"), {"van": second.pk})
    assert taken.status_code == 302
    assert Report.objects.get(pk=report.pk).handler == steward


def test_who_may_not_judge_gets_403_and_nothing_changes(report, as_, outsider, colleague):
    sent = [
        (outsider, "step", {"naar": "in-onderzoek", "tekst": "x"}),
        (colleague, "step", {"naar": "terecht", "tekst": "x"}),
        (outsider, "take", {}),
        (outsider, "merge", {}),
        (outsider, "hand_over", {}),
        (outsider, "say", {"tekst": "x", "intern": "ja"}),
        (outsider, "say", {"tekst": "x"}),
        (outsider, "react", {"tevreden": "ja"}),
    ]
    for person, name, data in sent:
        status = as_(person).post(to(report, name), data).status_code
        assert status in (403, 409), (name, status)
    report.refresh_from_db()
    assert (report.status, report.steps.count(), report.messages.count()) == (S.REPORTED, 1, 0)


def test_a_repair_is_not_a_move_of_this_page(report, as_, steward):
    bring_to(report, S.RIGHT)
    sent = as_(steward).post(to(report, "step"), {"naar": "correctie-gevraagd", "tekst": "x"})
    assert sent.status_code == 422
    assert as_(steward).post(to(report, "step"), {"naar": "onzin"}).status_code == 404
    report.refresh_from_db()
    assert report.status == S.RIGHT


def test_merging_offers_the_likeliest_first_and_leads_to_the_other(
    report, dataset, as_, steward, outsider
):
    make_report(dataset, outsider, column="straat", record_key="nr:0009")
    same = make_report(dataset, outsider)
    form = as_(steward).get(to(report)).context["forms"]["merge"]
    offered = [value for value, _label in form.fields["met"].widget.choices][1:]
    assert len(offered) == 2
    assert offered[0] == same.reference
    assert as_(steward).post(to(report, "merge"), {"met": ""}).status_code == 422
    sent = as_(steward).post(to(report, "merge"), {"met": same.reference})
    assert sent.url == to(same)
    report.refresh_from_db()
    assert (report.status, report.merged_into) == (S.MERGED, same)


def test_handing_over_asks_for_someone_who_may_judge_and_tells_them(
    report, as_, steward, colleague, make_person, department
):
    second = make_person("tweede", department, "stewards")
    assert as_(steward).post(to(report, "hand_over"), {"aan": colleague.pk}).status_code == 422
    assert as_(steward).post(to(report, "hand_over"), {"aan": second.pk}).status_code == 302
    report.refresh_from_db()
    assert report.handler == second
    assert Notification.objects.filter(user=second, url=to(report)).count() == 1


def test_withdrawing_needs_no_reason_and_reopening_does(report, as_, colleague):
    bring_to(report, S.UNDECIDABLE)
    assert as_(colleague).post(to(report, "step"), {"naar": "heropend"}).status_code == 422
    given = {"naar": "heropend", "tekst": "Ik heb nu de akte."}
    assert as_(colleague).post(to(report, "step"), given).status_code == 302
    bring_to(report, S.REPORTED)
    assert as_(colleague).post(to(report, "step"), {"naar": "ingetrokken"}).status_code == 302
    report.refresh_from_db()
    assert report.status == S.WITHDRAWN


def test_after_fourteen_days_nothing_opens_it_again(report, as_, colleague):
    bring_to(report, S.WRONG)
    Report.objects.filter(pk=report.pk).update(closed_at=timezone.now() - timedelta(days=15))
    context = as_(colleague).get(to(report)).context
    assert context["forms"]["reopen"] is None
    assert context["forms"]["react"] is None
    late = as_(colleague).post(to(report, "step"), {"naar": "heropend", "tekst": "Toch."})
    assert late.status_code == 422


def test_other_reports_on_the_record_and_the_column_stand_with_who_judges(
    report, dataset, as_, steward, outsider
):
    same = make_report(dataset, outsider, column="straat")
    near = make_report(dataset, outsider, record_key="nr:0002")
    context = as_(steward).get(to(report)).context
    assert [one["report"] for one in context["same_record"]] == [same]
    assert [one["report"] for one in context["same_column"]] == [near]
    assert "same_record" not in as_(outsider).get(to(report)).context


def test_the_page_asks_as_much_of_many_as_of_few(
    report, dataset, as_, steward, outsider, colleague, django_assert_max_num_queries
):
    client = as_(steward)
    client.get(to(report))
    for number in range(30):
        make_report(dataset, outsider, record_key=f"nr:{number}")
    join_report(report, by=outsider)
    with django_assert_max_num_queries(45):
        client.get(to(report))


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        ("/kwaliteit?afdeling=wonen", True),
        ("javascript:alert(1)", False),
        ("//elders.invalid/", False),
        ("https://elders.invalid/", False),
    ],
)
def test_the_page_where_it_was_seen_is_one_of_this_portal(dataset, as_, colleague, page, shown):
    report = make_report(dataset, colleague, page=page, page_label="Daar")
    assert (f'href="{page}"' in text(as_(colleague).get(to(report)))) is shown

"""The work queue: whose work, in which order, filters, views, bulk moves; and a very long one."""

from datetime import timedelta

import pytest
from django.utils import timezone

from feedback.lifecycle import Reason, Status
from feedback.models import Report, SavedView
from feedback.services import join_report
from tests.feedback.factories import bring_to, make_doubtable, make_report
from tests.feedback.many import fill_reports

pytestmark = pytest.mark.django_db
S = Status
QUEUE = "/werkvoorraad"


@pytest.fixture
def dataset(department, steward, owner):
    return make_doubtable(department, steward=steward, owner=owner)


def shown(client, **asked):
    """The references on the page, in their order."""
    page = client.get(QUEUE, {"werk": "alles", **asked})
    assert page.status_code == 200
    return [line["report"].reference for line in page.context["lines"]]


def test_only_who_judges_or_owns_reported_data_sees_the_queue(
    dataset, as_, steward, colleague, owner, outsider, leader
):
    assert as_(owner).get(QUEUE).status_code == 403  # nothing was reported yet
    report = make_report(dataset, colleague)
    for person in (colleague, outsider, leader):
        assert as_(person).get(QUEUE).status_code == 403
        assert as_(person).post("/werkvoorraad/stap", {}).status_code == 403
        assert as_(person).post("/werkvoorraad/weergaven", {}).status_code == 403
    assert shown(as_(steward)) == shown(as_(owner)) == [report.reference]


def test_an_owner_sees_their_own_data_only_and_moves_nothing(
    dataset, as_, owner, colleague, department
):
    report = make_report(dataset, colleague)
    make_report(make_doubtable(department, "Demo-bomen"), colleague)
    client = as_(owner)
    assert shown(client) == [report.reference]
    sent = client.post("/werkvoorraad/stap", {"kenmerk": report.reference, "doe": "in-onderzoek"})
    assert sent.status_code == 409
    assert sent.context["done"][0]["report"] == report
    report.refresh_from_db()
    assert report.status == S.REPORTED


def test_the_overdue_stand_first_by_the_clock_that_runs(dataset, as_, steward, colleague):
    today = timezone.localdate()

    def one(status, **days):
        report = bring_to(make_report(dataset, colleague), status)
        ends = {name: today + timedelta(days=n) for name, n in days.items()}
        Report.objects.filter(pk=report.pk).update(**ends)
        return report.reference

    soon = one(S.INVESTIGATING, judge_by=1, take_up_by=-90, repair_by=40)
    late = one(S.RIGHT, repair_by=-30, judge_by=-60)
    later = one(S.REPORTED, take_up_by=-3, judge_by=2)
    asked = one(S.ASKED, judge_by=-80)
    client = as_(steward)
    assert shown(client) == [late, later, soon, asked]
    assert shown(client, volgorde="-termijn") == [asked, soon, later, late]
    assert shown(client, termijn="te-laat") == [late, later]
    assert shown(client, volgorde="onzin", pagina="x") == [late, later, soon, asked]


def test_filters_live_in_the_address(
    dataset, as_, steward, colleague, make_person, department, other_department
):
    second = make_person("tweede", other_department, "stewards")
    other = make_doubtable(other_department, "Demo-bomen", steward=second)
    mine = make_report(dataset, colleague, column="straat", reason=Reason.OUTDATED)
    theirs = make_report(other, colleague)
    free = make_report(other, colleague)
    Report.objects.filter(pk=free.pk).update(handler=None)
    bring_to(theirs, S.WRONG)
    client = as_(steward)
    every = {mine.reference, theirs.reference, free.reference}
    assert set(shown(client, status="alle")) == every
    assert set(shown(client)) == every - {theirs.reference}
    for asked, found in (
        ({"werk": "mijn"}, mine),
        ({"werk": "vrij"}, free),
        ({"werk": "afdeling"}, mine),
        ({"status": "onterecht"}, theirs),
        ({"dataset": other.slug}, free),
        ({"afdeling": other_department.slug}, free),
        ({"reden": "verouderd"}, mine),
        ({"wie": "tweede", "status": "alle"}, theirs),
        ({"q": "STRAAT"}, mine),
        ({"q": "bomen"}, free),
        ({"q": mine.reference[-5:] + " woningen"}, mine),
    ):
        assert shown(client, **asked) == [found.reference], asked
    assert shown(client, q="nr:0001") == []  # a record is not found by its key


def test_a_line_tells_who_else_doubts_it(dataset, as_, steward, colleague, outsider):
    join_report(make_report(dataset, colleague), by=outsider)
    line = as_(steward).get(QUEUE, {"werk": "alles"}).context["lines"][0]
    assert (line["joiners"], line["what"]) == (1, "bedrag")


def test_several_are_moved_at_once_and_what_does_not_work_is_told(dataset, as_, steward, colleague):
    first, second, done = (make_report(dataset, colleague) for _n in range(3))
    bring_to(done, S.RIGHT)
    client = as_(steward)
    ticked = [first.reference, second.reference, done.reference]
    back = "werk=alles&q=bedrag&onzin=1"
    sent = client.post(
        "/werkvoorraad/stap", {"kenmerk": ticked, "doe": "in-onderzoek", "terug": back}
    )
    assert sent.status_code == 200
    assert [one["report"] for one in sent.context["done"]] == [done]
    assert set(Report.objects.values_list("status", flat=True)) == {S.INVESTIGATING, S.RIGHT}
    bare = client.post(
        "/werkvoorraad/stap", {"kenmerk": ticked[:2], "doe": "onterecht", "terug": back}
    )
    assert bare.status_code == 409  # the reporter must read why
    given = {"kenmerk": ticked[:2], "doe": "onterecht", "tekst": "De bron klopt.", "terug": back}
    sent = client.post("/werkvoorraad/stap", given)
    assert sent.url == "/werkvoorraad?werk=alles&q=bedrag"
    assert Report.objects.filter(status=S.WRONG).count() == 2


def test_several_are_taken_and_handed_over(
    dataset, as_, steward, colleague, make_person, department
):
    second = make_person("tweede", department, "stewards")
    reports = [make_report(dataset, colleague) for _n in range(2)]
    Report.objects.update(handler=None)
    ticked = [report.reference for report in reports]
    client = as_(steward)
    client.post("/werkvoorraad/stap", {"kenmerk": ticked, "doe": "oppakken"})
    assert Report.objects.filter(handler=steward).count() == 2
    no_one = client.post("/werkvoorraad/stap", {"kenmerk": ticked, "doe": "overdragen"})
    assert no_one.status_code == 422
    assert no_one.context["ticked"] == set(ticked)
    nobody = {"kenmerk": ticked, "doe": "overdragen", "aan": colleague.pk}
    assert client.post("/werkvoorraad/stap", nobody).status_code == 422
    given = {"kenmerk": ticked, "doe": "overdragen", "aan": second.pk}
    assert client.post("/werkvoorraad/stap", given).status_code == 302
    assert Report.objects.filter(handler=second).count() == 2


@pytest.mark.parametrize("wrong", [{}, {"doe": "oppakken"}, {"doe": "onzin", "kenmerk": "TM-1"}])
def test_a_bulk_move_of_nothing_is_told(dataset, as_, steward, colleague, wrong):
    make_report(dataset, colleague)
    assert as_(steward).post("/werkvoorraad/stap", wrong).status_code == 422


def test_reports_of_what_one_may_not_judge_are_not_moved(
    dataset, as_, colleague, make_person, department
):
    """A steward without the role has the reports of their own datasets only."""
    keeper = make_person("beheerder-bomen", department)
    mine = make_report(make_doubtable(department, "Demo-bomen", steward=keeper), colleague)
    other = make_report(dataset, colleague)
    ticked = [mine.reference, other.reference]
    as_(keeper).post("/werkvoorraad/stap", {"kenmerk": ticked, "doe": "in-onderzoek"})
    mine.refresh_from_db()
    other.refresh_from_db()
    # What is not in one's own queue cannot be ticked: the whole form is asked again.
    assert (mine.status, other.status) == (S.REPORTED, S.REPORTED)
    as_(keeper).post("/werkvoorraad/stap", {"kenmerk": ticked[:1], "doe": "in-onderzoek"})
    mine.refresh_from_db()
    assert mine.status == S.INVESTIGATING


def test_views_are_kept_used_and_deleted_each_by_its_owner(
    dataset, as_, steward, make_person, department
):
    client = as_(steward)
    given = {"naam": " Te laat ", "terug": "werk=alles&termijn=te-laat&pagina=3&csrf=x"}
    sent = client.post("/werkvoorraad/weergaven", given)
    assert sent.url == "/werkvoorraad?werk=alles&termijn=te-laat"
    client.post("/werkvoorraad/weergaven", {**given, "terug": "werk=mijn"})
    view = SavedView.objects.get()
    assert (view.name, view.query, view.person) == ("Te laat", "werk=mijn", steward)
    assert client.post("/werkvoorraad/weergaven", {"naam": ""}).status_code == 422
    second = as_(make_person("tweede", department, "stewards"))
    second.post("/werkvoorraad/weergaven", {"weg": view.pk})
    assert list(second.get(QUEUE).context["views"]) == []
    assert list(client.get(QUEUE).context["views"]) == [view]
    client.post("/werkvoorraad/weergaven", {"weg": view.pk})
    assert SavedView.objects.count() == 0


def test_the_twenty_first_view_is_refused(as_, steward):
    SavedView.objects.bulk_create(
        SavedView(person=steward, name=f"Weergave {n}", query="") for n in range(20)
    )
    sent = as_(steward).post("/werkvoorraad/weergaven", {"naam": "Nog een"})
    assert sent.status_code == 422
    assert SavedView.objects.count() == 20


def test_what_script_does_stands_on_the_page_and_can_be_turned_off(
    dataset, as_, steward, colleague
):
    make_report(dataset, colleague)
    page = as_(steward).get(QUEUE, {"werk": "alles"}).content.decode()
    assert "koers/queue.js" in page
    assert "data-queue-switch" in page
    for key in ("j", "k", "Enter", "o", "x", "/", "?"):
        assert f"<kbd>{key}</kbd>" in page


PAGES = {
    "werkvoorraad": "/werkvoorraad?werk=alles",
    "alle": "/werkvoorraad?werk=alles&status=alle&volgorde=-gemeld&pagina=3",
    "mijn werk": "/werkvoorraad",
    "afdeling": "/werkvoorraad?werk=afdeling&termijn=te-laat",
    "zoeken": "/werkvoorraad?werk=alles&q=straat",
    "dataset": "/datasets/demo-woningen/meldingen?kolom=bedrag&pagina=2",
    "mijn meldingen": "/meldingen?pagina=2",
    "dashboard": "/terugmelddashboard",
}


def test_no_list_of_reports_asks_more_of_more(
    dataset, as_, steward, colleague, django_assert_max_num_queries
):
    people = {"steward": as_(steward), "colleague": as_(colleague)}
    for client in people.values():
        client.get("/berichten")
    fill_reports([dataset], by=colleague, handler=steward, number=300, now=timezone.now())
    for name, address in PAGES.items():
        client = people["colleague" if name == "mijn meldingen" else "steward"]
        with django_assert_max_num_queries(15):
            assert client.get(address).status_code == 200, name


@pytest.mark.slow
def test_fifteen_queries_do_for_a_hundred_thousand_reports(
    dataset, as_, steward, owner, colleague, department, django_assert_max_num_queries
):
    others = [make_doubtable(department, f"Demo-{n}", steward=steward) for n in range(20)]
    many = [dataset, *others]
    fill_reports(many, by=colleague, handler=steward, number=100_000, now=timezone.now())
    people = {"steward": as_(steward), "owner": as_(owner), "colleague": as_(colleague)}
    for client in people.values():
        client.get("/berichten")  # a session begins with its first page
    for name, address in PAGES.items():
        who = "colleague" if name == "mijn meldingen" else "steward"
        with django_assert_max_num_queries(15):
            assert people[who].get(address).status_code == 200

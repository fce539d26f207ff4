"""Who takes up which report: an ordered list for administrators; and the norms of a dataset."""

import pytest
from django.urls import reverse

from feedback.lifecycle import Reason
from feedback.models import Norm, Route
from feedback.services import terms_of
from tests.feedback.factories import make_doubtable, make_report

pytestmark = pytest.mark.django_db
ROUTES = "/meldingen-routes"


@pytest.fixture
def dataset(department, steward, owner):
    return make_doubtable(department, steward=steward, owner=owner)


def sent(do, *lines):
    data = {"doe": do, "aantal": len(lines)}
    for place, line in enumerate(lines):
        data |= {f"r{place}-{name}": value for name, value in line.items()}
    return data


def columns(page):
    """The columns on the page, line by line: each line has another one."""
    return [form["column"].value() for form in page.context["forms"]]


def test_only_who_may_order_routes_sees_them(as_, admin, steward, colleague, owner):
    for person in (steward, colleague, owner):
        assert as_(person).get(ROUTES).status_code == 403
        assert as_(person).post(ROUTES, sent("bewaar")).status_code == 403
    assert as_(admin).get(ROUTES).status_code == 200


def test_lines_are_added_moved_and_taken_out_before_anything_is_kept(as_, admin):
    client = as_(admin)
    lines = [{"column": name} for name in ("a", "b", "c")]
    assert columns(client.post(ROUTES, sent("erbij", *lines))) == ["a", "b", "c", ""]
    assert columns(client.post(ROUTES, sent("omhoog-2", *lines))) == ["a", "c", "b"]
    assert columns(client.post(ROUTES, sent("omlaag-0", *lines))) == ["b", "a", "c"]
    assert columns(client.post(ROUTES, sent("weg-1", *lines))) == ["a", "c"]
    for nothing in ("omhoog-0", "omlaag-2", "weg-9", "weg-x", "onzin"):
        assert columns(client.post(ROUTES, sent(nothing, *lines))) == ["a", "b", "c"]
    assert columns(client.post(ROUTES, {"doe": "erbij", "aantal": "99999999"})) == [""]
    assert Route.objects.count() == 0


def test_kept_routes_send_new_reports_their_way(
    as_, admin, dataset, colleague, steward, other_department, make_person
):
    expert = make_person("kenner", other_department, "stewards")
    lines = (
        {"dataset": dataset.pk, "column": "straat", "person": expert.pk},
        {"reason": Reason.OUTDATED, "department": other_department.pk},
    )
    client = as_(admin)
    assert client.post(ROUTES, sent("bewaar", *lines)).status_code == 302
    assert [route.position for route in Route.objects.all()] == [1, 2]
    assert make_report(dataset, colleague, column="straat").handler == expert
    assert make_report(dataset, colleague, reason=Reason.OUTDATED).department == other_department
    assert columns(client.get(ROUTES)) == ["straat", ""]
    assert client.post(ROUTES, sent("bewaar")).status_code == 302
    assert Route.objects.count() == 0


def test_a_line_that_leads_nowhere_or_to_who_may_not_judge_is_told(as_, admin, dataset, colleague):
    client = as_(admin)
    for line in ({"column": "straat"}, {"person": colleague.pk}, {"dataset": 9999}):
        page = client.post(ROUTES, sent("bewaar", line))
        assert page.status_code == 422
        assert len(page.context["wrong"]) == 1
    assert Route.objects.count() == 0


def test_many_lines_take_as_few_questions_as_one(
    as_, admin, department, django_assert_max_num_queries
):
    client = as_(admin)
    client.get(ROUTES)
    Route.objects.bulk_create(
        Route(position=n, column=f"k{n}", department=department) for n in range(40)
    )
    with django_assert_max_num_queries(10):
        assert len(client.get(ROUTES).context["forms"]) == 40


def test_the_norm_of_a_dataset_holds_for_new_reports(
    as_, dataset, steward, colleague, outsider, make_person, department
):
    address = reverse("feedback:norm", args=[dataset.slug])
    for person in (colleague, outsider):
        assert as_(person).get(address).status_code == 403
    before = make_report(dataset, colleague)
    client = as_(steward)
    good = {"take_up_days": 1, "judge_days": 3, "repair_days": 10}
    for wrong in (
        {},
        good | {"take_up_days": 0},
        good | {"judge_days": "x"},
        good | {"take_up_days": 4},
        good | {"repair_days": 251},
    ):
        assert client.post(address, wrong).status_code == 422, wrong
    assert Norm.objects.count() == 0
    assert client.post(address, good).status_code == 302
    assert (terms_of(dataset).take_up, terms_of(dataset).judge, terms_of(dataset).repair) == (
        1,
        3,
        10,
    )
    after = make_report(dataset, colleague)
    promised = before.judge_by
    before.refresh_from_db()
    assert after.judge_by < before.judge_by == promised
    assert client.post(address, {"standaard": "ja"}).status_code == 302
    assert Norm.objects.count() == 0
    keeper = make_person("beheerder-bomen", department)
    own = make_doubtable(department, "Demo-bomen", steward=keeper)
    assert as_(keeper).get(reverse("feedback:norm", args=[own.slug])).status_code == 200

"""Every page of people for who may see it, and for who may not."""

import pytest
from django.test import Client
from django.urls import reverse

from people.models import AccessLogEntry
from people.services import create_token, notify

MANAGED = ["people:list", "people:invite", "people:departments"]
OWN = ["people:profile", "people:change_password", "people:inbox"]
OPEN = ["people:login", "people:forgotten"]


@pytest.mark.parametrize("name", OPEN)
def test_anyone_sees_the_pages_before_login(client, db, name):
    assert client.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", OWN)
def test_everyone_has_pages_of_their_own(as_, outsider, client, name):
    assert as_(outsider).get(reverse(name)).status_code == 200
    answer = client.get(reverse(name))
    assert answer.status_code == 302
    assert answer["Location"] == f"{reverse('people:login')}?next={reverse(name)}"


@pytest.mark.parametrize("name", [*MANAGED, "people:access_log"])
def test_an_administrators_page_does_not_exist_for_others(
    as_, admin, colleague, outsider, steward, client, name
):
    assert as_(admin).get(reverse(name)).status_code == 200
    for person in (colleague, outsider, steward):
        assert as_(person).get(reverse(name)).status_code == 404
        assert as_(person).post(reverse(name)).status_code == 404
    assert client.get(reverse(name)).status_code == 302


def test_a_refusal_leaves_a_line_in_the_access_log(as_, colleague):
    as_(colleague).get(reverse("people:list"))
    line = AccessLogEntry.objects.get(action="page-refused")
    assert (line.person, line.object_label, line.result) == (colleague, "/mensen", "refused")


PERSON_ACTIONS = [
    "details", "roles", "person_department", "deactivate", "reactivate", "invite_again", "withdraw",
]  # fmt: skip


@pytest.mark.parametrize("action", PERSON_ACTIONS)
def test_nobody_but_an_administrator_changes_a_person(
    as_, admin, colleague, outsider, client, action
):
    address = reverse(f"people:{action}", args=[colleague.pk])
    before = colleague.changes.count()
    for person in (colleague, outsider):
        assert as_(person).post(address, {"activation-reason": "x"}).status_code == 404
    assert client.post(address).status_code == 302
    assert as_(admin).get(address).status_code == 405
    assert as_(admin, csrf=True).post(address).status_code == 403
    assert colleague.changes.count() == before


def test_someone_elses_messages_and_tokens_do_not_exist(as_, owner, colleague, admin):
    create_token(owner, name="koppeling")
    token = owner.api_tokens.get()
    line = notify(owner, kind="test", text="Hallo")
    for person in (colleague, admin):
        own_token = reverse("people:revoke_own_token", args=[token.pk])
        assert as_(person).post(own_token).status_code == 404
        assert as_(person).post(reverse("people:read", args=[line.pk])).status_code == 404
    line.refresh_from_db()
    token.refresh_from_db()
    assert line.read_at is None
    assert token.revoked_at is None


def test_a_token_is_revoked_only_through_the_page_of_its_owner(as_, owner, colleague, admin):
    create_token(owner)
    token = owner.api_tokens.get()
    wrong = reverse("people:revoke_token", args=[colleague.pk, token.pk])
    assert as_(admin).post(wrong).status_code == 404
    right = reverse("people:revoke_token", args=[owner.pk, token.pk])
    assert as_(admin).post(right).status_code == 302
    token.refresh_from_db()
    assert token.revoked_at is not None


def test_the_list_of_people_asks_the_same_number_of_queries_for_more_people(
    as_, admin, make_person, department, django_assert_num_queries, connection_queries
):
    client = as_(admin)
    client.get(reverse("people:list"))
    few = connection_queries(lambda: client.get(reverse("people:list")))
    for number in range(20):
        make_person(f"demo{number}", department, "owners", "stewards")
    many = connection_queries(lambda: client.get(reverse("people:list")))
    assert many == few <= 12


@pytest.fixture
def connection_queries():
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count(act):
        with CaptureQueriesContext(connection) as queries:
            assert act().status_code == 200
        return len(queries)

    return count


def test_the_list_is_searched_filtered_and_paged(
    as_, admin, steward, outsider, make_person, department
):
    client = as_(admin)
    for number in range(30):
        make_person(f"demo{number:02}", department)
    first = client.get(reverse("people:list"))
    assert len(first.context["rows"]) == 25
    assert len(client.get(reverse("people:list"), {"pagina": 2}).context["rows"]) == 8
    assert client.get(reverse("people:list"), {"pagina": "zo"}).status_code == 200

    def found(**wanted):
        page = client.get(reverse("people:list"), wanted)
        return {row["person"].username for row in page.context["rows"]}

    assert found(q="demo07") == {"demo07"}
    assert found(role="stewards") == {"datateam"}
    assert found(department=outsider.department_id) == {"buitenstaander"}
    assert found(q="niemand") == set()
    assert "Nobody found" in client.get(
        reverse("people:list"), {"q": "niemand"}
    ).content.decode() or (
        "Niemand gevonden" in client.get(reverse("people:list"), {"q": "niemand"}).content.decode()
    )
    assert client.get(reverse("people:list"), {"role": "koning"}).status_code == 422


def test_a_name_is_shown_as_text(as_, admin, colleague):
    colleague.name = "<script>alert(1)</script>"
    colleague.save()
    page = as_(admin).get(reverse("people:person", args=[colleague.pk])).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_no_page_of_people_has_inline_script_or_style(as_, admin, colleague):
    notify(admin, kind="test", text="Hallo", url="/profiel")
    create_token(admin)
    create_token(colleague)
    client = as_(admin)
    addresses = [reverse(name) for name in [*MANAGED, *OWN, "people:access_log"]]
    addresses += [
        reverse("people:person", args=[colleague.pk]),
        reverse("people:person", args=[admin.pk]),
        reverse("people:department", args=[admin.department_id]),
    ]
    for address in addresses:
        page = client.get(address)
        assert page.status_code == 200
        text = page.content.decode()
        assert "style=" not in text
        assert "<style" not in text
        assert "onclick" not in text
        assert all("src=" in part.split(">")[0] for part in text.split("<script")[1:])


def test_state_changes_ask_for_the_csrf_token(as_, colleague):
    client: Client = as_(colleague, csrf=True)
    assert client.post(reverse("people:logout")).status_code == 403
    assert client.post(reverse("people:read_all")).status_code == 403
    assert client.get(reverse("people:logout")).status_code == 405

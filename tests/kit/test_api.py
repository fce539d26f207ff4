"""The API's common ground: pages of results, problems, strict input."""

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import gettext, override

from kit.models import Heartbeat

LIST = "/api/v1/hartslagen"


@pytest.fixture(autouse=True)
def site(settings, db):
    settings.ROOT_URLCONF = "tests.kit.api_site"


@pytest.fixture
def seven(db):
    for number in range(7):
        Heartbeat.objects.create(name=f"h{number}", at=timezone.now())


def problem(response, status):
    """The body of a problem, after a look at what every problem promises."""
    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/problem+json"
    if "Content-Length" in response.headers:
        assert int(response.headers["Content-Length"]) == len(response.content)
    body = response.json()
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    return body


def test_a_list_comes_in_pages_that_know_their_neighbours(client, seven):
    body = client.get(LIST, {"pagina": 2, "paginagrootte": 3}).json()
    assert body["aantal"] == 7
    assert [row["naam"] for row in body["resultaten"]] == ["h3", "h4", "h5"]
    assert client.get(body["vorige"]).json()["resultaten"][0] == {"naam": "h0"}
    last = client.get(body["volgende"]).json()
    assert [row["naam"] for row in last["resultaten"]] == ["h6"]
    assert last["volgende"] is None


def test_an_empty_list_is_a_page_without_neighbours(client):
    assert client.get(LIST).json() == {
        "aantal": 0,
        "volgende": None,
        "vorige": None,
        "resultaten": [],
    }


def test_a_page_past_the_last_is_empty_and_points_back(client, seven):
    body = client.get(LIST, {"pagina": 99, "paginagrootte": 3}).json()
    assert body["resultaten"] == []
    assert "pagina=3" in body["vorige"]


@pytest.mark.parametrize("name", ["pagina", "paginagrootte"])
@pytest.mark.parametrize("value", ["0", "-1", "abc", "", "1.5", "٣", "9" * 40])
def test_a_page_number_that_is_none_is_refused(client, name, value):
    body = problem(client.get(LIST, {name: value}), 400)
    assert [(error["naam"], error["plaats"]) for error in body["fouten"]] == [(name, "query")]


def test_a_page_of_more_than_500_is_refused_and_one_of_500_is_not(client):
    assert client.get(LIST, {"paginagrootte": 500}).status_code == 200
    problem(client.get(LIST, {"paginagrootte": 501}), 400)


def test_a_filter_that_exists_is_used_and_one_that_does_not_is_refused(client, seven):
    assert client.get(LIST, {"name": "h3"}).json()["aantal"] == 1
    body = problem(client.get(LIST, {"ordering": "name;--"}), 400)
    assert body["fouten"][0]["naam"] == "ordering"
    problem(client.get(f"{LIST}/h3", {"pagina": 1}), 400)


def test_wrong_input_is_told_field_by_field_also_below(client):
    response = client.post(
        LIST,
        {"naam": "x" * 21, "norm": {"maxAantal": -1, "maximum": 2}},
        content_type="application/json",
    )
    errors = problem(response, 400)["fouten"]
    assert {(error["naam"], error["plaats"]) for error in errors} == {
        ("naam", "body"),
        ("norm.maximum", "body"),
    }
    assert all(error["melding"] and error["code"] for error in errors)


def test_a_name_that_nobody_knows_is_not_passed_over(client):
    response = client.post(LIST, {"naam": "a", "namm": "b"}, content_type="application/json")
    assert problem(response, 400)["fouten"][0]["naam"] == "namm"


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("{kapot", "The body cannot be read: is it whole, and of the kind that its header says?"),
        ('["geen object"]', "An object with names and values is expected."),
        ("3", "An object with names and values is expected."),
        ("null", ""),
    ],
)
def test_a_body_that_is_no_object_is_refused_without_the_words_of_a_parser(client, body, told):
    detail = problem(client.post(LIST, body, content_type="application/json"), 400)["detail"]
    with override("nl"):
        assert not told or detail == gettext(told)


def test_good_input_is_accepted(client):
    response = client.post(
        LIST, {"naam": "a", "norm": {"maxAantal": 0}}, content_type="application/json"
    )
    assert response.status_code == 201
    assert response.headers["API-Version"] == "1.0.0"


def test_an_unknown_thing_and_an_unknown_path_are_404_also_with_a_slash(client, seven):
    for path in (f"{LIST}/weg", f"{LIST}/", f"{LIST}/h3/", "/api/v1/bestaat-niet", "/api/v2"):
        response = client.get(path)
        problem(response, 404)
        assert response.headers["API-Version"] == "1.0.0"


def test_an_unknown_path_is_404_for_every_method_also_from_a_page(db):
    strict = Client(enforce_csrf_checks=True)
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        problem(strict.generic(method, "/api/v1/bestaat-niet"), 404)


def test_a_method_that_an_address_lacks_is_405_with_those_it_has(client):
    response = client.delete(LIST)
    problem(response, 405)
    assert {"GET", "POST"} <= set(response.headers["Allow"].replace(" ", "").split(","))


def test_content_of_another_kind_is_415_and_html_is_406(client):
    problem(client.post(LIST, b"<a/>", content_type="application/xml"), 415)
    problem(client.get(LIST, headers={"accept": "text/html"}), 406)


def test_without_a_token_a_closed_resource_asks_for_one(client):
    response = client.get("/api/v1/dicht")
    problem(response, 401)
    assert "WWW-Authenticate" in response.headers


def test_a_fault_of_ours_is_a_500_with_a_reference_and_without_a_traceback(client, caplog):
    client.raise_request_exception = False
    response = client.get("/api/v1/kapot")
    body = problem(response, 500)
    assert "secret-host" not in response.text
    assert "ZeroDivision" not in response.text
    assert body["kenmerk"] == response.headers["X-Request-ID"]
    assert f"Reference {body['kenmerk']}" in caplog.text


def test_problems_are_dutch_whatever_the_browser_asks_for(client):
    from django.utils import translation

    from kit.problems import WORDS

    with translation.override("nl"):
        dutch = str(WORDS[404][0])
    response = client.get("/api/v1/bestaat-niet", headers={"accept-language": "en"})
    assert problem(response, 404)["title"] == dutch


@pytest.mark.parametrize("path", [LIST, "/api/v1/bestaat-niet", "/api/v1/dicht"])
def test_every_answer_carries_the_headers_of_the_api_rules(client, path):
    headers = client.get(path).headers
    assert headers["API-Version"] == "1.0.0"
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "Authorization" in headers["Vary"]


@pytest.mark.parametrize("path", ["/inloggen", LIST, "/bestaat-niet"])
@pytest.mark.parametrize("method", ["TRACE", "PROPFIND", "GETT"])
def test_trace_and_methods_nobody_knows_are_405_everywhere(client, path, method):
    response = client.generic(method, path, headers={"cookie": "sessionid=secret"})
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]
    assert "secret" not in response.text


def test_pages_carry_the_headers_too(client):
    headers = client.get("/inloggen").headers
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert len(headers["X-Request-ID"]) == 32
    assert "API-Version" not in headers


def test_a_page_of_someone_who_is_signed_in_is_kept_by_no_cache(client, make_person, department):
    client.force_login(make_person("medewerker", department))
    assert client.get("/profiel").headers["Cache-Control"] == "no-store"


def test_only_our_own_proxy_chooses_the_reference_of_a_request(client, settings):
    given = {"x-request-id": "from-the-proxy-1"}
    assert client.get("/inloggen", headers=given).headers["X-Request-ID"] != "from-the-proxy-1"
    settings.PROXY_COUNT = 1
    assert client.get("/inloggen", headers=given).headers["X-Request-ID"] == "from-the-proxy-1"
    forged = {"x-request-id": "een\tregel te veel"}
    assert len(client.get("/inloggen", headers=forged).headers["X-Request-ID"]) == 32

"""What openapi.json says of problems, headers and pages."""

import pytest
from drf_spectacular.generators import SchemaGenerator

from tests.kit import api_site

METHODS = {"get", "post", "put", "patch", "delete"}


@pytest.fixture
def schema(settings, db):
    settings.ROOT_URLCONF = "tests.kit.api_site"
    settings.SPECTACULAR_SETTINGS = {**settings.SPECTACULAR_SETTINGS}
    return SchemaGenerator(urlconf=api_site).get_schema(request=None, public=True)


def operations(schema):
    for path, item in schema["paths"].items():
        for method, operation in item.items():
            if method in METHODS:
                yield path, method, operation


def test_there_is_something_to_describe(schema):
    assert {path for path, _method, _operation in operations(schema)} >= {"/hartslagen"}


def test_every_success_tells_its_version_and_every_operation_its_problems(schema):
    for path, method, operation in operations(schema):
        responses = operation["responses"]
        for status, response in responses.items():
            if status < "400":
                assert "API-Version" in response["headers"], (path, method)
        assert {"400", "405", "406", "500"} <= responses.keys()
        if "requestBody" in operation:
            assert {"413", "415"} <= responses.keys()
        if "{" in path:
            assert "404" in responses
        if operation.get("security"):
            assert {"401", "403"} <= responses.keys()


def test_problems_are_described_as_what_is_sent(schema):
    for response in schema["components"]["responses"].values():
        assert list(response["content"]) == ["application/problem+json"]
    assert {"status", "title", "detail"} == set(
        schema["components"]["schemas"]["Problem"]["required"]
    )


def test_the_pages_of_a_list_are_described_with_their_limits(schema):
    parameters = {
        parameter["name"]: parameter["schema"]
        for parameter in schema["paths"]["/hartslagen"]["get"]["parameters"]
    }
    assert parameters["paginagrootte"]["maximum"] == 500
    assert parameters["pagina"]["minimum"] == 1


def test_openapi_json_is_for_everybody_and_every_origin(client, db):
    response = client.get("/api/v1/openapi.json", headers={"origin": "https://elders.example"})
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("application/json")
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.json()["info"]["version"] == response.headers["API-Version"]
    assert response.json()["servers"] == [{"url": "/api/v1"}]

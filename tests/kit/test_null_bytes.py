"""A NUL in an address is refused before any query meets it (PostgreSQL would break on it)."""

import pytest
from django.test import Client

from people.models import User
from tests.conftest import As


@pytest.mark.parametrize("path", ["/datasets?q=%00", "/kwaliteit.csv?afdeling=%00"])
def test_a_page_says_that_the_address_is_wrong(as_: As, steward: User, path: str) -> None:
    answer = as_(steward).get(path)
    assert answer.status_code == 400
    assert "doctype html" in answer.content.decode()


@pytest.mark.django_db
def test_the_api_answers_with_a_problem() -> None:
    answer = Client().get("/api/v1/datasets?pagina=%00")
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"

"""What the log says of a request that ended badly."""

import logging

import pytest
from django.http import Http404, HttpRequest, HttpResponse
from django.test import RequestFactory

from kit.middleware import ResponseHeaders


def told(path: str, error: Exception, caplog: pytest.LogCaptureFixture) -> list[str]:
    middleware = ResponseHeaders(lambda request: HttpResponse())
    request: HttpRequest = RequestFactory().get("/")
    request.path = path
    with caplog.at_level(logging.ERROR, "kit.middleware"):
        middleware.process_exception(request, error)
    return [record.getMessage() for record in caplog.records]


def test_a_page_that_is_not_there_is_no_error_of_ours(caplog: pytest.LogCaptureFixture) -> None:
    assert told("/datasets/demo", Http404(), caplog) == []


def test_an_address_begins_no_line_of_its_own(caplog: pytest.LogCaptureFixture) -> None:
    [line] = told("/x\n2026-01-01 INFO niets aan de hand", ValueError(), caplog)
    assert "\n" not in line
    assert line.endswith("broke with ValueError")

"""A page follows a job: it asks by itself, tells who cannot see, and stops at the end."""

import re

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.conftest import PASSWORD, Enter
from tests.browser.dutch import nl
from tests.browser.steps import press, resting_workers
from tests.portal_process import Portal

pytestmark = pytest.mark.browser
DATASET = "/datasets/buurten-en-wijken-van-zwolle-2024"
BEAT = 2000  # milliseconds between two questions


def _asked(page: Page) -> list[Request]:
    asked: list[Request] = []
    page.on("request", lambda request: "/stand" in request.url and asked.append(request))
    return asked


def test_a_check_is_followed_aloud_and_asked_after_no_longer_than_needed(
    enter: Enter, portal: Portal
) -> None:
    page = enter("datateam")
    asked = _asked(page)
    page.goto(f"{DATASET}/kwaliteit")
    with resting_workers(portal):
        press(page, "Check now")
        bar = page.get_by_role("progressbar")
        expect(bar).to_be_visible()
        expect(page.locator("#run-progress")).to_contain_text(nl("waiting for its turn"))
        page.wait_for_timeout(2 * BEAT + 1000)
        assert 1 <= len(asked) <= 3
    aloud = page.locator("#announcements[role=status]")
    expect(aloud).to_contain_text(nl("done"))
    expect(page.locator("#run-progress")).to_contain_text(nl("done"))
    assert all(request.headers["x-koers-poll"] == "1" for request in asked)
    before = len(asked)
    page.wait_for_timeout(2 * BEAT)
    assert len(asked) == before
    expect(page.locator(".koers-outcome").first).to_be_visible()


def test_a_session_that_ends_meanwhile_leads_to_the_login_page_and_back(
    enter: Enter, portal: Portal
) -> None:
    page = enter("datateam")
    page.goto(f"{DATASET}/kwaliteit")
    with resting_workers(portal):
        press(page, "Check now")
        expect(page.locator("#run-progress")).to_contain_text(nl("waiting for its turn"))
        page.context.clear_cookies()
        page.wait_for_url(re.compile(r"/inloggen\?next="))
    path = page.url
    expect(page.get_by_role("heading", level=1)).to_have_text(nl("Log in"))
    page.locator("[name=username]").fill("datateam")
    page.locator("[name=password]").fill(PASSWORD)
    press(page, "Log in")
    expect(page).to_have_url(re.compile(r"/controles/\d+$"), timeout=10_000)
    assert path.endswith(page.url.rsplit("/", 1)[1])

"""Doubt from a cell to sent in three clicks; what was typed survives a lost line and a new login."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PASSWORD, Enter
from tests.browser.dutch import nl
from tests.browser.steps import press

pytestmark = pytest.mark.browser
ROWS = "/datasets/gemeenten-van-nederland-2023/gegevens"
WORDS = "Dit getal klopt niet met de jaarstukken."


def open_cell(page: Page, row: int, column: int) -> None:
    page.goto(ROWS)
    page.locator("table#data tbody tr").nth(row).locator("td").nth(column).click()
    expect(page.locator(".koers-doubt--clicked")).to_be_visible()


def drafts(page: Page) -> list[str]:
    keys = page.evaluate("Object.keys(window.localStorage)")
    return [key for key in keys if key.startswith("koers-draft:")]


def words(page: Page):
    return page.get_by_label(re.compile(rf"^\s*{re.escape(nl('In your own words'))}"))


def put_back(page: Page):
    return page.get_by_text(
        nl("Your draft was put back. Files are not kept: choose them once more.")
    )


def test_from_cell_to_sent_in_three_clicks(enter: Enter) -> None:
    page = enter("medewerker")
    page.goto(ROWS)
    clicks = 0
    page.locator("table#data tbody tr").nth(0).locator("td").nth(4).click()
    clicks += 1
    page.locator(".koers-doubt--clicked input[type=text]").fill("1")
    press(page, "Send")
    clicks += 1
    expect(page).to_have_url(re.compile(r"/meldingen/TM-\d{4}-\d{5}$"))
    assert clicks <= 3
    assert drafts(page) == []


def test_a_lost_line_keeps_the_page_and_a_later_visit_has_the_draft(enter: Enter) -> None:
    page = enter("medewerker")
    open_cell(page, 1, 4)
    words(page).fill(WORDS)
    page.complaints.expect("ERR_INTERNET_DISCONNECTED")
    page.context.set_offline(True)
    press(page, "Send")
    expect(page.get_by_role("alert")).to_be_visible()
    assert words(page).input_value() == WORDS
    page.context.set_offline(False)
    open_cell(page, 1, 4)
    expect(put_back(page)).to_be_visible()
    assert words(page).input_value() == WORDS
    press(page, "Send")
    expect(page).to_have_url(re.compile(r"/meldingen/TM-"))
    assert drafts(page) == []


def test_a_draft_can_be_thrown_away(enter: Enter) -> None:
    page = enter("medewerker")
    open_cell(page, 2, 4)
    words(page).fill(WORDS)
    page.wait_for_timeout(500)
    page.reload()
    press(page, "Throw the draft away")
    expect(put_back(page)).to_be_hidden()
    assert words(page).input_value() == ""
    assert drafts(page) == []


def test_an_ended_session_leads_by_the_login_back_to_the_draft(enter: Enter) -> None:
    page = enter("medewerker")
    open_cell(page, 3, 4)
    words(page).fill(WORDS)
    page.context.clear_cookies(name="sessionid")
    press(page, "Send")
    form = page.get_by_role("main")
    form.get_by_label(nl("User name or e-mail address")).fill("medewerker")
    form.get_by_label(nl("Password"), exact=True).fill(PASSWORD)
    form.get_by_role("button", name=nl("Log in")).click()
    expect(put_back(page)).to_be_visible()
    assert words(page).input_value() == WORDS
    press(page, "Send")
    expect(page).to_have_url(re.compile(r"/meldingen/TM-"))


def test_who_logs_out_leaves_no_draft(enter: Enter, sessions: dict[str, object]) -> None:
    page = enter("bestuur")
    sessions.pop("bestuur")  # ends here, for the tests that follow too
    open_cell(page, 4, 4)
    words(page).fill(WORDS)
    page.wait_for_timeout(500)
    assert len(drafts(page)) == 1
    page.locator("[data-menu] summary").click()
    press(page, "Log out", within="header")
    expect(page).to_have_url(re.compile("/inloggen"))
    assert drafts(page) == []


def test_without_script_a_row_has_its_own_link_and_the_form_is_sent(enter: Enter) -> None:
    page = enter("medewerker", java_script_enabled=False)
    page.goto(ROWS)
    page.locator("table#data tbody tr").nth(5).get_by_role("link").click()
    page.locator(".koers-doubt input[type=checkbox]").nth(4).check()
    press(page, "Send")
    expect(page).to_have_url(re.compile(r"/meldingen/TM-"))

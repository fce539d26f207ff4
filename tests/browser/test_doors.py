"""In and out, languages, and what people read where something is not allowed or not there."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import PASSWORD, Enter, sign_in
from tests.browser.dutch import nl
from tests.browser.steps import deliver, field, press, register

pytestmark = pytest.mark.browser
Window = Callable[..., BrowserContext]


def _title(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


def test_who_logs_in_gets_a_new_session_and_leaves_nothing_behind(open_window: Window) -> None:
    context = open_window()
    page = context.new_page()
    page.goto("/datasets?zoek=energie")
    expect(page).to_have_url(re.compile(r"/inloggen\?next="))
    form = page.get_by_role("main")
    assert form.locator("[name=username]").get_attribute("autocomplete") == "username"
    assert form.locator("[name=password]").get_attribute("autocomplete") == "current-password"
    form.locator("[name=username]").fill("medewerker")
    form.locator("[name=password]").fill(PASSWORD)
    form.locator("[name=password]").press("Enter")
    expect(page).to_have_url(re.compile(r"/datasets\?zoek=energie$"))
    first = {cookie["name"]: cookie for cookie in context.cookies()}
    for name in ("sessionid", "csrftoken"):
        assert first[name]["httpOnly"]
        assert first[name]["sameSite"] == "Lax"
        assert first[name]["path"] == "/"
    assert page.evaluate("document.cookie") == ""

    page.locator("[data-menu] summary").click()
    press(page, "Log out", within="header")
    expect(page.get_by_role("main")).to_contain_text(nl("You are logged out."))
    page.go_back()
    page.goto("/datasets")
    expect(page).to_have_url(re.compile(r"/inloggen\?next="))
    context.add_cookies([{**first["sessionid"]}])
    page.goto("/datasets")
    assert "/inloggen" in page.url, "the old session still opens the door"
    sign_in(page, "medewerker")
    now = {cookie["name"]: cookie["value"] for cookie in context.cookies()}
    assert now["sessionid"] != first["sessionid"]["value"]


def test_a_wrong_password_says_so_without_telling_whether_the_name_exists(
    open_window: Window,
) -> None:
    page = open_window().new_page()
    told = set()
    for username in ("medewerker", "bestaat-niet"):
        sign_in(page, username, "verkeerd-wachtwoord")
        summary = page.get_by_role("alert")
        expect(summary).to_be_focused()
        told.add(summary.inner_text())
        assert page.locator("[name=password]").input_value() == ""
    assert len(told) == 1
    assert (
        nl("The name and password do not belong together, or the account is closed. Try again.")
        in told.pop()
    )


def test_english_is_one_press_away_and_so_is_the_way_back(enter: Enter) -> None:
    page = enter("bestuur")
    page.goto("/datasets?zoek=energie")
    dutch = page.get_by_role("main").inner_text()
    try:
        page.get_by_role("button", name="English").click()
        expect(page).to_have_url(re.compile(r"/datasets\?zoek=energie$"))
        expect(page.locator("html")).to_have_attribute("lang", "en")
        expect(page.get_by_role("main")).to_contain_text(
            "Which data there is, whether you can trust it, and whom to ask."
        )
        page.goto("/kwaliteit")
        expect(page.get_by_role("heading", level=1)).to_have_text("Where are the problems?")
        page.goto("/datasets?zoek=energie")
    finally:
        page.get_by_role("button", name="Nederlands").click()
    expect(page.locator("html")).to_have_attribute("lang", "nl")
    assert page.get_by_role("main").inner_text() == dutch


def test_what_is_not_there_or_not_allowed_is_said_on_a_page_of_our_own(
    enter: Enter, open_window: Window
) -> None:
    page = enter("medewerker")
    page.complaints.expect("404", "403")
    assert page.goto("/bestaat/niet").status == 404
    assert _title(page) == nl("This page is not here")
    page.get_by_role("main").get_by_role("link").click()
    expect(page).to_have_url(re.compile(r"\d/$"))
    assert page.goto("/datasets/bestaat-niet").status == 404
    for path in ("/mensen", "/inzage", "/datasets/nieuw"):
        status = page.goto(path).status
        assert status in (403, 404), path
        expect(
            page.get_by_role("main").get_by_role("link", name=nl("To the start page"))
        ).to_be_visible()

    anonymous = open_window().new_page()
    assert anonymous.goto("/bestaat/niet").status == 404
    assert _title(anonymous) == nl("This page is not here")
    for path in ("/toegankelijkheid", "/privacy", "/contact"):
        assert anonymous.goto(path).status == 200


def test_a_form_without_its_secret_is_not_taken(open_window: Window) -> None:
    context = open_window()
    page = context.new_page()
    page.goto("/inloggen")
    context.clear_cookies()
    page.locator("[name=username]").fill("medewerker")
    page.locator("[name=password]").fill(PASSWORD)
    press(page, "Log in")
    expect(page.get_by_role("heading", level=1)).to_have_text(nl("The form was not sent"))


def test_a_bad_file_is_refused_with_what_to_do(enter: Enter, tmp_path: Path, csv) -> None:
    page = enter("datateam")
    page.complaints.expect("413", "422")
    dataset = register(page, "Demo slechte bestanden")

    def offer(name: str, content: bytes) -> str:
        path = tmp_path / name
        path.write_bytes(content)
        page.goto(f"{dataset}/leveringen/nieuw")
        field(page, "File").set_input_files(path)
        press(page, "Deliver")
        # The script sends the file and draws the answer in place of the form.
        expect(page.locator("main [aria-busy=true]")).to_have_count(0)
        return page.get_by_role("main").inner_text()

    assert nl("Choose a file.") in _pressed_without_file(page, dataset)
    assert nl("The file is empty. Look whether the export went well.") in offer("leeg.csv", b"")
    assert "CSV" in offer("tekst.docx", b"PK\x03\x04")
    page.goto(f"{dataset}/leveringen")
    expect(page.get_by_role("main")).to_contain_text(nl("Nothing was delivered yet"))
    assert "1 MB" in offer("groot.csv", b"a;b\n" + b"1;2\n" * 300_000)
    assert nl("This file is too large") in offer("te-groot.csv", b"a;b\n" + b"1;2\n" * 900_000)
    page.goto(f"{dataset}/leveringen")
    expect(page.get_by_role("main")).to_contain_text(nl("Nothing was delivered yet"))

    deliver(page, dataset, csv("dubbel.csv", "naam;naam", "1;2"))
    expect(page.get_by_text(nl("This file could not be read"))).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("Twee kolommen heten hetzelfde: “naam”")


def _pressed_without_file(page: Page, dataset: str) -> str:
    page.goto(f"{dataset}/leveringen/nieuw")
    press(page, "Deliver")
    expect(page.get_by_role("alert")).to_be_focused()
    return page.get_by_role("main").inner_text()

"""Without JavaScript everything can be done; what moves by itself is followed by looking again."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import sign_in
from tests.browser.dutch import nl
from tests.browser.steps import activate, choose_kind, deliver, field, follow, press, register

pytestmark = pytest.mark.browser
PATIENCE = 30


def _look_again_until(page: Page, text: str) -> None:
    for _look in range(PATIENCE):
        if page.get_by_text(text).count():
            return
        page.wait_for_timeout(700)
        page.reload()
    raise AssertionError(f"never read: {text}")


def test_a_file_and_a_rule_without_any_script(
    open_window: Callable[..., BrowserContext], csv
) -> None:
    page = open_window(java_script_enabled=False).new_page()
    sign_in(page, "datateam")
    dataset = register(page, "Demo zonder script")
    deliver(page, dataset, csv("zonder-script.csv", "nr;soort", "1;huis", "2;", "3;flat"))
    if page.get_by_role("link", name=nl("Look how far it is")).count():
        follow(page, "Look how far it is")
    _look_again_until(page, nl("This delivery waits for a yes"))
    press(page, "Yes, use this delivery")
    _look_again_until(page, nl("This delivery is in use and checked"))

    choose_kind(page, dataset, "%(kolom)s is filled", kolom="…")
    field(page, "Column").select_option("soort")
    press(page, "Read the sentence")
    expect(page.locator("#rule-sentence")).to_contain_text("soort is gevuld")
    assert field(page, "Column").input_value() == "soort"
    press(page, "Save and try")
    _look_again_until(page, nl("Share of the rows checked"))
    expect(page.locator("#hits tbody tr")).to_have_count(1)
    activate(page, blocking=True, rows=0, reason="Zonder soort is de rij onbruikbaar.")

    # The menus unfold without a script too, and a chart gives its numbers.
    page.locator("[data-menu] summary").click()
    expect(page.get_by_role("link", name=nl("My profile"))).to_be_visible()
    page.goto("/kwaliteit")
    chart = page.locator(".koers-chart").first
    chart.locator("summary").click()
    expect(chart.get_by_role("table")).to_be_visible()
    page.set_viewport_size({"width": 360, "height": 740})
    expect(page.locator("#main-menu").get_by_role("link", name=nl("Datasets"))).to_be_visible()
    page.goto(dataset)
    page.locator("#retire > summary").click()
    expect(page.locator("#retire form")).to_be_visible()

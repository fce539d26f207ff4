"""What Koers proposes after looking at the values: a yes makes a rule, a no stays a no."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Enter
from tests.browser.dutch import nl
from tests.browser.steps import (
    READ_SECONDS,
    deliver,
    expect_room_on_a_phone,
    press,
    register,
    resting_workers,
    say_yes,
    without_work,
)
from tests.portal_process import Portal

pytestmark = pytest.mark.browser
HEAD = "nummer;soort;postcode"
KINDS = ("huis", "flat", "hoekhuis")


def rows(first: int, count: int) -> list[str]:
    """Houses with a kind out of three and a postcode; every number occurs once."""
    return [
        f"{first + n};{KINDS[n % 3]};80{10 + n % 30}{'ABCDE'[n % 5]}{'KLMN'[n % 4]}"
        for n in range(count)
    ]


def proposals(page: Page, dataset: str, *, at_least: int, holding: str = "") -> Locator:
    """The open proposals, once the profile of the newest delivery has brought them."""
    for _look in range(READ_SECONDS):
        page.goto(f"{dataset}/voorstellen")
        found = page.locator("#regels .koers-proposal")
        if found.count() >= at_least and found.filter(has_text=holding).count():
            return found
        page.wait_for_timeout(700)
    raise AssertionError(f"no proposals: {page.get_by_role('main').inner_text()}")


def test_a_yes_makes_a_rule_and_a_no_stays_a_no(enter: Enter, portal: Portal, csv) -> None:
    page = enter("datateam")
    dataset = register(page, "Demo voorstellen")
    deliver(page, dataset, csv("huizen.csv", HEAD, *rows(100, 60)))
    say_yes(page)
    found = proposals(page, dataset, at_least=3)
    # Nothing counts before somebody says yes.
    page.goto(f"{dataset}/kwaliteit")
    expect(page.locator("#rules tbody tr")).to_have_count(0)
    page.goto(f"{dataset}/voorstellen")
    expect_room_on_a_phone(page)
    unique, listed = (
        found.filter(has=page.get_by_role("heading", name=name))
        for name in (
            nl("Each value of %(kolom)s occurs once", kolom="nummer"),
            re.compile("^soort .*flat"),
        )
    )
    expect(unique).to_have_count(1)
    turned_down = listed.get_by_role("heading").inner_text()

    listed.get_by_role("button", name=nl("Turn down")).click()
    expect(page.get_by_text(nl("Turned down. This is not proposed again."))).to_be_visible()
    expect(listed).to_have_count(0)
    page.locator("#afgewezen summary").click()
    aside = page.locator("#afgewezen li").filter(has_text=turned_down)
    expect(aside).to_be_visible()
    expect(aside).to_contain_text("Demo Datateam")

    with resting_workers(portal):
        unique.get_by_role("button", name=nl("Take over")).click()
        expect(
            page.get_by_text(nl("Rule %(number)s is in use. The data is being checked.", number=1))
        ).to_be_visible()
    expect(unique).to_have_count(0)
    without_work(page, dataset)
    rule = page.locator("#rules tbody tr")
    expect(rule).to_have_count(1)
    expect(rule).to_contain_text(nl("Each value of %(kolom)s occurs once", kolom="nummer"))
    expect(rule).to_contain_text(nl("Meets the norm"))
    expect(page.locator("#runs tbody tr")).to_have_count(2)

    # The next delivery: the rule finds what is wrong in it, and only something new is proposed.
    deliver(page, dataset, csv("huizen-2.csv", HEAD, *rows(100, 61), "100;villa;8012AK"))
    expect(page.get_by_text(nl("This delivery is in use and checked"))).to_be_visible()
    kept = proposals(page, dataset, at_least=1, holding="62")
    sentences = kept.get_by_role("heading").all_inner_texts()
    assert turned_down not in sentences
    assert not [text for text in sentences if re.match("soort .*(flat|villa)", text)], sentences
    assert nl("Each value of %(kolom)s occurs once", kolom="nummer") not in sentences
    expect(page.locator("#afgewezen")).to_contain_text("1")
    page.goto(f"{dataset}/kwaliteit")
    expect(page.locator("#rules tbody tr")).to_contain_text(nl("Does not meet the norm"))

    # Who changes their mind gets the proposal back.
    page.goto(f"{dataset}/voorstellen")
    page.locator("#afgewezen summary").click()
    press(page, "Open it again", within="#afgewezen")
    expect(
        page.locator("#regels").get_by_role("heading", name=turned_down, exact=True)
    ).to_be_visible()

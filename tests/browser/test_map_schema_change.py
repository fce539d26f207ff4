"""A file with other names for the same columns: mapped once, and rules and history go on."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Enter
from tests.browser.dutch import nl
from tests.browser.steps import (
    activate,
    badge,
    choose_kind,
    deliver,
    expect_room_on_a_phone,
    field,
    follow,
    press,
    register,
    say_yes,
    try_rule,
    without_work,
)

pytestmark = pytest.mark.browser
OLD = "zaak;wijk;bedrag"
NEW = "Zaaknummer;WIJK;Toegekend"
IS_FILLED = "%(kolom)s is filled"


def rows(first: int, *, without: int) -> list[str]:
    """Twenty cases, of which so many have no neighbourhood."""
    return [
        f"{number};{'' if number < first + without else 'Holtenbroek'};{number}50"
        for number in range(first, first + 20)
    ]


def choice(page: Page, name: str) -> Locator:
    """What a new name counts as."""
    return field(page, nl("“%(name)s” is", name=name))


def test_new_names_are_mapped_once_and_the_rule_on_the_old_name_goes_on(enter: Enter, csv) -> None:
    page = enter("datateam")
    dataset = register(page, "Demo andere kopregel")
    deliver(page, dataset, csv("2024.csv", OLD, *rows(100, without=0)))
    say_yes(page)
    choose_kind(page, dataset, IS_FILLED, kolom="…")
    field(page, "Column").select_option("wijk")
    try_rule(page)
    activate(page, blocking=True, rows=0, reason="Zonder wijk telt een zaak nergens mee.")
    without_work(page, dataset)

    # The file waits, the change is told, and the rule that would go blind is counted.
    deliver(page, dataset, csv("2025.csv", NEW, *rows(200, without=3)))
    expect(page.get_by_text(nl("This delivery waits for a yes"))).to_be_visible()
    main = page.get_by_role("main")
    expect(main).to_contain_text(nl("No longer there: %(names)s.", names="zaak, wijk, bedrag"))
    page.goto(f"{dataset}/kwaliteit")
    expect(badge(page.locator(".koers-head"), "green")).to_have_count(0)
    page.goto(f"{dataset}/leveringen/2")
    follow(page, "Map columns")
    assert choice(page, "WIJK").input_value() == "wijk"  # the same letters: chosen beforehand
    expect_room_on_a_phone(page)

    # The same column twice is told at the field; nothing is lost.
    page.complaints.expect("422")
    choice(page, "Zaaknummer").select_option("wijk")
    choice(page, "Toegekend").select_option("bedrag")
    press(page, "Save")
    expect(page.get_by_role("alert")).to_be_focused()
    assert choice(page, "Toegekend").input_value() == "bedrag"
    choice(page, "Zaaknummer").select_option("zaak")
    choice(page, "WIJK").select_option("wijk")
    press(page, "Save")
    expect(page.get_by_text(nl("The columns were mapped."))).to_be_visible()
    expect(main).not_to_contain_text(nl("No longer there: %(names)s.", names="zaak"))
    say_yes(page)

    # The rule on the old name counts in the new file.
    without_work(page, dataset)
    rule = page.locator("#rules tbody tr")
    expect(rule).to_contain_text("wijk is gevuld")
    expect(rule).to_contain_text(nl("Does not meet the norm"))
    expect(rule.locator("td.koers-number").first).to_have_text(re.compile(r"^\s*3\b"))
    page.goto(f"{dataset}/gegevens")
    assert page.locator("#dictionary tbody tr").count() == 3

    # What was said is listed, and holds for the next file without a word.
    page.goto(f"{dataset}/inleeskeuzes")
    named = {
        row.locator("th").inner_text().strip(): row.locator("td").first.inner_text().strip()
        for row in page.locator("#names tbody tr").all()
    }
    assert named == {"Zaaknummer": "zaak", "WIJK": "wijk", "Toegekend": "bedrag"}
    expect_room_on_a_phone(page)
    deliver(page, dataset, csv("2026.csv", NEW, *rows(300, without=0)))
    expect(page.get_by_text(nl("This delivery is in use and checked"))).to_be_visible()
    page.goto(f"{dataset}/kwaliteit")
    expect(page.locator("#rules tbody tr")).to_contain_text(nl("Meets the norm"))

"""A workbook that Koers reads otherwise than its steward wants: overruled once, then remembered."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook
from playwright.sync_api import Page, expect

from tests.browser.conftest import Enter
from tests.browser.dutch import nl
from tests.browser.steps import (
    deliver,
    expect_room_on_a_phone,
    field,
    follow,
    press,
    register,
    resting_workers,
    say_yes,
)
from tests.portal_process import Portal

pytestmark = pytest.mark.browser


def workbook(path: Path, counts: Sequence[int]) -> Path:
    """The sheet with most rows is not the one that is meant, nor its first full line the header."""
    book = Workbook()
    raw = book.active
    raw.title = "Losse meldingen"
    raw.append(["melding", "wijk", "soort"])
    for number in range(30):
        raw.append([number, 10 + number % len(counts), "afval"])
    meant = book.create_sheet("Per wijk")
    meant.append(["Meldingen per wijk"])
    meant.append(["Peildatum 1 januari 2026"])
    meant.append([])
    meant.append(["Code van de wijk", "Naam van de wijk", "Aantal"])
    meant.append(["code", "naam", "meldingen"])
    for number, count in enumerate(counts, start=10):
        meant.append([number, f"Wijk {number}", count])
    meant.append(["Totaal", None, sum(counts)])
    book.save(path)
    return path


def choose_type(page: Page, column: str, kind: str) -> None:
    """Unfold a column on the page of the reading, and choose its type."""
    part = page.locator("details.koers-column").filter(
        has=page.locator(".koers-column__name", has_text=re.compile(rf"^\s*{column}\s*$"))
    )
    part.locator("summary").click()
    part.get_by_label(nl("Type")).select_option(kind)


def types_of(page: Page) -> list[str]:
    """Name and type of each column, as the page of the reading tells them."""
    parts = page.locator("details.koers-column")
    names = parts.locator(".koers-column__name").all_inner_texts()
    types = parts.locator(".koers-column__type").all_inner_texts()
    return [f"{name.strip()}: {told.strip()}" for name, told in zip(names, types, strict=True)]


def read_again(page: Page, portal: Portal) -> None:
    """Press the button, see that it is being read, and end on what came of it."""
    with resting_workers(portal):
        press(page, "Read again")
        expect(page.locator("#reading-progress")).to_contain_text(nl("The file is being read"))
    expect(page.get_by_role("button", name=nl("Read again"), exact=True)).to_be_visible()


def test_what_a_steward_chose_about_a_workbook_holds_for_the_next_one(
    enter: Enter, portal: Portal, tmp_path: Path
) -> None:
    page = enter("datateam")
    dataset = register(page, "Demo meldingen per wijk")
    deliver(page, dataset, workbook(tmp_path / "meldingen-2025.xlsx", range(40, 52)))
    main = page.get_by_role("main")
    expect(page.get_by_text(nl("This delivery waits for a yes"))).to_be_visible()
    expect(main.locator(".koers-sum")).to_contain_text(re.compile(r"30\D+30\D+0\b"))
    follow(page, "Read otherwise")

    # Another sheet, and the line of it that holds the names.
    expect(field(page, "Sheet")).to_contain_text("Losse meldingen")
    field(page, "Sheet").select_option("Per wijk")
    field(page, "Header").fill("5")
    read_again(page, portal)
    rows = page.locator("#first-rows")
    expect(rows.locator("thead")).to_contain_text(re.compile(r"code.*naam.*meldingen", re.S))
    expect(rows.locator("tbody tr").first).to_contain_text("Wijk 10")
    assert field(page, "Sheet").input_value() == "Per wijk"
    expect(main.get_by_text(nl("chosen by you")).first).to_be_visible()
    expect_room_on_a_phone(page)

    # A code is no number.
    assert types_of(page) == ["code: geheel getal", "naam: tekst", "meldingen: geheel getal"]
    choose_type(page, "code", "tekst")
    expect_room_on_a_phone(page)
    read_again(page, portal)
    assert types_of(page) == ["code: tekst", "naam: tekst", "meldingen: geheel getal"]

    follow(page, "Back to the delivery")
    expect(main.locator(".koers-sum")).to_contain_text(re.compile(r"12\D+12\D+0\b"))
    expect(main).to_contain_text("Totaal")
    say_yes(page)
    page.goto(f"{dataset}/inleeskeuzes")
    remembered = page.locator("#remembered tbody tr")
    expect(remembered).to_have_count(3)
    expect(remembered.filter(has_text="Per wijk")).to_be_visible()
    expect(remembered.filter(has_text="tekst")).to_contain_text("code")
    expect_room_on_a_phone(page)

    # The next file of that layout needs no words.
    deliver(page, dataset, workbook(tmp_path / "meldingen-2026.xlsx", range(70, 81)))
    expect(page.get_by_text(nl("This delivery is in use and checked"))).to_be_visible()
    expect(main.locator(".koers-sum")).to_contain_text(re.compile(r"11\D+11\D+0\b"))
    expect(main.get_by_role("row", name=re.compile("^code tekst"))).to_be_visible()
    page.goto(f"{dataset}/leveringen/2/inlezen")
    expect(main).to_contain_text(nl("remembered of an earlier delivery"))
    assert field(page, "Sheet").input_value() == "Per wijk"

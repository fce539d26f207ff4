"""A doubted figure of the demo, from the cell to the delivery that proves its repair, or does not.

Four people play their part. A delivery from the source has the last word, never one of them.
"""

import csv
import io
import re
from pathlib import Path

import pytest
from django.utils.translation import override
from playwright.sync_api import Locator, Page, expect

from feedback.lifecycle import Status
from portal.demo.energy import exports
from portal.demo.entry import Export
from tests.browser.conftest import Enter
from tests.browser.dutch import nl
from tests.browser.steps import READ_SECONDS, field, follow, press

pytestmark = pytest.mark.browser
DATASET = "/datasets/energie-per-buurt-en-jaar"
COLUMN, PLACE = "huishoudens", 12  # of the export


class Clicks:
    """Counts what somebody clicks on the way from a cell to a sent report."""

    def __init__(self) -> None:
        self.made = 0

    def on(self, target: Locator) -> None:
        target.click()
        self.made += 1


def of_year(year: str) -> Export:
    return next(export for export in exports() if export.period == year)


def figure_of(export: Export) -> tuple[str, str, str]:
    """A line of the export with its key (as Koers writes it) and its number of households."""
    for line in export.content.decode("utf-8-sig").splitlines():
        cells = next(csv.reader(io.StringIO(line), delimiter=";"), [])
        filled = len(cells) > PLACE and cells[0] == export.period and cells[PLACE].isdigit()
        if filled and int(cells[PLACE]) > 500:
            return line, f"jaar:{cells[0]};buurt:{cells[1]}", cells[PLACE]
    raise AssertionError("No line with a number of households.")


def repaired(export: Export, agreed: str) -> bytes:
    """The export with the agreed figure in its place."""
    line, _key, old = figure_of(export)
    cells = line.split(";")
    assert cells[PLACE].strip('"') == old
    cells[PLACE] = cells[PLACE].replace(old, agreed)
    text = export.content.decode("utf-8-sig").replace(line, ";".join(cells))
    return text.encode("utf-8-sig")


def report_cell(page: Page, year: str, agreed: str) -> str:
    """Doubt a cell from where it stands; gives the address of the report."""
    _line, key, old = figure_of(of_year(year))
    page.goto(f"{DATASET}/gegevens?periode={year}")
    neighbourhood = key.rpartition(":")[2]
    row = page.locator("#data tbody tr", has_text=neighbourhood).first
    place = page.locator("#data thead th").evaluate_all(
        "(heads, name) => heads.findIndex(head => head.dataset.column === name)", COLUMN
    )
    clicks = Clicks()
    clicks.on(row.locator("th, td").nth(place))
    doubt = page.locator(".koers-doubt--clicked")
    expect(doubt.locator("input[type=checkbox]")).to_be_checked()
    expect(page.get_by_role("main")).to_contain_text(nl("What do you doubt?"))
    doubt.locator("input[type=text]").fill(agreed)
    clicks.on(page.get_by_role("radio", name=nl("Another source says something else")))
    field(page, "In your own words").fill("Volgens het CBS is dit getal anders.")
    clicks.on(page.get_by_role("main").get_by_role("button", name=nl("Send"), exact=True))
    expect(page).to_have_url(re.compile(r"/meldingen/TM-\d{4}-\d+$"))
    assert clicks.made <= 3
    expect(page.get_by_role("main")).to_contain_text(nl("Reported", context="report"))
    return re.sub(r"https?://[^/]+", "", page.url)


def judge_right(page: Page, report: str, agreed: str) -> None:
    """Take it up, say that it is right and ask the source to repair it."""
    page.goto(report)
    move(page, Status.INVESTIGATING)
    move(page, Status.RIGHT)
    page.locator("#oordeel").get_by_role("link", name=nl("Agree on the repair")).click()
    expect(page.locator("[name=waarde_1]")).to_have_value(agreed)
    press(page, "Agree on the repair")
    expect(page).to_have_url(re.compile(report))
    expect(state(page)).to_contain_text(nl("Correction asked for"))


def move(page: Page, to: Status) -> None:
    words = {Status.INVESTIGATING: "in-onderzoek", Status.RIGHT: "terecht"}
    page.locator(f"#oordeel button[name=naar][value={words[to]}]").click()
    with override("nl"):
        expect(state(page)).to_contain_text(str(to.label))


def state(page: Page) -> Locator:
    return page.locator("main")


def bring(page: Page, name: str, content: bytes, year: str, folder: Path) -> None:
    file = folder / name
    file.write_bytes(content)
    page.goto(DATASET)
    follow(page, "Deliver data")
    field(page, "Period").fill(year)
    field(page, "File").set_input_files(file)
    press(page, "Deliver")
    expect(page).to_have_url(re.compile(r"/leveringen/\d+"))


def until(page: Page, report: str, words: str) -> None:
    """Look at the report until it says so; a delivery is read, checked and compared by jobs."""
    for _look in range(READ_SECONDS * 2):
        page.goto(report)
        if words in page.get_by_role("main").inner_text():
            return
        page.wait_for_timeout(1000)
    raise AssertionError(f"{report} never said “{words}”: {page.get_by_role('main').inner_text()}")


def take_list(page: Page, key: str, agreed: str) -> None:
    """The owner of the source downloads what is to be repaired."""
    page.goto(f"{DATASET}/correcties")
    with page.expect_download() as arriving:
        page.get_by_role("main").get_by_role(
            "button",
            name=re.compile(nl("Download the list (%(shown)s open correction)").split("(")[0]),
        ).click()
    lines = Path(arriving.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert any(key in line and agreed in line for line in lines[1:]), lines


def test_a_delivery_with_the_repair_confirms_it(enter: Enter, tmp_path: Path) -> None:
    year, export = "2019", of_year("2019")
    _line, key, old = figure_of(export)
    agreed = str(int(old) + 15)
    report = report_cell(enter("medewerker"), year, agreed)
    steward = enter("datateam")
    judge_right(steward, report, agreed)
    steward.goto(f"{DATASET}/gegevens?periode={year}")
    doubted = steward.locator("#data tbody tr", has_text=key.rpartition(":")[2]).first
    expect(doubted.locator("td", has_text=old)).to_contain_text(nl("in doubt"))
    take_list(enter("eigenaar"), key, agreed)
    bring(steward, export.filename, repaired(export, agreed), year, tmp_path)
    reporter = enter("medewerker")
    until(reporter, report, nl("Repair confirmed"))
    reporter.goto("/meldingen")
    expect(reporter.get_by_role("main")).to_contain_text(nl("Repair confirmed"))


def test_a_delivery_without_it_opens_the_case_again(enter: Enter, tmp_path: Path) -> None:
    year, export = "2018", of_year("2018")
    _line, key, old = figure_of(export)
    agreed = str(int(old) + 20)
    report = report_cell(enter("medewerker"), year, agreed)
    steward = enter("datateam")
    judge_right(steward, report, agreed)
    take_list(enter("eigenaar"), key, agreed)
    bring(steward, export.filename, export.content, year, tmp_path)  # without change
    until(enter("medewerker"), report, nl("Opened again"))
    owner = enter("eigenaar")
    owner.goto("/berichten")
    expect(owner.get_by_role("main")).to_contain_text(report.rpartition("/")[2])

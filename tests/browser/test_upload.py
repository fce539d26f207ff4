"""A file on a slow line: how far it is, stopping it, and what the server says of it."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Enter
from tests.browser.dutch import nl
from tests.browser.steps import field, press, register
from tests.faults.installation import until
from tests.portal_process import Portal

pytestmark = pytest.mark.browser
SLOW = 120_000  # bytes a second


@pytest.fixture
def large(tmp_path: Path) -> Callable[[int], Path]:
    """large(bytes): a CSV of about that size."""

    def write(size: int) -> Path:
        path = tmp_path / "groot.csv"
        line = "{:07};Wijk;een tekst om te vullen\n"
        lines = (line.format(number) for number in range(size // len(line.format(0))))
        path.write_text("nr;wijk;tekst\n" + "".join(lines))
        return path

    return write


def slow_down(page: Page, speed: int) -> None:
    """Sending at most `speed` bytes a second from here on; -1 as fast as it goes."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 20, "downloadThroughput": -1, "uploadThroughput": speed},
    )


def kept(portal: Portal) -> set[Path]:
    """Every file of an upload or a delivery on disk."""
    root = Path(portal.env["KOERS_DATA"])
    return {p for part in ("uploads", "files/deliveries") for p in (root / part).rglob("*")}


def bar_between(page: Page, least: int, most: int) -> Iterator[int]:
    bar = page.get_by_role("progressbar", name=nl("The file is being sent"))
    while True:
        yield least <= int(float(bar.get_attribute("value") or 0)) <= most


def begin(page: Page, name: str, file: Path) -> str:
    dataset = register(page, name)
    page.goto(f"{dataset}/leveringen/nieuw")
    field(page, "File").set_input_files(file)
    return dataset


def test_the_bar_moves_while_the_file_is_sent_and_then_it_is_followed(
    enter: Enter, portal: Portal, large: Callable[[int], Path]
) -> None:
    page = enter("datateam")
    begin(page, "Demo trage lijn", large(900_000))
    slow_down(page, SLOW)
    press(page, "Deliver")
    bar = page.get_by_role("progressbar", name=nl("The file is being sent"))
    expect(bar).to_be_visible()
    seen = bar_between(page, 1, 99)
    until(lambda: next(seen), 15, "the bar on its way")
    expect(page.locator("[data-upload-status][role=status]")).to_contain_text(nl("Sent:"))
    expect(page.get_by_role("button", name=nl("Stop sending"))).to_be_focused()
    expect(page).to_have_url(re.compile(r"/leveringen/1$"), timeout=30_000)
    expect(page.get_by_text(nl("The file has arrived."))).to_be_visible()
    expect(page.get_by_text(nl("This delivery waits for a yes"))).to_be_visible(timeout=30_000)


def test_stopping_it_leaves_nothing(
    enter: Enter, portal: Portal, large: Callable[[int], Path]
) -> None:
    page = enter("datateam")
    dataset = begin(page, "Demo gestopt", large(900_000))
    before = kept(portal)
    slow_down(page, SLOW)
    press(page, "Deliver")
    seen = bar_between(page, 10, 90)
    until(lambda: next(seen), 15, "the bar on its way")
    page.keyboard.press("Enter")  # the button to stop has the focus
    expect(page.get_by_text(nl("Stopped. Nothing of the file was kept."))).to_be_visible()
    expect(page.get_by_role("progressbar")).to_be_hidden()
    expect(page.get_by_role("button", name=nl("Deliver"), exact=True)).to_be_focused()
    until(lambda: kept(portal) == before, 15, "nothing left on disk")
    slow_down(page, -1)
    page.goto(f"{dataset}/leveringen")
    expect(page.get_by_text(nl("Nothing was delivered yet"))).to_be_visible()
    page.go_back()


def test_what_the_server_refuses_is_said_on_the_page_and_the_file_stays_chosen(
    enter: Enter, portal: Portal, tmp_path: Path
) -> None:
    page = enter("datateam")
    page.complaints.expect("422")
    wrong = tmp_path / "verslag.docx"
    wrong.write_bytes(b"PK\x03\x04 geen tabel")
    begin(page, "Demo geweigerd", wrong)
    press(page, "Deliver")
    summary = page.locator("[data-focus]")
    expect(summary).to_be_focused()
    expect(page.locator("[data-file-chosen]")).to_contain_text("verslag.docx")
    right = tmp_path / "goed.csv"
    right.write_text("nr;naam\n1;a\n")
    field(page, "File").set_input_files(right)
    expect(page.locator("[data-file-chosen]")).to_contain_text("goed.csv")
    press(page, "Deliver")
    expect(page).to_have_url(re.compile(r"/leveringen/1$"))


def test_a_file_over_the_limit_gets_the_page_that_says_so(
    enter: Enter, portal: Portal, large: Callable[[int], Path]
) -> None:
    page = enter("datateam")
    page.complaints.expect("413")
    dataset = begin(page, "Demo te groot", large(2_300_000))
    press(page, "Deliver")
    expect(page.get_by_role("heading", level=1)).to_have_text(nl("This file is too large"))
    page.goto(f"{dataset}/leveringen")
    expect(page.get_by_text(nl("Nothing was delivered yet"))).to_be_visible()


def test_a_session_that_ended_leads_to_the_login_page(
    enter: Enter, portal: Portal, large: Callable[[int], Path]
) -> None:
    page = enter("datateam")
    page.complaints.expect("403")
    begin(page, "Demo sessie voorbij", large(50_000))
    page.context.clear_cookies()
    press(page, "Deliver")
    expect(page.get_by_role("heading", level=1)).not_to_have_text(nl("Deliver data"))

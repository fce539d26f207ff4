"""What people do in Koers, step by step, as several tests do it."""

import os
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PHONE
from tests.browser.dutch import nl
from tests.faults.installation import processes
from tests.portal_process import Portal

READ_SECONDS = 30


def field(page: Page, label: str, *, context: str = "") -> Locator:
    """The control with this label, whether or not it says that it may stay empty."""
    words = re.escape(nl(label, context=context))
    return page.get_by_role("main").get_by_label(re.compile(rf"^\s*{words}\s*(\(.*\))?\s*$"))


def press(page: Page, label: str, *, within: str = "main", context: str = "") -> None:
    page.locator(within).get_by_role("button", name=nl(label, context=context), exact=True).click()


def follow(page: Page, label: str, *, within: str = "main") -> None:
    page.locator(within).get_by_role("link", name=nl(label), exact=True).first.click()


def badge(place: Page | Locator, state: str) -> Locator:
    """The sign of trust, which must say its state in words: a colour alone is not enough."""
    word = nl(state, context="trust")
    return place.locator(f".koers-badge--{state}", has_text=re.compile(rf"^\s*{word}\s*$"))


def register(page: Page, name: str, *, owner: str = "", **choices: str) -> str:
    """Put a dataset in the register; gives its address. `choices`: label of a radio button."""
    page.goto("/datasets")
    follow(page, "Register a dataset")
    field(page, "Name").fill(name)
    department = field(page, "Department")
    department.select_option(label=_option(department, "Energie en wonen (demo)"))
    field(page, "New data comes").select_option(label=nl("Every year"))
    if owner:
        field(page, "Owner of the data").select_option(label=owner)
    for choice in choices.values():
        page.get_by_role("radio", name=nl(choice)).check()
    press(page, "Register")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    return re.sub(r"https?://[^/]+", "", page.url)


def _option(select: Locator, ending: str) -> str:
    return next(text for text in select.locator("option").all_inner_texts() if ending in text)


def deliver(page: Page, dataset: str, file: Path) -> None:
    """Bring a file by page; ends on the page of the delivery."""
    page.goto(dataset)
    follow(page, "Deliver data")
    field(page, "File").set_input_files(file)
    press(page, "Deliver")
    expect(page).to_have_url(re.compile(r"/leveringen/\d+$"))


def say_yes(page: Page) -> None:
    """Wait until the file has been read, and accept it; ends when the data has been checked."""
    press(page, "Yes, use this delivery")
    expect(page.get_by_text(nl("This delivery is in use and checked"))).to_be_visible()


def choose_kind(page: Page, dataset: str, sentence: str, **blanks: str) -> None:
    """Begin a rule with the sentence that comes nearest, blanks and all."""
    page.goto(f"{dataset}/kwaliteit")
    follow(page, "Write a rule")
    page.get_by_role("link", name=nl(sentence, **blanks), exact=True).click()


def try_rule(page: Page) -> None:
    """Save the filled sentence and wait for what the trial finds."""
    press(page, "Save and try")
    expect(page.locator("#run-progress.koers-progress--done")).to_be_visible()


def activate(page: Page, *, blocking: bool, rows: int | None = None, reason: str = "") -> None:
    weight = "Blocking: trust becomes red" if blocking else "Warning: trust becomes amber"
    page.get_by_role("radio", name=nl(weight)).check()
    if rows is not None:
        field(page, "Rows that may fail").fill(str(rows))
    field(page, "Why this rule").fill(reason)
    press(page, "Put into use")
    expect(
        page.get_by_text(nl("The rule is in use. From now on it counts for trust."))
    ).to_be_visible()


def without_work(page: Page, dataset: str) -> None:
    """Wait until every check of the dataset has ended; ends on the page of its quality."""
    page.goto(f"{dataset}/kwaliteit")
    ended = re.compile("|".join((nl("Done"), nl("Failed"))))
    for _look in range(READ_SECONDS):
        rows = page.locator("#runs tbody tr")
        if rows.count() and rows.count() == rows.filter(has_text=ended).count():
            return
        page.wait_for_timeout(1000)
        page.reload()
    raise AssertionError("A check of the dataset did not end.")


def fits_a_phone(page: Page) -> bool:
    """Whether nothing sticks out; a chart may take a moment to draw itself narrower."""
    wide = page.viewport_size
    page.set_viewport_size(PHONE)
    try:
        for _look in range(20):
            if page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]:
                return True
            page.wait_for_timeout(100)
        return False
    finally:
        page.set_viewport_size(wide)


def expect_room_on_a_phone(page: Page) -> None:
    """The page as it stands now, unfolded parts and all, has room on a narrow screen."""
    assert fits_a_phone(page), page.url


@contextmanager
def resting_workers(portal: Portal) -> Iterator[None]:
    """Workers that stand still, so that a page can be seen while its job waits."""
    found = processes(f"KOERS_DATA={portal.env['KOERS_DATA']}")
    workers = [pid for pid, line in found.items() if "--queues work" in line]
    assert workers
    for pid in workers:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in workers:
            os.kill(pid, signal.SIGCONT)

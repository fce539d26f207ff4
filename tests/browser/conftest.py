"""A real portal with the demo, Chromium, and one logged-in window for each role."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.dutch import nl
from tests.browser.watching import Complaints
from tests.portal_process import ROOT, Portal, running_portal

PASSWORD = "koers-demo"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
PATIENCE = 20_000  # milliseconds for anything that a page promises

Enter = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM") or "/usr/bin/chromium"
    if not shutil.which(path):
        pytest.skip(f"There is no Chromium at {path}. Install it, or say where it is in CHROMIUM.")
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE)
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    _collect_static_files()
    with running_portal(tmp_path_factory.mktemp("portal"), CSV_LIMIT_MB="1") as running:
        yield running


def _collect_static_files() -> None:
    """What `make` does before tests, for who calls pytest by hand after a change."""
    collected = ROOT / "build" / "collected" / "staticfiles.json"
    made = collected.stat().st_mtime if collected.exists() else 0.0
    sources = [path for path in (ROOT / "portal" / "assets").rglob("*") if path.is_file()]
    sources += (ROOT / "build" / "vendor").rglob("*.css")
    if any(path.stat().st_mtime > made for path in sources):
        subprocess.run(
            [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"],
            cwd=ROOT,
            env={
                **{k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"},
                "SECRET_KEY": "only-to-load-the-settings",
                "HTTPS": "False",
            },
            check=True,
        )


@pytest.fixture(scope="session")
def sessions() -> dict[str, object]:
    """The cookies of who has logged in already: logging in is slow, and limited on purpose."""
    return {}


@pytest.fixture
def open_window(chromium: Browser, portal: Portal) -> Iterator[Callable[..., BrowserContext]]:
    """open_window(**options): a window of its own on the portal, closed after the test."""
    windows: list[BrowserContext] = []

    def window(**options: object) -> BrowserContext:
        options = {"locale": "nl-NL", "viewport": WIDE, "reduced_motion": "reduce"} | options
        context = chromium.new_context(base_url=portal.url, **options)
        context.set_default_timeout(PATIENCE)
        windows.append(context)
        return context

    yield window
    for context in windows:
        context.close()


@pytest.fixture
def enter(
    open_window: Callable[..., BrowserContext], sessions: dict[str, object]
) -> Iterator[Enter]:
    """enter("datateam"): a page of that demo account, logged in; no page may complain.

    What the browser says about a page (errors of scripts, refused content, dialogs that open by
    themselves) is gathered in `page.complaints` and must be empty when the test ends.
    """
    gathered: list[Complaints] = []

    def log_in(username: str, **options: object) -> Page:
        if username not in sessions:
            context = open_window()
            page = context.new_page()
            sign_in(page, username)
            sessions[username] = context.storage_state()
        context = open_window(storage_state=sessions[username], **options)
        complaints = Complaints(context)
        gathered.append(complaints)
        page = context.new_page()
        page.complaints = complaints
        return page

    yield log_in
    for complaints in gathered:
        assert complaints.said == []


def sign_in(page: Page, username: str, password: str = PASSWORD) -> None:
    page.goto("/inloggen")
    form = page.get_by_role("main")
    form.get_by_label(nl("User name or e-mail address")).fill(username)
    form.get_by_label(nl("Password"), exact=True).fill(password)
    form.get_by_role("button", name=nl("Log in")).click()


@pytest.fixture
def csv(tmp_path: Path) -> Callable[..., Path]:
    """csv("naam.csv", "a;b", "1;2"): a file of these lines."""

    def write(name: str, *lines: str) -> Path:
        path = tmp_path / name
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        return path

    return write

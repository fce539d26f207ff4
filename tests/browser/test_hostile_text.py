"""What somebody else wrote is shown as text: it runs nowhere, and is not swallowed either."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Enter
from tests.browser.steps import (
    activate,
    choose_kind,
    deliver,
    field,
    press,
    say_yes,
    try_rule,
    without_work,
)

pytestmark = pytest.mark.browser
IMAGE = "<img src=x onerror=alert(1)>"
NAME = f"Demo {IMAGE} {{{{7*7}}}}"
COLUMN = "soort</script><script>alert(2)</script>"
CELLS = (
    "javascript:alert(3)",
    '"><svg onload=alert(4)>',
    "{{7*7}}{% load i18n %}",
    "=1+1",
    "<b>vet</b>",
)
REASON = f"Want {IMAGE} </textarea><script>alert(5)</script> {{{{7*7}}}}"
DEPARTMENT = '<b>Vet</b> <a href="javascript:alert(6)">x</a> (demo)'


def test_hostile_text_is_text_wherever_it_shows(enter: Enter, csv) -> None:
    admin = enter("beheer")
    admin.goto("/afdelingen")
    admin.locator("#add [name=name]").fill(DEPARTMENT)
    press(admin, "Add department")
    expect(admin.get_by_role("main")).to_contain_text(DEPARTMENT)

    page = enter("datateam")
    page.complaints.expect("422")
    dataset = _registered(page)
    rows = [f"{number};{_quoted(text)}" for number, text in enumerate(CELLS, start=1)]
    deliver(
        page,
        dataset,
        csv(
            f"{IMAGE[:12]}.csv".replace("<", "x"),
            f"nr;{_quoted(COLUMN)}",
            *rows,
            "9;",
            "10;<i>;te veel",
        ),
    )
    say_yes(page)
    choose_kind(page, dataset, "%(kolom)s has the pattern %(patroon)s", kolom="…", patroon="…")
    field(page, "Column").select_option(COLUMN)
    field(page, "Pattern").fill("<img src=x onerror=alert(7)>|[a-z]{40}")
    expect(page.locator("#rule-sentence")).to_contain_text("<img src=x onerror=alert(7)>")
    try_rule(page)
    _shows(page, COLUMN, *CELLS)
    activate(page, blocking=True, rows=0, reason=REASON)
    _shows(page, REASON)
    without_work(page, dataset)

    said = {
        "": (NAME, COLUMN, REASON),
        "/gegevens": (NAME, COLUMN, *CELLS),
        "/kwaliteit": (NAME, COLUMN),
        "/leveringen": (NAME,),
        "/leveringen/1": (NAME, COLUMN, "10;<i>;te veel"),
        "/regels/1": (COLUMN, REASON, *CELLS),
        "/gebruik": (NAME,),
    }
    for path, texts in said.items():
        page.goto(dataset + path)
        _shows(page, *texts)
    run = page.goto(f"{dataset}/kwaliteit") and page.locator("#runs tbody a").first
    run.click()
    page.locator("details summary").last.click()
    _shows(page, NAME, COLUMN, *CELLS)
    for path in ("/", "/datasets", "/kwaliteit", "/berichten"):
        page.goto(path)
        _shows(page, *((NAME,) if path != "/berichten" else ()))
    page.goto("/kwaliteit")
    chart = page.locator("[data-chart][data-drawn]").filter(has_text="Veiligheid (demo)")
    expect(chart).to_contain_text(DEPARTMENT)


def _registered(page: Page) -> str:
    """The entry, in which an address that would run as a script is refused first."""
    page.goto("/datasets/nieuw")
    field(page, "Name").fill(NAME)
    department = field(page, "Department")
    options = department.locator("option").all_inner_texts()
    department.select_option(label=next(text for text in options if DEPARTMENT in text))
    field(page, "What it is for").fill(REASON)
    field(page, "Web address of the source").fill("javascript:alert(8)")
    press(page, "Register")
    expect(page.get_by_role("alert")).to_be_focused()
    assert field(page, "Name").input_value() == NAME
    field(page, "Web address of the source").fill("")
    press(page, "Register")
    expect(page.get_by_role("heading", level=1)).to_have_text(NAME)
    return page.evaluate("location.pathname")


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _shows(page: Page, *texts: str) -> None:
    """Each text stands on the page as it was written, and no part of it became an element."""
    shown = " ".join(page.locator("body").inner_text().split())
    for text in texts:
        assert " ".join(text.split()) in shown, (page.url, text)
    assert (
        page.locator("img[src=x], svg[onload], main script:not([type='application/json'])").count()
        == 0
    )
    assert page.locator("a[href^='javascript:']").count() == 0

"""Everything by keyboard, on a desk and on a phone."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Enter
from tests.browser.dutch import nl
from tests.browser.steps import follow, register

pytestmark = pytest.mark.browser
DATASET = "/datasets/energie-per-buurt-en-jaar"
MANY = 150
STOP = """() => {
  const at = document.activeElement
  if (!at || at === document.body) return null
  const box = at.getBoundingClientRect(), style = getComputedStyle(at)
  const shown = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0 || style.boxShadow !== 'none'
  const over = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height, 40) / 2)
  return {
    name: (at.getAttribute('aria-label') || at.innerText || at.name || at.id).trim().replace(/\\s+/g, ' '),
    tag: at.tagName,
    shown,
    there: box.width > 0 && box.height > 0 && !!over && (at.contains(over) || over.contains(at)),
  }
}"""


def _stops(page: Page) -> list[dict]:
    """Where the focus comes, from the first Tab until it leaves the page."""
    stops = []
    for _press in range(MANY):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None:
            break
        stops.append(stop)
    return stops


def test_the_first_stop_skips_to_the_content(enter: Enter) -> None:
    page = enter("medewerker")
    page.goto(DATASET)
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    expect(skip).to_have_text(nl("Skip to the content"))
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


@pytest.mark.parametrize("path", ["/", DATASET, f"{DATASET}/kwaliteit", "/kwaliteit", "/datasets"])
def test_every_stop_can_be_seen(enter: Enter, path: str) -> None:
    page = enter("datateam")
    page.goto(path)
    page.wait_for_load_state("networkidle")
    stops = _stops(page)
    names = [stop["name"] for stop in stops]
    for name in ("Start", "Datasets", nl("Quality"), "English", "Demo Datateam", nl("Privacy")):
        assert name in names, name
    if path == DATASET:
        for tab in ("Overview", "Data", "Quality", "Deliveries", "Usage"):
            assert nl(tab) in names, tab
    assert [stop for stop in stops if not stop["shown"]] == []
    assert [stop for stop in stops if not stop["there"]] == []


def test_the_menu_of_the_user_opens_and_closes_with_keys(enter: Enter) -> None:
    page = enter("medewerker")
    page.goto("/")
    opener = page.locator("[data-menu] summary")
    opener.focus()
    page.keyboard.press("Enter")
    profile = page.get_by_role("link", name=nl("My profile"))
    expect(profile).to_be_visible()
    page.keyboard.press("Tab")
    expect(profile).to_be_focused()
    page.keyboard.press("Escape")
    expect(profile).to_be_hidden()
    expect(opener).to_be_focused()


def test_a_question_keeps_the_focus_and_gives_it_back(enter: Enter) -> None:
    page = enter("datateam")
    page.goto(register(page, "Demo met toetsenbord"))
    opener = page.get_by_role("button", name=nl("Retire this dataset"))
    opener.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name=nl("Retire this dataset?"))
    expect(dialog).to_be_visible()
    inside = "!document.activeElement.closest('main, header, footer') || !!document.activeElement.closest('dialog')"
    for key in ["Tab"] * 6 + ["Shift+Tab"] * 6:
        page.keyboard.press(key)
        assert page.evaluate(inside), key
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()
    page.keyboard.press("Enter")
    dialog.get_by_role("button", name=nl("Cancel")).focus()
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()


def test_a_wrong_form_is_read_first_and_leads_to_its_field(enter: Enter) -> None:
    page = enter("datateam")
    page.complaints.expect("422")
    page.goto("/datasets/nieuw")
    page.get_by_label(nl("Name"), exact=True).focus()
    page.keyboard.press("Enter")
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    named = page.locator(":focus")
    expect(named).to_have_attribute("aria-invalid", "true")
    described = named.get_attribute("aria-describedby").split()
    texts = [page.locator(f"#{part}").inner_text() for part in described]
    assert nl("This field is required.") in texts


def test_on_a_phone_the_menu_unfolds_and_folds(enter: Enter) -> None:
    page = enter("medewerker", viewport=PHONE, has_touch=True, is_mobile=True)
    page.goto("/")
    toggle = page.get_by_role("button", name=nl("Menu"))
    menu = page.locator("#main-menu")
    expect(toggle).to_have_attribute("aria-expanded", "false")
    expect(menu).to_be_hidden()
    toggle.focus()
    page.keyboard.press("Enter")
    expect(menu).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(toggle).to_be_focused()
    toggle.tap()
    follow(page, "Datasets", within="#main-menu")
    expect(page.get_by_role("heading", level=1)).to_have_text("Datasets")
    for target in page.locator(
        "header a:visible, header button:visible, header summary:visible"
    ).all():
        box = target.bounding_box()
        assert box["width"] >= 24, target.inner_text()
        assert box["height"] >= 24, target.inner_text()

"""Every page, as a browser sees it: no refusal of our own policy, one language, room on a phone."""

import csv as csv_format
import re
from collections import Counter
from pathlib import Path
from urllib.parse import urldefrag, urlsplit

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from playwright.sync_api import Page, expect

from tests.browser.conftest import Enter
from tests.browser.steps import fits_a_phone

pytestmark = pytest.mark.browser
MOST_PAGES = 60
ALIKE = 3  # pages of one shape: the thirtieth delivery tells nothing that the third did not
TRACES = """canvas => canvas.data.map(trace =>
  Array.from(trace.orientation === 'h' ? trace.x : trace.y))"""


def test_no_page_breaks_the_policy_or_the_phone_or_the_language(enter: Enter) -> None:
    page = enter("datateam")
    english = _texts_with_a_translation()
    titles: dict[str, str] = {}
    queue, seen, shapes, wide = ["/"], {"/"}, Counter[str](), []
    while queue and len(titles) < MOST_PAGES:
        path = queue.pop(0)
        response = page.goto(path)
        assert response.status == 200, path
        titles[path] = page.title()
        assert page.locator("html").get_attribute("lang") == "nl"
        assert page.locator("h1").count() == 1, path
        shown = set(page.locator("body").inner_text().splitlines())
        assert not {line.strip() for line in shown} & english, path
        for link in _own_links(page):
            shape = re.sub(r"/datasets/(?!nieuw)[^/]+", "/datasets/-", re.sub(r"\d+", "0", link))
            if link not in seen and shapes[shape] < ALIKE:
                seen.add(link)
                shapes[shape] += 1
                queue.append(link)
        if not fits_a_phone(page):
            wide.append(path)
    assert wide == []
    assert len(titles) > 40
    same = {title for title, count in Counter(titles.values()).items() if count > 1}
    assert {path for path, title in titles.items() if title in same} == set()


def _own_links(page: Page) -> list[str]:
    """The pages that this page leads to; neither files nor the parts and orders of one page."""
    found: list[str] = page.locator("a[href]").evaluate_all("links => links.map(link => link.href)")
    links = []
    for address in found:
        parts = urlsplit(urldefrag(address).url)
        if parts.netloc != urlsplit(page.url).netloc or parts.query:
            continue
        if not re.search(r"\.(csv|json|txt)$", parts.path):
            links.append(parts.path)
    return links


def _texts_with_a_translation() -> set[str]:
    """Whole English sentences that a Dutch page must not show."""
    path = Path(settings.BASE_DIR) / "locale" / "nl" / "LC_MESSAGES" / "django.po"
    with path.open("rb") as source:
        known = read_po(source, locale="nl")
    return {
        message.id
        for message in known
        if isinstance(message.id, str)
        and len(message.id) > 8
        and "%(" not in message.id
        and message.string not in ("", message.id)
    }


def test_a_chart_shows_its_numbers_and_gives_them_away(enter: Enter, tmp_path: Path) -> None:
    page = enter("medewerker")
    page.goto("/kwaliteit")
    charts = page.locator(".koers-chart")
    assert charts.count() == 3
    for chart in charts.all():
        canvas = chart.locator("[data-chart][data-drawn]")
        expect(canvas).to_be_visible()
        for drawing in (
            canvas.locator("svg.main-svg").first,
            canvas.locator(".cartesianlayer").first,
        ):
            box = drawing.bounding_box()
            assert box["width"] > 100
            assert box["height"] > 100
        summary = canvas.get_attribute("aria-label")
        assert summary
        drawn = canvas.evaluate(TRACES)
        chart.locator("summary").click()
        table = chart.get_by_role("table")
        expect(table).to_be_visible()
        told = [row.locator("th, td").all_inner_texts() for row in table.locator("tbody tr").all()]
        assert [[_number(row[place]) for row in told] for place in (1, 2)] == drawn
        with page.expect_download() as download:
            chart.locator("a[download]").click()
        assert _columns_of(Path(download.value.path())) == drawn
        with page.expect_download() as download:
            chart.locator("[data-chart-png]").click()
        assert download.value.suggested_filename.endswith(".png")
        assert Path(download.value.path()).read_bytes().startswith(b"\x89PNG")


def _number(text: str) -> float:
    return float(text.replace(".", "").replace(",", "."))


def _columns_of(path: Path) -> list[list[float]]:
    with path.open(encoding="utf-8-sig", newline="") as source:
        rows = list(csv_format.reader(source))[1:]
    return [[float(row[place]) for row in rows] for place in (1, 2)]

"""Charts are drawn under our own security policy, from our own files, in the theme's colours."""

import mimetypes
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pandas as pd
import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template import Context, Template
from django.utils import translation
from playwright.sync_api import Browser, Page, Route

from kit.charts import trend

pytestmark = pytest.mark.browser
VENDOR = Path(settings.BASE_DIR) / "build" / "vendor"
HOST = "http://koers.invalid"
RULES = "id => [...document.getElementById(id).sheet.cssRules].map(rule => rule.cssText)"


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(locale="nl-NL", viewport={"width": 1000, "height": 700})
    yield context.new_page()
    context.close()


def test_the_laid_out_rules_are_those_that_plotly_would_insert(page: Page) -> None:
    page.set_content("<!doctype html><head></head><body></body>")
    page.add_script_tag(path=VENDOR / "plotly" / "plotly-basic.min.js")
    inserted = page.evaluate(RULES, "plotly.js-style-global")
    page.add_style_tag(path=VENDOR / "plotly" / "plotly-static.css")
    page.evaluate("document.querySelector('style:last-of-type').id = 'laid-out'")
    assert len(inserted) > 30
    assert page.evaluate(RULES, "laid-out") == inserted


def test_a_chart_draws_under_the_policy_in_dutch_and_asks_nobody_else(page: Page) -> None:
    frame = pd.DataFrame({"dag": pd.to_datetime(["2026-03-01", "2026-05-01"]), "n": [1500.5, 2]})
    figure = trend(frame, x="dag", series={"n": "Aantal"}, title="Proef", norm=3, norm_label="norm")
    with translation.override("nl"):
        html = Template(
            "{% load koers static %}<!doctype html><html lang='nl' class='koers-theme'><head><title>x</title>"
            "<link rel='stylesheet' href='{% static \"vendor/nlds/bridge.css\" %}'>"
            "<link rel='stylesheet' href='{% static \"koers/theme.css\" %}'>"
            "<link rel='stylesheet' href='{% static \"koers/koers.css\" %}'>"
            "<link rel='stylesheet' href='{% static \"koers/components.css\" %}'>"
            "{% include 'components/chart_scripts.html' %}</head><body>{% chart figure %}</body></html>"
        ).render(Context({"figure": figure}))
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    policy = "; ".join(f"{name} {' '.join(values)}" for name, values in directives.items())
    asked: list[str] = []
    complaints: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        path = urlsplit(route.request.url).path
        if path == "/":
            headers = {"Content-Security-Policy": policy, "Content-Type": "text/html"}
            route.fulfill(body=html, headers=headers)
            return
        found = finders.find(path.removeprefix("/static/"))
        if found:
            route.fulfill(path=found, content_type=mimetypes.guess_type(path)[0] or "")
        else:
            route.fulfill(status=404)

    page.route("**/*", answer)
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{HOST}/")
    page.wait_for_selector("[data-drawn]")
    drawn = page.locator("[data-chart]")
    assert "mrt" in drawn.inner_text()
    assert "1.000" in drawn.inner_text()
    line = page.evaluate("getComputedStyle(document.querySelector('.js-line')).stroke")
    assert line == "rgb(11, 79, 117)"  # --koers-chart-1 of the theme
    assert page.locator("[data-chart-png]").is_visible()
    with page.expect_download() as download:
        page.locator("[data-chart-png]").click()
    assert download.value.suggested_filename == "proef.png"
    assert [text for text in complaints if "favicon" not in text] == []
    assert {urlsplit(url).netloc for url in asked if url.startswith("http")} == {"koers.invalid"}

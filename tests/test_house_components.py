"""Every component says what it takes, and stands on the living page."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from kit.icons import ICONS

ROOT = Path(settings.BASE_DIR)
COMPONENTS = sorted((ROOT / "templates" / "components").glob("*.html"))
# Drawn by a tag or by another component or by base.html, which stands around the living page.
BY_TAG = {
    "field": "{% field ",
    "file_drop": "components/file_drop.html",
    "error_summary": "{% error_summary ",
    "pagination": "{% pagination ",
    "breadcrumb": "{% crumbs ",
    "chart": "{% chart ",
    "dialog_session": "components/dialog_session.html",
}


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_a_component_opens_with_the_variables_it_takes(path: Path) -> None:
    text = path.read_text()
    opening = re.match(r"\{% comment %\}\n(.+?)\n\{% endcomment %\}\n", text, re.DOTALL)
    assert opening, f"{path.name} does not open with a comment"
    assert re.search(r"^  \w+.*: |Takes nothing", opening[1], re.MULTILINE)


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_a_component_stands_on_the_living_page(path: Path) -> None:
    living = [ROOT / "templates" / "portal" / "components.html", ROOT / "templates" / "base.html"]
    living += sorted((ROOT / "templates" / "portal" / "components").glob("*.html"))
    living += [ROOT / "templates" / "components" / "field.html"]
    shown = "\n".join(page.read_text() for page in living)
    signs = [BY_TAG.get(path.stem, ""), f'"components/{path.name}"', f'component "{path.stem}"']
    assert any(sign and sign in shown for sign in signs)


def test_templates_hold_no_inline_script_style_or_handler() -> None:
    for path in (ROOT / "templates").rglob("*.html"):
        text = path.read_text()
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:|hx-on", text), path
        assert not re.search(r"<script(?![^>]*\ssrc=)", text), path


def test_our_own_style_sheets_take_their_colours_from_the_theme() -> None:
    for name in ("koers.css", "components.css", "forms.css"):
        text = (ROOT / "portal" / "assets" / "koers" / name).read_text()
        text = re.sub(r"/\*.*?\*/|url\([^)]*\)", "", text, flags=re.DOTALL)
        found = re.findall(r"#[0-9a-fA-F]{3,8}\b", text)
        assert set(found) <= {"#fff"}, (name, found)  # the fallback of an inverse focus ring


def test_every_icon_that_a_template_asks_for_exists() -> None:
    asked: set[str] = set()
    for path in (ROOT / "templates").rglob("*.html"):
        text = path.read_text()
        asked |= set(re.findall(r"""\{% icon ["']([\w-]+)["']""", text))
        asked |= set(re.findall(r"""icon_name=["']([\w-]+)["']""", text))
    assert asked - ICONS.keys() == set()

"""The house's own rules: what no tool checks for us, and what keeps the documents true."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

from datasets import quality
from datasets.lifecycle import (
    DatasetStatus,
    DeliveryStatus,
    FlagOrigin,
    RuleStatus,
    Trust,
)
from feedback.lifecycle import Outcome, Status
from portal.translations import catalogue, faults, said_in

ROOT = Path(settings.BASE_DIR)
APPS = ("kit", "people", "datasets", "ambitions", "feedback", "pilots", "portal")
MODULES = sorted(
    path
    for app in (*APPS, "tests", "bench")
    for path in (ROOT / app).rglob("*.py")
    if "migrations" not in path.parts
)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
NO_SUBJECT = {"utils", "common", "helpers", "mixins", "managers", "signals", "misc"}


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_every_module_is_a_room_one_can_survey() -> None:
    long = {
        name(path): lines
        for path in MODULES
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert long == {}


def test_every_module_is_named_after_its_subject() -> None:
    assert [name(path) for path in MODULES if path.stem in NO_SUBJECT] == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        name(path)
        for path in MODULES
        if path.stat().st_size
        and path.name not in {"apps.py", "urls.py", "conftest.py", "__init__.py", "tasks.py"}
        and not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert silent == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_every_template_compiles(path: Path) -> None:
    get_template(str(path.relative_to(ROOT / "templates")))


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_no_template_holds_script_or_style(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    inline = re.findall(
        r"<style|\sstyle=|\son[a-z]+=|javascript:|hx-on|<script(?![^>]*\bsrc=)[^>]*>", text
    )
    assert [found for found in inline if "application/json" not in found] == []


def test_every_text_has_its_dutch() -> None:
    assert faults(said_in(ROOT), catalogue(ROOT / "locale/nl/LC_MESSAGES/django.po")) == []


def test_every_setting_is_documented() -> None:
    source = (ROOT / "portal" / "settings.py").read_text(encoding="utf-8")
    names = re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', source)
    assert len(names) > 20
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [setting for setting in names if f"`{setting}`" not in readme] == []


def test_every_status_and_kind_stands_in_the_glossary() -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    words = [
        *DatasetStatus.values,
        *DeliveryStatus.values,
        *RuleStatus.values,
        *FlagOrigin.values,
        *Trust.values,
        *Status.values,
        *Outcome.values,
        *quality.KINDS,
    ]
    assert [word for word in words if f"`{word}`" not in glossary] == []


@pytest.mark.parametrize("package", ["datasets.quality", "datasets.intake"])
def test_the_engines_need_no_django(package: str) -> None:
    code = (
        f"import sys, {package}; "
        "loaded = {n.split('.')[0] for n in sys.modules} & {'django', 'rest_framework', 'celery'}; "
        "sys.exit(str(loaded) if loaded else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_the_lock_file_names_no_address() -> None:
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text(encoding="utf-8")
    for pins in ("requirements.txt", "requirements-dev.txt"):
        assert "://" not in (ROOT / pins).read_text(encoding="utf-8")

"""Named people, who stand in every access test, and what tests of all apps share."""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from people.models import Department, User
from people.services import add_department, create_person, grant_roles

MakePerson = Callable[..., User]
As = Callable[[User], Client]


# Whole ways through files, jobs and pages, a second or more each: with the slow tests.
WHOLE_WAYS = frozenset(
    f"tests/{name}.py"
    for name in (
        *(
            f"datasets/test_{name}"
            for name in (
                "acceptance", "api_profile", "api_reading", "api_slice", "delivery_lifecycle",
                "destroy", "doubt_places", "export", "follow", "intake_contents",
                "intake_encoding", "intake_exact", "intake_packed", "intake_preamble",
                "intake_sheets", "intake_structure", "intake_types", "list_pages", "long_values",
                "mapping", "pages_delivery", "pages_disposal", "pages_entry", "pages_mapping",
                "pages_profile", "pages_reading", "pages_register", "pages_rows",
                "pages_rule_kinds", "pages_rules", "pages_runs", "parking", "profiles",
                "quality_cli", "quality_engine", "quality_groups", "quality_oracle",
                "quality_oracle_groups", "quality_profile", "quality_propose", "quality_sealed",
                "quality_whole_column", "quality_whole_table", "reading_again", "records",
                "reference_files", "retention", "risk", "rule_exchange", "rules_elsewhere",
                "rules_on_deliveries", "security_breadth", "suggestions", "telling_rows",
                "undecided", "values",
            )
        ),
        *(
            f"feedback/test_{name}"
            for name in ("api", "bulk", "dashboard", "pages_new", "pages_report")
        ),
        "portal/test_demo_writing", "portal/test_home", "portal/test_quality_dashboard",
    )
)  # fmt: skip


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.nodeid.partition("::")[0] in WHOLE_WAYS:
            item.add_marker(pytest.mark.slow)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Bytes have no name: a zip made now has other bytes than one made in the next worker."""
    return argname if isinstance(val, bytes) else None


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


@pytest.fixture(autouse=True, scope="session")
def _each_file_read_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The job that reads a file keeps what was made of the same bytes before.

    Hundreds of tests deliver the same few files, and a sealed child costs half a second: small
    texts are read in this process, by the very function that the child calls. What could hurt
    (anything but text, anything large) goes to the child. Tests of intake itself are not touched.
    """
    from datasets import intake
    from datasets.intake.scan import scan
    from datasets.services import reading

    kept: dict[str, tuple[Path, Any]] = {}
    folder = tmp_path_factory.mktemp("read")

    def read_here(source: Path, place: Path, *, options: Any, limits: Any) -> Any:
        # Options reach the child as JSON.
        told = type(options).from_dict(json.loads(json.dumps(options.as_dict())))
        found = scan(source, place, told, replace(limits, threads=1))
        for leftover in [*place.iterdir()]:
            if leftover.name not in ("table.parquet", "rejected.csv"):
                shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()
        return found

    def read(source: Path, target: Path, **options: Any) -> Any:
        content = source.read_bytes()
        key = hashlib.sha256(content).hexdigest() + repr(options)
        if key not in kept:
            place = folder / hashlib.sha256(key.encode()).hexdigest()
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir()
            harmless = len(content) < 100_000 and not intake.kind_of(content)
            found = (read_here if harmless else intake.read)(source, place, **options)
            kept[key] = place, found
        place, found = kept[key]
        shutil.copytree(place, target, dirs_exist_ok=True)
        return found

    patch = pytest.MonkeyPatch()
    patch.setattr(reading, "intake", SimpleNamespace(**{**vars(intake), "read": read}))
    yield
    patch.undo()


@pytest.fixture(autouse=True, scope="session")
def _each_table_profiled_once() -> Iterator[None]:
    """The job that profiles a delivery keeps what it saw in the same tables before."""
    from datasets.services import profile

    kept: dict[str, Any] = {}
    whole = profile.examine

    def examine(table: Any, current: Any, **options: Any) -> Any:
        parts = [part for each in (table, current) for part in each.parts]
        digest = hashlib.sha256(repr([options["previous"], options["today"]]).encode())
        for part in parts:
            digest.update(part.location.read_bytes() + repr([part.columns, part.line]).encode())
        seen = digest.hexdigest()
        if seen not in kept:
            kept[seen] = whole(table, current, **options)
        return kept[seen]

    patch = pytest.MonkeyPatch()
    patch.setattr(profile, "examine", examine)
    yield
    patch.undo()


@pytest.fixture
def roles(db: None) -> None:
    """The five roles with their default permissions."""
    grant_roles()


@pytest.fixture
def department(db: None) -> Department:
    return add_department(name="Demo-afdeling Wonen")


@pytest.fixture
def other_department(db: None) -> Department:
    return add_department(name="Demo-afdeling Groen")


@pytest.fixture
def make_person(roles: None) -> MakePerson:
    """make_person("naam", department, *roles): someone with an account, without a password."""

    def make(username: str, department: Department | None, *codes: str) -> User:
        return create_person(
            username=username,
            email=f"{username}@voorbeeld.invalid",
            name=f"Demo {username.capitalize()}",
            department=department,
            roles=codes,
        )

    return make


@pytest.fixture
def admin(make_person: MakePerson, department: Department) -> User:
    """An administrator (beheerder)."""
    return make_person("beheer", department, "admins")


@pytest.fixture
def steward(make_person: MakePerson, department: Department) -> User:
    """Someone of the data team."""
    return make_person("datateam", department, "stewards")


@pytest.fixture
def owner(make_person: MakePerson, department: Department) -> User:
    """A data owner (bronhouder)."""
    return make_person("eigenaar", department, "owners")


@pytest.fixture
def colleague(make_person: MakePerson, department: Department) -> User:
    """An employee of the same department, without a role."""
    return make_person("collega", department)


@pytest.fixture
def leader(make_person: MakePerson, department: Department) -> User:
    """Someone of the executive."""
    return make_person("bestuur", department, "leaders")


@pytest.fixture
def outsider(make_person: MakePerson, other_department: Department) -> User:
    """An employee of another department, without a role."""
    return make_person("buitenstaander", other_department)


@pytest.fixture
def as_(db: None) -> As:
    """as_(person): a client in which that person is logged in, with CSRF checks on request."""

    def log_in(person: User, *, csrf: bool = False) -> Client:
        client = Client(enforce_csrf_checks=csrf)
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return log_in

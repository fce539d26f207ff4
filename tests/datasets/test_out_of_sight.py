"""What a reader may not see is told nowhere: no rows, no lines of a file, no name, no column."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from datasets.lifecycle import Classification
from datasets.models import Dataset
from people.models import Department, User
from people.services import create_token
from tests.conftest import As, MakePerson
from tests.datasets.factories import deliver, make_dataset, make_rule

pytestmark = pytest.mark.django_db
TITLED = "Lijst van Demo Jansen\nnr;naam\n1;a\n2;b\n3;c\n\nGeheim: totaal 3\n"


def ask(user: User, path: str) -> Any:
    client = Client(headers={"Authorization": f"Bearer {create_token(user)}"})
    return json.loads(client.get(f"/api/v1/datasets/{path}").content)


@pytest.fixture
def loner(make_person: MakePerson) -> User:
    """An employee who works in no department."""
    return make_person("los", None)


def test_who_has_no_department_reads_no_confidential_rows(
    as_: As, department: Department, loner: User
) -> None:
    secret = make_dataset(department, classification=Classification.CONFIDENTIAL)
    deliver(secret)
    for name in ("rows", "rows_csv"):
        refused = as_(loner).get(reverse(f"datasets:{name}", args=[secret.slug]))
        assert refused.status_code == 403
        assert b"Dorpsstraat" not in refused.content
    secret.readers.add(loner)
    assert as_(loner).get(reverse("datasets:rows", args=[secret.slug])).status_code == 200


def test_who_has_no_department_sees_no_shielded_entry(department: Department, loner: User) -> None:
    secret = make_dataset(department, shielded=True)
    assert not Dataset.objects.visible_to(loner).exists()
    secret.knowers.add(loner)
    assert list(Dataset.objects.visible_to(loner)) == [secret]


def test_lines_around_the_table_are_for_who_may_see_its_rows(
    department: Department, steward: User, colleague: User
) -> None:
    secret = make_dataset(department, classification=Classification.CONFIDENTIAL)
    deliver(secret, TITLED)
    for path in (f"{secret.slug}/leveringen", f"{secret.slug}/leveringen/1"):
        assert "Demo Jansen" in json.dumps(ask(steward, path))
        told = json.dumps(ask(colleague, path))
        assert "Jansen" not in told
        assert "Geheim" not in told
        assert '"kopregel": 2' in told


def test_lines_around_a_table_with_personal_data_are_not_told_where_its_cells_are_masked(
    department: Department, colleague: User
) -> None:
    people = make_dataset(department, personal_data="ordinary")
    deliver(people, TITLED)
    assert ask(colleague, f"{people.slug}/leveringen/1")["lezing"]["titelregels"] == []


@pytest.fixture
def referring(department: Department, steward: User) -> Dataset:
    """An open dataset with a blocking rule that refers to a shielded one, and fails."""
    secret = make_dataset(department, name="Demo-geheim", steward=steward, shielded=True)
    deliver(secret, "verborgen;x\n1;a\n")
    dataset = make_dataset(department, name="Demo-open")
    deliver(dataset, "nr;naam\n1;a\n2;b\n")
    told = {"dataset": secret.slug, "kolom": "verborgen"}
    make_rule(dataset, "verwijzing", ["nr"], parameters=told, severity="blocking")
    return dataset


def test_the_api_tells_nothing_of_a_shielded_dataset_that_a_rule_refers_to(
    referring: Dataset, steward: User, outsider: User
) -> None:
    run = referring.runs.order_by("-number")[0].number
    slug = referring.slug
    for path in (f"{slug}/regels", f"{slug}/regels/1", f"{slug}/controles/{run}"):
        known, hidden = json.dumps(ask(steward, path)), json.dumps(ask(outsider, path))
        assert "demo-geheim" in known
        assert "verborgen" in known
        assert "geheim" not in hidden
        assert "verborgen" not in hidden
        assert "een andere dataset" in hidden


def test_no_page_tells_the_column_of_a_shielded_dataset_that_a_rule_refers_to(
    as_: As, referring: Dataset, outsider: User
) -> None:
    for url in (reverse("portal:home"), reverse("portal:quality")):
        page = as_(outsider).get(url).content.decode()
        assert "een andere dataset" in page
        assert "verborgen" not in page

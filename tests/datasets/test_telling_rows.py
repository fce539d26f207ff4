"""What helps people recognise failing rows and empty files, and names that tell entries apart."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from datasets.lifecycle import Channel, DeliveryStatus
from datasets.models import Dataset, Finding
from datasets.services import describe_column
from people.models import Department, User
from people.services import create_token
from tests.conftest import As
from tests.datasets.factories import deliver, make_dataset, make_rule

pytestmark = pytest.mark.django_db
WIDE = "a;b;c;d;e;f;g\n1;2;3;4;5;;7\n"


def values_of(dataset: Dataset) -> dict[str, str]:
    found: dict[str, str] = Finding.objects.get(run__dataset=dataset).examples[0]["values"]
    return found


def test_without_a_key_a_failing_row_shows_its_first_columns_masked_where_needed(
    department: Department, steward: User
) -> None:
    dataset = make_dataset(department, "Demo-breed")
    deliver(dataset, WIDE)
    describe_column(dataset.columns.get(name="b"), by=steward, personal="ordinary")
    make_rule(dataset, "gevuld", ["f"])
    assert values_of(dataset) == {"f": "", "a": "1", "b": "*", "c": "3", "d": "4"}


def test_with_a_key_only_the_key_stands_beside_it(department: Department) -> None:
    dataset = make_dataset(department, "Demo-sleutel", key=["a"])
    deliver(dataset, WIDE)
    make_rule(dataset, "gevuld", ["f"])
    assert values_of(dataset) == {"f": "", "a": "1"}


def test_a_file_without_rows_by_page_waits_for_a_yes_and_then_stands_as_a_warning(
    as_: As, department: Department, steward: User, colleague: User
) -> None:
    dataset = make_dataset(department, "Demo-vol", steward=steward)
    deliver(dataset, "nr;naam\n1;x\n")
    waiting = deliver(dataset, "nr;naam\n", by=steward, channel=Channel.PAGE, accept=False)
    assert waiting.status == DeliveryStatus.AWAITING
    page = as_(steward).get(reverse("datasets:delivery", args=[dataset.slug, waiting.number]))
    assert "geen rijen" in page.content.decode()
    assert "eerste levering" not in page.content.decode()
    by_api = make_dataset(department, "Demo-leeg")
    deliver(by_api, "nr;naam\n")
    flag = by_api.flags.open().get(reason_code="no-rows")
    assert flag.severity == "warning"
    quality = as_(colleague).get(reverse("datasets:quality", args=[by_api.slug])).content.decode()
    assert "1 levering in gebruik heeft geen rijen" in quality
    deliver(by_api, "nr;naam\n1;x\n")
    assert not by_api.flags.open().filter(reason_code="no-rows").exists()


def test_the_api_refuses_a_name_that_is_taken_as_the_page_does(
    department: Department, steward: User
) -> None:
    make_dataset(department, "Demo-bestaat")
    client = Client(headers={"Authorization": f"Token {create_token(steward)}"})
    body = {"naam": " demo-Bestaat ", "afdeling": department.pk}
    sent = client.post("/api/v1/datasets", json.dumps(body), content_type="application/json")
    assert sent.status_code == 400
    assert sent.json()["fouten"][0]["naam"] == "naam"
    path = "/api/v1/datasets/demo-bestaat"
    same = client.patch(path, json.dumps({"naam": "Demo-bestaat"}), content_type="application/json")
    assert same.status_code == 200


def test_dashboard_and_start_name_another_dataset_to_who_may_see_it(
    as_: As, department: Department, steward: User
) -> None:
    other = make_dataset(department, "Demo-buurten")
    deliver(other, "code;x\n1;a\n")
    dataset = make_dataset(department, "Demo-verwijst")
    deliver(dataset, "nr;naam\n1;a\n9;b\n")
    told = {"dataset": other.slug, "kolom": "code"}
    make_rule(dataset, "verwijzing", ["nr"], parameters=told, severity="blocking")
    for name in ("portal:quality", "portal:home"):
        page = as_(steward).get(reverse(name)).content.decode()
        assert "Demo-buurten" in page
        assert "een andere dataset" not in page

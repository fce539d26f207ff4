"""All failing rows as a file: exact, safe, masked, for who may, on record, and gone after a day."""

import csv
import io
import json
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from datasets.lifecycle import Classification, DeliveryStatus
from datasets.models import Dataset, Delivery, Export, Finding
from datasets.models.export import export_folder
from datasets.services import (
    PatchCell,
    describe_column,
    edit_dataset,
    patch_delivery,
    start_export,
)
from datasets.services.export import MOST_AT_A_TIME, clear_exports
from kit.jobs import work_off
from people.models import AccessLogEntry, Department, User
from people.services import create_token
from tests.conftest import As
from tests.datasets.factories import deliver, make_dataset, make_rule

WHY = "De dubbele nummers herstellen"
ROWS = (
    "nr;naam;tekst;bedrag\n"
    "1;Jansen;=1+1;2,50\n"
    "1;De Vries;gewoon;-3\n"
    "2;Bakker;goed;4\n"
    "3;Smit;@x;5\n"
    "3;Visser;;6\n"
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def dataset(department: Department, steward: User, owner: User) -> Dataset:
    made = make_dataset(department, "Demo-dubbel", steward=steward, owner=owner)
    deliver(made, ROWS)
    make_rule(made, "uniek", ["nr"])
    return made


def finding_of(dataset: Dataset) -> Finding:
    return Finding.objects.filter(run__dataset=dataset).order_by("-run__number")[0]


def ask_url(dataset: Dataset) -> str:
    found = finding_of(dataset)
    return reverse("datasets:export_ask", args=[dataset.slug, found.run.number, found.rule.number])


def fetch(client: Client, dataset: Dataset, **asked: str) -> list[list[str]]:
    """Ask by the page, let the worker work, follow to the file, read it."""
    sent = client.post(ask_url(dataset), asked)
    assert sent.status_code == 302, sent.content.decode()
    work_off()
    page = client.get(sent["Location"])
    url = page.context["file_url"]
    assert url in page.content.decode()
    return read(client.get(url))


def test_a_cell_that_koers_repaired_is_named_in_the_last_column(
    as_: As, dataset: Dataset, colleague: User
) -> None:
    patch_delivery(
        dataset.deliveries.get(),
        [PatchCell(4, "nr", "3"), PatchCell(4, "naam", "Bakema")],
        by=None,
    )
    work_off()
    rows = fetch(as_(colleague), dataset)
    assert rows[0][-1] == "hersteld_in_koers"
    told = {(row[0], row[-2 - 2], row[-1]) for row in rows[1:]}
    assert told == {
        *(("2", "Jansen", ""), ("3", "De Vries", "")),
        *(("4", "Bakema", "nr, naam"), ("5", "Smit", ""), ("6", "Visser", "")),
    }


def read(response: Any) -> list[list[str]]:
    assert response.status_code == 200
    assert response.headers["Content-Disposition"].startswith("attachment;")
    assert "no-store" in response.headers["Cache-Control"]
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_the_file_has_every_failing_row_whole_and_no_formula(
    as_: As, dataset: Dataset, colleague: User
) -> None:
    page = as_(colleague).get(reverse("datasets:rule", args=[dataset.slug, 1])).content.decode()
    assert ask_url(dataset) in page
    rows = fetch(as_(colleague), dataset)
    assert rows[0] == ["Regel in bestand", "Levering", "nr", "naam", "tekst", "bedrag"]
    assert sorted(rows[1:]) == [
        ["2", "1", "1", "Jansen", "'=1+1", "2.5"],
        ["3", "1", "1", "De Vries", "gewoon", "-3"],
        ["5", "1", "3", "Smit", "'@x", "5"],
        ["6", "1", "3", "Visser", "", "6"],
    ]
    export = Export.objects.get()
    assert export.rows == finding_of(dataset).failed == 4
    line = AccessLogEntry.objects.get(action="failing-downloaded")
    assert (line.person, line.result) == (colleague, "granted")
    assert "regel 1" in line.object_label


def test_a_file_is_for_who_asked_and_nobody_else(
    as_: As, dataset: Dataset, steward: User, colleague: User
) -> None:
    sent = as_(colleague).post(ask_url(dataset))
    work_off()
    export = Export.objects.get()
    for name in ("export", "export_progress", "export_file"):
        url = reverse(f"datasets:{name}", args=[dataset.slug, export.uuid])
        assert as_(steward).get(url).status_code == 404
        assert as_(steward).head(url).status_code == 404
        with closing(as_(colleague).get(url)) as found:
            assert found.status_code in (200, 302)
    edit_dataset(dataset, by=steward, classification=Classification.CONFIDENTIAL)
    assert as_(colleague).get(sent["Location"]).status_code == 404
    assert oct(export.path.stat().st_mode & 0o777) == "0o600"


def test_confidential_rows_ask_a_reason_and_refusals_are_on_record(
    as_: As, dataset: Dataset, steward: User, owner: User, outsider: User
) -> None:
    edit_dataset(dataset, by=steward, classification=Classification.CONFIDENTIAL)
    assert as_(owner).post(ask_url(dataset)).status_code == 422
    assert len(fetch(as_(owner), dataset, reden=WHY)) == 5
    assert as_(outsider).get(ask_url(dataset)).status_code == 403
    assert as_(outsider).post(ask_url(dataset), {"reden": WHY}).status_code == 403
    lines = AccessLogEntry.objects.filter(action="failing-downloaded").order_by("pk")
    assert [(line.person, line.result, line.reason) for line in lines] == [
        (owner, "granted", WHY),
        (outsider, "refused", WHY),
    ]
    edit_dataset(dataset, by=steward, shielded=True)
    assert as_(outsider).get(ask_url(dataset)).status_code == 404


def test_personal_columns_stand_masked_unless_who_may_asks_for_values_with_a_reason(
    as_: As, dataset: Dataset, steward: User, owner: User, colleague: User
) -> None:
    describe_column(dataset.columns.get(name="naam"), by=steward, personal="ordinary")
    masked = fetch(as_(owner), dataset)
    assert [row[3] for row in masked[1:3]] == ["J****n", "D******s"]
    assert as_(owner).post(ask_url(dataset), {"waarden": "on"}).status_code == 422
    bare = fetch(as_(owner), dataset, waarden="on", reden=WHY)
    assert [row[3] for row in bare[1:3]] == ["Jansen", "De Vries"]
    # For who may not see values the box does not exist, and sending it changes nothing.
    assert fetch(as_(colleague), dataset, waarden="on", reden=WHY) == masked
    labels = AccessLogEntry.objects.filter(action="failing-downloaded").order_by("pk")
    assert ["naam" in line.object_label for line in labels] == [False, True, False]


def test_the_same_file_asked_twice_is_made_once_and_nobody_fills_the_disk(
    dataset: Dataset, colleague: User
) -> None:
    finding = finding_of(dataset)
    first = start_export(finding, by=colleague)
    assert start_export(finding, by=colleague) == first
    for number in range(MOST_AT_A_TIME - 1):
        start_export(finding, by=colleague, reason=f"reden {number}")
    client = Client(headers={"Authorization": f"Token {create_token(colleague)}"})
    path = f"/api/v1/datasets/{dataset.slug}/controles/{finding.run.number}/bevindingen/1/rijen"
    answer = client.post(path, json.dumps({"reden": "nog een"}), content_type="application/json")
    assert answer.status_code == 409
    assert "bestanden" in answer.json()["detail"]


def test_after_a_day_the_file_is_gone_and_so_is_what_nobody_names(
    as_: As, dataset: Dataset, colleague: User
) -> None:
    fetch(as_(colleague), dataset)
    export = Export.objects.get()
    stray = export_folder() / "wees.csv"
    stray.write_text("x")
    clear_exports(now=timezone.now() + timedelta(hours=23))
    assert export.path.exists()
    assert not stray.exists()
    clear_exports(now=timezone.now() + timedelta(hours=25))
    assert not export.path.exists()
    url = reverse("datasets:export", args=[dataset.slug, export.uuid])
    assert as_(colleague).get(url).status_code == 404


def test_rows_of_a_delivery_that_was_taken_away_are_refused_before_and_during(
    as_: As, dataset: Dataset, colleague: User
) -> None:
    as_(colleague).post(ask_url(dataset))
    Delivery.objects.filter(dataset=dataset).update(status=DeliveryStatus.DESTROYED)
    work_off()
    export = Export.objects.get()
    page = as_(colleague).get(reverse("datasets:export", args=[dataset.slug, export.uuid]))
    assert "ingetrokken of vernietigd" in page.content.decode()
    assert not export.path.exists()
    again = as_(colleague).post(ask_url(dataset))
    assert again.status_code == 422
    assert "ingetrokken of vernietigd" in again.content.decode()


def test_an_old_check_gives_the_rows_of_its_own_deliveries(
    as_: As, dataset: Dataset, colleague: User
) -> None:
    old = ask_url(dataset)
    deliver(dataset, "nr;naam;tekst;bedrag\n9;A;x;1\n")
    client = as_(colleague)
    sent = client.post(old)
    work_off()
    rows = read(client.get(client.get(sent["Location"]).context["file_url"]))
    assert len(rows) == 5


def test_the_api_gives_the_same_file(dataset: Dataset, colleague: User, steward: User) -> None:
    client = Client(headers={"Authorization": f"Token {create_token(colleague)}"})
    found = finding_of(dataset)
    base = f"/api/v1/datasets/{dataset.slug}"
    asked = client.post(
        f"{base}/controles/{found.run.number}/bevindingen/1/rijen",
        json.dumps({}),
        content_type="application/json",
    )
    assert asked.status_code == 202
    place = asked.headers["Location"]
    assert client.get(place).json()["status"] == "wachtrij"
    assert client.get(f"{place}/csv").status_code == 404
    work_off()
    told = client.get(place).json()
    assert (told["status"], told["rijen"], told["voortgang"]) == ("klaar", 4, 100)
    for accept in ("*/*", "text/csv", "application/json"):
        assert len(read(client.get(f"{place}/csv", headers={"Accept": accept}))) == 5
    other = Client(headers={"Authorization": f"Token {create_token(steward)}"})
    assert other.get(place).status_code == 404
    assert other.get(f"{place}/csv").status_code == 404

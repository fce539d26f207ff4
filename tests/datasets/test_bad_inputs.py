"""Bad files and bad rules by page and by API: a plain Dutch reason, and nothing half."""

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from datasets.lifecycle import DeliveryStatus
from datasets.models import Dataset, Rule
from datasets.services import accept_delivery
from kit.jobs import work_off
from kit.models import Job
from people.models import Department, User
from people.services import create_token
from tests.conftest import As
from tests.datasets.bad_files import BAD, DOOR, FAILED, HOSTILE_RULES, NAMES, PATTERNS, READ, Bad
from tests.datasets.factories import deliver, make_dataset

pytestmark = [pytest.mark.django_db, pytest.mark.slow]  # a sealed child for each file
API = "/api/v1"
ROUGH = ("Traceback", "Exception", "Error at", "/tmp", "site-packages")


@pytest.fixture
def dataset(department: Department, steward: User, owner: User) -> Dataset:
    return make_dataset(department, steward=steward, owner=owner)


def says_something(text: str) -> None:
    """A sentence for people: words, no code, nothing of the machine."""
    assert re.search(r"[A-Z][a-zéë].*[.?!]", text), text
    assert not any(word in text for word in ROUGH), text


def no_worse_than_told(dataset: Dataset, bad: Bad) -> str:
    """The one delivery stands where it should; its sentence for people, if it failed."""
    work_off()
    delivery = dataset.deliveries.get()
    if bad.ends == FAILED:
        assert delivery.status == DeliveryStatus.FAILED
        assert delivery.error_code != "unreadable", "no plain reason"
        assert not delivery.is_current
        assert [path.name for path in delivery.folder.iterdir()] == ["original"]
        return delivery.error_code
    assert delivery.status in (DeliveryStatus.AWAITING, DeliveryStatus.READ, DeliveryStatus.CHECKED)
    assert (delivery.rows, delivery.rejected_rows) == (bad.rows, bad.rejected)
    assert not Job.objects.filter(state=Job.State.FAILED).exists()
    return ""


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_by_page(name: str, as_: As, dataset: Dataset, steward: User) -> None:
    bad, client = BAD[name], as_(steward)
    address = reverse("datasets:deliver", args=[dataset.slug])
    answer = client.post(address, {"bestand": SimpleUploadedFile(bad.name, bad.content())})
    if bad.ends == DOOR:
        assert answer.status_code in (413, 422)
        assert not dataset.deliveries.exists()
        [told] = answer.context["form"].errors["bestand"]
        says_something(told)
        return
    assert answer.status_code == 302
    code = no_worse_than_told(dataset, bad)
    page = client.get(answer.headers["Location"])
    assert page.status_code == 200
    assert not any(word in page.content.decode() for word in ROUGH)
    if code:
        assert f">{code}<" not in page.content.decode()
        assert "opnieuw" in page.content.decode().lower()


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_by_api(name: str, dataset: Dataset, steward: User) -> None:
    bad = BAD[name]
    client = Client(headers={"Authorization": f"Token {create_token(steward)}"})
    root = f"{API}/datasets/{dataset.slug}/leveringen"
    answer = client.post(root, {"bestand": SimpleUploadedFile(bad.name, bad.content())})
    if bad.ends == DOOR:
        assert 400 <= answer.status_code < 500
        assert answer.headers["Content-Type"] == "application/problem+json"
        says_something(json.dumps(answer.json(), ensure_ascii=False))
        assert not dataset.deliveries.exists()
        return
    assert answer.status_code == 202
    no_worse_than_told(dataset, bad)
    told = client.get(f"{root}/1").json()
    if bad.ends == FAILED:
        assert told["status"] == "mislukt"
        says_something(told["fout"]["uitleg"] if isinstance(told.get("fout"), dict) else str(told))
    else:
        assert (told["rijen"], told["afgekeurdeRijen"]) == (bad.rows, bad.rejected)


@pytest.mark.parametrize("name", NAMES)
def test_the_name_of_a_file_is_shown_and_never_a_path(
    name: str, as_: As, dataset: Dataset, steward: User
) -> None:
    client = as_(steward)
    file = SimpleUploadedFile("veilig.csv", b"a;b\n1;2\n")
    file._name = name  # as a browser would send it, before anything cleans it
    client.post(reverse("datasets:deliver", args=[dataset.slug]), {"bestand": file})
    delivery = dataset.deliveries.first()
    if delivery is None:
        return  # refused at the door, which is fine too
    assert "/" not in delivery.filename
    assert delivery.filename.isprintable()
    assert len(delivery.filename) <= 200
    assert sorted(path.name for path in delivery.folder.iterdir()) == ["original"]
    page = client.get(reverse("datasets:delivery", args=[dataset.slug, 1])).content.decode()
    assert "<b>.csv" not in page


class TestRules:
    @pytest.fixture
    def filled(self, dataset: Dataset, steward: User) -> Dataset:
        deliver(dataset, "a;b\naaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!;2\n")
        return dataset

    @pytest.mark.parametrize("rule", HOSTILE_RULES, ids=lambda rule: str(rule)[:60])
    def test_a_hostile_rule_is_refused_or_only_a_rule(
        self, rule: dict[str, object], filled: Dataset, steward: User
    ) -> None:
        client = Client(headers={"Authorization": f"Token {create_token(steward)}"})
        body = json.dumps({**rule, "ernst": "waarschuwing"})
        answer = client.post(
            f"{API}/datasets/{filled.slug}/regels", body, content_type="application/json"
        )
        assert answer.status_code in (201, 400), answer.content
        if answer.status_code == 400:
            assert answer.headers["Content-Type"] == "application/problem+json"
            assert not Rule.objects.exists()

    @pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern[:10])
    def test_no_pattern_holds_a_worker(self, pattern: str, filled: Dataset, steward: User) -> None:
        client = Client(headers={"Authorization": f"Token {create_token(steward)}"})
        rule = {"soort": "patroon", "kolommen": ["a"], "parameters": {"patroon": pattern}}
        answer = client.post(
            f"{API}/datasets/{filled.slug}/regels",
            json.dumps({**rule, "ernst": "waarschuwing", "status": "actief"}),
            content_type="application/json",
        )
        work_off()
        assert answer.status_code in (201, 400)
        assert not Job.objects.exclude(state=Job.State.DONE).exists()


def test_a_header_of_mark_up_and_a_formula_are_text_on_every_page_and_in_the_export(
    as_: As, dataset: Dataset, steward: User
) -> None:
    client = as_(steward)
    for name in ("mark-up", "formulas"):
        other = make_dataset(dataset.department, f"Demo {name}", steward=steward)
        delivery = deliver(other, BAD[name].content(), by=steward)
        if delivery.status == DeliveryStatus.AWAITING:
            accept_delivery(delivery, by=steward)
        for view in ("rows", "detail", "quality", "deliveries"):
            page = client.get(reverse(f"datasets:{view}", args=[other.slug])).content.decode()
            assert "<img src=x" not in page
            assert "<script>alert(1)" not in page
        table = client.get(reverse("datasets:rows_csv", args=[other.slug]))
        text = b"".join(table.streaming_content).decode("utf-8-sig")
        assert not re.search(r'(^|;|,|\n)"?[=＝]', text)


def test_every_end_is_tried() -> None:
    assert {bad.ends for bad in BAD.values()} == {DOOR, FAILED, READ}

"""Rules that compare with another dataset or name no row: what pages and the API tell, and to whom."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from datasets.lifecycle import Classification, Mode, Refused
from datasets.models import Dataset, Finding
from datasets.services import show_values, validate_rule
from people.models import Department, User
from people.services import create_token
from tests.conftest import As
from tests.datasets.factories import deliver, make_dataset, make_rule

pytestmark = pytest.mark.django_db
HIDDEN = ("geheim", "verborgen", "stiekem", "Ommen", "9876")


def ask(user: User, path: str) -> Any:
    client = Client(headers={"Authorization": f"Bearer {create_token(user)}"})
    return json.loads(client.get(f"/api/v1/datasets/{path}").content)


@pytest.fixture
def comparing(department: Department, steward: User) -> Dataset:
    """An open dataset with rules that compare with a shielded one, and fail."""
    secret = make_dataset(department, name="Demo-geheim", steward=steward, shielded=True)
    deliver(secret, "verborgen;stiekem;bedrag\n1;Ommen;9876\n2;Ommen;5\n")
    dataset = make_dataset(department, name="Demo-open")
    deliver(dataset, "nr;n\n1;4\n2;5\n")
    there = {"dataset": secret.slug, "kolom": "bedrag"}
    make_rule(dataset, "gelijk-aan", ["nr", "n"], parameters={**there, "sleutel": ["verborgen"]})
    filtered = {"filterkolom": "stiekem", "filterwaarde": "Ommen"}
    make_rule(dataset, "totaal", ["n"], parameters={**there, **filtered}, severity="blocking")
    return dataset


def test_what_a_rule_compares_with_is_told_only_to_who_may_know(
    comparing: Dataset, steward: User, outsider: User
) -> None:
    run = comparing.runs.order_by("-number")[0].number
    slug = comparing.slug
    for path in (
        f"{slug}/regels",
        f"{slug}/regels/1",
        f"{slug}/regels/2",
        f"{slug}/controles/{run}",
    ):
        known, hidden = json.dumps(ask(steward, path)), json.dumps(ask(outsider, path))
        assert "demo-geheim" in known
        assert "bedrag" in known
        assert [word for word in HIDDEN if word in hidden] == []
        assert "een andere dataset" in hidden


def test_no_page_tells_what_a_rule_compares_with(
    as_: As, comparing: Dataset, steward: User, outsider: User
) -> None:
    run = comparing.runs.order_by("-number")[0].number
    pages = [
        reverse("datasets:rule", args=[comparing.slug, 1]),
        reverse("datasets:rule", args=[comparing.slug, 2]),
        reverse("datasets:run", args=[comparing.slug, run]),
        reverse("datasets:quality", args=[comparing.slug]),
    ]
    for url in pages:
        seen = as_(steward).get(url).content.decode()
        assert "Demo-geheim" in seen, url
        assert "9876" not in seen, url  # a hit list tells what is here, not what is there
        page = as_(outsider).get(url).content.decode()
        assert "een andere dataset" in page, url
        assert [word for word in HIDDEN if word in page] == [], url


def test_a_rule_compares_only_with_a_dataset_whose_rows_its_writer_may_read(
    comparing: Dataset, steward: User, outsider: User
) -> None:
    told = {"dataset": "demo-geheim", "kolom": "bedrag"}
    for kind, columns, more in (
        ("gelijk-aan", ["nr", "n"], {"sleutel": ["verborgen"]}),
        ("totaal", ["n"], {}),
    ):
        validate_rule(comparing, kind=kind, columns=columns, parameters=told | more, by=steward)
        with pytest.raises(Refused, match="reference-unknown"):
            validate_rule(
                comparing, kind=kind, columns=columns, parameters=told | more, by=outsider
            )


@pytest.fixture
def gapped(department: Department, steward: User) -> Dataset:
    """Confidential deliveries about 2022 and 2024, and none about 2023."""
    dataset = make_dataset(
        department,
        mode=Mode.ACCUMULATES,
        classification=Classification.CONFIDENTIAL,
        steward=steward,
    )
    deliver(dataset, "nr;wijk\n1;Geheimwijk\n2;Elders\n", period="2022")
    deliver(dataset, "nr;wijk\n1;Geheimwijk\n", period="2024")
    make_rule(dataset, "perioden", [], parameters={"van": "2022", "tot": "2024"})
    make_rule(dataset, "aantal-rijen", [], parameters={"maxRijen": 0}, severity="blocking")
    make_rule(dataset, "verdeling", ["wijk"], parameters={"maxPunten": 5})
    return dataset


def test_a_page_names_what_failed_where_that_is_no_row(
    as_: As, gapped: Dataset, steward: User, colleague: User, outsider: User
) -> None:
    run = gapped.runs.order_by("-number")[0].number
    url = reverse("datasets:run", args=[gapped.slug, run])
    page = as_(steward).get(url).content.decode()
    assert "van de 3 perioden" in page
    assert '<th scope="row">2023</th>' in page
    assert "1 rijen; over 2024; eerder: 2 rijen; vergeleken met levering 1" in page
    assert "Geheimwijk" in page
    for who in (colleague, outsider):
        page = as_(who).get(url).content.decode()
        assert "van de 3 perioden" in page
        assert "Geheimwijk" not in page
        assert '<th scope="row">2023</th>' not in page


def test_the_api_names_what_failed_where_that_is_no_row(gapped: Dataset, steward: User) -> None:
    run = gapped.runs.order_by("-number")[0].number
    missing, rows, _shares = ask(steward, f"{gapped.slug}/controles/{run}")["uitkomsten"]
    assert missing["voorbeelden"] == [
        {
            "regelnummer": None,
            "levering": "",
            "sleutel": "",
            "waarden": {},
            "onderdeel": "2023",
            "feiten": {},
        }
    ]
    assert rows["voorbeelden"][0]["feiten"]["vorige"] == 2


def test_a_category_of_a_personal_column_stands_masked_and_has_no_row_to_show(
    gapped: Dataset, steward: User
) -> None:
    gapped.columns.filter(name="wijk").update(personal="ordinary")
    rule = gapped.rules.get(kind="verdeling")
    make_rule(gapped, "gevuld", ["nr"])  # another check
    finding = Finding.objects.filter(rule=rule).order_by("-run__number")[0]
    assert finding.failed == 2
    told = json.dumps(finding.examples)
    assert "Geheimwijk" not in told
    assert "Elders" not in told
    assert show_values(finding, by=steward, reason="een vraag van de bron").rows == []


def test_a_flag_says_what_it_counts(as_: As, gapped: Dataset, steward: User) -> None:
    page = as_(steward).get(reverse("datasets:detail", args=[gapped.slug])).content.decode()
    assert "1 van de 3 perioden voldoet niet" in page
    assert "1 van de 1 leveringen voldoet niet" in page

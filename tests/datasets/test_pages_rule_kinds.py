"""The kinds of rules as a steward meets them: found by any word, and written in a form."""

import html
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from datasets import quality
from datasets.api.kind import BODIES
from datasets.models import Dataset, Rule
from people.models import Department, User
from tests.conftest import As
from tests.datasets.factories import deliver, make_dataset

ROWS = (
    "nr;bsn;code;begin;eind;totaal;deel\n"
    "1;123456782;GM0193;01-02-2024;01-03-2024;3;1\n"
    "2;111222333;GM0017;05-02-2024;01-02-2024;4;2\n"
)


@pytest.fixture
def dataset(department: Department, steward: User, owner: User) -> Dataset:
    made = make_dataset(department, steward=steward, owner=owner, key=["nr"])
    deliver(made, ROWS)
    return made


def url(name: str, dataset: Dataset, *args: object) -> str:
    return reverse(f"datasets:{name}", args=[dataset.slug, *args])


def offered(client: Client, dataset: Dataset, words: str = "") -> set[str]:
    """The kinds that the page offers for those words."""
    page = client.get(url("rule_choose", dataset), {"zoek": words}).content.decode()
    return set(re.findall(r"/regels/nieuw/([a-z-]+)\"", page))


def test_every_kind_that_has_columns_here_is_offered_with_sentence_and_example(
    as_: As, steward: User, dataset: Dataset
) -> None:
    client = as_(steward)
    page = html.unescape(client.get(url("rule_choose", dataset)).content.decode())
    assert {"bsn", "som", "datumbereik", "gemeentecode", "voorwaardelijk-gevuld"} <= offered(
        client, dataset
    )
    assert page.index("Volledig") < page.index("Actueel") < page.index("Juist")
    assert "… is een IBAN" in page
    assert "Geen geboortedatum ligt in de toekomst." in page


@pytest.mark.parametrize(
    ("words", "kinds"),
    [
        ("sofinummer", {"bsn"}),
        ("TOEKOMST", {"datumbereik"}),
        ("herindeling", {"gemeentecode"}),
        ("één keer", {"uniek"}),
        ("een keer", {"uniek"}),
        ("delen optellen", {"som"}),
        ("xyzzy", set()),
    ],
)
def test_a_kind_is_found_by_the_words_that_people_use(
    as_: As, steward: User, dataset: Dataset, words: str, kinds: set[str]
) -> None:
    assert offered(as_(steward), dataset, words) == kinds


def test_where_no_kind_answers_the_page_shows_the_way_back(
    as_: As, steward: User, dataset: Dataset
) -> None:
    page = as_(steward).get(url("rule_choose", dataset), {"zoek": "<script>"}).content.decode()
    assert "Niets gevonden" in page
    assert "Toon alle zinnen" in page
    assert "<script>&quot;" not in page


def test_only_who_writes_rules_sees_the_kinds(
    as_: As, owner: User, colleague: User, dataset: Dataset
) -> None:
    assert as_(colleague).get(url("rule_choose", dataset)).status_code == 404
    Dataset.objects.filter(pk=dataset.pk).update(shielded=True)
    assert as_(colleague).get(url("rule_choose", dataset)).status_code == 404


def test_a_kind_that_no_column_fits_is_told_but_not_offered(
    as_: As, steward: User, department: Department
) -> None:
    texts = make_dataset(department, steward=steward, name="Alleen tekst")
    deliver(texts, "naam;plaats\na;b\nc;d\n")
    found = offered(as_(steward), texts)
    assert {"gevuld", "email", "aantal-rijen"} <= found
    assert not {"som", "datumbereik", "maximale-leeftijd"} & found


def test_every_kind_has_a_form_in_words(as_: As, steward: User, dataset: Dataset) -> None:
    client = as_(steward)
    for name, kind in quality.KINDS.items():
        fields = client.get(url("rule_new", dataset, name)).context["form"].fields
        assert sum(field.startswith("column_") for field in fields) >= kind.column_count[0]
        for parameter in kind.parameters:
            if (name, parameter.name) == ("verwijzing", "waarden"):
                continue  # a rule against a list is the kind in-lijst
            label = str(fields[f"parameter_{parameter.name}"].label)
            assert label != parameter.name, f"{name}: a parameter without words"


WRITTEN: list[tuple[str, dict[str, str], list[str], dict[str, Any]]] = [
    ("datumbereik",
     {"column_1": "begin", "parameter_minimum": "1-1-2020", "parameter_maximum": "vandaag"},
     ["begin"], {"minimum": "2020-01-01", "maximum": "vandaag"}),
    ("vergelijking",
     {"column_1": "deel", "column_2": "totaal", "parameter_teken": "<="},
     ["deel", "totaal"], {"teken": "<="}),
    ("som", {"column_1": "totaal", "column_2": "deel", "column_4": "nr", "parameter_marge": "1,5",
             "parameter_leegIsNul": "on"},
     ["totaal", "deel", "nr"], {"marge": 1.5, "leegIsNul": True}),
    ("gemeentecode",
     {"column_1": "code", "parameter_jaar": "2018", "parameter_vorm": "GM0193"},
     ["code"], {"jaar": "2018", "vorm": "GM0193"}),
    ("voorwaardelijk-gevuld",
     {"column_1": "code", "column_2": "begin", "parameter_waarden": "GM0193\nGM0017\n"},
     ["code", "begin"], {"waarden": ["GM0193", "GM0017"], "leeg": False}),
    ("lengte", {"column_1": "code", "parameter_minimum": "6", "parameter_maximum": "6"},
     ["code"], {"minimum": 6, "maximum": 6}),
    ("maximale-leeftijd", {"column_1": "begin", "parameter_dagen": "1.000"},
     ["begin"], {"dagen": 1000}),
    ("bsn", {"column_1": "bsn"}, ["bsn"], {"achtCijfers": False}),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "fields", "columns", "parameters"), WRITTEN)
def test_a_rule_is_written_as_it_was_typed_and_typed_again_as_it_was_written(
    as_: As,
    steward: User,
    dataset: Dataset,
    kind: str,
    fields: dict[str, str],
    columns: list[str],
    parameters: dict[str, Any],
) -> None:
    client = as_(steward)
    response = client.post(url("rule_new", dataset, kind), fields)
    assert response.status_code == 302, response.content.decode()
    rule = dataset.rules.get()
    assert (rule.columns, rule.parameters) == (columns, parameters)
    assert client.get(url("rule_edit", dataset, rule.number)).status_code == 200
    page = client.get(url("rule_edit", dataset, rule.number))
    form = page.context["form"]
    assert (form.columns, form.parameters) == (columns, parameters)


@pytest.mark.parametrize(
    ("kind", "fields", "told"),
    [
        ("vergelijking", {"column_1": "code", "column_2": "nr", "parameter_teken": "="},
         "zijn niet te vergelijken"),
        ("datumbereik", {"column_1": "begin", "parameter_minimum": "ooit"}, "vandaag - 30 dagen"),
        ("gemeentecode", {"column_1": "code", "parameter_jaar": "1999"}, "2010 tot en met 2026"),
        ("som", {"column_1": "totaal"}, "Kies een kolom"),
        ("maximale-leeftijd", {"column_1": "begin"}, "Dit veld"),
    ],
)  # fmt: skip
def test_what_cannot_be_checked_is_refused_in_plain_words(
    as_: As, steward: User, dataset: Dataset, kind: str, fields: dict[str, str], told: str
) -> None:
    response = as_(steward).post(url("rule_new", dataset, kind), fields)
    assert response.status_code == 422
    assert told in html.unescape(response.content.decode())
    assert not Rule.objects.exists()


def test_the_example_of_each_kind_in_the_api_is_a_rule_that_can_be_checked() -> None:
    assert set(BODIES) == set(quality.KINDS)
    for kind, body in BODIES.items():
        spec = quality.RuleSpec.from_dict({"soort": kind, **body})
        known = quality.KINDS[kind]
        places = [known.fits_at(place) for place in range(len(body["kolommen"]))]
        types = ["getal" if "getal" in fits else fits[0] for fits in places]
        quality.validate(spec, dict(zip(body["kolommen"], types, strict=True)))
        quality.describe(spec)

"""Rules out and in: nothing is written before a yes, nothing hostile gets through, nothing leaks."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from datasets.api.vocabulary import RULE_STATUS, SEVERITY
from datasets.lifecycle import Origin, Refused, RuleStatus
from datasets.models import Dataset, Rule
from datasets.services import edit_dataset
from datasets.services.rule_exchange import match_columns
from datasets.services.rule_file import (
    LARGEST,
    MOST_RULES,
    SEVERITY_WORDS,
    STATUS_WORDS,
    read_rule_file,
)
from people.models import Department, User
from people.services import create_token
from tests.conftest import As
from tests.datasets.factories import deliver, make_dataset, make_rule

ROWS = "nr;straat;bedrag\n1;Dorpsstraat;12,50\n2;Kerkweg;9,00\n"


@pytest.fixture
def source(department: Department, steward: User) -> Dataset:
    dataset = make_dataset(department, "Demo-bron", steward=steward)
    deliver(dataset, ROWS)
    make_rule(
        dataset,
        "gevuld",
        ["straat"],
        severity="blocking",
        norm_share=0.05,
        reason="Post",
        active=False,
    )
    make_rule(dataset, "uniek", ["nr"], active=False)
    bounds = {"minimum": 0, "maximum": 100}
    make_rule(dataset, "bereik", ["bedrag"], parameters=bounds, active=False)
    return dataset


@pytest.fixture
def target(department: Department, steward: User) -> Dataset:
    dataset = make_dataset(department, "Demo-doel", steward=steward)
    deliver(dataset, "NR;Straat naam;omzet\n1;Dorpsstraat;12,50\n")
    return dataset


def url(name: str, *slugs: str) -> str:
    return reverse(f"datasets:{name}", args=slugs)


def exported(client: Client, dataset: Dataset) -> dict[str, Any]:
    answer = client.get(url("rules_export", dataset.slug))
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    told: dict[str, Any] = json.loads(answer.content)
    return told


def as_file(content: str | bytes) -> SimpleUploadedFile:
    data = content.encode() if isinstance(content, str) else content
    return SimpleUploadedFile("regels.json", data, content_type="application/json")


# --- the file ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "code", "params"),
    [
        (b"{", "rules-syntax", {"line": 1, "column": 2}),
        (b'[\n  {"soort": "gevuld",}\n]', "rules-syntax", {"line": 2}),
        (b"\xff\xfe[]", "rules-not-text", {}),
        (b"[" * 100_000, "rules-too-deep", {}),
        (b"[" * 30 + b"]" * 30, "rules-too-deep", {}),
        (b'[{"norm": {"maxAandeel": NaN}}]', "rules-number", {"number": "NaN"}),
        (b'[{"norm": {"maxAantal": -Infinity}}]', "rules-number", {}),
        (b'[{"norm": {"maxAantal": 1e999}}]', "rules-number", {}),
        (b'[{"norm": {"maxAantal": ' + b"9" * 5000 + b"}}]", "rules-number", {}),
        (b'[{"soort": "a", "soort": "b"}]', "rules-twice", {"name": "soort"}),
        (b'[{"soort": "gev\\u0000uld"}]', "rules-bad-text", {}),
        (b'[{"soort": "\\ud800"}]', "rules-bad-text", {}),
        (b'{"versie": 2, "regels": []}', "rules-version", {"found": "2"}),
        (b'{"rules": []}', "rules-shape", {}),
        (b'"tekst"', "rules-shape", {}),
        (b"[]", "rules-none", {}),
        (b"[" + b"1," * MOST_RULES + b"1]", "rules-too-many", {"found": MOST_RULES + 1}),
        (b" " * (LARGEST + 1), "rules-too-large", {"limit": 1}),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_the_place_and_the_reason(
    content: bytes, code: str, params: dict[str, Any]
) -> None:
    with pytest.raises(Refused) as refused:
        read_rule_file(content)
    assert refused.value.code == code
    assert {name: refused.value.params[name] for name in params} == params


def test_a_bad_rule_does_not_take_the_others_along() -> None:
    entries = read_rule_file(
        json.dumps(
            [
                {"soort": "gevuld", "kolommen": ["nr"]},
                3,
                {"soort": "gevuld", "kolommen": "nr"},
                {"soort": "gevuld", "kolommen": ["nr"], "ernst": "erg"},
                {"soort": "gevuld", "kolommen": ["nr"], "norm": {"maxAantal": 10**25}},
                {"soort": "gevuld", "kolommen": ["nr"], "sql": "DROP"},
            ]
        )
    )
    assert [entry.error.code if entry.error else "" for entry in entries] == [
        "",
        "bad-rule",
        "bad-rule",
        "bad-rule",
        "bad-norm",
        "unknown-key",
    ]


def test_the_file_speaks_the_words_of_the_api() -> None:
    assert SEVERITY_WORDS == SEVERITY
    assert STATUS_WORDS == RULE_STATUS


def test_columns_are_matched_by_name_then_without_signs_then_by_likeness() -> None:
    here = ["Nr", "Straat_naam", "omzet", "Bedrag 2024"]
    assert match_columns(["nr", "straatnaam", "bedrag_2023", "vreemd"], here) == {
        "nr": "Nr",
        "straatnaam": "Straat_naam",
        "bedrag_2023": "Bedrag 2024",
    }


# --- pages ---------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_what_was_exported_is_there_already_here_and_new_in_an_empty_dataset(
    as_: As, source: Dataset, department: Department, steward: User
) -> None:
    client = as_(steward)
    told = exported(client, source)
    assert told["dataset"] == {"id": "demo-bron", "naam": "Demo-bron"}
    assert told["regels"][0] == {
        "id": 1,
        "soort": "gevuld",
        "kolommen": ["straat"],
        "parameters": {},
        "ernst": "blokkerend",
        "norm": {"maxAandeel": 0.05},
        "reden": "Post",
        "status": "concept",
    }
    text = json.dumps(told)
    here = client.post(url("rules_import", source.slug), {"tekst": text})
    assert [row["state"] for row in here.context["rows"]] == ["same"] * 3
    empty = make_dataset(department, "Demo-leeg", steward=steward)
    address = url("rules_import", empty.slug)
    seen = client.post(address, {"bestand": as_file(text)})
    assert [row["state"] for row in seen.context["rows"]] == ["new"] * 3
    assert not empty.rules.exists()
    done = client.post(address, {"tekst": text, "regel": ["1", "3"], "overnemen": "ja"})
    assert done.status_code == 302
    made = list(empty.rules.order_by("number"))
    assert [(rule.kind, rule.status, rule.origin) for rule in made] == [
        ("gevuld", RuleStatus.DRAFT, Origin.IMPORT),
        ("bereik", RuleStatus.DRAFT, Origin.IMPORT),
    ]
    assert (made[0].severity, made[0].norm_share, made[0].reason) == ("blocking", 0.05, "Post")
    assert empty.changes.filter(rule__isnull=False).count() == 2


@pytest.mark.django_db
def test_the_preview_says_per_rule_what_is_wrong_and_shows_html_as_text(
    as_: As, source: Dataset, steward: User
) -> None:
    rules = [
        {"soort": "gevuld", "kolommen": ["Straat"]},
        {"soort": "gevult", "kolommen": ["nr"]},
        {"soort": "bereik", "kolommen": ["bedrag"], "parameters": {"minimum": "veel"}},
        {"soort": "in-lijst", "kolommen": ["nr"], "parameters": {"waarden": 5}},
        {"soort": "<img src=x onerror=alert(1)>", "kolommen": ["</script>"]},
        {"soort": "verwijzing", "kolommen": ["nr"], "parameters": {"dataset": ["x"]}},
        {"soort": "gevuld", "kolommen": ["nr"], "reden": "<b>x</b>"},
        {"soort": "gevuld", "kolommen": ["nr"]},
    ]
    client, address = as_(steward), url("rules_import", source.slug)
    answer = client.post(address, {"tekst": json.dumps(rules)})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Bedoel je “straat”?" in page
    assert "Bedoel je “gevuld”?" in page
    assert "<img src=x" not in page
    assert "&lt;/script&gt;" in page
    states = [row["state"] for row in answer.context["rows"]]
    assert states == ["impossible"] * 6 + ["new", "same"]
    again = {"tekst": json.dumps(rules), "overnemen": "ja", "regel": ["1", "7"]}
    assert client.post(address, again).status_code == 200  # one of them is impossible
    assert source.rules.count() == 3


@pytest.mark.django_db
def test_wrong_input_is_told_in_plain_words(as_: As, source: Dataset, steward: User) -> None:
    wrong: list[tuple[dict[str, Any], str]] = [
        ({}, "Kies een bestand"),
        ({"tekst": "[\n{]"}, "regel 2, positie 2"),
        ({"bestand": as_file("")}, "geen geldige JSON"),
        ({"bestand": as_file("[" * 50_000)}, "te diep"),
        ({"tekst": "[]"}, "geen regels"),
    ]
    for sent, said in wrong:
        answer = as_(steward).post(url("rules_import", source.slug), sent)
        assert answer.status_code == 422
        assert said in answer.content.decode()


@pytest.mark.django_db
def test_only_who_writes_rules_brings_them_in_or_copies_them(
    as_: As, source: Dataset, target: Dataset, owner: User, outsider: User, steward: User
) -> None:
    text = json.dumps([{"soort": "gevuld", "kolommen": ["nr"]}])
    for person in (owner, outsider):
        client = as_(person)
        assert client.get(url("rules_export", source.slug)).status_code == 200
        for address in (
            url("rules_import", source.slug),
            url("rules_targets", source.slug),
            url("rules_copy", source.slug, target.slug),
        ):
            assert client.get(address).status_code == 404
        sent = {"tekst": text, "overnemen": "ja", "regel": "1"}
        assert client.post(url("rules_import", source.slug), sent).status_code == 404
    edit_dataset(source, by=steward, shielded=True)
    assert as_(outsider).get(url("rules_export", source.slug)).status_code == 404


@pytest.mark.django_db
def test_an_export_tells_nothing_of_a_dataset_out_of_sight(
    as_: As, source: Dataset, department: Department, steward: User, outsider: User
) -> None:
    secret = make_dataset(department, "Demo-geheim", steward=steward, shielded=True)
    deliver(secret, "verborgen;x\n1;a\n")
    told = {"dataset": secret.slug, "kolom": "verborgen"}
    make_rule(source, "verwijzing", ["nr"], parameters=told, active=False)
    assert "demo-geheim" in json.dumps(exported(as_(steward), source))
    hidden = json.dumps(exported(as_(outsider), source))
    assert "geheim" not in hidden
    assert "verborgen" not in hidden


@pytest.mark.django_db
def test_rules_are_copied_to_a_like_dataset_with_their_columns_matched(
    as_: As, source: Dataset, target: Dataset, steward: User, department: Department
) -> None:
    make_dataset(department, "Demo-anders", steward=steward)
    client = as_(steward)
    found = client.get(url("rules_targets", source.slug)).context["found"]
    assert [(one.dataset.slug, one.found, one.needed) for one in found][0] == ("demo-doel", 1, 3)
    address = url("rules_copy", source.slug, target.slug)
    first = client.get(address)
    assert [row["state"] for row in first.context["rows"]] == ["new", "new", "impossible"]
    asked = {field.label: field.html_name for field in first.context["mapping"]}
    chosen = {asked["nr"]: "NR", asked["straat"]: "Straat naam", asked["bedrag"]: "omzet"}
    again = client.post(address, {**chosen, "opnieuw": "ja"})
    assert [row["state"] for row in again.context["rows"]] == ["new"] * 3
    assert not target.rules.exists()
    sent = {**chosen, "overnemen": "ja", "regel": ["1", "2", "3"]}
    assert client.post(address, sent).status_code == 302
    made = target.rules.order_by("number")
    assert [rule.columns for rule in made] == [["Straat naam"], ["NR"], ["omzet"]]
    assert {rule.origin for rule in made} == {Origin.COPY}
    assert client.get(url("rules_copy", source.slug, source.slug)).status_code == 404


@pytest.mark.django_db
def test_five_hundred_rules_ask_the_database_as_often_as_five(
    as_: As, source: Dataset, steward: User, django_assert_max_num_queries: Any
) -> None:
    rules = [
        {"soort": "bereik", "kolommen": ["bedrag"], "parameters": {"maximum": n}}
        for n in range(MOST_RULES)
    ]
    client, sent = as_(steward), {"tekst": json.dumps(rules)}
    address = url("rules_import", source.slug)
    with django_assert_max_num_queries(15):
        assert client.post(address, sent).context["fresh"] == MOST_RULES
    sent |= {"overnemen": "ja", "regel": [str(n) for n in range(1, MOST_RULES + 1)]}  # type: ignore[dict-item]
    with django_assert_max_num_queries(40):
        assert client.post(address, sent).status_code == 302
    assert source.rules.count() == MOST_RULES + 3


# --- the API -------------------------------------------------------------------------------------


def api(user: User) -> Client:
    return Client(headers={"Authorization": f"Token {create_token(user)}"})


@pytest.mark.django_db
def test_the_api_exports_judges_and_takes_over(
    source: Dataset, target: Dataset, steward: User, outsider: User
) -> None:
    client, base = api(steward), "/api/v1/datasets"
    told = client.get(f"{base}/{source.slug}/regels/uitvoer").json()
    path = f"{base}/{target.slug}/regels/invoer"
    seen = client.post(path, json.dumps(told), content_type="application/json")
    assert seen.status_code == 200
    assert [rule["oordeel"] for rule in seen.json()["regels"]] == ["kan-niet"] * 3
    assert "Bedoel je “NR”?" in seen.json()["regels"][1]["reden"]
    body = json.dumps([{"soort": "gevuld", "kolommen": ["NR"]}])
    done = client.post(f"{path}?uitvoeren=true", body, content_type="application/json")
    assert (done.status_code, done.json()["gemaakt"]) == (201, [1])
    bad = client.post(path, "[\n  {,", content_type="application/json")
    assert bad.status_code == 400
    assert "regel 2, positie 4" in bad.json()["detail"]
    assert (
        client.post(f"{path}?uitvoeren=ja", body, content_type="application/json").status_code
        == 400
    )
    assert api(outsider).post(path, body, content_type="application/json").status_code == 403


@pytest.mark.django_db
def test_the_api_copies_rules_to_another_dataset(
    source: Dataset, target: Dataset, steward: User, outsider: User
) -> None:
    path = f"/api/v1/datasets/{source.slug}/regels/kopie"
    body = {"naar": target.slug, "kolommen": {"straat": "Straat naam", "bedrag": "omzet"}}
    seen = api(steward).post(path, json.dumps(body), content_type="application/json")
    assert [rule["oordeel"] for rule in seen.json()["regels"]] == ["nieuw"] * 3
    assert not Rule.objects.filter(dataset=target).exists()
    body |= {"uitvoeren": True, "regels": [2]}
    done = api(steward).post(path, json.dumps(body), content_type="application/json")
    assert done.status_code == 201
    assert [rule.columns for rule in target.rules.all()] == [["NR"]]
    assert (
        api(outsider).post(path, json.dumps(body), content_type="application/json").status_code
        == 403
    )
    body["naar"] = "bestaat-niet"
    assert (
        api(steward).post(path, json.dumps(body), content_type="application/json").status_code
        == 404
    )

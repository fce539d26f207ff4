"""The main job through the API: register, deliver, write rules, check, flags, trust."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from datasets.models import Dataset, Delivery
from kit.jobs import work_off
from kit.models import Job
from people.models import Department, User
from people.services import create_token

ROOT = "/api/v1"
CSV = (
    "nr;postcode;bedrag;start;eind\n"
    "0001;8011 AA;12,50;01-02-2024;01-03-2024\n"
    "0002;8011 AB;?;02-02-2024;01-02-2024\n"
    "0003;80;7,25;03-02-2024;04-03-2024\n"
    "0003;;8,00;04-02-2024;05-03-2024\n"
)


class Api:
    """The API as one person, answers read as JSON."""

    def __init__(self, user: User) -> None:
        self.client = Client(headers={"Authorization": f"Token {create_token(user)}"})

    def get(self, path: str, status: int = 200) -> Any:
        return self._read(self.client.get(ROOT + path), status)

    def post(self, path: str, body: Any = None, status: int = 201) -> Any:
        answer = self.client.post(ROOT + path, json.dumps(body), content_type="application/json")
        return self._read(answer, status)

    def deliver(
        self, slug: str, text: str | bytes, *, status: int = 202, name: str = "b.csv", **more: str
    ) -> Any:
        content = text.encode() if isinstance(text, str) else text
        file = SimpleUploadedFile(name, content, content_type="text/csv")
        answer = self.client.post(f"{ROOT}/datasets/{slug}/leveringen", {"bestand": file, **more})
        return self._read(answer, status)

    def _read(self, answer: Any, status: int) -> Any:
        assert answer.status_code == status, answer.content.decode()
        return answer.json()


@pytest.fixture
def api(steward: User) -> Api:
    return Api(steward)


@pytest.fixture
def dataset(api: Api, department: Department) -> str:
    made = api.post(
        "/datasets",
        {
            "naam": "Demo aanvragen",
            "omschrijving": "Aanvragen om te oefenen.",
            "doel": "Zien of het werkt.",
            "afdeling": department.pk,
            "verversing": "maandelijks",
            "leverwijze": "vervangt",
            "sleutel": ["nr"],
            "classificatie": "intern",
        },
    )
    assert made["id"] == "demo-aanvragen"
    return str(made["id"])


def test_a_file_becomes_a_checked_delivery_with_its_reading_told(api: Api, dataset: str) -> None:
    receipt = api.deliver(dataset, CSV)
    assert receipt == {"nummer": 1, "status": "ontvangen", "ongewijzigd": False}
    work_off()
    told = api.get(f"/datasets/{dataset}/leveringen/1")
    assert told["status"] == "gecontroleerd"
    assert (told["rijen"], told["afgekeurdeRijen"]) == (4, 0)
    types = {column["naam"]: column["type"] for column in told["kolommen"]}
    assert types == {
        "nr": "tekst",
        "postcode": "tekst",
        "bedrag": "getal",
        "start": "datum",
        "eind": "datum",
    }
    assert told["lezing"]["codering"] == "utf-8"
    assert told["lezing"]["scheidingsteken"] == ";"
    assert told["lezing"]["kopregel"] == 1
    assert len(told["sha256"]) == 64
    missing = next(c for c in told["kolommen"] if c["naam"] == "bedrag")["ontbrekend"]
    assert missing == {"?": 1}
    kept = json.dumps(Delivery.objects.get().reading)
    assert "8011 AA" not in kept  # values live in the table alone


def test_rules_find_exactly_the_planted_defects_and_flags_go_up(api: Api, dataset: str) -> None:
    api.deliver(dataset, CSV)
    work_off()
    rules = [
        ("gevuld", ["bedrag"], {}, "blokkerend", {}),
        ("uniek", ["nr"], {}, "waarschuwing", {}),
        ("postcode", ["postcode"], {}, "waarschuwing", {"maxAantal": 1}),
        ("datumvolgorde", ["start", "eind"], {}, "waarschuwing", {}),
        ("bereik", ["bedrag"], {"minimum": 0, "maximum": 10}, "waarschuwing", {"maxAandeel": 0.5}),
    ]
    for kind, columns, parameters, severity, norm in rules:
        api.post(
            f"/datasets/{dataset}/regels",
            {
                "soort": kind,
                "kolommen": columns,
                "parameters": parameters,
                "ernst": severity,
                "norm": norm,
            },
        )
    started = api.post(f"/datasets/{dataset}/controles", status=202)
    work_off()
    told = api.get(f"/datasets/{dataset}/controles/{started['id']}")
    assert (told["status"], told["voortgang"]) == ("klaar", 100)
    counts = {
        o["regel"]: (o["gecontroleerd"], o["afwijkend"], o["oordeel"]) for o in told["uitkomsten"]
    }
    assert counts == {
        1: (4, 1, "voldoet-niet"),
        2: (4, 2, "voldoet-niet"),
        3: (3, 1, "voldoet"),
        4: (4, 1, "voldoet-niet"),
        5: (3, 1, "voldoet"),
    }
    first = told["uitkomsten"][0]["voorbeelden"]
    assert [example["regelnummer"] for example in first] == [3]
    assert first[0]["sleutel"] == "nr:0002"

    flags = api.get(f"/datasets/{dataset}/vlaggen")["resultaten"]
    assert {(flag["regel"], flag["ernst"]) for flag in flags} == {
        (1, "blokkerend"),
        (2, "waarschuwing"),
        (4, "waarschuwing"),
    }
    trust = api.get(f"/datasets/{dataset}/vertrouwen")
    assert trust["staat"] == "rood"
    assert trust["dimensies"]["volledig"]["staat"] == "rood"
    assert trust["dimensies"]["juist"]["staat"] == "oranje"
    assert trust["dimensies"]["actueel"]["staat"] == "groen"
    assert trust["redenen"][0]["staat"] == "rood"
    assert trust["redenen"][0]["bewijs"] == f"/api/v1/datasets/{dataset}/regels/1"


def test_a_repaired_delivery_closes_the_flags_and_trust_is_green(api: Api, dataset: str) -> None:
    api.deliver(dataset, CSV)
    work_off()
    for kind, columns in (("gevuld", ["bedrag"]), ("uniek", ["nr"])):
        api.post(f"/datasets/{dataset}/regels", {"soort": kind, "kolommen": columns})
    work_off()
    assert api.get(f"/datasets/{dataset}/vertrouwen")["staat"] == "oranje"
    api.deliver(dataset, "nr;postcode;bedrag;start;eind\n1x;8011 AA;1,5;01-02-2024;02-02-2024\n")
    assert api.get(f"/datasets/{dataset}/vertrouwen")["staat"] == "oranje"
    work_off()
    trust = api.get(f"/datasets/{dataset}/vertrouwen")
    assert trust["staat"] == "groen", trust
    flags = api.get(f"/datasets/{dataset}/vlaggen")["resultaten"]
    assert len(flags) == 2
    assert all(flag["gesloten"] for flag in flags)
    assert api.get(f"/datasets/{dataset}/vlaggen?open=true")["aantal"] == 0


def test_without_rules_nothing_looks_green(api: Api, dataset: str) -> None:
    assert api.get(f"/datasets/{dataset}/vertrouwen")["staat"] == "onbekend"
    api.deliver(dataset, CSV)
    work_off()
    trust = api.get(f"/datasets/{dataset}/vertrouwen")
    assert trust["staat"] == "onbekend"
    assert trust["dimensies"]["volledig"]["staat"] == "onbekend"
    assert trust["redenen"]


def test_the_same_bytes_again_are_a_delivery_without_change(api: Api, dataset: str) -> None:
    api.deliver(dataset, CSV)
    twice = api.deliver(dataset, CSV, status=200)
    assert twice == {"nummer": 1, "status": "ontvangen", "ongewijzigd": True}
    work_off()
    again = api.deliver(dataset, CSV, status=200)
    assert again == {"nummer": 2, "status": "gecontroleerd", "ongewijzigd": True}
    assert api.get(f"/datasets/{dataset}/leveringen")["aantal"] == 2
    # Nothing is read or checked again; what was to be repaired is looked for, and still missing.
    assert [job.kind for job in Job.objects.filter(finished_at=None)] == ["verify"]


def test_periods_add_up_and_a_second_delivery_replaces_its_period(
    api: Api, department: Department
) -> None:
    slug = api.post(
        "/datasets",
        {"naam": "Jaren", "afdeling": department.pk, "leverwijze": "vult-aan", "sleutel": ["nr"]},
    )["id"]
    refused = api.deliver(slug, "nr;n\n1a;2\n", status=400)
    assert refused["fouten"][0]["naam"] == "periode"
    api.deliver(slug, "nr;n\n1a;2\n1b;3\n", periode="2023")
    api.deliver(slug, "nr;n\n1a;5\n", periode="2024")
    work_off()
    api.post(f"/datasets/{slug}/regels", {"soort": "gevuld", "kolommen": ["n"]})
    work_off()
    runs = api.get(f"/datasets/{slug}/controles")["resultaten"]
    assert (runs[0]["rijen"], runs[0]["leveringen"]) == (3, [1, 2])
    api.deliver(slug, "nr;n\n1a;2\n", periode="2023")
    work_off()
    runs = api.get(f"/datasets/{slug}/controles")["resultaten"]
    assert (runs[0]["rijen"], runs[0]["leveringen"]) == (2, [2, 3])


def test_changed_columns_wait_for_a_yes_and_raise_a_flag(api: Api, dataset: str) -> None:
    api.deliver(dataset, CSV)
    work_off()
    api.deliver(dataset, CSV.replace("bedrag", "prijs"))
    work_off()
    assert api.get(f"/datasets/{dataset}/leveringen/2")["status"] == "wacht-op-akkoord"
    flags = api.get(f"/datasets/{dataset}/vlaggen?open=true")["resultaten"]
    assert [flag["herkomst"] for flag in flags] == ["kolommen"]
    assert "prijs" in flags[0]["reden"]


BAD_FILES = [
    (b"", 400, "leeg"),
    (b"\x89PNG\r\n\x1a\n" + b"\x00" * 200, 400, "CSV"),
]


@pytest.mark.parametrize(("content", "status", "word"), BAD_FILES)
def test_what_is_plainly_no_csv_is_refused_at_the_door(
    api: Api, dataset: str, content: bytes, status: int, word: str
) -> None:
    told = api.deliver(dataset, content, status=status, name="plaatje.csv")
    assert word in told["fouten"][0]["melding"]
    assert api.get(f"/datasets/{dataset}/leveringen")["aantal"] == 0


BAD_TABLES = [
    (";".join(f"k{n}" for n in range(2000)) + "\n" + ";".join("1" * 2000) + "\n", "2.000 kolommen"),
    ("a;b;a\n1;2;3\n", "kolom 3"),
    ('a;b\n1;"2\n3;4\n', "regel 2"),
    ("\n\n\n", "geen kolommen"),
]


@pytest.mark.parametrize(("text", "words"), BAD_TABLES)
def test_what_cannot_be_read_fails_with_a_reason_that_says_where(
    api: Api, dataset: str, text: str, words: str
) -> None:
    api.deliver(dataset, text)
    work_off()
    told = api.get(f"/datasets/{dataset}/leveringen/1")
    assert told["status"] == "mislukt"
    assert words in told["reden"]
    assert told["rijen"] is None


def test_a_file_over_the_limit_is_too_large(api: Api, dataset: str, settings: Any) -> None:
    settings.CSV_LIMIT_MB = 1
    told = api.deliver(dataset, b"a;b\n" + b"1;2\n" * 300_000, status=413)
    assert "1 MB" in told["detail"]
    assert api.get(f"/datasets/{dataset}/leveringen")["aantal"] == 0


def test_a_rule_on_a_column_that_is_not_there_gets_a_hint(api: Api, dataset: str) -> None:
    api.deliver(dataset, CSV)
    work_off()
    told = api.post(
        f"/datasets/{dataset}/regels", {"soort": "gevuld", "kolommen": ["postkode"]}, status=400
    )
    assert told["fouten"][0]["naam"] == "kolommen"
    assert "postcode" in told["fouten"][0]["melding"]
    assert api.get(f"/datasets/{dataset}/regels")["aantal"] == 0


@pytest.mark.parametrize(
    ("rule", "field"),
    [
        ({"soort": "gevult", "kolommen": ["nr"]}, "soort"),
        ({"soort": "patroon", "kolommen": ["nr"], "parameters": {"patroon": "("}}, "parameters"),
        ({"soort": "gevuld", "kolommen": []}, "kolommen"),
        ({"soort": "gevuld", "kolommen": ["nr"], "norm": {"maxAandeel": 2}}, "norm.maxAandeel"),
        (
            {"soort": "gevuld", "kolommen": ["nr"], "norm": {"maxAandeel": 0.1, "maxAantal": 2}},
            "norm",
        ),
        ({"soort": "gevuld", "kolommen": ["nr"], "ernst": "erg"}, "ernst"),
        (
            {
                "soort": "verwijzing",
                "kolommen": ["nr"],
                "parameters": {"dataset": "x", "kolom": "y"},
            },
            "parameters",
        ),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused_and_nothing_is_kept(
    api: Api, dataset: str, rule: dict[str, Any], field: str
) -> None:
    told = api.post(f"/datasets/{dataset}/regels", rule, status=400)
    assert told["fouten"][0]["naam"] == field
    assert api.get(f"/datasets/{dataset}/regels")["aantal"] == 0


def test_a_check_without_data_is_a_conflict(api: Api, dataset: str) -> None:
    told = api.post(f"/datasets/{dataset}/controles", status=409)
    assert "Lever eerst" in told["detail"]


def test_rights_of_a_colleague_and_an_outsider(
    api: Api, dataset: str, department: Department, colleague: User, outsider: User
) -> None:
    api.deliver(dataset, CSV)
    work_off()
    theirs = Api(colleague)
    assert theirs.get(f"/datasets/{dataset}")["naam"] == "Demo aanvragen"
    theirs.deliver(dataset, CSV + "x", status=403)
    theirs.post(f"/datasets/{dataset}/regels", {"soort": "gevuld", "kolommen": ["nr"]}, status=403)
    theirs.post(f"/datasets/{dataset}/controles", status=403)
    theirs.post("/datasets", {"naam": "Mag niet", "afdeling": department.pk}, status=403)

    Dataset.objects.filter(slug=dataset).update(shielded=True)
    stranger = Api(outsider)
    for path in ("", "/leveringen", "/leveringen/1", "/regels", "/controles", "/controles/1"):
        stranger.get(f"/datasets/{dataset}{path}", status=404)
    stranger.get(f"/datasets/{dataset}/vlaggen", status=404)
    stranger.get(f"/datasets/{dataset}/vertrouwen", status=404)
    assert stranger.get("/datasets")["aantal"] == 0
    assert Client().get(f"{ROOT}/datasets").status_code == 401


def test_examples_of_confidential_rows_are_for_who_may_see_them(
    api: Api, dataset: str, colleague: User
) -> None:
    from people.models import AccessLogEntry

    Dataset.objects.filter(slug=dataset).update(classification="confidential")
    api.deliver(dataset, CSV)
    work_off()
    api.post(f"/datasets/{dataset}/regels", {"soort": "gevuld", "kolommen": ["bedrag"]})
    work_off()
    run = api.get(f"/datasets/{dataset}/controles")["resultaten"][0]["id"]
    assert api.get(f"/datasets/{dataset}/controles/{run}")["uitkomsten"][0]["voorbeelden"]
    hidden = Api(colleague).get(f"/datasets/{dataset}/controles/{run}")["uitkomsten"][0]
    assert (hidden["afwijkend"], hidden["voorbeelden"]) == (1, [])
    results = AccessLogEntry.objects.filter(action="examples-read").values_list("result", flat=True)
    assert sorted(results) == ["granted", "refused"]


def test_departments_and_kinds_of_rules_are_told(api: Api, department: Department) -> None:
    names = [row["naam"] for row in api.get("/afdelingen")["resultaten"]]
    assert department.name in names
    kinds = {row["soort"]: row for row in api.get("/regelsoorten")["resultaten"]}
    assert set(kinds) >= {
        "gevuld",
        "uniek",
        "in-lijst",
        "patroon",
        "bereik",
        "datumvolgorde",
        "postcode",
        "verwijzing",
    }
    assert kinds["gevuld"]["dimensie"] == "volledig"
    assert kinds["gevuld"]["zin"] == "… is gevuld"


def test_a_column_that_was_empty_so_far_gets_its_type_without_a_question(
    api: Api, department: Department
) -> None:
    slug = api.post(
        "/datasets", {"naam": "Jaren", "afdeling": department.pk, "leverwijze": "vult-aan"}
    )["id"]
    for period, value in (("2021", ""), ("2022", "7"), ("2023", "acht")):
        api.deliver(slug, f"nr;n\n1a;{value}\n", periode=period)
        work_off()
    states = [row["status"] for row in api.get(f"/datasets/{slug}/leveringen")["resultaten"]]
    assert states == ["wacht-op-akkoord", "gecontroleerd", "gecontroleerd"]


def test_examples_of_personal_columns_are_masked_for_everybody(
    api: Api, dataset: str, colleague: User
) -> None:
    api.deliver(dataset, CSV)
    work_off()
    api.post(f"/datasets/{dataset}/regels", {"soort": "postcode", "kolommen": ["postcode"]})
    work_off()
    Dataset.objects.filter(slug=dataset).update(personal_data="ordinary")
    run = api.get(f"/datasets/{dataset}/controles")["resultaten"][0]["id"]
    path = f"/datasets/{dataset}/controles/{run}"
    for reader in (api, Api(colleague)):
        masked = reader.get(path)["uitkomsten"][0]["voorbeelden"][0]
        assert (masked["waarden"]["postcode"], masked["sleutel"]) == ("**", "")

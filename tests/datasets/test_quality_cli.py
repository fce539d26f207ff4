"""The command line: a file and rules in, JSON out, never a traceback."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest

from datasets.quality.cli import main

CSV = """id;naam;bedrag;gemeente
1;Jan;10,5;0193
2;;2000;0193
2;Kees;abc;9999
4;Piet;3,5;0193
5;Fem;4;0193
6;Sam;5;0193
7;Noor;6;0193
8;Anna;7;0193
9;Sara;8,25;0193
10;Emma;9;0193
11;Daan;1;0193
12;Finn;2;0193
""" + "".join(f"{number};Demo;3;0193\n" for number in range(13, 41))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "tabel.csv").write_text(CSV)
    (tmp_path / "gemeenten.csv").write_text("code;naam\n0193;Zwolle\n0141;Almelo\n")
    return tmp_path


def ask(folder: Path, rules: object, file: str = "tabel.csv", **options: str) -> tuple[Any, int]:
    (folder / "regels.json").write_text(rules if isinstance(rules, str) else json.dumps(rules))
    given = ["check", str(folder / file), "--rules", str(folder / "regels.json")]
    given += ["--today", options.pop("today", "2026-11-23")]
    for option, value in options.items():
        given += [f"--{option}", value]
    answer, status = main(given)
    return json.loads(answer), status


def test_a_csv_is_read_by_intake_and_checked(folder: Path) -> None:
    rules = [
        {"soort": "gevuld", "kolommen": ["naam"], "ernst": "blokkerend"},
        {"soort": "uniek", "kolommen": ["id"], "norm": {"maxAantal": 2}},
        {"soort": "bereik", "kolommen": ["bedrag"], "parameters": {"maximum": "100"}},
        {
            "soort": "verwijzing",
            "kolommen": ["gemeente"],
            "parameters": {"bestand": "gemeenten.csv", "kolom": "code"},
        },
    ]
    answers, status = ask(folder, rules, key="id")
    assert status == 0
    assert [(a["checked"], a["failed"], a["verdict"]) for a in answers] == [
        (40, 1, "voldoet-niet"),
        (40, 2, "voldoet"),
        (40, 2, "voldoet-niet"),
        (40, 1, "voldoet-niet"),
    ]
    assert answers[0]["examples"] == [
        {"line": 3, "part": "1", "key": "id:2", "values": {"naam": "", "id": "2"}}
    ]
    assert [e["values"]["bedrag"] for e in answers[2]["examples"]] == ["2000", "abc"]


def test_a_parquet_file_is_checked_as_it_is(folder: Path) -> None:
    duckdb.execute(f"COPY (SELECT 1 AS a) TO '{folder}/p.parquet' (FORMAT parquet)")
    answers, status = ask(folder, [{"soort": "gevuld", "kolommen": ["a"]}], "p.parquet")
    assert (status, answers[0]["checked"], answers[0]["failed"]) == (0, 1, 0)
    assert set(answers[0]) == {
        "rule", "soort", "kolommen", "checked", "failed", "verdict", "examples",
    }  # fmt: skip


def test_rules_on_the_whole_table_name_what_failed(folder: Path) -> None:
    rules = [
        {"soort": "aantal-rijen", "kolommen": [], "parameters": {"minimum": 41}},
        {
            "soort": "gelijk-aan",
            "kolommen": ["gemeente", "naam"],
            "parameters": {"bestand": "gemeenten.csv", "sleutel": ["code"], "kolom": "naam"},
        },
        {"soort": "aantal-rijen", "kolommen": [], "parameters": {"maxProcent": 5}},
    ]
    answers, status = ask(folder, rules)
    assert status == 0
    assert answers[0]["examples"] == [
        {
            "line": 0,
            "part": "1",
            "key": "",
            "values": {},
            "label": "1",
            "facts": {"rijen": 40},
        }
    ]
    assert (answers[1]["checked"], answers[1]["failed"]) == (38, 38)
    assert "geen eerdere levering" in answers[2]["reason"]


def refer(file: str) -> dict[str, object]:
    return {
        "soort": "verwijzing",
        "kolommen": ["naam"],
        "parameters": {"bestand": file, "kolom": "code"},
    }


BAD_RULES: list[tuple[object, str]] = [
    (5, "soort"),
    ({"soort": "gevult", "kolommen": ["naam"]}, "Bedoel je 'gevuld'?"),
    ({"soort": "gevuld", "kolommen": ["naan"]}, "Bedoel je 'naam'?"),
    ({"soort": "patroon", "kolommen": ["naam"], "parameters": {"patroon": "("}}, "patroon"),
    (refer("../gemeenten.csv"), "niet naast"),
    (refer("/etc/passwd"), "niet naast"),
    (refer(".."), "is er niet"),
    (refer("weg.csv"), "is er niet"),
    ({"soort": "gevuld", "kolommen": ["\ud800"]}, "bestaat niet"),
]


def test_a_bad_rule_gets_a_reason_and_the_others_are_checked(folder: Path) -> None:
    rules = [bad for bad, _ in BAD_RULES] + [{"soort": "gevuld", "kolommen": ["id"]}]
    answers, status = ask(folder, rules)
    assert status == 0
    for answer, (bad, part) in zip(answers, BAD_RULES, strict=False):
        assert answer["ok"] is False, bad
        assert part in answer["reason"], bad
        assert answer["verdict"] == "niet-te-bepalen"
    assert answers[-1]["verdict"] == "voldoet"


@pytest.mark.parametrize("rules", ["", "{", "{}", "[" * 100_000, "[NaN]", "3"])
def test_rules_that_are_no_list_are_refused(folder: Path, rules: str) -> None:
    answer, status = ask(folder, rules)
    assert (status, answer["ok"]) == (1, False)
    assert answer["reason"]


@pytest.mark.parametrize(
    ("name", "content"),
    [("leeg.csv", b""), ("beeld.csv", b"\x89PNG\r\n\x1a\n" + b"\0" * 50), ("stuk.pq", b"PAR1xx")],
)
def test_a_file_that_is_no_table_is_refused(folder: Path, name: str, content: bytes) -> None:
    (folder / name).write_bytes(content)
    answer, status = ask(folder, [], name)
    assert (status, answer["ok"]) == (1, False)
    assert answer["reason"].endswith(".")


def test_a_table_without_rows_gets_no_verdict(folder: Path) -> None:
    (folder / "kop.csv").write_text("a;b\n")
    rules = [{"soort": "gevuld", "kolommen": ["a"]}]
    rules += [{"soort": "bereik", "kolommen": ["b"], "parameters": {"minimum": 1}}]
    answers, status = ask(folder, rules, "kop.csv")
    assert status == 0
    assert {answer["verdict"] for answer in answers} == {"niet-te-bepalen"}
    assert "geen rijen" in answers[0]["reason"]


def test_a_day_that_is_none_and_a_file_that_is_gone_are_refused(folder: Path) -> None:
    assert ask(folder, [], today="morgen")[1] == 1
    assert ask(folder, [], "weg.csv")[1] == 1


def test_the_command_prints_json_and_a_wrong_call_says_how() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "datasets.quality", "check"], capture_output=True, text=True
    )
    assert ran.returncode == 1
    assert json.loads(ran.stdout)["reason"].startswith("Gebruik:")
    assert ran.stderr == ""

"""Rows out again: pages, downloads, values, the command line; and the account of every row."""

import csv
import io
import json
import os
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from datasets import intake
from datasets.intake import cli
from tests.datasets.intake_files import read

ROOT = Path(intake.__file__).resolve().parents[2]


def test_a_page_is_text_in_file_order_with_misfits_marked(tmp_path):
    rows = [f"{n};{n},5;2024-01-{n % 28 + 1:02d};{'ja' if n % 2 else 'nee'}" for n in range(40)]
    rows[30] = "30;dertig;2024-01-03;?"
    found = read(tmp_path, "a;b;c;d\n" + "\n".join(rows) + "\n")
    page = intake.preview(found.table, found.reading, offset=29, limit=3)
    assert page == [
        ["29", "29.5", "2024-01-02", "ja"],
        ["30", "dertig", "2024-01-03", None],
        ["31", "31.5", "2024-01-04", "ja"],
    ]
    assert [page[1][1].misfit, page[0][1].misfit] == [True, False]
    assert intake.preview(found.table, found.reading, offset=39, limit=50) == [
        ["39", "39.5", "2024-01-12", "ja"]
    ]
    assert intake.preview(found.table, found.reading, offset=40, limit=50) == []
    assert intake.preview(found.table, found.reading, offset=0, limit=0) == []


def test_numbers_are_shown_without_exponents_and_with_all_digits(tmp_path):
    found = read(tmp_path, "a;b\n0,00001;1\n123456789012,5;2\n193,0;3\n1,5E+20;4\n")
    assert [row[0] for row in found.text] == [
        "0.00001",
        "123456789012.5",
        "193",
        "150000000000000000000",
    ]


def test_a_download_for_a_spreadsheet_disarms_formulas_and_keeps_numbers(tmp_path):
    found = read(tmp_path, "=kop;b\n=1+1;-2\n＝2;3\n@x;-4\n+31 6;5\n'a;6\n")
    text = b"".join(intake.csv_chunks(found.table, found.reading)).decode()
    assert list(csv.reader(io.StringIO(text, newline=""))) == [
        ["'=kop", "b"],
        ["'=1+1", "-2"],
        ["'＝2", "3"],
        ["'@x", "-4"],
        ["'+31 6", "5"],
        ["'a", "6"],
    ]
    assert text.endswith('"6"\r\n')


def test_a_long_download_comes_in_pieces_and_whole(tmp_path):
    content = "a;b\n" + "".join(f"{n};x{n}\n" for n in range(4_500))
    found = read(tmp_path, content)
    pieces = list(intake.csv_chunks(found.table, found.reading, for_spreadsheet=False))
    assert len(pieces) == 3
    assert b"".join(pieces).decode().split("\r\n")[4_500] == "4499,x4499"


def test_two_readers_of_one_table_do_not_disturb_each_other(tmp_path):
    found = read(tmp_path, "a;b\n" + "".join(f"{n};{n}\n" for n in range(5_000)))
    one, two = (intake.rows(found.table, found.reading) for _ in range(2))
    assert all(left == right for left, right in zip(one, two, strict=True))


def run(*arguments, cwd):
    done = subprocess.run(
        [sys.executable, "-m", "datasets.intake", *map(str, arguments)],
        cwd=cwd,
        env={"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stdout + done.stderr
    return done.returncode, json.loads(done.stdout)


def test_the_command_prints_typed_rows_and_writes_csv_from_any_folder(tmp_path):
    source = tmp_path / "bron.csv"
    source.write_bytes(b"naam;bedrag;ok;op\nA;1.234,5;ja;1-2-2024\nB;?;nee;?\nC;1\n")
    code, answer = run(source, "--json", "--csv", tmp_path / "uit.csv", cwd=tmp_path)
    assert (code, answer["ok"]) == (0, True)
    assert answer["columns"] == ["naam", "bedrag", "ok", "op"]
    assert answer["types"] == ["tekst", "getal", "ja-nee", "datum"]
    assert answer["rows"] == [["A", 1234.5, True, "2024-02-01"], ["B", None, False, None]]
    assert answer["rejected"] == [{"line": 4, "reason": "too-few-cells", "raw": "C;1"}]
    assert answer["reading"]["delimiter"] == ";"
    assert (tmp_path / "uit.csv").read_bytes() == (
        b"naam,bedrag,ok,op\r\nA,1234.5,ja,2024-02-01\r\nB,,nee,\r\n"
    )


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (b"", "leeg"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "afbeelding (PNG)"),
        (b'a;b\n1;2\n3;"x\n', "regel 3"),
        (b"a;b;A\n1;2;3\n", "kolom 1 en in kolom 3"),
    ],
)
def test_the_command_gives_a_plain_reason_and_exit_code_one(tmp_path, capsys, content, part):
    source = tmp_path / "bron.csv"
    source.write_bytes(content)
    assert cli.main([str(source), "--json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert answer["ok"] is False
    assert part in answer["reason"]


def test_an_output_that_cannot_be_written_is_a_plain_reason(tmp_path, capsys):
    source = tmp_path / "bron.csv"
    source.write_bytes(b"a;b\n1;2\n")
    assert cli.main([str(source), "--csv", str(tmp_path / "weg" / "uit.csv")]) == 1
    assert "niet te schrijven" in json.loads(capsys.readouterr().out)["reason"]


def test_every_code_has_a_sentence_that_takes_its_parameters():
    from datasets.intake.errors import CODES, IntakeError
    from datasets.intake.reasons import sentence

    for code, names in CODES.items():
        text = sentence(IntakeError(code, **dict.fromkeys(names, 3)))
        assert text.endswith(".")
        assert "{" not in text


def test_intake_needs_no_django():
    probe = "import sys, datasets.intake; assert not {'django', 'duckdb'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", probe], cwd=ROOT, check=True)


# ------------------------------------------------------------------- random files, fixed seeds

WORDS = ["Berkum", "Aa-landen", "één, twee", "x;y", 'zegt "ja"', "regel\ntwee", "", "'s-Gravenhage"]


def random_file(seed):
    """A file, its delimiter and the rows that should come out, by line; all cells are text."""
    dice = random.Random(seed)
    delimiter = dice.choice(";,\t|")
    width = dice.randint(2, 6)
    end = dice.choice(["\n", "\r\n"])
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator=end)
    writer.writerow([f"kolom_{n}" for n in range(width)])
    rows, bad = [], 0
    for number in range(dice.randint(1, 60)):
        row = [f"rij{number}", *(dice.choice(WORDS) for _ in range(width - 1))]
        if dice.random() < 0.1:
            bad += 1
            row = row[:-1] if width > 2 else [*row, "te veel"]
            row = [cell.replace("\n", " ") or "gevuld" for cell in row]
        else:
            rows.append([cell or None for cell in row])
        writer.writerow(row)
    return buffer.getvalue(), delimiter, rows, bad


@pytest.mark.parametrize("seed", range(16))
def test_random_tables_come_back_cell_by_cell_with_every_row_accounted_for(tmp_path, seed):
    content, delimiter, rows, bad = random_file(seed)
    found = read(tmp_path, content.encode(random.Random(seed).choice(["utf-8", "utf-16-le"])))
    assert found.reading.delimiter == delimiter
    assert found.values == rows
    assert found.reading.rejected == bad
    physical = content.replace("\r\n", "\n").split("\n")
    for line, row in zip(found.lines(), found.values, strict=True):
        assert row[0] in physical[line - 1]


@pytest.mark.parametrize("seed", range(10))
def test_random_damage_never_breaks_the_account(tmp_path, seed):
    dice = random.Random(seed)
    content, delimiter, _, _ = random_file(seed)
    damaged = list(content)
    for _ in range(6):
        damaged[dice.randrange(len(damaged))] = dice.choice(['"', delimiter, "\n", "é", "\r", "x"])
    try:
        found = read(tmp_path, "".join(damaged))
    except intake.IntakeError as refusal:
        code = refusal.code
    else:
        code = ""
    assert code in {"", "unclosed-quote", "duplicate-header", "no-columns"}
    if code:
        return
    assert found.lines() == sorted(set(found.lines()))
    assert not set(found.lines()) & {int(line) for line, *_ in found.rejected}


# --------------------------------------------------------------------------- the reference files


def reference():
    folder = os.environ.get("KOERS_REFERENCE_DATA")
    if not folder:
        pytest.skip("KOERS_REFERENCE_DATA names no folder with the reference files")
    return Path(folder)


@pytest.mark.real_data
def test_every_reference_file_is_read_and_accounted_for(tmp_path):
    for source in sorted(reference().glob("*/*.csv")):
        reading = read(tmp_path, source.read_bytes()).reading
        assert reading.rows > 70, source
        assert reading.rejected == 0, source


@pytest.mark.real_data
def test_energy_figures_have_their_known_placeholders(tmp_path):
    tokens, empty, rows = Counter(), 0, 0
    for source in sorted(reference().glob("zwolle-energie-buurt/*.csv")):
        found = read(tmp_path, source.read_bytes())
        rows += found.reading.rows
        for column in found.reading.columns[1:]:
            tokens.update(column.missing)
            empty += column.empty
    assert (rows, tokens["?"], empty) == (702, 1312, 1629)


@pytest.mark.real_data
def test_population_figures_end_before_their_notes(tmp_path):
    for source in sorted(reference().glob("zwolle-bevolking-buurt/*.csv")):
        found = read(tmp_path, source.read_bytes())
        assert found.text[-1][0] == "Onbekend"
        assert any("cijfersoverzwolle" in text for _, text in found.reading.footer_lines)
        assert set(found.types[3:17]) == {"geheel"}


@pytest.mark.real_data
def test_dates_codes_and_amounts_of_the_reference_files(tmp_path):
    talks = read(
        tmp_path, (reference() / "zwolle-isolatie-interventies/coachgesprekken.csv").read_bytes()
    )
    assert (talks.types[0], talks.values[0][0]) == ("datum", "2023-01-04")
    grants = read(tmp_path, (reference() / "rvo-subsidies-zwolle/SDE.csv").read_bytes())
    assert grants.values[0][grants.names.index("Maximale_subsidie")] == 1_408_950
    power = [row[grants.names.index("Vermogen")] for row in grants.values]
    assert round(sum(power), 2) == 111.83

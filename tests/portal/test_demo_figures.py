"""The figures of the demo: our own tables, with no small number in them or behind them."""

import csv
import json
import os
import re
from pathlib import Path

import pytest

from portal.demo.retabulate import (
    FIGURES,
    HIDDEN,
    LEAST,
    as_csv,
    hide_small,
    is_small,
    retabulate,
)
from portal.demo.writing import read_figures

TABLES = sorted(path.name for path in FIGURES.glob("*.csv"))
AGES = re.compile(r"leeftijd_")


def test_the_figures_are_small_and_each_table_has_source_and_licence() -> None:
    words = (FIGURES / "README.md").read_text("utf-8")
    assert sum(path.stat().st_size for path in FIGURES.iterdir()) < 5_000_000
    for name in TABLES:
        [line] = [line for line in words.splitlines() if line.startswith(f"| `{name}`")]
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        assert int(cells[1]) == len(read_figures(name))
        assert cells[4].startswith("Bron: ")
        assert cells[5]


@pytest.mark.parametrize("name", TABLES)
def test_no_table_is_finer_than_a_neighbourhood(name: str) -> None:
    text = (FIGURES / name).read_text("utf-8")
    assert not re.search(r"\b[1-9][0-9]{3} ?[A-Z]{2}\b", text)


def test_no_energy_figure_stands_for_fewer_than_ten_households() -> None:
    counts = ("huishoudens", "woningen_gas", "woningen_elektrisch", "zonnepanelen")
    for row in read_figures("energie.csv"):
        assert not any(is_small(row[name]) for name in counts), row
        if row["huishoudens"] in ("0", HIDDEN):
            rest = [row[name] for name in row if name not in ("jaar", "buurt", "huishoudens")]
            assert not any(re.search(r"\d", cell) for cell in rest), row


def test_no_small_group_of_people_is_shown_or_can_be_worked_out() -> None:
    for row in read_figures("bevolking.csv"):
        ages = [cell for name, cell in row.items() if AGES.match(name)]
        assert len(ages) == 10
        assert not any(is_small(cell) for cell in [row["woningen"], row["inwoners"], *ages]), row
        if row["inwoners"] != HIDDEN:
            hidden = int(row["inwoners"]) - sum(int(cell) for cell in ages if cell != HIDDEN)
            assert ages.count(HIDDEN) != 1, row
            assert hidden >= LEAST if HIDDEN in ages else hidden == 0, row


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        (["40", "50"], ["40", "50"]),
        (["0", "12"], ["0", "12"]),
        (["4", "50", "60"], ["x", "x", "60"]),
        (["4", "0", "12"], ["x", "0", "x"]),
        (["8", "7", "60"], ["x", "x", "60"]),
        (["1", "2", "30", "60"], ["x", "x", "x", "60"]),
        (["9", "0"], ["x", "0"]),
    ],
)
def test_a_hidden_group_takes_the_smallest_others_with_it(
    cells: list[str], shown: list[str]
) -> None:
    assert hide_small(cells) == shown


def test_tables_are_sorted_and_have_as_many_cells_as_names() -> None:
    for name in TABLES:
        with (FIGURES / name).open(encoding="utf-8", newline="") as table:
            header, *rows = list(csv.reader(table))
        assert rows == sorted(rows)
        assert {len(row) for row in rows} == {len(header)}


@pytest.mark.real_data
def test_the_published_files_give_these_very_tables() -> None:
    folder = os.environ.get("KOERS_REFERENCE_DATA")
    if not folder:
        pytest.skip("KOERS_REFERENCE_DATA does not name the folder with the published files.")
    made = retabulate(Path(folder))
    assert sorted(made) == TABLES
    for name, (header, rows) in made.items():
        assert as_csv(header, rows) == (FIGURES / name).read_text("utf-8"), name


@pytest.mark.real_data
def test_no_figure_of_a_neighbourhood_with_few_households_is_in_the_crime_table() -> None:
    folder = os.environ.get("KOERS_REFERENCE_DATA")
    if not folder:
        pytest.skip("KOERS_REFERENCE_DATA does not name the folder with the published files.")
    region = json.loads(Path(folder, "veiligheid-gezondheid", "GM0193.json").read_text("utf-8"))
    few = {
        area["name"]
        for area in region["buurten"]
        if (area["demografie"]["huishoudens"] or 0) < LEAST
    }
    assert len(few) == 4
    for row in read_figures("misdrijven.csv"):
        cells = [row[name] for name in row if name not in ("buurtcode", "buurt", "wijkcode")]
        assert (HIDDEN in cells) == (row["buurt"] in few)
        assert set(cells) <= {HIDDEN, "?"} or row["buurt"] not in few

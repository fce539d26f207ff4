"""Kinds that judge a column as a whole: what it adds up to, and how it is distributed."""

from pathlib import Path
from typing import Any

import pytest

from datasets.quality import Delivered, Outcome, Part, Table
from tests.datasets.quality_tables import Columns, Misfit, make_part, make_table, outcome_of, rule

# --- totals ---------------------------------------------------------------------------------------


@pytest.fixture
def sums(tmp_path: Path) -> tuple[Table, Table]:
    own: Columns = {
        "n": ("getal", [0.1, 0.2, None, Misfit("?"), 5.0]),
        "soort": ("geheel", [1, 1, 1, 1, 2]),
    }
    other: Columns = {
        "m": ("geheel", [3, 2, 7]),
        "gemeente": ("tekst", ["Zwolle", "Zwolle", None]),
        "naam": ("tekst", ["a", "b", "c"]),
    }
    return make_table(tmp_path, own), make_table(tmp_path, other, "other")


@pytest.mark.parametrize(
    ("columns", "given", "verdict"),
    [
        (["n"], {"minimum": "5,3", "maximum": "5,3"}, "voldoet"),
        (["n"], {"minimum": "5,300001"}, "voldoet-niet"),
        (["n", "soort"], {"waarde": "1", "maximum": "0,3"}, "voldoet"),
        (["n", "soort"], {"waarde": "1", "maximum": "0,29"}, "voldoet-niet"),
        (["n"], {"dataset": "d", "kolom": "m"}, "voldoet-niet"),
        (["n"], {"dataset": "d", "kolom": "m", "tolerantie": "6,7"}, "voldoet"),
        (["n"], {"dataset": "d", "kolom": "m", "tolerantie": "6,69"}, "voldoet-niet"),
        (["n", "soort"], {"waarde": "2", "dataset": "d", "kolom": "m", "filterkolom": "gemeente",
                          "filterwaarde": "Zwolle"}, "voldoet"),
    ],
)  # fmt: skip
def test_a_column_adds_up(
    sums: tuple[Table, Table], columns: list[str], given: dict[str, Any], verdict: str
) -> None:
    assert 0.1 + 0.2 > 0.3  # in floating point, that is
    outcome = outcome_of(sums[0], rule("totaal", *columns, **given), references={"d": sums[1]})
    failed = int(verdict == "voldoet-niet")
    assert (outcome.verdict, outcome.checked, outcome.failed) == (verdict, 1, failed)
    if failed:
        total = "0.3" if len(columns) > 1 else "5.3"
        assert outcome.examples[0].facts == {"totaal": total}  # and nothing of the other dataset


@pytest.mark.parametrize(
    ("columns", "given", "reason"),
    [
        (["n", "soort"], {"waarde": "9", "maximum": 1}, "nothing-to-check"),
        (["n"], {"dataset": "d", "kolom": "m", "filterkolom": "gemeente", "filterwaarde": "Ommen"},
         "nothing-to-compare"),
        (["n"], {"dataset": "d", "kolom": "naam"}, "column-type"),
    ],
)  # fmt: skip
def test_where_there_is_no_number_nothing_can_be_said(
    sums: tuple[Table, Table], columns: list[str], given: dict[str, Any], reason: str
) -> None:
    outcome = outcome_of(sums[0], rule("totaal", *columns, **given), references={"d": sums[1]})
    assert (outcome.verdict, outcome.reason_code) == ("niet-te-bepalen", reason)


def test_a_number_that_is_too_large_is_not_lost_from_the_total(tmp_path: Path) -> None:
    table = make_table(tmp_path, {"n": ("getal", [1e300, 1.0])})
    outcome = outcome_of(table, rule("totaal", "n", maximum=5))
    assert (outcome.verdict, outcome.reason_code) == ("niet-te-bepalen", "too-large")


def test_large_whole_numbers_add_up_exactly(tmp_path: Path) -> None:
    table = make_table(tmp_path, {"n": ("geheel", [2**53, 1])})
    outcome = outcome_of(table, rule("totaal", "n", maximum=5))
    assert outcome.examples[0].facts == {"totaal": "9007199254740993"}


# --- shares ---------------------------------------------------------------------------------------


def shares(folder: Path, now: list[Any], before: list[Any], **given: Any) -> Outcome:
    """now and before: the cells of one column, of any type."""
    table = Table([make_part(folder / "now.parquet", {"k": ("tekst", now)}, "2")])
    was = make_part(folder / "before.parquet", {"k": ("tekst", before)}, "1")
    known = [Delivered("2", before=was, label_before="1")]
    return outcome_of(table, rule("verdeling", "k", **given), deliveries=known)


@pytest.mark.parametrize(
    ("now", "before", "given", "checked", "failed"),
    [
        ("aab", "ab", {"maxPunten": "16,7"}, 2, []),
        ("aab", "ab", {"maxPunten": "16,6"}, 2, ["a", "b"]),
        ("aaaaabbbbb", "aaaabbbbbb", {"maxPunten": 10}, 2, []),  # exactly ten
        ("aaaaabbbbb", "aaaabbbbbb", {"maxPunten": "9,99"}, 2, ["a", "b"]),
        ("ac", "ab", {"maxPunten": 100}, 3, ["b", "c"]),
        ("ac", "ab", {"maxPunten": 100, "nieuwMag": True}, 3, ["b"]),
        ("ac", "ab", {"maxPunten": 100, "verdwenenMag": True}, 3, ["c"]),
        ("ac", "ab", {"maxPunten": 0, "verdwenenMag": True, "nieuwMag": True}, 3, ["b", "c"]),
    ],
)
def test_each_share_is_about_what_it_was(
    tmp_path: Path,
    now: str,
    before: str,
    given: dict[str, Any],
    checked: int,
    failed: list[str],
) -> None:
    outcome = shares(tmp_path, [*now, None], [None, *before, None], **given)
    assert (outcome.checked, outcome.failed) == (checked, len(failed))
    assert sorted(example.values["k"] for example in outcome.examples) == failed
    assert {example.part for example in outcome.examples} <= {"2"}


def test_the_largest_change_comes_first_and_says_what_is_new_or_gone(tmp_path: Path) -> None:
    outcome = shares(tmp_path, list("aaabbc"), list("abbbbd"), maxPunten=5)
    assert [example.values["k"] for example in outcome.examples] == ["a", "b", "c", "d"]
    assert outcome.examples[0].facts == {
        "aandeel": 50.0, "vorigAandeel": 16.6667, "vorigeLevering": "1",
    }  # fmt: skip
    assert outcome.examples[2].facts["nieuw"] == outcome.examples[3].facts["verdwenen"] == "ja"


def test_a_delivery_without_a_filled_cell_has_no_shares(tmp_path: Path) -> None:
    outcome = shares(tmp_path, [None], ["a"], maxPunten=5)
    assert (outcome.verdict, outcome.reason_code) == ("niet-te-bepalen", "nothing-to-check")


def test_a_delivery_before_that_lacks_the_column_is_none(tmp_path: Path) -> None:
    table = make_table(tmp_path, {"k": ("tekst", ["a"])})
    before = make_part(tmp_path / "before.parquet", {"x": ("tekst", ["a"])})
    outcome = outcome_of(table, rule("verdeling", "k", maxPunten=5),
                         deliveries=[Delivered("1", before=before)])  # fmt: skip
    assert outcome.reason_code == "no-previous"


def test_every_period_is_compared_with_its_own_delivery_before(tmp_path: Path) -> None:
    def part(label: str, cells: str) -> Part:
        return make_part(tmp_path / f"{label}.parquet", {"k": ("tekst", list(cells))}, label)

    first, second, third = part("1", "ab"), part("2", "ab"), part("3", "aa")
    known = [
        Delivered("2", before=first, label_before="1"),
        Delivered("3", before=second, label_before="2"),
    ]
    table = Table([first, second, third])
    outcome = outcome_of(table, rule("verdeling", "k", maxPunten=5), deliveries=known)
    assert (outcome.checked, outcome.failed) == (4, 2)
    assert {(example.part, example.facts["vorigeLevering"]) for example in outcome.examples} == {
        ("3", "2")
    }

"""Profiles: what is told of a column is what stands in it, and nothing of a person is kept."""

import json
import random
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from datasets.quality import ColumnProfile, Table, profile
from datasets.quality.profile import scan
from datasets.quality.profile.bins import date_bins, number_bins
from datasets.quality.profile.proofs import is_bag_id, is_bsn, is_email, is_iban, is_phone
from tests.datasets.quality_tables import Columns, Misfit, make_part, make_table


def profiled(folder: Path, columns: Columns) -> dict[str, ColumnProfile]:
    return {known.name: known for known in profile(make_table(folder, columns))}


MIXED: Columns = {
    "nr": ("tekst", ["0001", "0002", "0003", "0004", None]),
    "bedrag": ("getal", [10.5, -2.0, Misfit("n.b."), None, 0.0]),
    "dag": ("datum", [date(2024, 1, 31), date(2024, 2, 1), None, date(2020, 5, 5), None]),
    "leeg": ("tekst", [None] * 5),
    "wel": ("ja-nee", [True, True, False, None, True]),
}


class TestCounts:
    def test_every_row_is_filled_misfit_or_empty(self, tmp_path: Path) -> None:
        for known in profiled(tmp_path, MIXED).values():
            assert known.rows == 5 == known.filled + known.misfits + known.empty
        bedrag = profiled(tmp_path, MIXED)["bedrag"]
        assert (bedrag.filled, bedrag.misfits, bedrag.empty) == (3, 1, 1)

    def test_ranges_spread_and_differences(self, tmp_path: Path) -> None:
        found = profiled(tmp_path, MIXED)
        bedrag, dag, nr = found["bedrag"], found["dag"], found["nr"]
        assert (bedrag.minimum, bedrag.maximum, bedrag.zeros) == (-2, 10.5, 1)
        assert bedrag.mean == pytest.approx(8.5 / 3)
        assert (dag.minimum, dag.maximum) == ("2020-05-05", "2024-02-01")
        assert (nr.distinct, nr.unique, nr.shortest, nr.longest) == (4, True, 4, 4)
        assert nr.leading_zeros == 1
        assert found["wel"].distinct == 2
        assert found["wel"].frequent[0].value == "ja"

    def test_a_column_without_values_says_only_that(self, tmp_path: Path) -> None:
        leeg = profiled(tmp_path, MIXED)["leeg"]
        assert (leeg.filled, leeg.distinct, leeg.unique, leeg.minimum) == (0, 0, False, None)

    def test_a_table_without_rows_or_columns_is_no_error(self, tmp_path: Path) -> None:
        empty = profiled(tmp_path, {"nr": ("geheel", [])})["nr"]
        assert (empty.rows, empty.filled_share, empty.histogram) == (0, 0.0, ())
        assert profile(Table([])) == []

    def test_parts_of_a_growing_dataset_are_one_table(self, tmp_path: Path) -> None:
        parts = [
            make_part(tmp_path / "a.parquet", {"n": ("geheel", [1, 2])}, "1"),
            make_part(tmp_path / "b.parquet", {"n": ("getal", [2.5]), "x": ("tekst", ["a"])}, "2"),
        ]
        found = {known.name: known for known in profile(Table(parts))}
        assert (found["n"].rows, found["n"].maximum, found["n"].type) == (3, 2.5, "getal")
        assert (found["x"].filled, found["x"].empty) == (1, 2)

    def test_agrees_with_plain_python_on_random_columns(self, tmp_path: Path) -> None:
        draw = random.Random(3)
        numbers = [draw.choice([None, draw.randint(-50, 500)]) for _ in range(400)]
        texts = [draw.choice([None, "a", "b", "c", f"w{draw.randint(0, 99)}"]) for _ in range(400)]
        found = profiled(tmp_path, {"n": ("geheel", numbers), "t": ("tekst", texts)})
        there = sorted(number for number in numbers if number is not None)
        n = found["n"]
        assert (n.filled, n.distinct, n.minimum, n.maximum) == (
            len(there), len(set(there)), there[0], there[-1],
        )  # fmt: skip
        assert n.quantiles[2] in there[len(there) // 2 - 2 : len(there) // 2 + 2]
        assert sum(bin.count for bin in n.histogram) == len(there)
        for bin in n.histogram:
            inside = [x for x in there if _in(x, bin)]
            assert bin.count == len(inside), bin
        expected = Counter(text for text in texts if text).most_common(3)
        assert [(each.value, each.count) for each in found["t"].frequent[:3]] == expected


def _in(value: int, bin: Any) -> bool:
    if bin.low is not None and bin.low == bin.high:
        return bool(value == bin.low)
    return (bin.low is None or bin.low <= value) and (bin.high is None or value < bin.high)


class TestLargeTables:
    """The same questions as for a large table, put to a small one by lowering the bounds."""

    @pytest.fixture(autouse=True)
    def _small_bounds(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(scan, "FEW_ROWS", 100)
        monkeypatch.setattr(scan, "FEW_VALUES", 50)
        monkeypatch.setattr(scan, "SAMPLE_ROWS", 500)
        monkeypatch.setattr(scan, "SORTED_AT_ONCE", 100)
        monkeypatch.setattr(scan, "PART_VALUES", 700)

    def test_uniqueness_is_exact_among_many_values(self, tmp_path: Path) -> None:
        many = [f"nr {n}" for n in range(2_000)]
        once = [*many[:-1], many[7]]
        found = profiled(tmp_path, {"sleutel": ("tekst", many), "bijna": ("tekst", once)})
        assert found["sleutel"].unique
        assert (found["sleutel"].distinct, found["sleutel"].distinct_exact) == (2_000, True)
        assert not found["bijna"].unique
        assert not found["bijna"].distinct_exact
        assert abs(found["bijna"].distinct - 1_999) < 200

    def test_a_frequent_value_among_many_is_counted_exactly(self, tmp_path: Path) -> None:
        texts = ["onbekend" if n % 10 == 0 else f"t{n}" for n in range(3_000)]
        found = profiled(tmp_path, {"t": ("tekst", texts)})["t"]
        assert found.frequent_sought
        assert [(each.value, each.count) for each in found.frequent] == [("onbekend", 300)]

    def test_quantiles_are_near_and_say_that_they_are_not_exact(self, tmp_path: Path) -> None:
        found = profiled(tmp_path, {"n": ("geheel", list(range(2_001)))})["n"]
        assert not found.quantiles_exact
        assert abs(float(found.quantiles[2]) - 1_000) < 40


class TestLooks:
    def test_shapes_of_codes_and_of_prose(self, tmp_path: Path) -> None:
        codes = [f"WK0{n:03d}ab" for n in range(50)]
        mails = [f"{'abcdefghij'[: n % 9 + 1]}{n}@voorbeeld.nl" for n in range(50)]
        padded = [" links", "rechts ", "midden"] * 16 + [None, None]
        found = profiled(
            tmp_path,
            {"code": ("tekst", codes), "mail": ("tekst", mails), "p": ("tekst", padded)},
        )
        assert [(p.shape, p.count) for p in found["code"].patterns] == [("AA9999aa", 50)]
        assert found["mail"].patterns[0].shape == "a…9…@a….a…"
        assert found["p"].padded == pytest.approx(2 / 3, abs=0.01)
        assert found["code"].sampled == 50

    def test_long_and_strange_values_are_cut_not_refused(self, tmp_path: Path) -> None:
        odd = ["x" * 5_000, "💡", "', --", "\n", "", "a\\b%_"] * 2
        found = profiled(tmp_path, {"t'\"; --": ("tekst", odd)})["t'\"; --"]
        assert found.longest == 5_000
        assert max(len(each.value) for each in found.frequent) == 200
        json.dumps(found.as_dict())

    def test_extreme_numbers_do_not_end_the_profile(self, tmp_path: Path) -> None:
        found = profiled(tmp_path, {"n": ("getal", [1e308, -1e308, 1.0, 2.0, 3.0])})["n"]
        assert (found.minimum, found.maximum) == (-1e308, 1e308)
        assert found.mean == 2.0


class TestBins:
    @pytest.mark.parametrize(
        ("low", "high", "whole"),
        [(0, 1, False), (0, 15, True), (-3, 1e9, False), (1e-9, 2e-9, False), (7, 7.5, False)],
    )
    def test_cover_the_range_with_few_round_bins(
        self, low: float, high: float, whole: bool
    ) -> None:
        bins = number_bins(low, high, (low, high), whole=whole)
        assert bins is not None
        assert 2 <= bins.count <= 17
        assert bins.start <= low
        assert bins.start + bins.step * bins.count > high

    def test_extremes_get_a_bin_of_their_own(self, tmp_path: Path) -> None:
        numbers = [*range(100), 1_000_000]
        found = profiled(tmp_path, {"n": ("geheel", numbers)})["n"]
        assert (found.histogram[-1].high, found.histogram[-1].count) == (None, 1)
        assert sum(bin.count for bin in found.histogram[:-1]) == 100

    def test_dates_come_by_day_by_month_and_by_year(self, tmp_path: Path) -> None:
        first = date(2024, 1, 15)
        spans = {10: "2024-01-15", 365: "2024-01-01", 4_000: "2024-01-01"}
        for days, start in spans.items():
            last = first + timedelta(days)
            bins = date_bins(first, last, (first, last))
            assert bins is not None
            assert bins.edge(0) == start
            assert 2 <= bins.count <= 17

    def test_one_value_has_no_histogram(self, tmp_path: Path) -> None:
        found = profiled(
            tmp_path, {"n": ("geheel", [5, 5]), "d": ("datum", [date(2024, 1, 1)] * 2)}
        )
        assert found["n"].histogram == found["d"].histogram == ()


class TestKept:
    def test_comes_back_from_json_as_it_was(self, tmp_path: Path) -> None:
        for known in profiled(tmp_path, MIXED).values():
            told = json.loads(json.dumps(known.as_dict()))
            assert ColumnProfile.from_dict(told) == known
            assert ColumnProfile.from_dict({**told, "later": 1}) == known

    def test_of_personal_data_no_value_is_kept(self, tmp_path: Path) -> None:
        names = [f"Jansen {n}" for n in range(30)] * 2
        ages: list[int] = [30 + n % 50 for n in range(60)]
        found = profiled(tmp_path, {"naam": ("tekst", names), "leeftijd": ("geheel", ages)})
        naam = json.dumps(found["naam"].without_values("ordinary").as_dict())
        assert "Jansen" not in naam
        age = found["leeftijd"].without_values("ordinary")
        assert (age.minimum, age.maximum, age.frequent) == (None, None, ())
        assert all(bin.count >= 10 for bin in age.histogram)
        special = found["leeftijd"].without_values("special")
        assert (special.histogram, special.quantiles, special.mean) == ((), (), None)
        assert special.filled == 60


@pytest.mark.parametrize(
    ("test", "right", "wrong"),
    [
        (
            is_bsn,
            ["111222333", "123456782", "1234.56.782"],
            ["123456789", "000000000", "12345678a"],
        ),
        (is_iban, ["NL91ABNA0417164300", "nl91 abna 0417 1643 00"], ["NL92ABNA0417164300", "NL91"]),
        (is_email, ["a.b@voorbeeld.nl"], ["a.b@", "@voorbeeld.nl", "a b@voorbeeld.nl", "a@b"]),
        (
            is_phone,
            ["038-1234567", "+31 6 12345678", "(038) 123 45 67"],
            ["12345678", "1234567890"],
        ),
        (is_bag_id, ["0193010000012345"], ["0193990000012345", "193010000012345"]),
    ],
)
def test_each_test_tells_right_from_wrong(test: Any, right: list[str], wrong: list[str]) -> None:
    assert all(test(text) for text in right)
    assert not any(test(text) for text in wrong)

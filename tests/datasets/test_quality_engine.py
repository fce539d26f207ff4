"""What a check promises about counts, examples, parts, limits and hostile names."""

from datetime import date
from math import comb
from pathlib import Path

import duckdb
import pytest

from datasets.quality import (
    CheckError,
    Part,
    RuleError,
    RuleSpec,
    Table,
    check,
    fits_pattern,
    misfits,
)
from datasets.quality.expressions import literal, matches_fully, name, render
from datasets.quality.row_scan import MOST_COLLECTED, MOST_RULES, most_together
from tests.datasets.quality_tables import (
    TODAY,
    Misfit,
    failing,
    make_part,
    make_table,
    outcome_of,
    rule,
)

HOSTILE = [
    'a"b',
    "a'b",
    "select",
    "o",
    "v0",
    "source",
    "x\ny",
    "日本語 kolom",
    "k" * 300,
    '"; DROP TABLE source; --',
    "{}%s",
    " ",
]


def test_hostile_column_names_and_values_are_only_names_and_values(tmp_path: Path) -> None:
    table = make_table(tmp_path, {column: ("tekst", [column, None, "x"]) for column in HOSTILE})
    rules = [rule("in-lijst", column, waarden=[column]) for column in HOSTILE]
    rules += [rule("uniek", *HOSTILE[:8])]
    outcomes = check(table, rules, today=TODAY, key=HOSTILE[:2])
    for column, outcome in zip(HOSTILE, outcomes, strict=False):
        assert (outcome.checked, outcome.failed, failing(outcome)) == (2, 1, [2])
        assert outcome.examples[0].values[column] == "x"
    assert (outcomes[-1].checked, outcomes[-1].failed) == (2, 0)


def test_hostile_names_in_a_plain_parquet_file(tmp_path: Path) -> None:
    path = tmp_path / "it's [1]*.parquet"
    columns = ", ".join(f"1 AS {render(name(column))}" for column in [*HOSTILE, "file_row_number"])
    made = tmp_path / "made.parquet"
    duckdb.execute(f"COPY (SELECT {columns} FROM range(3)) TO '{made}' (FORMAT parquet)")
    made.rename(path)
    table = Table.from_parquet(path)
    outcomes = check(table, [rule("uniek", c) for c in table.columns], today=TODAY)
    assert [outcome.failed for outcome in outcomes] == [3] * (len(HOSTILE) + 1)
    assert failing(outcomes[0]) == [-1, 0, 1]  # rows are numbered from 1: there is no header


def test_a_plain_parquet_file_has_types_and_its_blanks_are_missing(tmp_path: Path) -> None:
    path = tmp_path / "plain.parquet"
    duckdb.execute(
        "COPY (SELECT * FROM (VALUES "
        "(' ', 1::SMALLINT, 'nan'::DOUBLE, 1.50::DECIMAL(9,2), [1], 1::HUGEINT, '10:00'::TIME),"
        "('', 2::SMALLINT, 2.5, 2.25::DECIMAL(9,2), [2], 2::HUGEINT, NULL),"
        "(' a', NULL, 2.0, NULL, NULL, NULL, NULL)) AS t(s, i, d, m, l, h, u)) "
        f"TO '{path}' (FORMAT parquet)"
    )
    table = Table.from_parquet(path)
    assert table.columns["s"] == table.columns["l"] == table.columns["u"] == "tekst"
    assert [table.columns[c] for c in "idm"] == ["geheel", "getal", "getal"]
    rules = [rule("gevuld", column) for column in "sidml"]
    assert [o.failed for o in check(table, rules, today=TODAY)] == [2, 1, 1, 1, 1]
    assert outcome_of(table, rule("in-lijst", "m", waarden=["1.5"])).failed == 1


def test_more_than_sixty_two_rules_are_still_all_counted(tmp_path: Path) -> None:
    table = make_table(tmp_path, {"n": ("geheel", list(range(200)))})
    rules = [rule("bereik", "n", minimum=limit) for limit in range(150)]
    assert len(rules) > 2 * MOST_RULES
    for limit, outcome in enumerate(check(table, rules, today=TODAY)):
        assert (outcome.checked, outcome.failed) == (200, limit)
        assert failing(outcome) == list(range(min(limit, 20)))


def test_examples_are_the_first_failing_rows_also_when_rules_fail_together(tmp_path: Path) -> None:
    table = make_table(tmp_path, {"n": ("geheel", list(range(100))), "id": ("geheel", [7] * 100)})
    rules = [rule("bereik", "n", maximum=9), rule("patroon", "n", patroon=".*[02468]")]
    first, second = check(table, rules, today=TODAY, examples=5, key=["id", "gone"])
    assert failing(first) == [10, 11, 12, 13, 14]
    assert failing(second) == [1, 3, 5, 7, 9]
    assert first.examples[0].key == "id:7"
    assert first.examples[0].values == {"n": "10", "id": "7"}
    assert check(table, rules, today=TODAY, examples=0)[0].examples == []


def test_rules_that_only_fail_all_together_still_have_examples(tmp_path: Path) -> None:
    cells = [None if at % 3 == 0 else at for at in range(90)]
    columns = {f"k{at}": ("geheel", cells) for at in range(40)}
    columns["k0"] = ("geheel", [None if at in (1, 3) else at for at in range(90)])
    rules = [rule("gevuld", column) for column in columns]
    assert most_together(len(rules)) < 39
    first, *others = check(make_table(tmp_path, columns), rules, today=TODAY)
    assert (first.failed, failing(first)) == (2, [1, 3])
    for outcome in others:
        assert (outcome.failed, failing(outcome)) == (30, list(range(0, 60, 3)))


@pytest.mark.parametrize("rules", range(1, MOST_RULES + 1))
def test_never_more_groups_collect_rows_than_is_bearable(rules: int) -> None:
    few = most_together(rules)
    assert sum(comb(rules, together) for together in range(1, few + 1)) <= MOST_COLLECTED
    assert few >= 2 or rules == 1
    assert few == rules or rules > 12


def test_rules_that_fail_in_every_combination_stay_cheap(tmp_path: Path) -> None:
    table = make_table(tmp_path, {"n": ("geheel", list(range(2**14)))})
    rules = [
        rule("patroon", "n", patroon=f".*{end}|.{{{size}}}")
        for end in range(10)
        for size in range(1, 6)
    ]
    expected = [
        sum(1 for n in range(2**14) if not (n % 10 == end or len(str(n)) == size))
        for end in range(10)
        for size in range(1, 6)
    ]
    outcomes = check(table, rules, today=TODAY, memory_mb=64)
    assert [outcome.failed for outcome in outcomes] == expected
    assert {len(outcome.examples) for outcome in outcomes} == {20}


def test_the_key_names_all_its_columns(tmp_path: Path) -> None:
    table = make_table(tmp_path, {"a": ("tekst", ["x"]), "b": ("geheel", [None])})
    found = outcome_of(table, rule("gevuld", "b"), key=["a", "b"]).examples[0]
    assert (found.key, found.values) == ("a:x;b:", {"a": "x", "b": ""})


def test_nothing_to_check_is_no_verdict(tmp_path: Path) -> None:
    empty = make_table(tmp_path, {"n": ("geheel", [])})
    blank = make_table(tmp_path, {"n": ("geheel", [None, None])}, "blank")
    for kind, parameters in (("gevuld", {}), ("bereik", {"minimum": 1}), ("uniek", {})):
        outcome = outcome_of(empty, rule(kind, "n", **parameters))
        assert (outcome.verdict, outcome.reason_code) == ("niet-te-bepalen", "no-rows")
    outcome = outcome_of(blank, rule("bereik", "n", minimum=1))
    assert (outcome.verdict, outcome.reason_code) == ("niet-te-bepalen", "nothing-to-check")
    assert outcome_of(blank, rule("gevuld", "n")).verdict == "voldoet-niet"


def test_the_norm_decides_the_verdict(tmp_path: Path) -> None:
    table = make_table(tmp_path, {"n": ("geheel", [None, 1, 2, 3])})
    for count, share, verdict in (
        (None, None, "voldoet-niet"),
        (1, None, "voldoet"),
        (None, 0.25, "voldoet"),
        (None, 0.24, "voldoet-niet"),
    ):
        spec = RuleSpec("r", "gevuld", ("n",), {}, count, share)
        assert outcome_of(table, spec).verdict == verdict


def test_a_bad_rule_does_not_take_the_others_along(tmp_path: Path) -> None:
    table = make_table(tmp_path, {"n": ("geheel", [1])})
    bad, good = check(table, [rule("gevuld", "nn"), rule("gevuld", "n")], today=TODAY)
    assert (bad.verdict, bad.reason_code) == ("niet-te-bepalen", "unknown-column")
    assert bad.reason_params["hint"] == "n"
    assert good.verdict == "voldoet"


def test_no_rules_and_no_parts_are_no_mistake(tmp_path: Path) -> None:
    assert check(make_table(tmp_path, {"n": ("geheel", [1])}), [], today=TODAY) == []
    assert check(Table([]), [rule("gevuld", "n")], today=TODAY)[0].reason_code == "unknown-column"


def parts(folder: Path) -> Table:
    first = {
        "jaar": ("geheel", [2020, 2021, Misfit("?")]),
        "code": ("geheel", [1, 2, 3]),
        "oud": ("tekst", ["a", "b", "c"]),
    }
    second = {
        "jaar": ("getal", [2021.0, 2022.5]),
        "code": ("tekst", ["1", "x"]),
        "nieuw": ("datum", [date(2024, 1, 1), None]),
    }
    return Table(
        [
            make_part(folder / "1.parquet", first, "2020-01"),
            make_part(folder / "2.parquet", second, "2021-01"),
        ]
    )


def test_parts_are_read_as_one_table_with_one_type_per_column(tmp_path: Path) -> None:
    table = parts(tmp_path)
    assert table.columns == {"jaar": "getal", "code": "tekst", "oud": "tekst", "nieuw": "datum"}
    outcomes = check(
        table,
        [
            rule("uniek", "jaar"),
            rule("uniek", "code"),
            rule("gevuld", "oud"),
            rule("gevuld", "nieuw"),
            rule("bereik", "jaar", maximum=2021),
            rule("patroon", "jaar", patroon="[0-9]{4}"),
        ],
        today=TODAY,
    )
    assert [(o.checked, o.failed) for o in outcomes] == [
        (5, 2), (5, 2), (5, 2), (5, 4), (5, 2), (5, 2),
    ]  # fmt: skip
    assert [(e.part, e.line, e.values["jaar"]) for e in outcomes[4].examples] == [
        ("2020-01", 4, "?"),
        ("2021-01", 3, "2022.5"),
    ]


def test_a_part_without_values_leaves_the_type_to_the_others(tmp_path: Path) -> None:
    full = make_part(tmp_path / "1.parquet", {"n": ("geheel", [1, 20])})
    blank = make_part(tmp_path / "2.parquet", {"n": ("tekst", [None])})
    blank = Part(blank.path, {"n": ("c0", "", None)}, "2")
    table = Table([full, blank])
    assert table.columns == {"n": "geheel"}
    assert outcome_of(table, rule("bereik", "n", maximum=9)).checked == 2


def test_a_column_without_any_value_can_be_given_any_rule(tmp_path: Path) -> None:
    made = make_part(tmp_path / "1.parquet", {"n": ("tekst", [None]), "m": ("datum", [None])})
    table = Table([Part(made.path, {"n": ("c0", "", None), "m": made.columns["m"]})])
    rules = [
        rule("bereik", "n", minimum=1),
        rule("bereik", "n", maximum="2024-01-01"),
        rule("datumvolgorde", "n", "m"),
        rule("in-lijst", "n", waarden=[1]),
        rule("uniek", "n", "m"),
    ]
    outcomes = check(table, rules, today=TODAY)
    assert [outcome.reason_code for outcome in outcomes] == ["nothing-to-check"] * 5


def test_three_hundred_deliveries_are_one_table(tmp_path: Path) -> None:
    one = make_part(tmp_path / "1.parquet", {"n": ("geheel", [1])})
    table = Table([Part(one.path, one.columns, str(number)) for number in range(300)])
    outcome = outcome_of(table, rule("uniek", "n"))
    assert outcome.failed == 300
    assert [example.part for example in outcome.examples] == [str(n) for n in range(20)]


def test_misfits_are_counted_where_they_were_read(tmp_path: Path) -> None:
    cells = [1, Misfit("x"), None, Misfit("y")]
    with_misfits = make_part(tmp_path / "1.parquet", {"n": ("geheel", cells)})
    text = make_part(tmp_path / "2.parquet", {"n": ("tekst", ["z"]), "id": ("geheel", [5])})
    found = misfits(Table([with_misfits, text]), key=["id"])
    assert list(found) == ["n"]
    assert found["n"].count == 2
    assert [(e.line, e.values["n"]) for e in found["n"].examples] == [(3, "x"), (5, "y")]
    assert misfits(Table([text])) == {}


def test_progress_grows_to_one_and_a_wish_to_stop_is_heard(tmp_path: Path) -> None:
    table = make_table(tmp_path, {"n": ("geheel", [1, 1])})
    seen: list[float] = []
    rules = [rule("gevuld", "n"), rule("uniek", "n")]
    check(table, rules, today=TODAY, progress=seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == 1.0
    with pytest.raises(CheckError, match="cancelled"):
        check(table, rules, today=TODAY, cancel=lambda: True)


def test_a_check_stops_in_the_middle_of_a_statement(tmp_path: Path) -> None:
    one = make_part(tmp_path / "1.parquet", {"n": ("tekst", ["a" * 500] * 500)})
    table = Table([Part(one.path, one.columns)] * 200)
    slow = [rule("patroon", "n", patroon=f"(a|aa)*{n}") for n in range(60)]
    with pytest.raises(CheckError, match="time-limit"):
        check(table, slow, today=TODAY, time_limit=0.3)


def test_what_a_callback_raises_stops_the_check(tmp_path: Path) -> None:
    table = make_table(tmp_path, {"n": ("geheel", [1])})

    def lost() -> bool:
        raise LookupError("lease")

    with pytest.raises(LookupError, match="lease"):
        check(table, [rule("gevuld", "n")], today=TODAY, cancel=lost)


@pytest.mark.parametrize("content", [b"", b"no parquet at all", b"PAR1broken"])
def test_an_unreadable_file_is_said_to_be_so(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.parquet"
    path.write_bytes(content)
    with pytest.raises(CheckError, match="unreadable-table"):
        Table.from_parquet(path)
    with pytest.raises(CheckError, match="unreadable-table"):
        check(
            Table([Part(path, {"n": ("c0", "geheel", None)})]), [rule("gevuld", "n")], today=TODAY
        )


def test_a_file_that_is_gone_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(CheckError, match="unreadable-table"):
        Table.from_parquet(tmp_path / "gone.parquet")


def test_the_spill_folder_is_gone_afterwards(tmp_path: Path) -> None:
    table = make_table(tmp_path, {"n": ("geheel", [1])})
    spill = tmp_path / "spill"
    spill.mkdir()
    outcome_of(table, rule("uniek", "n"), temp=spill)
    assert list(spill.iterdir()) == []


def test_a_pattern_renders_for_other_databases_with_anchors() -> None:
    condition = matches_fully(name('a"b'), "x|y'")
    assert render(condition, "postgres") == "\"a\"\"b\" ~ '^(?:x|y'')$'"
    assert render(condition, "spark") == "`a\"b` RLIKE '^(?:x|y\\')$'"
    assert render(literal(date(2024, 1, 31)), "tsql") == "CAST('2024-01-31' AS DATE)"


def test_a_pattern_can_be_tried_on_texts_before_it_is_a_rule() -> None:
    assert fits_pattern("a|b'", ["a", "b'", "ab", ""]) == [True, True, False, False]
    with pytest.raises(RuleError, match="bad-pattern"):
        fits_pattern("[", ["a"])

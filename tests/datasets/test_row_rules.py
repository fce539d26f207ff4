"""Row rules as data: what is refused, days from today, municipal codes, and other databases."""

from collections.abc import Mapping
from datetime import date

import pytest
import sqlglot
from sqlglot import exp

from datasets.quality import KINDS, RuleError, RuleSpec, depends_on_date, describe, validate
from datasets.quality.days import DayFromToday, read_day_from_today
from datasets.quality.expressions import if_cast, name, render
from datasets.quality.kind import Cell, Draft, RowCheck
from datasets.quality.municipalities import CODES, FIRST_YEAR, LAST_YEAR, codes_in
from datasets.quality.parameters import parse_all
from tests.datasets.quality_tables import TODAY, rule

COLUMNS = {
    "naam": "tekst", "code": "tekst", "bedrag": "getal", "aantal": "geheel", "van": "datum",
    "tot": "tijdstip", "ja": "ja-nee", "leeg": "",
}  # fmt: skip

REFUSED: list[tuple[RuleSpec, str, dict[str, object]]] = [
    (rule("datumbereik", "van"), "missing-parameter", {"parameter": "minimum"}),
    (rule("datumbereik", "van", minimum="gisteren"), "bad-parameter", {"expected": "day"}),
    (rule("datumbereik", "van", minimum="vandaag - 3 uur"), "bad-parameter", {"expected": "day"}),
    (rule("datumbereik", "van", minimum="vandaag - 9999999 dagen"), "bad-parameter", {}),
    (rule("datumbereik", "van", minimum=7), "bad-parameter", {"expected": "day"}),
    (rule("datumbereik", "van", minimum="2024-01-02", maximum="2024-01-01"), "empty-range", {}),
    (rule("datumbereik", "van", minimum="vandaag", maximum="vandaag - 1 dag"), "empty-range", {}),
    (rule("datumbereik", "naam", minimum="vandaag"), "column-type", {"column": "naam"}),
    (rule("maximale-leeftijd", "van"), "missing-parameter", {"parameter": "dagen"}),
    (rule("maximale-leeftijd", "van", dagen=-1), "bad-parameter", {"parameter": "dagen"}),
    (rule("maximale-leeftijd", "van", dagen="1,5"), "bad-parameter", {"parameter": "dagen"}),
    (rule("lengte", "naam"), "missing-parameter", {"parameter": "minimum"}),
    (rule("lengte", "naam", minimum=2.5), "bad-parameter", {"expected": "count"}),
    (rule("lengte", "naam", minimum=3, maximum=2), "empty-range", {}),
    (rule("email", "bedrag"), "column-type", {"expected": "tekst"}),
    (rule("bsn", "bedrag"), "column-type", {"expected": "tekst geheel"}),
    (rule("bag-id", "code", objecttype="huis"), "bad-choice", {"parameter": "objecttype"}),
    (rule("gemeentecode", "code", jaar=2009), "bad-parameter", {"expected": "known-year"}),
    (rule("gemeentecode", "code", jaar="26"), "bad-parameter", {"expected": "year"}),
    (rule("gemeentecode", "code", jaar=True), "bad-parameter", {"expected": "year"}),
    (rule("gemeentecode", "code", "aantal", jaar=2020), "two-years", {}),
    (rule("gemeentecode", "code", "bedrag"), "column-type", {"column": "bedrag"}),
    (rule("gemeentecode", "code", vorm="NL"), "bad-choice", {"parameter": "vorm"}),
    (rule("som", "bedrag"), "column-count", {"found": 1, "least": 2}),
    (rule("som", "bedrag", "naam"), "column-type", {"column": "naam"}),
    (rule("som", "bedrag", "aantal", marge=-1), "bad-parameter", {"expected": "amount"}),
    (rule("vergelijking", "van", "tot"), "missing-parameter", {"parameter": "teken"}),
    (rule("vergelijking", "van", "tot", teken="=="), "bad-choice", {"parameter": "teken"}),
    (rule("vergelijking", "van", "aantal", teken="="), "unlike-columns", {"column": "van"}),
    (rule("vergelijking", "naam", "code", teken="<"), "bad-choice", {"expected": "= !="}),
    (rule("voorwaardelijk-gevuld", "naam"), "column-count", {"least": 2, "most": 2}),
    (rule("voorwaardelijk-gevuld", "naam", "code", waarden=[]), "bad-parameter", {}),
]  # fmt: skip


@pytest.mark.parametrize(("spec", "code", "params"), REFUSED)
def test_a_row_rule_that_cannot_be_carried_out_is_refused(
    spec: RuleSpec, code: str, params: Mapping[str, object]
) -> None:
    with pytest.raises(RuleError) as refused:
        validate(spec, COLUMNS)
    assert refused.value.code == code
    assert params.items() <= refused.value.params.items()


def test_a_column_without_values_can_be_compared_with_anything() -> None:
    assert validate(rule("vergelijking", "leeg", "aantal", teken="<"), COLUMNS)
    assert validate(rule("gemeentecode", "code", "leeg"), COLUMNS)


@pytest.mark.parametrize(
    ("spec", "code"),
    [
        (rule("datumbereik", "a", minimum="vandaag"), "datumbereik-vanaf"),
        (rule("datumbereik", "a", maximum="2024-01-01"), "datumbereik-tot"),
        (rule("lengte", "a", minimum=3, maximum="3"), "lengte-precies"),
        (rule("lengte", "a", minimum=0, maximum=0), "lengte-precies"),
        (rule("lengte", "a", maximum=3), "lengte-tot"),
        (rule("bsn", "a", achtCijfers="ja"), "bsn-acht-cijfers"),
        (rule("iban", "a", spaties=False), "iban-zonder-spaties"),
        (rule("bag-id", "a", objecttype="pand"), "bag-id-van"),
        (rule("gemeentecode", "a", "b", vorm="193"), "gemeentecode-vorm-per-rij"),
        (rule("gemeentecode", "a", jaar=2020), "gemeentecode-in-jaar"),
        (rule("som", "a", "b", marge="0,5"), "som-met-marge"),
        (rule("voorwaardelijk-gevuld", "a", "b", leeg=True), "voorwaardelijk-leeg"),
        (rule("voorwaardelijk-gevuld", "a", "b", waarden=["x"]), "voorwaardelijk-gevuld-bij"),
    ],
)
def test_a_row_rule_has_the_sentence_that_says_it(spec: RuleSpec, code: str) -> None:
    assert describe(spec)[0] == code
    assert code in KINDS[spec.kind].sentence_codes


@pytest.mark.parametrize(
    ("text", "day", "written"),
    [
        ("vandaag", "2026-11-23", "vandaag"),
        (" Vandaag ", "2026-11-23", "vandaag"),
        ("vandaag - 30 dagen", "2026-10-24", "vandaag - 30 dagen"),
        ("vandaag-1 dag", "2026-11-22", "vandaag - 1 dag"),
        ("vandaag \u2212 2 weken", "2026-11-09", "vandaag - 2 weken"),
        ("vandaag + 3 maanden", "2027-02-23", "vandaag + 3 maanden"),
        ("vandaag - 1 jaar", "2025-11-23", "vandaag - 1 jaar"),
        ("vandaag + 0 dagen", "2026-11-23", "vandaag"),
        ("vandaag - 100000 jaar", "0001-01-01", "vandaag - 100000 jaar"),
        ("vandaag + 100000 maanden", "9999-12-31", "vandaag + 100000 maanden"),
    ],
)
def test_a_day_from_today_is_read_and_written(text: str, day: str, written: str) -> None:
    found = read_day_from_today(text)
    assert found is not None
    assert (found.on(TODAY).isoformat(), str(found)) == (day, written)
    assert read_day_from_today(written) == found


def test_a_month_back_from_its_last_day_stays_in_the_month() -> None:
    assert DayFromToday(-1, "maanden").on(date(2026, 3, 31)) == date(2026, 2, 28)
    assert DayFromToday(-1, "jaar").on(date(2024, 2, 29)) == date(2023, 2, 28)


def test_only_rules_that_count_from_today_are_checked_anew_each_night() -> None:
    assert depends_on_date(rule("maximale-leeftijd", "a", dagen=3))
    assert depends_on_date(rule("datumbereik", "a", maximum="vandaag"))
    assert not depends_on_date(rule("datumbereik", "a", maximum="2024-01-01"))
    assert not depends_on_date(rule("bsn", "a"))


def test_the_municipal_codes_are_as_many_as_there_were_municipalities() -> None:
    counted = {2010: 431, 2018: 380, 2019: 355, 2022: 345, 2023: 342, 2026: 342}
    assert {year: len(codes_in(year)) for year in counted} == counted
    every = [code for codes in CODES.values() for code in codes.split()]
    assert len(every) == len(set(every))
    assert all(len(code) == 4 and code.isdecimal() for code in every)
    assert codes_in(FIRST_YEAR - 1) == codes_in(LAST_YEAR + 1) == ()


ELSEWHERE: list[tuple[str, dict[str, object], tuple[str, ...]]] = [
    ("bag-id", {}, ("tekst",)),
    ("bsn", {}, ("tekst",)),
    ("bsn", {}, ("geheel",)),
    ("datumbereik", {"minimum": "vandaag - 1 jaar"}, ("tijdstip",)),
    ("email", {}, ("tekst",)),
    ("gemeentecode", {"vorm": "193"}, ("geheel", "datum")),
    ("lengte", {"minimum": 2}, ("tekst",)),
    ("maximale-leeftijd", {"dagen": 3}, ("datum",)),
    ("som", {"leegIsNul": True}, ("geheel", "geheel", "geheel")),
    ("vergelijking", {"teken": "<="}, ("geheel", "getal")),
    ("voorwaardelijk-gevuld", {"waarden": ["x'y"]}, ("tekst", "datum")),
]


@pytest.mark.parametrize("dialect", ["postgres", "tsql"])
@pytest.mark.parametrize(("kind", "given", "types"), ELSEWHERE)
def test_a_row_rule_can_be_said_in_the_sql_of_other_databases(
    kind: str, given: dict[str, object], types: tuple[str, ...], dialect: str
) -> None:
    """All but the IBAN's proof, which works sign by sign and has no such words elsewhere."""
    cells = tuple(Cell(f"k{at}", type_, name(f'k"{at}')) for at, type_ in enumerate(types))
    draft = Draft(
        cells=cells,
        values=parse_all(KINDS[kind].parameters, given, types[0]),
        today=TODAY,
        scratch="",
        examples=1,
        reference=lambda dataset, column: exp.null(),
        deliveries=(),
        other=lambda dataset, columns: pytest.fail("a row rule looks at its own row"),
        before=lambda columns: pytest.fail("a row rule looks at its own row"),
    )
    check = KINDS[kind].compile(draft)
    assert isinstance(check, RowCheck)
    sql = render(check.fails, dialect)
    assert render(sqlglot.parse_one(sql, read=dialect), dialect) == sql
    assert "TRY_CAST" not in sql or dialect == "tsql"
    assert ('"k""0"' if dialect == "postgres" else '[k"0]') in sql


def test_postgresql_is_never_asked_to_cast_a_text_that_is_no_number() -> None:
    sql = render(if_cast(name("k"), "int"), "postgres")
    assert sql == """CASE WHEN "k" ~ '^[0-9]{1,9}$' THEN CAST("k" AS INT) END"""

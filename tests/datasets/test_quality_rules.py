"""Rules as data: what is refused, with which code, and how a rule is put in words."""

from collections.abc import Mapping
from types import SimpleNamespace

import pytest

from datasets.quality import KINDS, Kind, RuleError, RuleSpec, describe, validate
from datasets.quality.kind import Registry
from datasets.quality.reasons import SENTENCES, sentence
from datasets.quality.rule import read_norm
from tests.datasets.quality_tables import rule

COLUMNS = {"naam": "tekst", "bedrag": "getal", "van": "datum", "tot": "datum", "leeg": ""}
MANY = [str(number) for number in range(10_001)]

REFUSED: list[tuple[RuleSpec, str, dict[str, object]]] = [
    (rule("gevult", "naam"), "unknown-kind", {"hint": "gevuld"}),
    (rule("gevuld", "name"), "unknown-column", {"column": "name", "hint": "naam"}),
    (rule("gevuld", "NAAM"), "unknown-column", {"hint": "naam"}),
    (rule("gevuld", "zzz"), "unknown-column", {"hint": ""}),
    (rule("gevuld"), "column-count", {"found": 0, "least": 1, "most": 1}),
    (rule("datumvolgorde", "van"), "column-count", {"found": 1, "least": 2}),
    (rule("uniek", "naam", "naam"), "repeated-column", {"column": "naam"}),
    (rule("bereik", "naam", minimum=1), "column-type", {"type": "tekst"}),
    (rule("datumvolgorde", "van", "bedrag"), "column-type", {"column": "bedrag"}),
    (rule("bereik", "bedrag"), "missing-parameter", {"parameter": "minimum"}),
    (rule("bereik", "bedrag", minimum="2024-01-01"), "bad-parameter", {"expected": "number"}),
    (rule("bereik", "van", minimum=3), "bad-parameter", {"expected": "date"}),
    (rule("bereik", "van", minimum="2024-13-01"), "bad-parameter", {"expected": "date"}),
    (rule("bereik", "bedrag", minimum=float("nan")), "bad-parameter", {"parameter": "minimum"}),
    (rule("bereik", "bedrag", minimum=True), "bad-parameter", {"parameter": "minimum"}),
    (rule("bereik", "bedrag", minimum=1e300), "bad-parameter", {"parameter": "minimum"}),
    (rule("bereik", "bedrag", minimum=2, maximum=1), "empty-range", {}),
    (rule("bereik", "van", minimum="2024-01-02", maximum="2024-01-01"), "empty-range", {}),
    (rule("bereik", "leeg", minimum="2024-01-02", maximum=3), "bad-parameter", {}),
    (rule("in-lijst", "naam"), "missing-parameter", {"parameter": "waarden"}),
    (rule("in-lijst", "naam", waarden=[]), "bad-parameter", {"expected": "list"}),
    (rule("in-lijst", "naam", waarden="abc"), "bad-parameter", {"expected": "list"}),
    (rule("in-lijst", "naam", waarden=["a\0b"]), "bad-parameter", {"expected": "text"}),
    (rule("in-lijst", "naam", waarden=["\ud800"]), "bad-parameter", {"expected": "text"}),
    (rule("in-lijst", "naam", waarden=["a" * 1001]), "bad-parameter", {"expected": "text"}),
    (rule("in-lijst", "naam", waarden=[None]), "bad-parameter", {"expected": "text"}),
    (rule("in-lijst", "naam", waarden=MANY), "too-many-values", {"limit": 10_000}),
    (rule("in-lijst", "naam", waarde=["a"]), "unknown-parameter", {"hint": "waarden"}),
    (rule("in-lijst", "naam", waarden=["a"], hoofdlettergevoelig=3), "bad-parameter", {}),
    (rule("patroon", "naam", patroon="[a"), "bad-pattern", {"detail": "missing ]: [a"}),
    (rule("patroon", "naam", patroon="a)|(?:b"), "bad-pattern", {}),
    (rule("patroon", "naam", patroon="(?=a)"), "bad-pattern", {}),
    (rule("patroon", "naam", patroon=r"(a)\1"), "bad-pattern", {}),
    (rule("patroon", "naam", patroon="((a{100}){100}){100}"), "bad-pattern", {}),
    (rule("patroon", "naam", patroon=""), "missing-parameter", {}),
    (rule("verwijzing", "naam"), "missing-parameter", {"parameter": "dataset"}),
    (rule("verwijzing", "naam", dataset="d"), "missing-parameter", {"parameter": "kolom"}),
    (rule("verwijzing", "naam", dataset="x", kolom="k"), "unknown-dataset", {"dataset": "x"}),
    (rule("verwijzing", "naam", dataset="d", kolom="cod"), "unknown-column", {"hint": "code"}),
    (rule("verwijzing", "naam", waarden=["a"], kolom="k"), "unknown-parameter", {}),
    (RuleSpec("r", "gevuld", ("naam",), {}, norm_share=1.5), "bad-norm", {}),
    (RuleSpec("r", "gevuld", ("naam",), {}, norm_count=-1), "bad-norm", {}),
]


@pytest.mark.parametrize(("spec", "code", "params"), REFUSED)
def test_a_bad_rule_is_refused_with_a_code_and_a_hint(
    spec: RuleSpec, code: str, params: Mapping[str, object]
) -> None:
    with pytest.raises(RuleError) as refused:
        validate(spec, COLUMNS, {"d": {"code": "tekst"}})
    assert refused.value.code == code
    assert params.items() <= refused.value.params.items()
    assert sentence(code, refused.value.params) != f"Dit lukt niet ({code})."


def test_a_column_without_values_takes_any_rule() -> None:
    for spec in (rule("bereik", "leeg", minimum=1), rule("bereik", "leeg", minimum="2024-01-01")):
        assert "minimum" in validate(spec, COLUMNS)
    assert validate(rule("datumvolgorde", "leeg", "tot"), COLUMNS) == {}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (5, "bad-rule"),
        ({"kolommen": ["a"]}, "bad-rule"),
        ({"soort": "gevuld"}, "bad-rule"),
        ({"soort": "gevuld", "kolommen": "a"}, "bad-rule"),
        ({"soort": "gevuld", "kolommen": [1]}, "bad-rule"),
        ({"soort": "gevuld", "kolommen": ["a"], "parameters": []}, "bad-rule"),
        ({"soort": "gevuld", "kolommen": ["a"], "kolom": "a"}, "unknown-key"),
        ({"soort": "gevuld", "kolommen": ["a"], "norm": {"max": 1}}, "bad-norm"),
        ({"soort": "gevuld", "kolommen": ["a"], "norm": {"maxAantal": True}}, "bad-norm"),
        ({"soort": "gevuld", "kolommen": ["a"], "norm": 3}, "bad-norm"),
        (
            {"soort": "gevuld", "kolommen": ["a"], "norm": {"maxAantal": 1, "maxAandeel": 0.1}},
            "bad-norm",
        ),
    ],
)
def test_a_rule_of_the_wrong_shape_is_refused(data: object, code: str) -> None:
    with pytest.raises(RuleError) as refused:
        RuleSpec.from_dict(data)
    assert refused.value.code == code


def test_a_rule_survives_the_way_to_json_and_back() -> None:
    spec = RuleSpec("7", "bereik", ("bedrag",), {"minimum": 0}, norm_share=0.01)
    assert RuleSpec.from_dict(spec.as_dict()) == spec
    assert RuleSpec.from_dict({**spec.as_dict(), "ernst": "blokkerend"}) == spec
    assert read_norm({"maxAantal": 3, "maxAandeel": None}) == (3, None)


@pytest.mark.parametrize(
    ("count", "share", "checked", "failed", "accepted"),
    [
        (None, None, 100, 0, True),
        (None, None, 100, 1, False),
        (2, None, 100, 2, True),
        (2, None, 100, 3, False),
        (None, 0.1, 30, 3, True),  # in floating point 0.1 * 30 is more than 3
        (None, 0.07, 100, 7, True),  # and 0.07 * 100 too
        (None, 0.29, 100, 29, True),  # but 0.29 * 100 is less than 29
        (None, 0.1, 30, 4, False),
        (None, 0.0, 10, 0, True),
    ],
)
def test_a_norm_is_compared_exactly(
    count: int | None, share: float | None, checked: int, failed: int, accepted: bool
) -> None:
    spec = RuleSpec("r", "gevuld", ("a",), {}, count, share)
    assert spec.accepts(checked=checked, failed=failed) is accepted


def test_describe_names_a_sentence_and_fills_its_blanks() -> None:
    spec = RuleSpec("r", "bereik", ("bedrag",), {"minimum": "0,5"}, norm_share=0.02)
    code, blanks = describe(spec, "getal")
    assert code == "bereik-vanaf"
    assert blanks == {
        "kolom": "bedrag",
        "kolommen": ["bedrag"],
        "minimum": 0.5,
        "maxAandeel": 0.02,
    }
    code, blanks = describe(rule("datumvolgorde", "van", "tot"))
    assert (code, blanks["tweede"]) == ("datumvolgorde", "tot")
    code, blanks = describe(rule("verwijzing", "g", dataset="d", kolom="code"))
    assert (code, blanks["kolom"], blanks["andereKolom"]) == ("verwijzing", "g", "code")


@pytest.mark.parametrize(
    ("spec", "code"),
    [
        (rule("gevuld", "a"), "gevuld"),
        (rule("uniek", "a"), "uniek"),
        (rule("uniek", "a", "b"), "uniek-samen"),
        (rule("in-lijst", "a", waarden=["x"]), "in-lijst"),
        (
            rule("in-lijst", "a", waarden=["x"], hoofdlettergevoelig=False),
            "in-lijst-zonder-hoofdletters",
        ),
        (rule("patroon", "a", patroon="x"), "patroon"),
        (rule("bereik", "a", minimum=1, maximum=2), "bereik"),
        (rule("bereik", "a", maximum=2), "bereik-tot"),
        (rule("postcode", "a"), "postcode"),
        (rule("postcode", "a", spatie=True), "postcode-met-spatie"),
        (rule("verwijzing", "a", waarden=["x"]), "verwijzing-lijst"),
    ],
)
def test_a_sentence_is_one_of_those_the_kind_announces(spec: RuleSpec, code: str) -> None:
    assert describe(spec)[0] == code
    assert code in KINDS[spec.kind].sentence_codes


def test_two_kinds_of_one_name_refuse_to_load() -> None:
    registry = Registry()
    kind = Kind("dubbel", "validity", compile=lambda draft: SimpleNamespace())  # type: ignore[arg-type,return-value]
    registry.add(kind)
    with pytest.raises(ValueError, match="dubbel"):
        registry.add(kind)


def test_a_kind_has_a_known_dimension() -> None:
    with pytest.raises(ValueError, match="beauty"):
        Kind("mooi", "beauty", compile=lambda draft: SimpleNamespace())  # type: ignore[arg-type,return-value]


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_no_reason_of_the_command_line_has_a_blank_too_many(code: str) -> None:
    blanks = ["kind", "hint", "least", "most", "found", "column", "type", "expected", "dataset"]
    blanks += ["parameter", "detail", "limit", "key", "file", "seconds", "reason"]
    blanks += ["other", "other_type"]
    assert "{" not in sentence(code, dict.fromkeys(blanks, "x"))

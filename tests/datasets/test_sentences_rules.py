"""Norms and refusals of rules in words."""

import pytest
from django.utils.translation import override

from datasets.quality import KINDS, RuleError
from datasets.sentences.kinds import WORDS
from datasets.sentences.refusals import rule_error
from datasets.sentences.rules import norm_sentence


@pytest.mark.parametrize(
    ("share", "told"),
    [(0.05, "5%"), (0.1, "10%"), (0.025, "2.5%"), (0.0001, "0.01%"), (1.0, "100%"), (0.29, "29%")],
)
def test_a_norm_is_told_as_it_was_agreed(share: float, told: str) -> None:
    with override("en"):
        assert norm_sentence(None, share) == f"at most {told} of the rows may fail"


@pytest.mark.parametrize(
    ("least", "most", "asked"),
    [(1, 1, "takes 1 column;"), (2, 2, "takes 2 columns;"), (1, 8, "takes 1 to 8 columns;")],
)
def test_how_many_columns_a_kind_takes_is_told_in_plain_words(
    least: int, most: int, asked: str
) -> None:
    with override("en"):
        told = rule_error(RuleError("column-count", found=9, least=least, most=most))
    assert asked in told


def test_every_kind_has_its_words() -> None:
    assert set(WORDS) == set(KINDS)
    for name, kind in KINDS.items():
        words = WORDS[name]
        assert set(words.sentences) == set(kind.sentence_codes), name
        blanks = {parameter.name for parameter in kind.parameters}
        assert {*words.labels, *words.help, *words.choices, *words.chosen} <= blanks, name
        assert str(words.title), name
        assert str(words.example), name

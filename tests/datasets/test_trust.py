"""Trust is one pure function: every line of DESIGN 3 stands here as a row."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest

from datasets.lifecycle import TRUST_ORDER, Dimension, Severity, Trust
from datasets.services.freshness import Freshness
from datasets.services.trust import Facts, FlagFact, judge

TODAY = date(2026, 11, 23)
FINE = Facts(
    has_data=True,
    run_done=True,
    run_state="done",
    covered=frozenset(Dimension.values),
    undecided={},
    freshness=Freshness(promised=True),
    run=7,
)


def flag(severity: str, dimension: str = Dimension.CORRECT, **more: object) -> FlagFact:
    return FlagFact(1, dimension, severity, "rule-failed", {"rule": 1}, **more)  # type: ignore[arg-type]


def test_green_needs_everything() -> None:
    judgement = judge([], FINE, today=TODAY)
    assert judgement.state == Trust.GREEN
    assert judgement.reasons == ()


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (replace(FINE, has_data=False), "no-data"),
        (replace(FINE, run_done=False, run_state=""), "no-run"),
        (replace(FINE, run_done=False, run_state="queued"), "run-waiting"),
        (replace(FINE, run_done=False, run_state="running"), "run-busy"),
        (replace(FINE, run_done=False, run_state="failed"), "run-failed"),
        (replace(FINE, covered=frozenset({"complete", "current"})), "no-rule"),
        (replace(FINE, covered=frozenset({"complete", "correct"})), "no-interval"),
        (replace(FINE, undecided={"complete": (3,)}), "rule-undecided"),
        (replace(FINE, freshness=Freshness(True, days_late=400, lost=True)), "long-overdue"),
    ],
)
def test_what_is_not_known_is_never_green(facts: Facts, code: str) -> None:
    for flags in ([], [flag(Severity.WARNING)]):
        judgement = judge(flags, facts, today=TODAY)
        assert judgement.state == Trust.UNKNOWN
        assert code in {reason.code for reason in judgement.reasons}


def test_a_warning_is_amber_and_a_blocking_flag_red() -> None:
    assert judge([flag(Severity.WARNING)], FINE, today=TODAY).state == Trust.AMBER
    judgement = judge([flag(Severity.WARNING), flag(Severity.BLOCKING)], FINE, today=TODAY)
    assert judgement.state == Trust.RED
    assert [reason.state for reason in judgement.reasons] == [Trust.RED, Trust.AMBER]
    assert judgement.reasons[0].ref == {"flag": 1}


def test_red_goes_before_unknown() -> None:
    facts = replace(FINE, run_done=False, run_state="failed")
    assert judge([flag(Severity.BLOCKING)], facts, today=TODAY).state == Trust.RED


def test_an_accepted_risk_is_amber_through_its_last_day() -> None:
    risk = flag(Severity.BLOCKING, accepted_until=TODAY)
    assert judge([risk], FINE, today=TODAY).state == Trust.AMBER
    assert judge([risk], FINE, today=TODAY + timedelta(days=1)).state == Trust.RED


def test_a_dimension_stands_by_its_own_flags() -> None:
    judgement = judge([flag(Severity.BLOCKING, Dimension.COMPLETE)], FINE, today=TODAY)
    assert judgement.dimensions == {
        "complete": Trust.RED,
        "current": Trust.GREEN,
        "correct": Trust.GREEN,
    }


def test_more_evidence_against_data_never_improves_its_trust() -> None:
    rank = {state: place for place, state in enumerate(TRUST_ORDER)}
    facts = [
        FINE,
        replace(FINE, has_data=False),
        replace(FINE, run_done=False, run_state="running"),
        replace(FINE, covered=frozenset()),
        replace(FINE, freshness=Freshness(True, days_late=9, lost=True)),
    ]
    evidence = [
        flag(severity, dimension)
        for severity, dimension in product(Severity.values, Dimension.values)
    ]
    for fact in facts:
        for known in ([], evidence[:1], evidence[1:3], evidence[3:]):
            before = judge(known, fact, today=TODAY)
            for extra in evidence:
                after = judge([*known, extra], fact, today=TODAY)
                assert rank[after.state] <= rank[before.state]

"""Proposed rules: few, each decided by a person, and what was turned down stays down."""

import re

import pytest

from datasets import quality
from datasets.lifecycle import NEXT_SUGGESTION, Origin, SuggestionStatus, TransitionNotAllowed
from datasets.models import Dataset, Suggestion
from datasets.sentences import suggestion_reason
from datasets.sentences.suggestions import GUESS_CODES, WHY_CODES
from datasets.services import (
    accept_key,
    accept_suggestion,
    proposed_key,
    reject_suggestion,
    reopen_suggestion,
    retire_rule,
    start_profile,
    strongest_first,
)
from kit.jobs import work_off
from people.models import Department, User
from tests.datasets.factories import deliver, make_dataset, make_rule

S = SuggestionStatus


def cases(rows: int, *, status: str = "open;dicht;bezig", wrong: int = 0) -> str:
    words = status.split(";")
    lines = [
        f"Z-{n:05d};{'onzin' if n < wrong else words[n % len(words)]};{n % 40}" for n in range(rows)
    ]
    return "\n".join(["zaaknummer;status;aantal", *lines, ""])


@pytest.fixture
def dataset(department: Department) -> Dataset:
    made = make_dataset(department, "Demo-zaken")
    deliver(made, cases(600, wrong=1))
    return made


def one(dataset: Dataset, kind: str) -> Suggestion:
    return dataset.suggestions.get(kind=kind, status=S.OPEN)


@pytest.mark.django_db
class TestProposals:
    def test_follow_from_the_profile_with_the_reason(self, dataset: Dataset) -> None:
        listed = one(dataset, "in-lijst")
        assert listed.parameters == {"waarden": ["bezig", "dicht", "open"]}
        why = suggestion_reason(listed.why_code, listed.why_params)
        assert "3 " in why
        assert "599" in why
        first = strongest_first(dataset.suggestions.open())[0]
        assert (first.kind, first.columns) == ("uniek", ["zaaknummer"])

    def test_a_yes_makes_a_rule_in_use_and_starts_a_check(
        self, dataset: Dataset, steward: User
    ) -> None:
        before = dataset.runs.count()
        rule = accept_suggestion(one(dataset, "in-lijst"), by=steward)
        assert (rule.status, rule.origin, rule.severity) == ("active", Origin.PROFILE, "warning")
        assert rule.reason
        assert dataset.runs.count() == before + 1
        work_off()
        assert dataset.runs.latest("number").findings.get(rule=rule).failed == 1
        with pytest.raises(TransitionNotAllowed):
            accept_suggestion(dataset.suggestions.get(rule=rule), by=steward)

    def test_what_has_a_rule_is_not_proposed(self, dataset: Dataset, steward: User) -> None:
        make_rule(dataset, "uniek", ["zaaknummer"])
        deliver(dataset, cases(601))
        assert not dataset.suggestions.open().filter(kind="uniek").exists()

    def test_a_rule_that_was_ended_is_not_proposed_anew(
        self, dataset: Dataset, steward: User
    ) -> None:
        rule = accept_suggestion(one(dataset, "uniek"), by=steward)
        retire_rule(rule, by=steward, note="niet nuttig")
        deliver(dataset, cases(601))
        assert not dataset.suggestions.open().filter(kind="uniek").exists()

    def test_a_no_is_remembered_also_when_the_values_move_a_little(
        self, dataset: Dataset, steward: User
    ) -> None:
        listed = one(dataset, "in-lijst")
        reject_suggestion(listed, by=steward)
        deliver(dataset, cases(700, status="open;dicht;bezig;wacht"))
        assert not dataset.suggestions.open().filter(kind="in-lijst").exists()
        listed.refresh_from_db()
        assert (listed.status, listed.decided_by) == (S.REJECTED, steward)

    def test_a_no_can_be_taken_back(self, dataset: Dataset, steward: User) -> None:
        listed = one(dataset, "in-lijst")
        reject_suggestion(listed, by=steward)
        reopen_suggestion(listed, by=steward)
        assert one(dataset, "in-lijst") == listed

    def test_what_the_data_no_longer_bears_out_goes(self, dataset: Dataset) -> None:
        assert dataset.suggestions.open().filter(kind="in-lijst").exists()
        words = ";".join(f"woord {n}" for n in range(200))
        deliver(dataset, cases(600, status=words))
        assert not dataset.suggestions.open().filter(kind="in-lijst").exists()
        assert dataset.suggestions.open().filter(kind="uniek").exists()

    def test_the_same_profile_again_changes_nothing(self, dataset: Dataset) -> None:
        before = list(dataset.suggestions.values_list("pk", "fingerprint"))
        start_profile(dataset.deliveries.get())
        work_off()
        assert list(dataset.suggestions.values_list("pk", "fingerprint")) == before

    def test_about_as_many_rows_as_before_is_proposed_from_the_second_delivery_on(
        self, dataset: Dataset
    ) -> None:
        assert not dataset.suggestions.filter(kind="aantal-rijen").exists()
        deliver(dataset, cases(610))
        assert one(dataset, "aantal-rijen").why_params["before"] == 600


@pytest.mark.django_db
class TestKey:
    def test_is_proposed_until_there_is_one(self, dataset: Dataset, steward: User) -> None:
        assert proposed_key(dataset) == ["zaaknummer"]
        assert accept_key(dataset, by=steward) == ["zaaknummer"]
        dataset.refresh_from_db()
        assert dataset.key == ["zaaknummer"]
        assert proposed_key(dataset) == []

    def test_is_not_proposed_from_what_was_turned_down(
        self, dataset: Dataset, steward: User
    ) -> None:
        reject_suggestion(one(dataset, "uniek"), by=steward)
        assert proposed_key(dataset) == []


@pytest.mark.django_db
@pytest.mark.parametrize("old", S)
@pytest.mark.parametrize("new", S)
def test_every_step_of_a_proposal_is_allowed_or_refused(
    dataset: Dataset, steward: User, old: S, new: S
) -> None:
    kept = one(dataset, "uniek")
    Suggestion.objects.filter(pk=kept.pk).update(status=old)
    kept.refresh_from_db()
    step = {
        S.ACCEPTED: accept_suggestion, S.REJECTED: reject_suggestion, S.OPEN: reopen_suggestion,
    }[new]  # fmt: skip
    if new in NEXT_SUGGESTION[old]:
        step(kept, by=steward)
        kept.refresh_from_db()
        assert kept.status == new
    else:
        with pytest.raises(TransitionNotAllowed):
            step(kept, by=steward)


def test_every_reason_of_the_engine_has_its_words() -> None:
    """Reasons stand in Proposal's docstring, those of guesses in PersonalGuess'."""
    told = quality.Proposal.__doc__ or ""
    reasons = told[told.index("Reasons:") : told.index("After")]
    named = re.findall(r"([a-z-]+)(?: \(\w+\))?[,.]", reasons)
    assert set(named) == set(WHY_CODES)
    told = quality.PersonalGuess.__doc__ or ""
    assert all(f"{code}" in told for code in GUESS_CODES)

"""Profiles of deliveries: made after each, never in the way of its check, without personal values."""

import json

import pytest

from datasets import quality
from datasets.lifecycle import Mode, PersonalData, Refused
from datasets.models import Column, ColumnProfile, Dataset
from datasets.services import (
    accept_guess,
    describe_column,
    dismiss_guess,
    previous_profiles,
    profile,
    withdraw_delivery,
)
from kit.jobs import work_off
from kit.models import Job
from people.models import Department, User
from tests.datasets.factories import deliver, make_dataset, make_rule

PEOPLE = "nr;achternaam;bsn;leeftijd\n" + "".join(
    f"{n};Jansen{'abcdefgh'[n]};{bsn};{30 + n}\n"
    for n, bsn in enumerate(["111222333", "123456782", "100000009", "999990019", "111111110"])
)


def stats(dataset: Dataset, name: str) -> quality.ColumnProfile:
    kept = ColumnProfile.objects.filter(delivery__dataset=dataset, name=name).latest("pk")
    return quality.ColumnProfile.from_dict(kept.stats)


@pytest.fixture
def people(department: Department) -> Dataset:
    dataset = make_dataset(department, "Demo-mensen")
    deliver(dataset, PEOPLE)
    return dataset


@pytest.mark.django_db
class TestJob:
    def test_each_accepted_delivery_gets_a_profile(self, department: Department) -> None:
        dataset = make_dataset(department)
        delivery = deliver(dataset)
        names = list(delivery.profiles.values_list("name", flat=True))
        assert names == ["nr", "straat", "opgeleverd", "bedrag"]
        assert stats(dataset, "straat").filled == 3
        again = deliver(dataset, "nr;straat;opgeleverd;bedrag\n0001;;;\n")
        assert again.profiles.count() == 4
        assert previous_profiles(again)["straat"].filled == 3

    def test_a_profile_that_fails_does_not_stop_the_check(
        self, department: Department, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(*args: object, **options: object) -> None:
            raise quality.CheckError("out-of-memory")

        dataset = make_dataset(department)
        make_rule(dataset, active=False)
        monkeypatch.setattr(profile, "examine", broken)
        delivery = deliver(dataset)
        assert delivery.status == "checked"
        assert Job.objects.get(kind="profile").error_code == "out-of-memory"
        assert not delivery.profiles.exists()

    def test_a_delivery_that_was_withdrawn_meanwhile_keeps_no_profile(
        self, department: Department, steward: User
    ) -> None:
        dataset = make_dataset(department)
        delivery = deliver(dataset)
        delivery.profiles.all().delete()
        profile.start_profile(delivery)
        withdraw_delivery(delivery, by=steward, note="verkeerd bestand")
        work_off()
        assert not delivery.profiles.exists()

    def test_a_dataset_that_grows_is_compared_with_the_period_before(
        self, department: Department
    ) -> None:
        dataset = make_dataset(department, mode=Mode.ACCUMULATES)
        deliver(dataset, "naam\na\n", period="2022")
        newest = deliver(dataset, "naam\nc\n", period="2024")
        middle = deliver(dataset, "naam\nb\nb\n", period="2023")
        assert previous_profiles(middle)["naam"].rows == 1
        assert previous_profiles(newest)["naam"].rows == 2


@pytest.mark.django_db
class TestGuesses:
    def test_are_proposed_and_the_values_are_not_kept(self, people: Dataset) -> None:
        guesses = {c.name: (c.personal_guess, c.guess_reason) for c in people.columns.all()}
        assert guesses["bsn"] == (PersonalData.BSN, "bsn")
        assert guesses["achternaam"] == (PersonalData.ORDINARY, "naam")
        assert guesses["leeftijd"] == (PersonalData.NONE, "")
        kept = json.dumps(list(ColumnProfile.objects.values_list("stats", flat=True)))
        assert "123456782" not in kept
        assert "Jansen" not in kept
        assert stats(people, "bsn").filled == 5
        told = json.dumps(list(people.suggestions.values_list("parameters", flat=True)))
        assert "Jansen" not in told

    def test_a_yes_makes_the_column_personal(self, people: Dataset, steward: User) -> None:
        column = people.columns.get(name="bsn")
        accept_guess(column, by=steward)
        column.refresh_from_db()
        assert (column.personal, column.personal_guess) == (PersonalData.BSN, PersonalData.NONE)
        deliver(people, PEOPLE + "6;Bakker;123456782;40\n")
        column.refresh_from_db()
        assert column.personal_guess == PersonalData.NONE

    def test_a_no_is_remembered_and_the_values_come_back(
        self, people: Dataset, steward: User
    ) -> None:
        column = people.columns.get(name="achternaam")
        dismiss_guess(column, by=steward)
        work_off()
        column.refresh_from_db()
        assert (column.personal, column.personal_guess) == (PersonalData.NONE, PersonalData.NONE)
        assert stats(people, "achternaam").minimum == "Jansena"
        deliver(people, PEOPLE + "6;Bakker;123456782;40\n")
        column.refresh_from_db()
        assert column.personal_guess == PersonalData.NONE

    def test_a_second_yes_or_no_is_refused(self, people: Dataset, steward: User) -> None:
        first, second = (people.columns.get(name="bsn") for _ in range(2))
        accept_guess(first, by=steward)
        with pytest.raises(Refused, match="nothing-proposed"):
            dismiss_guess(second, by=steward)

    def test_marking_a_column_by_hand_takes_its_values_out_of_what_was_kept(
        self, people: Dataset, steward: User
    ) -> None:
        assert stats(people, "leeftijd").minimum == 30
        column = Column.objects.get(dataset=people, name="leeftijd")
        describe_column(column, by=steward, personal=PersonalData.SPECIAL)
        kept = stats(people, "leeftijd")
        assert (kept.minimum, kept.quantiles, kept.filled) == (None, (), 5)
        assert not people.suggestions.open().filter(columns=["leeftijd"], kind="bereik").exists()

"""Profiles and proposals through the API: the same rights and the same services as the pages."""

import json

import pytest

from datasets.lifecycle import Classification
from datasets.models import Dataset
from people.models import AccessLogEntry, Department, User
from tests.datasets.factories import deliver, make_dataset
from tests.datasets.test_api_slice import Api
from tests.datasets.test_profiles import PEOPLE
from tests.datasets.test_suggestions import cases


@pytest.fixture
def dataset(department: Department, owner: User) -> Dataset:
    made = make_dataset(department, "Demo-zaken", owner=owner)
    deliver(made, cases(600, wrong=1))
    return made


def profiles_of(dataset: Dataset, number: int = 1) -> str:
    return f"/datasets/{dataset.slug}/leveringen/{number}/profielen"


@pytest.mark.django_db
class TestProfiles:
    def test_tell_every_column_of_a_delivery(self, dataset: Dataset, colleague: User) -> None:
        api = Api(colleague)
        found = {p["kolom"]: p for p in api.get(profiles_of(dataset))["resultaten"]}
        assert list(found) == ["zaaknummer", "status", "aantal"]
        amount = found["aantal"]
        assert (amount["rijen"], amount["gevuld"], amount["verschillend"]) == (600, 600, 40)
        assert amount["waarden"]["laagste"] == 0
        assert sum(bin["aantal"] for bin in amount["waarden"]["verdeling"]) == 600
        assert found["zaaknummer"]["uniek"]
        [one] = api.get(f"{profiles_of(dataset)}?kolom=status")["resultaten"]
        assert one["waarden"]["veelvoorkomend"][-1] == {"waarde": "onzin", "aantal": 1}
        api.get(profiles_of(dataset, 9), status=404)
        api.get(f"{profiles_of(dataset)}?naam=status", status=400)

    def test_values_of_confidential_data_are_for_who_may_read_its_rows(
        self, dataset: Dataset, owner: User, colleague: User, outsider: User
    ) -> None:
        dataset.classification = Classification.CONFIDENTIAL
        dataset.save()
        for person in (colleague, outsider):
            told = Api(person).get(profiles_of(dataset))["resultaten"]
            assert [p["waarden"] for p in told] == [None] * 3
            assert told[0]["gevuld"] == 600
        told = Api(owner).get(f"{profiles_of(dataset)}?reden=vraag")["resultaten"]
        assert told[1]["waarden"]["veelvoorkomend"]
        lines = AccessLogEntry.objects.filter(action="rows-seen").order_by("pk")
        assert [(line.person, line.result) for line in lines] == [
            (colleague, "refused"),
            (outsider, "refused"),
            (owner, "granted"),
        ]
        assert lines[2].reason == "vraag"

    def test_hold_no_value_of_personal_columns(self, department: Department, steward: User) -> None:
        people = make_dataset(department, "Demo-mensen")
        deliver(people, PEOPLE)
        told = json.dumps(Api(steward).get(profiles_of(people)))
        assert "123456782" not in told
        assert "Jansen" not in told

    def test_of_an_entry_that_one_may_not_see_is_not_found(
        self, dataset: Dataset, outsider: User
    ) -> None:
        Dataset.objects.filter(pk=dataset.pk).update(shielded=True)
        Api(outsider).get(profiles_of(dataset), status=404)


@pytest.mark.django_db
class TestProposals:
    def test_are_listed_in_words_and_as_data(self, dataset: Dataset, steward: User) -> None:
        api = Api(steward)
        found = api.get(f"/datasets/{dataset.slug}/voorstellen?status=open")["resultaten"]
        listed = next(p for p in found if p["soort"] == "in-lijst")
        assert listed["parameters"] == {"waarden": ["bezig", "dicht", "open"]}
        assert (listed["gecontroleerd"], listed["afwijkend"]) == (600, 1)
        assert "status is een van" in listed["zin"]
        assert api.get(f"/datasets/{dataset.slug}/voorstellen/{listed['id']}") == listed
        api.get(f"/datasets/{dataset.slug}/voorstellen?status=nieuw", status=400)

    def test_one_is_taken_over_turned_down_and_opened_again(
        self, dataset: Dataset, steward: User
    ) -> None:
        api, root = Api(steward), f"/datasets/{dataset.slug}/voorstellen"
        one, other = api.get(root)["resultaten"][:2]
        taken = api.post(f"{root}/{one['id']}/overnemen")
        assert (taken["status"], taken["regel"]) == ("overgenomen", 1)
        assert dataset.rules.get().status == "active"
        api.post(f"{root}/{one['id']}/overnemen", status=409)
        turned = api.post(f"{root}/{other['id']}/afwijzen", status=200)
        assert turned["status"] == "afgewezen"
        again = api.post(f"{root}/{other['id']}/heropenen", status=200)
        assert again["status"] == "open"
        api.post(f"{root}/999999/afwijzen", status=404)

    def test_are_for_who_writes_rules(
        self, dataset: Dataset, owner: User, colleague: User, outsider: User
    ) -> None:
        root = f"/datasets/{dataset.slug}/voorstellen"
        kept = dataset.suggestions.first()
        assert kept
        for person in (owner, colleague, outsider):
            Api(person).get(root, status=403)
            Api(person).post(f"{root}/{kept.pk}/overnemen", status=403)
        assert not dataset.rules.exists()

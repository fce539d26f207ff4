"""What could not be judged never reads as good news: not in a list, not in a chart."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from datasets.models import Dataset
from datasets.sentences import found_sentence
from datasets.services import withdraw_delivery
from kit.jobs import work_off
from people.models import Department, User
from tests.conftest import As
from tests.datasets.factories import CSV, deliver, make_dataset, make_rule

pytestmark = pytest.mark.django_db


@pytest.fixture
def dataset(department: Department, steward: User, owner: User) -> Dataset:
    return make_dataset(department, steward=steward, owner=owner)


def test_rules_that_could_not_be_judged_are_not_met() -> None:
    with override("en"):
        assert found_sentence(2, 0, 0) == "all rules are met"
        assert found_sentence(2, 0, 1) == "1 of 2 rules could not be judged"
        assert found_sentence(2, 1, 1) == "1 of 2 rules is not met"


def test_a_check_without_the_column_of_its_rule_is_told_as_such(
    as_: As, dataset: Dataset, steward: User
) -> None:
    deliver(dataset)
    make_rule(dataset, columns=("straat",))
    deliver(dataset, CSV.replace("straat", "weg"))
    address = reverse("datasets:quality", args=[dataset.slug])
    newest, *_older = as_(steward).get(address).context["runs"]
    with override("nl"):
        assert newest["found"] == found_sentence(1, 0, 1)


def test_the_course_of_a_rule_leaves_out_the_checks_that_could_not_judge(
    as_: As, dataset: Dataset, steward: User
) -> None:
    deliver(dataset)
    rule = make_rule(dataset, columns=("straat",))
    deliver(dataset, CSV.replace("Kerkweg", "Kerkplein"))
    deliver(dataset, CSV.replace("straat", "weg"))
    address = reverse("datasets:rule", args=[dataset.slug, rule.number])
    assert len(as_(steward).get(address).context["trend"].rows) == 2


def test_without_data_no_rule_shows_the_verdict_on_what_is_gone(
    as_: As, dataset: Dataset, steward: User
) -> None:
    delivery = deliver(dataset)
    make_rule(dataset, columns=("straat",))
    address = reverse("datasets:quality", args=[dataset.slug])
    assert as_(steward).get(address).context["active"][0]["finding"]
    withdraw_delivery(delivery, by=steward, note="verkeerd")
    work_off()
    assert as_(steward).get(address).context["active"][0]["finding"] is None

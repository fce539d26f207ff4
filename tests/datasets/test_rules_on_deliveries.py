"""Rules about deliveries, in the register: what came before, arrivals, and the check of the night."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from datasets.api.vocabulary import TRIGGER
from datasets.lifecycle import DeliveryStatus, Mode, Verdict
from datasets.models import Dataset, Delivery, Finding, Rule
from datasets.models.run import Trigger
from datasets.services.nightly import due_datasets
from datasets.services.predecessors import delivered_of
from kit.jobs import enqueue, work_off
from people.models import Department
from tests.datasets.factories import deliver, make_dataset, make_rule

pytestmark = pytest.mark.django_db

TEN = "nr;wijk\n" + "".join(f"{number};{'ab'[number % 2]}\n" for number in range(10))
EIGHT = "nr;wijk\n" + "".join(f"{number};{'ab'[number % 2]}\n" for number in range(8))
NINE = "nr;wijk\n" + "".join(f"{number};a\n" for number in range(9))


def facts(dataset: Dataset, kind: str = "aantal-rijen") -> dict[str, Any]:
    deliveries = list(dataset.deliveries.current().order_by("period", "number"))
    return {found.label: found for found in delivered_of(dataset, deliveries, [Rule(kind=kind)])}


def found(rule: Rule) -> Finding:
    return rule.findings.order_by("-run__number")[0]


@pytest.fixture
def growing(department: Department) -> Dataset:
    return make_dataset(department, mode=Mode.ACCUMULATES)


def test_the_delivery_before_is_the_one_that_was_replaced(department: Department) -> None:
    dataset = make_dataset(department)
    deliver(dataset, TEN)
    assert facts(dataset)["1"].rows_before is None
    deliver(dataset, EIGHT)
    rule = make_rule(dataset, "aantal-rijen", [], parameters={"maxProcent": 20})
    assert found(rule).verdict == Verdict.MEETS
    deliver(dataset, NINE)
    assert facts(dataset)["3"].rows_before == 8
    assert facts(dataset)["3"].before is None  # a number of rows needs no table
    assert found(rule).verdict == Verdict.MEETS


def test_what_was_withdrawn_or_failed_is_nothing_to_compare_with(department: Department) -> None:
    dataset = make_dataset(department)
    deliver(dataset, TEN)
    deliver(dataset, EIGHT)
    deliver(dataset, NINE)
    Delivery.objects.filter(dataset=dataset, number=2).update(status=DeliveryStatus.WITHDRAWN)
    assert facts(dataset)["3"].label_before == "1"


def test_of_periods_the_one_before_counts_unless_a_delivery_was_replaced(growing: Dataset) -> None:
    deliver(growing, TEN, period="2022")
    deliver(growing, EIGHT, period="2024")
    deliver(growing, NINE, period="2023")
    deliver(growing, TEN + "10;b\n", period="2023-K1")
    told = facts(growing)
    assert [told[n].label_before for n in "1234"] == ["", "3", "1", ""]
    deliver(growing, TEN + "10;a\n", period="2024")
    assert (facts(growing)["5"].label_before, facts(growing)["5"].rows_before) == ("2", 8)


def test_a_correction_later_does_not_make_a_period_late(growing: Dataset) -> None:
    deliver(growing, TEN, period="2024")
    early = datetime(2025, 1, 10, 12, tzinfo=UTC)
    Delivery.objects.filter(dataset=growing).update(received_at=early)
    deliver(growing, EIGHT, period="2024")
    assert facts(growing)["2"].received == date(2025, 1, 10)


def test_rules_on_rows_ask_nothing_about_deliveries(growing: Dataset) -> None:
    deliver(growing, TEN, period="2024")
    assert facts(growing, "gevuld") == {}


def test_shares_are_compared_with_the_table_of_the_delivery_before(department: Department) -> None:
    dataset = make_dataset(department)
    deliver(dataset, TEN)
    rule = make_rule(dataset, "verdeling", ["wijk"], parameters={"maxPunten": 10})
    assert (found(rule).verdict, found(rule).reason_code) == (Verdict.UNDECIDED, "no-previous")
    deliver(dataset, NINE)
    finding = found(rule)
    assert (finding.checked, finding.failed, finding.verdict) == (2, 2, Verdict.FAILS)
    assert {example["values"]["wijk"] for example in finding.examples} == {"a", "b"}
    flag = dataset.flags.open().get(rule=rule)
    assert flag.reason_params["unit"] == "categorie"
    facts(dataset, "verdeling")["2"].before.path.unlink()
    assert facts(dataset, "verdeling")["2"].before is None


def test_a_missing_period_is_told_by_its_name(growing: Dataset) -> None:
    deliver(growing, TEN, period="2022")
    deliver(growing, EIGHT, period="2024")
    rule = make_rule(growing, "perioden", [], parameters={"van": "2022", "tot": "2024"})
    finding = found(rule)
    assert (finding.checked, finding.failed) == (3, 1)
    assert [(example["line"], example["label"]) for example in finding.examples] == [(0, "2023")]


# --- the check of the night ---------------------------------------------------------------------


def ran_on(dataset: Dataset, day: date) -> None:
    dataset.runs.update(today=day)


def test_a_rule_that_depends_on_the_date_is_judged_again_on_another_day(growing: Dataset) -> None:
    deliver(growing, TEN, period="2024")
    rule = make_rule(growing, "perioden", [], parameters={"van": "2024"})
    runs = growing.runs.count()
    now = timezone.now()
    assert due_datasets(now=now) == []  # judged today
    assert due_datasets(now=now + timedelta(days=1)) == [growing]
    ran_on(growing, timezone.localdate() - timedelta(days=1))
    enqueue("nightly-checks", {})
    work_off()
    newest = growing.runs.order_by("-number")[0]
    assert (growing.runs.count(), newest.trigger) == (runs + 1, Trigger.NIGHTLY)
    assert newest.today == timezone.localdate()
    assert found(rule).run == newest
    enqueue("nightly-checks", {})
    work_off()
    assert growing.runs.count() == runs + 1


def test_the_night_leaves_alone_what_cannot_have_changed(growing: Dataset) -> None:
    deliver(growing, TEN, period="2024")
    make_rule(growing, "perioden", [], parameters={"van": "2024", "tot": "2025"})
    make_rule(growing, "gevuld", ["wijk"])
    make_rule(growing, "op-tijd", [], parameters={"dagenNaAfloop": 3}, active=False)
    tomorrow = timezone.now() + timedelta(days=1)
    assert due_datasets(now=tomorrow) == []
    rule = make_rule(growing, "op-tijd", [], parameters={"dagenNaAfloop": 3})
    assert due_datasets(now=tomorrow) == [growing]
    Delivery.objects.filter(dataset=growing).update(is_current=False)
    assert due_datasets(now=tomorrow) == []
    Delivery.objects.filter(dataset=growing).update(is_current=True)
    Rule.objects.filter(pk=rule.pk).update(status="retired")
    assert due_datasets(now=tomorrow) == []


def test_a_check_that_waits_already_is_not_asked_for_twice(growing: Dataset) -> None:
    deliver(growing, TEN, period="2024")
    make_rule(growing, "op-tijd", [], parameters={"dagenNaAfloop": 3})
    ran_on(growing, date(2020, 1, 1))
    runs = growing.runs.count()
    enqueue("nightly-checks", {}, dedupe="one")
    enqueue("nightly-checks", {}, dedupe="two")
    work_off()
    assert growing.runs.count() == runs + 1


def test_every_reason_for_a_check_has_a_word_in_the_api() -> None:
    assert set(TRIGGER) == set(Trigger)

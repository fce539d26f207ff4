"""A delivery whose number of rows cannot be right is set aside; the last good one stays in use.

A rule that every filled cell answers to stands in for the rule on the number of rows.
"""

from typing import Any

import pytest
from django.utils.translation import override

from datasets.lifecycle import DeliveryStatus, FlagOrigin, Mode, Refused, Severity, Trust
from datasets.models import Dataset, Delivery
from datasets.models.run import Trigger
from datasets.sentences import change_note, flag_sentence
from datasets.services import (
    accept_delivery,
    checking,
    parking,
    retire_rule,
    start_check,
    withdraw_delivery,
)
from kit.jobs import work_off
from people.models import Department, Notification, User
from tests.datasets.factories import deliver, make_dataset, make_rule, send

pytestmark = pytest.mark.django_db
GOOD = "nr;naam\n1;a\n2;b\n3;c\n"
BAD = "nr;naam\n1;a\n2;\n3;\n"
WORSE = "nr;naam\n1;\n2;\n3;\n"


@pytest.fixture(autouse=True)
def _stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parking, "PARKING_KINDS", frozenset({"gevuld"}))


@pytest.fixture
def dataset(department: Department, steward: User) -> Dataset:
    made = make_dataset(department, steward=steward)
    deliver(made, GOOD)
    make_rule(made, "gevuld", ["naam"], severity="blocking")
    return made


def fresh(delivery: Delivery) -> Delivery:
    return Delivery.objects.get(pk=delivery.pk)


def open_flags(dataset: Dataset) -> list[tuple[str, str]]:
    return sorted(dataset.flags.open().values_list("reason_code", "severity"))


def test_it_is_set_aside_and_the_last_good_one_stays_in_use_with_a_warning(
    dataset: Dataset, steward: User
) -> None:
    late = deliver(dataset, BAD, by=steward)
    assert (late.status, late.is_current) == (DeliveryStatus.PARKED, False)
    first = dataset.deliveries.get(number=1)
    assert (first.status, first.is_current) == (DeliveryStatus.CHECKED, True)
    assert open_flags(dataset) == [("delivery-parked", Severity.WARNING)]
    states = dataset.dimension_states()
    assert Trust.RED not in states.values()
    reason = next(r for r in dataset.trust_reasons if r["code"] == "delivery-parked")
    assert (reason["dimension"], reason["state"]) == ("current", Trust.AMBER)
    assert reason["params"] == {"delivery": 2, "rows": 3, "rule": 1, "column": ""}
    run = dataset.runs.order_by("-number").first()
    assert run is not None
    assert run.deliveries == [1]  # the last good one was judged anew
    assert "2" in Notification.objects.get(user=steward, kind="delivery").text


def test_the_words_of_it_name_the_delivery_and_the_rule(dataset: Dataset) -> None:
    late = deliver(dataset, BAD)
    flag = dataset.flags.open().get()
    with override("nl"):
        assert "(2, rijen: 3)" in flag_sentence(flag)
        assert "regel 1" in flag_sentence(flag)
        change = late.changes.get(new=DeliveryStatus.PARKED)
        assert change_note(change) == "Regel 1 over het aantal rijen wordt niet gehaald."


def test_without_an_earlier_delivery_nothing_is_in_use(department: Department) -> None:
    made = make_dataset(department)
    first = deliver(made, GOOD)
    make_rule(made, "gevuld", ["naam"], severity="blocking")
    withdraw_delivery(first, by=None, note="verkeerd")  # type: ignore[arg-type]
    late = deliver(made, BAD)
    assert late.status == DeliveryStatus.PARKED
    assert not made.deliveries.current().exists()
    assert made.trust == Trust.UNKNOWN
    assert "no-data" in {reason["code"] for reason in made.trust_reasons}
    assert open_flags(made) == [("delivery-parked", Severity.WARNING)]


@pytest.mark.parametrize("change", ["warning", "ended"])
def test_only_a_blocking_rule_in_force_sets_aside(dataset: Dataset, change: str) -> None:
    rule = dataset.rules.get()
    if change == "ended":
        retire_rule(rule, by=None, note="niet meer")  # type: ignore[arg-type]
    else:
        dataset.rules.update(severity=Severity.WARNING)
    late = deliver(dataset, BAD)
    assert (late.status, late.is_current) == (DeliveryStatus.CHECKED, True)


def test_other_kinds_of_rules_never_set_aside(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parking, "PARKING_KINDS", frozenset({"aantal-rijen"}))
    assert deliver(dataset, BAD).status == DeliveryStatus.CHECKED
    assert dataset.trust == Trust.RED


def test_data_that_was_checked_before_is_never_set_aside(department: Department) -> None:
    """A new rule speaks of data in use: that makes it red, and takes nothing away."""
    made = make_dataset(department)
    delivery = deliver(made, BAD)
    make_rule(made, "gevuld", ["naam"], severity="blocking")
    assert fresh(delivery).is_current
    assert made.trust == Trust.RED


def test_a_steward_uses_it_all_the_same_with_a_reason(dataset: Dataset, steward: User) -> None:
    late = deliver(dataset, BAD)
    with pytest.raises(Refused) as refused:
        accept_delivery(late, by=steward, note="  ")
    assert refused.value.code == "reason-needed"
    accept_delivery(late, by=steward, note="De bron heeft er echt minder.")
    work_off()
    late, first = fresh(late), dataset.deliveries.get(number=1)
    assert (late.status, late.is_current, first.is_current) == (
        DeliveryStatus.CHECKED,
        True,
        False,
    )
    assert open_flags(dataset) == [("rule-failed", Severity.BLOCKING)]
    start_check(dataset, by=steward, trigger=Trigger.MANUAL)
    work_off()
    assert fresh(late).status == DeliveryStatus.CHECKED


def test_withdrawing_it_ends_the_warning(dataset: Dataset, steward: User) -> None:
    late = deliver(dataset, BAD)
    withdraw_delivery(late, by=steward, note="halve export")
    assert open_flags(dataset) == []
    assert dataset.deliveries.get(number=1).is_current


def test_a_good_delivery_after_it_ends_the_warning_and_it_can_no_more_be_used(
    dataset: Dataset, steward: User
) -> None:
    late = deliver(dataset, BAD)
    good = deliver(dataset, GOOD + "4;d\n")
    assert good.is_current
    assert open_flags(dataset) == []
    with pytest.raises(Refused) as refused:
        accept_delivery(late, by=steward, note="toch")
    assert refused.value.code == "newer-in-use"


def test_two_bad_ones_after_each_other_leave_the_good_one_in_use(dataset: Dataset) -> None:
    deliver(dataset, BAD)
    worse = deliver(dataset, WORSE)
    assert worse.status == DeliveryStatus.PARKED
    assert dataset.deliveries.current().get().number == 1
    assert dataset.flags.open().get().reason_params["delivery"] == 3


def test_the_same_file_again_is_the_delivery_that_was_set_aside(dataset: Dataset) -> None:
    late = deliver(dataset, BAD)
    again = send(dataset, BAD)
    assert (again.delivery, again.unchanged) == (late, True)


def test_of_a_dataset_that_grows_only_the_new_period_is_set_aside(department: Department) -> None:
    made = make_dataset(department, mode=Mode.ACCUMULATES)
    deliver(made, GOOD, period="2023")
    make_rule(made, "gevuld", ["naam"], severity="blocking")
    deliver(made, GOOD + "4;d\n", period="2024")
    late = deliver(made, BAD, period="2025")
    assert late.status == DeliveryStatus.PARKED
    assert sorted(made.deliveries.current().values_list("period", flat=True)) == ["2023", "2024"]
    replaced = deliver(made, WORSE, period="2024")
    assert replaced.status == DeliveryStatus.PARKED
    assert made.deliveries.current().get(period="2024").number == 2
    assert set(made.deliveries.current().values_list("status", flat=True)) == {"checked"}
    assert made.flags.open().get(origin=FlagOrigin.RULE).reason_params["delivery"] == 4


def test_a_good_period_is_not_set_aside_for_an_old_one_that_is_wrong(
    department: Department,
) -> None:
    made = make_dataset(department, mode=Mode.ACCUMULATES)
    deliver(made, BAD, period="2023")
    make_rule(made, "gevuld", ["naam"], severity="blocking")
    good = deliver(made, GOOD, period="2024")
    assert (good.status, good.is_current) == (DeliveryStatus.CHECKED, True)
    assert made.trust == Trust.RED  # for what is in use, and was before the rule


def test_of_two_new_periods_in_one_check_the_wrong_one_is_set_aside(
    department: Department,
) -> None:
    made = make_dataset(department, mode=Mode.ACCUMULATES)
    deliver(made, GOOD, period="2023")
    make_rule(made, "gevuld", ["naam"], severity="blocking")
    wrong = send(made, BAD, period="2024").delivery
    right = send(made, GOOD + "4;d\n", period="2025").delivery
    work_off()
    assert fresh(wrong).status == DeliveryStatus.PARKED
    assert (fresh(right).status, fresh(right).is_current) == (DeliveryStatus.CHECKED, True)


def test_the_rule_on_the_number_of_rows_itself(
    department: Department, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parking, "PARKING_KINDS", frozenset({"aantal-rijen"}))
    made = make_dataset(department)
    deliver(made, GOOD)
    made_rule = make_rule(
        made, "aantal-rijen", [], parameters={"maxProcent": 50}, severity="blocking"
    )
    half = deliver(made, "nr;naam\n1;a\n")
    assert (half.status, half.is_current) == (DeliveryStatus.PARKED, False)
    assert made.flags.open().get().reason_params["rule"] == made_rule.number
    assert deliver(made, GOOD + "4;d\n").is_current  # compared with the one in use, not with half


class TestMeanwhile:
    """What happens while the check runs: the moment between its end and its writing."""

    def settle_after(self, monkeypatch: pytest.MonkeyPatch, meanwhile: Any) -> None:
        original, done = checking.quality.check, []

        def check(*args: Any, **more: Any) -> Any:
            outcome = original(*args, **more)
            if not done:
                done.append(True)
                meanwhile()
            return outcome

        monkeypatch.setattr(checking.quality, "check", check)

    def test_a_newer_delivery_is_not_set_aside_for_what_an_older_one_lacks(
        self, dataset: Dataset, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        late = send(dataset, BAD).delivery

        def newer() -> None:
            send(dataset, GOOD + "4;d\n")
            work_off(limit=1)  # it is read, and becomes current

        self.settle_after(monkeypatch, newer)
        work_off()
        assert fresh(late).status == DeliveryStatus.PARKED
        newest = dataset.deliveries.get(number=3)
        assert (newest.status, newest.is_current) == (DeliveryStatus.CHECKED, True)
        assert open_flags(dataset) == []

    def test_one_that_was_withdrawn_stays_withdrawn(
        self, dataset: Dataset, steward: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        late = send(dataset, BAD).delivery
        self.settle_after(
            monkeypatch, lambda: withdraw_delivery(fresh(late), by=steward, note="fout")
        )
        work_off()
        assert fresh(late).status == DeliveryStatus.WITHDRAWN
        assert dataset.deliveries.current().get().number == 1
        assert open_flags(dataset) == []

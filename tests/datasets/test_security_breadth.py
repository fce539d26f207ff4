"""What many formats, rules and profiles must not tell: personal values, and lines of a file."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from datasets import intake, quality
from datasets.lifecycle import Channel, Refused
from datasets.models import ColumnProfile, Dataset, Export, Finding, Suggestion
from datasets.quality.profile.sample import shape_of
from datasets.services import describe_column, edit_dataset, start_export
from datasets.services.reread import read_again
from kit.jobs import work_off
from people.models import AccessLogEntry, Department, User
from people.services import create_token
from tests.conftest import As
from tests.datasets.factories import deliver, make_dataset, make_rule

pytestmark = pytest.mark.django_db
RAGGED = "Lijst van Demo Jansen\nnr;naam\n1;a\n2;Bakker;123456782;te;veel\n3;c\n"


def ask(user: User, path: str) -> tuple[int, str]:
    client = Client(headers={"Authorization": f"Bearer {create_token(user)}"})
    answer: Any = client.get(f"/api/v1/datasets/{path}")
    return answer.status_code, answer.content.decode()


def url(name: str, dataset: Dataset, *args: object) -> str:
    return reverse(f"datasets:{name}", args=[dataset.slug, *args])


def values_lines(dataset: Dataset) -> int:
    found = AccessLogEntry.objects.filter(object_id=str(dataset.pk), action="values-shown")
    return found.filter(result="granted").count()


def test_lines_of_a_first_file_with_personal_data_are_not_told_before_its_columns_are_known(
    as_: As, department: Department, colleague: User
) -> None:
    people = make_dataset(department, personal_data="bsn")
    deliver(people, RAGGED, accept=False, channel=Channel.PAGE)
    page = as_(colleague).get(url("delivery", people, 1)).content.decode()
    assert "123456782" not in page
    assert "Jansen" not in page
    status, told = ask(colleague, f"{people.slug}/leveringen/1/afgekeurde-rijen")
    assert status == 403
    assert "Jansen" not in ask(colleague, f"{people.slug}/leveringen/1")[1]


def test_a_small_personal_column_keeps_no_quantile_that_is_one_persons_value() -> None:
    known = quality.ColumnProfile(
        name="salaris", type="geheel", rows=3, filled=3, distinct=3, minimum=1, maximum=3,
        mean=2.0, deviation=1.0, quantiles=(1, 1, 2, 3, 3), quantiles_exact=True,
    )  # fmt: skip
    left = known.without_values("ordinary")
    assert left.quantiles == ()
    assert left.mean is None
    assert left.deviation is None


def test_a_shape_keeps_no_letter_or_digit_of_any_script() -> None:
    assert [shape_of(text) for text in ("Иван", "Őry-2", "محمد", "٣٤", "Éva")] == [
        "Aaaa", "Aaa-9", "aaaa", "99", "Aaa",
    ]  # fmt: skip


def test_nothing_is_proposed_from_values_while_nobody_said_which_columns_are_personal(
    department: Department, steward: User
) -> None:
    people = make_dataset(department, steward=steward, personal_data="special")
    rows = "".join(f"{n};{('astma', 'reuma', 'copd')[n % 3]}\n" for n in range(90))
    deliver(people, f"nr;soort\n{rows}")
    told = json.dumps(list(Suggestion.objects.values_list("parameters", "why_params")))
    assert "reuma" not in told


def test_turned_down_proposals_lose_the_values_of_a_column_that_becomes_personal(
    as_: As, department: Department, steward: User
) -> None:
    dataset = make_dataset(department, steward=steward)
    rows = "".join(f"{n};{('astma', 'reuma', 'copd')[n % 3]}\n" for n in range(90))
    deliver(dataset, f"nr;soort\n{rows}")
    kept = Suggestion.objects.get(kind="in-lijst")
    as_(steward).post(url("suggestion_decide", dataset, kept.pk), {"besluit": "afwijzen"})
    describe_column(dataset.columns.get(name="soort"), by=steward, personal="special")
    assert "reuma" not in as_(steward).get(url("suggestions", dataset)).content.decode()
    assert "reuma" not in json.dumps(list(Suggestion.objects.values_list("parameters")))


def test_a_file_of_rows_goes_when_one_of_its_columns_becomes_personal(
    as_: As, department: Department, steward: User, colleague: User
) -> None:
    dataset = make_dataset(department, steward=steward)
    deliver(dataset, "nr;naam\n1;Jansen\n1;Bakker\n")
    make_rule(dataset, "uniek", ["nr"])
    finding = Finding.objects.filter(rule__number=1).latest("pk")
    export = start_export(finding, by=colleague)
    work_off()
    assert "Jansen" in export.path.read_text()
    describe_column(dataset.columns.get(name="naam"), by=steward, personal="ordinary")
    for name in ("export", "export_file"):
        assert as_(colleague).get(url(name, dataset, export.uuid)).status_code == 404
    assert not Export.objects.filter(pk=export.pk).exists()


def test_lines_of_a_file_with_personal_data_are_shown_after_a_reason_and_fetched_on_record(
    as_: As, department: Department, steward: User
) -> None:
    people = make_dataset(department, steward=steward, personal_data="bsn")
    deliver(people, RAGGED)
    describe_column(people.columns.get(name="naam"), by=steward, personal="ordinary")
    client = as_(steward)
    assert "123456782" not in client.get(url("delivery", people, 1)).content.decode()
    assert values_lines(people) == 0
    fetched = client.get(url("rejected", people, 1))
    assert b"123456782" in b"".join(fetched.streaming_content)  # type: ignore[attr-defined]
    assert values_lines(people) == 1
    assert ask(steward, f"{people.slug}/leveringen/1/afgekeurde-rijen")[0] == 200
    assert values_lines(people) == 2
    client.post(url("rows_values", people), {"reden": "Afgekeurde rijen herstellen"})
    assert "123456782" in client.get(url("delivery", people, 1)).content.decode()
    assert values_lines(people) == 3


def test_who_may_not_see_rows_does_not_read_how_the_values_moved(
    as_: As, department: Department, colleague: User, steward: User
) -> None:
    secret = make_dataset(department, classification="confidential", steward=steward)
    for factor in (1, 2):
        rows = "".join(f"{n};{n * factor}\n" for n in range(1, 60))
        deliver(secret, f"nr;bedrag\n{rows}")
    column = secret.columns.get(name="bedrag")
    assert ColumnProfile.objects.filter(name="bedrag").count() == 2
    for page in (url("profile", secret), url("column_profile", secret, column.pk)):
        assert "gemiddeld" not in as_(colleague).get(page).content.decode().lower()


def test_the_total_of_a_personal_column_is_not_told(department: Department, steward: User) -> None:
    dataset = make_dataset(department, steward=steward)
    deliver(dataset, "nr;salaris\n1;31234\n2;2\n")
    describe_column(dataset.columns.get(name="salaris"), by=steward, personal="ordinary")
    make_rule(dataset, "totaal", ["salaris"], parameters={"maximum": 1})
    assert "31236" not in json.dumps(list(Finding.objects.values_list("examples", flat=True)))


def test_an_entry_that_turns_out_to_hold_personal_data_keeps_no_bare_values(
    department: Department, steward: User
) -> None:
    people = make_dataset(department, steward=steward)
    deliver(people, "nr;naam\n1;Demo Jansen\n2;\n")
    make_rule(people, "lengte", ("naam",), parameters={"maximum": 3})
    assert "Demo Jansen" in json.dumps(list(Finding.objects.values_list("examples", flat=True)))
    edit_dataset(people, by=steward, personal_data="ordinary")
    kept = [
        *Finding.objects.values_list("examples", flat=True),
        *ColumnProfile.objects.values_list("stats", flat=True),
    ]
    assert "Demo Jansen" not in json.dumps(kept)


def test_reading_the_same_bytes_again_counts_for_the_daily_limit(
    settings: Any, department: Department, steward: User
) -> None:
    dataset = make_dataset(department, steward=steward)
    delivery = deliver(dataset, "nr;naam\n1;a\n", by=steward)
    settings.DAILY_UPLOAD_GB = 0
    with pytest.raises(Refused) as refused:
        read_again(delivery, options=intake.ReadingOptions(delimiter=","), by=steward)
    assert refused.value.code == "daily-limit"

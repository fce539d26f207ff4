"""Who sees and does what with rules and checks, and what the page of a check says."""

import pytest
from django.test import Client
from django.urls import reverse

from datasets.lifecycle import RuleStatus
from datasets.models import Dataset, Rule
from datasets.models.run import Trigger
from datasets.services import describe_column, edit_dataset, start_check
from kit.jobs import JobFailed, work_off
from kit.models import Job
from people.models import AccessLogEntry, Department, User
from tests.conftest import As
from tests.datasets.factories import deliver, make_dataset, make_rule

ROWS = (
    "nr;status;naam;begin;eind\n"
    "1;open;Demo Jansen;01-02-2024;01-03-2024\n"
    "2;dicht;;05-02-2024;01-02-2024\n"
    "2;<b>raar</b>;Demo Pietersen;05-02-2024;06-02-2024\n"
)


@pytest.fixture
def dataset(department: Department, steward: User, owner: User) -> Dataset:
    made = make_dataset(department, steward=steward, owner=owner, key=["nr"])
    deliver(made, ROWS)
    return made


def url(name: str, dataset: Dataset, *args: object) -> str:
    return reverse(f"datasets:{name}", args=[dataset.slug, *args])


def write(client: Client, dataset: Dataset, kind: str, **fields: str) -> Rule:
    """A draft by the pages, as someone of the data team writes it."""
    response = client.post(url("rule_new", dataset, kind), fields)
    assert response.status_code == 302, response.content.decode()
    return dataset.rules.get()


# --- who sees and does what ----------------------------------------------------------------------


def test_a_shielded_dataset_does_not_exist_for_an_outsider(
    as_: As, owner: User, outsider: User, steward: User, dataset: Dataset
) -> None:
    rule = make_rule(dataset, columns=["naam"])
    edit_dataset(dataset, by=steward, shielded=True)
    run = dataset.runs.order_by("-number")[0]
    for path in (
        url("quality", dataset),
        url("rule", dataset, rule.number),
        url("run", dataset, run.number),
        url("run_progress", dataset, run.number),
    ):
        assert as_(owner).get(path).status_code in (200, 302)
        assert as_(outsider).get(path).status_code == 404
        assert as_(outsider).head(path).status_code == 404


def test_only_the_data_team_writes_rules(
    as_: As, steward: User, owner: User, outsider: User, dataset: Dataset
) -> None:
    rule = make_rule(dataset, columns=["naam"], active=False)
    pages = [url("rule_choose", dataset), url("rule_new", dataset, "gevuld")]
    pages.append(url("rule_edit", dataset, rule.number))
    acts = [url(f"rule_{act}", dataset, rule.number) for act in ("try", "activate", "retire")]
    for page in pages:
        assert as_(steward).get(page).status_code == 200
        for person in (owner, outsider):
            assert as_(person).get(page).status_code == 404
    for act in acts:
        for person in (owner, outsider):
            assert as_(person).post(act, {"note": "x", "severity": "warning"}).status_code == 404
    rule.refresh_from_db()
    assert rule.status == RuleStatus.DRAFT


def test_data_team_and_owner_start_a_check_and_an_outsider_does_not(
    as_: As, steward: User, owner: User, outsider: User, dataset: Dataset
) -> None:
    start = url("run_start", dataset)
    assert as_(outsider).post(start).status_code == 404
    for person in (steward, owner):
        response = as_(person).post(start)
        assert response.status_code == 302
        work_off()
        assert as_(person).get(response["Location"]).status_code == 200
    assert as_(steward).get(start).status_code == 405


def test_a_check_without_data_is_refused_in_words(
    as_: As, steward: User, department: Department
) -> None:
    empty = make_dataset(department, name="Demo-leeg")
    response = as_(steward).post(url("run_start", empty), follow=True)
    assert "geen gegevens" in response.content.decode()
    assert not empty.runs.exists()


def test_failing_rows_of_confidential_data_are_for_who_may_read_rows_and_leave_a_line(
    as_: As, steward: User, owner: User, outsider: User, dataset: Dataset
) -> None:
    rule = make_rule(dataset, "uniek", ["nr"])
    edit_dataset(dataset, by=steward, classification="confidential")
    run = dataset.runs.order_by("-number")[0]
    for path in (url("rule", dataset, rule.number), url("run", dataset, run.number)):
        for person, granted in ((owner, True), (steward, True), (outsider, False)):
            AccessLogEntry.objects.all()._raw_delete("default")
            page = as_(person).get(path).content.decode()
            assert ("<td>2</td>" in page) is granted
            assert "2</strong> van 3" in page  # counts are for everyone who sees the entry
            line = AccessLogEntry.objects.get()
            assert (line.person, line.result) == (person, "granted" if granted else "refused")


def test_a_key_of_a_person_and_personal_values_are_masked_also_when_marked_later(
    as_: As, steward: User, dataset: Dataset
) -> None:
    rule = make_rule(dataset, "patroon", ["naam"], parameters={"patroon": "[a-z]+"})
    path = url("rule", dataset, rule.number)
    assert "Demo Jansen" in as_(steward).get(path).content.decode()
    describe_column(dataset.columns.get(name="naam"), by=steward, personal="ordinary")
    page = as_(steward).get(path).content.decode()
    assert "Demo Jansen" not in page
    assert "D********n" in page


def test_a_rule_against_a_shielded_dataset_does_not_tell_its_name(
    as_: As, steward: User, outsider: User, dataset: Dataset, department: Department
) -> None:
    secret = make_dataset(department, name="Demo-geheim", steward=steward, shielded=True)
    deliver(secret, "code;x\n1;a\n")
    rule = make_rule(
        dataset, "verwijzing", ["nr"], parameters={"dataset": secret.slug, "kolom": "code"}
    )
    for path in (url("quality", dataset), url("rule", dataset, rule.number)):
        assert "Demo-geheim" in as_(steward).get(path).content.decode()
        hidden = as_(outsider).get(path).content.decode()
        assert "geheim" not in hidden
        assert "een andere dataset" in hidden


# --- checks ---------------------------------------------------------------------------------------


def test_a_check_that_waits_asks_for_itself_and_stops_when_it_is_done(
    as_: As, steward: User, dataset: Dataset
) -> None:
    make_rule(dataset, columns=["naam"])
    run = start_check(dataset, by=steward, trigger=Trigger.MANUAL)
    client = as_(steward)
    piece = url("run_progress", dataset, run.number)
    waiting = client.get(piece, headers={"HX-Request": "true"}).content.decode()
    assert f'hx-get="{piece}"' in waiting
    assert "<html" not in waiting
    work_off()
    done = client.get(piece, headers={"HX-Request": "true"}).content.decode()
    assert "hx-get" not in done
    assert "1 van 1 regel" in done or "1 van 1 regels" in done
    assert client.get(piece).status_code == 302  # typed in the address bar: the whole page


def test_a_failed_check_says_why_and_offers_to_try_again(
    as_: As, steward: User, outsider: User, dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_rule(dataset, columns=["naam"])
    run = start_check(dataset, by=steward, trigger=Trigger.MANUAL)

    def broken(*args: object, **kwargs: object) -> None:
        raise JobFailed("out-of-memory")

    monkeypatch.setattr("datasets.services.checking.quality.check", broken)
    work_off()
    assert Job.objects.get(run=run).state == "failed"
    page = as_(steward).get(url("run", dataset, run.number)).content.decode()
    assert "meer geheugen" in page
    again = f'action="{url("run_start", dataset)}"'
    assert again in page
    for_outsider = as_(outsider).get(url("run", dataset, run.number)).content.decode()
    assert "meer geheugen" in for_outsider
    assert again not in for_outsider


def test_an_old_check_is_read_in_the_words_of_its_day(
    as_: As, steward: User, dataset: Dataset
) -> None:
    rule = make_rule(dataset, "in-lijst", ["status"], parameters={"waarden": ["open"]})
    run = dataset.runs.order_by("-number")[0]
    Rule.objects.filter(pk=rule.pk).update(parameters={"waarden": ["heel iets anders"]})
    page = as_(steward).get(url("run", dataset, run.number)).content.decode()
    assert "status is een van: open" in page
    assert "heel iets anders" not in page


def test_the_quality_tab_asks_the_database_as_often_for_many_rules_as_for_few(
    as_: As, steward: User, dataset: Dataset, django_assert_max_num_queries
) -> None:
    for number in range(12):
        make_rule(dataset, "bereik", ["nr"], parameters={"maximum": number + 100})
    client = as_(steward)
    with django_assert_max_num_queries(24):
        page = client.get(url("quality", dataset)).content.decode()
    assert page.count("Nog niet geaccepteerd") == 12

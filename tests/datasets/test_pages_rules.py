"""Rules in words, checks and what they found: what each page promises to whom."""

import html

import pytest
from django.test import Client
from django.urls import reverse

from datasets.lifecycle import RuleStatus
from datasets.models import Dataset, Flag, Rule
from kit.jobs import work_off
from people.models import Department, User
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


# --- writing, trying, using, ending --------------------------------------------------------------


def test_a_rule_goes_from_words_to_trust_by_the_pages_alone(
    as_: As, steward: User, dataset: Dataset
) -> None:
    client = as_(steward)
    assert "is een van" in client.get(url("rule_choose", dataset)).content.decode()
    rule = write(client, dataset, "in-lijst", column_1="status", parameter_waarden="open\ndicht\n")
    assert (rule.status, rule.parameters["waarden"]) == (RuleStatus.DRAFT, ["open", "dicht"])
    page = client.get(url("rule", dataset, rule.number)).content.decode()
    assert "hx-get" in page  # the trial waits in the queue, and the page asks how far it is
    work_off()
    page = client.get(url("rule", dataset, rule.number)).content.decode()
    assert "hx-get" not in page
    assert "33,3%" in page
    told = {"severity": "blocking", "reason": "De teller telt alleen deze twee."}
    response = client.post(url("rule_activate", dataset, rule.number), told)
    assert response.status_code == 302
    work_off()
    rule.refresh_from_db()
    dataset.refresh_from_db()
    assert (rule.status, rule.severity, dataset.trust) == (RuleStatus.ACTIVE, "blocking", "red")
    response = client.post(url("rule_retire", dataset, rule.number), {"note": "Te streng."})
    assert response.status_code == 302
    rule.refresh_from_db()
    assert rule.status == RuleStatus.RETIRED
    assert not Flag.objects.open().filter(rule=rule).exists()
    assert "Te streng." in client.get(url("rule", dataset, rule.number)).content.decode()


def test_a_trial_raises_no_flag_and_leaves_trust_alone(
    as_: As, steward: User, dataset: Dataset
) -> None:
    before = dataset.trust
    write(as_(steward), dataset, "uniek", column_1="nr")
    work_off()
    dataset.refresh_from_db()
    assert dataset.trust == before
    assert not dataset.flags.exists()


def test_a_draft_is_changed_and_tried_again(as_: As, steward: User, dataset: Dataset) -> None:
    client = as_(steward)
    rule = write(client, dataset, "gevuld", column_1="naam")
    work_off()
    client.post(url("rule_edit", dataset, rule.number), {"column_1": "status"})
    rule.refresh_from_db()
    assert rule.columns == ["status"]
    work_off()
    newest = rule.trials.order_by("-number").first()
    assert newest is not None
    assert newest.findings.get().failed == 0


def test_a_rule_in_use_keeps_its_words(as_: As, steward: User, dataset: Dataset) -> None:
    rule = make_rule(dataset, columns=["naam"])
    response = as_(steward).post(url("rule_edit", dataset, rule.number), {"column_1": "status"})
    assert response.status_code == 302
    rule.refresh_from_db()
    assert rule.columns == ["naam"]


def test_without_data_a_rule_is_written_and_used_untried(
    as_: As, steward: User, department: Department
) -> None:
    empty = make_dataset(department, name="Demo-leeg")
    client = as_(steward)
    rule = write(client, empty, "gevuld", column_1="komt nog")
    page = client.get(url("rule", empty, rule.number)).content.decode()
    assert "kan nog niet geprobeerd worden" in page
    told = {"severity": "warning", "reason": "Nodig."}
    client.post(url("rule_activate", empty, rule.number), told)
    rule.refresh_from_db()
    assert rule.status == RuleStatus.ACTIVE


# --- wrong input ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "fields", "told"),
    [
        ("gevuld", {"column_1": "statsu"}, "“status”"),
        ("gevuld", {}, "Kies een kolom"),
        ("patroon", {"column_1": "nr", "parameter_patroon": "(a"}, "patroon"),
        (
            "bereik",
            {"column_1": "nr", "parameter_minimum": "veel"},
            "“Ten minste” moet een getal zijn",
        ),
        ("bereik", {"column_1": "nr", "parameter_minimum": "9", "parameter_maximum": "1"}, "grens"),
        ("bereik", {"column_1": "status", "parameter_minimum": "1"}, "status"),
        ("datumvolgorde", {"column_1": "begin", "column_2": "begin"}, "begin"),
        (
            "verwijzing",
            {"column_1": "nr", "parameter_dataset": "bestaat-niet", "parameter_kolom": "x"},
            "bestaat-niet",
        ),
    ],
)
def test_a_rule_that_cannot_be_checked_is_refused_with_everything_still_filled_in(
    as_: As, steward: User, dataset: Dataset, kind: str, fields: dict[str, str], told: str
) -> None:
    response = as_(steward).post(url("rule_new", dataset, kind), fields)
    page = response.content.decode()
    assert response.status_code == 422
    summary = page.partition('class="koers-error-summary"')[2].partition("</ul>")[0]
    assert told in html.unescape(summary)
    assert not Rule.objects.exists()
    for name, value in fields.items():
        if name.startswith("parameter_m"):
            assert f'value="{value}"' in page


def test_a_kind_that_does_not_exist_is_not_found(as_: As, steward: User, dataset: Dataset) -> None:
    assert as_(steward).get(url("rule_new", dataset, "sql")).status_code == 404


def test_two_norms_are_refused(as_: As, steward: User, dataset: Dataset) -> None:
    rule = make_rule(dataset, columns=["naam"], active=False)
    told = {"severity": "warning", "reason": "x", "norm_count": "3", "norm_percent": "2,5"}
    response = as_(steward).post(url("rule_activate", dataset, rule.number), told)
    assert response.status_code == 422
    rule.refresh_from_db()
    assert rule.status == RuleStatus.DRAFT


def test_a_norm_in_percent_takes_a_dutch_comma(as_: As, steward: User, dataset: Dataset) -> None:
    rule = make_rule(dataset, columns=["naam"], active=False)
    told = {"severity": "warning", "reason": "x", "norm_percent": "2,5"}
    assert as_(steward).post(url("rule_activate", dataset, rule.number), told).status_code == 302
    rule.refresh_from_db()
    assert rule.norm_share == 0.025


def test_bounds_are_read_as_dutch_numbers_and_dates(
    as_: As, steward: User, dataset: Dataset
) -> None:
    client = as_(steward)
    told = {"column_1": "nr", "parameter_minimum": "1,5", "parameter_maximum": "1.250"}
    rule = write(client, dataset, "bereik", **told)
    assert rule.parameters == {"minimum": 1.5, "maximum": 1250}
    page = client.get(url("rule_edit", dataset, rule.number)).content.decode()
    assert 'value="1,5"' in page
    rule.delete()
    rule = write(client, dataset, "bereik", column_1="begin", parameter_minimum="1-2-2024")
    assert rule.parameters == {"minimum": "2024-02-01"}


def test_a_pattern_that_would_hang_others_is_answered_at_once(
    as_: As, steward: User, dataset: Dataset
) -> None:
    told = {
        "look": "1",
        "column_1": "status",
        "parameter_patroon": "(a+)+$",
        "probe": "a" * 900 + "!\naaa",
    }
    page = as_(steward).post(
        url("rule_new", dataset, "patroon"), told, headers={"HX-Request": "true"}
    )
    assert page.status_code == 200
    text = page.content.decode()
    assert text.index("past niet") < text.index("aaa</code>")
    assert "(a+)+$" in text
    assert not Rule.objects.exists()  # only looked at


def test_the_sentence_reads_along_while_it_is_half_filled(
    as_: As, steward: User, dataset: Dataset
) -> None:
    page = as_(steward).post(
        url("rule_new", dataset, "bereik"),
        {"look": "1", "column_1": "nr", "parameter_minimum": ""},
        headers={"HX-Request": "true"},
    )
    assert page.status_code == 200
    assert "nr ligt tussen … en …" in page.content.decode()


def test_choosing_a_dataset_brings_its_columns_and_nobody_elses(
    as_: As, steward: User, dataset: Dataset, department: Department
) -> None:
    other = make_dataset(department, name="Demo-lijst")
    deliver(other, "code;naam van de buurt\n1;a\n")
    client = as_(steward)
    told = {"look": "columns", "column_1": "nr", "parameter_dataset": other.slug}
    asked = client.post(
        url("rule_new", dataset, "verwijzing"), told, headers={"HX-Request": "true"}
    )
    piece = asked.content.decode()
    assert 'value="naam van de buurt"' in piece
    assert "status" not in piece
    rule = write(
        client,
        dataset,
        "verwijzing",
        column_1="nr",
        parameter_dataset=other.slug,
        parameter_kolom="code",
    )
    work_off()
    trial = rule.trials.get()
    assert (trial.findings.get().failed, trial.findings.get().checked) == (2, 3)


def test_reading_the_sentence_without_script_judges_and_loses_nothing(
    as_: As, steward: User, dataset: Dataset
) -> None:
    told = {"look": "1", "column_1": "status", "parameter_waarden": "open"}
    response = as_(steward).post(url("rule_new", dataset, "in-lijst"), told)
    page = response.content.decode()
    assert response.status_code == 200
    assert "status is een van: open (hoofdletters" in page  # the box was sent without a tick
    assert "koers-error-summary" not in page
    assert ">open</textarea>" in page.replace("\n", "")
    assert not Rule.objects.exists()


def test_hostile_text_in_values_is_shown_as_text(as_: As, steward: User, dataset: Dataset) -> None:
    rule = make_rule(
        dataset, "in-lijst", ["status"], parameters={"waarden": ["open", "<i>dicht</i>"]}
    )
    page = as_(steward).get(url("rule", dataset, rule.number)).content.decode()
    assert "&lt;b&gt;raar&lt;/b&gt;" in page
    assert "<b>raar</b>" not in page
    assert "<i>dicht</i>" not in page

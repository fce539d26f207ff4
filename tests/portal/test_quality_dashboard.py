"""The quality dashboard: what it counts, for whom, and what it costs."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from datasets.models import Dataset, Flag, Rule, Run
from kit.models import Job
from people.models import Department, User
from portal import overview
from tests.conftest import As
from tests.datasets.factories import make_dataset

PAGE = "/kwaliteit"
MOST_QUERIES = 15


def flag(dataset: Dataset, *, days: float = 1, closed: float | None = None, **fields: str) -> Flag:
    """A flag that was opened `days` ago, and closed `closed` days ago if at all.

    Whole days are days of the calendar: subtracting from the local clock keeps the hour across
    the change to summer time, where 40 times 24 hours would end on another date.
    """
    now = timezone.localtime()
    told = {"dimension": "correct", "severity": "warning", "origin": "reading"} | fields
    return Flag.objects.create(
        dataset=dataset,
        reason_code="cells-misfit",
        reason_params={"count": 3},
        column=f"kolom {dataset.flags.count()}",
        opened_at=now - timedelta(days=days),
        closed_at=None if closed is None else now - timedelta(days=closed),
        **told,
    )


def paint(dataset: Dataset, trust: str, **dimensions: str) -> None:
    """A trust state as services.trust would have stored it."""
    Dataset.objects.filter(pk=dataset.pk).update(trust=trust, **dimensions)


def test_the_answer_counts_each_state(as_: As, colleague: User, department: Department) -> None:
    for number, trust in enumerate(("green", "red", "red", "unknown")):
        paint(make_dataset(department, name=f"Demo {number}"), trust)
    page = as_(colleague).get(PAGE).content.decode()
    told = "Op 1 van de 4 datasets kun je bouwen: 2 zijn nu niet te gebruiken"
    assert told in page
    assert "oranje</span>" in page  # a state without datasets is still shown, with 0


def test_nothing_yet_is_said_and_not_called_green(as_: As, colleague: User) -> None:
    response = as_(colleague).get(PAGE)
    assert response.status_code == 200
    assert "Nog niets te beoordelen" in response.content.decode()


def test_the_worst_comes_first_and_every_cell_leads_to_its_reasons(
    as_: As, colleague: User, department: Department
) -> None:
    good, bad = make_dataset(department, name="Aa goed"), make_dataset(department, name="Zz slecht")
    paint(good, "green", trust_correct="green")
    paint(bad, "red", trust_correct="red")
    flag(bad, severity="blocking")
    page = as_(colleague).get(PAGE).content.decode()
    matrix = page.partition('id="quality-matrix"')[2].partition("</table>")[0]
    assert matrix.index("Zz slecht") < matrix.index("Aa goed")
    assert f'href="{reverse("datasets:quality", args=[bad.slug])}#juist"' in matrix
    assert matrix.count("<td") == 6


def test_filters_by_department_and_trust_hold_for_the_whole_page(
    as_: As, colleague: User, department: Department, other_department: Department
) -> None:
    mine = make_dataset(department, name="Demo-wonen")
    other = make_dataset(other_department, name="Demo-groen")
    paint(mine, "red")
    flag(mine)
    flag(other)
    client = as_(colleague)
    page = client.get(PAGE, {"afdeling": other_department.slug}).content.decode()
    assert "Demo-groen" in page
    assert "Demo-wonen" not in page
    assert "1 open vlag, 0 ouder dan 30 dagen" in page
    page = client.get(PAGE, {"vertrouwen": "rood"}).content.decode()
    assert "Demo-wonen" in page
    assert "Demo-groen" not in page
    for nonsense in ({"vertrouwen": "paars"}, {"afdeling": "' or 1=1"}, {"pagina": "-7"}):
        assert client.get(PAGE, nonsense).status_code == 200


def test_shielded_datasets_count_for_nobody_else_in_no_number(
    as_: As, steward: User, owner: User, outsider: User, department: Department
) -> None:
    secret = make_dataset(department, name="Demo-geheim", shielded=True, owner=owner)
    make_dataset(department, name="Demo-open")
    flag(secret, severity="blocking")
    Run.objects.create(
        dataset=secret,
        number=1,
        trigger="manual",
        asked_at=timezone.now(),
        job=Job.objects.create(kind="check", created_at=timezone.now(), state="done"),
    )
    for person in (steward, owner):
        page = as_(person).get(PAGE).content.decode()
        assert "Demo-geheim" in page
        assert "1 open vlag," in page
    hidden = as_(outsider).get(PAGE).content.decode()
    assert "geheim" not in hidden
    assert "0 open vlaggen" in hidden
    assert "van de 1 " in hidden or "van 1 " in hidden
    assert "geheim" not in as_(outsider).get(reverse("portal:quality_csv")).content.decode()


def test_the_trend_counts_back_from_what_is_open_now(department: Department, owner: User) -> None:
    dataset = make_dataset(department, owner=owner)
    flag(dataset, days=200, severity="blocking")
    flag(dataset, days=40)
    flag(dataset, days=30, closed=10)
    flag(dataset, days=300, closed=120)
    now = timezone.now()
    days = overview.flag_trend(
        overview.seen_datasets(owner), now=now, open_now={"warning": 1, "blocking": 1}
    )
    assert len(days) == 91
    assert days[-1].day == timezone.localdate(now)
    told = {(timezone.localdate(now) - day.day).days: day for day in days}
    assert [told[back].blocking for back in (90, 40, 0)] == [1, 1, 1]
    assert [told[back].warning for back in (90, 41, 40, 30, 11, 10, 0)] == [0, 0, 1, 2, 2, 1, 1]


def test_ages_fall_in_the_bins_that_their_titles_name(department: Department, owner: User) -> None:
    dataset = make_dataset(department, owner=owner)
    for days in (0, 7.5, 8.5, 30.5, 31.5, 90.5, 91.5):
        flag(dataset, days=days)
    found = overview.open_flags(overview.seen_datasets(owner), now=timezone.now())
    assert {row.age: row.count for row in found} == {"0-7": 2, "8-30": 2, "31-90": 2, "91+": 1}


def test_flags_are_listed_gravest_and_oldest_first_with_their_steward(
    as_: As, colleague: User, steward: User, department: Department
) -> None:
    dataset = make_dataset(department, steward=steward)
    flag(dataset, days=3)
    flag(dataset, days=50)
    flag(dataset, days=1, severity="blocking")
    page = as_(colleague).get(PAGE).content.decode()
    listed = page.partition('id="open-flags"')[2].partition("</table>")[0]
    places = [listed.index(f"kolom {number}") for number in (2, 1, 0)]
    assert places == sorted(places)
    assert str(steward) in listed


def test_charts_come_with_the_same_numbers_as_a_table_and_as_csv(
    as_: As, colleague: User, department: Department
) -> None:
    flag(make_dataset(department), days=40)
    page = as_(colleague).get(PAGE).content.decode()
    assert page.count("data-chart=") == 3
    assert page.count("data:text/csv") == 3
    assert "1 open vlag, 1 ouder dan 30 dagen" in page


def test_the_matrix_as_csv_runs_no_formula(
    as_: As, colleague: User, department: Department
) -> None:
    make_dataset(department, name='=HYPERLINK("http://kwaad.invalid")')
    response = as_(colleague).get(reverse("portal:quality_csv"))
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert rows[1][0].startswith("'=")
    assert rows[1][2] == "onbekend"
    assert "attachment" in response["Content-Disposition"]


def test_who_is_not_logged_in_is_asked_to(client) -> None:
    for path in (PAGE, reverse("portal:quality_csv"), "/"):
        response = client.get(path)
        assert response.status_code == 302
        assert "/inloggen" in response["Location"]


@pytest.fixture
def many(department: Department, owner: User) -> None:
    """500 datasets, 5,000 rules, 5,000 flags and 500 checks."""
    now = timezone.now()
    datasets = Dataset.objects.bulk_create(
        Dataset(
            slug=f"demo-{number}",
            name=f"Demo {number}",
            department=department,
            created_at=now,
            owner=owner if number % 50 == 0 else None,
            trust=("red", "amber", "green", "unknown")[number % 4],
            trust_changed_at=now - timedelta(days=number % 20),
        )
        for number in range(500)
    )
    rules = Rule.objects.bulk_create(
        Rule(
            dataset=datasets[number % 500],
            number=number // 500 + 1,
            kind="gevuld",
            columns=["naam"],
            dimension="complete",
            severity="warning",
            status="active",
            created_at=now,
        )
        for number in range(5000)
    )
    Flag.objects.bulk_create(
        Flag(
            dataset=rule.dataset,
            rule=rule,
            dimension="complete",
            severity=("warning", "blocking")[number % 2],
            origin="rule",
            reason_code="rule-failed",
            reason_params={"rule": rule.number, "failed": 1, "checked": 10},
            opened_at=now - timedelta(days=number % 120),
        )
        for number, rule in enumerate(rules)
    )
    jobs = Job.objects.bulk_create(
        Job(kind="check", created_at=now, state="done") for _number in range(500)
    )
    Run.objects.bulk_create(
        Run(dataset=dataset, number=1, trigger="manual", asked_at=now, job=job)
        for dataset, job in zip(datasets, jobs, strict=True)
    )


@pytest.mark.parametrize("path", [PAGE, f"{PAGE}?pagina=7&vlaggen=30&vertrouwen=rood", "/"])
def test_a_large_register_costs_a_fixed_number_of_queries(
    as_: As, steward: User, owner: User, outsider: User, many: None, path: str
) -> None:
    for person in (steward, owner, outsider):
        client = as_(person)
        client.get("/contact")  # the first page of a session also writes that it began
        with CaptureQueriesContext(connection) as queries:
            response = client.get(path)
        assert response.status_code == 200
        assert len(queries) <= MOST_QUERIES, [query["sql"][-160:] for query in queries]
        assert len(response.content) < 400_000
        assert re.search(r"500|125", response.content.decode())

"""The page of one dataset: may I use this, for what, whom do I ask; its usage and its columns."""

import pytest
from django.urls import reverse

from datasets.models import Column, Dataset
from people.models import Department, User
from tests.conftest import As
from tests.datasets.factories import deliver, make_dataset, make_described, make_rule


@pytest.fixture
def entry(department: Department, steward: User, owner: User) -> Dataset:
    return make_described(department, steward=steward, owner=owner)


@pytest.mark.django_db
class TestOverview:
    def test_an_entry_without_data_is_unknown_and_says_why(
        self, as_: As, entry: Dataset, colleague: User
    ) -> None:
        page = as_(colleague).get(reverse("datasets:detail", args=[entry.slug]))
        assert entry.trust == "unknown"
        [reason] = page.context["reasons"]
        assert len(reason.dimensions) == 3
        assert reason.url == reverse("datasets:deliveries", args=[entry.slug])

    def test_says_for_what_and_whom_to_ask(
        self, as_: As, entry: Dataset, colleague: User, owner: User, steward: User
    ) -> None:
        text = as_(colleague).get(reverse("datasets:detail", args=[entry.slug])).content.decode()
        assert entry.purpose in text
        assert entry.not_for in text
        assert "Hoe oud zijn ze?" in text
        assert f"mailto:{owner.email}" in text
        assert f"mailto:{steward.email}" in text

    def test_a_failed_rule_leads_to_its_evidence(
        self, as_: As, entry: Dataset, colleague: User
    ) -> None:
        deliver(entry)
        rule = make_rule(entry, "gevuld", ["bedrag"], severity="blocking")
        page = as_(colleague).get(reverse("datasets:detail", args=[entry.slug]))
        assert entry.trust == "red"
        first = page.context["reasons"][0]
        assert first.state == "red"
        assert first.url == reverse("datasets:rule", args=[entry.slug, rule.number])

    def test_what_people_wrote_is_shown_as_text(
        self, as_: As, department: Department, colleague: User
    ) -> None:
        made = make_dataset(department, "<script>alert(1)</script>", purpose="<img onerror=x>")
        text = as_(colleague).get(reverse("datasets:detail", args=[made.slug])).content.decode()
        assert "<script>alert(1)" not in text
        assert "<img onerror" not in text

    def test_the_history_is_told_in_full_when_asked(
        self, as_: As, entry: Dataset, colleague: User
    ) -> None:
        for number in range(4):
            deliver(entry, f"nr;naam\n{number};a\n")
        client, url = as_(colleague), reverse("datasets:detail", args=[entry.slug])
        short = client.get(url).context
        assert len(short["events"]) == 8
        assert short["more_events"] == entry.changes.count() - 8 > 0
        assert (
            len(client.get(f"{url}?geschiedenis=alles").context["events"]) == entry.changes.count()
        )


@pytest.mark.django_db
def test_usage_names_rules_elsewhere_that_refer_to_it(
    as_: As, entry: Dataset, other_department: Department, colleague: User, steward: User
) -> None:
    deliver(entry)
    other = make_dataset(other_department, "Demo-aanvragen")
    deliver(other, "nr;woning\n1;0001\n2;0009\n")
    secret = make_dataset(other_department, "Demo-verborgen", shielded=True)
    deliver(secret, "nr;woning\n1;0001\n")
    for dataset in (other, secret):
        make_rule(
            dataset, "verwijzing", ["woning"], parameters={"dataset": entry.slug, "kolom": "nr"}
        )
    url = reverse("datasets:usage", args=[entry.slug])
    told = as_(colleague).get(url).context["rules"]
    assert [entry["rule"].dataset for entry in told] == [other]
    assert len(as_(steward).get(url).context["rules"]) == 2


@pytest.mark.django_db
def test_a_column_is_described_by_the_data_team_only(
    as_: As, entry: Dataset, steward: User, colleague: User, outsider: User
) -> None:
    deliver(entry)
    column = Column.objects.get(dataset=entry, name="bedrag")
    url = reverse("datasets:column", args=[entry.slug, column.pk])
    words = {"label": "Bedrag", "meaning": "Kosten", "unit": "euro", "personal": "none"}
    for person in (colleague, outsider):
        assert as_(person).get(url).status_code == 404
        assert as_(person).post(url, words).status_code == 404
    assert as_(steward).post(url, words).status_code == 302
    column.refresh_from_db()
    assert (column.label, column.meaning, column.unit) == ("Bedrag", "Kosten", "euro")
    assert "bedrag" in entry.changes.first().note  # type: ignore[union-attr]
    elsewhere = make_dataset(entry.department, "Demo-ander")
    other = reverse("datasets:column", args=[elsewhere.slug, column.pk])
    assert as_(steward).get(other).status_code == 404

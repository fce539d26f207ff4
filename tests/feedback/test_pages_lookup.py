"""On the way to the form: which data, what of it, which row."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from datasets.lifecycle import PersonalData
from people.models import AccessLogEntry
from tests.datasets.factories import make_dataset
from tests.feedback.asking import NEW, asking, confide, make_delivered
from tests.feedback.factories import make_doubtable

pytestmark = pytest.mark.django_db


@pytest.fixture
def dataset(department, steward):
    return make_delivered(department, steward)


class TestSteps:
    def test_without_a_dataset_one_looks_it_up_among_those_one_sees(
        self, as_, dataset, department, outsider
    ):
        make_doubtable(department, "Geheime woningen", shielded=True)
        page = as_(outsider).get(NEW + "?van=/kwaliteit")
        assert [one.name for one in page.context["page"]] == [dataset.name]
        assert f"dataset={dataset.slug}" in page.content.decode()
        nothing = as_(outsider).get(NEW + "?zoek=bestaatniet")
        assert "koers-empty" in nothing.content.decode()

    def test_then_one_says_what_of_it(self, as_, dataset, department, colleague):
        page = as_(colleague).get(asking(dataset=dataset.slug))
        assert [one["code"] for one in page.context["choices"]] == [
            "cell", "missing", "column", "number", "definition", "dataset",
        ]  # fmt: skip
        bare = make_dataset(department, "Zonder bestand")
        page = as_(colleague).get(asking(dataset=bare.slug))
        assert [one["code"] for one in page.context["choices"]] == ["definition", "dataset"]

    def test_a_cell_without_a_row_leads_to_looking_it_up(self, as_, dataset, colleague):
        answer = as_(colleague).get(asking(dataset=dataset.slug, onderwerp="cell", kolom="bedrag"))
        there = urlsplit(answer.headers["Location"])
        assert there.path == reverse("feedback:new_search")
        assert parse_qs(there.query)["kolom"] == ["bedrag"]


class TestLookingUp:
    def search(self, client, dataset, **query):
        where = reverse("feedback:new_search")
        return client.get(where, {"dataset": dataset.slug} | query)

    def test_on_the_key_and_on_any_column(self, as_, dataset, colleague):
        client = as_(colleague)
        for words, line in (
            ("0002", 3),
            ("nr:0003", 4),
            ("kerkWEG", 3),
            ("1.250,50", 2),
            ("15-03-2024", 3),
        ):
            hits = self.search(client, dataset, zoek=words).context["hits"]
            assert [hit["record"].line for hit in hits] == [line], words
        assert self.search(client, dataset, zoek="kerkweg", **{"in": "nr"}).context["hits"] == []

    def test_each_hit_leads_to_its_form(self, as_, dataset, colleague):
        page = self.search(as_(colleague), dataset, zoek="0001", kolom="bedrag")
        link = f"{NEW}?dataset={dataset.slug}&amp;levering=1&amp;regel=2&amp;kolom=bedrag"
        assert link in page.content.decode()

    def test_a_piece_for_htmx_and_a_whole_page_without(self, as_, dataset, colleague):
        where = reverse("feedback:new_search")
        query = {"dataset": dataset.slug, "zoek": "0001"}
        piece = as_(colleague).get(where, query, headers={"HX-Request": "true"})
        assert b"<html" not in piece.content
        assert b"hits-table" in piece.content
        assert b"<html" in as_(colleague).get(where, query).content

    def test_nothing_found_offers_to_report_it_missing(self, as_, dataset, colleague):
        page = self.search(as_(colleague), dataset, zoek="bestaat niet")
        assert "onderwerp=missing" in page.content.decode()

    def test_personal_values_are_masked_not_searched_and_in_no_address(
        self, as_, dataset, colleague
    ):
        dataset.columns.filter(name="straat").update(personal=PersonalData.ORDINARY)
        client = as_(colleague)
        assert self.search(client, dataset, zoek="Dorpsstraat").context["hits"] == []
        page = client.post(
            reverse("feedback:new_search") + f"?dataset={dataset.slug}", {"zoek": "0001"}
        )
        text = page.content.decode()
        assert len(page.context["hits"]) == 1
        assert "Dorpsstraat" not in text
        assert 'method="post"' in text.partition("koers-filter")[2]

    def test_confidential_rows_ask_why_and_leave_a_line_and_others_are_refused(
        self, as_, dataset, colleague, steward
    ):
        confide(dataset)
        assert self.search(as_(colleague), dataset, zoek="0001").status_code == 403
        client = as_(steward)
        where = reverse("feedback:new_search") + f"?dataset={dataset.slug}"
        assert client.post(where, {"reden": "Melding nakijken"}).status_code == 302
        assert len(client.post(where, {"zoek": "0001"}).context["hits"]) == 1
        lines = AccessLogEntry.objects.filter(action="rows-seen").order_by("pk")
        assert [(line.person, line.result, line.reason) for line in lines] == [
            (colleague, "refused", ""),
            (steward, "granted", "Melding nakijken"),
        ]

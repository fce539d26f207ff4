"""*Meld twijfel* stands wherever a number stands, and asks the database nothing for each row."""

import pytest
from django.test import RequestFactory
from django.urls import reverse

from datasets.lifecycle import Classification
from feedback.views import offers
from tests.datasets.factories import deliver, make_dataset, make_rule
from tests.feedback.factories import make_doubtable, make_report

pytestmark = pytest.mark.django_db
NEW = reverse("feedback:new")


@pytest.fixture
def dataset(department, steward):
    dataset = make_dataset(department, steward=steward)
    deliver(dataset)
    return dataset


def text_of(client, name: str, *args) -> str:
    return client.get(reverse(name, args=args)).content.decode()


def test_in_the_head_of_a_dataset_and_as_a_tab_with_the_open_ones(as_, department, colleague):
    dataset = make_doubtable(department)
    text = text_of(as_(colleague), "datasets:detail", dataset.slug)
    assert f"{NEW}?dataset={dataset.slug}&amp;van=%2Fdatasets%2F{dataset.slug}" in text
    tab = reverse("feedback:of_dataset", args=[dataset.slug])
    assert f'href="{tab}"' in text
    make_report(dataset, colleague)
    tab_text = text_of(as_(colleague), "datasets:detail", dataset.slug).partition(f'href="{tab}"')
    assert '<span class="koers-count">1</span>' in tab_text[2].partition("</li>")[0]


def test_at_each_row_and_each_column(as_, dataset, colleague):
    text = text_of(as_(colleague), "datasets:rows", dataset.slug)
    for line in (2, 3, 4):
        assert f"{NEW}?dataset={dataset.slug}&amp;levering=1&amp;regel={line}&amp;" in text
    for column in ("nr", "straat", "opgeleverd", "bedrag"):
        assert f"{NEW}?dataset={dataset.slug}&amp;kolom={column}&amp;" in text
    assert 'data-column="straat"' in text


def test_at_a_finding_and_at_each_row_that_fails(as_, dataset, colleague):
    rule = make_rule(dataset, columns=["opgeleverd"])
    run = dataset.runs.order_by("-number").first()
    text = text_of(as_(colleague), "datasets:run", dataset.slug, run.number)
    finding = f"bevinding={run.number}.{rule.number}"
    assert text.count(f"{finding}&amp;van=") == 1
    assert f"{finding}&amp;levering=1&amp;regel=4&amp;" in text


def test_in_the_foot_of_every_page_but_not_of_its_own_form(as_, dataset, colleague, client):
    assert f'href="{NEW}?van=%2F"' in text_of(as_(colleague), "portal:home")
    assert f'href="{NEW}?van=' not in as_(colleague).get(NEW).content.decode()
    assert NEW not in text_of(client, "people:login")


def test_who_may_not_see_rows_still_sees_where_to_report(as_, dataset, colleague):
    dataset.classification = Classification.CONFIDENTIAL
    dataset.save(update_fields=["classification"])
    response = as_(colleague).get(reverse("datasets:rows", args=[dataset.slug]))
    text = response.content.decode()
    assert f"{NEW}?dataset={dataset.slug}&amp;kolom=straat" in text
    assert "regel=" not in text


def test_a_row_costs_no_question(dataset, colleague, django_assert_num_queries):
    request = RequestFactory().get("/datasets/x")
    delivery, column = dataset.deliveries.get(), dataset.columns.first()
    with django_assert_num_queries(0):
        row = offers.on_record(request, dataset=dataset, delivery=delivery, line=2)
        offers.on_column(request, dataset=dataset, column=column)
    assert row.variables["url"].startswith(NEW)


def test_no_value_stands_in_an_address(as_, dataset, colleague):
    text = text_of(as_(colleague), "datasets:rows", dataset.slug)
    links = [part.partition('"')[0] for part in text.split(f'href="{NEW}')[1:]]
    assert len(links) > 7
    assert not any("Dorpsstraat" in link or "0001" in link for link in links)

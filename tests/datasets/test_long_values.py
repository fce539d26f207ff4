"""A cell of a million characters makes no page of megabytes and no examples of megabytes."""

import pytest
from django.urls import reverse

from datasets.models import Finding
from people.models import Department, User
from tests.conftest import As
from tests.datasets.factories import deliver, make_dataset, make_rule

pytestmark = pytest.mark.django_db
LONG = "x" * 200_000


def test_a_long_value_is_cut_on_pages_and_whole_in_the_csv(
    as_: As, department: Department, steward: User
) -> None:
    dataset = make_dataset(department)
    rows = "".join(f'{n};"{LONG}";{n}\n' for n in range(30))
    deliver(dataset, "nr;tekst;getal\n" + rows + f'30;kort;"{LONG}"\n')
    client = as_(steward)
    for url in (
        reverse("datasets:rows", args=[dataset.slug]),
        reverse("datasets:rows", args=[dataset.slug]) + "?past-niet=getal",
        reverse("datasets:delivery", args=[dataset.slug, 1]),
    ):
        page = client.get(url).content
        assert b"xxx\xe2\x80\xa6" in page
        assert len(page) < 200_000
    whole = client.get(reverse("datasets:rows_csv", args=[dataset.slug]))
    assert LONG.encode() in b"".join(whole)


def test_a_check_keeps_the_beginning_of_a_long_value(department: Department) -> None:
    dataset = make_dataset(department, key=["sleutel"])
    deliver(dataset, f'sleutel;tekst\n"{LONG}";"{LONG}"\n')
    make_rule(dataset, "patroon", ["tekst"], parameters={"patroon": "[a-w]+"})
    [example] = Finding.objects.order_by("-pk")[0].examples
    assert example["values"]["tekst"] == "x" * 500 + "…"
    assert len(str(example)) < 2000

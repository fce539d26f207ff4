"""The page of one report, for each part that people play in it."""

import pytest
from django.urls import reverse

from tests.feedback.factories import make_doubtable, make_report

pytestmark = pytest.mark.django_db


@pytest.fixture
def dataset(department, steward, owner):
    return make_doubtable(department, steward=steward, owner=owner)


@pytest.fixture
def report(dataset, colleague):
    return make_report(dataset, colleague, explanation="Op de brief staat 1350.")


def page(report):
    return reverse("feedback:report", args=[report.reference])


def test_an_outsider_finds_no_report_of_a_shielded_dataset(
    report, dataset, as_, outsider, colleague, steward
):
    assert as_(outsider).get(page(report)).status_code == 200
    dataset.shielded = True
    dataset.save()
    assert as_(outsider).get(page(report)).status_code == 404
    assert as_(colleague).get(page(report)).status_code == 200  # one's own
    assert as_(steward).get(page(report)).status_code == 200

"""The list of corrections for the source: who may have it, what is in it, its receipt."""

import csv
import hashlib
import io

import pytest
from django.urls import reverse

from datasets.lifecycle import Classification, PersonalData
from feedback.lifecycle import Status
from feedback.models import Correction, SentList
from feedback.services import ask_correction
from people.models import AccessLogEntry
from tests.feedback.factories import bring_to, make_doubtable, make_report

pytestmark = pytest.mark.django_db


@pytest.fixture
def dataset(department, steward, owner):
    return make_doubtable(department, steward=steward, owner=owner)


def make_correction(dataset, colleague, steward, *, agreed="1350.5", **fields):
    report = bring_to(make_report(dataset, colleague, **fields), Status.RIGHT)
    ask_correction(report, by=steward, agreed={1: agreed})
    return report.corrections.get()


@pytest.fixture
def correction(dataset, colleague, steward):
    return make_correction(dataset, colleague, steward)


def page(dataset):
    return reverse("feedback:corrections", args=[dataset.slug])


def download(dataset):
    return reverse("feedback:corrections_csv", args=[dataset.slug])


def lines(answer):
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_each_person(dataset, correction, as_, steward, owner, colleague, admin):
    for person, status in ((steward, 200), (owner, 200), (colleague, 403), (admin, 403)):
        assert as_(person).get(page(dataset)).status_code == status
        assert as_(person).post(download(dataset)).status_code == status
    dataset.shielded = True
    dataset.save()
    assert as_(colleague).get(page(dataset)).status_code == 404


def test_the_list_holds_what_the_source_must_do(dataset, correction, as_, owner):
    answer = as_(owner).post(download(dataset))
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "correctielijst-demo-woningen" in answer.headers["Content-Disposition"]
    header, *rows = lines(answer)
    assert len(header) == 11
    assert len(rows) == 1
    told = rows[0]
    assert told[0] == correction.report.reference
    assert told[3:8] == ["nr:0001", "", "bedrag", "1250.5", "1350.5"]


def test_taking_the_list_leaves_a_receipt_with_its_digest(dataset, correction, as_, owner):
    answer = as_(owner).post(download(dataset))
    sent = SentList.objects.get()
    assert (sent.by, sent.received_at) == (owner, None)
    assert list(sent.corrections.all()) == [correction]
    assert sent.sha256 == hashlib.sha256(answer.content).hexdigest()


def test_looking_takes_nothing(dataset, correction, as_, owner):
    assert as_(owner).get(download(dataset)).status_code == 405
    as_(owner).get(page(dataset))
    assert SentList.objects.count() == 0


def test_only_the_owner_says_once_that_it_arrived(dataset, correction, as_, owner, steward):
    as_(owner).post(download(dataset))
    sent = SentList.objects.get()
    url = reverse("feedback:corrections_received", args=[dataset.slug, sent.uuid])
    assert as_(steward).post(url).status_code == 403
    assert as_(owner).post(url).status_code == 302
    first = SentList.objects.get()
    assert first.received_by == owner
    as_(owner).post(url)
    assert SentList.objects.get().received_at == first.received_at


def test_formulas_do_not_run(dataset, colleague, steward, as_, owner):
    make_correction(dataset, colleague, steward, column="straat", doubted="=1+1", agreed="@SUM(A1)")
    assert lines(as_(owner).post(download(dataset)))[1][6:8] == ["'=1+1", "'@SUM(A1)"]


def test_repaired_and_dropped_ones_are_not_sent(dataset, colleague, steward, as_, owner):
    for number in range(3):
        make_correction(dataset, colleague, steward, record_key=f"nr:{number}")
    first, second, third = Correction.objects.order_by("pk")
    Correction.objects.filter(pk=first.pk).update(status="repaired")
    Correction.objects.filter(pk=second.pk).update(status="dropped")
    assert [row[3] for row in lines(as_(owner).post(download(dataset)))[1:]] == ["nr:2"]
    Correction.objects.update(status="repaired")
    answer = as_(owner).post(download(dataset))
    assert answer.status_code == 422
    assert SentList.objects.count() == 1
    for word, count in (("open", 0), ("hersteld", 3), ("vervallen", 0), ("onzin", 3)):
        shown = as_(owner).get(page(dataset), {"status": word})
        assert shown.context["page"].paginator.count == count


class TestPersonal:
    @pytest.fixture
    def dataset(self, dataset):
        dataset.columns.filter(name="straat").update(personal=PersonalData.ORDINARY)
        dataset.classification = Classification.CONFIDENTIAL
        dataset.save()
        return dataset

    @pytest.fixture
    def correction(self, dataset, colleague, steward):
        return make_correction(
            dataset, colleague, steward, column="straat", doubted="Dorpsstraat", agreed="Kerkweg"
        )

    def test_values_stand_masked_on_the_page(self, dataset, correction, as_, owner):
        text = as_(owner).get(page(dataset)).content.decode()
        assert "Dorpsstraat" not in text
        assert "D********t" in text
        assert AccessLogEntry.objects.filter(action="corrections-read").count() == 1

    def test_taking_them_asks_for_a_reason_that_stands_in_the_log(
        self, dataset, correction, as_, owner
    ):
        assert as_(owner).post(download(dataset)).status_code == 422
        answer = as_(owner).post(download(dataset), {"reden": "Bron herstellen"})
        assert lines(answer)[1][6:8] == ["Dorpsstraat", "Kerkweg"]
        line = AccessLogEntry.objects.get(action="corrections-downloaded")
        assert (line.person, line.reason, line.result) == (owner, "Bron herstellen", "granted")

    def test_a_refusal_stands_in_the_log_too(self, dataset, correction, as_, colleague):
        assert as_(colleague).post(download(dataset)).status_code == 403
        assert AccessLogEntry.objects.get(action="corrections-downloaded").result == "refused"


def test_a_long_list_has_pages_and_a_fixed_number_of_queries(
    dataset, colleague, steward, as_, owner, django_assert_max_num_queries
):
    one = make_correction(dataset, colleague, steward)
    fields = {
        name: getattr(one, name)
        for name in ("report", "dataset", "subject", "column", "old", "agreed", "agreed_at")
    }
    Correction.objects.bulk_create(
        Correction(**fields, point=one.point, record_key=f"nr:{n}", status="dropped")
        for n in range(60)
    )
    client = as_(owner)
    with django_assert_max_num_queries(15):
        first = client.get(page(dataset))
    with django_assert_max_num_queries(15):
        second = client.get(page(dataset), {"pagina": "2"})
    assert (len(first.context["rows"]), len(second.context["rows"])) == (50, 11)


def test_nothing_yet(dataset, as_, owner):
    answer = as_(owner).get(page(dataset))
    assert answer.context["rows"] == []
    assert "koers-empty" in answer.content.decode()

"""What a report tells of values that its reader may not see: nothing, also not to its reporter."""

import pytest
from django.urls import reverse

from datasets.lifecycle import Classification, PersonalData
from feedback.lifecycle import Reason, Status, Subject
from feedback.services import Doubt, join_report, move_report
from feedback.services.bulk import Line, judge_lines
from feedback.services.evidence import openable
from people.services import create_token
from tests.datasets.factories import deliver, make_dataset
from tests.feedback.factories import make_doubtable, make_report

pytestmark = pytest.mark.django_db


@pytest.fixture
def personal(department, steward):
    """A dataset with a personal column that is its key as well."""
    dataset = make_doubtable(department, steward=steward)
    dataset.columns.filter(name="nr").update(personal=PersonalData.BSN)
    return dataset


@pytest.fixture
def report(personal, colleague):
    doubt = Doubt(column="nr", record_key="nr:123456782", doubted="123456782", proposed="999")
    return make_report(personal, colleague, doubts=[doubt])


def told(client, token, address):
    return client.get(f"/api/v1{address}", headers={"Authorization": f"Token {token}"}).json()


def test_a_reporter_gets_no_masked_value_back_from_the_table(report, colleague, as_, client):
    told_back = told(client, create_token(colleague), f"/terugmeldingen/{report.reference}")
    point = told_back["punten"][0] if "punten" in told_back else told_back
    assert "123456782" not in str(told_back)
    assert point["voorgesteldeWaarde"] == "999"
    page = as_(colleague).get(reverse("feedback:report", args=[report.reference]))
    assert "123456782" not in page.content.decode()


def test_a_flag_names_no_personal_key_unless_the_question_did(report, steward, colleague, client):
    move_report(report, to=Status.INVESTIGATING, by=steward)
    token = create_token(colleague)
    address = f"/datasets/{report.dataset.slug}/vlaggen"
    assert "123456782" not in str(told(client, token, address))
    asked = told(client, token, f"{address}?sleutel=nr:123456782")
    assert [flag["sleutel"] for flag in asked["resultaten"]] == ["nr:123456782"]


def test_joining_opens_no_evidence_of_rows_that_one_may_not_see(
    department, steward, colleague, outsider, make_person, other_department
):
    dataset = make_doubtable(department, steward=steward)
    dataset.classification = Classification.CONFIDENTIAL
    dataset.save()
    dataset.readers.add(outsider)
    report = make_report(
        dataset, colleague, subject=Subject.CELL, reason=Reason.WRONG, explanation="Zie bijlage"
    )
    stranger = make_person("vreemde", other_department)
    report.attachments.create(
        filename="bewijs.txt", kind="txt", size=1, by=steward, at=report.reported_at
    )
    mine = report.attachments.create(
        filename="mijn.txt", kind="txt", size=1, by=stranger, at=report.reported_at
    )
    for person in (outsider, stranger):
        join_report(report, by=person)
    assert openable(report, steward).count() == openable(report, colleague).count() == 2
    assert openable(report, outsider).count() == 2  # named as a reader of the rows
    assert list(openable(report, stranger)) == [mine]


def test_a_list_of_guesses_is_not_told_which_are_right(department, steward, colleague):
    people = make_dataset(department, "Demo-mensen", steward=steward)
    people.key = ["nr"]
    people.save()
    deliver(people, "nr;naam\n0001;Jansen\n0002;De Vries\n")
    people.columns.filter(name="naam").update(personal=PersonalData.ORDINARY)

    def answers(*lines):
        told = [Line(number=n, **line) for n, line in enumerate(lines, 1)]
        judge_lines(people, told, by=colleague)
        return [line.code for line in told]

    right, wrong = ({"key": "0001", "column": "naam", "doubted": name} for name in ("Jansen", "X"))
    assert answers(right | {"proposed": "Y"})[0] == answers(wrong | {"proposed": "Y"})[0] == "fine"
    people.columns.filter(name="nr").update(personal=PersonalData.BSN)
    there, gone = ({"key": key, "column": "naam", "proposed": "Y"} for key in ("0001", "0009"))
    assert answers(there)[0] == answers(gone)[0] == "fine"

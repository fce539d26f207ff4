"""Many at once: two stewards, two jobs, fifty reports a second; on a server with real connections."""

import json
import threading
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from feedback.lifecycle import NotAllowed, Outcome, Status
from feedback.models import Correction, Point, Report, Step, Verification
from feedback.services import ask_correction, move_report
from feedback.services.comparing import Said
from feedback.services.verification import settle
from people.services import create_token
from tests.datasets.factories import send
from tests.feedback.factories import bring_to, make_doubtable, make_report

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgres,
    pytest.mark.slow,
    pytest.mark.skipif(
        connection.vendor != "postgresql",
        reason="SQLite lets one connection write at a time; run this with tests/servers.sh",
    ),
]
CLIENTS, PER_SECOND, SECONDS = 20, 50, 10
ROUNDS = 10


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Each in a thread with a connection of its own, begun together; results or exceptions."""
    ready = threading.Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        try:
            ready.wait(timeout=10)
            return work()
        except Exception as error:  # noqa: BLE001 - the test looks at it
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return [future.result() for future in [pool.submit(run, work) for work in works]]


@pytest.fixture
def dataset(department, steward, owner):
    return make_doubtable(department, steward=steward, owner=owner)


def test_of_two_stewards_at_once_one_wins_and_the_other_is_told(
    dataset, colleague, steward, make_person, department
):
    second = make_person("tweede", department, "stewards")
    for _ in range(ROUNDS):
        report = bring_to(make_report(dataset, colleague), Status.INVESTIGATING)
        mine, theirs = (Report.objects.get(pk=report.pk) for _ in range(2))
        results = at_once(
            lambda mine=mine: move_report(mine, to=Status.RIGHT, by=steward),
            lambda theirs=theirs: move_report(
                theirs, to=Status.WRONG, by=second, text="De bron klopt."
            ),
        )
        assert sorted(type(result).__name__ for result in results) == ["NotAllowed", "Step"]
        won = next(result for result in results if isinstance(result, Step))
        assert [step.new for step in report.steps.all()] == [Status.REPORTED, won.new]
        assert Report.objects.get(pk=report.pk).status == won.new


def test_a_steward_and_a_delivery_at_once_leave_one_story(dataset, colleague, steward):
    delivery = send(dataset).delivery
    for _ in range(ROUNDS):
        report = bring_to(make_report(dataset, colleague), Status.RIGHT)
        ask_correction(report, by=steward, agreed={1: "2"})
        bring_to(report, Status.REVIEW)
        mine = Report.objects.get(pk=report.pk)
        said = {report.corrections.get().pk: Said(Outcome.AGREED)}
        results = at_once(
            lambda mine=mine: move_report(
                mine, to=Status.WRONG, by=steward, text="De bron had gelijk."
            ),
            lambda said=said: settle(delivery, said, now=timezone.now()),
        )
        status = Report.objects.get(pk=report.pk).status
        proofs = Verification.objects.filter(correction__report=report).count()
        correction = report.corrections.get().status
        if isinstance(results[0], NotAllowed):
            assert (status, proofs, correction) == (Status.CONFIRMED, 1, "repaired")
        else:
            assert results[1] == []
            assert (status, proofs, correction) == (Status.WRONG, 0, "dropped")


def test_the_same_proof_by_two_workers_is_written_once(dataset, colleague, steward):
    delivery = send(dataset).delivery
    for _ in range(ROUNDS):
        report = bring_to(make_report(dataset, colleague), Status.RIGHT)
        ask_correction(report, by=steward, agreed={1: "2"})
        said = {report.corrections.get().pk: Said(Outcome.AGREED)}
        work = lambda said=said: settle(delivery, said, now=timezone.now())  # noqa: E731
        moved = at_once(work, work)
        assert sorted(len(reports) for reports in moved) == [0, 1]
        assert Verification.objects.filter(correction__report=report).count() == 1
        assert report.steps.filter(new=Status.CONFIRMED).count() == 1
    assert Correction.objects.exclude(status="repaired").count() == 0


def test_fifty_reports_a_second_from_twenty_clients_none_lost_none_doubled(
    dataset, make_person, department
):
    """Every tenth is sent twice, as a client does that heard no answer."""
    people = [make_person(f"melder{number}", department) for number in range(CLIENTS)]
    tokens = [create_token(person) for person in people]
    begin = time.monotonic() + 0.5
    answers: list[list[tuple[int, str, str]]] = [[] for _ in people]

    def report(number: int) -> None:
        client = Client(headers={"Authorization": f"Token {tokens[number]}"})
        for turn in range(PER_SECOND * SECONDS // CLIENTS):
            at = begin + (turn * CLIENTS + number) / PER_SECOND
            time.sleep(max(0.0, at - time.monotonic()))
            asked = str(uuid.uuid4())
            body = json.dumps(
                {
                    "dataset": dataset.slug,
                    "sleutel": f"nr:{number:02}{turn:03}",
                    "kolom": "bedrag",
                    "toelichting": "Dit klopt niet.",
                    "verzoek": asked,
                }
            )
            for _ in range(2 if turn % 10 == 0 else 1):
                answer = client.post(
                    "/api/v1/terugmeldingen", body, content_type="application/json"
                )
                told = answer.json()
                answers[number].append((answer.status_code, asked, told.get("kenmerk", "")))

    results = at_once(*(lambda number=number: report(number) for number in range(CLIENTS)))
    took = time.monotonic() - begin
    assert [result for result in results if result is not None] == []
    told = [answer for mine in answers for answer in mine]
    assert {status for status, _asked, _reference in told} == {201}
    expected = PER_SECOND * SECONDS
    assert len(told) == expected + CLIENTS * len(range(0, expected // CLIENTS, 10))
    references = {asked: reference for _status, asked, reference in told}
    assert len(references) == len(set(references.values())) == expected
    assert Report.objects.count() == Step.objects.count() == Point.objects.count() == expected
    assert set(Report.objects.values_list("reference", flat=True)) == set(references.values())
    print(f"{expected} reports offered in {SECONDS} s were answered in {took:.1f} s")

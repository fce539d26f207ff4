"""What people say on a report, who reads it, and the one question after closing."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from feedback.lifecycle import NotPermitted, Refused, Status
from feedback.models import Reaction, Report
from feedback.services import join_report, watch_report
from feedback.services.conversation import say
from feedback.services.reaction import react
from people.models import Notification
from tests.feedback.factories import bring_to, make_doubtable, make_report

pytestmark = pytest.mark.django_db
S = Status


@pytest.fixture
def report(department, steward, owner, colleague):
    dataset = make_doubtable(department, steward=steward, owner=owner)
    return make_report(dataset, colleague)


def to(report, name="report"):
    return reverse(f"feedback:{name}", args=[report.reference])


def heard(report):
    """Who got a line since it was asked last, by username."""
    names = set(
        Notification.objects.filter(url=to(report)).values_list("user__username", flat=True)
    )
    Notification.objects.all().delete()
    return names


def test_an_internal_note_reaches_only_who_may_judge(
    report, as_, steward, colleague, outsider, owner, make_person, department
):
    second = make_person("tweede", department, "stewards")
    for person in (second, outsider):
        watch_report(report, by=person, watching=True)
    join_report(report, by=owner)
    heard(report)
    as_(steward).post(to(report, "say"), {"tekst": "Bel eerst de bron.", "intern": "ja"})
    assert report.messages.get().internal
    assert heard(report) == {"tweede"}
    for person in (colleague, outsider, owner):
        page = as_(person).get(to(report))
        assert "Bel eerst de bron." not in page.content.decode()
        assert page.context["notes"] == []
    assert "Bel eerst de bron." in as_(second).get(to(report)).content.decode()
    with pytest.raises(NotPermitted):
        say(report, by=colleague, text="Ook ik", internal=True)


def test_a_message_is_heard_by_everybody_with_a_part_and_says_no_values(
    report, steward, colleague, outsider
):
    join_report(report, by=outsider)
    heard(report)
    say(report, by=steward, text="De akte zegt 1350.")
    lines = list(Notification.objects.filter(url=to(report)).values_list("text", flat=True))
    assert not any("1350" in line for line in lines)
    assert heard(report) == {"collega", "buitenstaander"}
    say(report, by=colleague, text="Dank.")
    assert heard(report) == {"datateam", "buitenstaander"}


def test_who_has_no_part_may_read_but_not_speak(report, outsider, owner):
    with pytest.raises(NotPermitted):
        say(report, by=outsider, text="Wat is dit?")
    say(report, by=owner, text="Ik zoek het uit.")
    assert report.messages.count() == 1


@pytest.mark.parametrize(
    ("text", "code"), [(" \n", "nothing-written"), ("x" * 4001, "text-too-long")]
)
def test_nothing_and_too_much_are_refused(report, steward, text, code):
    with pytest.raises(Refused) as refused:
        say(report, by=steward, text=text)
    assert refused.value.code == code


def test_a_message_of_nothing_is_told_on_the_page(report, as_, steward):
    assert as_(steward).post(to(report, "say"), {"tekst": " "}).status_code == 422
    assert as_(steward).post(to(report, "say"), {"tekst": "Ja"}).url == to(report) + "#gesprek"


def test_following_is_turned_on_and_off(report, as_, outsider):
    as_(outsider).post(to(report, "watch"), {"volgen": "ja"})
    as_(outsider).post(to(report, "watch"), {"volgen": "ja"})
    assert report.watchers.count() == 1
    as_(outsider).post(to(report, "watch"), {"volgen": "nee"})
    assert report.watchers.count() == 0


def test_the_question_after_closing_is_asked_once_and_only_of_the_reporter(
    report, colleague, outsider
):
    with pytest.raises(Refused, match="react-not-closed"):
        react(report, by=colleague, satisfied=True)
    bring_to(report, S.WRONG)
    with pytest.raises(NotPermitted):
        react(report, by=outsider, satisfied=True)
    react(report, by=colleague, satisfied=True, text="Prima.")
    with pytest.raises(Refused, match="react-done"):
        react(report, by=colleague, satisfied=False)
    assert list(report.reactions.values_list("satisfied", "text")) == [(True, "Prima.")]


def test_no_opens_the_case_again_in_the_same_step(report, as_, colleague):
    bring_to(report, S.CONFIRMED)
    given = {"tevreden": "nee", "tekst": "", "heropenen": "on"}
    assert as_(colleague).post(to(report, "react"), given).status_code == 422
    assert Reaction.objects.count() == 0  # nothing of it was kept
    given["tekst"] = "In het andere register staat het nog."
    assert as_(colleague).post(to(report, "react"), given).status_code == 302
    report.refresh_from_db()
    assert report.status == S.REOPENED
    assert report.reactions.get().satisfied is False
    bring_to(report, S.WRONG)  # closed a second time: asked a second time
    react(report, by=colleague, satisfied=True)
    assert report.reactions.count() == 2


def test_after_fourteen_days_the_question_is_over(report, colleague):
    bring_to(report, S.WRONG)
    report.closed_at = timezone.now() - timedelta(days=15)
    Report.objects.filter(pk=report.pk).update(closed_at=report.closed_at)
    with pytest.raises(Refused, match="react-late"):
        react(report, by=colleague, satisfied=True)

"""Moves of a report through the API: the same services, and so the same table, as the pages."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from datasets.api.access import person
from datasets.api.vocabulary import WordField
from datasets.models import Rule
from feedback.api.access import OfReports, as_field, refusals, sight_of
from feedback.api.told import StepSerializer, told_steps
from feedback.forms.words import STATUS_WORDS
from feedback.lifecycle import Refused, Registration, Status, Subject
from feedback.models import Report, Step
from feedback.services import (
    ask_correction,
    forward_report,
    merge_report,
    move_report,
    patch_report,
    permitted,
)
from kit.api_resource import StrictSerializer
from people.models import User


class AgreedSerializer(StrictSerializer):
    punt = serializers.IntegerField(min_value=1)
    waarde = serializers.CharField(
        allow_blank=True, max_length=4000, help_text="Leeg: de waarde moet leeg worden."
    )


class NewStepSerializer(StrictSerializer):
    """`afgesproken` en `regel` horen bij een herstel; zonder `afgesproken` geldt het voorstel van
    de melder. De vier velden van de registratie horen bij `doorgezet`, `samenMet` bij
    `samengevoegd`."""

    naar = WordField(STATUS_WORDS)
    toelichting = serializers.CharField(required=False, allow_blank=True, max_length=4000)
    doorslaggevend = serializers.BooleanField(
        required=False, help_text="Besluiten hangen van de waarde af: de vlag blokkeert."
    )
    samenMet = serializers.CharField(required=False, max_length=20)
    afgesproken = AgreedSerializer(many=True, required=False)
    regel = serializers.IntegerField(required=False, min_value=1)
    registratie = serializers.ChoiceField(Registration.values, required=False)
    objectIdentificatie = serializers.CharField(required=False, max_length=100)
    attribuut = serializers.CharField(required=False, max_length=100)
    externKenmerk = serializers.CharField(required=False, allow_blank=True, max_length=100)


@extend_schema(tags=["terugmeldingen"])
class StepViewSet(OfReports):
    """Stappen van een terugmelding."""

    serializer_class = StepSerializer
    queryset = Step.objects.none()

    @extend_schema(
        operation_id="terugmeldingen_stap",
        request=NewStepSerializer,
        responses={201: StepSerializer},
    )
    def create(self, request: Request, kenmerk: str) -> Response:
        """Een stap die er niet is geeft 409, een die niet van u is 403."""
        report, user = self.report(), person(request)
        asked = NewStepSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given: dict[str, Any] = asked.validated_data
        with refusals("naar"):
            _carry_out(report, user, Status(given["naar"]), given)
        told = told_steps(report, sight_of(report, user))[-1]
        return Response(StepSerializer(told).data, status=status.HTTP_201_CREATED)


def _carry_out(report: Report, user: User, to: Status, given: dict[str, Any]) -> Step:
    # Whether one may comes before what is missing in the request.
    permitted(report, to=to, by=user, now=timezone.now())
    text = given.get("toelichting", "")
    if to == Status.MERGED:
        return merge_report(report, into=_target(user, given), by=user, text=text)
    if to == Status.REQUESTED:
        agreed, rule = _agreed(report, given), _rule(report, given)
        return ask_correction(report, by=user, agreed=agreed, rule=rule, text=text)
    if to == Status.PATCHED:
        return patch_report(report, by=user, agreed=_agreed(report, given), text=text)
    if to == Status.FORWARDED:
        return _forward(report, user, given, text)
    return move_report(report, to=to, by=user, text=text, decisive=given.get("doorslaggevend"))


def _forward(report: Report, user: User, given: dict[str, Any], text: str) -> Step:
    missing = [
        name
        for name in ("registratie", "objectIdentificatie", "attribuut")
        if not given.get(name, "").strip()
    ]
    if missing:
        raise as_field(missing[0], _("This is needed to pass it on."))
    return forward_report(
        report,
        by=user,
        registration=given["registratie"],
        object_id=given["objectIdentificatie"],
        attribute=given["attribuut"],
        external_reference=given.get("externKenmerk", ""),
        agreed=_agreed(report, given),
        rule=_rule(report, given),
        text=text,
    )


def _agreed(report: Report, given: dict[str, Any]) -> dict[int, str]:
    """What was agreed, else what the reporter proposed."""
    if "afgesproken" in given:
        return {one["punt"]: one["waarde"] for one in given["afgesproken"]}
    if report.subject != Subject.CELL:
        return {}
    return {point.number: point.proposed for point in report.points.all() if point.proposed}


def _rule(report: Report, given: dict[str, Any]) -> Rule | None:
    if "regel" not in given:
        return None
    rule = report.dataset.rules.filter(number=given["regel"]).first()
    if rule is None:
        raise Refused("rule-elsewhere")
    return rule


def _target(user: User, given: dict[str, Any]) -> Report:
    seen = Report.objects.visible_to(user).select_related("dataset")
    target = seen.filter(reference=given.get("samenMet", "")).first()
    if target is None:
        raise Refused("needs-target")
    return target

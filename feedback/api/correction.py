"""The corrections of a dataset through the API: for its owner, its steward and the data team."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from datasets.api.access import BelowDataset, person
from datasets.api.vocabulary import WordField
from datasets.models import Dataset
from feedback.api.access import refusals
from feedback.api.vocabulary import CORRECTION
from feedback.lifecycle import CorrectionStatus
from feedback.models import Correction, SentList
from feedback.services.corrections import (
    READ,
    SENT,
    asked_words,
    corrections_of,
    log_corrections,
    may_have_corrections,
    receive_list,
    send_list,
    shown,
)
from kit.api import QueryError
from kit.api_resource import StrictSerializer


class CorrectionSerializer(serializers.Serializer[Any]):
    """`rij` zijn de andere kolommen, waar de dataset geen sleutel heeft. Persoonsgegevens staan er
    gemaskeerd zolang u geen `reden` geeft."""

    kenmerk = serializers.CharField()
    status = WordField(CORRECTION)
    periode = serializers.CharField()
    sleutel = serializers.CharField()
    rij = serializers.CharField()
    kolom = serializers.CharField()
    oudeWaarde = serializers.CharField()
    afgesprokenWaarde = serializers.CharField()
    vraag = serializers.CharField()
    regel = serializers.IntegerField(allow_null=True)
    afgesprokenOp = serializers.DateTimeField()
    geslotenOp = serializers.DateTimeField(allow_null=True)
    gecorrigeerdInKoers = serializers.BooleanField()


class TakeListSerializer(StrictSerializer):
    reden = serializers.CharField(
        required=False, allow_blank=True, max_length=300, help_text="Staat in het inzagelog."
    )


class SentListSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField(source="uuid")
    op = serializers.DateTimeField(source="at")
    aantal = serializers.SerializerMethodField()
    sha256 = serializers.CharField(help_text="Van het CSV-bestand met dezelfde correcties.")
    ontvangenOp = serializers.DateTimeField(source="received_at", allow_null=True)

    def get_aantal(self, sent: SentList) -> int:
        return sent.corrections.count()


class OfCorrections(BelowDataset):
    def listed(self) -> Dataset:
        """404 for who does not see the dataset, 403 for who may not have its corrections."""
        dataset, user = self.dataset(), person(self.request)
        if not may_have_corrections(dataset, user):
            log_corrections(
                dataset, by=user, action=SENT, granted=False, request=self.request._request
            )
            raise PermissionDenied()
        return dataset


@extend_schema(tags=["correcties"])
class CorrectionViewSet(OfCorrections):
    """Wat is afgesproken te herstellen in de bron."""

    serializer_class = CorrectionSerializer
    queryset = Correction.objects.none()
    query_names = ("status", "reden")

    @extend_schema(
        operation_id="correcties_list",
        parameters=[
            OpenApiParameter("status", str, enum=list(CORRECTION.values())),
            OpenApiParameter(
                "reden",
                str,
                description="Waarvoor u persoonsgegevens nodig hebt (in het inzagelog).",
            ),
        ],
        responses=CorrectionSerializer(many=True),
    )
    def list(self, request: Request, id: str) -> Response:
        """De oudste eerst."""
        dataset, user = self.listed(), person(request)
        why = request.query_params.get("reden", "").strip()[:300]
        bare = bool(why) and Dataset.objects.values_visible_to(user).filter(pk=dataset.pk).exists()
        log_corrections(
            dataset,
            by=user,
            action=READ,
            reason=why or _("through the API"),
            request=request._request,
        )
        page = self.paginate_queryset(corrections_of(dataset, status=self._status())) or []
        told = [
            {
                "kenmerk": words["reference"],
                "status": one.status,
                "periode": words["period"],
                "sleutel": words["key"],
                "rij": words["record"],
                "kolom": words["column"],
                "oudeWaarde": words["old"],
                "afgesprokenWaarde": words["agreed"],
                "vraag": asked_words(one),
                "regel": one.rule.number if one.rule else None,
                "afgesprokenOp": one.agreed_at,
                "geslotenOp": one.closed_at,
                "gecorrigeerdInKoers": one.patched,
            }
            for one, words in zip(page, shown(dataset, page, bare=bare), strict=True)
        ]
        answer = self.get_paginated_response(CorrectionSerializer(told, many=True).data)
        answer.headers["Cache-Control"] = "no-store"
        return answer

    def _status(self) -> str:
        given = self.request.query_params.get("status")
        if given is None:
            return ""
        codes: dict[str, CorrectionStatus] = {word: code for code, word in CORRECTION.items()}
        if given not in codes:
            message = _("Choose one of: %(words)s.") % {"words": ", ".join(codes)}
            raise QueryError({"status": [message]})
        return codes[given]


@extend_schema(tags=["correcties"])
class SentListViewSet(OfCorrections):
    """Lijsten van open correcties die naar de bron gingen, met hun ontvangst."""

    serializer_class = SentListSerializer
    queryset = SentList.objects.none()

    @extend_schema(operation_id="correctielijsten_list", responses=SentListSerializer(many=True))
    def list(self, request: Request, id: str) -> Response:
        sent = self.listed().sent_lists.prefetch_related("corrections")
        page = self.paginate_queryset(sent)
        return self.get_paginated_response(SentListSerializer(page, many=True).data)

    @extend_schema(
        operation_id="correctielijsten_create",
        request=TakeListSerializer,
        responses={201: SentListSerializer},
    )
    def create(self, request: Request, id: str) -> Response:
        """Legt vast dat u de open correcties nu ophaalt; haal ze daarna op bij `correcties`."""
        asked = TakeListSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        with refusals("reden"):
            sent, _content = send_list(
                self.listed(),
                by=person(request),
                reason=asked.validated_data.get("reden", ""),
                request=request._request,
            )
        return Response(SentListSerializer(sent).data, status=status.HTTP_201_CREATED)

    @extend_schema(
        operation_id="correctielijsten_ontvangst", request=None, responses=SentListSerializer
    )
    def receive(self, request: Request, id: str, uuid: str) -> Response:
        """De eigenaar van de data zegt dat de lijst bij de bron is aangekomen."""
        dataset, user = self.listed(), person(request)
        if dataset.owner_id != user.pk:
            raise PermissionDenied()
        sent = self.found(dataset, uuid)
        receive_list(sent, by=user)
        return Response(SentListSerializer(self.found(dataset, uuid)).data)

    def found(self, dataset: Dataset, uuid: str) -> SentList:
        found: SentList = get_object_or_404(dataset.sent_lists, uuid=uuid)
        return found

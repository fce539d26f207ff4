"""Accepted risk through the API: the owner answers for a blocking flag through a day."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from datasets.api.access import BelowDataset, person, refusals
from datasets.api.run import FlagSerializer
from datasets.models import Flag
from datasets.services.risk import accept_risk, withdraw_risk
from kit.api_resource import StrictSerializer


class RiskSerializer(StrictSerializer):
    totEnMet = serializers.DateField(help_text="Hoogstens een jaar vooruit.")
    reden = serializers.CharField(min_length=5, max_length=1000)


@extend_schema(tags=["vlaggen"])
class RiskViewSet(BelowDataset):
    """Geaccepteerd risico: een blokkerende vlag telt tot en met een dag als waarschuwing."""

    serializer_class = FlagSerializer
    queryset = Flag.objects.none()

    def flag(self) -> Flag:
        dataset = self.dataset()
        if dataset.owner_id != person(self.request).pk:
            raise PermissionDenied()
        flag: Flag = get_object_or_404(
            dataset.flags.open().select_related("rule"), pk=self.kwargs["nummer"]
        )
        flag.dataset = dataset
        return flag

    @extend_schema(
        operation_id="vlaggen_risico", request=RiskSerializer, responses={200: FlagSerializer}
    )
    def accept(self, request: Request, id: str, nummer: int) -> Response:
        flag = self.flag()
        asked = RiskSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        told: dict[str, Any] = asked.validated_data
        with refusals("totEnMet"):
            accept_risk(flag, by=person(request), until=told["totEnMet"], reason=told["reden"])
        return Response(FlagSerializer(flag).data)

    @extend_schema(operation_id="vlaggen_risico_intrekken", responses={204: None})
    def withdraw(self, request: Request, id: str, nummer: int) -> Response:
        withdraw_risk(self.flag(), by=person(request))
        return Response(status=status.HTTP_204_NO_CONTENT)

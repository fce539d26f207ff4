"""What a delivery may be told to do through the API: be used, be withdrawn, be destroyed."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from datasets.api.access import BelowDataset, person, refusals
from datasets.api.delivery import DeliverySerializer
from datasets.lifecycle import DatasetStatus, Refused
from datasets.models import Dataset, Delivery
from datasets.services import accept_delivery, destroy_delivery, withdraw_delivery
from kit.api_resource import StrictSerializer
from people.services import log_access


class MotiveSerializer(StrictSerializer):
    """Waarom; staat daarna in de geschiedenis van de dataset."""

    reden = serializers.CharField(max_length=500)


class OptionalMotiveSerializer(StrictSerializer):
    reden = serializers.CharField(
        max_length=500,
        required=False,
        allow_blank=True,
        help_text="Nodig om een geparkeerde levering toch te gebruiken.",
    )


@extend_schema(tags=["leveringen"])
class DeliveryActViewSet(BelowDataset):
    """Wat er met een levering gebeurt: gebruiken, intrekken, vernietigen."""

    serializer_class = DeliverySerializer
    queryset = Delivery.objects.none()

    def _find(self, nummer: int) -> tuple[Dataset, Delivery]:
        dataset = self.dataset()
        deliveries = dataset.deliveries.select_related("dataset", "same_as")
        return dataset, get_object_or_404(deliveries, number=nummer)

    def _may_deliver(self, dataset: Dataset) -> None:
        """Raise for who may not deliver to it, and for a dataset that is retired."""
        user = person(self.request)
        if Dataset.objects.deliverable_by(user).filter(pk=dataset.pk).exists():
            return
        if dataset.status == DatasetStatus.RETIRED and user.has_perm("datasets.edit_dataset"):
            with refusals("reden"):
                raise Refused("dataset-retired")
        raise PermissionDenied()

    @extend_schema(
        operation_id="leveringen_akkoord",
        request=OptionalMotiveSerializer,
        responses=DeliverySerializer,
    )
    def accept(self, request: Request, id: str, nummer: int) -> Response:
        """Zeg ja tegen een levering die wacht, of gebruik een geparkeerde levering toch."""
        dataset, delivery = self._find(nummer)
        self._may_deliver(dataset)
        user = person(request)
        if not user.has_perm("datasets.edit_dataset") and dataset.steward_id != user.pk:
            raise PermissionDenied()
        note = self._motive(OptionalMotiveSerializer, request)
        with refusals("reden"):
            accept_delivery(delivery, by=user, note=note)
        return self._told(delivery)

    @extend_schema(
        operation_id="leveringen_intrekken",
        request=MotiveSerializer,
        responses=DeliverySerializer,
    )
    def withdraw(self, request: Request, id: str, nummer: int) -> Response:
        """Haal een levering uit gebruik. De laatste goede ervoor telt weer; het bestand blijft."""
        dataset, delivery = self._find(nummer)
        self._may_deliver(dataset)
        note = self._motive(MotiveSerializer, request)
        with refusals("reden"):
            withdraw_delivery(delivery, by=person(request), note=note)
        return self._told(delivery)

    @extend_schema(
        operation_id="leveringen_vernietigen",
        request=MotiveSerializer,
        responses=DeliverySerializer,
    )
    def destroy(self, request: Request, id: str, nummer: int) -> Response:
        """Vernietig de gegevens van een levering, voorgoed. Alleen een spoor blijft."""
        dataset, delivery = self._find(nummer)
        user = person(request)
        if not Dataset.objects.disposable_by(user).filter(pk=dataset.pk).exists():
            log_access(
                user,
                action="delivery-destroyed",
                target=delivery,
                granted=False,
                request=request._request,
            )
            raise PermissionDenied()
        note = self._motive(MotiveSerializer, request)
        with refusals("reden"):
            destroy_delivery(delivery, by=user, note=note, request=request._request)
        return self._told(delivery)

    def _motive(self, serializer: type[StrictSerializer], request: Request) -> str:
        asked = serializer(data=request.data)
        asked.is_valid(raise_exception=True)
        return str(asked.validated_data.get("reden", ""))

    def _told(self, delivery: Delivery) -> Response:
        told: Any = DeliverySerializer(delivery, context={"lines": False}).data
        return Response(told)

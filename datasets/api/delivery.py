"""Deliveries through the API: send a file, follow what becomes of it."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.exceptions import PermissionDenied
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from datasets.api.access import BelowDataset, person, refusals
from datasets.api.vocabulary import CHANNEL, DELIVERY_STATUS, WordField
from datasets.lifecycle import Channel
from datasets.models import Dataset, Delivery
from datasets.sentences import run_error
from datasets.services import receive, shown_masked
from kit.api_resource import StrictSerializer

# What readings from before there were more formats than CSV do not say.
_FIRST_READINGS = {"format": "csv", "container": "", "member": "", "members": (), "notes": ()}


class UploadSerializer(StrictSerializer):
    bestand = serializers.FileField(
        allow_empty_file=True,
        help_text="Een tabel: CSV, Excel, ODS, JSON, GeoJSON of Parquet, of een zip of gzip daarmee.",
    )
    periode = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=40,
        help_text="2026, 2026-H1, 2026-K2, 2026-05, 2026-W07 of 2026-05-31; nodig bij vult-aan.",
    )


class FooterLineSerializer(serializers.Serializer[Any]):
    regel = serializers.IntegerField()
    tekst = serializers.CharField()


class ReadingSerializer(serializers.Serializer[Any]):
    formaat = serializers.CharField(
        source="format", help_text="csv, xlsx, xls, ods, parquet, json, jsonl of geojson."
    )
    verpakking = serializers.CharField(source="container", help_text="zip of gzip, of leeg.")
    onderdeel = serializers.CharField(
        source="member", help_text="Het gelezen bestand in een zip, of de lijst in een JSON."
    )
    onderdelen = serializers.ListField(source="members", child=serializers.CharField())
    opmerkingen = serializers.ListField(
        source="notes", child=serializers.CharField(), help_text="Wat over het bestand beslist is."
    )
    codering = serializers.CharField(source="encoding")
    bom = serializers.BooleanField()
    scheidingsteken = serializers.CharField(source="delimiter", trim_whitespace=False)
    aanhalingsteken = serializers.CharField(source="quote")
    kopregel = serializers.IntegerField(source="header_line")
    titelregels = serializers.ListField(source="title_lines", child=serializers.CharField())
    voetregels = serializers.SerializerMethodField()
    legeRegels = serializers.IntegerField(source="blank_lines")

    @extend_schema_field(FooterLineSerializer(many=True))
    def get_voetregels(self, reading: dict[str, Any]) -> list[dict[str, Any]]:
        return [{"regel": line, "tekst": text} for line, text in reading["footer_lines"]]


class ReadColumnSerializer(serializers.Serializer[Any]):
    naam = serializers.CharField(source="name")
    naamInBestand = serializers.SerializerMethodField()
    type = serializers.CharField()
    gevuld = serializers.IntegerField(source="filled")
    leeg = serializers.IntegerField(source="empty")
    ontbrekend = serializers.DictField(source="missing", child=serializers.IntegerField())
    pastNiet = serializers.IntegerField(source="misfits")
    decimaalteken = serializers.CharField(source="decimal", allow_blank=True)
    datumvolgorde = serializers.CharField(source="date_order", allow_blank=True)
    eenheid = serializers.CharField(source="unit", allow_blank=True)

    def get_naamInBestand(self, column: dict[str, Any]) -> str:
        return str(column.get("source_name") or column["name"])


class DeliverySerializer(serializers.ModelSerializer[Delivery]):
    nummer = serializers.IntegerField(source="number")
    status = WordField(DELIVERY_STATUS, source="shown_status")
    ongewijzigd = serializers.SerializerMethodField()
    hersteldVan = serializers.SerializerMethodField(
        help_text="Nummer van de levering van de bron waarin Koers cellen herstelde, of leeg."
    )
    periode = serializers.CharField(source="period")
    actueel = serializers.BooleanField(source="is_current")
    kanaal = WordField(CHANNEL, source="channel")
    bestandsnaam = serializers.CharField(source="filename")
    grootte = serializers.IntegerField(source="size")
    sha256 = serializers.CharField()
    ontvangen = serializers.DateTimeField(source="received_at")
    vernietigd = serializers.DateTimeField(source="destroyed_at", allow_null=True)
    rijen = serializers.IntegerField(source="rows", allow_null=True)
    afgekeurdeRijen = serializers.IntegerField(source="rejected_rows", allow_null=True)
    kolommen = serializers.SerializerMethodField()
    lezing = serializers.SerializerMethodField()
    reden = serializers.SerializerMethodField()

    class Meta:
        model = Delivery
        fields = [
            "nummer",
            "status",
            "ongewijzigd",
            "hersteldVan",
            "periode",
            "actueel",
            "kanaal",
            "bestandsnaam",
            "grootte",
            "sha256",
            "ontvangen",
            "vernietigd",
            "rijen",
            "afgekeurdeRijen",
            "kolommen",
            "lezing",
            "reden",
        ]

    def get_ongewijzigd(self, delivery: Delivery) -> bool:
        return delivery.same_as_id is not None

    def get_hersteldVan(self, delivery: Delivery) -> int | None:
        return delivery.patch_of.number if delivery.patch_of else None

    @extend_schema_field(ReadColumnSerializer(many=True))
    def get_kolommen(self, delivery: Delivery) -> Any:
        return ReadColumnSerializer(delivery.reading.get("columns", []), many=True).data

    @extend_schema_field(ReadingSerializer(allow_null=True))
    def get_lezing(self, delivery: Delivery) -> Any:
        """Titel- en voetregels zijn leeg voor wie de rijen niet mag zien, of alleen gemaskeerd."""
        if not delivery.reading:
            return None
        lines = {} if self.context.get("lines") else {"title_lines": (), "footer_lines": ()}
        return ReadingSerializer({**_FIRST_READINGS, **delivery.reading, **lines}).data

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_reden(self, delivery: Delivery) -> str | None:
        if not delivery.error_code:
            return None
        return run_error(delivery.error_code, delivery.error_params)


class ReceiptSerializer(serializers.Serializer[Any]):
    nummer = serializers.IntegerField()
    status = WordField(DELIVERY_STATUS)
    ongewijzigd = serializers.BooleanField()


@extend_schema(tags=["leveringen"])
class DeliveryViewSet(BelowDataset):
    """Leveringen van een dataset."""

    serializer_class = DeliverySerializer
    queryset = Delivery.objects.none()
    parser_classes = (MultiPartParser,)

    @extend_schema(operation_id="leveringen_list", responses=DeliverySerializer(many=True))
    def list(self, request: Request, id: str) -> Response:
        dataset = self.dataset()
        deliveries = dataset.deliveries.select_related("same_as", "patch_of").order_by("-number")
        page = self.paginate_queryset(deliveries)
        context = {"lines": self._may_read_lines(dataset)}
        return self.get_paginated_response(
            DeliverySerializer(page, many=True, context=context).data
        )

    @extend_schema(operation_id="leveringen_retrieve", responses=DeliverySerializer)
    def retrieve(self, request: Request, id: str, nummer: int) -> Response:
        dataset = self.dataset()
        deliveries = dataset.deliveries.select_related("same_as", "patch_of")
        delivery = get_object_or_404(deliveries, number=nummer)
        context = {"lines": self._may_read_lines(dataset)}
        return Response(DeliverySerializer(delivery, context=context).data)

    def _may_read_lines(self, dataset: Dataset) -> bool:
        """Whether the reader may see lines of the file as they stand in it."""
        user = person(self.request)
        rows = Dataset.objects.rows_visible_to(user).filter(pk=dataset.pk).exists()
        return rows and not shown_masked(dataset, to=user)

    @extend_schema(
        operation_id="leveringen_create",
        request={"multipart/form-data": UploadSerializer},
        responses={200: ReceiptSerializer, 202: ReceiptSerializer},
    )
    def create(self, request: Request, id: str) -> Response:
        """202: het bestand wordt gelezen. 200: dezelfde bytes waren hier al."""
        dataset, user = self.dataset(), person(request)
        retired = dataset.status != "active"
        if not retired and not Dataset.objects.deliverable_by(user).filter(pk=dataset.pk).exists():
            raise PermissionDenied()
        asked = UploadSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        file = asked.validated_data["bestand"]
        with refusals("bestand"):
            received = receive(
                dataset,
                chunks=file.chunks(),
                filename=file.name or "",
                by=user,
                channel=Channel.API,
                period=asked.validated_data.get("periode", ""),
            )
        delivery = received.delivery
        told = {
            "nummer": delivery.number,
            "status": delivery.shown_status,
            "ongewijzigd": received.unchanged,
        }
        return Response(
            ReceiptSerializer(told).data,
            status=status.HTTP_200_OK if received.unchanged else status.HTTP_202_ACCEPTED,
            headers={"Location": reverse("api:delivery", args=[dataset.slug, delivery.number])},
        )

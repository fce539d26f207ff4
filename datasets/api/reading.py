"""How a delivery is read, which of its columns are which, and what is remembered, by the API."""

from collections.abc import Mapping
from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from datasets import intake
from datasets.api.access import BelowDataset, person, refusals
from datasets.api.delivery import DeliverySerializer
from datasets.lifecycle import Channel, DatasetStatus, Refused
from datasets.models import Dataset, Delivery
from datasets.services.decisions import OF_COLUMNS, OF_FILE, Wishes, applicable, by_known_name
from datasets.services.mapping import map_columns, mapping_of
from datasets.services.remembered import forget_all
from datasets.services.reread import read_again
from kit.api_resource import StrictSerializer

TYPES = ("tekst", "geheel", "getal", "datum", "tijdstip", "ja-nee")
_TOKEN: dict[str, Any] = {"max_length": 60, "trim_whitespace": True}
_LEFT: dict[str, Any] = {"required": False, "allow_null": True}
_LINES: dict[str, Any] = {**_LEFT, "min_value": 0, "max_value": 100_000_000}


class ColumnChoiceSerializer(StrictSerializer):
    """Wat weggelaten of leeg (null) is, beslist Koers zelf."""

    naam = serializers.CharField(max_length=300, trim_whitespace=False)
    type = serializers.ChoiceField(source="types", choices=TYPES, **_LEFT)
    decimaalteken = serializers.ChoiceField(source="decimals", choices=[",", "."], **_LEFT)
    datumvolgorde = serializers.ChoiceField(
        source="date_orders", choices=["dmy", "mdy", "ymd"], **_LEFT
    )
    ontbrekend = serializers.ListField(
        source="column_missing", child=serializers.CharField(**_TOKEN), max_length=40, **_LEFT
    )


class ChoicesSerializer(StrictSerializer):
    """Alle keuzes over het inlezen; wat weggelaten of leeg (null) is, beslist Koers zelf."""

    codering = serializers.ChoiceField(
        source="encoding",
        choices=["utf-8", "utf-16-le", "utf-16-be", "windows-1252", "cp850"],
        **_LEFT,
    )
    scheidingsteken = serializers.ChoiceField(
        source="delimiter",
        choices=[";", ",", "\t", "|", "geen"],
        help_text="geen: het bestand heeft één kolom.",
        **_LEFT,
    )
    aanhalingsteken = serializers.ChoiceField(source="quote", choices=['"', "'"], **_LEFT)
    kopregel = serializers.IntegerField(
        source="header_line", help_text="0: er is geen kopregel.", **_LINES
    )
    voetregel = serializers.IntegerField(
        source="footer_line", help_text="Eerste regel na de gegevens; 0: die is er niet.", **_LINES
    )
    blad = serializers.CharField(source="sheet", max_length=300, **_LEFT)
    onderdeel = serializers.CharField(source="member", max_length=1000, **_LEFT)
    ontbrekend = serializers.ListField(
        source="missing", child=serializers.CharField(**_TOKEN), max_length=40, **_LEFT
    )
    kolommen = ColumnChoiceSerializer(many=True, required=False)


class ReadingChoicesSerializer(serializers.Serializer[Any]):
    keuzes = ChoicesSerializer(
        help_text="Wat een mens koos, of wat van een eerdere levering is onthouden."
    )
    onthouden = serializers.BooleanField(help_text="De keuzes komen van een eerdere levering.")
    mogelijk = serializers.ListField(
        child=serializers.CharField(), help_text="De keuzes die bij dit bestand passen."
    )
    bladen = serializers.ListField(child=serializers.CharField())
    onderdelen = serializers.ListField(child=serializers.CharField())


class NamePairSerializer(StrictSerializer):
    naam = serializers.CharField(
        max_length=300, trim_whitespace=False, help_text="De naam in het bestand."
    )
    kolom = serializers.CharField(
        max_length=300,
        trim_whitespace=False,
        allow_blank=True,
        help_text="De kolom van de dataset; leeg: een nieuwe kolom.",
    )


class MappingSerializer(StrictSerializer):
    koppeling = NamePairSerializer(many=True)


class NewNameSerializer(serializers.Serializer[Any]):
    naam = serializers.CharField(source="name")
    type = serializers.CharField()
    kolom = serializers.CharField(source="known", help_text="Leeg: een nieuwe kolom.")
    voorstel = serializers.CharField(source="likely", help_text="Leeg: geen voorstel.")


class NewNamesSerializer(serializers.Serializer[Any]):
    nieuw = NewNameSerializer(source="new", many=True)
    vrij = serializers.ListField(
        child=serializers.CharField(), help_text="Kolommen van de dataset die het bestand mist."
    )


class MemorySerializer(serializers.Serializer[Any]):
    keuzes = ChoicesSerializer()
    koppeling = NamePairSerializer(many=True)


@extend_schema(tags=["leveringen"])
class ReadingViewSet(BelowDataset):
    """Hoe het bestand van een levering wordt ingelezen."""

    serializer_class = ReadingChoicesSerializer
    queryset = Delivery.objects.none()

    def _find(self) -> tuple[Dataset, Delivery]:
        dataset = self.dataset()
        deliveries = dataset.deliveries.select_related("dataset", "same_as")
        return dataset, get_object_or_404(deliveries, number=self.kwargs["nummer"])

    def _decider(self, dataset: Dataset) -> None:
        """Raise for who may not say yes to a delivery of this dataset."""
        user = person(self.request)
        steward = user.has_perm("datasets.edit_dataset") or dataset.steward_id == user.pk
        if steward and dataset.status == DatasetStatus.RETIRED:
            with refusals("keuzes"):
                raise Refused("dataset-retired")
        if not (steward and Dataset.objects.deliverable_by(user).filter(pk=dataset.pk).exists()):
            raise PermissionDenied()

    @extend_schema(operation_id="inlezing_retrieve", responses=ReadingChoicesSerializer)
    def retrieve(self, request: Request, id: str, nummer: int) -> Response:
        """De keuzes waarmee is ingelezen, en welke er zijn; de lezing zelf staat bij de levering."""
        _dataset, delivery = self._find()
        wishes = Wishes.from_dict(delivery.options)
        told = {
            "keuzes": spoken(wishes.decisions),
            "onthouden": bool(wishes.decisions) and not wishes.by,
            "mogelijk": [_NAMES[option] for option in applicable(delivery.reading)],
            "bladen": delivery.reading.get("sheets", []),
            "onderdelen": delivery.reading.get("members", []),
        }
        return Response(told)

    @extend_schema(
        operation_id="inlezing_create",
        request=ChoicesSerializer,
        responses={202: DeliverySerializer},
    )
    def create(self, request: Request, id: str, nummer: int) -> Response:
        """Lees opnieuw met deze keuzes; het resultaat wacht op akkoord.

        Een levering die al telt blijft zoals zij is: dan ontstaat er een nieuwe naast.
        """
        dataset, delivery = self._find()
        self._decider(dataset)
        asked = ChoicesSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        options = options_in(asked.validated_data)
        _refuse_unfit(options, delivery)
        with refusals("keuzes"):
            read = read_again(delivery, options=options, by=person(request), channel=Channel.API)
        place = reverse("api:delivery", args=[dataset.slug, read.number])
        return Response(
            DeliverySerializer(read, context={"lines": False}).data,
            status=status.HTTP_202_ACCEPTED,
            headers={"Location": place},
        )

    @extend_schema(operation_id="koppeling_retrieve", responses=NewNamesSerializer)
    def names(self, request: Request, id: str, nummer: int) -> Response:
        """De nieuwe namen in een levering, met een voorstel voor de kolom die het is."""
        _dataset, delivery = self._find()
        choices = mapping_of(delivery)
        told = {"new": choices.new, "vrij": [name for name, _type in choices.free]}
        return Response(NewNamesSerializer(told).data)

    @extend_schema(
        operation_id="koppeling_create", request=MappingSerializer, responses=NewNamesSerializer
    )
    def map(self, request: Request, id: str, nummer: int) -> Response:
        """Zeg van nieuwe namen welke kolom het is; na akkoord geldt dat ook voor wat volgt."""
        dataset, delivery = self._find()
        self._decider(dataset)
        asked = MappingSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        pairs = asked.validated_data["koppeling"]
        with refusals("koppeling"):
            map_columns(
                delivery,
                names={pair["naam"]: pair["kolom"] for pair in pairs},
                by=person(request),
            )
        return self.names(request, id, nummer)


@extend_schema(tags=["datasets"])
class MemoryViewSet(BelowDataset):
    """Wat een dataset onthoudt van keuzes over het inlezen."""

    serializer_class = MemorySerializer
    queryset = Dataset.objects.none()

    @extend_schema(operation_id="inleeskeuzes_retrieve", responses=MemorySerializer)
    def retrieve(self, request: Request, id: str) -> Response:
        """De keuzes en namen die voor het volgende bestand gelden."""
        dataset = self.dataset()
        pairs = sorted(dataset.column_mapping.items())
        return Response(
            {
                "keuzes": spoken(dataset.remembered),
                "koppeling": [{"naam": name, "kolom": known} for name, known in pairs],
            }
        )

    @extend_schema(operation_id="inleeskeuzes_destroy", responses={204: None})
    def destroy(self, request: Request, id: str) -> Response:
        """Vergeet alle keuzes en namen; leveringen die in gebruik zijn veranderen niet."""
        dataset, user = self.dataset(), person(request)
        steward = user.has_perm("datasets.edit_dataset") or dataset.steward_id == user.pk
        if not (steward and Dataset.objects.deliverable_by(user).filter(pk=dataset.pk).exists()):
            raise PermissionDenied()
        forget_all(dataset, by=user)
        return Response(status=status.HTTP_204_NO_CONTENT)


_NAMES = {
    field.source: name
    for name, field in ChoicesSerializer().fields.items()
    if field.source in OF_FILE
}
_COLUMN_NAMES = {
    field.source: name
    for name, field in ColumnChoiceSerializer().fields.items()
    if field.source in OF_COLUMNS
}


def spoken(decisions: Mapping[str, Any]) -> dict[str, Any]:
    """Decisions in the words of the API; what nobody chose is null."""
    told: dict[str, Any] = {name: decisions.get(option) for option, name in _NAMES.items()}
    if told["scheidingsteken"] == "":
        told["scheidingsteken"] = "geen"
    columns: dict[str, dict[str, Any]] = {}
    for option, name in _COLUMN_NAMES.items():
        for column, value in decisions.get(option, {}).items():
            columns.setdefault(column, {"naam": column})[name] = value
    told["kolommen"] = [columns[column] for column in sorted(columns)]
    return told


def options_in(asked: Mapping[str, Any]) -> intake.ReadingOptions:
    """What was asked, as the reader takes it."""
    told: dict[str, Any] = {option: asked.get(option) for option in OF_FILE}
    if told["delimiter"] == "geen":
        told["delimiter"] = ""
    for option in OF_COLUMNS:
        told[option] = {
            column["naam"]: column[option]
            for column in asked.get("kolommen", ())
            if column.get(option) is not None
        }
    return intake.ReadingOptions.from_dict(told)


def _refuse_unfit(options: intake.ReadingOptions, delivery: Delivery) -> None:
    """Raise for a choice that means nothing for this file, and for columns that it lacks."""
    if not delivery.reading:
        return
    wrong: dict[str, list[str]] = {}
    fits = applicable(delivery.reading)
    told = options.as_dict()
    for option, name in _NAMES.items():
        if told[option] is not None and option not in fits:
            wrong[name] = [_("This choice does not fit a file of this kind.")]
    told = by_known_name(options, delivery.reading["columns"]).as_dict()
    names = {column["name"] for column in delivery.reading["columns"]}
    unknown = sorted({name for option in OF_COLUMNS for name in told[option]} - names)
    if unknown:
        with_name = {"name": ", ".join(unknown)[:200]}
        wrong["kolommen"] = [_("There is no column “%(name)s” in this file.") % with_name]
    if wrong:
        raise ValidationError(wrong)

"""Departments, and the entries of the register with their trust."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from datasets.api.access import person, refusals
from datasets.api.vocabulary import (
    CLASSIFICATION,
    DATASET_STATUS,
    DIMENSION,
    MODE,
    PERSONAL,
    REFRESH,
    TRUST,
    WordField,
)
from datasets.models import Dataset
from datasets.sentences import reason_sentence
from datasets.services import edit_dataset, register_dataset
from kit.api_resource import Resource, StrictSerializer
from people.models import Department, User


class DepartmentSerializer(serializers.ModelSerializer[Department]):
    naam = serializers.CharField(source="name", read_only=True)
    valtOnder = serializers.PrimaryKeyRelatedField[Department](
        source="parent", read_only=True, allow_null=True
    )

    class Meta:
        model = Department
        fields = ["id", "naam", "valtOnder"]


@extend_schema(tags=["afdelingen"])
class DepartmentViewSet(mixins.ListModelMixin, Resource):
    """De afdelingen van de organisatie."""

    queryset = Department.objects.order_by("name", "pk")
    serializer_class = DepartmentSerializer


class DatasetSerializer(StrictSerializer, serializers.ModelSerializer[Dataset]):
    """Namen volgen het register; `sleutel` zijn de kolommen die samen een regel aanwijzen."""

    id = serializers.CharField(source="slug", read_only=True)
    naam = serializers.CharField(source="name", max_length=120)
    omschrijving = serializers.CharField(
        source="description", required=False, allow_blank=True, max_length=4000
    )
    doel = serializers.CharField(
        source="purpose", required=False, allow_blank=True, max_length=2000
    )
    nietVoor = serializers.CharField(
        source="not_for", required=False, allow_blank=True, max_length=2000
    )
    vragen = serializers.CharField(
        source="questions", required=False, allow_blank=True, max_length=4000
    )
    afdeling = serializers.PrimaryKeyRelatedField(
        source="department",
        queryset=Department.objects.all(),
        error_messages={
            "does_not_exist": gettext_lazy("There is no department with this number."),
            "incorrect_type": gettext_lazy("Give the number of a department."),
        },
    )
    bronsysteem = serializers.CharField(
        source="source_system", required=False, allow_blank=True, max_length=120
    )
    verversing = WordField(REFRESH, source="refresh", required=False)
    leverwijze = WordField(MODE, source="mode", required=False)
    sleutel = serializers.ListField(
        source="key",
        child=serializers.CharField(max_length=300),
        required=False,
        max_length=8,
    )
    classificatie = WordField(CLASSIFICATION, source="classification", required=False)
    persoonsgegevens = WordField(PERSONAL, source="personal_data", required=False)
    licentie = serializers.CharField(
        source="licence", required=False, allow_blank=True, max_length=200
    )
    status = WordField(DATASET_STATUS, read_only=True)
    vertrouwen = WordField(TRUST, source="trust", read_only=True)

    def validate_naam(self, name: str) -> str:
        """As the page: two entries under one name cannot be told apart in a list."""
        name = " ".join(name.split())
        own = self.instance.pk if isinstance(self.instance, Dataset) else 0
        if Dataset.objects.filter(name__iexact=name).exclude(pk=own).exists():
            raise serializers.ValidationError(
                _("There is a dataset with this name already. Add what differs."), code="taken"
            )
        return name

    class Meta:
        model = Dataset
        fields = [
            "id",
            "naam",
            "omschrijving",
            "doel",
            "nietVoor",
            "vragen",
            "afdeling",
            "bronsysteem",
            "verversing",
            "leverwijze",
            "sleutel",
            "classificatie",
            "persoonsgegevens",
            "licentie",
            "status",
            "vertrouwen",
        ]


class ReasonSerializer(serializers.Serializer[Any]):
    tekst = serializers.CharField()
    staat = WordField(TRUST)
    dimensie = WordField(DIMENSION)
    bewijs = serializers.CharField(allow_null=True)


class DimensionTrustSerializer(serializers.Serializer[Any]):
    staat = WordField(TRUST)
    redenen = ReasonSerializer(many=True)


class DimensionsSerializer(serializers.Serializer[Any]):
    volledig = DimensionTrustSerializer()
    actueel = DimensionTrustSerializer()
    juist = DimensionTrustSerializer()


class TrustSerializer(serializers.Serializer[Any]):
    staat = WordField(TRUST)
    dimensies = DimensionsSerializer()
    redenen = ReasonSerializer(many=True)


@extend_schema(tags=["datasets"])
class DatasetViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, Resource):
    """Het register: welke data er is, en of u haar mag vertrouwen."""

    serializer_class = DatasetSerializer
    queryset = Dataset.objects.none()
    lookup_field = "slug"
    lookup_url_kwarg = "id"

    def get_queryset(self) -> QuerySet[Dataset]:
        if getattr(self, "swagger_fake_view", False):
            return Dataset.objects.none()
        return Dataset.objects.visible_to(person(self.request))

    @extend_schema(responses={201: DatasetSerializer})
    def create(self, request: Request) -> Response:
        user = person(request)
        if not user.has_perm("datasets.register_dataset"):
            raise PermissionDenied()
        asked = DatasetSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        with refusals("naam"):
            dataset = register_dataset(by=user, **asked.validated_data)
        location = reverse("api:dataset", args=[dataset.slug])
        return Response(
            DatasetSerializer(dataset).data,
            status=status.HTTP_201_CREATED,
            headers={"Location": location},
        )

    @extend_schema(responses=DatasetSerializer)
    def partial_update(self, request: Request, id: str) -> Response:
        dataset, user = self._changeable(id)
        asked = DatasetSerializer(dataset, data=request.data, partial=True)
        asked.is_valid(raise_exception=True)
        with refusals("leverwijze"):
            edit_dataset(dataset, by=user, **asked.validated_data)
        return Response(DatasetSerializer(dataset).data)

    def _changeable(self, slug: str) -> tuple[Dataset, User]:
        user = person(self.request)
        dataset = get_object_or_404(self.get_queryset(), slug=slug)
        if not user.has_perm("datasets.edit_dataset"):
            raise PermissionDenied()
        return dataset, user

    @extend_schema(operation_id="vertrouwen_retrieve", responses=TrustSerializer)
    @action(detail=True)
    def trust(self, request: Request, id: str) -> Response:
        dataset = get_object_or_404(self.get_queryset(), slug=id)
        return Response(TrustSerializer(trust_of(dataset)).data)


def trust_of(dataset: Dataset) -> dict[str, Any]:
    """Trust as the API tells it: state, state by dimension, and each reason with its evidence."""
    reasons = [
        {
            "tekst": reason_sentence(reason["code"], reason["params"]),
            "staat": reason["state"],
            "dimensie": reason["dimension"],
            "bewijs": _evidence(dataset, reason["ref"]),
        }
        for reason in dataset.trust_reasons
    ]
    return {
        "staat": dataset.trust,
        "dimensies": {
            DIMENSION[dimension]: {  # type: ignore[index]
                "staat": state,
                "redenen": [r for r in reasons if r["dimensie"] == dimension],
            }
            for dimension, state in dataset.dimension_states().items()
        },
        "redenen": reasons,
    }


def _evidence(dataset: Dataset, ref: dict[str, int]) -> str | None:
    """The address of what a reason rests on; None where it is an absence."""
    if "rule" in ref:
        return reverse("api:rule", args=[dataset.slug, ref["rule"]])
    if "run" in ref:
        return reverse("api:run", args=[dataset.slug, ref["run"]])
    return reverse("api:flags", args=[dataset.slug]) if "flag" in ref else None

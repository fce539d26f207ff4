"""Profiles through the API: what the columns of a delivery look like."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from datasets import quality
from datasets.api.access import BelowDataset, person
from datasets.lifecycle import Classification
from datasets.models import ColumnProfile, Dataset
from datasets.services import personal_columns
from people.services import log_access

# A value of a column: a number, an ISO date or a text.
VALUE = {"oneOf": [{"type": "number"}, {"type": "string"}]}
VALUE_OR_NONE = {**VALUE, "nullable": True}


@extend_schema_field(VALUE_OR_NONE)
class ValueField(serializers.Field[Any, Any, Any, Any]):
    """A number, a text or nothing, as it is."""

    def to_representation(self, value: Any) -> Any:
        return value


class BinSerializer(serializers.Serializer[Any]):
    """Waarden vanaf `van` tot (niet met) `tot`; gelijk voor één getal; null: alles eronder of
    erboven."""

    van = ValueField(source="low", allow_null=True)
    tot = ValueField(source="high", allow_null=True)
    aantal = serializers.IntegerField(source="count")


class FrequentSerializer(serializers.Serializer[Any]):
    waarde = serializers.CharField(source="value")
    aantal = serializers.IntegerField(source="count")


class PatternSerializer(serializers.Serializer[Any]):
    """A is een hoofdletter, a een andere letter, 9 een cijfer; … herhaalt het teken ervoor."""

    vorm = serializers.CharField(source="shape")
    aantal = serializers.IntegerField(source="count")


class LengthSerializer(serializers.Serializer[Any]):
    kortste = serializers.IntegerField(source="shortest", allow_null=True)
    langste = serializers.IntegerField(source="longest", allow_null=True)
    gemiddeld = serializers.FloatField(source="mean_length", allow_null=True)


class ValuesSerializer(serializers.Serializer[Any]):
    """`kwantielen` bij 5, 25, 50, 75 en 95 procent. `patronen` zijn geteld in `steekproef`
    waarden."""

    laagste = ValueField(source="minimum", allow_null=True)
    hoogste = ValueField(source="maximum", allow_null=True)
    gemiddelde = serializers.FloatField(source="mean", allow_null=True)
    standaardafwijking = serializers.FloatField(source="deviation", allow_null=True)
    kwantielen = serializers.ListField(source="quantiles", child=ValueField())
    kwantielenExact = serializers.BooleanField(source="quantiles_exact")
    verdeling = BinSerializer(source="histogram", many=True)
    veelvoorkomend = FrequentSerializer(source="frequent", many=True)
    patronen = PatternSerializer(source="patterns", many=True)
    steekproef = serializers.IntegerField(source="sampled")


class ProfileSerializer(serializers.Serializer[Any]):
    """rijen = gevuld + pastNiet + leeg. `waarden` is null voor wie de rijen niet mag zien; van
    kolommen met persoonsgegevens staan er geen losse waarden in."""

    kolom = serializers.CharField(source="name")
    type = serializers.CharField(help_text="Leeg voor een kolom zonder waarden.")
    rijen = serializers.IntegerField(source="rows")
    gevuld = serializers.IntegerField(source="filled")
    leeg = serializers.IntegerField(source="empty")
    pastNiet = serializers.IntegerField(source="misfits")
    verschillend = serializers.IntegerField(source="distinct")
    verschillendExact = serializers.BooleanField(source="distinct_exact")
    uniek = serializers.BooleanField(source="unique")
    lengte = LengthSerializer(source="*")
    waarden = serializers.SerializerMethodField()

    @extend_schema_field(ValuesSerializer(allow_null=True))
    def get_waarden(self, known: quality.ColumnProfile) -> Any:
        return ValuesSerializer(known).data if self.context.get("values") else None


@extend_schema(tags=["profielen"])
class ProfileViewSet(BelowDataset):
    """Hoe de kolommen van een levering eruitzien."""

    serializer_class = ProfileSerializer
    query_names = ("kolom", "reden")
    queryset = ColumnProfile.objects.none()

    @extend_schema(
        operation_id="profielen_list",
        parameters=[
            OpenApiParameter("kolom", str, description="Alleen deze kolom, bij naam."),
            OpenApiParameter(
                "reden",
                str,
                description="Waarvoor u vertrouwelijke waarden nodig hebt (in het inzagelog).",
            ),
        ],
        responses=ProfileSerializer(many=True),
    )
    def list(self, request: Request, id: str, nummer: int) -> Response:
        """Leeg zolang het profiel nog niet klaar is; dat komt kort na de levering."""
        dataset = self.dataset()
        delivery = get_object_or_404(dataset.deliveries, number=nummer)
        kept = delivery.profiles.all()
        if "kolom" in request.query_params:
            kept = kept.filter(name=request.query_params["kolom"])
        page = self.paginate_queryset(kept) or ()
        hidden = personal_columns(dataset)
        told = []
        for profile in page:
            known = quality.ColumnProfile.from_dict(profile.stats)
            if known.name in hidden:
                known = known.without_values(hidden[known.name])
            told.append(known)
        context = {"values": self._values(dataset)}
        return self.get_paginated_response(ProfileSerializer(told, many=True, context=context).data)

    def _values(self, dataset: Dataset) -> bool:
        """Whether this reader sees values; a look at confidential ones leaves a line."""
        user = person(self.request)
        rows = Dataset.objects.rows_visible_to(user).filter(pk=dataset.pk).exists()
        if dataset.classification == Classification.CONFIDENTIAL:
            log_access(
                user,
                action="rows-seen",
                target=dataset,
                granted=rows,
                reason=self.request.query_params.get("reden", "")[:300] or _("through the API"),
                request=self.request._request,
            )
        return rows

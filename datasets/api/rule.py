"""Quality rules through the API: as data, with the same words as RULES.json."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.urls import reverse
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from datasets.api.access import BelowDataset, known_references, person, refusals
from datasets.api.kind import RULE_EXAMPLES
from datasets.api.vocabulary import DIMENSION, RULE_STATUS, SEVERITY, WordField
from datasets.lifecycle import Origin, Severity
from datasets.models import Rule
from datasets.sentences import nameless_sentence, rule_sentence, told_of_another
from datasets.services import activate_rule, create_rule
from kit.api_resource import StrictSerializer
from people.models import User


class NormSerializer(StrictSerializer):
    """Wat mag afwijken: een aantal rijen of een aandeel. Leeg of weggelaten: geen enkele rij."""

    maxAantal = serializers.IntegerField(
        source="norm_count", required=False, min_value=0, max_value=2**53
    )
    maxAandeel = serializers.FloatField(
        source="norm_share", required=False, min_value=0, max_value=1
    )

    def to_representation(self, instance: Any) -> dict[str, Any]:
        told = super().to_representation(instance)
        return {name: value for name, value in told.items() if value is not None}


class RuleSerializer(StrictSerializer, serializers.ModelSerializer[Rule]):
    """`known` in the context: the datasets that the reader may know of (see `_told`)."""

    id = serializers.IntegerField(source="number", read_only=True)
    soort = serializers.CharField(source="kind", max_length=40)
    kolommen = serializers.ListField(
        source="columns", child=serializers.CharField(max_length=300), max_length=8
    )
    parameters = serializers.DictField(required=False)
    ernst = WordField(SEVERITY, source="severity", required=False)
    norm = NormSerializer(source="*", required=False)
    reden = serializers.CharField(
        source="reason", required=False, allow_blank=True, max_length=1000
    )
    dimensie = WordField(DIMENSION, source="dimension", read_only=True)
    status = WordField(RULE_STATUS, read_only=True)
    zin = serializers.SerializerMethodField()

    class Meta:
        model = Rule
        fields = [
            "id",
            "soort",
            "kolommen",
            "parameters",
            "ernst",
            "norm",
            "reden",
            "dimensie",
            "status",
            "zin",
        ]

    @extend_schema_field(serializers.CharField())
    def get_zin(self, rule: Rule) -> str:
        say = nameless_sentence if self._refers_out_of_sight(rule) else rule_sentence
        return say(rule.kind, rule.columns, rule.parameters)

    def to_representation(self, instance: Rule) -> dict[str, Any]:
        """Of a dataset that the reader may not know of neither name nor column is told."""
        told: dict[str, Any] = super().to_representation(instance)
        if self._refers_out_of_sight(instance):
            hidden = told_of_another(instance.kind)
            told["parameters"] = {k: v for k, v in told["parameters"].items() if k not in hidden}
        return told

    def _refers_out_of_sight(self, rule: Rule) -> bool:
        slug = rule.parameters.get("dataset")
        return bool(slug) and slug not in self.context.get("known", ())


def _told(rules: Iterable[Rule], user: User) -> list[dict[str, Any]]:
    """Rules as this person may read them."""
    rules = list(rules)
    known = known_references(user, [rule.parameters for rule in rules])
    return list(RuleSerializer(rules, many=True, context={"known": known}).data)


@extend_schema(tags=["regels"])
class RuleViewSet(BelowDataset):
    """Kwaliteitsregels van een dataset."""

    serializer_class = RuleSerializer
    queryset = Rule.objects.none()

    @extend_schema(operation_id="regels_list", responses=RuleSerializer(many=True))
    def list(self, request: Request, id: str) -> Response:
        page = self.paginate_queryset(self.dataset().rules.order_by("number"))
        return self.get_paginated_response(_told(page or (), person(request)))

    @extend_schema(operation_id="regels_retrieve", responses=RuleSerializer)
    def retrieve(self, request: Request, id: str, nummer: int) -> Response:
        rule = get_object_or_404(self.dataset().rules, number=nummer)
        return Response(_told([rule], person(request))[0])

    @extend_schema(
        operation_id="regels_create", responses={201: RuleSerializer}, examples=RULE_EXAMPLES
    )
    def create(self, request: Request, id: str) -> Response:
        """De regel geldt meteen; wie eerst wil proberen, doet dat op de pagina."""
        dataset = self.dataset()
        self.require("datasets.manage_rules")
        asked = RuleSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        told = asked.validated_data
        with refusals("parameters"), transaction.atomic():
            rule = create_rule(
                dataset,
                by=person(request),
                kind=told["kind"],
                columns=told["columns"],
                parameters=told.get("parameters", {}),
                severity=told.get("severity", Severity.WARNING),
                norm_count=told.get("norm_count"),
                norm_share=told.get("norm_share"),
                reason=told.get("reason", ""),
                origin=Origin.API,
            )
            activate_rule(rule, by=person(request))
        return Response(
            _told([rule], person(request))[0],
            status=status.HTTP_201_CREATED,
            headers={"Location": reverse("api:rule", args=[dataset.slug, rule.number])},
        )

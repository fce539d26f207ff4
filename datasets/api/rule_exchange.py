"""Rules out and in through the API: the export of a dataset, an import, a copy to another one."""

from typing import IO, Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response

from datasets.api.access import BelowDataset, known_references, person
from datasets.lifecycle import Origin, Refused, RuleStatus
from datasets.models import Dataset, Rule
from datasets.sentences import refusal, rule_error
from datasets.services.rule_exchange import (
    Judged,
    entries_of,
    judge_rules,
    match_columns,
    take_over,
)
from datasets.services.rule_file import LARGEST, Entry, read_rule_file, write_rule_file
from kit.api import QueryError
from kit.api_resource import StrictSerializer

STATES = {"new": "nieuw", "same": "bestaat-al", "impossible": "kan-niet"}
CARRY_OUT = OpenApiParameter(
    "uitvoeren",
    bool,
    description="true schrijft de nieuwe regels als concept; anders alleen kijken.",
)


class AsItCame(BaseParser):
    """The bytes of the body, so that a mistake in the JSON is told with line and position."""

    media_type = "application/json"

    # Bytes, not a mapping: the view reads them itself.
    def parse(  # type: ignore[override]
        self, stream: IO[bytes], media_type: str | None = None, parser_context: Any = None
    ) -> bytes:
        return stream.read(LARGEST + 1)


class JudgedSerializer(serializers.Serializer[Judged]):
    plaats = serializers.IntegerField(source="entry.place")
    soort = serializers.CharField(source="spec.kind")
    kolommen = serializers.ListField(source="spec.columns", child=serializers.CharField())
    oordeel = serializers.SerializerMethodField()
    bestaandeRegel = serializers.IntegerField(source="same_as", allow_null=True)
    reden = serializers.SerializerMethodField()

    @extend_schema_field(serializers.ChoiceField(choices=list(STATES.values())))
    def get_oordeel(self, judged: Judged) -> str:
        return STATES[judged.state]

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_reden(self, judged: Judged) -> str | None:
        if judged.error is None:
            return None
        known = isinstance(judged.error, Refused)
        return refusal(judged.error) if known else rule_error(judged.error)  # type: ignore[arg-type]


class ExchangedSerializer(serializers.Serializer[Any]):
    regels = JudgedSerializer(many=True)
    gemaakt = serializers.ListField(
        child=serializers.IntegerField(), help_text="Nummers van de gemaakte concepten."
    )


class CopySerializer(StrictSerializer):
    naar = serializers.SlugField(max_length=80)
    regels = serializers.ListField(
        child=serializers.IntegerField(min_value=1), required=False, max_length=500
    )
    kolommen = serializers.DictField(
        child=serializers.CharField(max_length=300),
        required=False,
        help_text="Naam hier -> naam daar; wat ontbreekt wordt op naam gezocht.",
    )
    uitvoeren = serializers.BooleanField(default=False)


@extend_schema(tags=["regels"])
class RuleExchangeViewSet(BelowDataset):
    """Regels uitvoeren, invoeren en kopiëren."""

    serializer_class = ExchangedSerializer
    queryset = Rule.objects.none()
    query_names = ("uitvoeren",)

    @extend_schema(operation_id="regels_uitvoer", responses={200: OpenApiTypes.OBJECT})
    def export(self, request: Request, id: str) -> Response:
        """Alle regels die niet beëindigd zijn, zoals `invoer` ze leest."""
        dataset, rules = self.dataset(), self._standing(self.dataset())
        hidden = self._hidden(request, rules)
        return Response(write_rule_file(dataset, rules, hidden=hidden, now=timezone.localtime()))

    @extend_schema(
        operation_id="regels_invoer",
        parameters=[CARRY_OUT],
        request=OpenApiTypes.OBJECT,
        responses={200: ExchangedSerializer, 201: ExchangedSerializer},
    )
    def bring(self, request: Request, id: str) -> Response:
        """Beoordeelt regels uit een uitvoer tegen deze dataset; wat nieuw is wordt een concept."""
        dataset = self.dataset()
        self.require("datasets.manage_rules")
        told = request.query_params.get("uitvoeren", "false")
        if told not in ("true", "false"):
            raise QueryError({"uitvoeren": [_("Say true or false.")]})
        content = request.data if isinstance(request.data, bytes) else b""
        try:
            entries = read_rule_file(content)
        except Refused as error:
            raise ValidationError({"regels": [refusal(error)]}) from error
        return self._answer(dataset, entries, carry_out=told == "true", origin=Origin.IMPORT)

    @extend_schema(
        operation_id="regels_kopie",
        request=CopySerializer,
        responses={200: ExchangedSerializer, 201: ExchangedSerializer},
    )
    def copy(self, request: Request, id: str) -> Response:
        """Regels van deze dataset naar een andere; `plaats` is hier het nummer van de regel."""
        source = self.dataset()
        self.require("datasets.manage_rules")
        asked = CopySerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        told = asked.validated_data
        seen = Dataset.objects.visible_to(person(request)).active().exclude(pk=source.pk)
        there = get_object_or_404(seen, slug=told["naar"])
        rules = self._standing(source)
        if "regels" in told:
            rules = [rule for rule in rules if rule.number in told["regels"]]
        hidden = self._hidden(request, rules)
        rules = [rule for rule in rules if rule.parameters.get("dataset") not in hidden]
        needed = [name for rule in rules for name in rule.columns]
        here = list(there.columns.filter(absent_since=None).values_list("name", flat=True))
        columns = match_columns(needed, here) | told.get("kolommen", {})
        return self._answer(
            there,
            entries_of(rules),
            carry_out=told["uitvoeren"],
            origin=Origin.COPY,
            columns=columns,
        )

    def _answer(
        self,
        dataset: Dataset,
        entries: list[Entry],
        *,
        carry_out: bool,
        origin: Origin,
        columns: dict[str, str] | None = None,
    ) -> Response:
        by = person(self.request)
        judged = judge_rules(dataset, entries, by=by, columns=columns)
        made: list[Rule] = []
        if carry_out:
            try:
                made = take_over(dataset, entries, by=by, origin=origin, columns=columns)
            except Refused as error:
                raise ValidationError({"regels": [refusal(error)]}) from error
        answer = {"regels": judged, "gemaakt": [rule.number for rule in made]}
        return Response(
            ExchangedSerializer(answer).data,
            status=status.HTTP_201_CREATED if made else status.HTTP_200_OK,
        )

    @staticmethod
    def _standing(dataset: Dataset) -> list[Rule]:
        return list(dataset.rules.exclude(status=RuleStatus.RETIRED).order_by("number"))

    @staticmethod
    def _hidden(request: Request, rules: list[Rule]) -> set[str]:
        told = [rule.parameters for rule in rules]
        slugs = {slug for one in told if isinstance(slug := one.get("dataset"), str) and slug}
        return slugs - known_references(person(request), told)

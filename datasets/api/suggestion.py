"""Proposed rules through the API: read, taken over one by one, turned down."""

from collections.abc import Callable

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from datasets.api.access import BelowDataset, person, refusals
from datasets.api.rule import NormSerializer
from datasets.api.vocabulary import SEVERITY, SUGGESTION_STATUS, WordField
from datasets.models import Suggestion
from datasets.sentences import rule_sentence, suggestion_reason
from datasets.services import accept_suggestion, reject_suggestion, reopen_suggestion
from kit.api import QueryError
from people.models import User

_CODES = {word: code for code, word in SUGGESTION_STATUS.items()}


class SuggestionSerializer(serializers.ModelSerializer[Suggestion]):
    """`regel` is het nummer van de regel die het werd."""

    soort = serializers.CharField(source="kind")
    kolommen = serializers.ListField(source="columns", child=serializers.CharField())
    parameters = serializers.DictField()
    ernst = WordField(SEVERITY, source="severity")
    norm = NormSerializer(source="*")
    zin = serializers.SerializerMethodField()
    reden = serializers.SerializerMethodField()
    gecontroleerd = serializers.SerializerMethodField()
    afwijkend = serializers.SerializerMethodField()
    levering = serializers.IntegerField(
        source="delivery.number", default=None, allow_null=True, read_only=True
    )
    status = WordField(SUGGESTION_STATUS)
    regel = serializers.IntegerField(
        source="rule.number", default=None, allow_null=True, read_only=True
    )

    class Meta:
        model = Suggestion
        fields = [
            "id", "soort", "kolommen", "parameters", "ernst", "norm", "zin", "reden",
            "gecontroleerd", "afwijkend", "levering", "status", "regel",
        ]  # fmt: skip

    @extend_schema_field(serializers.CharField())
    def get_zin(self, suggestion: Suggestion) -> str:
        return rule_sentence(suggestion.kind, suggestion.columns, suggestion.parameters)

    @extend_schema_field(serializers.CharField())
    def get_reden(self, suggestion: Suggestion) -> str:
        return suggestion_reason(suggestion.why_code, suggestion.why_params)

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_gecontroleerd(self, suggestion: Suggestion) -> int | None:
        return _count(suggestion, "checked")

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_afwijkend(self, suggestion: Suggestion) -> int | None:
        return _count(suggestion, "failed")


def _count(suggestion: Suggestion, name: str) -> int | None:
    """A number of rows that the proposal was tried on; None where it was not tried on rows."""
    found = suggestion.why_params.get(name)
    return found if isinstance(found, int) else None


@extend_schema(tags=["voorstellen"])
class SuggestionViewSet(BelowDataset):
    """Regels die Koers voorstelt op grond van de waarden. Voor wie regels mag schrijven."""

    serializer_class = SuggestionSerializer
    query_names = ("status",)
    queryset = Suggestion.objects.none()

    def _suggestions(self) -> QuerySet[Suggestion]:
        dataset = self.dataset()
        self.require("datasets.manage_rules")
        return dataset.suggestions.select_related("delivery", "rule", "dataset")

    @extend_schema(
        operation_id="voorstellen_list",
        parameters=[
            OpenApiParameter(
                "status", str, enum=list(_CODES), description="Alleen met deze status."
            )
        ],
        responses=SuggestionSerializer(many=True),
    )
    def list(self, request: Request, id: str) -> Response:
        found = self._suggestions()
        wanted = request.query_params.get("status")
        if wanted is not None:
            if wanted not in _CODES:
                words = ", ".join(_CODES)
                raise QueryError({"status": [_("Choose one of: %(words)s.") % {"words": words}]})
            found = found.filter(status=_CODES[wanted])
        page = self.paginate_queryset(found)
        return self.get_paginated_response(SuggestionSerializer(page, many=True).data)

    @extend_schema(operation_id="voorstellen_retrieve", responses=SuggestionSerializer)
    def retrieve(self, request: Request, id: str, voorstel: int) -> Response:
        found = get_object_or_404(self._suggestions(), pk=voorstel)
        return Response(SuggestionSerializer(found).data)

    @extend_schema(
        operation_id="voorstellen_overnemen", request=None, responses={201: SuggestionSerializer}
    )
    def accept(self, request: Request, id: str, voorstel: int) -> Response:
        """De regel is meteen in gebruik en de gegevens worden gecontroleerd."""
        found = get_object_or_404(self._suggestions(), pk=voorstel)
        with refusals("voorstel"):
            rule = accept_suggestion(found, by=person(request))
        return Response(
            SuggestionSerializer(found).data,
            status=status.HTTP_201_CREATED,
            headers={"Location": reverse("api:rule", args=[id, rule.number])},
        )

    @extend_schema(
        operation_id="voorstellen_afwijzen", request=None, responses=SuggestionSerializer
    )
    def reject(self, request: Request, id: str, voorstel: int) -> Response:
        """Dit wordt niet opnieuw voorgesteld."""
        return self._decide(voorstel, reject_suggestion)

    @extend_schema(
        operation_id="voorstellen_heropenen", request=None, responses=SuggestionSerializer
    )
    def reopen(self, request: Request, id: str, voorstel: int) -> Response:
        """Wat afgewezen was, staat weer open."""
        return self._decide(voorstel, reopen_suggestion)

    def _decide(self, pk: int, decide: Callable[..., None]) -> Response:
        found = get_object_or_404(self._suggestions(), pk=pk)
        by: User = person(self.request)
        with refusals("voorstel"):
            decide(found, by=by)
        return Response(SuggestionSerializer(found).data)

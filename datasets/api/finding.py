"""What a check found for one rule, through the API: its values and its rows, for who says why."""

from typing import Any
from uuid import UUID

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from datasets.api.access import BelowDataset, Conflict, person
from datasets.api.vocabulary import JOB_STATE
from datasets.lifecycle import Refused
from datasets.models import Export, Finding
from datasets.sentences import refusal, run_error
from datasets.services import fetched, refused_export, show_values, start_export
from kit.api_resource import StrictSerializer
from kit.downloads import file_download


class WhySerializer(StrictSerializer):
    reden = serializers.CharField(
        min_length=5,
        max_length=300,
        help_text="Waarvoor u de waarden nodig hebt; staat in het inzagelog.",
    )


class ShownRowSerializer(serializers.Serializer[Any]):
    regelnummer = serializers.IntegerField(source="line")
    levering = serializers.CharField(source="delivery")
    waarden = serializers.ListField(source="values", child=serializers.CharField(allow_null=True))


class ShownValuesSerializer(serializers.Serializer[Any]):
    kolommen = serializers.ListField(source="columns", child=serializers.CharField())
    rijen = ShownRowSerializer(source="rows", many=True)
    vervallenLeveringen = serializers.ListField(source="gone", child=serializers.IntegerField())


class ExportAskSerializer(StrictSerializer):
    reden = serializers.CharField(
        required=False, allow_blank=True, max_length=300, help_text="Staat in het inzagelog."
    )
    metWaarden = serializers.BooleanField(
        default=False, help_text="Persoonsgegevens zoals ze zijn; vraagt om een reden."
    )


class ExportSerializer(serializers.ModelSerializer[Export]):
    id = serializers.UUIDField(source="uuid")
    status = serializers.SerializerMethodField()
    voortgang = serializers.SerializerMethodField()
    rijen = serializers.IntegerField(source="rows", allow_null=True)
    verloopt = serializers.DateTimeField(source="expires_at", allow_null=True)
    metWaarden = serializers.BooleanField(source="bare")
    reden = serializers.SerializerMethodField()

    class Meta:
        model = Export
        fields = ["id", "status", "voortgang", "rijen", "verloopt", "metWaarden", "reden"]

    @extend_schema_field(serializers.ChoiceField(choices=list(JOB_STATE.values())))
    def get_status(self, export: Export) -> str:
        return JOB_STATE[export.job.state if export.job else "failed"]

    @extend_schema_field(serializers.IntegerField(min_value=0, max_value=100))
    def get_voortgang(self, export: Export) -> int:
        return export.job.progress if export.job else 0

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_reden(self, export: Export) -> str | None:
        """Waarom het bestand er niet kwam."""
        if not export.job or not export.job.error_code:
            return None
        return run_error(export.job.error_code, export.job.error_params)


class CsvRenderer(JSONRenderer):
    """Only for a header that asks for CSV: the file itself is streamed past the renderers."""

    media_type = "text/csv"
    format = "csv"


@extend_schema(tags=["controles"])
class FindingViewSet(BelowDataset):
    """Wat een controle vond voor één regel."""

    serializer_class = ShownValuesSerializer
    queryset = Finding.objects.none()

    def finding(self) -> Finding:
        dataset = self.dataset()
        run = get_object_or_404(dataset.runs, number=self.kwargs["nummer"])
        found = run.findings.select_related("rule")
        finding = get_object_or_404(found, rule__number=self.kwargs["regel"])
        run.dataset = dataset
        finding.run = run
        return finding

    @extend_schema(
        operation_id="bevinding_waarden",
        request=WhySerializer,
        responses={200: ShownValuesSerializer},
    )
    def values(self, request: Request, id: str, nummer: int, regel: int) -> Response:
        """Leest de waarden achter de maskers opnieuw uit de tabel; elke vraag wordt vastgelegd."""
        finding, asked = self.finding(), WhySerializer(data=request.data)
        given = asked.validated_data["reden"] if asked.is_valid() else ""
        try:
            shown = show_values(finding, by=person(request), reason=given, request=request._request)
        except Refused as error:
            if error.code == "values-not-allowed":
                raise PermissionDenied() from error
            if error.code == "values-gone":
                raise Conflict(refusal(error)) from error
            raise ValidationError(asked.errors or {"reden": [_("Give a reason.")]}) from error
        return Response(ShownValuesSerializer(shown).data, headers={"Cache-Control": "no-store"})

    @extend_schema(
        operation_id="bevinding_rijen",
        request=ExportAskSerializer,
        responses={202: ExportSerializer},
    )
    def rows(self, request: Request, id: str, nummer: int, regel: int) -> Response:
        """Vraagt een CSV met alle afwijkende rijen aan; haal het bestand op als het klaar is."""
        finding, asked = self.finding(), ExportAskSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        why, bare = asked.validated_data.get("reden", ""), asked.validated_data["metWaarden"]
        try:
            export = start_export(finding, by=person(request), reason=why, bare=bare)
        except Refused as error:
            if error.code == "export-not-allowed":
                refused_export(finding, by=person(request), reason=why, request=request._request)
                raise PermissionDenied() from error
            if error.code == "values-reason":
                raise ValidationError({"reden": [refusal(error)]}) from error
            raise Conflict(refusal(error)) from error
        place = reverse("api:export", args=[id, export.uuid])
        return Response(
            ExportSerializer(export).data,
            status=status.HTTP_202_ACCEPTED,
            headers={"Location": place},
        )


@extend_schema(tags=["controles"])
class ExportViewSet(BelowDataset):
    """Bestanden met alle afwijkende rijen van een bevinding; alleen voor wie ze vroeg."""

    serializer_class = ExportSerializer
    queryset = Export.objects.none()

    def export(self) -> Export:
        dataset, user = self.dataset(), person(self.request)
        files = Export.objects.visible_to(user).filter(finding__run__dataset=dataset)
        found = files.select_related("finding__run", "finding__rule", "job", "asked_by")
        export: Export = get_object_or_404(found.distinct(), uuid=self.kwargs["uuid"])
        export.finding.run.dataset = dataset
        return export

    @extend_schema(operation_id="bestanden_retrieve", responses=ExportSerializer)
    def retrieve(self, request: Request, id: str, uuid: UUID) -> Response:
        return Response(ExportSerializer(self.export()).data)

    @extend_schema(
        operation_id="bestanden_download", responses={(200, "text/csv"): OpenApiTypes.BINARY}
    )
    def file(self, request: Request, id: str, uuid: UUID) -> HttpResponseBase:
        """Het bestand, zolang het er is; elke download staat in het inzagelog."""
        export = self.export()
        if export.rows is None or not export.path.exists():
            raise Http404
        fetched(export, request=request._request)
        run = export.finding.run
        return file_download(
            export.path, f"{run.dataset.slug} {run.number} {export.finding.rule.number}"
        )

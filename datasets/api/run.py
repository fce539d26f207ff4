"""Checks and flags through the API."""

from typing import Any

from django.db.models import F, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from datasets.api.access import BelowDataset, known_references, person, refusals
from datasets.api.vocabulary import (
    DIMENSION,
    JOB_STATE,
    ORIGIN,
    SEVERITY,
    TRIGGER,
    WordField,
)
from datasets.lifecycle import Classification
from datasets.models import Dataset, Finding, Flag, Run
from datasets.models.run import Trigger
from datasets.sentences import flag_sentence, nameless_sentence, rule_sentence, run_error
from datasets.services import mask_of, start_check
from kit.api import QueryError
from people.services import log_access


class ExampleSerializer(serializers.Serializer[Any]):
    """Wat afwijkt en geen rij is (een periode, een levering) heeft geen regelnummer, maar een
    naam (`onderdeel`) en cijfers (`feiten`)."""

    regelnummer = serializers.SerializerMethodField()
    levering = serializers.CharField(source="part")
    sleutel = serializers.CharField(source="key")
    waarden = serializers.DictField(source="values", child=serializers.CharField(allow_null=True))
    onderdeel = serializers.CharField(source="label", default="")
    feiten = serializers.DictField(source="facts", default=dict)

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_regelnummer(self, example: Any) -> int | None:
        return example["line"] or None


class FindingSerializer(serializers.ModelSerializer[Finding]):
    regel = serializers.IntegerField(source="rule.number")
    zin = serializers.SerializerMethodField()
    gecontroleerd = serializers.IntegerField(source="checked")
    afwijkend = serializers.IntegerField(source="failed")
    oordeel = serializers.CharField(source="verdict")
    voorbeelden = serializers.SerializerMethodField()

    class Meta:
        model = Finding
        fields = ["regel", "zin", "gecontroleerd", "afwijkend", "oordeel", "voorbeelden"]

    def get_zin(self, finding: Finding) -> str:
        was = finding.as_checked
        slug = was["parameters"].get("dataset")
        known = not slug or slug in self.context["known"]
        say = rule_sentence if known else nameless_sentence
        return say(was["kind"], was["columns"], was["parameters"])

    @extend_schema_field(ExampleSerializer(many=True))
    def get_voorbeelden(self, finding: Finding) -> Any:
        """Leeg voor wie de rijen niet mag zien; persoonsgegevens staan er gemaskeerd."""
        mask = self.context.get("mask")
        if mask is None:
            return []
        return ExampleSerializer(map(mask.kept, finding.examples), many=True).data


class RunSerializer(serializers.ModelSerializer[Run]):
    id = serializers.IntegerField(source="number")
    status = serializers.SerializerMethodField()
    voortgang = serializers.SerializerMethodField()
    aanleiding = WordField(TRIGGER, source="trigger")
    aangevraagd = serializers.DateTimeField(source="asked_at")
    leveringen = serializers.ListField(source="deliveries", child=serializers.IntegerField())
    rijen = serializers.IntegerField(source="rows", allow_null=True)
    reden = serializers.SerializerMethodField()

    class Meta:
        model = Run
        fields = [
            "id",
            "status",
            "voortgang",
            "aanleiding",
            "aangevraagd",
            "leveringen",
            "rijen",
            "reden",
        ]

    @extend_schema_field(serializers.ChoiceField(choices=list(JOB_STATE.values())))
    def get_status(self, run: Run) -> str:
        return JOB_STATE[run.job.state if run.job else "done"]

    @extend_schema_field(serializers.IntegerField(min_value=0, max_value=100))
    def get_voortgang(self, run: Run) -> int:
        return 100 if not run.job or run.job.state == "done" else run.job.progress

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_reden(self, run: Run) -> str | None:
        if not run.job or not run.job.error_code:
            return None
        return run_error(run.job.error_code, run.job.error_params)


class RunDetailSerializer(RunSerializer):
    uitkomsten = serializers.SerializerMethodField()

    class Meta(RunSerializer.Meta):
        fields = [*RunSerializer.Meta.fields, "uitkomsten"]

    @extend_schema_field(FindingSerializer(many=True))
    def get_uitkomsten(self, run: Run) -> Any:
        findings = run.findings.select_related("rule").order_by("rule__number")
        return FindingSerializer(findings, many=True, context=self.context).data


class StartedSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    status = serializers.ChoiceField(choices=list(JOB_STATE.values()))


@extend_schema(tags=["controles"])
class RunViewSet(BelowDataset):
    """Controles van een dataset."""

    serializer_class = RunSerializer
    queryset = Run.objects.none()
    query_names = ("reden",)

    @extend_schema(operation_id="controles_list", responses=RunSerializer(many=True))
    def list(self, request: Request, id: str) -> Response:
        runs = self.dataset().runs.select_related("job").order_by("-number")
        page = self.paginate_queryset(runs)
        return self.get_paginated_response(RunSerializer(page, many=True).data)

    @extend_schema(
        operation_id="controles_retrieve",
        parameters=[
            OpenApiParameter(
                "reden",
                str,
                description="Waarvoor u vertrouwelijke rijen nodig hebt (in het inzagelog).",
            ),
        ],
        responses=RunDetailSerializer,
    )
    def retrieve(self, request: Request, id: str, nummer: int) -> Response:
        dataset, user = self.dataset(), person(request)
        run = get_object_or_404(dataset.runs.select_related("job"), number=nummer)
        rows = Dataset.objects.rows_visible_to(user).filter(pk=dataset.pk).exists()
        if dataset.classification == Classification.CONFIDENTIAL:
            log_access(
                user,
                action="examples-read",
                target=dataset,
                granted=rows,
                reason=request.query_params.get("reden", "")[:300] or _("through the API"),
                request=request._request,
            )
        checked = run.findings.values_list("as_checked", flat=True)
        context = {
            "mask": mask_of(dataset) if rows else None,
            "known": known_references(user, [was["parameters"] for was in checked]),
        }
        return Response(RunDetailSerializer(run, context=context).data)

    @extend_schema(
        operation_id="controles_create", request=None, responses={202: StartedSerializer}
    )
    def create(self, request: Request, id: str) -> Response:
        """Vraagt een controle aan; een die nog wacht, is dezelfde."""
        dataset, user = self.dataset(), person(request)
        if not (user.has_perm("datasets.run_checks") or dataset.owner_id == user.pk):
            raise PermissionDenied()
        with refusals("dataset"):
            run = start_check(dataset, by=user, trigger=Trigger.MANUAL)
        state = run.job.state if run.job else "done"
        return Response(
            StartedSerializer({"id": run.number, "status": JOB_STATE[state]}).data,
            status=status.HTTP_202_ACCEPTED,
            headers={"Location": reverse("api:run", args=[dataset.slug, run.number])},
        )


class FlagSerializer(serializers.ModelSerializer[Flag]):
    kolom = serializers.CharField(source="column")
    sleutel = serializers.SerializerMethodField()
    dimensie = WordField(DIMENSION, source="dimension")
    ernst = WordField(SEVERITY, source="severity")
    herkomst = WordField(ORIGIN, source="origin")
    regel = serializers.IntegerField(source="rule.number", default=None, allow_null=True)
    geopend = serializers.DateTimeField(source="opened_at")
    gesloten = serializers.DateTimeField(source="closed_at", allow_null=True)
    reden = serializers.SerializerMethodField()
    geaccepteerdTot = serializers.DateField(source="accepted_until", allow_null=True)
    redenAcceptatie = serializers.CharField(source="accepted_reason")

    class Meta:
        model = Flag
        fields = [
            "id",
            "kolom",
            "sleutel",
            "dimensie",
            "ernst",
            "herkomst",
            "regel",
            "geopend",
            "gesloten",
            "reden",
            "geaccepteerdTot",
            "redenAcceptatie",
        ]

    @extend_schema_field(serializers.CharField())
    def get_sleutel(self, flag: Flag) -> str:
        """Leeg waar de sleutel een persoonsgegeven is of iemand de rijen niet mag zien, tenzij die
        in de vraag genoemd is."""
        known: str | None = self.context.get("known_key")
        return flag.record_key if known is None or flag.record_key == known else ""

    @extend_schema_field(serializers.CharField())
    def get_reden(self, flag: Flag) -> str:
        return flag_sentence(flag)


_OPEN = {"true": True, "false": False}


@extend_schema(tags=["vlaggen"])
class FlagViewSet(BelowDataset):
    """Kwaliteitsvlaggen van een dataset, open vlaggen eerst."""

    serializer_class = FlagSerializer
    query_names = ("open", "kolom", "sleutel")
    queryset = Flag.objects.none()

    @extend_schema(
        operation_id="vlaggen_list",
        parameters=[
            OpenApiParameter("open", bool, description="Alleen open (true) of gesloten (false)."),
            OpenApiParameter("kolom", str, description="Vlaggen op deze kolom."),
            OpenApiParameter("sleutel", str, description="Vlaggen op deze rij, als nr:0007."),
        ],
        responses=FlagSerializer(many=True),
    )
    def list(self, request: Request, id: str) -> Response:
        dataset = self.dataset()
        page = self.paginate_queryset(self._asked(dataset.flags.all()))
        seen = Dataset.objects.rows_visible_to(person(request)).filter(pk=dataset.pk)
        mask = mask_of(dataset)
        bare = seen.exists() and not any(name in mask.columns for name in mask.key)
        given = None if bare else request.query_params.get("sleutel", "")
        context = {"known_key": given}
        return self.get_paginated_response(FlagSerializer(page, many=True, context=context).data)

    def _asked(self, flags: QuerySet[Flag]) -> QuerySet[Flag]:
        given = self.request.query_params
        if "open" in given:
            if given["open"] not in _OPEN:
                raise QueryError({"open": [_("Say true or false.")]})
            flags = flags.filter(closed_at__isnull=_OPEN[given["open"]])
        if "kolom" in given:
            flags = flags.filter(column=given["kolom"])
        if "sleutel" in given:
            flags = flags.filter(record_key=given["sleutel"])
        return flags.select_related("rule").order_by(
            F("closed_at").desc(nulls_first=True), "-opened_at", "-pk"
        )

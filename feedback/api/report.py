"""Reports of doubt through the API: make one, read it with its story and proof, find them."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from datasets.api.access import person
from datasets.api.vocabulary import WordField
from datasets.models import Dataset, Delivery
from datasets.services import shown_masked
from feedback.api.access import OfReports, as_field, refusals, sight_of
from feedback.api.told import ReportSerializer, SummarySerializer, told_report, told_summary
from feedback.api.vocabulary import SUBJECT, SURENESS
from feedback.forms.words import REASON_OF, REASON_WORDS, STATUS_OF, STATUS_WORDS
from feedback.lifecycle import Reason, Subject, Sureness
from feedback.models import Point, Report
from feedback.services import Doubt, doubts_on, join_report, report_doubt
from kit.api import QueryError
from kit.api_resource import StrictSerializer
from people.models import User

TRUE = {"true": True, "false": False}


def _come(day: date) -> None:
    if day > timezone.localdate():
        raise serializers.ValidationError(_("This day is still to come."))


class NewReportSerializer(StrictSerializer):
    """Zonder `sleutel` gaat het over de kolom, zonder `kolom` over de rij, zonder beide over de
    dataset; `onderwerp` zegt het anders."""

    dataset = serializers.CharField(max_length=80)
    sleutel = serializers.CharField(
        required=False, allow_blank=True, max_length=300, help_text="Als nr:0007."
    )
    kolom = serializers.CharField(required=False, allow_blank=True, max_length=300)
    betwijfeldeWaarde = serializers.CharField(
        required=False, allow_blank=True, max_length=4000, trim_whitespace=False
    )
    voorgesteldeWaarde = serializers.CharField(required=False, allow_blank=True, max_length=4000)
    toelichting = serializers.CharField(required=False, allow_blank=True, max_length=4000)
    peilmoment = serializers.DateField(required=False, allow_null=True, validators=[_come])
    reden = WordField(REASON_WORDS, required=False)
    onderwerp = WordField(SUBJECT, required=False)
    zekerheid = WordField(SURENESS, required=False)
    periode = serializers.CharField(required=False, allow_blank=True, max_length=10)
    levering = serializers.IntegerField(required=False, min_value=1)
    verzoek = serializers.UUIDField(
        required=False,
        help_text="Kies zelf een UUID: hetzelfde verzoek nog eens geeft dezelfde terugmelding.",
    )


class CreatedSerializer(serializers.Serializer[Any]):
    kenmerk = serializers.CharField()
    status = WordField(STATUS_WORDS)


@extend_schema(tags=["terugmeldingen"])
class ReportViewSet(OfReports):
    """Meldingen van twijfel. Alleen een levering bevestigt het herstel, nooit een persoon."""

    serializer_class = SummarySerializer
    queryset = Report.objects.none()
    query_names = ("status", "dataset", "kolom", "reden", "vanaf", "tot", "mijn")

    @extend_schema(
        operation_id="terugmeldingen_list",
        parameters=[
            OpenApiParameter("status", str, enum=list(STATUS_OF), description="In deze staat."),
            OpenApiParameter("dataset", str, description="Over deze dataset."),
            OpenApiParameter("kolom", str, description="Over deze kolom."),
            OpenApiParameter("reden", str, enum=list(REASON_OF), description="Om deze reden."),
            OpenApiParameter("vanaf", date, description="Gemeld op of na deze dag."),
            OpenApiParameter("tot", date, description="Gemeld vóór deze dag."),
            OpenApiParameter("mijn", bool, description="Alleen eigen meldingen (true)."),
        ],
        responses=SummarySerializer(many=True),
    )
    def list(self, request: Request) -> Response:
        """Nieuwste eerst; zonder waarden, want niet iedereen mag de rijen zien."""
        seen = self._asked(Report.objects.visible_to(person(request)))
        page = self.paginate_queryset(
            seen.select_related("dataset")
            .prefetch_related("points")
            .order_by("-reported_at", "-pk")
        )
        told = [told_summary(report, person(request)) for report in page or ()]
        return self.get_paginated_response(SummarySerializer(told, many=True).data)

    def _asked(self, reports: QuerySet[Report]) -> QuerySet[Report]:
        for name, narrow in _FILTERS.items():
            if name in self.request.query_params:
                reports = narrow(reports, self.request.query_params[name])
        mine = self.request.query_params.get("mijn", "false")
        if mine not in TRUE:
            raise QueryError({"mijn": [_("Say true or false.")]})
        return reports.filter(reporter=person(self.request)) if TRUE[mine] else reports

    @extend_schema(operation_id="terugmeldingen_retrieve", responses=ReportSerializer)
    def retrieve(self, request: Request, kenmerk: str) -> Response:
        report, user = self.report(), person(request)
        told = told_report(report, user, sight_of(report, user))
        return Response(ReportSerializer(told).data, headers={"Cache-Control": "no-store"})

    @extend_schema(
        operation_id="terugmeldingen_create",
        request=NewReportSerializer,
        responses={201: CreatedSerializer, 200: CreatedSerializer},
    )
    def create(self, request: Request) -> Response:
        """Staat de twijfel over deze waarde al open, dan is het antwoord 200 met dat kenmerk: de
        eigen melding, of die van een collega, waarbij de melder dan aansluit."""
        asked = NewReportSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given: dict[str, Any] = asked.validated_data
        user = person(request)
        dataset = Dataset.objects.visible_to(user).filter(slug=given["dataset"]).first()
        if dataset is None:
            raise as_field("dataset", _("There is no dataset with this address."))
        delivery = _delivery(dataset, given)
        doubt = Doubt(
            column=given.get("kolom", ""),
            record_key=given.get("sleutel", ""),
            doubted=given.get("betwijfeldeWaarde", ""),
            proposed=given.get("voorgesteldeWaarde", ""),
        )
        known = _already(dataset, doubt, given, user)
        if known:
            return Response(
                CreatedSerializer({"kenmerk": known.reference, "status": known.status}).data
            )
        with refusals("toelichting"):
            report = report_doubt(
                dataset,
                by=user,
                subject=given.get("onderwerp") or _subject(doubt),
                reason=given.get("reden", Reason.WRONG),
                doubts=[doubt],
                explanation=given.get("toelichting", ""),
                since=given.get("peilmoment"),
                sureness=given.get("zekerheid", Sureness.FAIRLY),
                period=given.get("periode", ""),
                delivery=delivery,
                token=given.get("verzoek"),
            )
        return Response(
            CreatedSerializer({"kenmerk": report.reference, "status": report.status}).data,
            status=status.HTTP_201_CREATED,
            headers={"Location": reverse("api:report", args=[report.reference])},
        )


def _already(dataset: Dataset, doubt: Doubt, given: dict[str, Any], user: User) -> Report | None:
    """The open report on just this value: one's own, or a colleague's, which one joins.

    Of a colleague's nothing is told to who may not see the row. A request that was made before is
    known by its own number.
    """
    request = given.get("verzoek")
    if not (doubt.record_key and doubt.column):
        return None
    standing = doubts_on(dataset, record_key=doubt.record_key, column=doubt.column)
    mine = standing.filter(reporter=user).first()
    if request and Report.objects.filter(token=request).exists():
        return None  # looked up last: the same request may have come in a moment ago
    masked = shown_masked(dataset, to=user)
    rows = Dataset.objects.rows_visible_to(user).filter(pk=dataset.pk).exists()
    if mine or not rows or any(name in masked for name in dataset.key):
        return mine
    other = standing.first()
    if other:
        join_report(other, by=user, note=given.get("toelichting", "")[:2000])
    return other


def _subject(doubt: Doubt) -> Subject:
    if doubt.record_key:
        return Subject.CELL if doubt.column else Subject.ROW
    return Subject.COLUMN if doubt.column else Subject.DATASET


def _delivery(dataset: Dataset, given: dict[str, Any]) -> Delivery | None:
    """The delivery that is doubted: the one named, else what is current for the period."""
    if "levering" in given:
        found = dataset.deliveries.filter(number=given["levering"]).first()
        if found is None:
            raise as_field("levering", _("This dataset has no delivery with this number."))
        return found
    current = dataset.deliveries.current()
    period = given.get("periode", "")
    found_current = list(current.filter(period=period) if period else current[:2])
    return found_current[0] if len(found_current) == 1 else None


def _word(field: str, words: dict[str, Any], name: str) -> Callable[..., QuerySet[Report]]:
    def narrow(reports: QuerySet[Report], given: str) -> QuerySet[Report]:
        if given not in words:
            message = _("Choose one of: %(words)s.") % {"words": ", ".join(words)}
            raise QueryError({name: [message]})
        return reports.filter(**{field: words[given]})

    return narrow


def _day(lookup: str, name: str) -> Callable[..., QuerySet[Report]]:
    def narrow(reports: QuerySet[Report], given: str) -> QuerySet[Report]:
        try:
            day = parse_date(given)
        except ValueError:
            day = None
        if day is None:
            raise QueryError({name: [_("Give a day as 2026-03-25.")]})
        moment = timezone.make_aware(datetime.combine(day, time()))
        return reports.filter(**{lookup: moment})

    return narrow


def _of_column(reports: QuerySet[Report], given: str) -> QuerySet[Report]:
    return reports.filter(Exists(Point.objects.filter(report=OuterRef("pk"), column=given)))


_FILTERS: dict[str, Callable[..., QuerySet[Report]]] = {
    "status": _word("status", dict(STATUS_OF), "status"),
    "reden": _word("reason", dict(REASON_OF), "reden"),
    "dataset": lambda reports, given: reports.filter(dataset__slug=given),
    "kolom": _of_column,
    "vanaf": _day("reported_at__gte", "vanaf"),
    "tot": _day("reported_at__lt", "tot"),
}

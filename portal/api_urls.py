"""The root of the public API, /api/v1: its description and the resources of all floors."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.urls import URLPattern, URLResolver, path, re_path
from django.views.decorators.csrf import csrf_exempt
from drf_spectacular.renderers import OpenApiJsonRenderer2
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularJSONAPIView
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from datasets.api.dataset import DatasetViewSet, DepartmentViewSet
from datasets.api.delivery import DeliveryViewSet
from datasets.api.disposal import DeliveryActViewSet
from datasets.api.finding import CsvRenderer, ExportViewSet, FindingViewSet
from datasets.api.kind import KindViewSet
from datasets.api.patched import PatchedCellViewSet
from datasets.api.profile import ProfileViewSet
from datasets.api.reading import MemoryViewSet, ReadingViewSet
from datasets.api.rejected import RejectedViewSet
from datasets.api.risk import RiskViewSet
from datasets.api.rule import RuleViewSet
from datasets.api.rule_exchange import AsItCame, RuleExchangeViewSet
from datasets.api.run import FlagViewSet, RunViewSet
from datasets.api.suggestion import SuggestionViewSet
from feedback.api.correction import CorrectionViewSet, SentListViewSet
from feedback.api.report import ReportViewSet
from feedback.api.step import StepViewSet


@extend_schema(exclude=True)
class Description(SpectacularJSONAPIView):
    """openapi.json, for everybody and for pages of every origin."""

    authentication_classes = ()
    permission_classes = ()
    renderer_classes = [OpenApiJsonRenderer2]

    def get(self, request: Request, *args: object, **kwargs: object) -> Response:
        response: Response = super().get(request, *args, **kwargs)  # type: ignore[no-untyped-call]
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response


@csrf_exempt
def unknown(request: HttpRequest) -> HttpResponse:
    """404 without drawing the page that a browser would get; the middleware makes it a problem."""
    return HttpResponseNotFound()


MANY: dict[str, Any] = {"get": "list", "post": "create"}
ONE: dict[str, Any] = {"get": "retrieve"}
D = "datasets/<slug:id>"
L = f"{D}/leveringen/<int:nummer>"
F = f"{D}/controles/<int:nummer>/bevindingen/<int:regel>"
V = f"{D}/voorstellen/<int:voorstel>"
app_name = "api"
urlpatterns: list[URLPattern | URLResolver] = [
    path("openapi.json", Description.as_view(), name="openapi"),
    path("afdelingen", DepartmentViewSet.as_view({"get": "list"}), name="departments"),
    path("regelsoorten", KindViewSet.as_view({"get": "list"}), name="kinds"),
    path("datasets", DatasetViewSet.as_view(MANY), name="datasets"),
    path(D, DatasetViewSet.as_view({**ONE, "patch": "partial_update"}), name="dataset"),
    path(f"{D}/vertrouwen", DatasetViewSet.as_view({"get": "trust"}), name="trust"),
    path(f"{D}/leveringen", DeliveryViewSet.as_view(MANY), name="deliveries"),
    path(f"{D}/leveringen/<int:nummer>", DeliveryViewSet.as_view(ONE), name="delivery"),
    path(f"{L}/akkoord", DeliveryActViewSet.as_view({"post": "accept"}), name="delivery_accept"),
    path(
        f"{L}/intrekken", DeliveryActViewSet.as_view({"post": "withdraw"}), name="delivery_withdraw"
    ),
    path(
        f"{L}/vernietigen", DeliveryActViewSet.as_view({"post": "destroy"}), name="delivery_destroy"
    ),
    path(
        f"{L}/inlezing",
        ReadingViewSet.as_view({**ONE, "post": "create"}),
        name="reading",
    ),
    path(f"{L}/koppeling", ReadingViewSet.as_view({"get": "names", "post": "map"}), name="mapping"),
    path(f"{L}/herstelde-cellen", PatchedCellViewSet.as_view({"get": "list"}), name="patched"),
    path(f"{L}/afgekeurde-rijen", RejectedViewSet.as_view({"get": "list"}), name="rejects"),
    path(
        f"{L}/afgekeurde-rijen/csv",
        RejectedViewSet.as_view({"get": "file"}, renderer_classes=[JSONRenderer, CsvRenderer]),
        name="rejects_csv",
    ),
    path(
        f"{D}/inleeskeuzes",
        MemoryViewSet.as_view({**ONE, "delete": "destroy"}),
        name="memory",
    ),
    path(f"{L}/profielen", ProfileViewSet.as_view({"get": "list"}), name="profiles"),
    path(f"{D}/voorstellen", SuggestionViewSet.as_view({"get": "list"}), name="suggestions"),
    path(V, SuggestionViewSet.as_view(ONE), name="suggestion"),
    path(f"{V}/overnemen", SuggestionViewSet.as_view({"post": "accept"}), name="suggestion_accept"),
    path(f"{V}/afwijzen", SuggestionViewSet.as_view({"post": "reject"}), name="suggestion_reject"),
    path(f"{V}/heropenen", SuggestionViewSet.as_view({"post": "reopen"}), name="suggestion_reopen"),
    path(f"{D}/regels", RuleViewSet.as_view(MANY), name="rules"),
    path(
        f"{D}/regels/uitvoer",
        RuleExchangeViewSet.as_view({"get": "export"}),
        name="rules_export",
    ),
    path(
        f"{D}/regels/invoer",
        RuleExchangeViewSet.as_view({"post": "bring"}, parser_classes=[AsItCame]),
        name="rules_import",
    ),
    path(f"{D}/regels/kopie", RuleExchangeViewSet.as_view({"post": "copy"}), name="rules_copy"),
    path(f"{D}/regels/<int:nummer>", RuleViewSet.as_view(ONE), name="rule"),
    path(f"{D}/controles", RunViewSet.as_view(MANY), name="runs"),
    path(f"{D}/controles/<int:nummer>", RunViewSet.as_view(ONE), name="run"),
    path(f"{F}/waarden", FindingViewSet.as_view({"post": "values"}), name="finding_values"),
    path(f"{F}/rijen", FindingViewSet.as_view({"post": "rows"}), name="finding_rows"),
    path(f"{D}/bestanden/<uuid:uuid>", ExportViewSet.as_view(ONE), name="export"),
    path(
        f"{D}/bestanden/<uuid:uuid>/csv",
        ExportViewSet.as_view({"get": "file"}, renderer_classes=[JSONRenderer, CsvRenderer]),
        name="export_file",
    ),
    path(f"{D}/vlaggen", FlagViewSet.as_view({"get": "list"}), name="flags"),
    path(
        f"{D}/vlaggen/<int:nummer>/risico",
        RiskViewSet.as_view({"put": "accept", "delete": "withdraw"}),
        name="risk",
    ),
    path(f"{D}/correcties", CorrectionViewSet.as_view({"get": "list"}), name="corrections"),
    path(f"{D}/correctielijsten", SentListViewSet.as_view(MANY), name="sent_lists"),
    path(
        f"{D}/correctielijsten/<uuid:uuid>/ontvangst",
        SentListViewSet.as_view({"post": "receive"}),
        name="sent_list_received",
    ),
    path("terugmeldingen", ReportViewSet.as_view(MANY), name="reports"),
    path("terugmeldingen/<str:kenmerk>", ReportViewSet.as_view(ONE), name="report"),
    path(
        "terugmeldingen/<str:kenmerk>/stappen",
        StepViewSet.as_view({"post": "create"}),
        name="report_steps",
    ),
    re_path("", unknown),
]

"""A small site under /api/: a list, one thing, a form, and a view that breaks."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from rest_framework import mixins, serializers
from rest_framework.parsers import JSONParser
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from kit.api_resource import Resource, StrictSerializer
from kit.models import Heartbeat


class NormInput(StrictSerializer):
    maxAantal = serializers.IntegerField(min_value=0)


class HeartbeatInput(StrictSerializer):
    naam = serializers.CharField(max_length=20)
    norm = NormInput(required=False)


class HeartbeatOutput(serializers.ModelSerializer[Heartbeat]):
    naam = serializers.CharField(source="name")

    class Meta:
        model = Heartbeat
        fields = ("naam",)


class Heartbeats(mixins.ListModelMixin, mixins.RetrieveModelMixin, Resource):
    queryset = Heartbeat.objects.order_by("name")
    serializer_class = HeartbeatOutput
    permission_classes = ()
    authentication_classes = ()
    parser_classes = (JSONParser,)
    filterset_fields = ("name",)

    def create(self, request):
        given = HeartbeatInput(data=request.data)
        given.is_valid(raise_exception=True)
        return Response(given.validated_data, status=201)


class Closed(Resource):
    permission_classes = (IsAuthenticated,)

    def list(self, request):
        return Response({})


def broken(request: HttpRequest) -> HttpResponse:
    """Break."""
    raise ZeroDivisionError("secret-host refused us")


router = SimpleRouter(trailing_slash=False)
router.register("hartslagen", Heartbeats, "hartslag")
router.register("dicht", Closed, "dicht")
urlpatterns = [
    path("api/v1/kapot", broken),
    path("kapot", broken),
    path("api/v1/", include(router.urls)),
    path("", include("portal.urls")),
]

"""The kinds of rules through the API: what each asks, and a rule of each as an example."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from datasets import quality
from datasets.sentences import kind_sentence
from datasets.sentences.kinds import WORDS
from kit.api_resource import Resource
from people.models import Department

# A rule of each kind as it is posted; a test proves that the engine takes each of them.
BODIES: dict[str, dict[str, Any]] = {
    "aantal-rijen": {"kolommen": [], "parameters": {"maxProcent": 10}},
    "afhankelijkheid": {"kolommen": ["buurtcode", "buurtnaam"]},
    "bag-id": {"kolommen": ["pand"], "parameters": {"objecttype": "pand"}},
    "bereik": {"kolommen": ["leeftijd"], "parameters": {"minimum": 0, "maximum": 120}},
    "bsn": {"kolommen": ["bsn"], "parameters": {"achtCijfers": False}},
    "datumbereik": {
        "kolommen": ["geboortedatum"],
        "parameters": {"minimum": "1900-01-01", "maximum": "vandaag"},
    },
    "datumvolgorde": {"kolommen": ["begin", "eind"]},
    "email": {"kolommen": ["e-mail"]},
    "geen-overlap": {"kolommen": ["begin", "eind", "pand"]},
    "gelijk-aan": {
        "kolommen": ["gemeente", "inwoners"],
        "parameters": {"dataset": "gemeenten", "kolom": "inwoners"},
    },
    "gemeentecode": {
        "kolommen": ["gemeente"],
        "parameters": {"jaar": "2026", "vorm": "GM0193"},
    },
    "gevuld": {"kolommen": ["naam"], "norm": {"maxAandeel": 0.01}},
    "iban": {"kolommen": ["rekening"], "parameters": {"spaties": True}},
    "in-lijst": {"kolommen": ["status"], "parameters": {"waarden": ["aangevraagd", "verleend"]}},
    "lengte": {"kolommen": ["project"], "parameters": {"minimum": 10, "maximum": 10}},
    "maximale-leeftijd": {"kolommen": ["gemeten op"], "parameters": {"dagen": 400}},
    "niet-dalend": {"kolommen": ["stand", "gemeten op", "meter"]},
    "op-tijd": {"kolommen": [], "parameters": {"dagenNaAfloop": 90}},
    "patroon": {"kolommen": ["zaak"], "parameters": {"patroon": "Z-[0-9]{4}-[0-9]{5}"}},
    "perioden": {"kolommen": ["jaar"], "parameters": {"van": "2015", "tot": "2023"}},
    "postcode": {"kolommen": ["postcode"], "parameters": {"spatie": False}},
    "som": {
        "kolommen": ["inwoners", "mannen", "vrouwen"],
        "parameters": {"marge": 0, "leegIsNul": False},
    },
    "totaal": {"kolommen": ["bedrag"], "parameters": {"minimum": 0, "maximum": 1000000}},
    "uniek": {"kolommen": ["buurtcode", "jaar"], "norm": {"maxAantal": 2}},
    "vergelijking": {"kolommen": ["uitbetaald", "toegekend"], "parameters": {"teken": "<="}},
    "verdeling": {"kolommen": ["techniek"], "parameters": {"maxPunten": 5}},
    "verwijzing": {
        "kolommen": ["buurtcode"],
        "parameters": {"dataset": "buurten", "kolom": "code"},
    },
    "voorwaardelijk-gevuld": {
        "kolommen": ["status", "besluitdatum"],
        "parameters": {"waarden": ["verleend"]},
    },
}
RULE_EXAMPLES = [
    OpenApiExample(name, value={"soort": name, **BODIES[name]}, request_only=True)
    for name in sorted(BODIES)
]


class KindParameterSerializer(serializers.Serializer[Any]):
    """`type` zegt hoe de waarde eruitziet: `day` is een datum of een dag als `vandaag - 30 dagen`,
    `choice` een van `keuzes`."""

    naam = serializers.CharField(source="name")
    type = serializers.CharField()
    verplicht = serializers.BooleanField(source="required")
    keuzes = serializers.ListField(source="choices", child=serializers.CharField())
    standaard = serializers.SerializerMethodField()

    @extend_schema_field({"description": "Wat geldt als er niets staat; null: niets."})
    def get_standaard(self, parameter: quality.Parameter) -> object:
        default = parameter.default
        return None if default is None else quality.as_json(default)


class KindSerializer(serializers.Serializer[Any]):
    """`kolomtypen` geldt voor de eerste kolom, `kolomtypenPerPlaats` voor elke kolom; de laatste
    plaats geldt ook voor wat daarna komt. `telt` zegt wat een regel telt."""

    soort = serializers.CharField(source="name")
    titel = serializers.SerializerMethodField()
    zin = serializers.SerializerMethodField()
    uitleg = serializers.SerializerMethodField()
    parameters = KindParameterSerializer(many=True)
    dimensie = serializers.CharField(source="aspect")
    kolomtypen = serializers.SerializerMethodField()
    kolomtypenPerPlaats = serializers.SerializerMethodField()
    minKolommen = serializers.SerializerMethodField()
    maxKolommen = serializers.SerializerMethodField()
    telt = serializers.CharField(source="unit")
    voorbeeld = serializers.SerializerMethodField()

    def get_titel(self, kind: quality.Kind) -> str:
        return str(WORDS[kind.name].title)

    def get_zin(self, kind: quality.Kind) -> str:
        return kind_sentence(kind.name)

    def get_uitleg(self, kind: quality.Kind) -> str:
        return str(WORDS[kind.name].example)

    def get_kolomtypen(self, kind: quality.Kind) -> list[str]:
        return list(kind.fits_at(0))

    def get_kolomtypenPerPlaats(self, kind: quality.Kind) -> list[list[str]]:
        places = kind.places or (kind.fits,)
        return [list(types) for types in places] if kind.column_count[1] else []

    def get_minKolommen(self, kind: quality.Kind) -> int:
        return kind.column_count[0]

    def get_maxKolommen(self, kind: quality.Kind) -> int:
        return kind.column_count[1]

    @extend_schema_field({"type": "object", "description": "Een regel zoals je hem post."})
    def get_voorbeeld(self, kind: quality.Kind) -> dict[str, Any]:
        return {"soort": kind.name, **BODIES.get(kind.name, {"kolommen": []})}


@extend_schema(tags=["regelsoorten"])
class KindViewSet(Resource):
    """De soorten kwaliteitsregels die Koers kent."""

    serializer_class = KindSerializer
    queryset = Department.objects.none()  # nothing is stored: the engine's own list is served

    @extend_schema(operation_id="regelsoorten_list", responses=KindSerializer(many=True))
    def list(self, request: Request) -> Response:
        kinds = [quality.KINDS[name] for name in sorted(quality.KINDS)]
        page = self.paginate_queryset(kinds)
        return self.get_paginated_response(KindSerializer(page, many=True).data)

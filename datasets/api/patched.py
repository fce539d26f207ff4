"""Cells that Koers repaired in a delivery, through the API."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from datasets.api.access import BelowDataset, person
from datasets.lifecycle import Classification
from datasets.models import Dataset, Delivery, PatchedCell
from datasets.services import mask_value
from datasets.services.masking import personal_of
from people.services import log_access


class PatchedCellSerializer(serializers.ModelSerializer[PatchedCell]):
    regel = serializers.IntegerField(source="line", help_text="Regel van het geleverde bestand.")
    kolom = serializers.CharField(source="column")
    oud = serializers.SerializerMethodField(
        help_text="Wat de bron leverde; leeg als dat niets was."
    )
    nieuw = serializers.SerializerMethodField()
    toelichting = serializers.CharField(source="note")
    op = serializers.DateTimeField(source="at")

    class Meta:
        model = PatchedCell
        fields = ["regel", "kolom", "oud", "nieuw", "toelichting", "op"]

    def _masked(self, cell: PatchedCell, text: str) -> str:
        return mask_value(text, self.context["masks"].get(cell.column, "none")) or ""

    def get_oud(self, cell: PatchedCell) -> str:
        return self._masked(cell, cell.old)

    def get_nieuw(self, cell: PatchedCell) -> str:
        return self._masked(cell, cell.new)


@extend_schema(tags=["leveringen"])
class PatchedCellViewSet(BelowDataset):
    """Cellen die in Koers hersteld zijn, omdat de bron het niet kan."""

    serializer_class = PatchedCellSerializer
    queryset = PatchedCell.objects.none()

    @extend_schema(operation_id="hersteldeCellen_list", responses=PatchedCellSerializer(many=True))
    def list(self, request: Request, id: str, nummer: int) -> Response:
        """De herstelde cellen van een levering; leeg bij een levering van de bron. Waarden van
        persoonsgegevens zijn gemaskeerd."""
        dataset = self.dataset()
        delivery = get_object_or_404(dataset.deliveries.select_related("dataset"), number=nummer)
        self._may_see_rows(dataset, delivery)
        page = self.paginate_queryset(delivery.patched_cells.all())
        context = {"masks": personal_of(delivery)}
        return self.get_paginated_response(
            PatchedCellSerializer(page, many=True, context=context).data
        )

    def _may_see_rows(self, dataset: Dataset, delivery: Delivery) -> None:
        """Raise for who may not see rows; a confidential dataset logs every look."""
        user = person(self.request)
        granted = Dataset.objects.rows_visible_to(user).filter(pk=dataset.pk).exists()
        if dataset.classification == Classification.CONFIDENTIAL:
            log_access(
                user,
                action="rows-seen",
                target=dataset,
                granted=granted,
                reason=_("to see what Koers repaired in delivery %(number)s")
                % {"number": delivery.number},
                request=self.request._request,
            )
        if not granted:
            raise PermissionDenied()

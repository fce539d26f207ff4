"""The rows of a file that are not in its table, through the API: a page of them, or all as CSV."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from datasets import intake
from datasets.api.access import BelowDataset, person
from datasets.lifecycle import Classification
from datasets.models import Dataset, Delivery
from datasets.sentences import rejection_words
from datasets.services import shown_masked
from datasets.services.masking import personal_of
from kit.downloads import csv_download
from people.services import log_access

_Row = tuple[int, str, str]


class RejectedRowSerializer(serializers.Serializer[Any]):
    regel = serializers.IntegerField()
    reden = serializers.CharField()
    tekst = serializers.CharField()


@extend_schema(tags=["leveringen"])
class RejectedViewSet(BelowDataset):
    """De rijen van een bestand die niet in de tabel staan."""

    serializer_class = RejectedRowSerializer
    queryset = Delivery.objects.none()

    def _find(self) -> Delivery:
        deliveries = self.dataset().deliveries.select_related("dataset", "same_as")
        return get_object_or_404(deliveries, number=self.kwargs["nummer"])

    @extend_schema(operation_id="afgekeurdeRijen_list", responses=RejectedRowSerializer(many=True))
    def list(self, request: Request, id: str, nummer: int) -> Response:
        """De rijen die niet in de tabel staan, met regelnummer, reden en tekst."""
        delivery = self._find()
        self._may_see_lines(delivery)
        page = self.paginate_queryset(_Rejects(delivery))
        rows = [
            {"regel": line, "reden": rejection_words(reason), "tekst": raw}
            for line, reason, raw in page or ()
        ]
        return self.get_paginated_response(RejectedRowSerializer(rows, many=True).data)

    @extend_schema(
        operation_id="afgekeurdeRijen_csv", responses={(200, "text/csv"): OpenApiTypes.STR}
    )
    def file(self, request: Request, id: str, nummer: int) -> HttpResponseBase:
        """Dezelfde rijen als CSV, veilig voor een rekenblad."""
        delivery = self._find()
        self._may_see_lines(delivery)
        rows = ((line, rejection_words(reason), raw) for line, reason, raw in _rejected(delivery))
        header = [_("Line"), _("Reason"), _("Text in the file")]
        return csv_download(f"{id} {nummer} afgekeurd", header, rows)

    def _may_see_lines(self, delivery: Delivery) -> None:
        """Raise for who may not see lines of the file; a confidential dataset logs every look."""
        dataset, user = delivery.dataset, person(self.request)
        granted = Dataset.objects.rows_visible_to(user).filter(
            pk=dataset.pk
        ).exists() and not shown_masked(dataset, to=user)
        why = _("to repair the rejected rows of delivery %(number)s") % {"number": delivery.number}
        if dataset.classification == Classification.CONFIDENTIAL:
            log_access(
                user,
                action="rejected-downloaded",
                target=dataset,
                granted=granted,
                reason=why,
                request=self.request._request,
            )
        if not granted:
            raise PermissionDenied()
        personal = personal_of(delivery)
        if personal:  # these lines hold such values as they are
            log_access(
                user,
                action="values-shown",
                target=dataset,
                object_label=f"{dataset}: {', '.join(personal)}",
                granted=True,
                reason=why,
                request=self.request._request,
            )


class _Rejects(Sequence[_Row]):
    """Rejected rows as the pages of a list want them: counted, and read a page at a time."""

    def __init__(self, delivery: Delivery) -> None:
        self.delivery = delivery

    def __len__(self) -> int:
        return self.delivery.rejected_rows or 0

    def __getitem__(self, piece: Any) -> Any:
        found = []
        for place, row in enumerate(_rejected(self.delivery)):
            if place >= piece.stop:
                break
            if place >= piece.start:
                found.append(row)
        return found


def _rejected(delivery: Delivery) -> Iterator[_Row]:
    holder = delivery.same_as or delivery
    if not holder.table or not holder.rejected_path.exists():
        raise Http404
    return intake.rejected_rows(holder.rejected_path)

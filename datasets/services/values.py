"""*Toon waarden*: personal values of failing rows, read anew for who may see them and says why."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _

from datasets import quality
from datasets.lifecycle import DeliveryStatus, Refused
from datasets.models import Dataset, Delivery, Finding
from datasets.services.masking import cut
from datasets.services.table import table_of
from people.models import User
from people.services import log_access

# What a table of such a delivery held is not shown any more, also while its bytes still lie there.
GONE = (DeliveryStatus.WITHDRAWN, DeliveryStatus.DESTROYED)
SHORTEST_REASON = 5


@dataclass(frozen=True)
class ShownRow:
    line: int
    delivery: str
    values: list[str | None]


@dataclass(frozen=True)
class ShownValues:
    """Rows with the values of `columns` as they stand now. `gone`: deliveries that hold no rows
    any more, by number."""

    columns: list[str]
    rows: list[ShownRow]
    gone: list[int]


def show_values(
    finding: Finding, *, by: User, reason: str, request: HttpRequest | None = None
) -> ShownValues:
    """The failing rows of a finding as they stand in the tables at this moment.

    Leaves a line in the access log first, also for a refusal. Raises Refused: values-not-allowed,
    values-reason (no reason to speak of), values-gone (every delivery was withdrawn or destroyed).
    """
    dataset = finding.run.dataset
    columns = _columns(finding)
    allowed = Dataset.objects.values_visible_to(by).filter(pk=dataset.pk).exists()
    enough = len(reason.strip()) >= SHORTEST_REASON
    if enough or not allowed:
        log_access(
            by,
            action="values-shown",
            target=dataset,
            object_label=told_finding(finding, columns),
            granted=allowed,
            reason=reason.strip(),
            request=request,
        )
    if not allowed:
        raise Refused("values-not-allowed")
    if not enough:
        raise Refused("values-reason")
    places = [
        (str(example["part"]), int(example["line"]))
        for example in finding.examples
        if example["line"]  # 0: a period or a delivery, which is no row
    ]
    deliveries, gone = tables_left(dataset, [int(part) for part, _line in places])
    if gone and not deliveries:
        raise Refused("values-gone")
    try:
        rows = quality.rows_at(table_of(dataset, deliveries), places, columns)
    except quality.CheckError as error:
        raise Refused("values-gone") from error
    return ShownValues(
        columns,
        [
            ShownRow(
                row.line, row.part, [None if text is None else cut(text) for text in row.texts]
            )
            for row in rows
        ],
        gone,
    )


def told_finding(finding: Finding, columns: Sequence[str]) -> str:
    """Which finding, and which columns of it, as the access log names them."""
    return _("%(dataset)s, check %(run)s, rule %(rule)s: %(columns)s") % {
        "dataset": finding.run.dataset.name,
        "run": finding.run.number,
        "rule": finding.rule.number,
        "columns": ", ".join(columns),
    }


def tables_left(dataset: Dataset, numbers: Sequence[int]) -> tuple[list[Delivery], list[int]]:
    """Of these deliveries those whose table can still be read, and the numbers of the others."""
    asked = set(numbers)
    found = dataset.deliveries.filter(number__in=asked).order_by("period", "number")
    left = [
        delivery
        for delivery in found
        if delivery.status not in GONE and delivery.table and delivery.table_path.exists()
    ]
    return left, sorted(asked - {delivery.number for delivery in left})


def _columns(finding: Finding) -> list[str]:
    return list(dict.fromkeys(name for example in finding.examples for name in example["values"]))

"""Our deliveries and rules in the words of the quality engine."""

from collections.abc import Iterable, Sequence

from datasets import intake, quality
from datasets.models import Dataset, Delivery, Rule


def table_of(dataset: Dataset, deliveries: Iterable[Delivery]) -> quality.Table:
    """The union of these deliveries' tables; each part is labelled with its number."""
    parts: list[quality.Part] = []
    for delivery in deliveries:
        reading = intake.Reading.from_dict(delivery.reading)
        table = quality.Table.from_reading(reading, delivery.table_path, label=str(delivery.number))
        parts.extend(table.parts)
    return quality.Table(parts)


def spec_of(rule: Rule) -> quality.RuleSpec:
    return quality.RuleSpec(
        id=str(rule.number),
        kind=rule.kind,
        columns=tuple(rule.columns),
        parameters=rule.parameters,
        norm_count=rule.norm_count,
        norm_share=rule.norm_share,
    )


def references_of(rules: Sequence[Rule]) -> dict[str, quality.Table]:
    """Tables of the other datasets that these rules compare with, by address.

    One that is gone or empty is left out; the engine then says that the rule cannot be judged.
    """
    slugs = {
        slug for rule in rules if isinstance(slug := rule.parameters.get("dataset"), str) and slug
    }
    tables = {}
    for dataset in Dataset.objects.filter(slug__in=slugs):
        deliveries = list(dataset.deliveries.current())
        if deliveries:
            tables[dataset.slug] = table_of(dataset, deliveries)
    return tables

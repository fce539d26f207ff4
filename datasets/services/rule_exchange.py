"""Rules from elsewhere: judged one by one before anything is written, then kept as drafts."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from difflib import get_close_matches
from typing import Any, Literal

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from datasets import quality
from datasets.lifecycle import Origin, Refused, RuleStatus
from datasets.models import Change, Column, Dataset, Rule
from datasets.services.rule import DIMENSION_OF, reference_types
from datasets.services.rule_file import Entry
from people.models import User

State = Literal["new", "same", "impossible"]
MOST_ALIKE = 25
FAIRLY_ALIKE = 0.75  # of the letters of a column's name


@dataclass(frozen=True)
class Judged:
    """A rule from elsewhere against a dataset: may it become a draft there?

    `error` says why not. `same_as`: the number of the rule that says the same already; None where
    the same rule stands earlier in the file.
    """

    entry: Entry
    state: State
    error: quality.RuleError | Refused | None = None
    same_as: int | None = None

    @property
    def spec(self) -> quality.RuleSpec:
        return self.entry.spec


def entries_of(rules: Iterable[Rule]) -> list[Entry]:
    """Rules of our own as entries; `place` is the rule's number."""
    return [
        Entry(
            rule.number,
            quality.RuleSpec(
                str(rule.number),
                rule.kind,
                tuple(rule.columns),
                dict(rule.parameters),
                rule.norm_count,
                rule.norm_share,
            ),
            rule.severity,
            rule.reason,
        )
        for rule in rules
    ]


def judge_rules(
    dataset: Dataset,
    entries: Sequence[Entry],
    *,
    by: User | None,
    columns: Mapping[str, str] | None = None,
) -> list[Judged]:
    """Each rule as it would stand in this dataset, in the same order; writes nothing.

    `columns`: names elsewhere -> names here. As many queries for one rule as for five hundred of
    the same datasets.
    """
    types = {column.name: column.type for column in dataset.columns.filter(absent_since=None)}
    known: dict[str, int | None] = {
        _fingerprint(spec.kind, spec.columns, spec.parameters): number
        for number, spec in _standing(dataset)
    }
    references: dict[str, dict[str, str] | Refused] = {}
    told = []
    for entry in entries:
        moved = _moved(entry, columns or {})
        error = entry.error or _problem(moved.spec, types, references, by)
        mark = _fingerprint(moved.spec.kind, moved.spec.columns, moved.spec.parameters)
        if error:
            told.append(Judged(moved, "impossible", error))
        elif mark in known:
            told.append(Judged(moved, "same", same_as=known[mark]))
        else:
            known[mark] = None
            told.append(Judged(moved, "new"))
    return told


def _standing(dataset: Dataset) -> list[tuple[int, quality.RuleSpec]]:
    rules = dataset.rules.exclude(status=RuleStatus.RETIRED).order_by("-number")
    return [(entry.place, entry.spec) for entry in entries_of(rules)]


def _moved(entry: Entry, columns: Mapping[str, str]) -> Entry:
    here = tuple(columns.get(name) or name for name in entry.spec.columns)
    return replace(entry, spec=replace(entry.spec, columns=here))


def _problem(
    spec: quality.RuleSpec,
    types: Mapping[str, str],
    references: dict[str, dict[str, str] | Refused],
    by: User | None,
) -> quality.RuleError | Refused | None:
    """Why a rule cannot stand here; None where it can. What was asked once is kept."""
    other = spec.parameters.get("dataset")
    there: dict[str, dict[str, str]] | None = None
    if other:
        slug = str(other)
        if slug not in references:
            try:
                references[slug] = reference_types(slug, by)[slug]
            except Refused as refused:
                references[slug] = refused
        found = references[slug]
        if isinstance(found, Refused):
            return found
        there = {slug: found}
    try:
        quality.validate(spec, types or dict.fromkeys(spec.columns, ""), there)
    except quality.RuleError as error:
        return error
    return None


def _fingerprint(kind: str, columns: Sequence[str], parameters: Mapping[str, Any]) -> str:
    """The same for two rules that say the same; the norm is no part of what a rule says."""
    told = {name: value for name, value in parameters.items() if value not in (None, "", [])}
    return json.dumps([kind, list(columns), told], sort_keys=True, ensure_ascii=False)


@transaction.atomic
def take_over(
    dataset: Dataset,
    entries: Sequence[Entry],
    *,
    by: User,
    origin: Origin,
    places: Collection[int] | None = None,
    columns: Mapping[str, str] | None = None,
    now: datetime | None = None,
) -> list[Rule]:
    """Drafts of the rules that are new here and stand in `places` (all, when not given).

    All or nothing. Judged once more in the same transaction: what became impossible since the
    preview is refused as rules-changed (place), and nothing is written. Raises rules-none-chosen.
    """
    now = now or timezone.now()
    Dataset.objects.select_for_update().get(pk=dataset.pk)
    judged = judge_rules(dataset, entries, by=by, columns=columns)
    wanted = [told for told in judged if places is None or told.entry.place in places]
    lost = [told for told in wanted if told.state == "impossible" and places is not None]
    if lost:
        raise Refused("rules-changed", place=lost[0].entry.place)
    fresh = [told for told in wanted if told.state == "new"]
    if not fresh:
        raise Refused("rules-none-chosen")
    number = dataset.rules.aggregate(n=Max("number"))["n"] or 0
    rules = Rule.objects.bulk_create(
        _draft(dataset, told.entry, number + step, by=by, origin=origin, now=now)
        for step, told in enumerate(fresh, start=1)
    )
    Change.objects.bulk_create(
        Change(dataset=dataset, rule=rule, new=RuleStatus.DRAFT, by=by, at=now) for rule in rules
    )
    return rules


def _draft(
    dataset: Dataset, entry: Entry, number: int, *, by: User, origin: Origin, now: datetime
) -> Rule:
    spec = entry.spec
    return Rule(
        dataset=dataset,
        number=number,
        kind=spec.kind,
        columns=list(spec.columns),
        parameters=dict(spec.parameters),
        dimension=DIMENSION_OF[quality.KINDS[spec.kind].aspect],
        severity=entry.severity,
        norm_count=spec.norm_count,
        norm_share=spec.norm_share,
        reason=entry.reason,
        origin=origin,
        created_at=now,
        created_by=by,
    )


@dataclass(frozen=True)
class Alike:
    """A dataset that has `found` of the `needed` columns, capitals aside."""

    dataset: Dataset
    found: int
    needed: int

    @property
    def share(self) -> float:
        return self.found / self.needed if self.needed else 0.0


def alike(source: Dataset, needed: Collection[str], *, to: User, named: str = "") -> list[Alike]:
    """Datasets in use to which this person may copy rules, those with most of the columns first.

    Two queries. `named`: only those with this in their name.
    """
    targets = Dataset.objects.visible_to(to).active().exclude(pk=source.pk)
    if named:
        targets = targets.filter(name__icontains=named)
    wanted = {name.casefold() for name in needed}
    found: dict[int, set[str]] = {}
    columns = Column.objects.filter(dataset__in=targets.order_by().values("pk"), absent_since=None)
    for pk, name in columns.values_list("dataset_id", "name").iterator(chunk_size=5_000):
        if name.casefold() in wanted:
            found.setdefault(pk, set()).add(name.casefold())
    told = [
        Alike(dataset, len(found.get(dataset.pk, ())), len(wanted))
        for dataset in targets.select_related("department").order_by("name", "pk")
    ]
    return sorted(told, key=lambda one: -one.found)[:MOST_ALIKE]


def match_columns(needed: Iterable[str], here: Sequence[str]) -> dict[str, str]:
    """Name elsewhere -> name here: the same, the same but for capitals and signs, or the nearest.

    A name without any likeness here is left out; no two names get the same column unless they
    are the same.
    """
    plain = {_plain(name): name for name in reversed(here)}
    found: dict[str, str] = {}
    rest = []
    for name in dict.fromkeys(needed):
        if name in here:
            found[name] = name
        elif _plain(name) in plain:
            found[name] = plain[_plain(name)]
        else:
            rest.append(name)
    for name in rest:
        free = [key for key, column in plain.items() if column not in found.values()]
        near = get_close_matches(_plain(name), free, n=1, cutoff=FAIRLY_ALIKE)
        if near:
            found[name] = plain[near[0]]
    return found


def _plain(name: str) -> str:
    return "".join(sign for sign in name.casefold() if sign.isalnum()) or name

"""What people decided about reading a dataset's files: per delivery, and remembered for the next.

A *decision* is an option of `intake.ReadingOptions` that a person chose; what nobody chose is
absent. They travel as JSON: on a delivery {decisions, aliases, by, dropped}, on a dataset the
decisions alone (`remembered`) and the names (`column_mapping`).
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from datasets import intake
from datasets.models import Dataset, Delivery
from kit.models import Job

# About the file as a whole; a wrong one can make a file unreadable.
OF_FILE = (
    "encoding",
    "delimiter",
    "quote",
    "header_line",
    "footer_line",
    "sheet",
    "member",
    "missing",
)
# By name of a column; a name that is not in the file does no harm.
OF_COLUMNS = ("types", "decimals", "date_orders", "column_missing")
_SHEETS = ("xlsx", "xls", "ods")
_TEXT_ONLY = ("encoding", "delimiter", "quote")
_LINES = ("header_line", "footer_line")
# Why remembered decisions were given up, beside the codes of the reader.
OTHER_COLUMNS = "other-columns"

Decisions = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """How a delivery is to be read. `by` is who says so; None when it is what was remembered.

    `dropped` tells of remembered decisions with which the file could not be read:
    {code, params, decisions}.
    """

    decisions: Decisions = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    by: int | None = None
    dropped: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        return cls(**data)

    def as_dict(self) -> dict[str, Any]:
        """{} when there is nothing to tell."""
        told = {"decisions": self.decisions, "aliases": self.aliases, "dropped": self.dropped}
        found: dict[str, Any] = {name: value for name, value in told.items() if value}
        return found | ({"by": self.by} if self.by else {})

    def as_text(self) -> str:
        """For the payload of a job."""
        return json.dumps(self.as_dict())


def decided(options: intake.ReadingOptions) -> Decisions:
    """Only what was chosen, ready to be kept as JSON."""
    told = options.as_dict()
    found = {name: told[name] for name in OF_FILE if told[name] is not None}
    return found | {name: dict(told[name]) for name in OF_COLUMNS if told[name]}


def options_of(dataset: Dataset, wishes: Wishes) -> intake.ReadingOptions:
    """What the reader gets: the decisions, the names, and what the source did before."""
    return intake.ReadingOptions.from_dict(
        {
            **wishes.decisions,
            "aliases": {**dataset.column_mapping, **wishes.aliases},
            "habits": habits_of(dataset),
        }
    )


def by_known_name(
    options: intake.ReadingOptions, columns: Iterable[Mapping[str, Any]]
) -> intake.ReadingOptions:
    """Choices about columns under the dictionary's names; a mapped column may be told by its own.

    What is said by both is what is said by the dictionary's name.
    """
    columns = tuple(columns)
    known = {str(column["name"]) for column in columns}
    own = {str(column.get("source_name") or ""): str(column["name"]) for column in columns}
    told: Any = {}
    for option in OF_COLUMNS:
        given: Mapping[str, Any] = getattr(options, option)
        ordered = sorted(given.items(), key=lambda item: item[0] in known)
        told[option] = {
            name if name in known else own.get(name, name): value for name, value in ordered
        }
    return replace(options, **told)


def habits_of(dataset: Dataset) -> dict[str, dict[str, str]]:
    """By name in the dictionary how its column was read before; {} where no value told anything."""
    types = dict(dataset.columns.values_list("name", "type"))
    found: dict[str, dict[str, str]] = {name: {} for name in types}
    for delivery in dataset.deliveries.current().order_by("-number").only("reading"):
        for column in delivery.reading.get("columns", ()):
            name = column["name"]
            if not column.get("filled", 0) + column.get("misfits", 0) or found.get(name):
                continue
            seen = {key: column.get(key, "") for key in ("decimal", "date_order")}
            found[name] = {key: value for key, value in seen.items() if value}
            found[name]["type"] = types.get(name, column["type"])
    return found


def wishes_of(delivery: Delivery, job: Job) -> Wishes:
    """What this reading must follow: what a person asks now, asked before, or what is remembered."""
    asked = job.payload.get("wishes")
    if asked:
        return Wishes.from_dict(json.loads(str(asked)))
    if delivery.options.get("by"):
        return Wishes.from_dict(delivery.options)
    return Wishes(decisions=dict(delivery.dataset.remembered))


def last_asked(delivery: Delivery) -> Wishes | None:
    """What a person asked that then failed; None when the last reading was no one's choice."""
    if not delivery.error_code:
        return None
    jobs = Job.objects.filter(kind="intake", payload__delivery=delivery.pk)
    job = jobs.order_by("-pk").first()
    asked = job.payload.get("wishes") if job else None
    return Wishes.from_dict(json.loads(str(asked))) if asked else None


def applicable(reading: Mapping[str, Any], *, kind: str = "") -> tuple[str, ...]:
    """The decisions about the file that mean something for it, in the order of a form.

    `kind`: what the bytes look like (intake.kind_of) where there is no reading yet.
    """
    form = str(reading.get("format", "")) or (kind or "csv")
    found: tuple[str, ...] = ()
    if len(reading.get("members", ())) > 1 or (not reading and kind in ("zip", "json")):
        found += ("member",)
    if form in _SHEETS:
        found += ("sheet", *_LINES)
    elif form == "csv":
        found += (*_TEXT_ONLY, *_LINES)
    return (*found, "missing") if form != "parquet" else found


def named(reading: intake.Reading, options: intake.ReadingOptions) -> dict[str, Any]:
    """The reading as it is kept: columns under the dictionary's names, without sample values.

    Rows of a dataset live in its table alone.
    """
    told = reading.as_dict()
    names = [column.name for column in reading.columns]
    told["columns"] = renamed(
        told["columns"], intake.known_as(names, options.aliases, options.habits)
    )
    return told


def renamed(columns: list[dict[str, Any]], known: Mapping[str, str]) -> list[dict[str, Any]]:
    """Columns of a reading under other names; each remembers its own."""
    found = []
    for column in columns:
        own = column.get("source_name") or column["name"]
        name = known.get(own, own)
        source = own if name != own else ""
        found.append({**column, "name": name, "source_name": source, "samples": ()})
    return found


def without_file_decisions(wishes: Wishes) -> Wishes:
    """The same wishes without what can make a file unreadable."""
    kept = {name: value for name, value in wishes.decisions.items() if name in OF_COLUMNS}
    return replace(wishes, decisions=kept)


def given_up(wishes: Wishes, code: str, params: Mapping[str, Any]) -> Wishes:
    """The wishes by which the file was read after all, with what they gave up and why."""
    loose = without_file_decisions(wishes)
    left = {name: one for name, one in wishes.decisions.items() if name not in loose.decisions}
    told = {"code": code, "params": dict(params), "decisions": left}
    return replace(loose, dropped=told)

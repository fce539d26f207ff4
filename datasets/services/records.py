"""One record of a dataset, found by its place, its key, or a word in it, in what can be read now.

Nothing here masks: a caller that shows values does so, and says who may see rows.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from datasets import quality
from datasets.lifecycle import Refused
from datasets.models import Dataset, Delivery
from datasets.services.table import table_of
from datasets.services.values import tables_left

UNREADABLE = "rows-unreadable"


@dataclass(frozen=True)
class Record:
    """A row as it stands in a delivery: `values` are the texts of its cells, "" for an empty one.

    `key` names it as findings and flags do ("nr:0007;jaar:2023"); "" where the dataset has none.
    """

    delivery: Delivery
    line: int
    key: str
    values: dict[str, str]


def record_key_of(dataset: Dataset, values: Mapping[str, str]) -> str:
    """How findings and flags name the record with these values; "" where the dataset has no key,
    or a delivery lacks all of it."""
    if not any(column in values for column in dataset.key):
        return ""
    return ";".join(f"{column}:{values.get(column, '')}" for column in dataset.key)


def record_at(delivery: Delivery, line: int) -> Record | None:
    """The row at a line of the delivered file; None where it is not in the table, or that is gone."""
    readable = _readable([delivery])
    if not readable:
        return None
    read = readable[delivery.number]
    columns = _columns([read])
    try:
        rows = quality.rows_at(
            table_of(delivery.dataset, [read]), [(str(read.number), line)], columns
        )
    except quality.CheckError:
        return None
    return _record(delivery, rows[0], columns) if rows else None


def find_record(
    dataset: Dataset,
    *,
    key: str = "",
    record: Mapping[str, str] | None = None,
    delivery: Delivery | None = None,
) -> Record | None:
    """The record with this key, or with these values (as stored or as typed); of several the one
    that stands so in the table, then the first.

    In `delivery`, or in what is current. A key of one column may be told without the column's name.
    Raises Refused("rows-unreadable") where the table cannot be read.
    """
    wanted = [record] if record else parsed_key(dataset, key)
    found = _find(dataset, wanted, _asked(dataset, delivery), plain=False)
    return next((records[0] for records in found if records), None)


def find_records(
    dataset: Dataset, wanted: Sequence[Mapping[str, str]], delivery: Delivery
) -> list[list[Record]]:
    """For each wanted record, by values as they are stored, at most two records of the delivery.

    One scan of the table for all that name the same columns. Raises Refused("rows-unreadable")
    where the table cannot be read: nothing is then said about the records.
    """
    if wanted and not _readable([delivery]):
        raise Refused(UNREADABLE)
    return _find(dataset, wanted, [delivery], plain=True)


def search_records(
    dataset: Dataset,
    text: str,
    *,
    column: str = "",
    period: str = "",
    hidden: Collection[str] = (),
    limit: int = 50,
) -> list[Record]:
    """The first records of the current data (of one period) that have the text in `column`, or
    anywhere; those with a cell that means the text come first.

    `hidden` columns are not looked in: who may not see their values cannot guess them either.
    Raises Refused("rows-unreadable") where that takes too long or the table cannot be read.
    """
    deliveries = [
        delivery for delivery in _asked(dataset, None) if not period or delivery.period == period
    ]
    readable = _readable(deliveries)
    columns = _columns(readable.values())
    try:
        rows = quality.search_rows(
            table_of(dataset, readable.values()),
            text,
            columns=columns,
            column=column or None,
            without=hidden,
            limit=limit,
        )
    except quality.CheckError as error:
        raise Refused(UNREADABLE) from error
    return _records(readable, rows, columns)


def parsed_key(dataset: Dataset, key: str) -> list[dict[str, str]]:
    """What a key may say, by column: "nr:0007;jaar:2023" where the key is nr and jaar.

    A value may hold ";" and ":", and even ";jaar:"; then there is more than one way to read it.
    """
    names = list(dataset.key)
    if not names or not key:
        return []
    first = f"{names[0]}:"
    if not key.startswith(first):
        return [{names[0]: key}] if len(names) == 1 else []
    ways: list[tuple[dict[str, str], str]] = [({}, key.removeprefix(first))]
    for at, name in enumerate(names[1:]):
        sign = f";{name}:"
        ways = [
            ({**told, names[at]: rest[:place]}, rest[place + len(sign) :])
            for told, rest in ways
            for place in range(len(rest))
            if rest.startswith(sign, place)
        ]
    return [{**told, names[-1]: rest} for told, rest in ways]


def _asked(dataset: Dataset, delivery: Delivery | None) -> list[Delivery]:
    return [delivery] if delivery else list(dataset.deliveries.current().order_by("-number"))


def _readable(deliveries: Iterable[Delivery]) -> dict[int, Delivery]:
    """By the number of each delivery the one whose table it stands for, where that can be read.

    One without change has no table of its own: it says what the one says that it repeats.
    """
    stands = {one.number: one.same_as or one for one in deliveries}
    if not stands:
        return {}
    dataset = next(iter(stands.values())).dataset
    left, _gone = tables_left(dataset, [one.number for one in stands.values()])
    readable = {one.pk for one in left}
    return {number: one for number, one in stands.items() if one.pk in readable}


def _columns(deliveries: Iterable[Delivery]) -> list[str]:
    return list(
        dict.fromkeys(
            column["name"] for delivery in deliveries for column in delivery.reading["columns"]
        )
    )


def _find(
    dataset: Dataset,
    wanted: Sequence[Mapping[str, str]],
    deliveries: Sequence[Delivery],
    *,
    plain: bool,
) -> list[list[Record]]:
    readable = _readable(deliveries)
    columns = _columns(readable.values())
    try:
        found = quality.find_rows(
            table_of(dataset, readable.values()), wanted, columns, plain=plain
        )
    except quality.CheckError as error:
        raise Refused(UNREADABLE) from error
    named = {one.number: one for one in deliveries}
    return [_records(readable, rows, columns, named) for rows in found]


def _records(
    readable: Mapping[int, Delivery],
    rows: Sequence[quality.FailingRow],
    columns: Sequence[str],
    named: Mapping[int, Delivery] | None = None,
) -> list[Record]:
    """Rows as records of the deliveries that were asked for."""
    of_part = {
        str(read.number): (named or readable).get(number, read) for number, read in readable.items()
    }
    return [_record(of_part[row.part], row, columns) for row in rows]


def _record(delivery: Delivery, row: quality.FailingRow, columns: Sequence[str]) -> Record:
    values = {name: text or "" for name, text in zip(columns, row.texts, strict=True)}
    return Record(delivery, row.line, record_key_of(delivery.dataset, values), values)

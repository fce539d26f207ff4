"""What it promises to repair cells in Koers: the rows change, what the source sent does not."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from datasets import intake, quality
from datasets.lifecycle import Channel, DeliveryStatus, Mode, Refused
from datasets.models import Dataset, Delivery, Finding, PatchedCell
from datasets.services import (
    PatchCell,
    destroy_delivery,
    edit_dataset,
    ends_on,
    find_record,
    patch_delivery,
    record_at,
    source_of,
    withdraw_delivery,
)
from datasets.services import patch as patching
from datasets.services.cleanup import clear_left_over
from datasets.services.destroy import finish_destroying
from datasets.services.freshness import freshness
from datasets.services.reread import read_again
from kit.jobs import work_off
from people.models import Department, User
from tests.datasets import followers
from tests.datasets.factories import CSV, deliver, make_dataset, make_rule

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

STREET = PatchCell(3, "straat", "Kerkpad", "Bord hangt er al jaren")
AMOUNT = PatchCell(2, "bedrag", "1300")


@pytest.fixture(autouse=True)
def _datasets_alone(settings: Settings) -> None:
    """Feedback takes a repair back that no correction asks for."""
    settings.KOERS_AFTER_DELIVERY = "tests.datasets.followers.NOBODY"


@pytest.fixture
def dataset(department: Department, steward: User, owner: User) -> Dataset:
    return make_dataset(department, key=["nr"], steward=steward, owner=owner)


@pytest.fixture
def source(dataset: Dataset) -> Delivery:
    return deliver(dataset)


def patched(source: Delivery, *cells: PatchCell, by: User | None = None) -> Delivery:
    """A repair that was checked."""
    made = patch_delivery(source, cells or (STREET, AMOUNT), by=by)
    work_off()
    for delivery in (made, source):
        delivery.refresh_from_db()
    return made


def texts(delivery: Delivery) -> list[list[str | None]]:
    reading = intake.Reading.from_dict(delivery.reading)
    return [
        [None if cell is None else str(cell) for cell in row]
        for row in intake.rows(delivery.table_path, reading)
    ]


def bytes_of(delivery: Delivery) -> dict[str, bytes]:
    folder = delivery.folder
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_repair_is_a_delivery_with_those_cells_in_the_place_of_the_sources(
    source: Delivery, steward: User
) -> None:
    before, rows = bytes_of(source), texts(source)
    patch = patched(source, by=steward)
    assert (patch.status, patch.channel, patch.is_current) == ("checked", Channel.PATCH, True)
    assert (patch.number, patch.patch_of, source_of(patch)) == (2, source, source)
    assert (source.status, source.is_current, source_of(source)) == ("checked", False, source)
    rows[1][1], rows[0][3] = "Kerkpad", "1300"
    assert texts(patch) == rows
    assert bytes_of(source) == before
    assert patch.original_path.read_bytes() == CSV.encode()
    record = find_record(source.dataset, key="nr:0002")
    assert record
    assert (record.delivery, record.line, record.values["straat"]) == (patch, 3, "Kerkpad")
    cells = list(
        patch.patched_cells.values_list("line", "column", "old", "new", "note", "by__username")
    )
    assert cells == [
        (2, "bedrag", "1250.5", "1300", "", steward.username),
        (3, "straat", "Kerkweg", "Kerkpad", STREET.note, steward.username),
    ]


@pytest.mark.parametrize(
    ("column", "new", "held"),
    [
        ("bedrag", "1.250,75", "1250.75"),
        ("bedrag", "1.234", "1.234"),
        ("bedrag", "", None),
        ("opgeleverd", "1 maart 2024", "2024-03-01"),
        ("straat", " 'Dorps''straat'; drop ", "'Dorps''straat'; drop"),
        ("straat", "", None),
        ("nr", "0007", "0007"),
    ],
)
def test_a_value_is_held_as_the_column_holds_values(
    source: Delivery, column: str, new: str, held: str | None
) -> None:
    patch = patch_delivery(source, [PatchCell(2, column, new)], by=None)
    place = [one["name"] for one in patch.reading["columns"]].index(column)
    assert texts(patch)[0][place] == held
    assert texts(patch)[1:] == texts(source)[1:]


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (PatchCell(2, "bedrag", "veel"), "patch-misfit"),
        (PatchCell(2, "opgeleverd", "31-02-2024"), "patch-misfit"),
        (PatchCell(9, "straat", "x"), "patch-line"),
        (PatchCell(1, "straat", "x"), "patch-line"),
        (PatchCell(2, "weg", "x"), "unknown-name"),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_nothing(
    source: Delivery, cell: PatchCell, code: str
) -> None:
    folders = set(source.folder.parent.iterdir())
    with pytest.raises(Refused, match=code):
        patch_delivery(source, [STREET, cell], by=None)
    with pytest.raises(Refused, match="patch-empty"):
        patch_delivery(source, [], by=None)
    assert set(source.folder.parent.iterdir()) == folders
    assert Delivery.objects.count() == 1
    source.refresh_from_db()
    assert source.is_current


def test_a_cell_that_did_not_fit_is_a_value_and_no_misfit_any_more(dataset: Dataset) -> None:
    lines = "".join(f"{n};{n * 10}\n" for n in range(1, 40))
    source = deliver(dataset, f"nr;aantal\n{lines}40;veel\n41;?\n")
    [before] = [one for one in source.reading["columns"] if one["name"] == "aantal"]
    assert (before["misfits"], before["missing"]) == (1, {"?": 1})
    patch = patched(source, PatchCell(41, "aantal", "400"), PatchCell(42, "aantal", "410"))
    [after] = [one for one in patch.reading["columns"] if one["name"] == "aantal"]
    assert (after["filled"], after["misfits"], after["empty"], after["missing"]) == (41, 0, 0, {})
    assert [row[1] for row in texts(patch)] == [str(n * 10) for n in range(1, 42)]
    assert PatchedCell.objects.get(line=41).old == "veel"


def test_rows_keep_their_order_and_lines_in_a_long_table(tmp_path: Path, dataset: Dataset) -> None:
    lines = "".join(f"{n:05d};{n % 7};pad {n}\n" for n in range(6_000))
    source = deliver(dataset, "nr;aantal;straat\n" + lines)
    cells = [PatchCell(line, "straat", f"nieuw {line}") for line in range(2, 6_002, 12)]
    patch = patch_delivery(source, cells, by=None)
    reading = intake.Reading.from_dict(patch.reading)
    rows = list(intake.rows(patch.table_path, reading))
    assert [row.line for row in rows] == list(range(2, 6_002))
    assert [str(row[0]) for row in rows] == [f"{n:05d}" for n in range(6_000)]
    assert [row.line for row in rows if str(row[2]) == f"nieuw {row.line}"] == [
        *range(2, 6_002, 12)
    ]
    assert patch.patched_cells.count() == 500


def test_rules_judge_the_repaired_rows(dataset: Dataset, source: Delivery) -> None:
    make_rule(dataset, "gevuld", ["opgeleverd"])
    assert dataset.flags.open().count() == 1
    patched(source, PatchCell(4, "opgeleverd", "2024-04-01"))
    assert dataset.flags.open().count() == 0


def test_the_next_delivery_of_the_source_takes_the_place_of_both(
    dataset: Dataset, source: Delivery
) -> None:
    patch = patched(source)
    newer = deliver(dataset, CSV.replace("Molenpad", "Molenlaan"))
    patch.refresh_from_db()
    assert (newer.is_current, patch.is_current, patch.status) == (True, False, "checked")
    with pytest.raises(Refused, match="newer-in-use"):
        patch_delivery(source, [STREET], by=None)


def test_the_same_file_again_repeats_the_source_and_leaves_the_repair(
    dataset: Dataset, source: Delivery
) -> None:
    patch = patched(source)
    again = deliver(dataset)
    patch.refresh_from_db()
    assert (again.same_as, again.number, patch.is_current) == (source, 3, True)
    record = record_at(again, 3)
    assert record
    assert record.values["straat"] == "Kerkweg"  # what the source says


def test_a_second_repair_is_made_of_the_source_and_replaces_the_first(source: Delivery) -> None:
    first = patched(source, STREET)
    second = patched(first, AMOUNT)
    first.refresh_from_db()
    assert (second.patch_of, second.is_current, first.is_current) == (source, True, False)
    assert [row[1] for row in texts(second)] == [row[1] for row in texts(source)]


def test_a_withdrawn_repair_falls_back_on_what_the_source_sent(
    source: Delivery, steward: User
) -> None:
    first = patched(source, STREET)
    second = patched(source, AMOUNT)
    withdraw_delivery(second, by=steward, note="Toch niet")
    for delivery in (source, first, second):
        delivery.refresh_from_db()
    assert source.is_current
    assert (first.status, second.status) == (DeliveryStatus.WITHDRAWN, DeliveryStatus.WITHDRAWN)


def test_a_repair_goes_with_a_source_that_is_withdrawn(
    dataset: Dataset, source: Delivery, steward: User
) -> None:
    newer = deliver(dataset, CSV.replace("Molenpad", "Molenlaan"))
    patch = patched(newer)
    withdraw_delivery(newer, by=steward, note="Verkeerd bestand")
    for delivery in (source, patch):
        delivery.refresh_from_db()
    assert patch.status == DeliveryStatus.WITHDRAWN
    assert source.is_current


def test_destroying_a_source_destroys_its_repairs_with_their_cells(
    source: Delivery, steward: User
) -> None:
    patch = patched(source)
    patch_folder = patch.folder
    destroy_delivery(source, by=steward, note="Bewaartermijn")
    patch.refresh_from_db()
    assert (patch.status, patch.is_current, patch.reading) == ("destroyed", False, {})
    assert not PatchedCell.objects.exists()
    finish_destroying()  # as on commit, which a test does not reach
    assert not patch_folder.exists()
    assert not source.folder.exists()


def test_destroying_a_repair_leaves_the_source(source: Delivery, steward: User) -> None:
    patch = patched(source)
    destroy_delivery(patch, by=steward, note="Vergissing")
    source.refresh_from_db()
    assert (source.is_current, source.status) == (True, DeliveryStatus.CHECKED)
    assert source.original_path.exists()


def test_a_repair_is_no_arrival(dataset: Dataset, source: Delivery, steward: User) -> None:
    edit_dataset(dataset, by=steward, refresh="monthly", retention_months=12)
    old = source.received_at - timedelta(days=100)
    Delivery.objects.filter(pk=source.pk).update(received_at=old)
    source.refresh_from_db()
    today = timezone.localdate()
    late = freshness(dataset, today=today)
    patch = patched(source)
    assert freshness(dataset, today=today) == late
    assert late.late
    assert ends_on(patch) == ends_on(source)


def test_a_repair_is_not_followed_and_cannot_be_read_again(
    source: Delivery, steward: User, settings: Settings
) -> None:
    settings.KOERS_JOBS = "tests.datasets.followers.JOBS"
    settings.KOERS_AFTER_DELIVERY = "tests.datasets.followers.AFTER_DELIVERY"
    followers.seen.clear()
    patch = patched(source)
    assert followers.seen == []
    with pytest.raises(Refused, match="not-to-be-read"):
        read_again(patch, options=intake.ReadingOptions(), by=steward)


def test_a_source_is_not_repaired_before_its_check(dataset: Dataset, source: Delivery) -> None:
    Delivery.objects.filter(pk=source.pk).update(status=DeliveryStatus.READ)
    with pytest.raises(Refused, match="being-checked"):
        patch_delivery(source, [STREET], by=None)


def test_a_repair_is_never_set_aside_for_its_number_of_rows(
    dataset: Dataset, source: Delivery
) -> None:
    make_rule(dataset, "aantal-rijen", (), parameters={"minimum": 10}, severity="blocking")
    patch = patched(source)
    assert (patch.status, patch.is_current) == (DeliveryStatus.CHECKED, True)


def test_one_period_of_a_dataset_that_grows_is_repaired(department: Department) -> None:
    dataset = make_dataset(department, mode=Mode.ACCUMULATES, key=["nr"])
    old = deliver(dataset, "nr;naam\n01;Iep\n", period="2023")
    new = deliver(dataset, "nr;naam\n01;Iep\n", period="2024")
    patch = patched(old, PatchCell(2, "naam", "Olm"))
    assert (patch.period, patch.is_current) == ("2023", True)
    new.refresh_from_db()
    assert new.is_current


def test_killed_between_files_and_rows_it_leaves_a_folder_that_the_night_removes(
    source: Delivery, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = set(source.folder.parent.iterdir())

    def die(*_args: Any, **_options: Any) -> None:
        raise SystemExit

    monkeypatch.setattr(patching, "_book", die)
    monkeypatch.setattr(patching.shutil, "rmtree", lambda *_args, **_options: None)
    with pytest.raises(SystemExit):
        patch_delivery(source, [STREET], by=None)
    monkeypatch.undo()
    [left] = set(source.folder.parent.iterdir()) - folders
    assert Delivery.objects.count() == 1
    clear_left_over(now=timezone.now() + timedelta(days=2))
    assert not left.exists()
    assert source.folder.exists()


def test_the_engine_reads_a_repair_as_any_table(source: Delivery) -> None:
    patch = patch_delivery(source, [AMOUNT], by=None)
    reading = intake.Reading.from_dict(patch.reading)
    table = quality.Table.from_reading(reading, patch.table_path)
    [[row]] = quality.find_rows(table, [{"bedrag": "1300"}], ["nr"])
    assert row.texts == ["0001"]
    assert not Finding.objects.exists()

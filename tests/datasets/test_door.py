"""Which files may come in: by what they are, under no other name, each within its own limit."""

import gzip
import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import override

from datasets.lifecycle import Channel, DeliveryStatus, Refused
from datasets.models import Dataset, Delivery
from datasets.sentences import reading_words, refusal
from datasets.sentences.reading import READING_CODES, note_words, rejection_words
from datasets.services.door import admit
from people.models import Department, User
from tests.conftest import As
from tests.datasets.factories import CSV, deliver, make_dataset, send

JSON = b'[{"nr": "001", "straat": "Kerkweg", "adres": {"plaats": "Zwolle"}}]'


def workbook() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("[Content_Types].xml", "x")
        archive.writestr("xl/workbook.xml", "x")
    return buffer.getvalue()


def zipped() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("tabel.csv", CSV)
    return buffer.getvalue()


@pytest.fixture
def dataset(department: Department, steward: User, owner: User) -> Dataset:
    return make_dataset(department, steward=steward, owner=owner)


@pytest.mark.parametrize(
    ("content", "name", "limit"),
    [
        (b"a;b\n1;2\n", "a.csv", 500),
        (b"a\tb\n", "A.TSV", 500),
        (JSON, "a.json", 500),
        (JSON, "kaart.geojson", 500),
        (b"PAR1" + bytes(50), "a.parquet", 500),
        (gzip.compress(b"a;b\n"), "a.csv.gz", 500),
        (zipped(), "a.zip", 500),
        (workbook(), "a.xlsx", 20),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(50), "a.xls", 20),
        (workbook(), "geen-einde", 20),
        (JSON, "levering.2026", 500),
        (b"a;b\n1;2\n", "lijst", 500),
        (b"a;b\n1;2\n", "lijst.v2", 500),
        (b"a;b\n1;2\n", "lijst van 1.5 km", 500),
        (b"a\tb\n", "a.tab", 500),
        (b"MZ;b\n1;2\n", "a.csv", 500),
        (workbook(), "a.xlsm", 20),  # the reader says whether it holds macros
        (b"", "leeg.xlsx", 500),
    ],
)
def test_a_table_comes_in_under_its_own_limit(content, name, limit):
    assert admit(content, name) == limit


@pytest.mark.parametrize(
    ("content", "name", "code", "found"),
    [
        (workbook(), "a.csv", "other-kind", "xlsx"),
        (zipped(), "a.xlsx", "other-kind", "zip"),
        (b"a;b\n1;2\n", "a.xls", "other-kind", ""),
        (JSON, "a.csv", "other-kind", "json"),
        (b"<!doctype html><table>", "a.xls", "not-text", "html"),
        (b"MZ\x90\x00" + bytes(80), "a.csv", "not-text", "exe"),
        (b"MZ", "a.csv", "not-text", "exe"),
        (b"MZ", "mz", "not-text", "exe"),
        *[
            (b"a;b\n1;2\n", f"a.{ending}", "other-kind", "")
            for ending in ("exe", "PDF", "html", "svg", "xlsm", "dbf", "bat", "js", "7z", "mp3")
        ],
        (workbook(), "a.docx", "other-kind", "xlsx"),
        (b"%PDF-1.7", "a.csv", "not-text", "pdf"),
        (b"SQLite format 3\x00", "a.csv", "not-text", "sqlite"),
        (bytes(8) + b"DUCK", "a.parquet", "not-text", "duckdb"),
    ],
)
def test_what_is_no_table_or_another_one_is_refused(content, name, code, found):
    with pytest.raises(Refused) as refused:
        admit(content, name)
    assert (refused.value.code, refused.value.params["found"]) == (code, found)
    assert refusal(refused.value)


@pytest.mark.django_db
def test_a_workbook_has_a_limit_of_its_own(settings, dataset: Dataset) -> None:
    settings.SHEET_LIMIT_MB = 1
    with pytest.raises(Refused) as refused:
        send(dataset, workbook() + bytes(1024 * 1024), filename="groot.xlsx")
    assert (refused.value.code, refused.value.params) == ("file-too-large", {"limit": 1})
    assert not Delivery.objects.exists()


@pytest.mark.django_db
def test_a_page_and_the_api_refuse_a_file_under_a_wrong_name(
    as_: As, dataset: Dataset, steward: User
) -> None:
    def file() -> SimpleUploadedFile:
        return SimpleUploadedFile("cijfers.csv", workbook())

    client = as_(steward)
    page = client.post(reverse("datasets:deliver", args=[dataset.slug]), {"bestand": file()})
    assert page.status_code == 422
    told = client.post(f"/api/v1/datasets/{dataset.slug}/leveringen", {"bestand": file()})
    assert told.status_code == 400
    assert ".xlsx" in told.json()["fouten"][0]["melding"]
    assert not Delivery.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "name", "form", "container"),
    [
        (JSON, "a.json", "json", ""),
        (gzip.compress(JSON), "a.json.gz", "json", "gzip"),
        (zipped(), "a.zip", "csv", "zip"),
    ],
)
def test_every_format_becomes_a_checked_delivery(
    as_: As, dataset: Dataset, steward: User, content: bytes, name: str, form: str, container: str
) -> None:
    delivery = deliver(dataset, content, filename=name, channel=Channel.PAGE, by=steward)
    assert delivery.status == DeliveryStatus.CHECKED
    client = as_(steward)
    told = client.get(f"/api/v1/datasets/{dataset.slug}/leveringen/1").json()["lezing"]
    assert (told["formaat"], told["verpakking"]) == (form, container)
    page = client.get(reverse("datasets:delivery", args=[dataset.slug, 1]))
    assert page.status_code == 200


@override("en")
def test_the_decisions_about_a_file_are_told_in_words():
    words = dict(
        reading_words(
            {
                "format": "json",
                "encoding": "utf-8",
                "container": "zip",
                "member": "a.json#$",
                "members": ["a.json#$", "a.json#wijken", *(f"{n}.csv" for n in range(10))],
                "notes": ["nested-flattened", "lists-as-text"],
            }
        )
    )
    assert list(words) == [
        "Format",
        "Packed as",
        "Part that was read",
        "Encoding",
        "Header",
        "Also decided",
    ]
    assert words["Part that was read"] == (
        "a.json: the object itself (there is also: a.json#wijken, 0.csv, 1.csv, 2.csv, 3.csv,"
        " 4.csv, 5.csv, 6.csv and 3 more)"
    )
    sheet = dict(reading_words({"format": "xlsx", "sheet": "Blad1", "header_line": 3}))
    assert (sheet["Sheet"], sheet["Header"]) == ("Blad1", "on row 3")
    below = {"footer_lines": [(62, "Totaal;1.800,00;"), (64, "Bron: CBS")]}
    assert dict(reading_words({"format": "csv", **below}))["Lines below the data"] == (
        "from line 62: Totaal;1.800,00 / Bron: CBS"
    )
    assert dict(reading_words({"format": "ods", **below}))["Lines below the data"] == (
        "from row 62: Totaal;1.800,00 / Bron: CBS"
    )


def test_every_code_of_intake_has_its_words():
    from datasets.intake.errors import CODES
    from datasets.intake.reading import FILE_NOTES, NOTES
    from datasets.intake.reasons import _SENTENCES
    from datasets.intake.records import REASONS

    portal_only = {"unwritable"}
    assert set(CODES) - portal_only <= set(READING_CODES)
    assert set(CODES) == set(_SENTENCES)
    assert all(note_words(note) != note for note in (*NOTES, *FILE_NOTES))
    assert all(rejection_words(reason) != reason for reason in REASONS)

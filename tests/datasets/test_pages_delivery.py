"""A file comes in by page: followed to its verdict, refused in words, accepted, taken out of use."""

import hashlib
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from datasets.lifecycle import Channel, DeliveryStatus, Mode
from datasets.models import Dataset, Delivery
from datasets.services import withdraw_delivery
from kit.jobs import work_off
from kit.models import Job
from kit.uploads import MEGABYTE, RequestSizeLimit
from people.models import Department, User
from tests.conftest import As, MakePerson
from tests.datasets.factories import CSV, deliver, make_dataset, send

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"
HTMX = {"HX-Request": "true"}


def url(name: str, dataset: Dataset, *parts: object) -> str:
    return reverse(f"datasets:{name}", args=[dataset.slug, *parts])


def upload(
    client: Client,
    dataset: Dataset,
    content: bytes | str = CSV,
    name: str = "data.csv",
    **more: str,
) -> HttpResponse:
    file = SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)
    return client.post(url("deliver", dataset), {"bestand": file, **more})  # type: ignore[return-value]


@pytest.fixture
def dataset(department: Department, steward: User, owner: User) -> Dataset:
    return make_dataset(department, steward=steward, owner=owner)


@pytest.mark.django_db
class TestArrival:
    def test_a_first_file_is_read_waits_for_a_yes_and_is_checked(
        self, as_: As, dataset: Dataset, steward: User
    ) -> None:
        client = as_(steward)
        response = upload(client, dataset)
        page = url("delivery", dataset, 1)
        assert (response.status_code, response.headers["Location"]) == (302, page)
        arrived = client.get(page)
        assert arrived.context["arrival"].busy
        assert url("delivery_progress", dataset, 1) in arrived.content.decode()
        work_off()
        waiting = client.get(page)
        assert waiting.context["delivery"].status == DeliveryStatus.AWAITING
        assert url("delivery_accept", dataset, 1) in waiting.content.decode()
        client.post(url("delivery_accept", dataset, 1))
        work_off()
        checked = client.get(page)
        assert checked.context["delivery"].status == DeliveryStatus.CHECKED
        assert not checked.context["arrival"].busy
        assert url("run", dataset, 1) in checked.content.decode()

    def test_every_row_of_the_file_is_accounted_for(
        self, as_: As, dataset: Dataset, steward: User
    ) -> None:
        content = "nr;naam\n1;a\n2;b;te veel\n3;c\n4;d;ook;dit\n"
        delivery = deliver(dataset, content)
        context = as_(steward).get(url("delivery", dataset, 1)).context
        assert context["file_rows"] == 4 == delivery.rows + delivery.rejected_rows  # type: ignore[operator]
        assert [(reject["line"], reject["raw"]) for reject in context["rejects"]] == [
            (3, "2;b;te veel"),
            (5, "4;d;ook;dit"),
        ]
        response = as_(steward).get(url("rejected", dataset, 1))
        assert isinstance(response, StreamingHttpResponse)
        lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[arg-type]
        assert len(lines) == 3
        assert response.headers["Content-Disposition"].startswith("attachment;")

    def test_shows_what_was_decided_about_the_file(
        self, as_: As, dataset: Dataset, colleague: User
    ) -> None:
        deliver(dataset, "Titel van het overzicht\n\n" + CSV)
        context = as_(colleague).get(url("delivery", dataset, 1)).context
        decided = dict(context["reading"])
        assert "Titel van het overzicht" in decided.values()
        assert [column["name"] for column in context["columns"]][0] == "nr"
        amount = context["columns"][3]
        assert (amount["type"], amount["filled"], amount["missing"]) == ("getal", 2, 1)
        assert "?" in amount["tokens"]

    def test_keeps_name_and_fingerprint_of_the_file(
        self, as_: As, dataset: Dataset, steward: User
    ) -> None:
        upload(as_(steward), dataset, name="../../../etc/cron d.csv")
        delivery = dataset.deliveries.get()
        assert delivery.filename == "cron d.csv"
        assert delivery.sha256 == hashlib.sha256(CSV.encode()).hexdigest()
        text = as_(steward).get(url("delivery", dataset, 1)).content.decode()
        assert delivery.sha256 in text

    def test_a_double_submit_is_one_delivery(
        self, as_: As, dataset: Dataset, steward: User
    ) -> None:
        client = as_(steward)
        first, second = upload(client, dataset), upload(client, dataset)
        assert first.headers["Location"] == second.headers["Location"]
        assert dataset.deliveries.count() == 1
        assert Job.objects.filter(kind="intake").count() == 1

    def test_the_same_bytes_again_are_a_delivery_without_change(
        self, as_: As, dataset: Dataset, steward: User
    ) -> None:
        deliver(dataset)
        upload(as_(steward), dataset)
        again = dataset.deliveries.get(number=2)
        assert again.same_as == dataset.deliveries.get(number=1)
        page = as_(steward).get(url("delivery", dataset, 2))
        assert url("delivery", dataset, 1) in page.content.decode()
        assert page.context["table"]["rows"]
        listed = as_(steward).get(url("deliveries", dataset))
        assert [delivery.number for delivery in listed.context["page"]] == [2, 1]


@pytest.mark.django_db
class TestProgress:
    def test_gives_only_the_bar_until_the_delivery_moves_on(
        self, as_: As, dataset: Dataset, steward: User
    ) -> None:
        client = as_(steward)
        upload(client, dataset)
        key = client.get(url("delivery", dataset, 1)).context["arrival"].key
        stand = url("delivery_progress", dataset, 1)
        busy = client.get(stand, {"van": key}, headers=HTMX)
        assert "HX-Retarget" not in busy.headers
        assert "hx-get" in busy.content.decode()
        work_off()
        moved = client.get(stand, {"van": key}, headers=HTMX)
        assert moved.headers["HX-Retarget"] == "#delivery"
        text = moved.content.decode()
        assert 'id="delivery"' in text
        assert "hx-get" not in text
        assert "<html" not in text

    def test_ends_when_the_check_is_done(self, as_: As, dataset: Dataset, steward: User) -> None:
        deliver(dataset)
        stand = url("delivery_progress", dataset, 1)
        done = as_(steward).get(stand, {"van": "read-"}, headers=HTMX)
        assert "hx-get" not in done.content.decode()


BAD = [
    ("empty-file", b"", "leeg.csv"),
    ("not-text", PNG, "foto.csv"),
    ("ending", b"nr;naam\n1;a\n", "data.xlsx"),
]
UNREADABLE = [
    ("no-columns", b"\n\n\n"),
    ("too-many-columns", ";".join(f"k{n}" for n in range(2000)).encode() + b"\n"),
    ("duplicate-header", b"nr;naam;nr\n1;a;2\n"),
    ("unclosed-quote", b'nr;naam\n1;a\n2;"b\n3;c\n'),
]


@pytest.mark.django_db
class TestBadFiles:
    @pytest.mark.parametrize(("code", "content", "name"), BAD)
    def test_what_is_no_csv_is_refused_at_once_and_nothing_is_kept(
        self, as_: As, dataset: Dataset, steward: User, code: str, content: bytes, name: str
    ) -> None:
        response = upload(as_(steward), dataset, content, name)
        assert response.status_code == 422
        assert response.context["form"].errors["bestand"]  # type: ignore[attr-defined]
        assert not Delivery.objects.exists()
        assert not Job.objects.exists()

    def test_no_file_at_all_is_said(self, as_: As, dataset: Dataset, steward: User) -> None:
        response = as_(steward).post(url("deliver", dataset), {})
        assert response.status_code == 422
        assert list(response.context["form"].errors) == ["bestand"]

    @pytest.mark.parametrize(("code", "content"), UNREADABLE)
    def test_what_is_no_table_fails_with_a_reason_and_can_be_tried_again(
        self, as_: As, dataset: Dataset, steward: User, code: str, content: bytes
    ) -> None:
        good = deliver(dataset)
        client = as_(steward)
        assert upload(client, dataset, content).status_code == 302
        work_off()
        failed = dataset.deliveries.get(number=2)
        if failed.status != DeliveryStatus.FAILED:
            pytest.fail(f"{code}: {failed.status} {failed.reading}")
        assert failed.error_code == code
        page = client.get(url("delivery", dataset, 2))
        assert page.context["arrival"].why not in ("", code)
        assert url("delivery_retry", dataset, 2) in page.content.decode()
        good.refresh_from_db()
        assert good.is_current
        client.post(url("delivery_retry", dataset, 2))
        failed.refresh_from_db()
        assert failed.status == DeliveryStatus.RECEIVED
        work_off()
        failed.refresh_from_db()
        assert failed.status == DeliveryStatus.FAILED

    def test_a_file_over_the_limit_is_413_and_nothing_is_kept(
        self, as_: As, dataset: Dataset, steward: User, settings: object
    ) -> None:
        settings.CSV_LIMIT_MB = 1  # type: ignore[attr-defined]
        root = Delivery(dataset=dataset).folder.parent
        before = set(root.iterdir()) if root.exists() else set()
        response = upload(as_(steward), dataset, b"nr;naam\n" + b"1;abcdefgh\n" * 100_000)
        assert response.status_code == 413
        assert "1 MB" in str(response.context["form"].errors["bestand"])  # type: ignore[attr-defined]
        assert not Delivery.objects.exists()
        assert set(root.iterdir()) == before

    @pytest.mark.parametrize("period", ["", "vorig jaar", "2024-13", "31-05-2024"])
    def test_a_dataset_that_grows_asks_for_a_readable_period(
        self, as_: As, department: Department, steward: User, period: str
    ) -> None:
        grows = make_dataset(department, mode=Mode.ACCUMULATES)
        response = upload(as_(steward), grows, periode=period)
        assert response.status_code == 422
        assert list(response.context["form"].errors) == ["periode"]  # type: ignore[attr-defined]
        assert not Delivery.objects.exists()

    def test_a_period_is_kept_with_its_delivery(
        self, as_: As, department: Department, steward: User
    ) -> None:
        grows = make_dataset(department, mode=Mode.ACCUMULATES)
        upload(as_(steward), grows, periode=" 2024-k2 ")
        assert grows.deliveries.get().period == "2024-K2"


@pytest.mark.django_db
class TestRequestSize:
    def answer(self, length: int, path: str = "/datasets") -> tuple[HttpResponse, BytesIO]:
        body = BytesIO(b"x" * min(length, 3 * MEGABYTE))
        request = RequestFactory().generic("POST", path, b"")
        request.META["CONTENT_LENGTH"] = str(length)
        request._stream = body  # type: ignore[attr-defined]

        def reached(request: HttpRequest) -> HttpResponse:
            return HttpResponse("reached")

        return RequestSizeLimit(reached)(request), body

    def test_a_body_over_the_limit_is_answered_before_it_is_parsed(self, settings: object) -> None:
        settings.CSV_LIMIT_MB = 1  # type: ignore[attr-defined]
        response, body = self.answer(2 * MEGABYTE + 1)
        assert response.status_code == 413
        assert b"<h1" in response.content
        assert body.tell() == 2 * MEGABYTE  # read up to the limit, so that the browser listens

    def test_a_body_within_the_limit_passes_unread(self, settings: object) -> None:
        settings.CSV_LIMIT_MB = 1  # type: ignore[attr-defined]
        response, body = self.answer(2 * MEGABYTE)
        assert response.content == b"reached"
        assert body.tell() == 0

    @pytest.mark.django_db
    def test_the_api_answers_with_a_problem(self, client: Client, settings: object) -> None:
        settings.CSV_LIMIT_MB = 1  # type: ignore[attr-defined]
        response = client.post(
            "/api/v1/datasets", b"x" * (2 * MEGABYTE + 1), content_type="application/json"
        )
        assert response.status_code == 413
        assert response.headers["Content-Type"].startswith("application/problem+json")


@pytest.mark.django_db
class TestAccess:
    def test_only_the_data_team_and_the_owner_deliver(
        self, as_: As, dataset: Dataset, steward: User, owner: User, colleague: User, outsider: User
    ) -> None:
        for person in (colleague, outsider):
            assert as_(person).get(url("deliver", dataset)).status_code == 404
            assert upload(as_(person), dataset).status_code == 404
        assert not Delivery.objects.exists()
        for person in (steward, owner):
            assert as_(person).get(url("deliver", dataset)).status_code == 200

    def test_an_owner_delivers_to_their_own_datasets_only(
        self, as_: As, make_person: MakePerson, dataset: Dataset, other_department: Department
    ) -> None:
        other_owner = make_person("anderebron", other_department, "owners")
        assert as_(other_owner).get(url("deliver", dataset)).status_code == 404

    def test_a_retired_dataset_takes_no_delivery(
        self, as_: As, dataset: Dataset, steward: User
    ) -> None:
        as_(steward).post(url("retire", dataset))
        assert as_(steward).get(url("deliver", dataset)).status_code == 404

    @pytest.mark.parametrize("action", ["accept", "withdraw", "retry"])
    def test_an_outsider_and_a_colleague_change_nothing(
        self, as_: As, dataset: Dataset, colleague: User, outsider: User, action: str
    ) -> None:
        delivery = deliver(dataset, accept=False, channel=Channel.PAGE)
        for person in (colleague, outsider):
            address = url(f"delivery_{action}", dataset, 1)
            assert as_(person).post(address, {"reden": "x"}).status_code == 404
        page = as_(outsider).get(url("delivery", dataset, 1)).content.decode()
        assert url(f"delivery_{action}", dataset, 1) not in page
        delivery.refresh_from_db()
        assert delivery.status == DeliveryStatus.AWAITING

    def test_an_owner_cannot_say_the_stewards_yes(
        self, as_: As, dataset: Dataset, owner: User
    ) -> None:
        delivery = deliver(dataset, accept=False, channel=Channel.PAGE)
        assert as_(owner).post(url("delivery_accept", dataset, 1)).status_code == 404
        delivery.refresh_from_db()
        assert delivery.status == DeliveryStatus.AWAITING

    @pytest.mark.parametrize("action", ["accept", "withdraw", "retry"])
    def test_changes_take_a_post_with_a_token(
        self, as_: As, dataset: Dataset, steward: User, action: str
    ) -> None:
        deliver(dataset, accept=False, channel=Channel.PAGE)
        address = url(f"delivery_{action}", dataset, 1)
        assert as_(steward).get(address).status_code == 405
        assert as_(steward, csrf=True).post(address, {"reden": "x"}).status_code == 403

    def test_a_delivery_is_found_below_its_own_dataset_only(
        self, as_: As, dataset: Dataset, department: Department, steward: User
    ) -> None:
        deliver(dataset)
        other = make_dataset(department, "Demo-ander")
        for name in ("delivery", "delivery_progress", "rejected"):
            assert as_(steward).get(url(name, other, 1)).status_code == 404

    def test_a_shielded_dataset_has_no_deliveries_for_an_outsider(
        self, as_: As, department: Department, outsider: User
    ) -> None:
        shielded = make_dataset(department, shielded=True)
        deliver(shielded)
        for name in ("delivery", "delivery_progress", "rejected"):
            assert as_(outsider).get(url(name, shielded, 1)).status_code == 404


@pytest.mark.django_db
class TestOutOfUse:
    def test_taking_a_delivery_out_of_use_needs_a_reason(
        self, as_: As, dataset: Dataset, steward: User
    ) -> None:
        delivery = deliver(dataset)
        response = as_(steward).post(url("delivery_withdraw", dataset, 1), {"reden": "  "})
        assert response.status_code == 422
        assert "reden" in response.context["form"].errors
        delivery.refresh_from_db()
        assert delivery.is_current

    def test_the_last_good_delivery_counts_again_and_the_reason_is_shown(
        self, as_: As, dataset: Dataset, steward: User, colleague: User
    ) -> None:
        first = deliver(dataset)
        deliver(dataset, CSV.replace("Kerkweg", "Kerkplein"))
        reason = "Verkeerde maand geleverd."
        as_(steward).post(url("delivery_withdraw", dataset, 2), {"reden": reason})
        first.refresh_from_db()
        assert first.is_current
        assert reason in as_(colleague).get(url("delivery", dataset, 2)).content.decode()
        assert reason in as_(colleague).get(url("detail", dataset)).content.decode()

    def test_a_second_click_changes_nothing_and_says_so(
        self, as_: As, dataset: Dataset, steward: User
    ) -> None:
        delivery = deliver(dataset)
        withdraw_delivery(delivery, by=steward, note="al gedaan")
        address = url("delivery_withdraw", dataset, 1)
        response = as_(steward).post(address, {"reden": "nog eens"}, follow=True)
        assert response.status_code == 200
        assert len(list(response.context["messages"])) == 1
        assert dataset.changes.filter(new=DeliveryStatus.WITHDRAWN).count() == 1


@pytest.mark.django_db
def test_the_list_pages_and_needs_a_steady_number_of_queries(
    as_: As, dataset: Dataset, colleague: User, steward: User, django_assert_max_num_queries: object
) -> None:
    assert as_(colleague).get(url("deliveries", dataset)).status_code == 200
    delivery = send(dataset, by=steward).delivery
    for number in range(2, 42):
        delivery.pk, delivery._state.adding, delivery.number = None, True, number
        delivery.uuid = Delivery._meta.get_field("uuid").get_default()
        delivery.sha256 = f"{number:064}"
        delivery.save(force_insert=True)
    client = as_(colleague)
    client.get(url("deliveries", dataset))
    with django_assert_max_num_queries(15):  # type: ignore[operator]
        page = client.get(url("deliveries", dataset)).context["page"]
    assert (page.paginator.count, len(page)) == (41, 25)

"""The data itself: who reads which rows, how they look, and the lines a look leaves."""

import csv
import io

import pytest
from django.http import StreamingHttpResponse
from django.test import Client
from django.urls import reverse

from datasets.lifecycle import Classification, Mode, PersonalData
from datasets.models import Column, Dataset
from datasets.services import describe_column, dismiss_guess
from people.models import AccessLogEntry, Department, User
from tests.conftest import As, MakePerson
from tests.datasets.factories import deliver, make_dataset, make_rule

PEOPLE = "nr;naam;bsn;leeftijd\n1;Jansen;123456782;34\n2;De Vries;111222333;51\n"


def rows_url(dataset: Dataset) -> str:
    return reverse("datasets:rows", args=[dataset.slug])


def csv_of(client: Client, dataset: Dataset, **query: str) -> list[list[str]]:
    response = client.get(reverse("datasets:rows_csv", args=[dataset.slug]), query)
    assert isinstance(response, StreamingHttpResponse)
    text = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[arg-type]
    return list(csv.reader(io.StringIO(text)))


@pytest.fixture
def open_data(department: Department) -> Dataset:
    dataset = make_dataset(department)
    deliver(dataset)
    return dataset


@pytest.fixture
def confidential(department: Department, steward: User, owner: User) -> Dataset:
    dataset = make_dataset(
        department,
        "Demo-vertrouwelijk",
        classification=Classification.CONFIDENTIAL,
        steward=steward,
        owner=owner,
    )
    deliver(dataset)
    return dataset


@pytest.mark.django_db
class TestRows:
    def test_shows_types_missing_values_and_the_readers_notation(
        self, as_: As, open_data: Dataset, colleague: User
    ) -> None:
        table = as_(colleague).get(rows_url(open_data)).context["table"]
        first, _second, third = (row.cells for row in table["rows"])
        assert [cell.text for cell in first] == ["0001", "Dorpsstraat", "01-02-2024", "1.250,5"]
        assert [column["numeric"] for column in table["columns"]] == [False, False, False, True]
        assert third[2].missing
        assert third[3].missing

    def test_a_value_that_does_not_fit_is_marked_with_a_word(
        self, as_: As, department: Department, colleague: User
    ) -> None:
        dataset = make_dataset(department)
        lines = "".join(f"{n};{n * 10}\n" for n in range(1, 40))
        deliver(dataset, f"nr;aantal\n{lines}40;ongeveer tien\n")
        response = as_(colleague).get(rows_url(dataset))
        cell = response.context["table"]["rows"][39].cells[1]
        assert (cell.text, cell.misfit, cell.numeric) == ("ongeveer tien", True, False)
        assert "koers-cell-misfit" in response.content.decode()

    def test_pages_through_any_number_of_rows(
        self, as_: As, department: Department, colleague: User
    ) -> None:
        dataset = make_dataset(department)
        deliver(dataset, "nr;naam\n" + "".join(f"{n};rij {n}\n" for n in range(1, 121)))
        client = as_(colleague)
        first = client.get(rows_url(dataset)).context
        last = client.get(rows_url(dataset), {"pagina": "3"}).context
        beyond = client.get(rows_url(dataset), {"pagina": "99"}).context
        assert (len(first["table"]["rows"]), len(last["table"]["rows"])) == (50, 20)
        assert last["table"]["rows"][0].cells[0].text == "101"
        assert beyond["table"]["rows"] == last["table"]["rows"]

    def test_an_entry_without_data_says_so(
        self, as_: As, department: Department, colleague: User
    ) -> None:
        response = as_(colleague).get(rows_url(make_dataset(department)))
        assert response.status_code == 200
        assert response.context["chosen"] is None

    def test_a_file_with_a_header_only_shows_its_columns_and_no_rows(
        self, as_: As, department: Department, colleague: User
    ) -> None:
        dataset = make_dataset(department)
        deliver(dataset, "nr;naam\n")
        response = as_(colleague).get(rows_url(dataset))
        assert response.status_code == 200
        assert len(response.context["columns"]) == 2
        assert response.context["page"].paginator.count == 0

    def test_a_table_that_is_gone_is_said_not_a_crash(
        self, as_: As, open_data: Dataset, colleague: User
    ) -> None:
        open_data.deliveries.get().table_path.unlink()
        response = as_(colleague).get(rows_url(open_data))
        assert response.status_code == 200
        assert response.context["table"] is None
        csv_url = reverse("datasets:rows_csv", args=[open_data.slug])
        assert as_(colleague).get(csv_url).status_code == 404

    def test_a_dataset_that_grows_shows_one_period_at_a_time(
        self, as_: As, department: Department, colleague: User
    ) -> None:
        dataset = make_dataset(department, mode=Mode.ACCUMULATES)
        deliver(dataset, "nr;naam\n1;oud\n", period="2023")
        deliver(dataset, "nr;naam;extra\n1;nieuw;ja\n2;nieuw;nee\n", period="2024")
        client = as_(colleague)
        newest = client.get(rows_url(dataset)).context
        older = client.get(rows_url(dataset), {"periode": "2023"}).context
        assert newest["chosen"].period == "2024"
        assert [cell.text for cell in older["table"]["rows"][0].cells] == ["1", "oud"]
        assert client.get(rows_url(dataset), {"periode": "1999"}).status_code == 404


WHY = "Een vraag van een bewoner nagaan"


def say_why(client: Client, dataset: Dataset) -> None:
    address = reverse("datasets:rows_reason", args=[dataset.slug])
    assert client.post(address, {"reden": WHY}).status_code == 302


@pytest.mark.django_db
class TestAccess:
    def test_confidential_rows_are_for_owner_steward_named_people_and_departments(
        self,
        as_: As,
        confidential: Dataset,
        steward: User,
        owner: User,
        colleague: User,
        outsider: User,
        admin: User,
    ) -> None:
        url = rows_url(confidential)
        csv_url = reverse("datasets:rows_csv", args=[confidential.slug])
        for person in (steward, owner):
            client = as_(person)
            say_why(client, confidential)
            assert client.get(url).context["table"] is not None
            assert client.get(csv_url).status_code == 200
        for person in (colleague, outsider, admin):
            refused = as_(person).get(url)
            assert refused.status_code == 403
            assert refused.context["table"] is None
            assert "Dorpsstraat" not in refused.content.decode()
            assert as_(person).get(csv_url).status_code == 403
        confidential.readers.add(colleague)
        assert outsider.department
        confidential.reader_departments.add(outsider.department)
        assert as_(colleague).get(url).status_code == 200
        assert as_(outsider).get(url).status_code == 200

    def test_a_refusal_names_whom_to_ask(
        self, as_: As, confidential: Dataset, colleague: User, owner: User
    ) -> None:
        assert owner.email in as_(colleague).get(rows_url(confidential)).content.decode()

    def test_each_look_and_each_refusal_leaves_a_line(
        self, as_: As, confidential: Dataset, owner: User, colleague: User
    ) -> None:
        csv_url = reverse("datasets:rows_csv", args=[confidential.slug])
        client = as_(owner)
        say_why(client, confidential)
        client.get(rows_url(confidential))
        client.get(csv_url)
        as_(colleague).get(rows_url(confidential))
        as_(colleague).get(csv_url)
        lines = AccessLogEntry.objects.filter(object_id=str(confidential.pk)).order_by("pk")
        assert [(line.person, line.action, line.result, line.reason) for line in lines] == [
            (owner, "rows-seen", "granted", WHY),
            (owner, "rows-downloaded", "granted", WHY),
            (colleague, "rows-seen", "refused", ""),
            (colleague, "rows-downloaded", "refused", ""),
        ]

    def test_confidential_rows_are_shown_only_after_the_reason_was_told(
        self, as_: As, confidential: Dataset, owner: User, colleague: User
    ) -> None:
        client = as_(owner)
        asked = client.get(rows_url(confidential))
        assert "Waarvoor heb je deze rijen nodig?" in asked.content.decode()
        assert "Dorpsstraat" not in asked.content.decode()
        csv_url = reverse("datasets:rows_csv", args=[confidential.slug])
        assert client.get(csv_url).headers["Location"] == rows_url(confidential)
        address = reverse("datasets:rows_reason", args=[confidential.slug])
        assert client.post(address, {"reden": " "}).status_code == 422
        assert not AccessLogEntry.objects.filter(action__startswith="rows-").exists()
        say_why(client, confidential)
        assert "Dorpsstraat" in client.get(rows_url(confidential)).content.decode()
        assert as_(colleague).post(address, {"reden": WHY}).status_code == 403

    def test_rows_that_everyone_may_see_leave_no_line(
        self, as_: As, open_data: Dataset, colleague: User
    ) -> None:
        as_(colleague).get(rows_url(open_data))
        csv_of(as_(colleague), open_data)
        assert not AccessLogEntry.objects.filter(action__startswith="rows-").exists()

    def test_the_delivery_page_shows_an_outsider_no_rows(
        self, as_: As, confidential: Dataset, owner: User, outsider: User
    ) -> None:
        url = reverse("datasets:delivery", args=[confidential.slug, 1])
        assert "Dorpsstraat" in as_(owner).get(url).content.decode()
        seen = as_(outsider).get(url)
        assert seen.status_code == 200
        assert "Dorpsstraat" not in seen.content.decode()
        line = AccessLogEntry.objects.get(action="rows-seen", person=owner)
        assert line.reason == "om levering 1 te beoordelen"


@pytest.mark.django_db
class TestPersonalData:
    @pytest.fixture
    def people(self, department: Department) -> Dataset:
        dataset = make_dataset(department, "Demo-mensen", personal_data=PersonalData.BSN)
        deliver(dataset, PEOPLE)
        return dataset

    def mark(self, dataset: Dataset, by: User, **columns: str) -> None:
        for name, personal in columns.items():
            describe_column(
                Column.objects.get(dataset=dataset, name=name), by=by, personal=personal
            )

    def test_personal_columns_are_masked_for_everybody(
        self, as_: As, people: Dataset, steward: User, colleague: User, outsider: User
    ) -> None:
        self.mark(people, steward, naam="ordinary", bsn="bsn")
        for person in (colleague, outsider, steward):
            response = as_(person).get(rows_url(people))
            row = [cell.text for cell in response.context["table"]["rows"][0].cells]
            assert row == ["1", "J****n", "*******82", "34"]
            assert "Jansen" not in response.content.decode()

    def test_the_download_masks_as_the_page_does(
        self, as_: As, people: Dataset, steward: User, colleague: User
    ) -> None:
        self.mark(people, steward, naam="ordinary", bsn="bsn")
        assert csv_of(as_(colleague), people)[1] == ["1", "J****n", "*******82", "34"]
        assert csv_of(as_(steward), people)[1] == ["1", "J****n", "*******82", "34"]

    def test_all_values_are_masked_until_someone_says_which_columns_are_personal(
        self, as_: As, people: Dataset, colleague: User
    ) -> None:
        response = as_(colleague).get(rows_url(people))
        assert response.context["all_masked"]
        text = response.content.decode()
        assert "Jansen" not in text
        assert "123456782" not in text

    def test_what_only_seems_personal_is_masked_until_a_steward_says_no(
        self, department: Department, steward: User, colleague: User, as_: As
    ) -> None:
        people = make_dataset(department, "Demo-mensen")
        deliver(people, PEOPLE)
        page = reverse("datasets:rows", args=[people.slug])
        seen = as_(colleague).get(page).content.decode()
        assert "Jansen" not in seen
        assert "elke waarde gemaskeerd" not in seen  # leeftijd stands open
        dismiss_guess(people.columns.get(name="naam"), by=steward)
        assert "Jansen" in as_(colleague).get(page).content.decode()

    def test_marking_a_column_masks_what_checks_kept_of_it(
        self, department: Department, steward: User
    ) -> None:
        people = make_dataset(department, "Demo-mensen")
        deliver(people, PEOPLE)
        dismiss_guess(people.columns.get(name="naam"), by=steward)
        make_rule(people, "patroon", ["naam"], parameters={"patroon": "X.*"})
        finding = people.runs.order_by("-number").first().findings.get()  # type: ignore[union-attr]
        assert finding.examples[0]["values"]["naam"] == "Jansen"
        self.mark(people, steward, naam="ordinary")
        finding.refresh_from_db()
        assert finding.examples[0]["values"]["naam"] == "J****n"


@pytest.mark.django_db
class TestDownload:
    def test_holds_every_row_and_no_formula(
        self, as_: As, department: Department, colleague: User
    ) -> None:
        dataset = make_dataset(department, "Demo ../../etc")
        deliver(dataset, "nr;=naam;saldo\n1;=1+1;-2\n2;@SUM(A1);+3,5\n3;gewoon;4\n")
        client = as_(colleague)
        assert csv_of(client, dataset) == [
            ["nr", "'=naam", "saldo"],
            ["1", "'=1+1", "-2"],
            ["2", "'@SUM(A1)", "3.5"],
            ["3", "gewoon", "4"],
        ]
        response = client.get(reverse("datasets:rows_csv", args=[dataset.slug]))
        disposition = response.headers["Content-Disposition"]
        assert disposition.startswith("attachment;")
        assert ".." not in disposition
        assert "/" not in disposition
        assert response.headers["X-Content-Type-Options"] == "nosniff"

    def test_all_periods_come_under_the_same_names(
        self, as_: As, department: Department, colleague: User
    ) -> None:
        dataset = make_dataset(department, mode=Mode.ACCUMULATES)
        deliver(dataset, "nr;naam\n1;oud\n", period="2023")
        deliver(dataset, "naam;nr;extra\nnieuw;1;ja\n", period="2024")
        client = as_(colleague)
        header, *rows = csv_of(client, dataset)
        assert header[1:] == ["naam", "nr", "extra"]
        assert rows == [["2024", "nieuw", "1", "ja"], ["2023", "oud", "1", ""]]
        assert len(csv_of(client, dataset, periode="2023")) == 2

    def test_streams_a_long_table_complete(
        self, as_: As, department: Department, colleague: User
    ) -> None:
        dataset = make_dataset(department)
        deliver(dataset, "nr;naam\n" + "".join(f"{n};rij {n}\n" for n in range(1, 2001)))
        rows = csv_of(as_(colleague), dataset)
        assert len(rows) == 2001
        assert rows[-1] == ["2000", "rij 2000"]


@pytest.mark.django_db
def test_a_reader_in_a_named_department_leaves_with_it(
    as_: As, make_person: MakePerson, confidential: Dataset, other_department: Department
) -> None:
    reader = make_person("lezer", other_department)
    confidential.reader_departments.add(other_department)
    assert as_(reader).get(rows_url(confidential)).status_code == 200
    confidential.reader_departments.clear()
    assert as_(reader).get(rows_url(confidential)).status_code == 403


@pytest.mark.django_db
def test_values_that_do_not_fit_are_found_from_the_reason_they_give(
    as_: As, department: Department, colleague: User
) -> None:
    dataset = make_dataset(department)
    lines = "".join(f"{n};{n * 10}\n" for n in range(1, 200))
    deliver(dataset, f"nr;aantal\n{lines}200;ongeveer tien\n")
    overview = as_(colleague).get(reverse("datasets:detail", args=[dataset.slug]))
    [url] = [reason.url for reason in overview.context["reasons"] if "past-niet" in reason.url]
    table = as_(colleague).get(url).context["table"]
    assert [[cell.text for cell in row.cells] for row in table["rows"]] == [
        ["200", "ongeveer tien"]
    ]
    odd = as_(colleague).get(rows_url(dataset), {"past-niet": "bestaat-niet"})
    assert odd.context["table"]["rows"] == []


@pytest.mark.django_db
def test_whole_numbers_are_grouped_only_where_the_file_grouped_them(
    as_: As, department: Department, colleague: User
) -> None:
    dataset = make_dataset(department)
    deliver(dataset, "jaar;inwoners;bedrag\n2023;1.250.000;1500,50\n2024;12.000.000;9,25\n")
    table = as_(colleague).get(rows_url(dataset)).context["table"]
    assert [[cell.text for cell in row.cells] for row in table["rows"]] == [
        ["2023", "1.250.000", "1.500,5"],
        ["2024", "12.000.000", "9,25"],
    ]

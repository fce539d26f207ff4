"""A list of doubts: read however it was saved, answered line by line, reported once."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone, translation

from datasets.lifecycle import Classification
from feedback.forms.words import REASON_OF
from feedback.lifecycle import Refused, Status
from feedback.models import Batch, Report
from feedback.sentences import LIST_COLUMNS, refusal
from feedback.services.bulk import clear_lists, confirm_list, start_list
from feedback.services.bulk_file import MOST_LINES, read_list
from kit.jobs import work_off
from kit.models import Job
from people.models import AccessLogEntry, Notification
from tests.datasets.factories import deliver, make_dataset
from tests.feedback.factories import bring_to, make_doubtable, make_report

HEAD = "sleutel;kolom;betwijfelde waarde;voorgestelde waarde;toelichting;reden\n"
BRING = reverse("feedback:bulk")


@pytest.fixture
def dataset(department, steward):
    dataset = make_dataset(department, steward=steward)
    dataset.key = ["nr"]
    dataset.save(update_fields=["key"])
    deliver(dataset)
    return dataset


def bring(client, dataset, text: str | bytes):
    content = text.encode() if isinstance(text, str) else text
    file = SimpleUploadedFile("lijst.csv", content)
    return client.post(f"{BRING}?dataset={dataset.slug}", {"bestand": file})


def begun(dataset, by, text: str) -> Batch:
    return start_list(
        dataset, content=text.encode(), filename="lijst.csv", by=by, reasons=REASON_OF
    )


def codes(batch: Batch) -> list[str]:
    return [line["code"] for line in batch.lines]


class TestReading:
    @pytest.mark.parametrize(
        "content",
        [
            (HEAD + "0001;straat;Kerk;Kerkweg;één;leeg\n").encode(),
            (HEAD + "0001;straat;Kerk;Kerkweg;één;leeg\n").encode("utf-8-sig"),
            (HEAD + "0001;straat;Kerk;Kerkweg;één;leeg\n").encode("cp1252"),
            (HEAD + "0001;straat;Kerk;Kerkweg;één;leeg\n").encode("utf-16"),
            (HEAD + "0001;straat;Kerk;Kerkweg;één;leeg\n").replace(";", ",").encode(),
            (HEAD + "0001;straat;Kerk;Kerkweg;één;leeg\n").replace(";", "\t").encode(),
            (HEAD + "0001;straat;Kerk;Kerkweg;één;leeg").replace("\n", "\r\n").encode(),
            b'"Sleutel" ; "KOLOM";Huidige waarde;moet zijn;opmerking;reden\n'
            b"0001;straat;Kerk;Kerkweg;\xe9\xe9n;leeg\n",
            "reden;extra;toelichting;voorgesteldeWaarde;betwijfeldeWaarde;kolom;sleutel\n"
            "leeg;x;één;Kerkweg;Kerk;straat;0001\n".encode(),
        ],
    )
    def test_however_an_office_program_saved_it(self, content):
        if content.startswith(b'"Sleutel" ;'):
            content = content.replace(b'" ; "', b'";"')
        (line,) = read_list(content)
        assert (line.number, line.key, line.column, line.doubted) == (2, "0001", "straat", "Kerk")
        assert (line.proposed, line.text, line.reason) == ("Kerkweg", "één", "leeg")

    def test_a_key_of_more_columns_may_stand_under_their_own_names(self):
        (line,) = read_list(b"nr;jaar;kolom\n7;2023;straat\n", key=["nr", "jaar"])
        assert line.key == "nr:7;jaar:2023"

    def test_lines_are_those_of_the_file(self):
        text = HEAD + '\n0001;straat;;;"twee\nregels";\n0002;straat;;;;\n'
        assert [line.number for line in read_list(text.encode())] == [3, 5]

    @pytest.mark.parametrize(
        ("content", "code", "params"),
        [
            (b"", "list-empty", {}),
            (HEAD.encode(), "list-empty", {}),
            (b"x" * (5 * 1024 * 1024 + 1), "list-too-large", {"most": 5}),
            (HEAD.encode() + b"1;a\x81b;;;;\n", "list-encoding", {"line": 2, "column": 4}),
            (HEAD.encode() + b"1;a;\x00;;;\n", "list-sign", {"line": 2, "column": 5}),
            (b"nummer;waarde\n1;2\n", "list-header", {"needed": "kolom", "found": "nummer, waarde"}),
            (b"kolom;waarde\n1;2\n", "list-header", {"needed": "sleutel", "found": "kolom, waarde"}),
            (b"sleutel;kolom;Kolom\n1;2;3\n", "list-double", {"name": "Kolom"}),
            (HEAD.encode() + b'1;"a;;;;\n', "list-quotes", {"line": 2}),
            (
                HEAD.encode() + b"1;a;;;;\n" * 1001,
                "list-too-long",
                {"lines": 1001, "most": MOST_LINES},
            ),
        ],
    )  # fmt: skip
    def test_what_cannot_be_read_is_told_with_its_place(self, content, code, params):
        with pytest.raises(Refused) as refused:
            read_list(content)
        assert (refused.value.code, refused.value.params) == (code, params)
        with translation.override("nl"):
            told = refusal(refused.value)
        assert told != code
        assert all(str(value) in told for value in params.values())


@pytest.mark.django_db
class TestAnswers:
    def test_each_line_gets_its_own(self, dataset, colleague, outsider):
        make_report(dataset, outsider)
        make_report(dataset, colleague, record_key="nr:0002", column="straat")
        text = HEAD + (
            "0003;straat;Molenpad;Molenlaan;;\n"  # fine
            "nr:0001;BEDRAG;1.250,50;1.350,50;;\n"  # joins
            "0002;straat;;;Klopt niet;\n"  # known
            "0003;straat;;;nog eens;\n"  # the same as the first
            ";straat;;;;\n"
            "0009;straat;;;;\n"
            "0001;straatt;;;;\n"
            "0001;straat;Kerkweg;;;\n"  # another value stands there
            "0001;opgeleverd;;;;omdat\n"
            "0001;opgeleverd;;;;anders\n"
            "0001;opgeleverd;01-02-2024;;;verouderd;te;veel\n"
            "0002;;;;dubbel;dubbel\n"  # a whole row
        )
        batch = begun(dataset, colleague, text)
        assert codes(batch) == [
            "fine", "joins", "known", "twin", "key-needed", "row-unknown", "column-unknown",
            "value-differs", "reason-unknown", "nothing-said", "too-many-cells", "fine",
        ]  # fmt: skip
        assert batch.lines[6]["params"]["hint"] == "straat"
        assert batch.lines[3]["params"] == {"line": 2}
        assert Report.objects.count() == 2

    def test_without_the_right_to_rows_nothing_is_compared_or_told(
        self, dataset, colleague, steward
    ):
        dataset.classification = Classification.CONFIDENTIAL
        dataset.save(update_fields=["classification"])
        make_report(dataset, steward)
        text = HEAD + "nr:0001;bedrag;7;8;;\nnr:0099;straat;;;;\n"
        assert codes(begun(dataset, colleague, text)) == ["fine", "fine"]


@pytest.mark.django_db
class TestReporting:
    TEXT = HEAD + (
        "0001;bedrag;1.250,50;1.350,50;Zie de factuur;\n"
        "0002;straat;;Kerkstraat;;verouderd\n"
        "0009;straat;;;;\n"
    )

    def test_nothing_is_made_before_yes_and_then_each_line_once(
        self, dataset, colleague, outsider, steward
    ):
        first = make_report(dataset, outsider)
        Notification.objects.all().delete()
        batch = begun(dataset, colleague, self.TEXT)
        assert Report.objects.count() == 1
        for _time in range(2):
            confirm_list(batch)
        assert Job.objects.filter(kind="report-list").count() == 1
        work_off()
        batch.refresh_from_db()
        assert [one["outcome"] for one in batch.results] == ["joined", "made", "row-unknown"]
        report = Report.objects.exclude(pk=first.pk).get()
        assert batch.results[1]["reference"] == report.reference
        assert (report.reason, report.subject, report.delivery.number) == ("outdated", "cell", 1)
        point = report.points.get()
        assert (point.record_key, point.doubted, point.proposed) == (
            "nr:0002", "Kerkweg", "Kerkstraat",
        )  # fmt: skip
        assert [(one.person, one.note) for one in first.joiners.all()] == [
            (colleague, "1.350,50\nZie de factuur")
        ]
        assert {line.user for line in Notification.objects.all()} == {colleague, steward}
        assert Notification.objects.count() == 2

    def test_a_job_that_is_done_again_makes_nothing_twice(self, dataset, colleague):
        batch = begun(dataset, colleague, self.TEXT)
        job = confirm_list(batch)
        work_off()
        Job.objects.filter(pk=job.pk).update(state="queued", finished_at=None)
        work_off()
        batch.refresh_from_db()
        assert Report.objects.count() == 2
        assert [one["outcome"] for one in batch.results] == ["made", "made", "row-unknown"]

    def test_a_report_that_closed_meanwhile_makes_a_new_one(self, dataset, colleague, outsider):
        first = make_report(dataset, outsider)
        batch = begun(dataset, colleague, self.TEXT)
        bring_to(first, Status.WITHDRAWN)
        confirm_list(batch)
        work_off()
        batch.refresh_from_db()
        assert [one["outcome"] for one in batch.results][0] == "made"

    def test_the_night_takes_old_lists_and_leaves_the_reports(self, dataset, colleague):
        batch = begun(dataset, colleague, self.TEXT)
        confirm_list(batch)
        work_off()
        assert clear_lists(now=timezone.now() + timezone.timedelta(days=6)) == 0
        assert clear_lists(now=timezone.now() + timezone.timedelta(days=8)) == 1
        assert Report.objects.count() == 2


@pytest.mark.django_db
class TestPages:
    def test_from_file_to_answers(self, as_, dataset, colleague):
        client = as_(colleague)
        answer = bring(client, dataset, TestReporting.TEXT)
        batch = Batch.objects.get()
        where = reverse("feedback:bulk_list", args=[batch.uuid])
        assert answer.headers["Location"] == where
        page = client.get(where)
        assert (page.context["good"], page.context["bad"]) == (2, 1)
        confirm = reverse("feedback:bulk_confirm", args=[batch.uuid])
        assert client.get(confirm).status_code == 405
        for _time in range(2):
            assert client.post(confirm).headers["Location"] == where
        assert client.get(where).context["poll_url"]
        work_off()
        done = client.get(where)
        assert (done.context["made"], done.context["refused"]) == (2, 1)
        assert done.context["poll_url"] == ""
        piece = client.get(
            reverse("feedback:bulk_progress", args=[batch.uuid]), headers={"HX-Request": "true"}
        )
        assert b"<html" not in piece.content
        assert Report.objects.count() == 2

    def test_the_answers_as_csv_run_nothing(self, as_, dataset, colleague):
        client = as_(colleague)
        bring(client, dataset, HEAD + "0002;straat;;=1+1;@SUM(A1);\n")
        batch = Batch.objects.get()
        answer = client.get(reverse("feedback:bulk_answers", args=[batch.uuid]))
        rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
        assert rows[1][:6] == ["2", "nr:0002", "straat", "", "'=1+1", "'@SUM(A1)"]
        assert answer.headers["Content-Disposition"].startswith("attachment")

    def test_an_empty_list_has_the_names_that_are_read(self, as_, colleague):
        answer = as_(colleague).get(reverse("feedback:bulk_example"))
        head = b"".join(answer.streaming_content)
        line = read_list(head + b'"1","a","b","c","d","leeg"\r\n')[0]
        assert [getattr(line, name) for name in LIST_COLUMNS] == ["1", "a", "b", "c", "d", "leeg"]

    def test_a_list_that_cannot_be_read_is_told_and_nothing_is_kept(self, as_, dataset, colleague):
        client = as_(colleague)
        for text in (b"", b"iets\n1\n", HEAD.encode() + b"1;a\x81;;;;\n"):
            answer = bring(client, dataset, text)
            assert answer.status_code == 422
            assert list(answer.context["form"].errors) == ["bestand"]
        assert client.post(f"{BRING}?dataset={dataset.slug}", {}).status_code == 422
        assert Batch.objects.count() == 0

    def test_somebody_elses_list_is_not_there(self, as_, dataset, colleague, steward):
        batch = begun(dataset, colleague, TestReporting.TEXT)
        client = as_(steward)
        for name in ("bulk_list", "bulk_progress", "bulk_answers"):
            assert client.get(reverse(f"feedback:{name}", args=[batch.uuid])).status_code == 404
        assert client.post(reverse("feedback:bulk_confirm", args=[batch.uuid])).status_code == 404
        assert Job.objects.filter(kind="report-list").count() == 0

    def test_nor_a_dataset_that_one_does_not_see(self, as_, department, outsider):
        hidden = make_doubtable(department, shielded=True)
        assert as_(outsider).get(f"{BRING}?dataset={hidden.slug}").status_code == 404
        assert bring(as_(outsider), hidden, TestReporting.TEXT).status_code == 404

    def test_confidential_rows_ask_why_first(self, as_, dataset, steward):
        dataset.classification = Classification.CONFIDENTIAL
        dataset.save(update_fields=["classification"])
        client = as_(steward)
        assert bring(client, dataset, TestReporting.TEXT).status_code == 200
        assert Batch.objects.count() == 0
        client.post(f"{BRING}?dataset={dataset.slug}", {"reden": "Lijst nagelopen"})
        assert bring(client, dataset, TestReporting.TEXT).status_code == 302
        assert AccessLogEntry.objects.get(action="rows-seen").reason == "Lijst nagelopen"

    def test_a_long_list_has_pages(self, as_, dataset, colleague, django_assert_max_num_queries):
        batch = begun(dataset, colleague, HEAD + ";straat;;;;\n" * 250)
        client = as_(colleague)
        with django_assert_max_num_queries(15):
            page = client.get(reverse("feedback:bulk_list", args=[batch.uuid]), {"pagina": "2"})
        assert (len(page.context["page"]), page.context["page"].number) == (100, 2)
        assert page.context["good"] == 0
        client.post(reverse("feedback:bulk_confirm", args=[batch.uuid]))
        batch.refresh_from_db()
        assert batch.job is None

    def test_without_a_dataset_one_chooses_it(self, as_, dataset, colleague):
        page = as_(colleague).get(BRING)
        assert [one.name for one in page.context["page"]] == [dataset.name]

"""The form of a doubt: prefilled from its address, sent once, and showing nobody too much."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from datasets.lifecycle import PersonalData
from datasets.models import Column
from feedback.models import Report
from feedback.services import join_report
from people.models import AccessLogEntry
from tests.datasets.factories import deliver, make_dataset, make_rule
from tests.feedback.asking import asking, cell, confide, filled, make_delivered
from tests.feedback.factories import make_report

pytestmark = pytest.mark.django_db


@pytest.fixture
def dataset(department, steward):
    return make_delivered(department, steward)


class TestFromACell:
    def test_it_opens_with_the_cell_ticked_and_shows_what_it_means(self, as_, dataset, colleague):
        column = dataset.columns.get(name="bedrag")
        Column.objects.filter(pk=column.pk).update(meaning="De kosten.", unit="euro")
        page = as_(colleague).get(cell(dataset))
        first = page.context["cells"][0]
        assert (first["name"], first["value"], first["tick"].value()) == ("bedrag", "1.250,5", True)
        assert page.context["form"]["reden"].value() == "wrong-value"
        text = page.content.decode()
        assert text.index("De kosten.") < text.index("Alle woningen.") < text.index('name="reden"')

    def test_three_clicks_from_cell_to_sent(self, as_, dataset, colleague):
        client = as_(colleague)
        page = client.get(cell(dataset))  # the first click; what is typed is the proposal
        answer = client.post(cell(dataset), filled(page, **{"voorstel-3": "1350,50"}))  # the second
        report = Report.objects.get()
        assert answer.headers["Location"] == reverse("feedback:report", args=[report.reference])
        assert (report.subject, report.reason, report.reporter) == (
            "cell",
            "wrong-value",
            colleague,
        )
        assert (report.delivery.number, report.since, report.sureness) == (1, None, "fairly")
        (point,) = report.points.all()
        assert (point.record_key, point.column) == ("nr:0001", "bedrag")
        assert (point.doubted, point.proposed) == ("1250.5", "1350,50")
        assert point.record == {
            "nr": "0001", "straat": "Dorpsstraat", "opgeleverd": "2024-02-01", "bedrag": "1250.5",
        }  # fmt: skip

    def test_values_come_from_the_table_never_from_the_form(self, as_, dataset, colleague):
        client = as_(colleague)
        page = client.get(cell(dataset))
        forged = {"betwijfeld": "999", "doubted": "999", "record_key": "nr:9", "kolom": "straat"}
        client.post(cell(dataset), filled(page, **forged))
        (point,) = Report.objects.get().points.all()
        assert (point.record_key, point.column, point.doubted) == ("nr:0001", "bedrag", "1250.5")

    def test_several_cells_each_with_its_own_proposal(self, as_, dataset, colleague):
        client = as_(colleague)
        page = client.get(cell(dataset))
        given = {"kies-1": "on", "voorstel-1": "Dorpsplein", "voorstel-3": "1"}
        client.post(cell(dataset), filled(page, **given))
        points = Report.objects.get().points.all()
        assert [(one.column, one.proposed) for one in points] == [
            ("straat", "Dorpsplein"),
            ("bedrag", "1"),
        ]

    def test_a_double_click_is_one_report_with_its_evidence_once(self, as_, dataset, colleague):
        client = as_(colleague)
        sent = filled(client.get(cell(dataset)))
        for _time in range(2):
            file = SimpleUploadedFile("brief.txt", b"Zie de brief.")
            assert client.post(cell(dataset), {**sent, "bewijs": [file]}).status_code == 302
        assert Report.objects.get().attachments.count() == 1

    def test_a_script_gets_an_address_and_the_page_still_says_thank_you(
        self, as_, dataset, colleague
    ):
        client = as_(colleague)
        sent = filled(client.get(cell(dataset)))
        answer = client.post(cell(dataset), sent, headers={"X-Koers-Upload": "1"})
        assert answer.status_code == 201
        there = client.get(answer.headers["Location"])
        assert Report.objects.get().reference in [str(m) for m in there.context["messages"]][0]

    def test_an_empty_cell_asks_to_be_filled(self, as_, dataset, colleague):
        page = as_(colleague).get(cell(dataset, line=4))
        assert page.context["form"]["reden"].value() == "empty"
        assert page.context["cells"][0]["value"] == ""

    def test_a_whole_row(self, as_, dataset, colleague):
        where = asking(dataset=dataset.slug, levering=1, regel=3)
        client = as_(colleague)
        client.post(where, filled(client.get(where), rij="on", reden="surplus"))
        report = Report.objects.get()
        assert (report.subject, report.points.get().column) == ("row", "")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"kies-3": ""}, "__all__"),
        ({"reden": ""}, "reden"),
        ({"reden": "because"}, "reden"),
        ({"sinds": "2999-01-01"}, "sinds"),
        ({"sinds": "gisteren"}, "sinds"),
        ({"zekerheid": "heel"}, "zekerheid"),
        ({"kenmerk": "x"}, "kenmerk"),
        ({"toelichting": "x" * 4001}, "toelichting"),
        ({"reden": "other"}, "__all__"),
        ({"bewijs": [SimpleUploadedFile("a.png", b"\x7fELF\x00")]}, "bewijs"),
        ({"bewijs": [SimpleUploadedFile("leeg.txt", b"")]}, "bewijs"),
        ({"bewijs": [SimpleUploadedFile(f"{n}.txt", b"tekst") for n in range(6)]}, "bewijs"),
    ],
)
def test_wrong_input_is_told_beside_its_field_and_makes_nothing(
    as_, dataset, colleague, given, field
):
    client = as_(colleague)
    answer = client.post(cell(dataset), filled(client.get(cell(dataset)), **given))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert "koers-error-summary" in answer.content.decode()
    assert Report.objects.count() == 0


def test_more_than_fifty_values_belong_in_a_list(as_, department, colleague):
    dataset = make_dataset(department)
    names = [f"k{n}" for n in range(51)]
    deliver(dataset, ";".join(names) + "\n" + ";".join("x" * 51) + "\n")
    client = as_(colleague)
    where = asking(dataset=dataset.slug, levering=1, regel=2)
    ticks = {f"kies-{n}": "on" for n in range(51)}
    answer = client.post(where, filled(client.get(where), **ticks, reden="wrong-value"))
    assert answer.status_code == 422
    assert "50" in str(answer.context["form"].errors["__all__"])
    assert Report.objects.count() == 0


@pytest.mark.parametrize(
    "query",
    [
        {"levering": "x", "regel": "2"},
        {"levering": "9", "regel": "2"},
        {"levering": "1", "regel": "-1"},
        {"levering": "1", "regel": "9" * 20},
        {"kolom": "geen"},
        {"onderwerp": "alles"},
        {"periode": "ooit"},
        {"bevinding": "x"},
        {"bevinding": "1.1"},
    ],
)
def test_an_address_that_makes_no_sense_is_not_there(as_, dataset, colleague, query):
    assert as_(colleague).get(asking(dataset=dataset.slug, **query)).status_code == 404


class TestGone:
    def test_a_line_that_is_not_in_the_table_leads_to_looking_it_up(self, as_, dataset, colleague):
        page = as_(colleague).get(cell(dataset, line=99))
        assert page.context["asked"].gone
        links = [choice["code"] for choice in page.context["choices"]]
        assert links[0] == "cell"
        assert (
            "levering" not in page.content.decode().partition("koers-choose")[2].split("</ul>")[0]
        )

    def test_so_does_a_delivery_that_was_withdrawn(self, as_, dataset, colleague, steward):
        from datasets.services import withdraw_delivery

        withdraw_delivery(dataset.deliveries.get(), by=steward, note="Verkeerd bestand.")
        client = as_(colleague)
        assert client.get(cell(dataset)).context["asked"].gone
        assert client.post(cell(dataset), {"reden": "wrong-value"}).context["asked"].gone
        assert Report.objects.count() == 0


class TestRights:
    def test_who_may_not_see_the_entry_gets_404(self, as_, dataset, outsider):
        confide(dataset, shielded=True)
        client = as_(outsider)
        assert client.get(cell(dataset)).status_code == 404
        assert client.post(cell(dataset), {}).status_code == 404
        search = reverse("feedback:new_search") + f"?dataset={dataset.slug}"
        assert client.get(search).status_code == 404

    def test_who_may_not_see_rows_gives_key_and_text_and_is_shown_no_value(
        self, as_, dataset, colleague
    ):
        confide(dataset)
        client = as_(colleague)
        page = client.get(cell(dataset))
        text = page.content.decode()
        assert page.context["kind"] == "KeyedForm"
        assert "1.250,5" not in text
        assert "Dorpsstraat" not in text
        assert "nr:0001" not in text
        given = {"sleutel-0": "0001", "betwijfeld": "1250", "voorstel": "1350"}
        assert client.post(cell(dataset), filled(page, **given)).status_code == 302
        (point,) = Report.objects.get().points.all()
        assert (point.record_key, point.column) == ("nr:0001", "bedrag")
        assert (point.doubted, point.proposed, point.record) == ("1250", "1350", {})

    def test_nor_do_they_learn_which_values_are_doubted(self, as_, dataset, colleague, steward):
        confide(dataset)
        make_report(dataset, steward)
        client = as_(colleague)
        page = client.get(cell(dataset))
        assert page.context["like"] == []
        assert client.post(cell(dataset), filled(page, **{"sleutel-0": "0001"})).status_code == 302

    def test_without_a_key_a_row_is_told_in_words(self, as_, dataset, colleague):
        confide(dataset, key=[])
        client = as_(colleague)
        page = client.get(asking(dataset=dataset.slug, onderwerp="row"))
        refused = client.post(page.wsgi_request.get_full_path(), filled(page, reden="double"))
        assert list(refused.context["form"].errors) == ["welke"]
        sent = filled(page, reden="double", welke="Dorpsstraat 1")
        client.post(page.wsgi_request.get_full_path(), sent)
        assert Report.objects.get().points.get().record_key == "Dorpsstraat 1"

    def test_confidential_rows_ask_why_and_leave_a_line(self, as_, dataset, steward):
        confide(dataset)
        client = as_(steward)
        asked = client.get(cell(dataset))
        assert "1.250,5" not in asked.content.decode()
        assert client.post(cell(dataset), {"reden": "x"}).status_code == 422
        answer = client.post(cell(dataset), {"reden": "Controle van de bedragen"})
        assert answer.headers["Location"] == cell(dataset)
        assert client.get(cell(dataset)).context["cells"][0]["value"] == "1.250,5"
        line = AccessLogEntry.objects.get(action="rows-seen")
        assert (line.person, line.reason) == (steward, "Controle van de bedragen")

    def test_personal_values_stand_masked_and_are_read_as_they_are(self, as_, dataset, colleague):
        dataset.columns.filter(name="straat").update(personal=PersonalData.ORDINARY)
        client = as_(colleague)
        page = client.get(cell(dataset, column="straat"))
        assert "Dorpsstraat" not in page.content.decode()
        assert page.context["cells"][0]["value"] == "D********t"
        client.post(cell(dataset, column="straat"), filled(page))
        assert Report.objects.get().points.get().doubted == "Dorpsstraat"


class TestAlreadyDoubted:
    def test_the_notice_stands_before_the_questions_with_one_button(
        self, as_, dataset, colleague, outsider
    ):
        report = make_report(dataset, outsider)
        text = as_(colleague).get(cell(dataset)).content.decode()
        join = reverse("feedback:join", args=[report.reference])
        assert text.index(join) < text.index('name="reden"')
        join_report(report, by=colleague)
        page = as_(colleague).get(cell(dataset))
        assert [one["joined"] for one in page.context["like"]] == [True]
        assert join not in page.content.decode()

    def test_the_same_value_sent_all_the_same_is_no_duplicate(
        self, as_, dataset, colleague, outsider
    ):
        report = make_report(dataset, outsider)
        client = as_(colleague)
        sent = filled(client.get(cell(dataset)), toelichting="Bij mij ook.")
        answer = client.post(cell(dataset), sent)
        assert (answer.status_code, answer.context["same"]["report"]) == (422, report)
        client.post(reverse("feedback:join", args=[report.reference]), sent)
        assert [(one.person, one.note) for one in report.joiners.all()] == [
            (colleague, "Bij mij ook.")
        ]
        assert Report.objects.count() == 1
        assert client.post(cell(dataset), sent | {"apart": "on"}).status_code == 302
        assert Report.objects.count() == 2

    def test_another_value_of_the_row_is_another_doubt(self, as_, dataset, colleague, outsider):
        make_report(dataset, outsider)
        client = as_(colleague)
        page = client.get(cell(dataset, column="straat"))
        assert len(page.context["like"]) == 1
        assert client.post(cell(dataset, column="straat"), filled(page)).status_code == 302


class TestWithoutARecord:
    @pytest.mark.parametrize(
        ("query", "given", "kept"),
        [
            ({"kolom": "bedrag"}, {"voorstel": "euro's"}, ("column", "bedrag", "", "euro's")),
            ({"onderwerp": "dataset"}, {"toelichting": "Te oud."}, ("dataset", "", "", "")),
            (
                {"onderwerp": "definition"},
                {"kolom": "bedrag", "toelichting": "Met btw?"},
                ("definition", "bedrag", "", ""),
            ),
            (
                {"van": "/kwaliteit", "label": "Alle vlaggen"},
                {"betwijfeld": "12", "voorstel": "13"},
                ("number", "", "12", "13"),
            ),
        ],
    )
    def test_is_first_class(self, as_, dataset, colleague, query, given, kept):
        where, client = asking(dataset=dataset.slug, **query), as_(colleague)
        sent = filled(client.get(where), **({"reden": "wrong-value"} | given))
        assert client.post(where, sent).status_code == 302
        report = Report.objects.get()
        point = report.points.get()
        assert (report.subject, point.column, point.doubted, point.proposed) == kept
        assert (report.page, report.page_label) == (query.get("van", ""), query.get("label", ""))

    def test_a_missing_row_by_its_key_and_what_one_knows(self, as_, dataset, colleague):
        where, client = asking(dataset=dataset.slug, onderwerp="missing"), as_(colleague)
        page = client.get(where)
        assert client.post(where, filled(page)).status_code == 422
        there = client.post(where, filled(page, **{"sleutel-0": "0002"}))
        assert there.status_code == 422
        assert there.context["form"].non_field_errors()
        sent = filled(page, **{"sleutel-0": "0004", "waarde-0": "Laan"})
        assert client.post(where, sent).status_code == 302
        report = Report.objects.get()
        point = report.points.get()
        assert (report.subject, point.record_key) == ("missing", "nr:0004")
        assert point.record == {"nr": "0004", "straat": "Laan"}

    def test_a_period_names_the_delivery_that_counted(self, as_, department, colleague):
        dataset = make_dataset(department, mode="accumulates")
        for year in ("2022", "2023"):
            deliver(dataset, f"nr;aantal\n1;{year}\n", period=year)
        where, client = asking(dataset=dataset.slug, periode="2022"), as_(colleague)
        page = client.get(where)
        assert page.context["form"]["periode"].value() == "2022"
        sent = filled(page, toelichting="Te laag.", reden="impossible", periode="2022")
        assert client.post(where, sent).status_code == 302
        report = Report.objects.get()
        assert (report.subject, report.period, report.delivery.period) == ("period", "2022", "2022")

    def test_a_finding_fills_in_its_column_and_its_page(self, as_, dataset, colleague):
        rule = make_rule(dataset)
        run = dataset.runs.order_by("-number").first()
        where = asking(dataset=dataset.slug, bevinding=f"{run.number}.{rule.number}")
        asked = as_(colleague).get(where).context["asked"]
        assert (asked.subject, asked.column) == ("column", "straat")
        assert asked.page == reverse("datasets:run", args=[dataset.slug, run.number])
        failing = as_(colleague).get(f"{where}&levering=1&regel=3").context["asked"]
        assert (failing.subject, failing.record.key, failing.column) == (
            "cell", "nr:0002", "straat",
        )  # fmt: skip


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("/kwaliteit?pagina=2", "/kwaliteit?pagina=2"),
        ("https://elders.example/", ""),
        ("//elders.example/", ""),
        ("javascript:alert(1)", ""),
        ("/bestaat/niet", ""),
        ("/" + "x" * 600, ""),
    ],
)
def test_the_page_it_came_from_is_one_of_this_portal(as_, dataset, colleague, address, kept):
    page = as_(colleague).get(asking(dataset=dataset.slug, kolom="nr", van=address, label="Hier"))
    assert page.context["asked"].page == kept


def test_a_form_that_somebody_else_sent_is_refused(as_, dataset, colleague, outsider):
    token = uuid.uuid4()
    make_report(dataset, outsider, token=token, record_key="nr:0009")
    client = as_(colleague)
    answer = client.post(cell(dataset), filled(client.get(cell(dataset)), kenmerk=str(token)))
    assert answer.status_code == 422
    assert Report.objects.count() == 1

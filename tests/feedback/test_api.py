"""Reports of doubt through the API: the shapes of the promise, moves, who sees which value."""

import uuid

import pytest

from datasets.lifecycle import Classification, PersonalData
from feedback.forms.words import STATUS_WORDS
from feedback.lifecycle import Status
from feedback.models import Correction, Report
from feedback.services import ask_correction, move_report
from tests.datasets.factories import CSV, deliver, make_rule
from tests.datasets.test_api_slice import Api
from tests.feedback.factories import bring_to, make_doubtable, make_report

pytestmark = pytest.mark.django_db
DOUBT = {
    "dataset": "demo-woningen",
    "sleutel": "nr:0001",
    "kolom": "bedrag",
    "betwijfeldeWaarde": "1250.5",
    "voorgesteldeWaarde": "1350.5",
    "toelichting": "De taxatie zegt iets anders.",
}


@pytest.fixture
def dataset(department, steward, owner):
    return make_doubtable(department, steward=steward, owner=owner)


@pytest.fixture
def report(dataset, colleague):
    return make_report(dataset, colleague, explanation="Zie de taxatie.")


class TestReporting:
    def test_201_with_reference_and_status_and_where_it_stands(self, dataset, colleague):
        api = Api(colleague)
        made = api.post("/terugmeldingen", {**DOUBT, "peilmoment": "2026-01-01"})
        assert made == {"kenmerk": Report.objects.get().reference, "status": "gemeld"}
        told = api.get(f"/terugmeldingen/{made['kenmerk']}")
        assert told["peilmoment"] == "2026-01-01"
        assert told["punten"] == [
            {
                "nummer": 1,
                "sleutel": "nr:0001",
                "kolom": "bedrag",
                "betwijfeldeWaarde": "1250.5",
                "voorgesteldeWaarde": "1350.5",
            }
        ]

    @pytest.mark.parametrize(
        ("change", "subject"),
        [
            ({}, "waarde"),
            ({"kolom": ""}, "rij"),
            ({"sleutel": ""}, "kolom"),
            ({"sleutel": "", "kolom": ""}, "dataset"),
            ({"onderwerp": "ontbrekende-rij", "kolom": ""}, "ontbrekende-rij"),
        ],
    )
    def test_what_is_left_out_says_what_it_is_about(self, dataset, colleague, change, subject):
        made = Api(colleague).post("/terugmeldingen", DOUBT | change)
        told = Api(colleague).get(f"/terugmeldingen/{made['kenmerk']}")
        assert told["onderwerp"] == subject

    def test_the_same_request_again_is_the_same_report(self, dataset, colleague, outsider):
        asked = {**DOUBT, "verzoek": str(uuid.uuid4())}
        first = Api(colleague).post("/terugmeldingen", asked)
        assert Api(colleague).post("/terugmeldingen", asked) == first
        assert Report.objects.count() == 1
        Api(outsider).post("/terugmeldingen", asked, status=409)

    def test_a_value_that_is_doubted_already_is_joined_not_doubled(
        self, dataset, colleague, outsider
    ):
        first = Api(colleague).post("/terugmeldingen", DOUBT)
        assert Api(colleague).post("/terugmeldingen", DOUBT, status=200) == first
        assert Api(outsider).post("/terugmeldingen", DOUBT, status=200) == first
        report = Report.objects.get()
        assert [joiner.person for joiner in report.joiners.all()] == [outsider]
        Api(outsider).post("/terugmeldingen", DOUBT | {"kolom": "straat"})
        assert Report.objects.count() == 2

    @pytest.mark.parametrize(
        ("change", "name"),
        [
            ({"peilmoment": "2999-01-01"}, "peilmoment"),
            ({"dataset": "bestaat-niet"}, "dataset"),
            ({"kolom": "prijs"}, "kolom"),
            ({"reden": "zomaar"}, "reden"),
            ({"peilmoment": "gisteren"}, "peilmoment"),
            ({"levering": 99}, "levering"),
            ({"sleutel": "", "onderwerp": "rij", "kolom": ""}, "sleutel"),
            ({"melder": "iemand"}, "melder"),
            ({"toelichting": "x" * 4001}, "toelichting"),
        ],
    )
    def test_wrong_input_names_its_field(self, dataset, colleague, change, name):
        told = Api(colleague).post("/terugmeldingen", DOUBT | change, status=400)
        assert [one["naam"] for one in told["fouten"]] == [name]
        assert Report.objects.count() == 0

    def test_a_shielded_entry_is_not_there_for_an_outsider(self, dataset, outsider):
        dataset.shielded = True
        dataset.save()
        Api(outsider).post("/terugmeldingen", DOUBT, status=400)

    @pytest.mark.slow
    def test_the_delivery_in_use_is_the_one_that_is_doubted(self, dataset, colleague):
        delivery = deliver(dataset, CSV)
        Api(colleague).post("/terugmeldingen", DOUBT)
        assert Report.objects.get().delivery == delivery


class TestSteps:
    def url(self, report):
        return f"/terugmeldingen/{report.reference}/stappen"

    def test_a_move_is_201_with_the_step(self, report, steward):
        step = Api(steward).post(self.url(report), {"naar": "in-onderzoek"})
        assert (step["van"], step["naar"], step["door"]) == ("gemeld", "in-onderzoek", "datateam")
        assert Report.objects.get().status == Status.INVESTIGATING

    def test_not_in_the_table_is_409_and_not_yours_403(self, report, steward, colleague, owner):
        Api(steward).post(self.url(report), {"naar": "terecht"}, status=409)
        for person in (colleague, owner):
            Api(person).post(self.url(report), {"naar": "in-onderzoek"}, status=403)
        assert Report.objects.get().steps.count() == 1

    def test_no_person_sets_a_repair_confirmed(self, report, steward, colleague, admin, owner):
        for old in (Status.REQUESTED, Status.FORWARDED, Status.PATCHED, Status.REVIEW):
            bring_to(report, old)
            for person in (steward, colleague, admin, owner):
                told = {"naar": "bevestigd-hersteld", "toelichting": "Het is klaar."}
                Api(person).post(self.url(report), told, status=409)
        assert Report.objects.get().status == Status.REVIEW

    def test_unseen_is_404(self, report, outsider):
        report.dataset.shielded = True
        report.dataset.save()
        Api(outsider).post(self.url(report), {"naar": "in-onderzoek"}, status=404)
        Api(outsider).get(f"/terugmeldingen/{report.reference}", status=404)

    def test_a_text_that_the_reporter_needs_is_asked_for(self, report, steward):
        bring_to(report, Status.INVESTIGATING)
        told = Api(steward).post(self.url(report), {"naar": "onterecht"}, status=400)
        assert told["fouten"][0]["naam"] == "toelichting"

    def test_asking_for_the_correction_takes_what_the_reporter_proposed(self, report, steward):
        bring_to(report, Status.RIGHT)
        Api(steward).post(self.url(report), {"naar": "correctie-gevraagd"})
        assert Correction.objects.get().agreed == "1350.5"

    def test_or_what_is_agreed(self, report, steward):
        bring_to(report, Status.RIGHT)
        agreed = [{"punt": 1, "waarde": ""}]
        Api(steward).post(self.url(report), {"naar": "correctie-gevraagd", "afgesproken": agreed})
        assert Correction.objects.get().agreed == ""

    def test_passing_it_on_asks_for_its_fields(self, report, steward):
        bring_to(report, Status.RIGHT)
        sent = {"naar": "doorgezet", "toelichting": "Naar de BAG.", "registratie": "BAG"}
        told = Api(steward).post(self.url(report), sent, status=400)
        assert told["fouten"][0]["naam"] == "objectIdentificatie"
        sent |= {"objectIdentificatie": "0193", "attribuut": "bouwjaar"}
        Api(steward).post(self.url(report), sent)
        assert report.forwarding.registration == "BAG"

    def test_a_rule_must_be_of_the_dataset(self, report, steward):
        bring_to(report, Status.RIGHT)
        sent = {"naar": "correctie-gevraagd", "regel": 7}
        told = Api(steward).post(self.url(report), sent, status=400)
        assert told["fouten"][0]["naam"] == "regel"
        rule = make_rule(report.dataset, active=False)
        rule.status = "active"
        rule.save()
        Api(steward).post(
            self.url(report),
            {"naar": "correctie-gevraagd", "regel": rule.number, "afgesproken": []},
        )
        assert Correction.objects.get().rule == rule

    def test_merging_names_the_other(self, report, steward, outsider):
        other = make_report(report.dataset, outsider)
        Api(steward).post(self.url(report), {"naar": "samengevoegd"}, status=400)
        Api(outsider).post(self.url(report), {"naar": "samengevoegd"}, status=403)
        Api(steward).post(self.url(report), {"naar": "samengevoegd", "samenMet": other.reference})
        assert Report.objects.get(pk=report.pk).merged_into == other

    def test_the_reporter_answers_and_withdraws(self, report, steward, colleague):
        bring_to(report, Status.ASKED)
        Api(colleague).post(self.url(report), {"naar": "in-onderzoek", "toelichting": "2024"})
        Api(colleague).post(self.url(report), {"naar": "ingetrokken"})
        assert Report.objects.get().status == Status.WITHDRAWN


class TestReading:
    def test_status_steps_terms_and_proof(self, report, steward, colleague):
        move_report(report, to=Status.INVESTIGATING, by=steward, text="Wij kijken.")
        told = Api(colleague).get(f"/terugmeldingen/{report.reference}")
        assert told["status"] == "in-onderzoek"
        assert [step["naar"] for step in told["stappen"]] == ["gemeld", "in-onderzoek"]
        assert set(told["termijnen"]) == {"opgepakt", "beoordeeld", "hersteld", "wachtOpMelder"}
        assert told["hercontrole"] == []
        assert told["vanMij"]
        assert told["mogelijk"] == ["ingetrokken"]
        assert report.reporter.name not in str(told)

    def test_values_are_for_who_may_see_the_rows(self, report, colleague, outsider, steward):
        report.dataset.classification = Classification.CONFIDENTIAL
        report.dataset.save()
        report.dataset.columns.filter(name="bedrag").update(personal=PersonalData.SPECIAL)

        def point(person):
            told = Api(person).get(f"/terugmeldingen/{report.reference}")
            first = told["punten"][0]
            return first["sleutel"], first["betwijfeldeWaarde"], told["toelichting"]

        assert point(outsider) == ("", "", "")
        assert point(steward) == ("nr:0001", "******", "Zie de taxatie.")
        assert point(colleague) == ("nr:0001", "1250.5", "Zie de taxatie.")

    def test_a_list_with_filters_and_without_values(self, report, colleague, outsider, steward):
        make_report(report.dataset, outsider, column="straat", reason="outdated")
        move_report(report, to=Status.INVESTIGATING, by=steward)
        api = Api(colleague)

        def count(query):
            return api.get(f"/terugmeldingen?{query}")["aantal"]

        assert api.get("/terugmeldingen")["aantal"] == 2
        assert "1250.5" not in str(api.get("/terugmeldingen"))
        for query, expected in (
            ("status=in-onderzoek", 1), ("status=gemeld", 1), ("status=heropend", 0),
            ("dataset=demo-woningen", 2), ("dataset=anders", 0), ("kolom=straat", 1),
            ("reden=verouderd", 1), ("mijn=true", 1), ("mijn=false", 2),
            ("vanaf=2020-01-01", 2), ("tot=2020-01-01", 0),
            ("status=gemeld&kolom=straat", 1),
        ):  # fmt: skip
            assert count(query) == expected, query
        for query in ("status=klaar", "vanaf=gisteren", "tot=2026-13-01", "mijn=ja", "wie=ik"):
            api.get(f"/terugmeldingen?{query}", status=400)

    def test_every_state_has_its_word(self, report, colleague):
        for status, word in STATUS_WORDS.items():
            bring_to(report, status)
            assert Api(colleague).get(f"/terugmeldingen/{report.reference}")["status"] == word

    def test_a_list_costs_as_many_queries_for_many(
        self, report, colleague, django_assert_max_num_queries
    ):
        for number in range(20):
            make_report(report.dataset, colleague, record_key=f"nr:{number}")
        api = Api(colleague)
        with django_assert_max_num_queries(10):
            assert len(api.get("/terugmeldingen")["resultaten"]) == 21


class TestCorrections:
    URL = "/datasets/demo-woningen/correcties"

    @pytest.fixture
    def correction(self, report, steward):
        ask_correction(bring_to(report, Status.RIGHT), by=steward, agreed={1: "1350,5"})
        return report.corrections.get()

    def test_for_owner_steward_and_data_team(self, correction, owner, steward, colleague, admin):
        for person in (owner, steward):
            told = Api(person).get(self.URL)["resultaten"]
            assert [
                (one["sleutel"], one["oudeWaarde"], one["afgesprokenWaarde"]) for one in told
            ] == [("nr:0001", "1250.5", "1350.5")]
        for person in (colleague, admin):
            Api(person).get(self.URL, status=403)
        correction.dataset.shielded = True
        correction.dataset.save()
        Api(colleague).get(self.URL, status=404)

    def test_by_state(self, correction, owner):
        for word, count in (("open", 1), ("hersteld", 0), ("vervallen", 0)):
            assert Api(owner).get(f"{self.URL}?status={word}")["aantal"] == count
        Api(owner).get(f"{self.URL}?status=klaar", status=400)

    def test_personal_values_take_a_reason(self, correction, owner):
        correction.dataset.columns.filter(name="bedrag").update(personal=PersonalData.ORDINARY)
        assert Api(owner).get(self.URL)["resultaten"][0]["oudeWaarde"] == "1****5"
        told = Api(owner).get(f"{self.URL}?reden=Bron+herstellen")["resultaten"][0]
        assert told["oudeWaarde"] == "1250.5"

    def test_taking_a_list_and_its_receipt(self, correction, owner, steward):
        url = "/datasets/demo-woningen/correctielijsten"
        made = Api(steward).post(url, {})
        assert made["aantal"] == 1
        assert len(made["sha256"]) == 64
        Api(steward).post(f"{url}/{made['id']}/ontvangst", status=403)
        assert Api(owner).post(f"{url}/{made['id']}/ontvangst", status=200)["ontvangenOp"]
        assert Api(owner).get(url)["aantal"] == 1
        Correction.objects.update(status="repaired")
        Api(steward).post(url, {}, status=409)

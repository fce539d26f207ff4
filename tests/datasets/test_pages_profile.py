"""Profiles and proposals on the screen: who sees counts, who sees values, who decides."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from datasets.lifecycle import Classification, PersonalData, SuggestionStatus
from datasets.models import Column, Dataset, Rule, Suggestion
from datasets.services import accept_guess, start_profile
from kit.jobs import work_off
from people.models import AccessLogEntry, Department, User
from tests.conftest import As
from tests.datasets.factories import deliver, make_dataset
from tests.datasets.test_profiles import PEOPLE
from tests.datasets.test_suggestions import cases

MOST_QUERIES = 15


def url(name: str, dataset: Dataset, *args: object) -> str:
    return reverse(f"datasets:{name}", args=[dataset.slug, *args])


def column_of(dataset: Dataset, name: str) -> Column:
    return dataset.columns.get(name=name)


def text_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def dataset(department: Department, owner: User) -> Dataset:
    made = make_dataset(department, "Demo-zaken", owner=owner)
    deliver(made, cases(600, wrong=1))
    return made


@pytest.fixture
def people(department: Department) -> Dataset:
    made = make_dataset(department, "Demo-mensen")
    deliver(made, PEOPLE)
    return made


@pytest.fixture
def confidential(department: Department, owner: User, steward: User) -> Dataset:
    made = make_dataset(
        department,
        "Demo-geheim",
        classification=Classification.CONFIDENTIAL,
        owner=owner,
        steward=steward,
    )
    deliver(made, cases(600))
    return made


@pytest.mark.django_db
class TestProfile:
    def test_shows_every_column_with_its_figures(
        self, as_: As, dataset: Dataset, colleague: User
    ) -> None:
        response = as_(colleague).get(url("profile", dataset))
        rows = {row["known"].name: row for row in response.context["rows"]}
        assert list(rows) == ["zaaknummer", "status", "aantal"]
        assert rows["zaaknummer"]["distinct"] == "allemaal anders"
        assert rows["aantal"]["range"] == "0 tot 39"
        assert rows["aantal"]["spark"] is not None
        assert "100%" in response.content.decode()

    def test_says_what_changed_since_the_delivery_before(
        self, as_: As, department: Department, colleague: User
    ) -> None:
        made = make_dataset(department)
        rows = [f"{n};{'a' if n % 2 else 'b'};{n}" for n in range(40)]
        deliver(made, "nr;soort;bedrag\n" + "\n".join(rows) + "\n")
        later = [f"{n};{'a' if n % 2 else 'c'};{'' if n < 10 else n * 3}" for n in range(40)]
        deliver(made, "nr;soort;bedrag\n" + "\n".join(later) + "\n")
        shown = as_(colleague).get(url("profile", made)).context["rows"]
        changes = {row["known"].name: row["changes"] for row in shown}
        assert changes["nr"] == []
        assert changes["soort"] == ["1 nieuwe waarde", "1 waarde verdwenen"]
        assert changes["bedrag"][0] == "25% minder gevuld"
        assert changes["bedrag"][1].startswith("gemiddeld ")
        old = as_(colleague).get(url("profile", made), {"levering": "1"}).context["rows"]
        assert all(row["changes"] == [] for row in old)
        missing = as_(colleague).get(url("profile", made), {"levering": "9"})
        assert missing.status_code == 404

    def test_an_entry_without_data_and_one_without_a_profile_say_so(
        self, as_: As, department: Department, dataset: Dataset, colleague: User
    ) -> None:
        bare = make_dataset(department, "Demo-leeg")
        assert "Er zijn nog geen gegevens" in text_of(as_(colleague), url("profile", bare))
        dataset.deliveries.get().profiles.all().delete()
        waits = text_of(as_(colleague), url("profile", dataset))
        assert "Het profiel is nog niet klaar" in waits

    def test_a_wide_table_asks_few_queries(
        self,
        as_: As,
        department: Department,
        steward: User,
        django_assert_max_num_queries: DjangoAssertNumQueries,
    ) -> None:
        wide = make_dataset(department, "Demo-breed")
        names = [f"kolom {n}" for n in range(30)]
        for turn in (1, 2):
            lines = [";".join(str(n * m + turn) for m in range(30)) for n in range(12)]
            deliver(wide, "\n".join([";".join(names), *lines, ""]))
        client = as_(steward)
        client.get(url("detail", wide))  # the first page of a session also writes that session
        pages = ["profile", "suggestions"]
        addresses = [url(name, wide) for name in pages]
        addresses += [url("column_profile", wide, column_of(wide, "kolom 3").pk)]
        addresses += [url("column", wide, column_of(wide, "kolom 3").pk)]
        for address in addresses:
            with django_assert_max_num_queries(MOST_QUERIES):
                assert client.get(address).status_code == 200


@pytest.mark.django_db
class TestColumn:
    def test_shows_spread_frequent_values_and_shapes(
        self, as_: As, dataset: Dataset, colleague: User
    ) -> None:
        client = as_(colleague)
        number = client.get(url("column_profile", dataset, column_of(dataset, "aantal").pk))
        assert number.context["chart"] is not None
        assert [part["share"] for part in number.context["quantiles"]][2] == "50%"
        status = text_of(client, url("column_profile", dataset, column_of(dataset, "status").pk))
        assert "onzin" in status
        code = text_of(client, url("column_profile", dataset, column_of(dataset, "zaaknummer").pk))
        assert "A-99999" in code

    def test_a_column_of_another_dataset_is_not_found(
        self, as_: As, dataset: Dataset, people: Dataset, colleague: User
    ) -> None:
        strange = url("column_profile", dataset, column_of(people, "bsn").pk)
        assert as_(colleague).get(strange).status_code == 404

    def test_a_hostile_value_stays_text(
        self, as_: As, department: Department, colleague: User
    ) -> None:
        made = make_dataset(department)
        lines = "".join(f"{n};<script>alert({n % 2})</script>\n" for n in range(40))
        deliver(made, f"nr;tekst\n{lines}")
        page = text_of(as_(colleague), url("column_profile", made, column_of(made, "tekst").pk))
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page


@pytest.mark.django_db
class TestWhoSeesWhat:
    def test_of_confidential_data_an_outsider_sees_counts_and_no_value(
        self, as_: As, confidential: Dataset, owner: User, colleague: User, outsider: User
    ) -> None:
        pk = column_of(confidential, "status").pk
        for person in (colleague, outsider):
            shown = text_of(as_(person), url("profile", confidential))
            assert "je ziet alleen aantallen" in shown
            assert as_(person).get(url("profile", confidential)).context["rows"][0]["share"] == 1
            assert "bezig" not in text_of(as_(person), url("column_profile", confidential, pk))
        client = as_(owner)
        assert "bezig" not in text_of(client, url("column_profile", confidential, pk))
        client.post(url("rows_reason", confidential), {"reden": "Vraag van een bewoner"})
        assert "bezig" in text_of(client, url("column_profile", confidential, pk))
        line = AccessLogEntry.objects.filter(action="rows-seen", person=owner).latest("pk")
        assert line.reason == "Vraag van een bewoner"

    def test_of_personal_columns_nobody_sees_values_here(
        self, as_: As, people: Dataset, steward: User, colleague: User
    ) -> None:
        accept_guess(column_of(people, "bsn"), by=steward)
        for person in (steward, colleague):
            for name in ("bsn", "achternaam"):
                page = text_of(
                    as_(person), url("column_profile", people, column_of(people, name).pk)
                )
                assert "123456782" not in page
                assert "Jansen" not in page

    def test_a_shielded_entry_is_not_there_for_an_outsider(
        self, as_: As, dataset: Dataset, outsider: User
    ) -> None:
        Dataset.objects.filter(pk=dataset.pk).update(shielded=True)
        pk = column_of(dataset, "status").pk
        for address in (url("profile", dataset), url("column_profile", dataset, pk)):
            assert as_(outsider).get(address).status_code == 404

    def test_proposals_are_for_who_writes_rules(
        self, as_: As, dataset: Dataset, owner: User, colleague: User, outsider: User
    ) -> None:
        kept = dataset.suggestions.get(kind="in-lijst")
        answer = {"besluit": "overnemen"}
        for person in (owner, colleague, outsider):
            client = as_(person)
            assert client.get(url("suggestions", dataset)).status_code == 404
            found = client.post(url("suggestion_decide", dataset, kept.pk), answer)
            assert found.status_code == 404
            assert client.post(url("suggestion_key", dataset)).status_code == 404
            guess = url("column_guess", dataset, column_of(dataset, "status").pk)
            assert client.post(guess, {"antwoord": "ja"}).status_code == 404
        assert not Rule.objects.exists()


@pytest.mark.django_db
class TestProposals:
    def test_are_told_in_words_with_the_reason(
        self, as_: As, dataset: Dataset, steward: User
    ) -> None:
        page = text_of(as_(steward), url("suggestions", dataset))
        assert "status is een van: bezig, dicht, open" in page
        assert "599 van de 600 rijen voldoen nu; 1 rij niet." in page
        assert "vindt nu 1 rij" in page

    def test_taken_over_it_is_a_rule_turned_down_it_can_come_back(
        self, as_: As, dataset: Dataset, steward: User
    ) -> None:
        client = as_(steward)
        listed, once = (dataset.suggestions.get(kind=kind) for kind in ("in-lijst", "uniek"))
        client.post(url("suggestion_decide", dataset, listed.pk), {"besluit": "overnemen"})
        rule = dataset.rules.get()
        assert (rule.kind, rule.status, rule.created_by) == ("in-lijst", "active", steward)
        client.post(url("suggestion_decide", dataset, once.pk), {"besluit": "afwijzen"})
        page = text_of(client, url("suggestions", dataset))
        assert "1 voorstel is afgewezen en komt niet terug" in page
        client.post(url("suggestion_decide", dataset, once.pk), {"besluit": "terug"})
        once.refresh_from_db()
        assert once.status == SuggestionStatus.OPEN

    def test_a_second_click_does_nothing_and_says_so(
        self, as_: As, dataset: Dataset, steward: User
    ) -> None:
        kept = dataset.suggestions.get(kind="in-lijst")
        for _turn in range(2):
            response = as_(steward).post(
                url("suggestion_decide", dataset, kept.pk), {"besluit": "overnemen"}, follow=True
            )
        assert "Iemand anders was je voor" in response.content.decode()
        assert dataset.rules.count() == 1
        odd = as_(steward).post(url("suggestion_decide", dataset, kept.pk), {"besluit": "?"})
        assert odd.status_code == 302

    def test_an_answer_without_the_token_of_the_form_is_refused(
        self, as_: As, dataset: Dataset, steward: User
    ) -> None:
        kept: Suggestion = dataset.suggestions.get(kind="in-lijst")
        client = as_(steward, csrf=True)
        address = url("suggestion_decide", dataset, kept.pk)
        assert client.post(address, {"besluit": "overnemen"}).status_code == 403

    def test_the_key_is_taken_over(self, as_: As, dataset: Dataset, steward: User) -> None:
        assert "Voorgestelde sleutel" in text_of(as_(steward), url("suggestions", dataset))
        as_(steward).post(url("suggestion_key", dataset))
        dataset.refresh_from_db()
        assert dataset.key == ["zaaknummer"]
        assert "Voorgestelde sleutel" not in text_of(as_(steward), url("suggestions", dataset))

    def test_the_quality_tab_leads_to_them(
        self, as_: As, dataset: Dataset, steward: User, colleague: User
    ) -> None:
        count = dataset.suggestions.count()
        assert f"{count} voorstellen" in text_of(as_(steward), url("quality", dataset))
        assert "voorstellen" not in text_of(as_(colleague), url("quality", dataset))

    def test_an_entry_without_data_says_so(
        self, as_: As, department: Department, steward: User
    ) -> None:
        bare = make_dataset(department, "Demo-leeg")
        assert "Er zijn nog geen gegevens" in text_of(as_(steward), url("suggestions", bare))


@pytest.mark.django_db
class TestGuess:
    def test_a_steward_says_yes_or_no(self, as_: As, people: Dataset, steward: User) -> None:
        client = as_(steward)
        bsn, name = column_of(people, "bsn"), column_of(people, "achternaam")
        page = text_of(client, url("column_profile", people, bsn.pk))
        assert "Deze kolom lijkt op burgerservicenummers (BSN)" in page
        client.post(url("column_guess", people, bsn.pk), {"antwoord": "ja"})
        client.post(url("column_guess", people, name.pk), {"antwoord": "nee"})
        bsn.refresh_from_db()
        name.refresh_from_db()
        assert (bsn.personal, name.personal) == (PersonalData.BSN, PersonalData.NONE)
        work_off()
        assert "lijkt op" not in text_of(client, url("column_profile", people, name.pk))

    def test_a_proposed_unit_stands_filled_in_but_is_not_kept_by_itself(
        self, as_: As, department: Department, steward: User
    ) -> None:
        made = make_dataset(department)
        deliver(made, "jaar;gas [TJ]\n2023;1,5\n2024;2,5\n")
        column = column_of(made, "gas [TJ]")
        page = text_of(as_(steward), url("column", made, column.pk))
        assert 'value="TJ"' in page
        column.refresh_from_db()
        assert column.unit == ""
        told = {"label": "", "meaning": "", "unit": "TJ", "personal": "none"}
        as_(steward).post(url("column", made, column.pk), told)
        column.refresh_from_db()
        assert column.unit == "TJ"

    def test_a_profile_can_be_asked_again(self, people: Dataset) -> None:
        delivery = people.deliveries.get()
        delivery.profiles.all().delete()
        start_profile(delivery)
        work_off()
        assert delivery.profiles.count() == 4

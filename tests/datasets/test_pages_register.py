"""The register: entries found, made, changed, retired, and by whom."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from datasets.lifecycle import Classification, DatasetStatus, PersonalData
from datasets.models import Dataset
from people.models import Department, User
from people.services import add_department
from tests.conftest import As
from tests.datasets.factories import deliver, make_dataset, make_described, make_rule

LIST = reverse("datasets:list")


def names(client: Client, **query: str) -> list[str]:
    """The datasets that the list shows, in its order."""
    response = client.get(LIST, query)
    assert response.status_code == 200
    return [dataset.name for dataset in response.context["page"]]


@pytest.fixture
def entry(department: Department, steward: User, owner: User) -> Dataset:
    return make_described(department, steward=steward, owner=owner)


def form_of(department: Department, **changed: object) -> dict[str, object]:
    return {
        "name": "Demo-bomen",
        "department": department.pk,
        "refresh": "monthly",
        "mode": "replaces",
        "classification": "internal",
        "personal_data": "none",
        "lag_days": "0",
        **changed,
    }


@pytest.mark.django_db
class TestList:
    def test_asks_for_a_login(self, client: Client) -> None:
        response = client.get(LIST)
        assert response.status_code == 302
        assert response.url.startswith(reverse("people:login"))  # type: ignore[attr-defined]

    def test_says_what_to_do_when_the_register_is_empty(
        self, as_: As, steward: User, colleague: User
    ) -> None:
        assert reverse("datasets:new") in as_(steward).get(LIST).content.decode()
        assert reverse("datasets:new") not in as_(colleague).get(LIST).content.decode()

    def test_finds_by_name_purpose_column_and_knower(
        self, as_: As, entry: Dataset, department: Department, colleague: User, steward: User
    ) -> None:
        other = make_dataset(department, "Demo-bomen", people={"knowers": [colleague]})
        deliver(entry, by=steward)
        client = as_(steward)
        assert names(client, zoek="woningvoorraad") == [entry.name]
        assert names(client, zoek="genoeg woningen") == [entry.name]
        assert names(client, zoek="opgeleverd") == [entry.name]
        assert names(client, zoek=colleague.name) == [other.name]
        assert names(client, zoek="niets hiervan") == []

    def test_a_department_brings_its_parts(
        self, as_: As, steward: User, department: Department, other_department: Department
    ) -> None:
        part = add_department(name="Demo-team Nieuwbouw", parent=department)
        make_dataset(part, "Demo-onder")
        make_dataset(other_department, "Demo-elders")
        assert names(as_(steward), afdeling=str(department.pk)) == ["Demo-onder"]

    def test_filters_on_trust_personal_data_and_mine(
        self, as_: As, entry: Dataset, department: Department, owner: User
    ) -> None:
        make_dataset(department, "Demo-mensen", personal_data=PersonalData.ORDINARY)
        client = as_(owner)
        assert names(client, persoonsgegevens="ordinary") == ["Demo-mensen"]
        assert names(client, mijn="on") == [entry.name]
        assert len(names(client, vertrouwen="unknown")) == 2
        assert names(client, vertrouwen="green") == []

    def test_hides_retired_entries_until_they_are_asked_for(
        self, as_: As, steward: User, entry: Dataset
    ) -> None:
        client = as_(steward)
        client.post(reverse("datasets:retire", args=[entry.slug]))
        assert names(client) == []
        assert names(client, status="uit-gebruik") == [entry.name]
        assert names(client, status="alle") == [entry.name]

    def test_orders_by_flags_and_back(
        self, as_: As, steward: User, entry: Dataset, department: Department
    ) -> None:
        make_dataset(department, "Demo-zonder-vlag")
        deliver(entry)
        make_rule(entry, "gevuld", ["bedrag"])
        client = as_(steward)
        assert names(client, volgorde="-vlaggen")[0] == entry.name
        assert names(client, volgorde="vlaggen")[0] == "Demo-zonder-vlag"

    def test_takes_no_unknown_order_or_filter(self, as_: As, steward: User, entry: Dataset) -> None:
        client = as_(steward)
        query = {"volgorde": "name); drop", "afdeling": "x", "vertrouwen": "paars", "pagina": "-3"}
        assert names(client, **query) == [entry.name]

    def test_needs_as_many_queries_for_500_datasets_as_for_one(
        self,
        as_: As,
        colleague: User,
        department: Department,
        django_assert_max_num_queries: object,
    ) -> None:
        now = timezone.now()
        Dataset.objects.bulk_create(
            Dataset(name=f"Demo {i:03}", slug=f"demo-{i}", department=department, created_at=now)
            for i in range(500)
        )
        client = as_(colleague)
        client.get(LIST)
        with django_assert_max_num_queries(15):  # type: ignore[operator]
            response = client.get(LIST, {"afdeling": department.pk, "zoek": "Demo"})
        assert response.context["page"].paginator.count == 500
        assert len(response.context["page"]) == 25

    def test_csv_holds_what_the_list_finds_and_no_formula(
        self, as_: As, steward: User, entry: Dataset, department: Department
    ) -> None:
        make_dataset(department, "=HYPERLINK(0)")
        response = as_(steward).get(reverse("datasets:list_csv"), {"zoek": "HYPERLINK"})
        text = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
        assert response.headers["Content-Disposition"].startswith("attachment;")
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert '"\'=HYPERLINK(0)"' in text
        assert entry.name not in text
        assert len(text.splitlines()) == 2


@pytest.mark.django_db
class TestAccess:
    def test_everyone_sees_an_open_entry(
        self, as_: As, entry: Dataset, steward: User, colleague: User, outsider: User
    ) -> None:
        for person in (steward, colleague, outsider):
            for page in ("detail", "usage", "deliveries", "rows"):
                url = reverse(f"datasets:{page}", args=[entry.slug])
                assert as_(person).get(url).status_code == 200, (person, page)

    def test_a_shielded_entry_does_not_exist_for_an_outsider(
        self, as_: As, department: Department, steward: User, colleague: User, outsider: User
    ) -> None:
        shielded = make_dataset(
            department, "Demo-geheim", shielded=True, people={"readers": [colleague]}
        )
        for page in ("detail", "usage", "deliveries", "rows", "rows_csv", "deliver", "edit"):
            url = reverse(f"datasets:{page}", args=[shielded.slug])
            assert as_(outsider).get(url).status_code == 404, page
        assert names(as_(outsider)) == []
        csv = as_(outsider).get(reverse("datasets:list_csv"))
        assert b"geheim" not in b"".join(csv.streaming_content)  # type: ignore[attr-defined]
        assert names(as_(colleague)) == [shielded.name]
        assert names(as_(steward)) == [shielded.name]

    @pytest.mark.parametrize("action", ["retire", "restore"])
    def test_only_the_data_team_moves_an_entry(
        self, as_: As, entry: Dataset, colleague: User, outsider: User, owner: User, action: str
    ) -> None:
        url = reverse(f"datasets:{action}", args=[entry.slug])
        for person in (colleague, outsider, owner):
            assert as_(person).post(url).status_code == 404
        entry.refresh_from_db()
        assert entry.status == DatasetStatus.ACTIVE

    def test_only_the_data_team_makes_and_edits(
        self, as_: As, entry: Dataset, steward: User, colleague: User, outsider: User
    ) -> None:
        edit = reverse("datasets:edit", args=[entry.slug])
        new = reverse("datasets:new")
        for person in (colleague, outsider):
            assert as_(person).get(edit).status_code == 404
            assert as_(person).get(new).status_code == 403
            assert as_(person).post(new, form_of(entry.department)).status_code == 403
        assert as_(steward).get(edit).status_code == 200
        assert as_(steward).get(new).status_code == 200
        assert Dataset.objects.count() == 1


@pytest.mark.django_db
class TestForm:
    def test_an_entry_needs_only_a_name_and_a_department(
        self, as_: As, steward: User, department: Department
    ) -> None:
        response = as_(steward).post(reverse("datasets:new"), form_of(department))
        made = Dataset.objects.get()
        assert response.status_code == 302
        assert response.url == reverse("datasets:detail", args=[made.slug])  # type: ignore[attr-defined]
        assert made.created_by == steward
        assert made.changes.count() == 1

    def test_keeps_everything_that_was_filled_in(
        self, as_: As, steward: User, owner: User, colleague: User, department: Department
    ) -> None:
        as_(steward).post(
            reverse("datasets:new"),
            form_of(
                department,
                owner=owner.pk,
                knowers=[colleague.pk],
                reader_departments=[department.pk],
                classification="confidential",
                key="nr, jaar, nr",
                retention_months="60",
                questions="Een?\nTwee?",
            ),
        )
        made = Dataset.objects.get()
        assert made.owner == owner
        assert list(made.knowers.all()) == [colleague]
        assert list(made.reader_departments.all()) == [department]
        assert made.classification == Classification.CONFIDENTIAL
        assert made.key == ["nr", "jaar"]
        assert made.retention_months == 60
        assert made.question_list == ["Een?", "Twee?"]

    def test_a_name_that_is_taken_is_said_and_nothing_is_made(
        self, as_: As, steward: User, entry: Dataset
    ) -> None:
        wrong = form_of(entry.department, name=f" {entry.name.upper()} ")
        response = as_(steward).post(reverse("datasets:new"), wrong)
        assert response.status_code == 422
        assert "name" in response.context["form"].errors
        assert str(entry.department) in str(response.context["form"].errors["name"])
        assert Dataset.objects.count() == 1

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("name", ""),
            ("department", ""),
            ("department", "999999"),
            ("source_url", "javascript:alert(1)"),
            ("retention_months", "-1"),
            ("classification", "geheim"),
            ("owner", "999999"),
        ],
    )
    def test_says_which_field_is_wrong(
        self, as_: As, steward: User, department: Department, field: str, value: str
    ) -> None:
        wrong = {**form_of(department), field: value}
        response = as_(steward).post(reverse("datasets:new"), wrong)
        assert response.status_code == 422
        assert list(response.context["form"].errors) == [field]
        assert not Dataset.objects.exists()

    def test_an_edit_is_in_the_history_in_words(
        self, as_: As, steward: User, entry: Dataset
    ) -> None:
        changed = form_of(entry.department, name=entry.name, purpose="Iets anders", key="")
        url = reverse("datasets:edit", args=[entry.slug])
        assert as_(steward).post(url, changed).status_code == 302
        entry.refresh_from_db()
        assert entry.purpose == "Iets anders"
        assert "purpose" in entry.changes.first().note  # type: ignore[union-attr]
        page = as_(steward).get(reverse("datasets:detail", args=[entry.slug]))
        told = page.context["events"][0]
        assert str(Dataset._meta.get_field("purpose").verbose_name).lower() in told["note"]

    def test_the_way_deliveries_follow_is_fixed_once_there_is_data(
        self, as_: As, steward: User, entry: Dataset
    ) -> None:
        deliver(entry)
        changed = form_of(entry.department, name=entry.name, mode="accumulates")
        response = as_(steward).post(reverse("datasets:edit", args=[entry.slug]), changed)
        assert response.status_code == 422
        assert "mode" in response.context["form"].errors
        entry.refresh_from_db()
        assert entry.mode == "replaces"

    def test_key_columns_are_ticked_once_columns_are_known(
        self, as_: As, steward: User, entry: Dataset
    ) -> None:
        deliver(entry)
        url = reverse("datasets:edit", args=[entry.slug])
        form = as_(steward).get(url).context["form"]
        assert [value for value, _label in form.fields["key"].choices] == [
            "nr", "straat", "opgeleverd", "bedrag",
        ]  # fmt: skip
        as_(steward).post(url, form_of(entry.department, name=entry.name, key=["nr"]))
        entry.refresh_from_db()
        assert entry.key == ["nr"]

    def test_someone_whose_account_was_closed_stays_named(
        self, as_: As, steward: User, owner: User, entry: Dataset
    ) -> None:
        User.objects.filter(pk=owner.pk).update(is_active=False)
        form = as_(steward).get(reverse("datasets:edit", args=[entry.slug])).context["form"]
        assert owner in form.fields["owner"].queryset
        fresh = as_(steward).get(reverse("datasets:new")).context["form"]
        assert owner not in fresh.fields["owner"].queryset

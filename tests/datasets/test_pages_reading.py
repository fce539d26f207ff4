"""The page on which a steward overrules how a file was read, and what a dataset remembers."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from datasets.forms.reading import ReadingForm
from datasets.lifecycle import Channel, Classification, DeliveryStatus
from datasets.models import Dataset, Delivery
from datasets.services import accept_delivery
from kit.jobs import work_off
from people.models import AccessLogEntry, Department, User
from tests.conftest import As
from tests.datasets.factories import CSV, deliver, make_dataset, send

pytestmark = pytest.mark.django_db
TITLED = "Overzicht van de demo\n\n" + CSV
HTMX = {"HX-Request": "true"}


@pytest.fixture
def dataset(department: Department, steward: User, owner: User) -> Dataset:
    return make_dataset(department, steward=steward, owner=owner)


@pytest.fixture
def waiting(dataset: Dataset) -> Delivery:
    return deliver(dataset, TITLED, accept=False, channel=Channel.PAGE)


def url(name: str, delivery: Delivery) -> str:
    return reverse(f"datasets:{name}", args=[delivery.dataset.slug, delivery.number])


def sent(client: Client, delivery: Delivery) -> dict[str, str]:
    """What a browser would send when nothing is touched."""
    form = client.get(url("reading", delivery)).context["form"]
    return {bound.html_name: str(bound.value() or "") for bound in form}


def choose(client: Client, delivery: Delivery, **choices: str) -> Delivery:
    response = client.post(url("reading", delivery), {**sent(client, delivery), **choices})
    assert response.status_code == 302, response.context["form"].errors
    work_off()
    delivery.refresh_from_db()
    return delivery


def test_every_decision_is_shown_with_the_rows_and_the_lines_that_it_is_about(
    as_: As, waiting: Delivery, steward: User
) -> None:
    response = as_(steward).get(url("reading", waiting))
    form = response.context["form"]
    assert [option for option, _bound, _chosen in form.file_fields()] == [
        "encoding",
        "delimiter",
        "quote",
        "header_line",
        "footer_line",
    ]
    assert [column.name for column in form.column_parts()] == [
        "nr",
        "straat",
        "opgeleverd",
        "bedrag",
    ]
    lines = response.context["lines"]
    assert (lines[0]["text"], lines[2]["header"]) == ("Overzicht van de demo", True)
    assert len(response.context["table"]["rows"]) == 3


def test_a_choice_is_read_marked_and_taken_back(as_: As, waiting: Delivery, steward: User) -> None:
    client = as_(steward)
    read = choose(client, waiting, kopregel="3", scheidingsteken="puntkomma", type_0="geheel")
    assert read.status == DeliveryStatus.AWAITING
    assert read.options["decisions"] == {
        "delimiter": ";",
        "header_line": 3,
        "types": {"nr": "geheel"},
    }
    assert client.get(url("reading", read)).content.count(b'name="automatisch"') == 4
    back = choose(client, read, automatisch="delimiter")
    assert set(back.options["decisions"]) == {"header_line", "types"}
    back = choose(client, back, automatisch="column:nr")
    assert back.options["decisions"] == {"header_line": 3}
    back = choose(client, back, automatisch="alles")
    assert "decisions" not in back.options


def test_signs_of_missing_are_chosen_for_the_file_and_for_a_column(
    as_: As, waiting: Delivery, steward: User
) -> None:
    read = choose(
        as_(steward),
        waiting,
        ontbrekend_keuze="eigen",
        ontbrekend="onbekend\n-\n",
        ontbrekend_3="?; 980,00",
    )
    assert read.options["decisions"] == {
        "missing": ["onbekend", "-"],
        "column_missing": {"bedrag": ["?", "980,00"]},
    }
    assert read.reading["columns"][3]["missing"] == {"?": 1, "980,00": 1}
    none = choose(as_(steward), read, ontbrekend="", ontbrekend_3=";")
    assert none.options["decisions"] == {"missing": [], "column_missing": {"bedrag": []}}


@pytest.mark.parametrize(
    ("choices", "field"),
    [
        ({"kopregel": "7000"}, "kopregel"),
        ({"kopregel": "-1"}, "kopregel"),
        ({"kopregel": "drie"}, "kopregel"),
        ({"voetregel": "2", "kopregel": "3"}, "voetregel"),
        ({"codering": "ebcdic"}, "codering"),
        ({"type_1": "float"}, "type_1"),
        ({"ontbrekend_keuze": "eigen", "ontbrekend": "x" * 70}, "ontbrekend"),
    ],
)
def test_a_wrong_choice_is_told_at_its_field_and_nothing_is_read(
    as_: As, waiting: Delivery, steward: User, choices: dict[str, str], field: str
) -> None:
    client = as_(steward)
    response = client.post(url("reading", waiting), {**sent(client, waiting), **choices})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    waiting.refresh_from_db()
    assert waiting.status == DeliveryStatus.AWAITING


def test_a_choice_that_the_reader_cannot_follow_comes_back_at_its_field(
    as_: As, dataset: Dataset, steward: User
) -> None:
    delivery = deliver(dataset, "a;b\n1;2\nx;x\n", accept=False, channel=Channel.PAGE)
    before = delivery.reading
    client = as_(steward)
    after = choose(client, delivery, kopregel="3")
    assert (after.status, after.reading) == (DeliveryStatus.AWAITING, before)
    response = client.get(url("reading", after))
    form = response.context["form"]
    assert list(form.errors) == ["kopregel"]
    assert form["kopregel"].value() == 3
    assert response.context["table"]["rows"]
    assert choose(client, after, kopregel="1").error_code == ""


def test_a_line_of_another_sheet_is_for_the_reader_to_judge(waiting: Delivery) -> None:
    reading = {**waiting.reading, "format": "xlsx", "sheet": "A", "sheets": ["A", "B"], "lines": 9}
    fits = ("sheet", "header_line")
    for sheet, fine in (("", False), ("A", False), ("B", True)):
        data = {"blad": sheet, "kopregel": "40"}
        assert ReadingForm(reading=reading, chosen={}, fits=fits, data=data).is_valid() is fine


def test_a_failed_delivery_offers_its_choices(as_: As, dataset: Dataset, steward: User) -> None:
    failed = deliver(dataset, "x;x\na;b\n1;2\n", accept=False)
    response = as_(steward).get(url("reading", failed))
    assert response.context["lines"][1]["text"] == "a;b"
    assert choose(as_(steward), failed, kopregel="2").status == DeliveryStatus.AWAITING


def test_while_it_is_read_the_page_waits_and_then_shows_itself(
    as_: As, waiting: Delivery, steward: User
) -> None:
    client = as_(steward)
    client.post(url("reading", waiting), {**sent(client, waiting), "kopregel": "3"})
    assert url("reading_progress", waiting) in client.get(url("reading", waiting)).content.decode()
    poll = client.get(url("reading_progress", waiting), headers=HTMX)
    assert b"reading-progress" in poll.content
    work_off()
    done = client.get(url("reading_progress", waiting), headers=HTMX)
    assert done.headers["HX-Redirect"] == url("reading", waiting)
    opened = client.get(url("reading_progress", waiting))
    assert opened.status_code == 302


def test_a_delivery_in_use_is_read_beside_itself(as_: As, dataset: Dataset, steward: User) -> None:
    current = deliver(dataset)
    client = as_(steward)
    response = client.post(
        url("reading", current), {**sent(client, current), "kopregel": "1"}, follow=True
    )
    assert response.context["delivery"].number == current.number + 1
    current.refresh_from_db()
    assert current.is_current


def test_only_who_may_say_yes_decides_about_reading(
    as_: As, waiting: Delivery, owner: User, colleague: User, outsider: User
) -> None:
    for person in (owner, colleague, outsider):
        client = as_(person)
        for name in ("reading", "reading_progress", "mapping"):
            assert client.get(url(name, waiting)).status_code == 404
        assert client.post(url("reading", waiting), {"kopregel": "1"}).status_code == 404
        forget = reverse("datasets:memory_forget", args=[waiting.dataset.slug])
        assert client.post(forget).status_code == 404
    waiting.refresh_from_db()
    assert waiting.status == DeliveryStatus.AWAITING


def test_a_look_at_confidential_lines_is_logged(
    as_: As, department: Department, steward: User
) -> None:
    secret = make_dataset(
        department, "Demo-geheim", steward=steward, classification=Classification.CONFIDENTIAL
    )
    delivery = deliver(secret, accept=False, channel=Channel.PAGE)
    as_(steward).get(url("reading", delivery))
    entry = AccessLogEntry.objects.get(action="rows-seen")
    assert (entry.result, entry.reason) != ("", "")


def test_lines_of_a_file_with_personal_data_stay_unseen(
    as_: As, waiting: Delivery, steward: User
) -> None:
    Dataset.objects.update(personal_data="ordinary")
    response = as_(steward).get(url("reading", waiting))
    assert response.context["lines"] == []
    assert "Dorpsstraat" not in response.content.decode()


def test_the_page_is_drawn_with_few_queries(as_: As, waiting: Delivery, steward: User) -> None:
    client = as_(steward)
    with CaptureQueriesContext(connection) as queries:
        client.get(url("reading", waiting))
    assert len(queries) <= 15


def test_a_wide_file_is_decided_in_pieces(
    as_: As, waiting: Delivery, steward: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("datasets.views.reading.COLUMNS_PER_PAGE", 2)
    client = as_(steward)
    choose(client, waiting, type_1="tekst")
    second = client.get(url("reading", waiting) + "?pagina=2").context["form"]
    assert [column.name for column in second.column_parts()] == ["opgeleverd", "bedrag"]
    values = {bound.html_name: str(bound.value() or "") for bound in second}
    client.post(url("reading", waiting) + "?pagina=2", {**values, "type_3": "getal"})
    work_off()
    waiting.refresh_from_db()
    assert waiting.options["decisions"] == {"types": {"straat": "tekst", "bedrag": "getal"}}


# ------------------------------------------------------------------------- what is remembered


def test_remembered_choices_are_listed_for_all_and_forgotten_by_a_steward(
    as_: As, waiting: Delivery, steward: User, colleague: User
) -> None:
    dataset = waiting.dataset
    accept_delivery(choose(as_(steward), waiting, kopregel="3", type_0="geheel"), by=steward)
    page = reverse("datasets:memory", args=[dataset.slug])
    forget = reverse("datasets:memory_forget", args=[dataset.slug])
    seen = as_(colleague).get(page)
    assert [one["option"] for one in seen.context["decisions"]] == ["header_line", "types"]
    assert forget not in seen.content.decode()
    client = as_(steward)
    client.post(forget, {"keuze": "types", "kolom": "nr"})
    dataset.refresh_from_db()
    assert dataset.remembered == {"header_line": 3}
    client.post(forget)
    dataset.refresh_from_db()
    assert dataset.remembered == {}
    assert client.get(page).status_code == 200


def test_a_remembered_choice_is_marked_as_such(as_: As, waiting: Delivery, steward: User) -> None:
    dataset = waiting.dataset
    accept_delivery(choose(as_(steward), waiting, kopregel="3"), by=steward)
    work_off()
    following = send(dataset, TITLED.replace("Kerkweg", "Plein"), by=steward).delivery
    work_off()
    context = as_(steward).get(url("reading", following)).context
    assert context["from_memory"]
    assert [option for option, _bound, chosen in context["form"].file_fields() if chosen] == [
        "header_line"
    ]

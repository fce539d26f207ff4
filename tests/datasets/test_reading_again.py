"""A steward overrules how a file was read; what was chosen holds for the next file too."""

import pytest

from datasets import intake
from datasets.lifecycle import Channel, DeliveryStatus, FlagOrigin, Refused
from datasets.models import Dataset, Delivery
from datasets.services import accept_delivery
from datasets.services.decisions import last_asked
from datasets.services.remembered import forget_all, forget_choice
from datasets.services.reread import read_again
from kit.jobs import work_off
from people.models import Department, User
from tests.datasets.factories import CSV, deliver, make_dataset, make_rule, send

pytestmark = pytest.mark.django_db
# One in ten amounts is no number: the column is read as text.
DIRTY = "nr;bedrag\n" + "".join(f"{n};{n},50\n" for n in range(9)) + "9;kapot\n"
TITLED = "Overzicht van de demo\nuit het bronsysteem\n" + CSV


@pytest.fixture
def dataset(department: Department, steward: User, owner: User) -> Dataset:
    return make_dataset(department, steward=steward, owner=owner)


def again(delivery: Delivery, by: User, **options: object) -> Delivery:
    read = read_again(delivery, options=intake.ReadingOptions(**options), by=by)  # type: ignore[arg-type]
    work_off()
    read.refresh_from_db()
    return read


def column(delivery: Delivery, name: str) -> dict[str, object]:
    return next(column for column in delivery.reading["columns"] if column["name"] == name)


def test_a_type_chosen_by_a_steward_makes_rules_of_numbers_see_the_column(
    dataset: Dataset, steward: User
) -> None:
    waiting = deliver(dataset, DIRTY, accept=False, channel=Channel.PAGE)
    assert column(waiting, "bedrag")["type"] == "tekst"
    read = again(waiting, steward, types={"bedrag": "getal"})
    assert (read.pk, read.status) == (waiting.pk, DeliveryStatus.AWAITING)
    assert (column(read, "bedrag")["type"], column(read, "bedrag")["misfits"]) == ("getal", 1)
    accept_delivery(read, by=steward)
    work_off()
    dataset.refresh_from_db()
    rule = make_rule(dataset, "bereik", ("bedrag",), parameters={"minimum": 0, "maximum": 8})
    finding = rule.findings.get()
    assert (finding.checked, finding.failed) == (10, 2)  # 8,50 and the word
    flags = dataset.flags.open().filter(origin=FlagOrigin.READING)
    assert [flag.column for flag in flags] == ["bedrag"]
    assert dataset.remembered == {"types": {"bedrag": "getal"}}


def test_what_a_steward_chose_holds_for_the_next_file(dataset: Dataset, steward: User) -> None:
    read = again(
        deliver(dataset, TITLED, accept=False, channel=Channel.PAGE), steward, header_line=3
    )
    assert dataset.remembered == {}
    accept_delivery(read, by=steward)
    work_off()
    dataset.refresh_from_db()
    assert dataset.remembered == {"header_line": 3}
    following = deliver(dataset, TITLED.replace("Kerkweg", "Kerkplein"))
    assert following.status == DeliveryStatus.CHECKED
    assert following.reading["header_line"] == 3
    assert following.options == {"decisions": {"header_line": 3}}


def test_a_remembered_choice_that_does_not_fit_is_given_up_and_told(
    dataset: Dataset, steward: User
) -> None:
    read = again(deliver(dataset, TITLED, accept=False), steward, header_line=3, missing=["?"])
    accept_delivery(read, by=steward)
    work_off()
    dataset.refresh_from_db()
    short = deliver(dataset, "nr;straat;opgeleverd;bedrag\n", accept=False)
    assert short.status == DeliveryStatus.AWAITING  # no automatic yes
    dropped = short.options["dropped"]
    assert dropped["code"] == "bad-option"
    assert dropped["decisions"] == {"header_line": 3, "missing": ["?"]}
    assert short.reading["header_line"] == 1
    accept_delivery(short, by=steward)
    dataset.refresh_from_db()
    assert dataset.remembered["header_line"] == 3  # nobody said otherwise


def test_a_remembered_header_that_gives_other_columns_is_given_up_too(
    dataset: Dataset, steward: User
) -> None:
    read = again(deliver(dataset, TITLED, accept=False), steward, header_line=3)
    accept_delivery(read, by=steward)
    work_off()
    bare = deliver(dataset, CSV + "0004;Lindelaan;;7,00\n", accept=False)  # no titles this time
    assert (bare.status, bare.reading["header_line"], bare.rows) == ("awaiting", 1, 4)
    assert bare.options["dropped"]["code"] == "other-columns"
    assert sorted(path.name for path in bare.table_path.parent.iterdir()) == [
        "rejected.csv",
        "table.parquet",
    ]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"header_line": 99}, "bad-option"),
        ({"header_line": 3}, "duplicate-header"),
        ({"encoding": "ebcdic"}, "bad-option"),
    ],
)
def test_a_choice_that_cannot_be_read_leaves_everything_as_it_was(
    dataset: Dataset, steward: User, options: dict[str, object], code: str
) -> None:
    text = "a;b\n1;2\nx;x\n"
    before = deliver(dataset, text, accept=False, channel=Channel.PAGE)
    after = again(before, steward, **options)
    assert (after.status, after.error_code) == (DeliveryStatus.AWAITING, code)
    assert after.reading == before.reading
    assert after.table == before.table
    assert after.table_path.exists()
    asked = last_asked(after)
    assert asked is not None
    assert asked.decisions == options
    better = again(after, steward, header_line=1)
    assert (better.status, better.error_code) == (DeliveryStatus.AWAITING, "")


def test_a_file_that_could_not_be_read_is_read_by_other_choices(
    dataset: Dataset, steward: User
) -> None:
    failed = deliver(dataset, "x;x\na;b\n1;2\n", accept=False)
    assert failed.status == DeliveryStatus.FAILED
    read = again(failed, steward, header_line=2)
    assert read.status == DeliveryStatus.AWAITING  # by the API as well: someone chose
    assert [one["name"] for one in read.reading["columns"]] == ["a", "b"]


def test_a_delivery_that_counts_stays_while_another_reading_waits_beside_it(
    dataset: Dataset, steward: User
) -> None:
    current = deliver(dataset)
    beside = again(current, steward, types={"nr": "geheel"})
    current.refresh_from_db()
    assert (current.status, current.is_current) == (DeliveryStatus.CHECKED, True)
    assert (beside.number, beside.status) == (current.number + 1, DeliveryStatus.AWAITING)
    assert beside.original_path.read_bytes() == CSV.encode()
    assert column(beside, "nr")["type"] == "geheel"
    accept_delivery(beside, by=steward)
    work_off()
    current.refresh_from_db()
    assert not current.is_current


def test_what_cannot_be_read_again_is_refused(dataset: Dataset, steward: User) -> None:
    busy = send(dataset).delivery
    with pytest.raises(Refused) as refused:
        read_again(busy, options=intake.ReadingOptions(), by=steward)
    assert refused.value.code == "being-read"
    work_off()
    repeat = send(dataset).delivery
    with pytest.raises(Refused) as refused:
        read_again(repeat, options=intake.ReadingOptions(), by=steward)
    assert refused.value.code == "not-to-be-read"
    busy.refresh_from_db()
    busy.original_path.unlink()
    with pytest.raises(Refused) as refused:
        read_again(busy, options=intake.ReadingOptions(), by=steward)
    assert refused.value.code == "bytes-gone"


def test_back_to_automatic_is_remembered_as_well_and_choices_can_be_forgotten(
    dataset: Dataset, steward: User
) -> None:
    waiting = deliver(dataset, accept=False, channel=Channel.PAGE)
    accept_delivery(again(waiting, steward, types={"nr": "geheel"}, quote="'"), by=steward)
    work_off()
    dataset.refresh_from_db()
    assert dataset.remembered == {"quote": "'", "types": {"nr": "geheel"}}
    assert forget_choice(dataset, option="quote", by=steward)
    assert not forget_choice(dataset, option="quote", by=steward)
    dataset.refresh_from_db()
    following = deliver(dataset, CSV + "0004;Lindelaan;;7,00\n", accept=False)
    assert column(following, "nr")["type"] == "geheel"
    accept_delivery(again(following, steward), by=steward)
    work_off()
    dataset.refresh_from_db()
    assert dataset.remembered == {}
    assert not forget_all(dataset, by=steward)


def test_codes_stay_text_though_the_next_file_has_no_leading_zero(dataset: Dataset) -> None:
    deliver(dataset)
    following = deliver(dataset, CSV.replace("000", "10"))
    assert (column(following, "nr")["type"], following.status) == ("tekst", "checked")
    assert column(following, "nr")["notes"] == ["as-before"]


def test_the_line_of_a_footer_is_not_remembered_for_a_longer_file(
    dataset: Dataset, steward: User
) -> None:
    text = "a;b\n1;2\n3;4\nsamen;6\n"
    accept_delivery(again(deliver(dataset, text, accept=False), steward, footer_line=4), by=steward)
    dataset.refresh_from_db()
    assert dataset.remembered == {}

"""Sixty-five defects that were measured in real municipal files, and what Koers says of them.

`KOERS_REFERENCE_DATA` has the files and `bekende-gebreken.tsv`: id, dataset, dimension, words, SQL
and the figure that is right. Every line of TABLE says which rule, profile or reading finds that
figure; NOT_FOUND says why the others are not found.
"""

import csv
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from datasets import quality
from tests.datasets.known_files import PEOPLE_YEARS, folder, profile, readings, table

pytestmark = [pytest.mark.real_data, pytest.mark.slow]
TODAY = date(2026, 11, 23)
LEAST = 45

SOLAR = "Aantal geregistreerde installaties met zonnepanelen woningen [aantal]"
SOLAR_SHARE = "Percentage woningen met geregistreerde zonnepanelen [%]"
INCOME = "Gemiddeld inkomen per huishouden [€]"
GAS = "Totaal aardgasverbruik woningen (temperatuurgecorrigeerd) [TJ]"
WIND = "Wind op land fysiek opgesteld vermogen [MW]"
HOMES = "Huishoudens [aantal]"
NAME = "Buurt_naam"
SALARIES = "L1.1 Salarissen en sociale lasten"
KEYS = {"cbs": ("gemeentecode", "gemeentenaam")}
BROAD = ("0-17 jaar", "18-64 jaar", "65 jaar en ouder")


@dataclass(frozen=True)
class Rule:
    """A rule that a steward can write, and how its outcome gives the figure.

    `tell` takes the outcome; without it the figure is the number of failing rows (or periods,
    totals, categories). `distinct`: the number of different texts of a column in those rows.
    """

    dataset: str
    kind: str
    columns: tuple[str, ...] = ()
    parameters: dict[str, Any] = field(default_factory=dict)
    tell: Callable[[quality.Outcome], object] | None = None
    distinct: str = ""
    before: str = ""  # the dataset that was delivered before this one

    def figure(self) -> object:
        spec = quality.RuleSpec("r", self.kind, self.columns, self.parameters)
        other = self.parameters.get("dataset")
        references = {other: table(other)} if other else {}
        whole = table(self.dataset)
        if self.distinct:
            with quality.failing_rows(whole, spec, today=TODAY, references=references) as failing:
                at = failing.columns.index(self.distinct)
                return len({row.texts[at] for row in failing.rows})
        delivered = [
            quality.Delivered(
                part.label,
                period=part.label[:4],
                before=table(self.before).parts[0] if self.before else None,
            )
            for part in whole.parts
        ]
        [outcome] = quality.check(
            whole,
            [spec],
            today=TODAY,
            key=KEYS.get(self.dataset, ()),
            references=references,
            deliveries=delivered,
        )
        assert outcome.reason_code == "", outcome
        return self.tell(outcome) if self.tell else outcome.failed


@dataclass(frozen=True)
class Told:
    """What a profile or a reading shows on the page of the dataset."""

    figure: Callable[[], object]


def people(words: str) -> str:
    """The name of a column of the population files: the one that holds these words."""
    [name] = [column for column in table("bevolking").columns if words in column]
    return name


def missing(dataset: str, token: str) -> int:
    return sum(column.missing.get(token, 0) for one in readings(dataset) for column in one.columns)


def labels(outcome: quality.Outcome) -> str:
    return ",".join(example.label for example in outcome.examples)


def texts(column: str) -> Callable[[quality.Outcome], str]:
    """The different texts of a column in the failing rows that are shown."""
    return lambda outcome: ",".join(
        sorted({example.values[column] for example in outcome.examples})
    )


def total(outcome: quality.Outcome) -> str:
    """What a total came to, as the finding says it."""
    [example] = outcome.examples
    return f"{Decimal(str(example.facts['totaal'])):.2f}".removesuffix(".00")


def by_year(dataset: str, column: str, years: tuple[int, ...]) -> list[int]:
    return [profile(dataset, str(year))[column].filled for year in years]


def newest(dataset: str, column: str, years: tuple[int, ...]) -> int:
    """The last delivery in which the profile finds the column filled."""
    return max(year for year in years if profile(dataset, str(year))[column].filled)


def rows(dataset: str) -> Told:
    return Told(lambda: sum(one.file_rows for one in readings(dataset)))


def frequent(dataset: str, column: str, value: str) -> Told:
    return Told(
        lambda: {found.value: found.count for found in profile(dataset)[column].frequent}[value]
    )


def filled(dataset: str, column: str) -> Rule:
    return Rule(dataset, "gevuld", (column,))


ENERGY_YEARS = tuple(range(2015, 2024))
NOT_ONE_TO_NINE = {"patroon": "0|[1-9][0-9]+"}
NOT_ONE_TO_FOUR = {"patroon": "0|[5-9]|[1-9][0-9]+"}
AGES = (
    "0-3 jaar", "4-11 jaar", "12-17 jaar", "18-24 jaar", "25-39 jaar", "40-54 jaar", "55-64 jaar",
    "65-74 jaar", "75-84 jaar", "85 jaar en ouder",
)  # fmt: skip
PROVINCES = (
    "Drenthe", "Flevoland", "Fryslân", "Gelderland", "Groningen", "Limburg", "Noord-Brabant",
    "Noord-Holland", "Overijssel", "Utrecht", "Zeeland", "Zuid-Holland",
)  # fmt: skip
SIZES = (
    "minderdan5000inwoners", "5000tot10000inwoners", "10000tot20000inwoners",
    "20000tot50000inwoners", "50000tot100000inwoners", "100000tot150000inwoners",
    "150000tot250000inwoners", "250000inwonersofmeer",
)  # fmt: skip


def small_ages() -> int:
    """Cells of one to four people in 2024: ten rules, one for each age."""
    found = 0
    for age in AGES:
        spec = quality.RuleSpec("r", "patroon", (people(f"leeftijd van {age}"),), NOT_ONE_TO_FOUR)
        parts = [part for part in table("bevolking").parts if part.label == "2024"]
        [outcome] = quality.check(quality.Table(parts), [spec], today=TODAY)
        found += outcome.failed
    return found


def no_neighbourhood() -> int:
    """Lines of the files that are no neighbourhood: footers, empty lines and 'Onbekend'."""
    unknown = sum(
        column.missing.get("Onbekend", 0)
        for one in readings("bevolking")
        for column in one.columns
        if column.name == NAME
    )
    return unknown + sum(len(one.footer_lines) + one.blank_lines for one in readings("bevolking"))


TABLE: dict[str, Rule | Told] = {
    "E1": rows("energie"),
    "E2": Told(lambda: missing("energie", "?")),
    "E3": Told(lambda: sum(c.empty for one in readings("energie") for c in one.columns)),
    "E4": Told(
        lambda: sum(
            column.filled
            for one in readings("energie")
            for column in one.columns
            if column.name == SOLAR_SHARE and column.unit == "%"
        )
    ),
    "E5": Told(lambda: newest("energie", SOLAR, ENERGY_YEARS)),
    "E6": Told(lambda: ",".join(map(str, by_year("energie", INCOME, (2021, 2022, 2023))))),
    "E7": Told(lambda: profile("energie")[WIND].filled),
    "E8": filled("energie", GAS),
    "E9": Rule("energie", "patroon", (HOMES,), NOT_ONE_TO_NINE),
    "B1": Rule("bevolking", "perioden", (), {"van": "2015", "tot": "2024"}, labels),
    "B2": Told(no_neighbourhood),
    "B3": Rule(
        "bevolking", "verwijzing", (NAME,), {"dataset": "energie", "kolom": NAME}, texts(NAME)
    ),
    "B4": Told(lambda: round(sum_of("bevolking", people("inwoners op 1 januari"), "2024"))),
    "B5": Told(lambda: newest("bevolking", people("sociaal minimum"), PEOPLE_YEARS)),
    "B6": Told(small_ages),
    "B7": Told(
        lambda: Rule(
            "bevolking",
            "som",
            (people("inwoners op 1 januari"), *(people(f"leeftijd van {age}") for age in BROAD)),
        ).figure()
    ),
    "I1": rows("coach"),
    "I3": Rule("coach", "patroon", ("postcode",), {"patroon": "[^ ]*"}),
    "I4": Rule("coach", "patroon", ("postcode",), {"patroon": "[^x]*"}),
    "I5": Told(lambda: profile("coach")["telling"].filled - profile("coach")["telling"].distinct),
    "I6": filled("coach", "buurt_naam"),
    "I7": Rule(
        "coach",
        "perioden",
        ("datum_afspraak_coachgesprek",),
        {"van": "2023-01", "tot": "2024-12"},
        labels,
    ),
    "I8": rows("subsidie"),
    "I9": Rule("subsidie", "bereik", ("Amount of money",), {"minimum": 0.01}),
    "I11": Rule("subsidie", "totaal", ("Amount of money",), {"maximum": 0}, total),
    "I12": filled("subsidie", "Bad isolated parts of the house"),
    "R1": rows("isde"),
    "R2": filled("isde", "gemeentecode"),
    "R3": filled("isde", "aantal_adressen"),
    "R4": Rule("isde", "gemeentecode", ("gemeentecode",), {"vorm": "GM0193"}),
    "R5": Rule("isde", "bereik", ("subsidiejaar",), {"maximum": 2024}),
    "R6": Rule(
        "sde", "verwijzing", ("Projectnummer",), {"dataset": "sde_kopie", "kolom": "Projectnummer"}
    ),
    "R7": Told(
        lambda: sum(c.misfits for c in readings("sde_kopie")[0].columns if c.name == "Latitude")
    ),
    "R8": Rule("sde", "totaal", ("Vermogen",), {"maximum": 0}, total),
    "R9": Rule("sde_kopie", "totaal", ("Vermogen",), {"maximum": 0}, total),
    "R10": Rule(
        "sde",
        "gelijk-aan",
        ("Projectnummer", "Vermogen"),
        {"dataset": "sde_kopie", "kolom": "Vermogen"},
        texts("Projectnummer"),
    ),
    "R11": Rule(
        "sde",
        "gelijk-aan",
        ("Projectnummer", "Maximale_subsidie"),
        {"dataset": "sde_kopie", "kolom": "Maximale_subsidie", "tolerantie": 1},
    ),
    "R12": frequent("sde", "Aanvrager", "Geanonimiseerd"),
    "V1": rows("buurt"),
    "V2": Rule("buurt", "verwijzing", ("wijkCode",), {"dataset": "wijk", "kolom": "code"}),
    "V3": filled("buurt", "gezondheid.goedErvarenGezondheid"),
    "V4": filled("buurt", "veiligheid.per1000"),
    "V5": Rule("buurt", "totaal", ("veiligheid.laatste12Maanden",), {"maximum": 0}, total),
    "V6": Rule("buurt", "bereik", ("demografie.inwoners",), {"minimum": 100}),
    "V7": Rule(
        "gemeente_nl",
        "verwijzing",
        ("name",),
        {"dataset": "cbs", "kolom": "gemeentenaam"},
        texts("name"),
    ),
    "F1": rows("iv3"),
    "F2": filled("iv3", "Provincie"),
    "F3": Rule("iv3", "in-lijst", ("Provincie",), {"waarden": list(PROVINCES)}),
    "F4": Rule("iv3", "in-lijst", ("Gemeentegrootte",), {"waarden": list(SIZES)}),
    "F5": Rule("iv3", "bereik", ("Lasten",), {"minimum": 0}),
    "F6": Rule(
        "iv3_2025_begroting",
        "verdeling",
        ("Taakveld",),
        {"maxPunten": 100, "nieuwMag": True},
        before="iv3_2024_begroting",
    ),
    "F7": Rule(
        "iv3_2025_begroting",
        "verdeling",
        ("Taakveld",),
        {"maxPunten": 100, "verdwenenMag": True},
        before="iv3_2024_begroting",
    ),
    "F8": Rule(
        "iv3", "patroon", ("Taakveld",), {"patroon": ".*[^.]|.*[^.]\\."}, distinct="Taakveld"
    ),
    "F10": filled("iv3", SALARIES),
    "F11": Told(lambda: sum("code" in name.lower() for name in table("iv3").columns)),
    "C1": rows("cbs"),
    "C2": Rule(
        "cbs",
        "gevuld",
        ("aantalInwoners",),
        tell=lambda outcome: ",".join(
            example.key.replace("gemeentecode:", "").replace(";gemeentenaam:", " ")
            for example in outcome.examples
        ),
    ),
    "C3": Told(lambda: ",".join(found.value for found in profile("cbs")["jaar"].frequent)),
    "C4": Rule(
        "cbs",
        "gelijk-aan",
        ("gemeentenaam", "aantalInwoners"),
        {"dataset": "iv3_2023", "kolom": "Inwonertal", "sleutel": ["Gemeenten"]},
    ),
    "K2": Rule("codes", "afhankelijkheid", ("gm_code", "gm_naam"), distinct="gm_code"),
}
NOT_FOUND = {
    "E10": "a condition over two columns (no gas, and yet 50 households) is no kind of rule yet",
    "I2": "the copy has no key: rows can only be paired by their place in the file",
    "I10": "how often words occur within one cell is no kind of rule",
    "F9": "two sums per municipality are compared; `totaal` knows one sum",
    "K1": "how many municipalities each year has: a count per group is no kind of rule yet",
}


def sum_of(dataset: str, column: str, label: str) -> float:
    found = profile(dataset, label)[column]
    assert found.mean is not None
    return found.mean * found.filled


def known() -> dict[str, dict[str, str]]:
    with (folder() / "bekende-gebreken.tsv").open(encoding="utf-8", newline="") as source:
        return {row["id"]: row for row in csv.DictReader(source, delimiter="\t")}


def test_every_known_defect_is_found_or_has_a_reason_why_not() -> None:
    assert set(TABLE) | set(NOT_FOUND) == set(known())
    assert not set(TABLE) & set(NOT_FOUND)
    assert len(TABLE) >= LEAST
    assert all(NOT_FOUND.values())


@pytest.mark.parametrize("name", TABLE)
def test_the_defect_is_found_with_exactly_the_known_figure(name: str) -> None:
    wanted = known()[name]
    found = TABLE[name].figure()
    assert str(found) == wanted["verwacht"], wanted["omschrijving"]

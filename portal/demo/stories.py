"""What the demo's reports of doubt tell: which value, who doubts it, and each step with its day."""

from dataclasses import dataclass

from feedback.lifecycle import Reason, Status, Subject, Sureness
from portal.demo import (
    areas,
    budget,
    crime,
    energy,
    health,
    municipalities,
    population,
    subsidies,
)


@dataclass(frozen=True)
class Act:
    """One step, so many days before the demo is loaded. By the data team unless told otherwise."""

    days_ago: int
    to: Status
    text: str = ""
    agreed: str = ""
    by_reporter: bool = False
    decisive: bool | None = None
    other: str = ""  # the name of the story that it is merged into
    registration: str = ""
    object_id: str = ""


@dataclass(frozen=True)
class Story:
    """A report and its steps. `earlier`: it is about the delivery before the one in use."""

    name: str
    dataset: str
    days_ago: int
    explanation: str
    acts: tuple[Act, ...] = ()
    subject: Subject = Subject.CELL
    reason: Reason = Reason.WRONG
    key: str = ""
    column: str = ""
    proposed: str = ""
    doubted: str = ""
    period: str = ""
    by: str = "medewerker"
    sureness: Sureness = Sureness.FAIRLY
    earlier: bool = False
    sees_rows: bool = True
    page: str = ""
    page_label: str = ""
    joined: tuple[tuple[str, str], ...] = ()


# Deliveries without change: the same bytes again, so many days before the demo is loaded.
REPEATED = ((subsidies.COPY.name, 9),)

_S = Status


def _judged(first: int, second: int, *, decisive: bool | None = None) -> tuple[Act, Act]:
    return Act(first, _S.INVESTIGATING), Act(second, _S.RIGHT, decisive=decisive)


STORIES: tuple[Story, ...] = (
    Story(
        "project-power",
        subsidies.PROJECTS_NAME,
        66,
        "Dit zonnepark is 26 megawatt. 260 kan niet: dat is tien keer zoveel.",
        (*_judged(65, 63), Act(62, _S.REQUESTED, agreed="26")),
        reason=Reason.IMPOSSIBLE,
        key="projectnummer:SDE1755287",
        column="vermogen_mw",
        proposed="26",
        sureness=Sureness.CERTAIN,
        earlier=True,
        joined=(("bestuur", "Dit getal stond ook in onze raadsbrief."),),
    ),
    Story(
        "project-year",
        subsidies.PROJECTS_NAME,
        48,
        "In 2002 was er nog geen SDE-subsidie. Volgens ons dossier is het 2020.",
        (*_judged(46, 41), Act(40, _S.REQUESTED, agreed="2020")),
        reason=Reason.IMPOSSIBLE,
        key="projectnummer:SDE1782787",
        column="realisatiejaar",
        proposed="2020",
        by="bestuur",
        earlier=True,
    ),
    Story(
        "project-other-year",
        subsidies.PROJECTS_NAME,
        44,
        "Het park ging later open. Ik denk in 2021.",
        (*_judged(43, 37), Act(36, _S.REQUESTED, agreed="2021")),
        key="projectnummer:SDE1773095",
        column="realisatiejaar",
        proposed="2021",
        sureness=Sureness.HUNCH,
        earlier=True,
    ),
    Story(
        "copied-power",
        subsidies.COPY.name,
        34,
        "Bij de RVO staat 2,50614 megawatt. In deze kopie is de komma weg.",
        (*_judged(33, 29, decisive=True), Act(28, _S.REQUESTED, agreed="2,50614")),
        reason=Reason.DIFFERS,
        key="projectnummer:SDE1355367",
        column="vermogen_mw",
        proposed="2,50614",
        sureness=Sureness.CERTAIN,
    ),
    Story(
        "solar-share",
        energy.ENTRY.name,
        4,
        "Meer dan 100 procent kan niet: er zijn meer installaties dan huishoudens.",
        (Act(3, _S.INVESTIGATING),),
        reason=Reason.IMPOSSIBLE,
        key="jaar:2021;buurt:Breezicht",
        column="zonnepanelen (%)",
        period="2021",
        page="/datasets/energie-per-buurt-en-jaar/gegevens",
        page_label="Energie per buurt en jaar, gegevens",
    ),
    Story(
        "solar-share-again",
        energy.ENTRY.name,
        3,
        "Dit aandeel valt op in de grafiek.",
        (Act(2, _S.MERGED, "Een collega meldde dit ook al.", other="solar-share"),),
        reason=Reason.IMPOSSIBLE,
        key="jaar:2021;buurt:Breezicht",
        column="zonnepanelen (%)",
        period="2021",
        by="bestuur",
    ),
    Story(
        "no-gas",
        energy.ENTRY.name,
        18,
        "In deze rij staan 320 huishoudens. De 0 betekent: geen gegevens.",
        (*_judged(17, 14), Act(13, _S.REQUESTED, "De bron maakt de waarde leeg.", agreed="")),
        reason=Reason.IMPOSSIBLE,
        key="jaar:2015;buurt:Breecamp",
        column="gas (TJ)",
        period="2015",
    ),
    Story(
        "residents",
        population.ENTRY.name,
        12,
        "Bij ons staan hier meer mensen ingeschreven.",
        (
            *_judged(11, 8),
            Act(
                7,
                _S.FORWARDED,
                "Wij hebben het doorgegeven aan de BRP.",
                agreed="3901",
                registration="BRP",
                object_id="BU-DEMO-0001",
            ),
        ),
        reason=Reason.DIFFERS,
        key="peildatum:2023-01-01;buurt:Aa-landen-Midden",
        column="inwoners",
        proposed="3901",
        period="2023-01-01",
        sees_rows=False,
    ),
    Story(
        "swapped-digits",
        budget.ENTRY.name,
        27,
        "In de vastgestelde begroting zijn twee cijfers omgewisseld: 21.915.",
        (
            *_judged(26, 22),
            Act(21, _S.PATCHED, "Het CBS past oude cijfers niet aan.", agreed="21915"),
        ),
        key="jaar:2023;gemeente:Zwolle;taakveld:6.2 Wijkteams",
        column="lasten",
        proposed="21915",
        period="2023",
        by="eigenaar",
        sureness=Sureness.CERTAIN,
    ),
    Story(
        "which-day",
        crime.ENTRY.name,
        9,
        "Dit aantal inwoners is hoger dan in onze eigen cijfers.",
        (
            Act(8, _S.INVESTIGATING),
            Act(6, _S.ASKED, "Over welke peildatum gaat het cijfer dat je hebt?"),
        ),
        reason=Reason.DIFFERS,
        key="buurtcode:BU01932270",
        column="inwoners",
    ),
    Story(
        "new-street",
        crime.ENTRY.name,
        15,
        "Het aantal in 2025 is van vóór de laatste telling.",
        _judged(14, 5),
        key="buurtcode:BU01931020",
        column="misdrijven 2025",
        proposed="68",
    ),
    Story(
        "district",
        areas.NAME,
        57,
        "Deze buurt hoort toch bij Diezerpoort?",
        (
            Act(56, _S.INVESTIGATING),
            Act(52, _S.WRONG, "Zo staat de indeling bij het CBS. De lijst klopt."),
        ),
        key="buurtcode:BU01931020",
        column="wijk",
        by="bestuur",
    ),
    Story(
        "rent",
        energy.ENTRY.name,
        13,
        "Dit gasverbruik lijkt mij te laag voor zo veel huizen.",
        (
            Act(12, _S.INVESTIGATING),
            Act(6, _S.WRONG, "Wij vroegen het na bij de bron. Het cijfer klopt."),
        ),
        key="jaar:2023;buurt:Aa-landen-Noord",
        column="gas (TJ)",
        period="2023",
        sureness=Sureness.HUNCH,
    ),
    Story(
        "grants",
        subsidies.GRANTS.name,
        39,
        "Wij telden meer aanvragen voor warmtepompen.",
        (
            Act(37, _S.INVESTIGATING),
            Act(
                30, _S.UNDECIDABLE, "De RVO geeft geen losse aanvragen. Wij kunnen dit niet nagaan."
            ),
        ),
        subject=Subject.NUMBER,
        reason=Reason.DIFFERS,
        doubted="40",
        proposed="55",
        page_label="Overzicht warmtepompen",
    ),
    Story(
        "health",
        health.ENTRY.name,
        24,
        "Ik keek naar het verkeerde jaar.",
        (Act(23, _S.WITHDRAWN, by_reporter=True),),
        key="buurtcode:BU01931100",
        column="goede gezondheid 2024 (%)",
    ),
    Story(
        "abroad",
        municipalities.NAME,
        6,
        "Buitenland is geen gemeente.",
        subject=Subject.ROW,
        reason=Reason.SURPLUS,
        key="gemeentecode:GM0998",
    ),
    Story(
        "meaning",
        energy.ENTRY.name,
        1,
        "Tellen huishoudens in een instelling ook mee?",
        subject=Subject.DEFINITION,
        reason=Reason.MEANING,
        column="huishoudens",
        by="eigenaar",
    ),
)

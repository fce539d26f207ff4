"""From a new entry to trust on the start page, by the people who do it."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Enter
from tests.browser.dutch import nl
from tests.browser.steps import (
    activate,
    badge,
    choose_kind,
    deliver,
    field,
    follow,
    press,
    register,
    resting_workers,
    say_yes,
    try_rule,
    without_work,
)
from tests.portal_process import Portal

pytestmark = pytest.mark.browser
NAME = "Demo verhuizingen"
HEAD = ("Verhuizingen, export uit het bronsysteem", "", "zaak;wijk;bedrag;datum")
GOOD = [
    f"{number};Wijk {number % 7};1.{number}5,25;{number % 28 + 1:02}-03-2026"
    for number in range(10, 50)
]
# Three rows without a neighbourhood, one of them by the source's own sign; one row that is torn.
BAD = [
    *GOOD[:37],
    "97;;1.750,25;01-03-2026",
    "98;?;1.750,25;02-03-2026",
    "99;;1.750,25;03-03-2026",
    "100;Wijk",
]
IS_FILLED = "%(kolom)s is filled"


def test_a_file_becomes_a_verdict_that_everybody_sees(enter: Enter, portal: Portal, csv) -> None:
    page = enter("datateam")
    dataset = register(page, NAME, owner="Demo Eigenaar")
    expect(badge(page.locator(".koers-head"), "unknown")).to_be_visible()

    # The file is read before somebody's eyes, and every decision can be looked at.
    with resting_workers(portal):
        deliver(page, dataset, csv("verhuizingen.csv", *HEAD, *BAD))
        expect(page.locator("#delivery-progress")).to_be_visible()
        page.evaluate("window.notReloaded = true")
    expect(page.get_by_text(nl("This delivery waits for a yes"))).to_be_visible()
    assert page.evaluate("window.notReloaded")
    main = page.get_by_role("main")
    expect(main.locator(".koers-sum")).to_contain_text(re.compile(r"41\D+40\D+1\b"))
    expect(main.locator("#rejects")).to_contain_text(nl("Fewer cells than there are columns."))
    expect(main).to_contain_text(nl("semicolon (;)"))
    expect(main).to_contain_text(nl("on line %(line)s", line=3))
    expect(main.get_by_role("row", name=re.compile("^bedrag"))).to_contain_text("getal")
    expect(main.get_by_role("row", name=re.compile("^datum"))).to_contain_text("datum")
    say_yes(page)

    # A rule in words, tried before it counts.
    choose_kind(page, dataset, IS_FILLED, kolom="…")
    field(page, "Column").select_option("wijk")
    expect(page.locator("#rule-sentence")).to_contain_text("wijk is gevuld")
    try_rule(page)
    kpis = page.locator(".koers-kpi__value")
    assert [text.strip() for text in kpis.all_inner_texts()] == ["3", "7,5%", "40"]
    lines = page.locator("#hits tbody th")
    expect(lines).to_have_text(["41", "42", "43"])
    activate(page, blocking=True, rows=2, reason="Zonder wijk telt een verhuizing nergens mee.")

    # A check that moves to its verdict by itself.
    without_work(page, dataset)
    with resting_workers(portal):
        press(page, "Check now")
        expect(page).to_have_url(re.compile(r"/controles/\d+$"))
        expect(page.locator("#run-progress")).to_contain_text(nl("waiting for its turn"))
        page.evaluate("window.notReloaded = true")
    expect(page.locator("#run-progress.koers-progress--done")).to_be_visible()
    assert page.evaluate("window.notReloaded")
    expect(page.locator(".koers-outcome")).to_contain_text("wijk is gevuld")
    expect(page.locator(".koers-outcome")).to_contain_text(nl("Does not meet the norm"))

    # The flag, and what it does to trust, wherever people look.
    page.goto(f"{dataset}/kwaliteit")
    flag = page.locator("#flags").get_by_role("row", name=re.compile("wijk is gevuld"))
    expect(flag).to_contain_text(nl("blocking", context="severity"))
    expect(badge(page.locator(".koers-head"), "red")).to_be_visible()
    page.goto("/")
    expect(main.get_by_role("listitem").filter(has_text=NAME).first).to_contain_text(
        "wijk is gevuld"
    )
    page.goto("/kwaliteit")
    row = page.locator("#quality-matrix").get_by_role("row", name=re.compile(NAME))
    expect(row.locator(".koers-matrix__cell--red")).to_contain_text(nl("red", context="trust"))

    _colleagues_see_the_verdict_but_no_buttons(enter, dataset)

    # A second rule, and a delivery in which the source was put right.
    choose_kind(
        page,
        dataset,
        "%(kolom)s lies between %(minimum)s and %(maximum)s",
        kolom="…",
        minimum="…",
        maximum="…",
    )
    field(page, "Column").select_option("bedrag")
    field(page, "At least").fill("0")
    field(page, "At most").fill("10.000,50")
    try_rule(page)
    activate(page, blocking=False, reason="Een bedrag boven de tienduizend euro is een tikfout.")
    owner = enter("eigenaar")
    with resting_workers(portal):
        deliver(owner, dataset, csv("hersteld.csv", *HEAD, *GOOD))
    expect(owner.get_by_text(nl("This delivery is in use and checked"))).to_be_visible()
    page.goto(f"{dataset}/kwaliteit")
    expect(page.get_by_role("main")).to_contain_text(nl("There are no open flags."))
    expect(badge(page.locator(".koers-head"), "green")).to_be_visible()
    page.goto("/kwaliteit")
    row = page.locator("#quality-matrix").get_by_role("row", name=re.compile(NAME))
    expect(row.locator(".koers-matrix__cell--green")).to_have_count(3)


def _colleagues_see_the_verdict_but_no_buttons(enter: Enter, dataset: str) -> None:
    for username in ("medewerker", "bestuur"):
        page = enter(username)
        page.goto("/datasets")
        follow(page, NAME)
        expect(badge(page.locator(".koers-head"), "red")).to_be_visible()
        expect(page.locator("#trust")).to_contain_text("wijk is gevuld")
        for path in (
            "",
            "/gegevens",
            "/kwaliteit",
            "/leveringen",
            "/leveringen/1",
            "/regels/1",
            "/gebruik",
        ):
            page.goto(dataset + path)
            assert set(_buttons(page)) <= {nl("Report doubt")}, path
        for path in ("/wijzigen", "/leveringen/nieuw", "/regels/nieuw", "/regels/nieuw/gevuld"):
            page.complaints.expect("404")
            assert page.goto(dataset + path).status == 404, path


def _buttons(page: Page) -> list[str]:
    """What one can do on a page beside reading: its buttons and links that look like one."""
    found = page.locator("main form[method=post], main a.nl-button, main [data-confirm]")
    return found.all_inner_texts()


def test_an_owner_delivers_to_what_is_theirs_only(enter: Enter) -> None:
    steward = enter("datateam")
    ours = register(steward, "Demo van eigenaar", owner="Demo Eigenaar")
    theirs = register(steward, "Demo van niemand")
    page = enter("eigenaar")
    page.goto(ours)
    follow(page, "Deliver data")
    expect(field(page, "File")).to_be_attached()
    page.goto(theirs)
    assert _buttons(page) == [nl("Report doubt")]  # which everybody may
    page.complaints.expect("404")
    assert page.goto(f"{theirs}/leveringen/nieuw").status == 404


def test_confidential_rows_stay_with_who_was_named(enter: Enter, csv) -> None:
    page = enter("datateam")
    dataset = register(page, "Demo vertrouwelijk", classification="Confidential")
    deliver(
        page,
        dataset,
        csv("vertrouwelijk.csv", "nr;naam", "1;ALLEEN-VOOR-ONS-1", "2;", "3;ALLEEN-VOOR-ONS-3"),
    )
    say_yes(page)
    choose_kind(page, dataset, IS_FILLED, kolom="…")
    field(page, "Column").select_option("naam")
    try_rule(page)
    activate(page, blocking=False, reason="Zonder naam is een rij niets waard.")
    without_work(page, dataset)
    page.goto(f"{dataset}/gegevens")
    field(page, "What do you need these rows for?").fill("Een vraag van een bewoner nagaan")
    page.get_by_role("button", name=nl("Show the rows")).click()
    expect(page.locator("#data")).to_contain_text("ALLEEN-VOOR-ONS-3")
    for username in ("beheer", "medewerker", "eigenaar", "bestuur"):
        other = enter(username)
        other.complaints.expect("403", "404")
        assert other.goto(f"{dataset}/gegevens").status == 403
        expect(other.get_by_role("heading", level=1)).to_be_visible()
        assert "ALLEEN-VOOR-ONS" not in other.content()
        for path in ("", "/kwaliteit", "/leveringen", "/leveringen/1", "/regels/1", "/controles/1"):
            assert other.goto(dataset + path).status == 200, path
            assert "ALLEEN-VOOR-ONS" not in other.content(), path
        assert other.goto(f"{dataset}/gegevens.csv").status == 403
        assert other.goto(f"{dataset}/leveringen/1/afgekeurd.csv").status == 404
    inspector = enter("beheer")
    inspector.goto("/inzage")
    expect(inspector.get_by_role("main")).to_contain_text("Demo vertrouwelijk")

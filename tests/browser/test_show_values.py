"""Personal values: masked everywhere, shown once to who may and says why, never to anyone else."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Enter
from tests.browser.dutch import nl
from tests.browser.steps import (
    activate,
    choose_kind,
    deliver,
    expect_room_on_a_phone,
    field,
    follow,
    press,
    register,
    say_yes,
    try_rule,
    without_work,
)

pytestmark = pytest.mark.browser
SECRETS = ("GEHEIM-Jansen", "geheim.jansen")
WRONG = "geheim.jansen-zonder-apenstaart"
REASON = "De bron vraagt welk adres er staat"
PAGES = ("/kwaliteit", "/profiel", "/leveringen/1", "/regels/1", "/controles/2")


def close_to_others(page: Page, dataset: str) -> None:
    """Shielded and confidential: one colleague knows what it is, one owner answers for it."""
    page.goto(f"{dataset}/wijzigen")
    page.get_by_role("radio", name=nl("Confidential")).check()
    page.get_by_role(
        "checkbox", name=nl("Shielded: only people connected to it see this entry")
    ).check()
    page.get_by_role("radio", name=nl("Ordinary personal data")).check()
    knowers = page.get_by_role("group", name=re.compile(nl("Who knows this data")))
    knowers.get_by_label("Demo Medewerker").check()
    press(page, "Save changes")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def mark_personal(page: Page, dataset: str, *columns: str) -> None:
    for column in columns:
        page.goto(f"{dataset}/gegevens")
        row = page.locator("#dictionary tbody tr").filter(
            has=page.get_by_role("rowheader", name=column, exact=True)
        )
        row.locator("a[href*='/kolommen/']").click()
        page.get_by_role("radio", name=nl("Ordinary personal data")).check()
        press(page, "Save")


def assert_nothing_shown(page: Page) -> None:
    content = page.content()
    assert not [secret for secret in SECRETS if secret in content], page.url


def test_three_people_and_the_values_behind_the_masks(enter: Enter, csv) -> None:
    steward = enter("datateam")
    name = "Demo achter maskers"
    dataset = register(steward, name, owner="Demo Eigenaar")
    close_to_others(steward, dataset)
    lines = [f"{n};GEHEIM-Jansen {n};geheim.jansen{n}@demo.invalid" for n in range(10, 22)]
    deliver(
        steward, dataset, csv("mensen.csv", "nr;naam;adres", *lines, f"22;GEHEIM-Jansen;{WRONG}")
    )
    expect(steward.get_by_text(nl("This delivery waits for a yes"))).to_be_visible()
    assert_nothing_shown(steward)  # nobody has said yet in which columns they stand
    say_yes(steward)
    mark_personal(steward, dataset, "naam", "adres")
    choose_kind(steward, dataset, "%(kolom)s is an e-mail address", kolom="…")
    field(steward, "Column").select_option("adres")
    try_rule(steward)
    assert_nothing_shown(steward)
    activate(steward, blocking=False, reason="Zonder goed adres komt een brief niet aan.")
    without_work(steward, dataset)
    for path in PAGES:
        steward.goto(dataset + path)
        assert_nothing_shown(steward)

    _who_answers_for_it_sees_them_once(enter, dataset)
    _a_colleague_sees_that_it_is_there(enter, dataset)
    _an_outsider_does_not_know_of_it(enter, dataset)

    log = enter("beheer")
    log.goto("/inzage")
    line = log.get_by_role("row").filter(has_text=REASON)
    expect(line).to_have_count(1)
    for told in ("Demo Eigenaar", name, "adres", nl("personal values shown")):
        expect(line).to_contain_text(re.compile(re.escape(told), re.I))
    assert_nothing_shown(log)


def _who_answers_for_it_sees_them_once(enter: Enter, dataset: str) -> None:
    page = enter("eigenaar")
    page.complaints.expect("422")
    page.goto(f"{dataset}/controles/2")
    expect(page.get_by_text(nl("Values of columns with personal data are masked."))).to_be_visible()
    assert_nothing_shown(page)
    page.get_by_role("main").get_by_role("link", name=nl("Show values")).click()
    asking = page.url
    press(page, "Show values")
    expect(page.get_by_role("alert")).to_be_focused()  # no reason, no values
    assert_nothing_shown(page)
    expect_room_on_a_phone(page)
    field(page, "What do you need these rows for?").fill(REASON)
    press(page, "Show values")
    shown = page.locator("#values tbody tr")
    expect(shown).to_have_count(1)
    expect(shown).to_contain_text(WRONG)
    expect_room_on_a_phone(page)
    # What was shown has no address: whoever comes back is asked again.
    follow(page, "Back to the check")
    assert_nothing_shown(page)
    page.goto(asking)
    expect(field(page, "What do you need these rows for?")).to_have_value("")
    assert_nothing_shown(page)


def _a_colleague_sees_that_it_is_there(enter: Enter, dataset: str) -> None:
    page = enter("medewerker")
    page.complaints.expect("403", "404")
    for path in PAGES:
        assert page.goto(dataset + path).status == 200, path
        assert_nothing_shown(page)
        main = page.get_by_role("main")
        assert main.get_by_role("link", name=nl("Show values")).count() == 0, path
        assert main.get_by_role("button", name=nl("Show values")).count() == 0, path
    assert page.goto(f"{dataset}/controles/2/regels/1/waarden").status == 403
    assert page.goto(f"{dataset}/gegevens").status == 403
    assert_nothing_shown(page)


def _an_outsider_does_not_know_of_it(enter: Enter, dataset: str) -> None:
    page = enter("bestuur")
    page.complaints.expect("404")
    for path in ("", "/gegevens", "/leveringen/1", "/controles/2", "/controles/2/regels/1/waarden"):
        assert page.goto(dataset + path).status == 404, path
        assert_nothing_shown(page)

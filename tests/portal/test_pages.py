"""The pages that every public site has, and the errors, tell a reader plainly where they are."""

import re
from datetime import datetime, timedelta

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone, translation
from pytest_django.fixtures import Settings as SettingsWrapper

from people.models import User
from portal.building_blocks import show
from portal.models import SiteText
from portal.prose import blocks
from portal.services import write_text
from tests.conftest import As

pytestmark = pytest.mark.django_db
TEXTS = ["portal:accessibility", "portal:privacy", "portal:contact"]
EDIT = "portal.edit_texts"


def allow(person: User, permission: str) -> User:
    from django.contrib.auth.models import Permission

    app, codename = permission.split(".")
    person.user_permissions.add(
        Permission.objects.get(content_type__app_label=app, codename=codename)
    )
    return User.objects.get(pk=person.pk)


@pytest.mark.parametrize("name", TEXTS)
def test_the_statements_are_for_everyone_and_name_whom_to_mail(
    client: Client, name: str, settings: SettingsWrapper
) -> None:
    settings.CONTACT_EMAIL = "koers@voorbeeld.nl"
    answer = client.get(reverse(name))
    assert answer.status_code == 200
    assert 'href="mailto:koers@voorbeeld.nl"' in answer.text
    assert answer.text.count("<h1") == 1


@pytest.mark.parametrize("name", [*TEXTS, "portal:security_txt", "portal:robots_txt"])
def test_pages_answer_only_to_reading(client: Client, name: str) -> None:
    for method in ("post", "put", "delete", "trace"):
        assert getattr(client, method)(reverse(name)).status_code == 405
    assert client.head(reverse(name)).status_code == 200


def test_an_administrator_rewrites_a_text_and_markup_stays_text(admin: User, as_: As) -> None:
    client = as_(allow(admin, EDIT))
    address = reverse("portal:edit_text", args=["privacy"])
    assert "Koers" in client.get(address).context["form"].initial["body"]
    body = "## Kop\n\nEerste <script>alert(1)</script>\nregel\n\n- een\n- twee\n\nZie https://voorbeeld.invalid/x"
    assert client.post(address, {"body": body}).status_code == 302
    page = Client().get(reverse("portal:privacy")).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;\nregel" not in page  # one paragraph, joined
    assert "Eerste &lt;script&gt;alert(1)&lt;/script&gt; regel" in page
    assert "<script>alert" not in page
    assert "<li>een</li><li>twee</li>" in page
    assert 'href="https://voorbeeld.invalid/x"' in page


def test_each_version_of_a_text_stays_on_record_and_languages_are_apart(admin: User) -> None:
    slug = SiteText.Slug.CONTACT
    write_text(slug, language="nl", body="Eerste", by=admin)
    write_text(slug, language="nl", body="Tweede", by=admin)
    write_text(slug, language="en", body="Second", by=admin)
    assert SiteText.objects.filter(slug=slug, language="nl").count() == 2
    assert "Tweede" in Client().get(reverse("portal:contact")).text


def test_an_empty_text_is_refused_and_nothing_is_written(admin: User, as_: As) -> None:
    client = as_(allow(admin, EDIT))
    answer = client.post(reverse("portal:edit_text", args=["contact"]), {"body": "  "})
    assert answer.status_code == 400
    assert 'aria-invalid="true"' in answer.text
    assert not SiteText.objects.exists()


def test_others_may_not_rewrite_a_text(outsider: User, as_: As) -> None:
    address = reverse("portal:edit_text", args=["contact"])
    assert Client().get(address).status_code == 302
    assert as_(outsider).get(address).status_code == 403
    assert as_(outsider).post(address, {"body": "x"}).status_code == 403
    assert not SiteText.objects.exists()


def test_an_unknown_text_is_not_there(admin: User, as_: As) -> None:
    client = as_(allow(admin, EDIT))
    assert client.get(reverse("portal:edit_text", args=["iets-anders"])).status_code == 404


def test_security_txt_names_a_contact_and_ends_within_a_year(client: Client) -> None:
    text = client.get("/.well-known/security.txt").text
    fields = dict(line.split(": ", 1) for line in text.splitlines())
    assert fields["Contact"] == "mailto:koers@gemeente.example"
    assert fields["Canonical"].endswith("/.well-known/security.txt")
    ends = datetime.fromisoformat(fields["Expires"]) - timezone.now()
    assert timedelta(days=30) < ends < timedelta(days=365)


def test_search_engines_are_kept_out(client: Client) -> None:
    assert "Disallow: /\n" in client.get("/robots.txt").text


def test_a_visitor_keeps_a_language_in_a_cookie(client: Client) -> None:
    answer = client.post("/taal", {"language": "en", "next": "/privacy"})
    assert answer["Location"] == "/privacy"
    page = client.get("/privacy").text
    assert '<html lang="en"' in page
    assert "Your rights" in page


def test_a_person_keeps_a_language_with_the_account(colleague: User, as_: As) -> None:
    as_(colleague).post("/taal", {"language": "en", "next": "/contact"})
    colleague.refresh_from_db()
    assert colleague.language == "en"


@pytest.mark.parametrize(
    "target", ["https://elders.invalid/", "//elders.invalid", "javascript:x", ""]
)
def test_a_language_choice_leads_to_nowhere_else(client: Client, target: str) -> None:
    answer = client.post("/taal", {"language": "xx", "next": target})
    assert answer["Location"] == "/"
    assert "django_language" not in answer.cookies


def test_an_unknown_address_is_answered_in_plain_words(client: Client) -> None:
    answer = client.get("/bestaat-niet/")
    assert answer.status_code == 404
    assert answer.text.count("<h1") == 1
    assert "Traceback" not in answer.text


def test_a_form_without_its_token_is_refused_with_a_way_out(colleague: User, as_: As) -> None:
    answer = as_(colleague, csrf=True).post("/taal", {"language": "en"})
    assert answer.status_code == 403
    assert 'href="/"' in answer.text


@pytest.mark.parametrize("code", ["400", "403", "404", "413", "429"])
def test_every_error_page_draws(code: str) -> None:
    request = RequestFactory().get("/x")
    request.resolver_match = None
    assert f"Code {code}" in " ".join(
        re.sub(r"<[^>]+>", "", render_to_string(f"{code}.html", {}, request)).split()
    )


def test_the_last_error_page_needs_nothing() -> None:
    with translation.override("nl"):
        drawn = render_to_string("500.html")
    assert '<html lang="nl">' in drawn
    assert "/static/koers/error.css" in drawn


def test_the_living_page_draws_for_who_is_logged_in(colleague: User, as_: As) -> None:
    assert Client().get(reverse("portal:components")).status_code == 302
    page = as_(colleague).get(reverse("portal:components"))
    assert page.status_code == 200
    ids = re.findall(r'\sid="([^"]+)"', page.text)
    assert len(ids) == len(set(ids))
    assert show.__name__ == page.resolver_match.func.__name__


def test_the_sample_progress_comes_to_its_end(colleague: User, as_: As) -> None:
    client, address = as_(colleague), reverse("portal:components_progress")
    for _step in range(5):
        answer = client.get(address).text
        found = re.search(r'hx-get="([^"]+)"', answer)
        if not found:
            break
        address = found[1].replace("&amp;", "&")
    assert "koers-progress--done" in answer
    assert client.get(reverse("portal:components_progress"), {"stand": "²"}).status_code == 200


def test_a_menu_shows_only_what_one_may_use(admin: User, colleague: User, as_: As) -> None:
    people = f'href="{reverse("people:list")}"'
    assert people in as_(admin).get("/contact").text
    assert people not in as_(colleague).get("/contact").text


def test_text_becomes_headings_paragraphs_and_lists() -> None:
    read = blocks("## Kop\neen\ntwee\n\n- a\n  vervolg\n- b\n\ndrie")
    assert [(block.kind, block.text, block.items) for block in read] == [
        ("heading", "Kop", []),
        ("paragraph", "een twee", []),
        ("list", "", ["a vervolg", "b"]),
        ("paragraph", "drie", []),
    ]

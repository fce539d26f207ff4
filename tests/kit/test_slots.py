"""A place on a page: what upper apps offer for it, and what stands there without them."""

from typing import Any

import pytest
from django.http import HttpRequest
from django.template import RequestContext, Template
from django.test import RequestFactory

from kit import slots
from kit.slots import Filling, offer

PAGE = Template(
    '{% load slots %}{% slot "demo.place" what=what %}<p>nobody {{ what }}</p>{% endslot %}'
)


@pytest.fixture(autouse=True)
def _no_offers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slots, "_OFFERS", {})


def draw(**variables: Any) -> str:
    return PAGE.render(RequestContext(RequestFactory().get("/"), variables))


def status(label: str) -> slots.Offer:
    def fill(request: HttpRequest, what: str) -> Filling | None:
        return Filling("components/status.html", {"label": f"{label} {what}"}) if what else None

    return fill


def test_a_place_that_nobody_fills_shows_what_stands_between_the_tags() -> None:
    assert draw(what="here") == "<p>nobody here</p>"


def test_offers_are_drawn_in_their_order_with_what_the_page_says() -> None:
    offer("demo.place", status("first"))
    offer("demo.place", status("second"))
    drawn = draw(what="<b>")
    assert "nobody" not in drawn
    assert drawn.index("first &lt;b&gt;") < drawn.index("second &lt;b&gt;")


def test_an_offer_with_nothing_to_say_leaves_the_place_empty() -> None:
    offer("demo.place", status("first"))
    assert "nobody" in draw(what="")


def test_an_offer_stands_once() -> None:
    fill = status("first")
    offer("demo.place", fill)
    with pytest.raises(ValueError, match=r"demo\.place"):
        offer("demo.place", fill)
